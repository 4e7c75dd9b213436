package sim

import (
	"fmt"
	"iter"
	"net"
	"os"
	"runtime/debug"

	"playnet/core/linked"
)

// Fiber is a straight-line program's thread of control: a coroutine that the
// kernel resumes from the queue and that hands control back when it blocks.
type Fiber struct {
	kernel *Kernel
	name   string
	group  *Group
	next   func() (struct{}, bool)
	yield  func(struct{}) bool

	ctx    Context
	timer  Timer // wakes the fiber: from a wait queue, a deadline or a sleep
	queue  *WaitQueue
	result error // what the blocking call returns

	active   bool // on the stack of resumed fibers
	dying    bool // being unwound: blocking calls fail at once
	refusals int  // blocking calls refused since the unwinding began
	done     bool
	joiners  WaitQueue

	inKernel linked.Place[Fiber] // among all fibers, in the order of starting
	inGroup  linked.Place[Fiber] // among those of its group
	inQueue  linked.Place[Fiber]
}

// A dying program may make a few blocking calls while it cleans up (each
// returns net.ErrClosed). One that goes on is unwound by a panic; one that
// recovers that too, again and again, is left parked for good and reported.
const (
	refusalsByError = 64
	refusalsByPanic = 8
)

// unwinding is the panic value that takes a stubborn fiber down.
type unwinding struct{}

// Crash reports that a program panicked. The stack is the fiber's own, taken
// where the panic happened.
type Crash struct {
	Fiber string
	Value string
	Stack string
	Group *Group
}

// Stuck reports a fiber that would not be unwound: it recovered every panic
// meant to end it and kept calling.
type Stuck struct{ Fiber string }

// OnCrash sets the function that hears of crashed programs. It runs in the
// crashed fiber's last moment, with its context.
func (k *Kernel) OnCrash(f func(Crash)) { k.onCrash = f }

// Stuck returns the fibers that could not be unwound so far.
func (k *Kernel) Stuck() []Stuck { return k.stuck }

// Fibers returns the number of fibers that have not ended.
func (k *Kernel) Fibers() int { return k.fibers.Len() }

// Running returns the fiber that runs now, or nil.
func (k *Kernel) Running() *Fiber { return k.running }

// Go starts a fiber. It first runs when the queue comes to it, at the present
// instant, after what is already due. A nil group means none.
func (k *Kernel) Go(name string, group *Group, body func()) *Fiber {
	f := &Fiber{kernel: k, name: name, group: group, ctx: k.ctx}
	if k.stopped || group != nil && group.stopped {
		f.done = true
		return f
	}
	f.next, _ = iter.Pull(func(yield func(struct{}) bool) {
		f.yield = yield
		f.run(body)
	})
	k.fibers.Append(&f.inKernel, f)
	if group != nil {
		group.fibers.Append(&f.inGroup, f)
	}
	k.Arm(&f.timer, k.now, f)
	return f
}

// run executes the program and turns a panic into a report.
func (f *Fiber) run(body func()) {
	defer func() {
		if v := recover(); v != nil {
			f.crashed(v, debug.Stack())
		}
	}()
	if !f.dying { // killed before it first ran
		body()
	}
}

// crashed reports a panic. What a dying program still does is nobody's crash:
// the panic may be the one that unwinds it, or its answer to net.ErrClosed.
func (f *Fiber) crashed(v any, stack []byte) {
	if f.kernel.onCrash != nil && !f.dying {
		f.kernel.onCrash(Crash{Fiber: f.name, Value: fmt.Sprint(v), Stack: string(stack), Group: f.group})
	}
}

// Fire resumes the fiber; the queue calls it. A deadline that passes while the
// fiber waits ends the wait.
func (f *Fiber) Fire() {
	if f.queue != nil {
		f.queue.remove(f)
		f.result = os.ErrDeadlineExceeded
	}
	f.resume()
}

// resume lets the fiber go on until it blocks or ends. What resumes it is the
// cause of what it does next; the operation that it serves stays its own.
func (f *Fiber) resume() {
	k := f.kernel
	before, outer := k.running, k.ctx
	k.running, k.ctx = f, Context{Cause: outer.Cause, For: f.ctx.For}
	f.active = true
	_, alive := f.next()
	f.active = false
	f.ctx = k.ctx
	k.running = before
	if !alive {
		f.finish() // still in the fiber's context: what it did last wakes its joiners
	}
	k.ctx = outer
}

func (f *Fiber) finish() {
	f.done = true
	f.kernel.fibers.Remove(&f.inKernel)
	if f.group != nil {
		f.group.fibers.Remove(&f.inGroup)
	}
	f.joiners.WakeAll()
}

// park hands control back to the queue until somebody wakes the fiber, and
// returns what the wait came to.
func (f *Fiber) park() error {
	if f.dying {
		return f.refuse()
	}
	f.result = nil
	f.yield(struct{}{})
	if f.dying {
		return f.refuse()
	}
	return f.result
}

// refuse ends a blocking call of a fiber that is being unwound.
func (f *Fiber) refuse() error {
	f.refusals++
	if f.refusals <= refusalsByError {
		return net.ErrClosed
	}
	if f.refusals <= refusalsByError+refusalsByPanic {
		panic(unwinding{})
	}
	f.kernel.stuck = append(f.kernel.stuck, Stuck{f.name})
	for { // parked for good; nobody resumes it
		f.yield(struct{}{})
	}
}

// kill unwinds the fiber: its blocking call returns net.ErrClosed.
func (f *Fiber) kill() {
	if f.done || f.dying {
		return
	}
	f.dying = true
	if f.queue != nil {
		f.queue.remove(f)
	}
	f.timer.Cancel()
	if f.active {
		return // it stands on the stack: it is unwound at its next blocking call
	}
	f.resume()
}

// Name returns the name given to [Kernel.Go].
func (f *Fiber) Name() string { return f.name }

// Done reports whether the fiber has ended.
func (f *Fiber) Done() bool { return f.done }

// Sleep parks the running fiber until the instant; until [Never], for good. It returns net.ErrClosed if
// the fiber is unwound meanwhile. A weak sleep does not keep the world alive.
func (k *Kernel) Sleep(until Instant, weak bool) error {
	f := k.current("Sleep")
	if !f.dying {
		k.arm(&f.timer, until, f, weak)
	}
	return f.park()
}

// Join parks the running fiber until f has ended.
func (f *Fiber) Join() error {
	if f.done {
		return nil
	}
	return f.joiners.Wait(f.kernel, Never)
}

func (k *Kernel) current(call string) *Fiber {
	if k.running == nil {
		panic("sim: " + call + " blocks, but no fiber is running")
	}
	return k.running
}
