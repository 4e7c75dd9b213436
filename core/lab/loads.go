package lab

import (
	"playnet/core/dns"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// loads counts the work of name servers over time while the world runs. It has a fixed
// number of cells, as the histogram of events has: when the run outgrows them, neighbours
// are merged, so that looking costs the same however long the run is.
type loads struct {
	width   sim.Instant // nanoseconds a cell
	servers []*serverLoad
	at      map[string]*serverLoad // every name server of the lab
}

// serverLoad is the work of one name server.
type serverLoad struct {
	host    string
	service *service
	cells   [loadCells]loadCell
}

type loadCell struct{ answers, waiting, dropped uint32 }

const (
	loadCells      = 256
	firstLoadWidth = 100_000_000 // 100 ms: a run of 25 s at full resolution
)

// watch counts the work of a service, if it is a name server.
func (l *loads) watch(s *service) {
	if kind := s.lab.Kind(); kind != dns.AuthorityKind && kind != dns.ResolverKind {
		return
	}
	if l.at == nil {
		l.at, l.width = map[string]*serverLoad{}, firstLoadWidth
	}
	of := &serverLoad{host: string(s.lab.On()), service: s}
	l.at[of.host] = of
	l.servers = append(l.servers, of)
}

// take takes in an event as it happens.
func (l *loads) take(e trace.Event) {
	of := l.at[e.Host]
	if of == nil {
		return
	}
	switch b := e.Body.(type) {
	case *vnet.FrameSent:
		if b.Proto == vnet.UDP && b.Src.Port() == dns.Port {
			l.cell(of, e.At).answers++
		}
	case *vnet.FrameDelivered:
		if server, ok := of.service.program.(interface{ Waiting() int }); ok {
			if n := uint32(server.Waiting()); n > 0 {
				c := l.cell(of, e.At)
				c.waiting = max(c.waiting, n)
			}
		}
	case *vnet.FrameLost:
		if b.Reason == vnet.SocketBuffer {
			l.cell(of, e.At).dropped++
		}
	}
}

// cell returns what is counted of a server at an instant.
func (l *loads) cell(of *serverLoad, at sim.Instant) *loadCell {
	for at/l.width >= loadCells {
		l.widen()
	}
	return &of.cells[at/l.width]
}

func (l *loads) widen() {
	for _, s := range l.servers {
		for i := range loadCells / 2 {
			a, b := s.cells[2*i], s.cells[2*i+1]
			s.cells[i] = loadCell{a.answers + b.answers, max(a.waiting, b.waiting), a.dropped + b.dropped}
		}
		clear(s.cells[loadCells/2:])
	}
	l.width *= 2
}

// Loads tells how the work of the lab's name servers has gone so far, in the order of
// the lab.
func (w *World) Loads() view.Loads {
	l := &w.run.loads
	v := view.Loads{Width: int64(l.width), Servers: []view.ServerLoad{}}
	if len(l.servers) == 0 {
		return v
	}
	for w.Now()/l.width >= loadCells {
		l.widen()
	}
	n := int(w.Now()/l.width) + 1
	for _, s := range l.servers {
		of := view.ServerLoad{Host: s.host, Answers: make([]int, n), Waiting: make([]int, n), Dropped: make([]int, n)}
		for i, c := range s.cells[:n] {
			of.Answers[i], of.Waiting[i], of.Dropped[i] = int(c.answers), int(c.waiting), int(c.dropped)
		}
		v.Servers = append(v.Servers, of)
	}
	v.Width = int64(l.width)
	return v
}
