package vnet

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// numbered sends numbered datagrams over links of a kind, one each millisecond,
// and returns the numbers that arrived, in their order.
func numbered(t *testing.T, seed uint64, l LinkConfig, frames int) ([]int, *world) {
	w := newWorld(t, seed)
	_, b := w.pair(LinkConfig{})
	c := w.host("c", "10.0.0.3", "", l)
	var got []int
	w.exec(b, func(h host.Host) {
		s := w.listen(h, "0.0.0.0:9")
		buf := make([]byte, 8)
		for {
			if _, _, err := s.ReadFrom(buf); err != nil {
				return
			}
			got = append(got, int(binary.BigEndian.Uint32(buf)))
		}
	})
	w.exec(c, func(h host.Host) {
		s := w.dial(h, "10.0.0.2:9")
		for i := range frames {
			s.Write(binary.BigEndian.AppendUint32(nil, uint32(i)))
			h.Sleep(time.Millisecond)
		}
	})
	w.run()
	return got, w
}

// within checks a count against n·p with five standard deviations' tolerance.
func within(t *testing.T, what string, count, n int, p float64) {
	t.Helper()
	mean, variance := float64(n)*p, float64(n)*p*(1-p)
	if d := float64(count) - mean; d*d > 25*variance {
		t.Errorf("%s: %d of %d, want about %.0f", what, count, n, mean)
	}
}

func TestDiceOverSeeds(t *testing.T) {
	const seeds, frames = 20, 500
	var lost, doubled, late int
	for seed := range uint64(seeds) {
		got, w := numbered(t, seed, LinkConfig{Loss: 0.2}, frames)
		lost += frames - len(got)
		if n := w.losses(LinkLoss); n != frames-len(got) {
			t.Errorf("seed %d: %d losses recorded, %d happened", seed, n, frames-len(got))
		}
		if !slices.IsSorted(got) {
			t.Errorf("seed %d: loss alone changed the order", seed)
		}
		got, w = numbered(t, seed, LinkConfig{Duplicate: 0.1}, frames)
		doubled += len(got) - frames
		if n := len(w.events(KindFrameDuplicated)); n != len(got)-frames || !slices.IsSorted(got) {
			t.Errorf("seed %d: %d duplicates recorded, %d happened", seed, n, len(got)-frames)
		}
		// Held back by 2.5 ms: each is overtaken by the two or three behind it.
		got, _ = numbered(t, seed, LinkConfig{Reorder: 0.05, ReorderDelay: 2500 * us}, frames)
		if len(got) != frames {
			t.Errorf("seed %d: reordering changed the number of frames to %d", seed, len(got))
		}
		for i := 1; i < len(got); i++ {
			if got[i] < got[i-1] {
				late++
			}
		}
	}
	within(t, "lost", lost, seeds*frames, 0.2)
	within(t, "doubled", doubled, seeds*frames, 0.1)
	if late < seeds*frames/40 || late > seeds*frames/15 {
		t.Errorf("%d inversions in %d frames of which one in 20 is held back", late, seeds*frames)
	}
}

func TestCertainties(t *testing.T) {
	if got, w := numbered(t, 1, LinkConfig{Loss: 1}, 50); len(got) != 0 || w.losses(LinkLoss) != 50 {
		t.Errorf("%d frames survived certain loss", len(got))
	}
	if got, _ := numbered(t, 1, LinkConfig{Duplicate: 1}, 50); len(got) != 100 {
		t.Errorf("certain duplication made %d of 50", len(got))
	}
	got, _ := numbered(t, 1, LinkConfig{Reorder: 1}, 50)
	if len(got) != 50 || !slices.IsSorted(got) {
		t.Errorf("if all are held back, the order stays: %v", got)
	}
}

// A damaged frame takes its turn on the line and dies at the far end.
func TestALostFrameTakesItsTurn(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.host("a", "10.0.0.1", "", LinkConfig{Up: 1e6, Delay: 1000 * us, Loss: 1}), w.host("b", "10.0.0.2", "", LinkConfig{})
	w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 2)
	w.run()
	var at []time.Duration
	for _, e := range w.events(KindFrameLost) {
		at = append(at, time.Duration(e.At))
	}
	if want := []time.Duration{1800 * us, 2600 * us}; !slices.Equal(at, want) {
		t.Errorf("lost at %v, want %v", at, want)
	}
	if l := a.Link(); l.Dropped != 2 {
		t.Errorf("the link counts %d lost, want 2", l.Dropped)
	}
}

