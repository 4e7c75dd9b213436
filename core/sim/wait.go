package sim

import "playnet/core/linked"

// WaitQueue is a line of fibers that wait for one thing, first come, first
// served. The zero value is an empty line.
type WaitQueue struct {
	fibers linked.List[Fiber]
}

// Wait parks the running fiber at the end of the line until it is woken. It
// returns nil when woken, os.ErrDeadlineExceeded when the deadline comes first,
// and net.ErrClosed when the fiber is unwound. [Never] means no deadline. A
// fiber that waits with a deadline keeps the world alive; one that waits
// without does not.
func (q *WaitQueue) Wait(k *Kernel, deadline Instant) error {
	return q.wait(k, deadline, false)
}

// WaitWeak is [WaitQueue.Wait] whose deadline does not keep the world alive.
func (q *WaitQueue) WaitWeak(k *Kernel, deadline Instant) error {
	return q.wait(k, deadline, true)
}

func (q *WaitQueue) wait(k *Kernel, deadline Instant, weak bool) error {
	f := k.current("Wait")
	if f.dying {
		return f.refuse()
	}
	f.queue = q
	q.fibers.Append(&f.inQueue, f)
	k.arm(&f.timer, deadline, f, weak)
	return f.park()
}

// Empty reports whether nobody waits.
func (q *WaitQueue) Empty() bool { return q.fibers.First() == nil }

// WakeOne lets the first in line go on, at the present instant and with the
// present context as its cause. It reports whether anybody waited.
func (q *WaitQueue) WakeOne() bool {
	f := q.fibers.First()
	if f == nil {
		return false
	}
	q.remove(f)
	f.kernel.Arm(&f.timer, f.kernel.now, f)
	return true
}

// WakeAll lets everybody in line go on, in order.
func (q *WaitQueue) WakeAll() {
	for q.WakeOne() {
	}
}

func (q *WaitQueue) remove(f *Fiber) {
	q.fibers.Remove(&f.inQueue)
	f.queue = nil
}
