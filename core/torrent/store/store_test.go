package store

import (
	"bytes"
	"testing"

	"playnet/core/torrent/metainfo"
)

func content(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * i >> 3)
	}
	return b
}

func TestLibraryTakesWhatIsRight(t *testing.T) {
	data := content(100)
	l := New(&metainfo.Build("file", data, 32).Info)
	if l.Piece(0) != nil || l.Piece(-1) != nil || l.Piece(4) != nil {
		t.Error("a piece that nobody has added")
	}
	wrong := bytes.Clone(data[32:64])
	wrong[5] ^= 1
	for _, c := range []struct {
		name  string
		piece int
		b     []byte
		right bool
	}{
		{"a bit is wrong", 1, wrong, false},
		{"right", 1, data[32:64], true},
		{"right again", 1, bytes.Clone(data[32:64]), true},
		{"wrong when the right one is there", 1, wrong, false},
		{"of another piece", 0, data[32:64], false},
		{"the last, shorter one", 3, data[96:], true},
		{"too short", 2, data[64:95], false},
		{"no such piece", 4, nil, false},
		{"no such piece", -1, nil, false},
	} {
		if l.Add(c.piece, c.b) != c.right {
			t.Errorf("%s: want %v", c.name, c.right)
		}
	}
	if !bytes.Equal(l.Piece(1), data[32:64]) || l.Piece(2) != nil || l.Piece(0) != nil {
		t.Error("the library keeps the wrong pieces")
	}
}

func TestLibraryVerifiesWhatIsOffered(t *testing.T) {
	data := content(100)
	l := New(&metainfo.Build("file", data, 32).Info)
	offered := bytes.Clone(data)
	offered[40] ^= 1
	l.Offer(offered)
	for piece, right := range []bool{true, false, true, true} {
		if got := l.Piece(piece) != nil; got != right {
			t.Errorf("piece %d is there: %v", piece, got)
		}
	}
	if !l.Add(1, data[32:64]) || !bytes.Equal(l.Piece(1), data[32:64]) {
		t.Error("the right piece was refused")
	}
	l.Offer(data[:50])
	if l = New(l.info); l.Piece(3) != nil {
		t.Error("a piece from nowhere")
	}
}

func TestLibraryMatches(t *testing.T) {
	data := content(100)
	l := New(&metainfo.Build("file", data, 32).Info)
	l.Add(0, data[:32])
	for _, c := range []struct {
		piece, begin int
		b            []byte
		equal, known bool
	}{
		{0, 4, data[4:9], true, true},
		{0, 4, data[5:10], false, true},
		{0, 28, data[28:33], false, false}, // over its end
		{0, -1, data[:1], false, false},
		{1, 0, data[32:40], false, false}, // nobody has it
		{9, 0, data[:1], false, false},
	} {
		if equal, known := l.Matches(c.piece, c.begin, c.b); equal != c.equal || known != c.known {
			t.Errorf("piece %d at %d: %v, %v", c.piece, c.begin, equal, known)
		}
	}
}
