package agent

import (
	"errors"
	"net"

	"playnet/core/host"
)

// jobs are done one after the other, in the order in which they were asked for. Each has a
// fiber of its own, so that what it does serves the operation that asked for it.
type jobs struct {
	h       host.Host
	turn    host.Signal
	taken   uint64 // numbers given out
	now     uint64 // whose turn it is
	waiting []func()
	// interrupt asks the job that is being done to make room, if it is one that waits for
	// something to happen.
	interrupt func()
}

// begin starts the jobs that were asked for before the program ran.
func (j *jobs) begin(h host.Host) {
	j.h, j.turn = h, h.NewSignal()
	waiting := j.waiting
	j.waiting = nil
	for _, start := range waiting {
		start()
	}
}

// add lets a job be done when it is its turn. It does not block, and may be called from
// outside of any fiber.
func (j *jobs) add(name string, do func()) {
	if j.h == nil {
		j.waiting = append(j.waiting, func() { j.add(name, do) })
		return
	}
	number := j.taken
	j.taken++
	j.h.Go(name, func() {
		if j.now != number {
			j.interrupt()
		}
		for j.now != number {
			if j.turn.Wait() != nil {
				return // the host stops
			}
		}
		defer func() {
			j.now++
			j.turn.Broadcast()
		}()
		do()
	})
}

// atOnce does what needs no server, without waiting for its turn. It does not block, and may
// be called from outside of any fiber.
func (j *jobs) atOnce(name string, do func()) {
	if j.h == nil {
		j.waiting = append(j.waiting, func() { j.atOnce(name, do) })
		return
	}
	j.h.Go(name, do)
}

// more reports whether other jobs wait behind the one that is being done.
func (j *jobs) more() bool { return j.taken > j.now+1 }

// do has a job done, and says what has come of it.
func (a *Agent) do(name string, job func() error) {
	a.jobs.add(name, func() {
		err := plain(job())
		switch {
		case errors.Is(err, net.ErrClosed):
			// the host stops
		case err != nil:
			a.h.Emit(EventFailed{What: name, Reason: err.Error()})
			a.become(Failed, err.Error())
		default:
			a.become(Idle, "")
		}
		if err != nil && name == listening {
			a.listen = false
		}
		if a.listen && !a.jobs.more() {
			a.do(listening, a.listenOn)
		}
	})
}

// listening is the name of the job that listens.
const listening = "listen"
