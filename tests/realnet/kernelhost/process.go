package kernelhost

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"net/netip"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// Process is a program that runs, and the Host that it is given.
type Process struct {
	w       *World
	name    string // the machine's
	addrs   []netip.Addr
	kind    string
	stream  string // from which its dice are named
	twins   int    // programs of its kind that ran on its machine before it
	program host.Program
	over    bool
	stop    chan struct{} // closed when it is over
	sockets []socket
}

// socket is what a process opens and the kernel has to be rid of when it ends.
type socket interface {
	// shut closes it, with a reset of a connection where its program has crashed.
	shut(reset bool)
}

var _ host.Host = (*Process)(nil)

// begin lets a fiber of the program run, as soon as it is its turn.
func (p *Process) begin(f func()) {
	ctx := p.w.ctx
	p.w.fibers.Add(1)
	go func() {
		defer p.w.fibers.Done()
		p.enter(ctx, f)
	}()
}

// enter runs code of the program under the lock. A panic in it is the crash of the
// program, and nobody else's.
func (p *Process) enter(ctx context, f func()) {
	w := p.w
	w.mu.Lock()
	defer w.mu.Unlock()
	defer func() {
		if v := recover(); v != nil {
			p.crash(fmt.Sprint(v), string(debug.Stack()))
		}
	}()
	if p.over {
		return
	}
	w.ctx = ctx
	f()
}

// outside makes a call that may block, without the lock: the others run meanwhile.
func (p *Process) outside(call func()) {
	ctx := p.w.ctx
	p.w.mu.Unlock()
	defer func() {
		p.w.mu.Lock()
		p.w.ctx = ctx
	}()
	call()
}

// heard sets the context of code that has just read something: it is due to
// somebody of whom nothing is known.
func (p *Process) heard(err error) {
	if err == nil {
		p.w.ctx = context{}
	}
}

// finish ends a process whose program has returned.
func (p *Process) finish(err error) {
	if p.over {
		return
	}
	if err == nil || errors.Is(err, net.ErrClosed) {
		err = errors.New("it returned")
	}
	p.w.fail(fmt.Errorf("%s on %s: %w", p.kind, p.name, err))
	p.end(false)
}

func (p *Process) crash(message, stack string) {
	if p.over {
		return // what a program does while it is being ended is nobody's crash
	}
	crash := &CrashError{Host: p.name, Kind: p.kind, Message: message, Stack: stack}
	if p.w.options.Crashed != nil {
		p.w.options.Crashed(crash)
	}
	p.w.fail(crash)
	p.end(true)
}

// fail notes why the first process of the world ended.
func (w *World) fail(err error) {
	if w.ended == nil {
		w.ended = err
	}
	w.changed.Broadcast()
}

// end closes the process's sockets and lets its blocking calls return.
func (p *Process) end(crashed bool) {
	p.over = true
	close(p.stop)
	for len(p.sockets) > 0 {
		p.sockets[len(p.sockets)-1].shut(crashed) // it takes itself off the list
	}
	p.w.running = slices.DeleteFunc(p.w.running, func(o *Process) bool { return o == p })
}

func (p *Process) own(s socket) { p.sockets = append(p.sockets, s) }

func (p *Process) disown(s socket) {
	p.sockets = slices.DeleteFunc(p.sockets, func(o socket) bool { return o == s })
}

// Name returns the machine's name.
func (p *Process) Name() string { return p.name }

// Addrs returns the machine's addresses.
func (p *Process) Addrs() []netip.Addr { return p.addrs }

// Disk returns the machine's disk.
func (p *Process) Disk() host.Disk { return p.w.Disk(p.name) }

// Now returns the machine's wall clock.
func (p *Process) Now() time.Time { return time.Now() }

// Go runs f as another fiber of the program.
func (p *Process) Go(_ string, f func()) { p.begin(f) }

// Rand returns the stream of a name. It derives from the world's seed, as in a
// virtual world.
func (p *Process) Rand(name string) *rand.Rand {
	h := fnv.New128a()
	fmt.Fprintf(h, "%d/%s/%s/%s", p.w.options.Seed, p.stream, strconv.Itoa(p.twins), name)
	sum := h.Sum(nil)
	var seed [32]byte
	copy(seed[:], sum)
	return rand.New(rand.NewChaCha8(seed))
}

// Emit records an event.
func (p *Process) Emit(b trace.Body) trace.ID { return p.w.emit(p.name, b) }

// Because names the event that what this fiber does next is due to.
func (p *Process) Because(cause trace.ID) { p.w.ctx.cause = cause }

// Serve names the operation that what this fiber does next is for.
func (p *Process) Serve(operation trace.ID) (before trace.ID) {
	before = p.w.ctx.operation
	p.w.ctx.operation = operation
	return before
}
