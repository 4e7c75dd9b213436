package vnet

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"runtime/debug"
	"strconv"
	"time"

	"playnet/core/host"
	"playnet/core/linked"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
)

// process is a running program, and the Host that it is given.
type process struct {
	m       *Machine
	k       *sim.Kernel
	kind    string
	name    string // unique on its machine: "dns.stub", "dns.stub#2"
	group   *sim.Group
	program host.Program
	state   processState
	once    bool // isn't started again with its machine
	sockets []*UDPConn

	listeners []*TCPListener
	conns     connList // TCP connections

	pingID, pingSeq uint16 // of its echo requests
	timers          linked.List[timer]

	over    sim.WaitQueue // fibers of others that wait for its end
	message string        // what it crashed with
}

// processState is where a process is in its life.
type processState uint8

const (
	running processState = iota
	stopped              // with its machine
	ended                // returned
	crashed              // panicked
)

func (s processState) String() string {
	return [...]string{"running", "stopped", "ended", "crashed"}[s]
}

var _ host.Host = (*process)(nil)

func (n *Network) newProcess(m *Machine, kind, name string) *process {
	p := &process{m: m, k: n.k, kind: kind, name: name, group: n.k.NewGroup(m.name + "/" + name)}
	n.groups[p.group] = p
	return p
}

// start makes the program and lets its main fiber begin.
func (p *process) start(make func() host.Program) {
	before := p.k.Context()
	defer p.k.SetContext(before)
	id := p.m.net.emit(p.m.id, before, &ProgramStarted{Program: p.kind})
	p.k.SetContext(sim.Context{Cause: uint64(id), For: before.For})
	p.guard(func() { p.program = make() })
	if p.state != running {
		return
	}
	p.k.Go(p.group.Name, p.group, func() {
		err := p.program.Run(p)
		if p.state == running && !p.m.net.stopped {
			p.finish(ended, err)
		}
	})
}

// finish ends the process: its fibers are unwound, its timers cancelled and its
// sockets closed, whatever way it came to that.
func (p *process) finish(s processState, err error) {
	p.state = s
	ctx := p.k.Context()
	p.cancelTimers()
	if s == crashed {
		p.abortConns()
	}
	p.group.Stop()
	for len(p.sockets) > 0 {
		p.sockets[len(p.sockets)-1].close()
	}
	p.closeConns()
	delete(p.m.net.groups, p.group)
	defer p.over.WakeAll()
	if s == crashed {
		return // recorded before
	}
	b := &ProgramEnded{Program: p.kind}
	if err != nil && !errors.Is(err, net.ErrClosed) {
		b.Error = err.Error()
	}
	p.m.net.emit(p.m.id, ctx, b)
	if p.once && s == ended {
		p.m.forget(p)
	}
}

// guard runs code of the program outside its fibers.
func (p *process) guard(f func()) {
	defer func() {
		if v := recover(); v != nil {
			p.crash(fmt.Sprint(v), string(debug.Stack()))
		}
	}()
	f()
}

// crashed hears of panics in fibers.
func (n *Network) crashed(c sim.Crash) {
	if p := n.groups[c.Group]; p != nil {
		p.crash(c.Value, c.Stack)
	}
}

func (p *process) crash(message, stack string) {
	n := p.m.net
	if p.state != running || n.stopped {
		return // what a program does while it is being unwound is nobody's crash
	}
	p.message = message
	n.emit(p.m.id, p.k.Context(), &ProgramCrashed{Program: p.kind, Message: message})
	n.crashes = append(n.crashes, view.Crash{
		At: int64(p.k.Now()), Host: p.m.name, What: p.kind + ": " + message, Stack: stack,
	})
	p.finish(crashed, nil)
}

// view describes the process. A program whose View panics is shown as such: a
// snapshot must neither change the world nor end it.
func (p *process) view() (v view.Program) {
	if p.state != running || p.program == nil {
		return view.Program{Kind: p.kind, State: p.state.String()}
	}
	defer func() {
		if e := recover(); e != nil {
			v = view.Program{Kind: p.kind, State: "unreadable: " + fmt.Sprint(e)}
		}
	}()
	return p.program.View()
}

func (p *process) Name() string        { return p.m.name }
func (p *process) Addrs() []netip.Addr { return p.m.addrs }
func (p *process) Disk() host.Disk     { return p.m.disk }
func (p *process) Now() time.Time      { return p.m.net.Wall() }

func (p *process) Sleep(d time.Duration) error     { return p.sleep(d, false) }
func (p *process) SleepWeak(d time.Duration) error { return p.sleep(d, true) }

func (p *process) sleep(d time.Duration, weak bool) error {
	return p.k.Sleep(p.k.Now().Add(d), weak)
}

func (p *process) Go(name string, f func()) {
	p.k.Go(p.group.Name+"/"+name, p.group, f)
}

// Rand returns the stream of a name. Each start of the machine has its own:
// a rebooted resolver does not repeat its identifiers.
func (p *process) Rand(name string) *rand.Rand {
	stream := p.m.name + "/" + p.name + "/" + name
	if p.m.boots > 1 {
		stream += "/boot" + strconv.Itoa(p.m.boots)
	}
	return p.k.Rand(stream)
}

func (p *process) Emit(b trace.Body) trace.ID {
	return p.m.net.emit(p.m.id, p.k.Context(), b)
}

func (p *process) Because(cause trace.ID) {
	p.k.SetContext(sim.Context{Cause: uint64(cause), For: p.k.Context().For})
}

func (p *process) Serve(operation trace.ID) (before trace.ID) {
	ctx := p.k.Context()
	p.k.SetContext(sim.Context{Cause: ctx.Cause, For: uint64(operation)})
	return trace.ID(ctx.For)
}
