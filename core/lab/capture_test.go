package lab_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
)

func capture(t *testing.T, w *lab.World, host string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := w.WritePcapng(&b, host, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ask lets a host ask for many names that there are not, until well over half a
// megabyte has crossed the network.
func ask(t *testing.T, w *lab.World) {
	t.Helper()
	for i := range 2500 {
		w.RunUntil(sim.Instant(i)*10e6, nil)
		name := fmt.Sprintf("n%d-%s.cs.umass.edu", i, bytes.Repeat([]byte("x"), 50))
		if _, err := w.Do(labfile.DNSQuery{Host: "engineering", Name: labfile.DomainName(name)}); err != nil {
			t.Fatal(err)
		}
	}
	w.RunUntil(60e9, nil)
}

// A trace that has dropped payloads gives the same capture, byte for byte, as one
// that has kept them all.
func TestCaptureReplaysForDroppedBytes(t *testing.T) {
	whole := open(t, "dns-iterated", 7)
	ask(t, whole)
	short, err := lab.New(parse(t, "dns-iterated"), 7, lab.Options{PayloadLimit: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer short.Close()
	ask(t, short)
	if !lab.KeepsAll(whole) || lab.KeepsAll(short) {
		t.Fatal("the test needs one world that keeps its payloads and one that doesn't")
	}
	before := short.Position()
	for _, host := range []string{"", "dns.nyu.edu"} {
		a, b := capture(t, whole, host), capture(t, short, host)
		if !bytes.Equal(a, b) {
			t.Errorf("the captures of %q differ: %d and %d bytes", host, len(a), len(b))
		}
	}
	if short.Position() != before || short.Hash() != whole.Hash() {
		t.Error("capturing has changed the world")
	}
}

// What a host sees is its own interface alone.
func TestCaptureOfOneHostIsSmaller(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	all, client, stranger := capture(t, w, ""), capture(t, w, "engineering"), capture(t, w, "dns.umass.edu")
	if !bytes.Contains(client, []byte("engineering")) || bytes.Contains(client, []byte("a.root\x00\x00")) {
		t.Error("the capture of one host describes another's interface")
	}
	if len(all) <= len(client) || len(client) <= len(stranger) {
		t.Errorf("%d bytes in all, %d of the client, %d of a host that nobody spoke with", len(all), len(client), len(stranger))
	}
}

var errFull = errors.New("no room left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestCaptureErrors(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	if err := w.WritePcapng(&bytes.Buffer{}, "nobody", nil); err == nil {
		t.Error("a host that there isn't was captured")
	}
	if err := w.WritePcapng(full{}, "", nil); !errors.Is(err, errFull) {
		t.Errorf("writing where there is no room gives %v", err)
	}
	untraced, err := lab.New(parse(t, "dns-iterated"), 7, lab.Options{Untraced: true})
	if err != nil {
		t.Fatal(err)
	}
	defer untraced.Close()
	untraced.RunIdle(nil)
	if err := untraced.WritePcapng(&bytes.Buffer{}, "", nil); err == nil {
		t.Error("an untraced world was captured")
	}
}
