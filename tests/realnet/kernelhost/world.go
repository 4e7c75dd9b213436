package kernelhost

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
)

// World is a set of programs of which one runs at a time.
type World struct {
	options Options
	began   time.Time

	mu      sync.Mutex // held by whoever runs a program's code
	changed *sync.Cond // a socket was opened, or a process ended
	ctx     context    // of the code that runs
	events  trace.ID   // how many were emitted
	running []*Process
	opened  map[listener]bool
	disks   map[string]host.Disk // of the machines, by their names
	ended   error                // of the first process that ended by itself
	fibers  sync.WaitGroup
}

// Options set a world up.
type Options struct {
	// Seed is what the programs' dice derive from.
	Seed uint64
	// Record, which may be nil, hears of each event. It is called under the lock.
	Record func(trace.Event)
	// Crashed, which may be nil, hears of each panic, with the stack.
	Crashed func(*CrashError)
}

// context is what the code that runs is due to, and what it serves.
type context struct{ cause, operation trace.ID }

// listener is a socket that others can reach.
type listener struct {
	network string // "udp" or "tcp"
	addr    netip.AddrPort
}

// CrashError reports a program that panicked.
type CrashError struct {
	Host, Kind, Message, Stack string
}

func (e *CrashError) Error() string { return e.Kind + " on " + e.Host + " crashed: " + e.Message }

// New returns a world without programs.
func New(o Options) *World {
	w := &World{options: o, began: time.Now(), opened: map[listener]bool{}, disks: map[string]host.Disk{}}
	w.changed = sync.NewCond(&w.mu)
	return w
}

// Disk returns the disk of a machine, in memory, which lasts as long as the world. To
// be used before its programs start, or under their lock, as they do.
func (w *World) Disk(name string) host.Disk {
	d := w.disks[name]
	if d == nil {
		d = host.NewDisk()
		w.disks[name] = d
	}
	return d
}

// Start starts a program on a machine with a name and addresses, which the kernel
// must know as its own.
func (w *World) Start(name string, addrs []netip.Addr, program host.Program) *Process {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := &Process{w: w, name: name, addrs: addrs, program: program, kind: program.Kind(), stop: make(chan struct{})}
	p.stream = name + "/" + p.kind
	for _, other := range w.running {
		if other.name == name && other.kind == p.kind {
			p.twins++
		}
	}
	w.running = append(w.running, p)
	w.ctx = context{}
	p.begin(func() { p.finish(program.Run(p)) })
	return p
}

// Await blocks until sockets are open at all of the addresses on a network ("udp",
// "tcp"). The error is that of a program that ended meanwhile, or names what
// isn't open when the time is over.
func (w *World) Await(network string, addrs []netip.AddrPort, within time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	late := false
	defer time.AfterFunc(within, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		late = true
		w.changed.Broadcast()
	}).Stop()
	for {
		missing := netip.AddrPort{}
		for _, a := range addrs {
			if !w.opened[listener{network, a}] {
				missing = a
			}
		}
		switch {
		case w.ended != nil:
			return w.ended
		case !missing.IsValid():
			return nil
		case late:
			return fmt.Errorf("nobody listens on %s %v", network, missing)
		}
		w.changed.Wait()
	}
}

// Stop ends every program: its blocking calls return net.ErrClosed. Stop waits a
// while for them to give up; the error says that some would not.
func (w *World) Stop(within time.Duration) error {
	w.mu.Lock()
	for len(w.running) > 0 {
		w.running[0].end(false)
	}
	w.mu.Unlock()
	gone := make(chan struct{})
	go func() {
		w.fibers.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-time.After(within):
		return fmt.Errorf("some programs would not end within %v", within)
	}
}

// emit records an event of a host.
func (w *World) emit(host string, body trace.Body) trace.ID {
	w.events++
	if w.options.Record != nil {
		w.options.Record(trace.Event{
			ID: w.events, Cause: w.ctx.cause, For: w.ctx.operation,
			At: sim.Instant(time.Since(w.began)), Host: host, Body: body,
		})
	}
	return w.events
}

// open notes that others can reach a socket now; the function returned, that they
// no longer can.
func (w *World) open(network string, addr net.Addr) (closed func()) {
	at, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		panic("kernelhost: a socket of the kernel has the address " + addr.String())
	}
	l := listener{network, netip.AddrPortFrom(at.Addr().Unmap(), at.Port())}
	w.opened[l] = true
	w.changed.Broadcast()
	return func() { delete(w.opened, l) }
}
