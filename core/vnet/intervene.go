package vnet

import (
	"time"

	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
)

// hold says how a frame is held up by hand.
type hold struct {
	// aside: it was taken out of a line's queue and will come before the line anew.
	aside    bool
	leg      int8
	from, to sim.Instant // when it stopped on that leg, and when it goes on
}

// show moves the beginning of a frame's leg i, which it entered at an instant, to
// where it stands still and when it goes on: a picture of the frame stops there.
func (h *hold) show(v *view.Frame, i int, entered int64) {
	if h.to == 0 || int(h.leg) != i {
		return
	}
	if way := v.LegEnd - entered - int64(h.to-h.from); way > 0 && !h.aside {
		v.LegFrom += (v.LegTo - v.LegFrom) * float64(int64(h.from)-entered) / float64(way)
	}
	v.LegStart = int64(h.to)
}

// Delay holds a frame up where it is: it goes on after a while, and others may
// overtake it. One that waits before a line stands aside for so long and then joins
// the queue anew. The error is an [UnknownFrameError].
func (n *Network) Delay(id uint64, by time.Duration) error {
	f := n.underWay(id)
	if f == nil {
		return UnknownFrameError(id)
	}
	now := n.k.Now()
	n.emit(f.from.id, n.because(f), &FrameDelayed{Frame: f.id, Where: f.where(now), By: by})
	ctx := n.k.Context()
	n.k.SetContext(f.ctx)
	defer n.k.SetContext(ctx)
	if f.flow != nil || f.held.aside {
		n.standAside(f, now, by)
		return nil
	}
	i := f.present(now)
	if h := &f.held; h.to > now && int(h.leg) == i { // it stands still already
		h.to = h.to.Add(by)
	} else {
		*h = hold{leg: int8(i), from: now, to: now.Add(by)}
	}
	first := i + 1
	if len(f.path.legs) == 0 { // a host's frame to itself is on no leg
		first = 0
	}
	for j := first; j <= int(f.next); j++ {
		f.at[j] = f.at[j].Add(by)
	}
	n.k.Arm(&f.timer, f.at[f.next], f)
	return nil
}

// standAside takes a frame out of the queue in which it waits, or lets it stand
// aside for longer.
func (n *Network) standAside(f *frame, now sim.Instant, by time.Duration) {
	l := f.path.legs[f.next-1]
	until := now.Add(by)
	if f.held.aside {
		until = f.held.to.Add(by)
	} else {
		l.line.waiting.remove(f)
	}
	f.held = hold{aside: true, leg: f.next - 1, from: now, to: until}
	f.at[f.next] = until.Add(l.delay) + serialise(f.size, l.line.rate) // at the earliest
	n.k.Arm(&f.timer, until, f)
}

// Duplicate makes a second frame of one, at the same place: it has bytes and way of
// the first and its own luck from there on. It returns the second frame's id. The
// error is an [UnknownFrameError].
func (n *Network) Duplicate(id uint64) (trace.ID, error) {
	f := n.underWay(id)
	if f == nil {
		return 0, UnknownFrameError(id)
	}
	now := n.k.Now()
	ctx := n.k.Context()
	defer n.k.SetContext(ctx)
	d := n.duplicate(f, n.because(f), f.where(now))
	d.at = f.at
	n.k.SetContext(d.ctx)
	if f.flow != nil || f.held.aside { // before the line, behind the first
		d.first, d.next = f.next-1, f.next-1
		n.move(d, now)
		return d.id, nil
	}
	d.first, d.next, d.held = int8(f.present(now)), f.next, f.held
	n.k.Arm(&d.timer, d.at[d.next], d)
	return d.id, nil
}

// where says for the record on what a frame is: "campus/up", or its host's name
// where it is on no link.
func (f *frame) where(now sim.Instant) string {
	if legs := f.path.legs; len(legs) > 0 {
		return legs[f.present(now)].where
	}
	return f.from.name
}
