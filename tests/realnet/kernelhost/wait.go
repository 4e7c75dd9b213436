package kernelhost

import (
	"net"
	"os"
	"time"

	"playnet/core/host"
)

// Sleep blocks for a time.
func (p *Process) Sleep(d time.Duration) error {
	if p.over {
		return net.ErrClosed
	}
	return p.wait(nil, time.After(d), nil)
}

// SleepWeak is Sleep: here nothing keeps a world alive but the command that it
// serves.
func (p *Process) SleepWeak(d time.Duration) error { return p.Sleep(d) }

// wait blocks until something is heard from done (nil), late (what then is the
// error), or the process is over (net.ErrClosed).
func (p *Process) wait(done <-chan struct{}, late <-chan time.Time, whenLate error) (err error) {
	p.outside(func() {
		select {
		case <-done:
		case <-late:
			err = whenLate
		case <-p.stop:
			err = net.ErrClosed
		}
	})
	return err
}

// timer is a pending call.
type timer struct {
	p       *Process
	clock   *time.Timer
	pending bool
}

// After calls f after a time.
func (p *Process) After(d time.Duration, f func()) host.Timer {
	t := &timer{p: p, pending: !p.over}
	ctx := p.w.ctx
	t.clock = time.AfterFunc(d, func() {
		p.enter(ctx, func() {
			if t.pending { // it was not stopped while the call waited for its turn
				t.pending = false
				f()
			}
		})
	})
	return t
}

// AfterWeak is After.
func (p *Process) AfterWeak(d time.Duration, f func()) host.Timer { return p.After(d, f) }

// Stop cancels the call and reports whether it was still pending.
func (t *timer) Stop() bool {
	was := t.pending && !t.p.over
	t.pending = false
	t.clock.Stop()
	return was
}

// signal lets fibers of a process wait for each other.
type signal struct {
	p    *Process
	done chan struct{} // closed by the next Broadcast
}

// NewSignal returns a signal.
func (p *Process) NewSignal() host.Signal { return &signal{p: p, done: make(chan struct{})} }

func (s *signal) Wait() error {
	if s.p.over {
		return net.ErrClosed
	}
	return s.p.wait(s.done, nil, nil)
}

func (s *signal) WaitUntil(deadline time.Time) error {
	if s.p.over {
		return net.ErrClosed
	}
	if deadline.IsZero() {
		return s.Wait()
	}
	clock := time.NewTimer(time.Until(deadline))
	defer clock.Stop()
	return s.p.wait(s.done, clock.C, os.ErrDeadlineExceeded)
}

func (s *signal) Broadcast() {
	close(s.done)
	s.done = make(chan struct{})
}
