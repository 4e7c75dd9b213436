package interop

import (
	"fmt"
	"net/netip"
	"strconv"
	"testing"

	"playnet/core/lab"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// sighting is a frame that a capture should hold.
type sighting struct {
	frame trace.ID
	from  string // its sender
	at    sim.Instant
	on    string
	sent  *vnet.FrameSent
}

// sightings tells from the trace what a capture should hold.
func sightings(events []trace.Event, host string) []sighting {
	var all []sighting
	sent := map[trace.ID]trace.Event{} // a duplicate stands for its original
	for _, e := range events {
		switch b := e.Body.(type) {
		case *vnet.FrameSent:
			sent[e.ID] = e
			if host == "" || host == e.Host {
				all = append(all, sighting{e.ID, e.Host, e.At, e.Host, b})
			}
		case *vnet.FrameDuplicated:
			sent[e.ID] = sent[b.Frame]
		case *vnet.FrameDelivered:
			if from := sent[b.Frame]; host == e.Host && from.Host != host {
				all = append(all, sighting{b.Frame, from.Host, e.At, host, from.Body.(*vnet.FrameSent)})
			}
		}
	}
	return all
}

// compare holds a capture against the trace. It returns how many frames there are.
func compare(t *testing.T, w *lab.World, host string) int {
	t.Helper()
	read := dissect(t, capture(t, w, host), summaryFields...)
	want := sightings(w.Events(1, w.EventCount()), host)
	if len(read) != len(want) {
		t.Fatalf("tshark reads %d frames of %q, the trace has %d", len(read), host, len(want))
	}
	epoch := w.File().Lab.Epoch.UnixNano()
	for i, p := range read {
		wantSound(t, i+1, p)
		s := want[i]
		ns := epoch + int64(s.at)
		for field, value := range map[string]string{
			"frame.time_epoch":     fmt.Sprintf("%d.%09d", ns/1e9, ns%1e9),
			"frame.interface_name": s.on,
			"frame.len":            strconv.Itoa(s.sent.Size),
			"eth.src":              hardware(s.sent.Src),
			"eth.dst":              hardware(s.sent.Dst),
			"ip.id":                fmt.Sprintf("0x%04x", s.sent.IPID),
			"ip.ttl":               strconv.Itoa(int(s.sent.TTL)),
		} {
			if got := p[field]; len(got) == 0 || got[0] != value {
				t.Errorf("frame %d: %s is %v, the trace says %s", i+1, field, got, value)
			}
		}
		wantAddresses(t, i+1, p, s.sent)
	}
	return len(read)
}

func hardware(a netip.AddrPort) string {
	b := a.Addr().As4()
	return fmt.Sprintf("02:00:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3])
}

func wantAddresses(t *testing.T, number int, p packet, sent *vnet.FrameSent) {
	t.Helper()
	want := map[string]string{"ip.src": sent.Src.Addr().String(), "ip.dst": sent.Dst.Addr().String(),
		"ip.proto": strconv.Itoa(int(sent.Proto))}
	if sent.Proto != vnet.ICMP {
		want[sent.Proto.String()+".srcport"] = strconv.Itoa(int(sent.Src.Port()))
		want[sent.Proto.String()+".dstport"] = strconv.Itoa(int(sent.Dst.Port()))
	}
	for field, value := range want {
		// An ICMP error repeats the fields for what it quotes: the first are its own.
		if got := p[field]; len(got) == 0 || got[0] != value {
			t.Errorf("frame %d: %s is %v, the trace says %s", number, field, got, value)
		}
	}
}

// What tshark reads is what the trace says: each frame once, in order, at its
// instant to the nanosecond, at its sender's interface; every checksum is right.
func TestCapturesOfLabs(t *testing.T) {
	for id, text := range labs(t) {
		t.Run(id, func(t *testing.T) {
			w := open(t, text, 7)
			run(w)
			if n := compare(t, w, ""); n == 0 && len(w.File().Lab.Timeline) > 0 {
				t.Error("nothing was captured")
			}
			for _, h := range w.File().Lab.Hosts[:2] { // a client and its resolver
				compare(t, w, string(h.Name))
			}
		})
	}
}

func TestCapturesOfGeneratedWorlds(t *testing.T) {
	protocols, duplicates, frames := map[vnet.Protocol]int{}, 0, 0
	for seed := range uint64(30) {
		w := open(t, generate(seed), seed)
		run(w)
		frames += compare(t, w, "")
		if hosts := w.File().Lab.Hosts; int(seed) < len(hosts) {
			compare(t, w, string(hosts[seed].Name))
		}
		for _, e := range w.Events(1, w.EventCount()) {
			switch b := e.Body.(type) {
			case *vnet.FrameSent:
				protocols[b.Proto]++
			case *vnet.FrameDuplicated:
				duplicates++
			}
		}
	}
	if protocols[vnet.UDP] < 100 || protocols[vnet.ICMP] < 10 || duplicates < 10 {
		t.Errorf("too little happened in these worlds to prove anything: %v, %d duplicates", protocols, duplicates)
	}
	t.Logf("%d frames in 30 worlds: %v, %d duplicates", frames, protocols, duplicates)
}
