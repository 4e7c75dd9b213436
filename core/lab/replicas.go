package lab

import (
	"cmp"
	"slices"

	"playnet/core/sim"
)

// A world can't be taken back: its fibers have their state on their stacks. To be
// somewhere earlier is to run there again from an earlier place. Replicas are runs of
// the same world that wait at such places. They record nothing: a replica that takes
// the world's place takes over its record. So what they cost is their state alone
// (machines, sockets, timers), and their number is bounded, by mostReplicas and by
// mostFibers and mostEnds in all of them.
//
// They stand evenly spread over the run, so that every position has one not far before
// it, and one close before the present, for whoever goes back by steps. One waits at the
// beginning: to build the lab's machines takes as long as thousands of events. More of
// them would be nearer, but each has to run all the way to where it stands.
const (
	evenReplicas = 3
	mostReplicas = 8
	mostFibers   = 4000
	mostEnds     = 12_000 // of TCP connections: a kilobyte each, which the collector goes through
	// closeBefore is how many queue events before the present the close one stands.
	closeBefore = 2000
	// shortRun is so few events that to run them again from the beginning takes no
	// time that anybody notices.
	shortRun = 1000
)

// mustRun begins another run of the world.
func (w *World) mustRun(o Options) *run {
	fresh, err := newRun(w.file, w.seed, o)
	if err != nil {
		panic("lab: a lab that opened once does not open again: " + err.Error())
	}
	return fresh
}

// newReplica makes a replica, which stands at the beginning.
func (w *World) newReplica() *World {
	o := w.options
	o.Untraced = true
	return &World{file: w.file, seed: w.seed, options: o, log: w.log, run: w.mustRun(o)}
}

// spare takes the replica at the beginning, or makes one.
func (w *World) spare() *World {
	for i, r := range w.replicas {
		if r.Position() == 0 && r.applied == 0 && r.Now() == 0 {
			w.replicas = slices.Delete(w.replicas, i, i+1)
			return r
		}
	}
	return w.newReplica()
}

// nearest takes the replica that is nearest before a goal out of those that are kept,
// or makes one; nil if the world itself is nearest.
func (w *World) nearest(g *Goal) *World {
	best := -1
	for i, r := range w.replicas {
		if !g.passed(r) && (best < 0 || w.replicas[best].Place().Before(r.Place())) {
			best = i
		}
	}
	if !g.passed(w) && (best < 0 || !w.Place().Before(w.replicas[best].Place())) {
		return nil
	}
	if best < 0 {
		return w.newReplica()
	}
	r := w.replicas[best]
	w.replicas = slices.Delete(w.replicas, best, best+1)
	r.log = w.log
	return r
}

// canTakeOver reports whether a replica can have the world's record.
func (w *World) canTakeOver(r *World) bool {
	return w.options.Untraced || r.run.trace.CanInherit(w.run.trace)
}

// takeOver puts a replica into the world's place, and keeps what stood there as one.
func (w *World) takeOver(r *World) {
	was := &World{file: w.file, seed: w.seed, options: r.options, log: w.log, run: w.run, applied: w.applied}
	w.run, w.applied = r.run, r.applied
	if !w.options.Untraced {
		w.run.trace.Inherit(was.run.trace)
		w.run.index, was.run.index = was.run.index, newIndex()
		w.run.index.stand(w.run.trace.At())
	}
	w.reach = max(w.reach, was.Position())
	w.keep(was)
}

// keep adds a replica. Where there are too many, the one goes without which the gap in
// its place is smallest.
func (w *World) keep(r *World) {
	w.replicas = append(w.replicas, r)
	slices.SortFunc(w.replicas, func(a, b *World) int { return cmp.Compare(a.Position(), b.Position()) })
	for len(w.replicas) > w.mostReplicas() {
		out, least := 0, uint64(anyPosition)
		for i := range w.replicas {
			before, after := uint64(0), max(w.reach, w.Position())
			if i > 0 {
				before = w.replicas[i-1].Position()
			}
			if i+1 < len(w.replicas) {
				after = w.replicas[i+1].Position()
			}
			if gap := after - min(before, after); gap < least {
				out, least = i, gap
			}
		}
		w.replicas[out].Close()
		w.replicas = slices.Delete(w.replicas, out, out+1)
	}
}

