package vnet

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/sim"
	"playnet/core/trace"
)

// pinged is what a ping recorded, a line each, with the instant.
func (w *world) pinged() string {
	var lines []string
	w.t.Scan(1, func(e trace.Event) bool {
		switch e.Body.(type) {
		case *PingReply, *PingTimeout, *PingDone:
			lines = append(lines, time.Duration(e.At).String()+" "+e.Body.Text())
		}
		return true
	})
	return strings.Join(lines, "\n")
}

func TestPing(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 1e6})
	w.k.SetContext(sim.Context{Cause: 77, For: 77})
	a.Ping(b.Addr(), 3)
	w.k.SetContext(sim.Context{})
	w.run()
	want := "4ms echo reply from 10.0.0.2, seq=1 ttl=64, after 4ms\n" +
		"1.004s echo reply from 10.0.0.2, seq=2 ttl=64, after 4ms\n" +
		"2.004s echo reply from 10.0.0.2, seq=3 ttl=64, after 4ms\n" +
		"2.004s 10.0.0.2 pinged: 3 sent, 3 received"
	if got := w.pinged(); got != want {
		t.Errorf("recorded\n%s\nwant\n%s", got, want)
	}
	if len(a.pingers) != 0 || w.k.Pending() != 0 {
		t.Errorf("%d pingers and %d timers are left", len(a.pingers), w.k.Pending())
	}
	var data [2]string
	for i, e := range w.events(KindFrameSent) {
		sent := e.Body.(*FrameSent)
		payload, _ := w.t.Payload(sent.Payload)
		role, info := Asks, "Echo (ping) request id=1, seq="
		if i%2 == 1 {
			role, info = Replies, "Echo (ping) reply id=1, seq="
		}
		if sent.Size != 98 || e.For != 77 || sent.Role(payload) != role || !strings.HasPrefix(sent.Info(payload), info) {
			t.Errorf("frame %d for %d: %+v, %q", i, e.For, sent, sent.Info(payload))
		}
		data[i%2] = string(payload[icmpHeader:])
		if i%2 == 1 && data[0] != data[1] {
			t.Error("the reply has other data")
		}
		layers := Dissect(FrameBytes(sent, payload))
		found := ""
		for _, f := range layers[len(layers)-1].Fields {
			found += f.Name + "=" + f.Value + " "
		}
		if !strings.Contains(found, "(correct)") || !strings.Contains(found, "icmp.ident=1 icmp.seq=") {
			t.Errorf("dissected: %s", found)
		}
	}
}

func TestPingNobody(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 1e6})
	b.Stop()
	a.Ping(b.Addr(), 2)
	a.Ping(netip.MustParseAddr("192.0.2.99"), 1)
	w.run()
	want := "10s no echo reply from 192.0.2.99, seq=1, in 10s\n" +
		"10s 192.0.2.99 pinged: 1 sent, 0 received\n" +
		"10s no echo reply from 10.0.0.2, seq=1, in 10s\n" +
		"11s no echo reply from 10.0.0.2, seq=2, in 10s\n" +
		"11s 10.0.0.2 pinged: 2 sent, 0 received"
	if got := w.pinged(); got != want {
		t.Errorf("recorded\n%s\nwant\n%s", got, want)
	}
}

// Two pings of one host at once, one of them to itself; the link makes two of each.
func TestPingsAreToldApart(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 1e6, Duplicate: 1})
	a.Ping(b.Addr(), 1)
	a.Ping(b.Addr(), 1)
	a.Ping(netip.MustParseAddr("127.0.0.1"), 1)
	w.run()
	replies := map[string]int{}
	for _, e := range w.events(KindPingReply) {
		replies[e.Body.(*PingReply).From.String()]++
	}
	if replies["10.0.0.2"] != 2 || replies["127.0.0.1"] != 1 || len(w.events(KindPingDone)) != 3 {
		t.Errorf("replies %v:\n%s", replies, w.pinged())
	}
}

// A machine that goes down forgets its pings, and answers none.
func TestPingEndsWithItsMachine(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 1e6})
	a.Ping(b.Addr(), 20)
	w.runUntil(1500 * time.Millisecond)
	a.Stop()
	a.Ping(b.Addr(), 1)
	w.run()
	if sent := w.sentBy("a"); sent != 2 || w.k.Now() > sim.Instant(2*time.Second) {
		t.Errorf("%d requests, the last event at %v", sent, w.k.Now())
	}
	a.Start()
	a.Ping(b.Addr(), 1)
	w.run()
	if got := w.pinged(); strings.Count(got, "\n") != 3 || !strings.HasSuffix(got, "1 sent, 1 received") {
		t.Errorf("recorded\n%s", got)
	}
}

func (w *world) sentBy(host string) (n int) {
	for _, e := range w.events(KindFrameSent) {
		if e.Host == host {
			n++
		}
	}
	return n
}
