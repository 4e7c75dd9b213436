package metainfo

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"playnet/core/torrent/bencode"
	"playnet/tests/peers"
	"reflect"
	"strings"
	"testing"
)

// content returns n bytes without a period.
func content(n int) []byte {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

func TestBuildAndParse(t *testing.T) {
	data := content(100_000)
	made := Build("film.mpg", data, 1<<15, "http://tracker.example.org:6969/announce", "udp://tracker.example.net:6969")
	made.Nodes = []string{"192.0.2.1:6881", "[2001:db8::1]:6881"}
	made.CreationDate, made.CreatedBy, made.Comment = 1234567890, "us", "words"
	got, err := Parse(made.Bytes())
	if err != nil || !reflect.DeepEqual(got, made) {
		t.Fatalf("%+v\n%+v\n%v", got, made, err)
	}
	if n := len(got.Info.Pieces); n != 4 || got.Info.PieceSize(0) != 1<<15 || got.Info.PieceSize(3) != 100_000-3<<15 || got.Info.PieceSize(4) != 0 {
		t.Error("pieces:", n, got.Info.PieceSize(3))
	}
	if last := data[3<<15:]; !got.Info.Verify(3, last) || got.Info.Verify(3, last[:len(last)-1]) || got.Info.Verify(0, last) {
		t.Error("a piece is taken for another, or not for itself")
	}
	if again, err := ParseInfo(got.InfoBytes); err != nil || again.Hash != got.Hash || !reflect.DeepEqual(again.Info, got.Info) {
		t.Error("metadata:", again, err)
	}
	if list := got.Trackers(); len(list) != 2 || list[1] != "udp://tracker.example.net:6969" {
		t.Error(list)
	}
}

func TestPrivateIsAnotherTorrent(t *testing.T) {
	public := Build("a", content(10), 16)
	info := public.Info
	info.Private = true
	private := FromInfo(info)
	if private.Hash == public.Hash {
		t.Error("same hash")
	}
	if got, err := Parse(private.Bytes()); err != nil || !got.Info.Private || got.Hash != private.Hash {
		t.Error(got, err)
	}
}

func TestRefusals(t *testing.T) {
	hash := "20:aaaaaaaaaaaaaaaaaaaa"
	whole := "d4:infod6:lengthi10e4:name1:a12:piece lengthi16e6:pieces" + hash + "ee"
	if _, err := Parse([]byte(whole)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, key string }{
		{"4:info", "4:inf0", "info"},
		{"6:lengthi10e", "", "length"},
		{"6:lengthi10e", "5:filesle6:lengthi10e", "length"},
		{"6:lengthi10e", "6:lengthi-1e", "length"},
		{"6:lengthi10e", "6:length1:x", "length"},
		{"6:lengthi10e", "6:lengthi1125899906842625e", "length"},
		{"6:lengthi10e", "6:lengthi17e", "pieces"},
		{"6:lengthi10e", "6:lengthi0e", "pieces"},
		{"6:lengthi10e", "5:filesle", "files"},
		{"6:lengthi10e", "5:filesl1:xe", "files"},
		{"6:lengthi10e", "5:filesld6:lengthi10e4:pathleee", "files"},
		{"6:lengthi10e", "5:filesld6:lengthi10e4:pathl2:..1:xeee", "files"},
		{"6:lengthi10e", "5:filesld6:lengthi1125899906842624e4:pathl1:xeed6:lengthi1e4:pathl1:yeee", "files"},
		{"4:name1:a", "", "name"},
		{"4:name1:a", "4:name2:..", "name"},
		{"4:name1:a", "4:name3:a/b", "name"},
		{"4:name1:a", "4:name2:a\x00", "name"},
		{"i16e", "i0e", "piece length"},
		{"i16e", "i67108865e", "piece length"},
		{hash, "19:aaaaaaaaaaaaaaaaaaa", "pieces"},
		{hash, "40:" + strings.Repeat("a", 40), "pieces"},
	} {
		_, err := Parse([]byte(strings.Replace(whole, c.old, c.new, 1)))
		var e *Error
		if !errors.As(err, &e) || e.Key != c.key {
			t.Errorf("%s → %s: %v", c.old, c.new, err)
		}
	}
	var e *bencode.Error
	if _, err := Parse([]byte(strings.Replace(whole, "i10e", "i010e", 1))); !errors.As(err, &e) {
		t.Error("a torrent of which the hash would be another's:", err)
	}
}

func TestMagnet(t *testing.T) {
	link := "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=a+film%26more&tr=http%3A%2F%2Ftracker.example.org%2Fannounce&tr=udp%3A%2F%2Ft%3A1&x.pe=192.0.2.1%3A6881"
	m, err := ParseMagnet(link)
	if err != nil || m.Name != "a film&more" || len(m.Trackers) != 2 || m.Trackers[1] != "udp://t:1" || len(m.Peers) != 1 || m.Peers[0] != "192.0.2.1:6881" {
		t.Fatal(m, err)
	}
	if m.String() != link {
		t.Errorf("written %s", m)
	}
	for _, other := range []string{
		"MAGNET:?dn=x&xt=URN:BTIH:0123456789ABCDEF0123456789ABCDEF01234567",
		"magnet:?xt.1=urn:btih:AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH&as=whatever",
	} {
		if got, err := ParseMagnet(other); err != nil || got.Hash != m.Hash {
			t.Error(other, got.Hash, err)
		}
	}
	for _, bad := range []string{"", "magnet:", "http://a/?xt=urn:btih:0123456789abcdef0123456789abcdef01234567", "magnet:?dn=x", "magnet:?xt=urn:btih:0123", "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef0123456g", "magnet:?xt=%zz"} {
		var e *Error
		if _, err := ParseMagnet(bad); !errors.As(err, &e) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// mktorrent makes a .torrent of a file or folder, with pieces of 2^15 bytes.
func mktorrent(t *testing.T, what string) *Torrent {
	out := filepath.Join(t.TempDir(), "made.torrent")
	tool := exec.Command(peers.Need(t, "mktorrent"), "-l", "15", "-a", "http://tracker.example.org/announce", "-o", out, what)
	if said, err := tool.CombinedOutput(); err != nil {
		t.Fatal(string(said), err)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	torrent, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, torrent.InfoBytes) || !bytes.Equal(torrent.Bytes(), b) {
		t.Error("what was read is written differently")
	}
	return torrent
}

func TestSameHashAsMktorrent(t *testing.T) {
	for _, size := range []int{1, 1 << 15, 1<<15 + 1, 1_000_000} {
		file := filepath.Join(t.TempDir(), "film.mpg")
		if err := os.WriteFile(file, content(size), 0o600); err != nil {
			t.Fatal(err)
		}
		theirs := mktorrent(t, file)
		ours := Build("film.mpg", content(size), 1<<15, "http://tracker.example.org/announce")
		if ours.Hash != theirs.Hash || !bytes.Equal(ours.InfoBytes, theirs.InfoBytes) {
			t.Errorf("%d bytes: %s, mktorrent's %s", size, ours.Hash, theirs.Hash)
		}
	}
}

func TestFolderOfMktorrent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "album")
	if err := os.MkdirAll(filepath.Join(dir, "covers"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, size := range map[string]int{"one.mp3": 50_000, "covers/front.jpg": 70_000} {
		if err := os.WriteFile(filepath.Join(dir, name), content(size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := mktorrent(t, dir)
	if len(got.Info.Files) != 2 || got.Info.TotalLength() != 120_000 || len(got.Info.Pieces) != 4 {
		t.Errorf("%+v", got.Info)
	}
	if again := FromInfo(got.Info); again.Hash != got.Hash {
		t.Error("our own dictionary of the same has another hash")
	}
}

// transmission-show reads what we make and computes the hash for itself.
func TestTransmissionReadsOurs(t *testing.T) {
	show := peers.Need(t, "transmission-show")
	ours := Build("film.mpg", content(100_000), 1<<14, "http://tracker.example.org/announce", "http://other.example.org/announce")
	file := filepath.Join(t.TempDir(), "ours.torrent")
	if err := os.WriteFile(file, ours.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command(show, file).CombinedOutput()
	for _, want := range []string{ours.Hash.String(), "Piece Count: 7", "http://other.example.org/announce"} {
		if err != nil || !strings.Contains(string(said), want) {
			t.Errorf("%q is not in %s %v", want, said, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Build("film.mpg", []byte("content"), 4, "http://t/announce", "udp://t:1").Bytes())
	f.Add([]byte("d8:announce1:x4:infod5:filesld6:lengthi3e4:pathl1:a1:beee4:name1:d12:piece lengthi4e6:pieces20:aaaaaaaaaaaaaaaaaaaaee"))
	f.Fuzz(func(t *testing.T, b []byte) {
		torrent, err := Parse(b)
		if err != nil {
			return
		}
		again, err := Parse(torrent.Bytes())
		if err != nil || again.Hash != torrent.Hash {
			t.Fatalf("%q: %v", b, err)
		}
		var sum int64
		for i := range torrent.Info.Pieces {
			n := torrent.Info.PieceSize(i)
			if n <= 0 || n > torrent.Info.PieceLength {
				t.Fatalf("%q: piece %d has %d bytes", b, i, n)
			}
			sum += int64(n)
		}
		if sum != torrent.Info.TotalLength() {
			t.Fatalf("%q: %d bytes in pieces", b, sum)
		}
	})
}

func FuzzMagnet(f *testing.F) {
	f.Add("magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=a+b&tr=http%3A%2F%2Ft&x.pe=a%3A1")
	f.Fuzz(func(t *testing.T, link string) {
		m, err := ParseMagnet(link)
		if err != nil {
			return
		}
		if again, err := ParseMagnet(m.String()); len(m.String()) < 64<<10 && (err != nil || !reflect.DeepEqual(again, m)) {
			t.Fatalf("%q: %+v is written %q and read %+v %v", link, m, m, again, err)
		}
	})
}

// How long the pieces are must not be found out from all files each time: peers send metadata
// like this, with which each loop over the pieces would take half a minute.
func TestManyFilesAndPieces(t *testing.T) {
	info := Info{Name: "x", PieceLength: 1, Pieces: make([][20]byte, 200_000)}
	for range 100_000 {
		info.Files = append(info.Files, File{Length: 2, Path: []string{"a"}})
	}
	got, err := ParseInfo(FromInfo(info).InfoBytes)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for i := range got.Info.Pieces {
		total += got.Info.PieceSize(i)
	}
	if total != 200_000 || got.Info.TotalLength() != 200_000 {
		t.Error(total)
	}
}
