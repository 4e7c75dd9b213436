package wire

import (
	"bytes"
	"encoding/hex"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// A torrent of 10 pieces, the last one of 100 bytes.
var limits = Limits{Pieces: 10, PieceLength: 32768, Total: 9*32768 + 100, Fast: true}

var examples = []struct {
	m   Message
	hex string
}{
	{Message{ID: KeepAlive}, "00000000"},
	{Message{ID: Choke}, "0000000100"},
	{Message{ID: Unchoke}, "0000000101"},
	{Message{ID: Interested}, "0000000102"},
	{Message{ID: NotInterested}, "0000000103"},
	{Message{ID: Have, Index: 9}, "000000050400000009"},
	{Message{ID: HaveBits, Payload: []byte{0xff, 0xc0}}, "0000000305ffc0"},
	{Message{ID: Request, Index: 1, Begin: 16384, Length: 16384}, "0000000d06000000010000400000004000"},
	{Message{ID: Piece, Index: 9, Begin: 97, Payload: []byte("abc")}, "0000000c070000000900000061616263"},
	{Message{ID: Cancel, Index: 9, Begin: 0, Length: 100}, "0000000d08000000090000000000000064"},
	{Message{ID: Port, Index: 6881}, "00000003091ae1"},
	{Message{ID: Suggest, Index: 2}, "000000050d00000002"},
	{Message{ID: HaveAll}, "000000010e"},
	{Message{ID: HaveNone}, "000000010f"},
	{Message{ID: Reject, Index: 1, Begin: 0, Length: 1}, "0000000d10000000010000000000000001"},
	{Message{ID: AllowedFast, Index: 3}, "000000051100000003"},
	{Message{ID: Extended, Payload: []byte("\x00de")}, "0000000414006465"},
	{Message{ID: 99, Payload: []byte("?")}, "00000002633f"},
}

func equal(a, b Message) bool {
	return a.ID == b.ID && a.Index == b.Index && a.Begin == b.Begin && a.Length == b.Length && bytes.Equal(a.Payload, b.Payload)
}

// Whatever portions the bytes come in, the same messages come out.
func TestMessages(t *testing.T) {
	var all []byte
	for _, e := range examples {
		got := Append(nil, e.m)
		if hex.EncodeToString(got) != e.hex {
			t.Errorf("%v is written %x", e.m, got)
		}
		all = append(all, got...)
	}
	for size := 1; size <= len(all); size++ {
		d := Decoder{Limits: limits}
		n := 0
		for chunk := range slices.Chunk(bytes.Clone(all), size) {
			d.Feed(chunk)
			for {
				m, ok, err := d.Next()
				if err != nil {
					t.Fatal(err)
				}
				if !ok {
					break
				}
				if !equal(m, examples[n].m) {
					t.Fatalf("portions of %d: %v, want %v", size, m, examples[n].m)
				}
				n++
			}
			clear(chunk) // the connection's buffer is used again
		}
		if n != len(examples) {
			t.Fatalf("portions of %d: %d messages", size, n)
		}
	}
}

func TestFragments(t *testing.T) {
	block := bytes.Repeat([]byte("0123456789"), 300)
	all := Append(Append(Append(nil, Message{ID: Have, Index: 1}), Message{ID: Piece, Index: 2, Begin: 1000, Payload: block}), Message{ID: Unchoke})
	for size := 1; size <= len(all); size += 7 {
		d := Decoder{Limits: limits, Fragments: true}
		var got []byte
		var kinds []ID
		for chunk := range slices.Chunk(bytes.Clone(all), size) {
			d.Feed(chunk)
			for {
				m, ok, err := d.Next()
				if err != nil {
					t.Fatal(err)
				}
				if !ok {
					break
				}
				if m.ID != Piece || len(got) == 0 {
					kinds = append(kinds, m.ID)
				}
				if m.ID != Piece {
					continue
				}
				if m.Index != 2 || int(m.Begin) != 1000+len(got) || m.Rest != len(block)-len(got)-len(m.Payload) {
					t.Fatalf("portions of %d: index %d begin %d rest %d", size, m.Index, m.Begin, m.Rest)
				}
				got = append(got, m.Payload...)
			}
			if cap(d.held) > 64 {
				t.Fatalf("portions of %d: %d bytes are kept", size, cap(d.held))
			}
			clear(chunk)
		}
		if !bytes.Equal(got, block) || !slices.Equal(kinds, []ID{Have, Piece, Unchoke}) {
			t.Fatalf("portions of %d: %d bytes, %v", size, len(got), kinds)
		}
	}
}

func TestBreaches(t *testing.T) {
	for text, want := range map[string]Fault{
		"0000000200ff":                       WrongLength,  // choke with a payload
		"0000000404000001":                   WrongLength,  // have with three bytes
		"00000005040000000a":                 NoSuchPiece,  // have 10 of 10
		"0000000205ff":                       WrongBits,    // one byte for ten pieces
		"0000000405ffc000":                   WrongBits,    // three
		"0000000305ffe0":                     WrongBits,    // a spare bit
		"0000000d060000000a0000000000000001": NoSuchPiece,  // request
		"0000000d06000000010000400000004001": OutsidePiece, // one byte beyond
		"0000000d06000000090000000000000065": OutsidePiece, // beyond the last, short piece
		"0000000d0600000001ffffffff00000002": OutsidePiece, // a sum that does not fit 32 bits
		"0000000d06000000010000000000000000": OutsidePiece, // nothing
		"0000000d060000000100000000ffffffff": OutsidePiece, // four gigabytes
		"00000008070000000000000000":         WrongLength,  // no room for a block's place
		"0000000907000000000000000000":       OutsidePiece, // an empty block
		"00030000070000":                     TooLong,      // a block of 192 KiB: refused before it is there
		"ffffffff63":                         TooLong,      // whatever it is
		"0000000114":                         WrongLength,  // extended without a number
		"000000020d00":                       WrongLength,
		"0000000409000000":                   WrongLength,
	} {
		for _, fragments := range []bool{false, true} {
			b, err := hex.DecodeString(text)
			if err != nil {
				t.Fatal(text)
			}
			d := Decoder{Limits: limits, Fragments: fragments}
			d.Feed(b)
			_, _, err = d.Next()
			var got *Error
			if !errors.As(err, &got) || got.Fault != want {
				t.Errorf("%s: %v, want %v", text, err, want)
			}
			d.Feed(Append(nil, Message{ID: Choke}))
			if _, _, again := d.Next(); !errors.Is(again, err) {
				t.Errorf("%s: goes on with %v", text, again)
			}
		}
	}
}

func TestFastOnlyIfBothHaveIt(t *testing.T) {
	for _, id := range []ID{Suggest, HaveAll, HaveNone, Reject, AllowedFast} {
		plain := limits
		plain.Fast = false
		d := Decoder{Limits: plain}
		d.Feed(Append(nil, Message{ID: id, Index: 1, Length: 1}))
		var got *Error
		if _, _, err := d.Next(); !errors.As(err, &got) || got.Fault != NotFast || got.ID != id {
			t.Errorf("%v: %v", id, err)
		}
	}
}

// Before the metadata is known numbers can't be checked, lengths can.
func TestUnknownTorrent(t *testing.T) {
	d := Decoder{}
	d.Feed(Append(Append(nil, Message{ID: HaveBits, Payload: make([]byte, maxBits)}), Message{ID: Have, Index: 1 << 30}))
	for range 2 {
		if _, ok, err := d.Next(); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	d.Feed(Append(nil, Message{ID: HaveBits, Payload: make([]byte, maxBits+1)}))
	if _, _, err := d.Next(); err == nil {
		t.Error("a bitfield of any length")
	}
}

func TestNoAllocations(t *testing.T) {
	buf := Append(nil, Message{ID: Piece, Payload: make([]byte, Block)})
	buf = Append(buf, Message{ID: Request, Length: Block})
	out := make([]byte, 0, len(buf))
	d := Decoder{Limits: limits}
	n := testing.AllocsPerRun(100, func() {
		d.Feed(buf)
		for {
			m, ok, _ := d.Next()
			if !ok {
				break
			}
			out = Append(out[:0], m)
		}
	})
	if n != 0 {
		t.Error(n, "allocations")
	}
}

func TestHandshake(t *testing.T) {
	h := Handshake{Reserved: Reserved{}.With(Extensions, Fast, DHT), InfoHash: [20]byte{1}, PeerID: [20]byte([]byte("-PN0100-abcdefghijkl"))}
	b := h.Append(nil)
	if want := "\x13BitTorrent protocol\x00\x00\x00\x00\x00\x10\x00\x05\x01"; len(b) != HandshakeLen || HandshakeLen != 68 || !strings.HasPrefix(string(b), want) {
		t.Fatalf("%q", b)
	}
	var d Decoder
	for i := range b {
		if i > 0 {
			if _, ok, err := d.Handshake(); ok || err != nil {
				t.Fatal(i, ok, err)
			}
		}
		d.Feed([]byte{b[i]})
	}
	got, ok, err := d.Handshake()
	if !ok || err != nil || got != h {
		t.Fatal(got, ok, err)
	}
	d.Feed(Append(nil, Message{ID: Unchoke}))
	if m, ok, err := d.Next(); m.ID != Unchoke || !ok || err != nil {
		t.Error("after the handshake:", m, ok, err)
	}
	for f, want := range map[Feature]bool{DHT: true, Fast: true, Extensions: true, 1: false, 63: false} {
		if h.Reserved.Has(f) != want || (Reserved{}).Has(f) {
			t.Error("feature", f)
		}
	}
	if Client(h.PeerID) != "PN 0100" || Client([20]byte{}) != "" {
		t.Error(Client(h.PeerID))
	}
}

// Another protocol is noticed at once: whoever speaks it may be waiting for us.
func TestNotBitTorrent(t *testing.T) {
	for _, s := range []string{"GET / HTTP/1.1", "\x13BitTorrent protocoL", "\x14"} {
		var d Decoder
		d.Feed([]byte(s))
		var got *Error
		if _, _, err := d.Handshake(); !errors.As(err, &got) || got.Fault != NotBitTorrent {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestBitfield(t *testing.T) {
	f := NewBitfield(10)
	f.Set(0)
	f.Set(9)
	if !bytes.Equal(f, []byte{0x80, 0x40}) || !f.Has(9) || f.Has(1) || f.Has(-1) || f.Has(16) || f.Count() != 2 {
		t.Errorf("%08b", f)
	}
	full := FullBitfield(10)
	if !bytes.Equal(full, []byte{0xff, 0xc0}) || full.Count() != 10 || FullBitfield(8).Count() != 8 || len(FullBitfield(0)) != 0 {
		t.Errorf("%08b", full)
	}
}

// The results stand in BEP 6.
func TestAllowedFastSet(t *testing.T) {
	hash := [20]byte(bytes.Repeat([]byte{0xaa}, 20))
	ip := netip.MustParseAddr("80.4.4.200")
	want := []int{1059, 431, 808, 1217, 287, 376, 1188, 353, 508}
	if got := AllowedFastSet(9, 1313, hash, ip); !slices.Equal(got, want) {
		t.Error(got)
	}
	if got := AllowedFastSet(7, 1313, hash, netip.MustParseAddr("::ffff:80.4.4.1")); !slices.Equal(got, want[:7]) {
		t.Error(got)
	}
	if got := AllowedFastSet(10, 3, hash, ip); len(got) != 3 {
		t.Error("more than there are:", got)
	}
}

func TestExtendedHandshake(t *testing.T) {
	h := ExtendedHandshake{Metadata: 3, MetadataSize: 31235, Port: 6881, Client: "Playnet", Requests: 250}
	b := h.Append(nil)
	if string(b) != "\x00d1:md11:ut_metadatai3ee13:metadata_sizei31235e1:pi6881e4:reqqi250e1:v7:Playnete" {
		t.Errorf("%q", b)
	}
	if got, err := ParseExtendedHandshake(b[1:]); err != nil || got != h {
		t.Error(got, err)
	}
	got, err := ParseExtendedHandshake([]byte("d1:md6:ut_pexi1e11:ut_metadatai300ee13:metadata_sizei-1e1:pi70000e1:v100:" + strings.Repeat("x", 100) + "e"))
	if err == nil {
		t.Error("unsorted keys are taken:", got)
	}
	got, err = ParseExtendedHandshake([]byte("d1:md11:ut_metadatai300e6:ut_pexi1ee13:metadata_sizei-1e1:pi70000e1:v100:" + strings.Repeat("x", 100) + "e"))
	if want := (ExtendedHandshake{Client: strings.Repeat("x", maxClient)}); err != nil || got != want {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := ParseExtendedHandshake([]byte("le")); err == nil {
		t.Error("a list")
	}
}

func TestMetadata(t *testing.T) {
	for want, m := range map[string]Metadata{
		"\x03d8:msg_typei0e5:piecei0ee":                       {Type: MetadataRequest},
		"\x03d8:msg_typei1e5:piecei0e10:total_sizei3425eexxx": {Type: MetadataData, Total: 3425, Data: []byte("xxx")},
		"\x03d8:msg_typei2e5:piecei7ee":                       {Type: MetadataReject, Piece: 7},
	} {
		b := m.Append(nil, 3)
		if string(b) != want {
			t.Errorf("%q, want %q", b, want)
		}
		if got, err := ParseMetadata(b[1:]); err != nil || got.Type != m.Type || got.Piece != m.Piece || got.Total != m.Total || !bytes.Equal(got.Data, m.Data) {
			t.Errorf("%q: %+v %v", want, got, err)
		}
	}
	for _, bad := range []string{"", "le", "d5:piecei0ee", "d8:msg_typei0ee", "d8:msg_typei0e5:piecei-1ee", "d8:msg_typei1e5:piecei0ee", "d8:msg_typei1e5:piecei0ee" + strings.Repeat("x", MetadataBlock+1)} {
		if got, err := ParseMetadata([]byte(bad)); err == nil {
			t.Errorf("%q: %+v", bad, got)
		}
	}
	if got, err := ParseMetadata([]byte("d8:msg_typei7e5:piecei0ee")); err != nil || got.Type.String() != "unknown" {
		t.Error("a kind of later days:", got, err)
	}
}
