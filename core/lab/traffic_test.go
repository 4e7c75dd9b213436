package lab_test

import (
	"testing"

	"playnet/core/lab"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// The hosts' counters tell what the transfers tell, host by host.
func TestTrafficIsCounted(t *testing.T) {
	w := open(t, "dns-tcp", 3)
	w.RunIdle(nil)
	list, _ := w.Transfers(0, 100_000)
	want := map[string]view.Traffic{}
	for _, x := range list {
		from, to := want[x.From], want[x.To]
		if !duplicate(w, x.Frame) {
			from.FramesOut++
			from.BytesOut += uint64(x.Size)
			if x.Retransmission {
				from.Retransmissions++
			}
		}
		switch {
		case x.Fate == view.Lost:
			from.Lost++
		case x.Fate == view.Delivered:
			to.FramesIn++
			to.BytesIn += uint64(x.Size)
		}
		want[x.From], want[x.To] = from, to
	}
	again, lost := uint64(0), uint64(0)
	for _, h := range w.Snapshot().Hosts {
		if h.Traffic != want[h.Name] {
			t.Errorf("%s: counted %+v, the transfers say %+v", h.Name, h.Traffic, want[h.Name])
		}
		again, lost = again+h.Traffic.Retransmissions, lost+h.Traffic.Lost
	}
	if again == 0 || lost == 0 {
		t.Errorf("%d retransmissions, %d lost: the lab proves nothing", again, lost)
	}
}

// duplicate reports whether a link made the frame of another.
func duplicate(w *lab.World, frame uint64) bool {
	_, is := w.Events(trace.ID(frame), 1)[0].Body.(*vnet.FrameDuplicated)
	return is
}
