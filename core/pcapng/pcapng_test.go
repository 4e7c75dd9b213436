package pcapng_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"playnet/core/pcapng"
)

// Byte for byte, as the draft's figures have it.
func TestBlocks(t *testing.T) {
	var out bytes.Buffer
	w := pcapng.NewWriter(&out)
	if n := w.Interface("a.root"); n != 0 {
		t.Errorf("the first interface has number %d", n)
	}
	if n := w.Interface("b"); n != 1 {
		t.Errorf("the second interface has number %d", n)
	}
	w.Packet(1, 0x0102030405060708, []byte{0xaa, 0xbb, 0xcc, 0xdd, 0xee})
	if w.Err() != nil {
		t.Fatal(w.Err())
	}
	want := []string{
		// Section Header: type, length, magic, version 1.0, section length; shb_userappl; end.
		"0a0d0d0a", "2c000000", "4d3c2b1a", "01000000", "ffffffffffffffff",
		"04000700", "706c61796e657400", "00000000", "2c000000",
		// Interface Description: type, length, Ethernet, no limit; if_name; if_tsresol; end.
		"01000000", "2c000000", "01000000", "00000000",
		"02000600", "612e726f6f740000", "09000100", "09000000", "00000000", "2c000000",
		"01000000", "28000000", "01000000", "00000000",
		"02000100", "62000000", "09000100", "09000000", "00000000", "28000000",
		// Enhanced Packet: type, length, interface, time (upper, lower), lengths; data, padded.
		"06000000", "28000000", "01000000", "04030201", "08070605", "05000000", "05000000",
		"aabbccdd", "ee000000", "28000000",
	}
	if got := hex.EncodeToString(out.Bytes()); got != strings.Join(want, "") {
		t.Errorf("written: %s\nwant:    %s", got, strings.Join(want, ""))
	}
}

var errFull = errors.New("no room left")

// full takes a number of writes, and then no more.
type full struct{ left, asked int }

func (f *full) Write(b []byte) (int, error) {
	f.asked++
	if f.left == 0 {
		return 0, errFull
	}
	f.left--
	return len(b), nil
}

func TestTheFirstErrorEndsTheCapture(t *testing.T) {
	out := &full{left: 2}
	w := pcapng.NewWriter(out)
	w.Interface("a")
	if w.Err() != nil {
		t.Fatal(w.Err())
	}
	w.Packet(0, 1, []byte{1})
	w.Packet(0, 2, []byte{2})
	if !errors.Is(w.Err(), errFull) {
		t.Errorf("the error is %v", w.Err())
	}
	if out.asked != 3 {
		t.Errorf("%d writes, though the third failed", out.asked)
	}
}

func TestAPacketNeedsItsInterface(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a packet of an unknown interface was written")
		}
	}()
	pcapng.NewWriter(&bytes.Buffer{}).Packet(0, 1, nil)
}
