package program_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/program"
	"playnet/core/view"
)

// send runs one transfer to its end and returns what the sender's table says of it:
// the cells, the time left out.
func send(t *testing.T, to netip.AddrPort, n int64, meanwhile ...func(host.Host)) string {
	t.Helper()
	var v view.Program
	try(t, func(h host.Host) {
		s := program.NewSender()
		s.Start(to, n) // before the program runs: it waits
		h.Go("sender", func() { _ = s.Run(h) })
		for _, f := range meanwhile {
			f(h)
		}
		h.Sleep(10 * time.Minute)
		v = s.View()
	})
	if len(v.Tables) != 1 || len(v.Tables[0].Rows) != 1 {
		t.Fatalf("the sender says %+v", v)
	}
	cells := v.Tables[0].Rows[0].Cells
	return strings.Join(cells[1:5], " ")
}

func TestSender(t *testing.T) {
	for _, c := range []struct {
		name string
		to   netip.AddrPort
		n    int64
		want string // to be sent, sent, received, state
	}{
		{"all comes back", port(program.PortEcho), 300_000, "300000 300000 300000 done"},
		{"a single byte", port(program.PortEcho), 1, "1 1 1 done"},
		{"nothing comes back", port(program.PortDiscard), 300_000, "300000 300000 0 done"},
		{"the peer says its own, and closes", port(program.PortDaytime), 3000, "3000 3000 36 done"},
		{"nobody listens", port(4), 10, "10 0 0 refused"},
		{"nobody is there", netip.MustParseAddrPort("203.0.113.99:7"), 10, "10 0 0 timed out"},
	} {
		if got := send(t, c.to, c.n); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A peer that never ends by itself: the sender has had enough once as many bytes
// came back as it sent, or a little more.
func TestSenderEndsAnEndlessPeer(t *testing.T) {
	got := strings.Fields(send(t, port(program.PortChargen), 100_000))
	if got[0] != "100000" || got[1] != "100000" || got[3] != "done" || len(got[2]) != 6 {
		t.Errorf("%v", got)
	}
}

// What a server reads is numbered lines, the last one cut off.
func TestSentPattern(t *testing.T) {
	var lines string
	got := send(t, netip.MustParseAddrPort("192.0.2.1:4000"), 40, func(h host.Host) {
		l, err := h.Listen("tcp", netip.MustParseAddrPort("192.0.2.1:4000"))
		if err != nil {
			t.Error(err)
			return
		}
		c, err := l.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		b := make([]byte, 100)
		for {
			n, err := c.Read(b)
			lines += string(b[:n])
			if err != nil {
				break
			}
		}
		c.Close()
	})
	if want := "00000000000000\r\n00000000000016\r\n00000000"; lines != want || got != "40 40 0 done" {
		t.Errorf("%q, %s", lines, got)
	}
}

// A peer that neither answers nor closes is waited for, but not for ever.
func TestSenderGivesUpASilentPeer(t *testing.T) {
	got := send(t, netip.MustParseAddrPort("192.0.2.1:4000"), 40, func(h host.Host) {
		if _, err := h.Listen("tcp", netip.MustParseAddrPort("192.0.2.1:4000")); err != nil {
			t.Error(err)
		}
	})
	if got != "40 40 0 timed out" {
		t.Error(got)
	}
}
