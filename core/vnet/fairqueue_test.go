package vnet

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"playnet/core/host"
)

// waiting is a frame for a queue's tests: of a flow, of a size, with a number.
func waiting(flow uint16, size int, number uint16) *frame {
	return &frame{proto: UDP, src: endpoint{1, flow}, dst: endpoint{2, 9}, size: size, ipID: number}
}

// A queue keeps its books, and the order within each flow, whatever is taken out.
func TestFairQueueAgainstAModel(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		q := fairQueue{pool: &flowPool{}}
		model := map[uint16][]*frame{} // by flow
		var bytes int64
		forget := func(f *frame) {
			flow := f.src.port
			model[flow] = slices.DeleteFunc(model[flow], func(o *frame) bool { return o == f })
			bytes -= int64(f.size)
		}
		for n := range 3000 {
			switch f := q.turns.First(); {
			case r.IntN(2) == 0:
				f := waiting(uint16(r.IntN(6)), 60+r.IntN(3000), uint16(n))
				q.add(f)
				model[f.src.port] = append(model[f.src.port], f)
				bytes += int64(f.size)
			case f != nil && r.IntN(4) == 0:
				victims := model[uint16(r.IntN(6))]
				if len(victims) > 0 {
					victim := victims[r.IntN(len(victims))]
					q.remove(victim)
					forget(victim)
				}
			default:
				f := q.take()
				if (f == nil) != (bytes == 0) {
					t.Fatalf("took %v with %d bytes waiting", f, bytes)
				}
				if f != nil {
					if first := model[f.src.port][0]; first != f {
						t.Fatalf("flow %d: took number %d before %d", f.src.port, f.ipID, first.ipID)
					}
					forget(f)
				}
			}
			if q.bytes != bytes {
				t.Fatalf("%d bytes wait, counted %d", bytes, q.bytes)
			}
			open := 0
			for flow, frames := range model {
				var sum int64
				for _, f := range frames {
					sum += int64(f.size)
					if got := q.before(f) - others(model, flow, sum); got != sum {
						t.Fatalf("flow %d: %d bytes up to number %d, want %d", flow, got, f.ipID, sum)
					}
				}
				if len(frames) > 0 {
					open++
				}
			}
			if q.flows.size != open {
				t.Fatalf("%d flows, want %d", q.flows.size, open)
			}
		}
	}
}

// others returns how much of the other flows goes before so many bytes of one.
func others(model map[uint16][]*frame, own uint16, before int64) (sum int64) {
	for flow, frames := range model {
		var bytes int64
		for _, f := range frames {
			bytes += int64(f.size)
		}
		if flow != own {
			sum += min(bytes, before)
		}
	}
	return sum
}

// Flows get the same number of bytes, not of frames.
func TestTurnsAreCountedInBytes(t *testing.T) {
	q := fairQueue{pool: &flowPool{}}
	sizes := []int{100, 700, 1514, 9000}
	for flow, size := range sizes {
		for n := range 1000000 / size {
			q.add(waiting(uint16(flow), size, uint16(n)))
		}
	}
	sent := make([]int, len(sizes))
	for range 3000 {
		f := q.take()
		sent[f.src.port] += f.size
	}
	for flow, n := range sent {
		if n < sent[0]-9000-quantum || n > sent[0]+9000+quantum {
			t.Errorf("frames of %d bytes: %d bytes were sent, of frames of 100: %d", sizes[flow], n, sent[0])
		}
	}
}

// When the queue is full, the conversation that has the most waiting pays.
func TestTheLongestFlowLosesItsTail(t *testing.T) {
	w := newWorld(t, 1)
	_, b := w.pair(LinkConfig{})
	slow := w.host("slow", "10.0.0.3", "", LinkConfig{Up: 1e6, Queue: 1000})
	var got []byte
	w.exec(b, func(h host.Host) {
		s := w.listen(h, "0.0.0.0:9")
		buf := make([]byte, 100)
		for {
			n, _, err := s.ReadFrom(buf)
			if err != nil {
				return
			}
			got = append(got, buf[n-1])
		}
	})
	w.exec(slow, func(h host.Host) {
		greedy, modest := w.dial(h, "10.0.0.2:9"), w.dial(h, "10.0.0.2:9")
		for n := range byte(12) { // one is being sent, ten wait, one is too many
			greedy.Write(append(fill[:57:57], 'a'+n))
		}
		h.Sleep(time.Nanosecond)
		for n := range byte(3) {
			modest.Write(append(fill[:57:57], 'A'+n))
		}
	})
	w.run()
	if want := "abcdefghABC"; string(got) != want { // a turn is 1,514 bytes
		t.Errorf("arrived %q, want %q", got, want)
	}
	lost := ""
	for _, e := range w.events(KindFrameLost) {
		f, _ := w.t.Event(e.Body.(*FrameLost).Frame)
		payload, _ := w.t.Payload(f.Body.(*FrameSent).Payload)
		lost += string(payload[len(payload)-1])
	}
	if want := "lkji"; lost != want {
		t.Errorf("lost %q, want %q", lost, want)
	}
}