func TestADuplicateIsAFrameOfItsOwn(t *testing.T) {
	got, w := numbered(t, 1, LinkConfig{Duplicate: 1, Delay: time.Millisecond}, 1)
	if !slices.Equal(got, []int{0, 0}) {
		t.Fatalf("got %v", got)
	}
	sent := w.events(KindFrameSent)[0]
	double := w.events(KindFrameDuplicated)[0]
	if b := double.Body.(*FrameDuplicated); b.Frame != sent.ID || b.Where != "c/up" || double.Cause != sent.ID {
		t.Errorf("duplicate %+v of frame %d", double, sent.ID)
	}
	var arrived []trace.ID
	for _, e := range w.events(KindFrameDelivered) {
		arrived = append(arrived, e.Body.(*FrameDelivered).Frame)
		if e.Cause != e.Body.(*FrameDelivered).Frame {
			t.Errorf("delivery of %d is caused by %d", e.Body.(*FrameDelivered).Frame, e.Cause)
		}
	}
	if want := []trace.ID{sent.ID, double.ID}; !slices.Equal(arrived, want) {
		t.Errorf("arrived %v, want %v", arrived, want)
	}
}

// What a pair says of dice replaces what the links say, with dice of its own.
func TestPairDice(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{})
	certain := 1.0
	if err := w.n.SetPair("a", "b", PairConfig{Duplicate: &certain}); err != nil {
		t.Fatal(err)
	}
	at := w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 3)
	w.run()
	if len(*at) != 6 {
		t.Errorf("%d frames arrived, want 6", len(*at))
	}
}

func hashOf(t *testing.T, seed uint64, build func(w *world)) string {
	w := newWorld(t, seed)
	build(w)
	w.run()
	return w.t.HashString()
}

func TestSameSeedSameTrace(t *testing.T) {
	lossy := func(w *world) {
		l := LinkConfig{Up: 10e6, Down: 10e6, Delay: time.Millisecond, Loss: 0.1, Duplicate: 0.1, Reorder: 0.1, Queue: 1000}
		a, b := w.pair(l)
		w.echo(b, 9)
		w.burst(a, "10.0.0.2:9", 100)
	}
	seen := map[string]uint64{}
	for seed := range uint64(10) {
		h := hashOf(t, seed, lossy)
		if again := hashOf(t, seed, lossy); again != h {
			t.Errorf("seed %d: two runs, two hashes", seed)
		}
		if other, taken := seen[h]; taken {
			t.Errorf("seeds %d and %d have one hash", seed, other)
		}
		seen[h] = seed
	}
}

// Another host's traffic must not disturb the dice of a link.
func TestDiceAreALinksOwn(t *testing.T) {
	lost := func(extra bool) (ids []uint16) {
		w := newWorld(t, 3)
		_, b := w.pair(LinkConfig{Delay: time.Millisecond})
		lossy := w.host("lossy", "10.0.0.3", "", LinkConfig{Loss: 0.3})
		other := w.host("other", "10.0.0.4", "", LinkConfig{Loss: 0.3})
		w.arrivals(b)
		if extra {
			w.burst(other, "10.0.0.2:9", 20)
		}
		w.burst(lossy, "10.0.0.2:9", 40)
		w.run()
		for _, e := range w.events(KindFrameLost) {
			if b := e.Body.(*FrameLost); b.Where == "lossy/up" {
				f, _ := w.t.Event(b.Frame)
				ids = append(ids, f.Body.(*FrameSent).IPID)
			}
		}
		return ids
	}
	alone, accompanied := lost(false), lost(true)
	if len(alone) == 0 || !slices.Equal(alone, accompanied) {
		t.Errorf("lost %v alone, %v beside another host", alone, accompanied)
	}
}

// The hash is computed over what happened, not over how the world was ended.
func TestStoppingTheWorldRecordsNothing(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: time.Millisecond})
	w.echo(b, 7)
	w.exec(a, func(h host.Host) {
		c := w.dial(h, "10.0.0.2:7")
		defer c.Write([]byte("goodbye"))
		c.Read(make([]byte, 1))
	})
	w.run()
	before, events := w.t.HashString(), w.t.Len()
	w.n.Stop()
	if w.t.HashString() != before || w.t.Len() != events {
		t.Error("stopping the world changed its trace")
	}
}
