package vnet

import (
	"net"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/view"
)

var (
	_ host.Spawner   = (*process)(nil)
	_ host.Inspector = (*process)(nil)
	_ host.Job       = (*process)(nil)
)

// Spawn starts a program on the same machine. A program that is being unwound
// starts nothing any more.
func (p *process) Spawn(program host.Program) host.Job {
	if p.state != running || !p.m.up {
		return &process{state: stopped}
	}
	return p.m.start(service{kind: program.Kind(), make: func() host.Program { return program }}, true)
}

// Wait blocks until the process has ended.
func (p *process) Wait() error {
	for p.state == running {
		if err := p.over.Wait(p.k, sim.Never); err != nil {
			return err // the waiter is being unwound
		}
	}
	switch {
	case p.state == crashed:
		return &host.CrashError{Message: p.message}
	case p.m == nil || !p.m.up:
		return net.ErrClosed
	}
	return nil
}

// Kill ends the process.
func (p *process) Kill() {
	if p.state != running {
		return
	}
	p.finish(stopped, nil)
	p.m.forget(p)
}

// Sockets lists the sockets of the machine.
func (p *process) Sockets() []view.Socket { return p.m.Sockets() }

// Link describes the machine's access link.
func (p *process) Link() view.Link { return p.m.Link() }
