package metainfo

import (
	"crypto/sha1"
	"encoding/hex"
	"playnet/core/torrent/bencode"
)

// Bounds of what is taken from outside.
const (
	MaxBytes       = 8 << 20 // of a .torrent file, or of the metadata that peers send
	MaxPieceLength = 64 << 20
	MaxLength      = 1 << 50 // of all files together
	maxFiles       = 100_000
	maxTrackers    = 1000
	maxNodes       = 1000
	maxText        = 4096 // bytes of a name, an URL
)

// Hash is the info-hash, a torrent's name in all protocols: the SHA-1 of its info dictionary.
type Hash [20]byte

// String returns it in hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Torrent is what a .torrent file says.
type Torrent struct {
	Announce     string     // URL of the tracker; "" if there is none
	AnnounceList [][]string // BEP 12: tiers of trackers, tried one tier after the other
	Nodes        []string   // BEP 5: nodes of the DHT to begin with, "host:port"
	CreationDate int64      // seconds since 1970; 0: not said
	CreatedBy    string
	Comment      string

	Info      Info
	InfoBytes []byte // the info dictionary as it was read, what BEP 9 calls the metadata
	Hash      Hash   // of InfoBytes
}

// Info is the part of which the hash is the torrent's name.
type Info struct {
	Name        string // of the file, or of the folder
	PieceLength int    // bytes of each piece but the last
	Pieces      [][20]byte
	Length      int64  // of a single file
	Files       []File // of a folder; nil: a single file
	Private     bool   // BEP 27: peers come from the trackers alone

	total int64 // of a folder of a [Torrent], as its files say
}

// File is one of several.
type File struct {
	Length int64
	Path   []string // folders, then the file's own name
}

// TotalLength returns the bytes of all files.
func (i *Info) TotalLength() int64 {
	if i.total > 0 {
		return i.total
	}
	return i.Length + i.lengthOfFiles()
}

// lengthOfFiles adds up what may be a hundred thousand files: not for each piece again.
func (i *Info) lengthOfFiles() (total int64) {
	for _, f := range i.Files {
		total += f.Length
	}
	return total
}

// PieceSize returns the bytes of a piece: all have the same but the last, "which may be
// truncated" (BEP 3).
func (i *Info) PieceSize(piece int) int {
	if piece < 0 || piece >= len(i.Pieces) {
		return 0
	}
	left := i.TotalLength() - int64(piece)*int64(i.PieceLength)
	return int(min(left, int64(i.PieceLength)))
}

// Verify says whether b is the piece of this number.
func (i *Info) Verify(piece int, b []byte) bool {
	return len(b) == i.PieceSize(piece) && sha1.Sum(b) == i.Pieces[piece]
}

// Trackers returns all URLs of trackers, tier after tier, each once. Where there is a list,
// BEP 12 has the single URL ignored.
func (t *Torrent) Trackers() []string {
	var all []string
	seen := map[string]bool{"": true}
	for _, tier := range t.AnnounceList {
		for _, url := range tier {
			if !seen[url] {
				seen[url] = true
				all = append(all, url)
			}
		}
	}
	if len(all) == 0 && t.Announce != "" {
		all = append(all, t.Announce)
	}
	return all
}

// Magnet returns the link that leads to the same torrent.
func (t *Torrent) Magnet() Magnet {
	return Magnet{Hash: t.Hash, Name: t.Info.Name, Trackers: t.Trackers()}
}

// Build makes the torrent of a single file. Each tracker after the first is a tier of its own,
// asked when those before it fail. It panics if the length of a piece is not positive.
func Build(name string, content []byte, pieceLength int, announce ...string) *Torrent {
	info := Info{Name: name, PieceLength: pieceLength, Length: int64(len(content))}
	for at := 0; at < len(content); at += pieceLength {
		info.Pieces = append(info.Pieces, sha1.Sum(content[at:min(at+pieceLength, len(content))]))
	}
	return FromInfo(info, announce...)
}

// FromInfo makes a torrent around an info dictionary.
func FromInfo(info Info, announce ...string) *Torrent {
	if info.PieceLength <= 0 {
		panic("metainfo: pieces without length")
	}
	info.total = info.lengthOfFiles()
	t := &Torrent{Info: info, InfoBytes: bencode.Append(nil, info.value())}
	t.Hash = sha1.Sum(t.InfoBytes)
	if len(announce) > 0 {
		t.Announce = announce[0]
	}
	if len(announce) > 1 {
		for _, url := range announce {
			t.AnnounceList = append(t.AnnounceList, []string{url})
		}
	}
	return t
}

// Bytes returns the .torrent file.
func (t *Torrent) Bytes() []byte {
	info, err := bencode.Decode(t.InfoBytes)
	if err != nil {
		panic("metainfo: " + err.Error())
	}
	d := bencode.Make(bencode.Entry{Key: "info", Value: info})
	d.Put("announce", t.Announce)
	d.Put("creation date", t.CreationDate)
	d.Put("created by", t.CreatedBy)
	d.Put("comment", t.Comment)
	var tiers, nodes []bencode.Value
	for _, tier := range t.AnnounceList {
		tiers = append(tiers, texts(tier))
	}
	for _, node := range t.Nodes {
		if host, port, ok := splitNode(node); ok {
			nodes = append(nodes, []bencode.Value{host, port})
		}
	}
	d.Put("announce-list", tiers)
	d.Put("nodes", nodes)
	return bencode.Append(nil, d)
}

// value returns the info dictionary. Keys of a torrent that say nothing are left out, as other
// makers do: the hash depends on it.
func (i *Info) value() bencode.Dict {
	pieces := make([]byte, 0, 20*len(i.Pieces))
	for k := range i.Pieces {
		pieces = append(pieces, i.Pieces[k][:]...)
	}
	d := bencode.Make(
		bencode.Entry{Key: "name", Value: i.Name},
		bencode.Entry{Key: "piece length", Value: int64(i.PieceLength)},
		bencode.Entry{Key: "pieces", Value: string(pieces)},
	)
	if i.Private {
		d.Set("private", int64(1))
	}
	if i.Files == nil {
		d.Set("length", i.Length)
		return d
	}
	files := []bencode.Value{}
	for _, f := range i.Files {
		files = append(files, bencode.Make(
			bencode.Entry{Key: "length", Value: f.Length},
			bencode.Entry{Key: "path", Value: texts(f.Path)},
		))
	}
	d.Set("files", files)
	return d
}

func texts(list []string) []bencode.Value {
	out := make([]bencode.Value, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