func (w *World) mostReplicas() int {
	return min(mostReplicas, max(2, min(mostFibers/max(w.run.kernel.Fibers(), 1), mostEnds/max(w.run.net.Connections(), 1))))
}

// prune ends the replicas that have gone further than a place, or have done more than
// so many actions of the log: they come from another future.
func (w *World) prune(from Place, applied int) {
	w.replicas = slices.DeleteFunc(w.replicas, func(r *World) bool {
		over := r.applied > applied || from.Before(r.Place())
		if over {
			r.Close()
		}
		return over
	})
}

// TendReplicas lets the replicas move on to where they are of use, until more
// interrupts it, and reports whether they all stand there. It is work for when nothing
// else is to be done.
func (w *World) TendReplicas(more func() bool) (done bool) {
	w.reach = max(w.reach, w.Position())
	if w.reach == 0 || w.options.Untraced {
		return true // nothing lies behind
	}
	stations := w.stations()
	staff, free := w.staff(stations)
	below := uint64(0)
	for i, p := range stations { // the nearest to the beginning first: they are there soonest
		slack := (p - below) / 4
		below = p
		r := staff[i]
		switch {
		case r == nil:
			if r = w.newReplica(); len(w.replicas) >= w.mostReplicas() && len(free) > 0 {
				w.dismiss(free[0])
				free = free[1:]
			}
			w.replicas = append(w.replicas, r)
		case r.Position()+slack >= p:
			continue // near enough
		}
		r.log = w.log
		if more != nil && !more() ||
			!r.advance(target{position: p, instant: sim.Never, bounded: true, known: w.run.trace.Known()}, more) {
			return false
		}
	}
	return true
}

// staff gives each station the nearest replica before it that has none further on, or
// nil. It returns those that are left over, too.
func (w *World) staff(stations []uint64) (staff, free []*World) {
	staff, free = make([]*World, len(stations)), slices.Clone(w.replicas)
	for i := len(stations) - 1; i >= 0; i-- {
		best := -1
		for k, r := range free {
			if r.Position() <= stations[i] && (best < 0 || r.Position() > free[best].Position()) {
				best = k
			}
		}
		if best >= 0 {
			staff[i] = free[best]
			free = slices.Delete(free, best, best+1)
		}
	}
	return staff, free
}

// dismiss ends a replica.
func (w *World) dismiss(out *World) {
	w.replicas = slices.DeleteFunc(w.replicas, func(r *World) bool { return r == out })
	out.Close()
}

// stations lists the positions where replicas should stand, in ascending order.
func (w *World) stations() []uint64 {
	list := []uint64{0}
	if w.reach >= shortRun {
		for i := range uint64(evenReplicas) {
			list = append(list, w.reach*(i+1)/(evenReplicas+1))
		}
		if w.Position() > closeBefore {
			list = append(list, w.Position()-closeBefore)
		}
	}
	slices.Sort(list)
	// One has to be left for what stands where the world was before a seek.
	most := max(w.mostReplicas()-1, 1)
	for len(list) > most {
		list = slices.Delete(list, 1, 2)
	}
	return list
}

// closeReplicas ends all replicas.
func (w *World) closeReplicas() {
	for _, r := range w.replicas {
		r.Close()
	}
	w.replicas = nil
}

// parting is where another log parts from a world's own.
type parting struct {
	place Place
	same  int // entries that both have
}

// partsAt finds the place from which on another log makes another future.
func (w *World) partsAt(log []Entry) parting {
	p := parting{place: Place{anyPosition, sim.Never}}
	for p.same < min(len(log), len(w.log)) && w.log[p.same].equal(log[p.same]) {
		p.same++
	}
	for _, l := range [][]Entry{w.log, log} {
		if p.same < len(l) {
			if at := (Place{l[p.same].Position, l[p.same].At}); at.Before(p.place) {
				p.place = at
			}
		}
	}
	return p
}

// forget drops what the world knows of the future beyond a parting: replicas and
// record. Of the record only what came before its instant is sure to come again.
func (w *World) forget(p parting) {
	w.prune(p.place, p.same)
	w.reach = w.Position()
	t := w.run.trace
	last := max(t.At(), t.KnownBefore(p.place.At))
	w.run.index.cut(t, last)
	w.run.flows.forget()
	t.CutAfter(last)
}
