package vnet

import (
	"net"
	"time"

	"playnet/core/host"
	"playnet/core/linked"
	"playnet/core/sim"
)

// timer is a pending call of a process.
type timer struct {
	sim   sim.Timer
	p     *process
	f     func()
	place linked.Place[timer] // among the pending calls of the process
}

// cancelTimers cancels the pending calls: they end with the process.
func (p *process) cancelTimers() {
	for t := p.timers.First(); t != nil; t = p.timers.First() {
		t.Stop()
	}
}

// Fire makes the call.
func (t *timer) Fire() {
	t.p.timers.Remove(&t.place)
	t.p.guard(t.f)
}

// Stop cancels the call and reports whether it was still pending.
func (t *timer) Stop() bool {
	if !t.sim.Cancel() {
		return false
	}
	t.p.timers.Remove(&t.place)
	return true
}

func (p *process) After(d time.Duration, f func()) host.Timer {
	return p.after(d, f, p.k.Arm)
}

func (p *process) AfterWeak(d time.Duration, f func()) host.Timer {
	return p.after(d, f, p.k.ArmWeak)
}

func (p *process) after(d time.Duration, f func(), arm func(*sim.Timer, sim.Instant, sim.Event)) host.Timer {
	t := &timer{p: p, f: f}
	if p.state != running {
		return t // it never fires
	}
	arm(&t.sim, p.k.Now().Add(d), t)
	if t.sim.Pending() {
		p.timers.Append(&t.place, t)
	}
	return t
}

// signal lets fibers of a process wait for each other.
type signal struct {
	p *process
	q sim.WaitQueue
}

func (p *process) NewSignal() host.Signal { return &signal{p: p} }

func (s *signal) Wait() error { return s.wait(sim.Never) }

func (s *signal) WaitUntil(deadline time.Time) error {
	return s.wait(s.p.m.net.instant(deadline))
}

func (s *signal) wait(until sim.Instant) error {
	if s.p.state != running {
		return net.ErrClosed
	}
	return s.q.Wait(s.p.k, until)
}

func (s *signal) Broadcast() { s.q.WakeAll() }
