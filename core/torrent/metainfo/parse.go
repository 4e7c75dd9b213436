package metainfo

import (
	"crypto/sha1"
	"net"
	"playnet/core/torrent/bencode"
	"strconv"
	"strings"
)

// Error says which key of a .torrent file is not as it must be.
type Error struct {
	Key    string // "" for the whole
	Reason string
}

func (e *Error) Error() string {
	if e.Key == "" {
		return "metainfo: " + e.Reason
	}
	return "metainfo: " + e.Key + ": " + e.Reason
}

// Parse reads a .torrent file. The error is an [*Error] or a [*bencode.Error].
func Parse(b []byte) (*Torrent, error) {
	d, err := dictionary(b)
	if err != nil {
		return nil, err
	}
	sub, ok := d.Dict("info")
	if !ok {
		return nil, &Error{"info", "there is no such dictionary"}
	}
	// The decoder has taken nothing that would be written in another way, so these are the
	// bytes of the file: otherwise "they must not perform a decode-encode roundtrip" (BEP 3).
	t, err := fromInfo(bencode.Append(nil, sub), sub)
	if err != nil {
		return nil, err
	}
	t.Announce = text(d, "announce")
	t.CreatedBy = text(d, "created by")
	t.Comment = text(d, "comment")
	t.CreationDate, _ = d.Int("creation date")
	t.AnnounceList = tiers(d)
	t.Nodes = nodes(d)
	return t, nil
}

// ParseInfo reads an info dictionary that peers have sent (BEP 9). What it describes is the
// torrent asked for only if its hash is the one asked for.
func ParseInfo(b []byte) (*Torrent, error) {
	d, err := dictionary(b)
	if err != nil {
		return nil, err
	}
	return fromInfo(b, d)
}

func dictionary(b []byte) (bencode.Dict, error) {
	if len(b) > MaxBytes {
		return nil, &Error{"", "longer than " + strconv.Itoa(MaxBytes) + " bytes"}
	}
	v, err := bencode.Decode(b)
	if err != nil {
		return nil, err
	}
	d, ok := v.(bencode.Dict)
	if !ok {
		return nil, &Error{"", "not a dictionary"}
	}
	return d, nil
}

func fromInfo(raw []byte, d bencode.Dict) (*Torrent, error) {
	t := &Torrent{InfoBytes: raw, Hash: sha1.Sum(raw)}
	private, _ := d.Int("private")
	t.Info.Private = private == 1
	for _, read := range []func(*Info, bencode.Dict) error{readName, readFiles, readPieces} {
		if err := read(&t.Info, d); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func readName(i *Info, d bencode.Dict) error {
	name, _ := d.Str("name")
	if !safe(name) {
		return &Error{"name", "not a name for a file"}
	}
	i.Name = name
	return nil
}

// safe says whether a name stays in the folder in which it is used.
func safe(name string) bool {
	return name != "" && name != "." && name != ".." && len(name) <= maxText && !strings.ContainsAny(name, "/\\\x00")
}

// readFiles reads how long what is. "There is also a key length or a key files, but not both
// or neither" (BEP 3).
func readFiles(i *Info, d bencode.Dict) error {
	_, single := d.Get("length")
	list, several := d.List("files")
	if single == several {
		return &Error{"length", "there must be either this key or files"}
	}
	if single {
		var ok bool
		if i.Length, ok = d.Int("length"); !ok || i.Length < 0 || i.Length > MaxLength {
			return &Error{"length", "not a length"}
		}
		return nil
	}
	if len(list) == 0 || len(list) > maxFiles {
		return &Error{"files", "none, or too many"}
	}
	var total int64
	for _, v := range list {
		f, ok := v.(bencode.Dict)
		if !ok {
			return &Error{"files", "not dictionaries"}
		}
		file := File{}
		if file.Length, ok = f.Int("length"); !ok || file.Length < 0 || file.Length > MaxLength-total {
			return &Error{"files", "not a length"}
		}
		total += file.Length
		path, _ := f.List("path")
		for _, v := range path {
			name, _ := v.(string)
			if !safe(name) {
				return &Error{"files", "not a name for a file"}
			}
			file.Path = append(file.Path, name)
		}
		if len(file.Path) == 0 {
			return &Error{"files", "a file without a name"}
		}
		i.Files = append(i.Files, file)
	}
	i.total = total
	return nil
}

func readPieces(i *Info, d bencode.Dict) error {
	length, _ := d.Int("piece length")
	if length <= 0 || length > MaxPieceLength {
		return &Error{"piece length", "not a length, or more than " + strconv.Itoa(MaxPieceLength)}
	}
	i.PieceLength = int(length)
	pieces, _ := d.Str("pieces")
	want := (i.TotalLength() + length - 1) / length
	if len(pieces)%20 != 0 || int64(len(pieces)/20) != want {
		return &Error{"pieces", "not 20 bytes for each of " + strconv.FormatInt(want, 10) + " pieces"}
	}
	i.Pieces = make([][20]byte, want)
	for k := range i.Pieces {
		copy(i.Pieces[k][:], pieces[20*k:])
	}
	return nil
}

func text(d bencode.Dict, key string) string {
	s, _ := d.Str(key)
	if len(s) > maxText {
		return ""
	}
	return s
}

// tiers reads announce-list (BEP 12). What is not as it should be is passed over: announce
// alone may be enough.
func tiers(d bencode.Dict) [][]string {
	list, _ := d.List("announce-list")
	var all [][]string
	n := 0
	for _, v := range list {
		urls, _ := v.([]bencode.Value)
		var tier []string
		for _, v := range urls {
			if url, ok := v.(string); ok && url != "" && len(url) <= maxText && n < maxTrackers {
				tier = append(tier, url)
				n++
			}
		}
		if len(tier) > 0 {
			all = append(all, tier)
		}
	}
	return all
}

// nodes reads the DHT nodes of a torrent without tracker (BEP 5), likewise.
func nodes(d bencode.Dict) []string {
	list, _ := d.List("nodes")
	var all []string
	for _, v := range list {
		pair, _ := v.([]bencode.Value)
		if len(pair) != 2 || len(all) == maxNodes {
			continue
		}
		host, _ := pair[0].(string)
		port, _ := pair[1].(int64)
		if host != "" && len(host) <= maxText && port > 0 && port < 1<<16 {
			all = append(all, net.JoinHostPort(host, strconv.FormatInt(port, 10)))
		}
	}
	return all
}

func splitNode(node string) (host string, port int64, ok bool) {
	host, p, err := net.SplitHostPort(node)
	if err != nil {
		return "", 0, false
	}
	n, err := strconv.ParseUint(p, 10, 16)
	return host, int64(n), err == nil
}
