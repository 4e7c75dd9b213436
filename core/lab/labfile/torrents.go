package labfile

import (
	"strings"

	"playnet/core/lab/strict"
	"playnet/core/spelling"
)

// Torrent is a file that peers exchange. What is in it is a member of the lab, or bytes at
// random, which are the same in each run.
type Torrent struct {
	// The torrent's identity.
	ID ID `json:"id" strict:"required"`
	// What the file is called; the id if absent.
	Name FileName `json:"name,omitempty"`
	// How long the file is; a number, or {"parameter": id}. All torrents together have 64 MiB at most.
	Size *Size `json:"size,omitempty" strict:"parameter"`
	// The member site/PATH that is exchanged, instead of bytes at random.
	Member MemberName `json:"member,omitempty"`
	// How many bytes a piece has; 256 KiB if absent.
	PieceLength *Size `json:"pieceLength,omitempty" strict:"parameter"`
	// The trackers, asked in this order: "http://tracker:6969/announce", "udp://192.0.2.1:6969". A name is that of a host, or is looked up.
	Trackers []TrackerURL `json:"trackers,omitempty" strict:"max=16"`
	// Whether peers may be found by trackers alone (BEP 27).
	Private bool `json:"private,omitempty"`
}

// DefaultPieceLength is how many bytes a piece has where the lab says nothing.
const DefaultPieceLength = 256 * KiB

// Bounds of a torrent in a lab.
const (
	leastPieceLength = 1 * KiB
	mostPieces       = 20_000
	mostContent      = 64 * MiB // of all torrents together: it is made and hashed at once, in the page, too
)

// TrackerURL is the address of a tracker: "http://tracker:6969/announce", "udp://192.0.2.1:6969".
type TrackerURL string

var (
	badTrackerURL    = strict.Define("bad-tracker-url", `"{value}" is no address of a tracker such as "http://tracker:6969/announce" or "udp://192.0.2.1:6969"`)
	duplicateTorrent = strict.Define("duplicate-torrent", `the torrent "{name}" stands here a second time; the first is in line {line}`)
	torrentContent   = strict.Define("torrent-content", `a torrent has either a "size" or a "member"`)
	torrentMember    = strict.Define("torrent-member", `there is no member "{name}" below site/`)
	manyPieces       = strict.Define("torrent-pieces", `there are too many pieces, or too short ones: pieces have 1 KiB or more, and there are 20,000 at most`)
	muchContent      = strict.Define("torrents-size", `this is too much: the files of all torrents together have {most} at most`)
	unknownTorrent   = strict.Define("unknown-torrent", `there is no torrent "{name}" in "torrents"`)
	nearTorrent      = strict.Define("unknown-torrent-near", `there is no torrent "{name}" in "torrents"; did you mean "{near}"?`)
)

// Validate implements strict.Validator.
func (u TrackerURL) Validate() error {
	rest, http := strings.CutPrefix(string(u), "http://")
	udp := false
	if !http {
		rest, udp = strings.CutPrefix(string(u), "udp://")
	}
	authority := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority = rest[:i]
	}
	host, port, hasPort := strings.Cut(authority, ":")
	if !http && !udp || len(u) > maxURL || !only(host, isHostByte) || udp && !hasPort ||
		hasPort && (len(port) > 5 || !only(port, isDigit)) || !only(rest, isPrinting) {
		return badTrackerURL.With("value", string(u))
	}
	return nil
}

// FileName is what the torrent's file is called.
func (t *Torrent) FileName() string {
	if t.Name != "" {
		return string(t.Name)
	}
	return string(t.ID)
}

// PieceSize is how many bytes a piece has.
func (t *Torrent) PieceSize() int {
	if t.PieceLength == nil {
		return int(DefaultPieceLength)
	}
	return int(*t.PieceLength)
}

// Torrent returns the torrent of that id, or nil.
func (f *File) Torrent(id ID) *Torrent {
	for i := range f.Lab.Torrents {
		if f.Lab.Torrents[i].ID == id {
			return &f.Lab.Torrents[i]
		}
	}
	return nil
}

func (c *checker) torrents(list []Torrent) {
	seen := make(map[ID]*strict.Node)
	left := mostContent
	for i := range list {
		t, at := &list[i], c.root.Get("torrents").At(i)
		if first := seen[t.ID]; first != nil {
			c.fail(at.Get("id"), duplicateTorrent.With("name", string(t.ID), "line", c.line(first)))
			continue
		}
		seen[t.ID] = at.Get("id")
		c.contentOf(t, &left, at)
	}
}

// contentOf checks what is in a torrent, of which so much is left for it and those that follow.
func (c *checker) contentOf(t *Torrent, left *Size, at *strict.Node) {
	if (t.Size == nil) == (t.Member == "") {
		c.fail(at, torrentContent.With())
		return
	}
	var size Size
	named := at.Get("size")
	if t.Size != nil {
		size = *t.Size
	} else if data, ok := c.file.Member(string(t.Member), nil); ok && strings.HasPrefix(string(t.Member), "site/") {
		size, named = Size(len(data)), at.Get("member")
	} else {
		c.fail(at.Get("member"), torrentMember.With("name", string(t.Member)))
		return
	}
	if size > *left {
		c.fail(named, muchContent.With("most", mostContent.String()))
		return
	}
	*left -= size
	if t.PieceSize() < int(leastPieceLength) || size/Size(t.PieceSize()) >= mostPieces {
		c.fail(at.Get("pieceLength"), manyPieces.With())
	}
}

// torrentID checks that an id is that of a torrent.
func (c *checker) torrentID(id ID, at *strict.Node) {
	if c.file.Torrent(id) != nil {
		return
	}
	var known []string
	for i := range c.file.Lab.Torrents {
		known = append(known, string(c.file.Lab.Torrents[i].ID))
	}
	if near := spelling.Nearest(string(id), known); near != "" {
		c.fail(at, nearTorrent.With("name", string(id), "near", near))
		return
	}
	c.fail(at, unknownTorrent.With("name", string(id)))
}
