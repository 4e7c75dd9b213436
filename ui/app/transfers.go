package app

import "playnet/core/view"

// The page never holds all of a run's transfers. The packet list asks for the lines that
// can be seen; the ladder has the latest ones, a window that grows at its end and whose
// beginning moves on in leaps, so that what was laid out from it holds for long; the stage
// has those in flight and that window.
const (
	// recentLeap is how far the window's beginning moves at once. It holds one to two
	// times as many.
	recentLeap = 1024
	// recentAtOnce is how many transfers a picture has described when many are new: the
	// youngest. The older ones of the window follow when nothing else is to be done.
	recentAtOnce = 128
)

// recent is the window of the latest transfers.
type recent struct {
	first int // place of the first in the run
	list  []view.Transfer
	ended int // that many of the first are over: they stay as they are
	older []view.Transfer
	since int // place of the first of older
}

// windowFirst is where the window begins in a run of so many transfers.
func windowFirst(total int) int { return max(total/recentLeap-1, 0) * recentLeap }

// TransferCount returns how many frames were sent so far.
func (s *Side) TransferCount() int {
	if s.world == nil {
		return 0
	}
	return s.world.TransferCount()
}

// TransferRange returns up to n transfers from a place in the run on, in the order of
// their sending. It costs as much as it returns.
func (s *Side) TransferRange(from, n int) []view.Transfer {
	if s.world == nil {
		return nil
	}
	list, _ := s.world.Transfers(from, n)
	return list
}

// TransferIndex returns the place in the run of the frame of that ID.
func (s *Side) TransferIndex(frame uint64) (int, bool) {
	if s.world == nil {
		return 0, false
	}
	return s.world.TransferIndex(traceID(frame))
}

// Transfer returns the frame of that ID.
func (s *Side) Transfer(frame uint64) (view.Transfer, bool) {
	if s.world == nil {
		return view.Transfer{}, false
	}
	return s.world.Transfer(traceID(frame))
}

// Recent returns the latest transfers, some hundreds to two thousand of them, and the
// place in the run of the first of them. The list is the controller's own.
func (s *Side) Recent() (first int, list []view.Transfer) {
	f := s.lately()
	return f.recent.first, f.recent.list
}

// lately brings the window of the latest transfers up to the present.
func (s *Side) lately() *facts {
	f := &s.facts
	if s.world != nil && f.sent {
		f.sent = false
		f.recent.read(s.world)
	}
	return f
}

// Flying returns the transfers of the frames in flight, in the order of the snapshot's.
func (s *Side) Flying() []view.Transfer {
	frames := s.Frames()
	list := make([]view.Transfer, 0, len(frames))
	for i := range frames {
		if t, ok := s.Transfer(frames[i].ID); ok {
			list = append(list, t)
		}
	}
	return list
}

// Talks lists the pairs of hosts between which frames were sent.
func (s *Side) Talks() []view.Talk {
	if s.world == nil {
		return nil
	}
	return s.world.Talks()
}

// fill reads what the window of the latest transfers still lacks.
func (a *App) fill(more func() bool) {
	f := a.lately()
	first := f.recent.first
	f.filled = f.recent.fill(a.world, more)
	if f.recent.first != first {
		a.moved++
	}
}

// source is what a window reads: a world.
type source interface {
	TransferCount() int
	Transfers(from, limit int) ([]view.Transfer, int)
}

// read brings the window up to what the world has come to.
func (r *recent) read(w source) {
	total := w.TransferCount()
	if total < r.first+len(r.list) {
		*r = recent{} // the world was taken back
	}
	switch missing := total - r.first - len(r.list); {
	case missing > recentAtOnce && total > recentLeap/2:
		*r = recent{first: (total - recentAtOnce) / recentAtOnce * recentAtOnce}
	case total-r.first >= 2*recentLeap:
		r.leap(windowFirst(total))
	}
	for ; r.ended < len(r.list) && r.list[r.ended].Fate != view.InFlight; r.ended++ {
	}
	for i := r.ended; i < len(r.list); i++ {
		if r.list[i].Fate == view.InFlight {
			r.list[i] = one(w, r.first+i)
		}
	}
	next := r.first + len(r.list)
	list, _ := w.Transfers(next, total-next)
	r.list = append(r.list, list...)
}

// leap moves the window's beginning on. The list is copied: who holds the old one may
// still look at it, and the memory of what was left behind is free.
func (r *recent) leap(first int) {
	by := first - r.first
	r.list = append(make([]view.Transfer, 0, 2*recentLeap), r.list[by:]...)
	r.first, r.ended, r.older = first, max(r.ended-by, 0), nil
}

// fill reads the older part of the window, while more lets it, and reports whether all of
// it is there.
func (r *recent) fill(w source, more func() bool) bool {
	want := windowFirst(w.TransferCount())
	if want != r.since {
		r.older, r.since = nil, want
	}
	for {
		missing := r.first - want - len(r.older)
		if missing <= 0 {
			break
		}
		if !more() {
			return false
		}
		// One at a time: to say what a segment carries its whole connection may have to be read.
		r.older = append(r.older, one(w, want+len(r.older)))
	}
	if len(r.older) > 0 {
		r.ended = 0 // some of the older ones may still be under way
		r.list = append(r.older, r.list...)
		r.first -= len(r.older)
		r.older = nil
		r.read(w)
	}
	return true
}

func one(w source, i int) view.Transfer {
	list, _ := w.Transfers(i, 1)
	return list[0]
}
