package vnet

import (
	"math/rand/v2"

	"playnet/core/linked"
	"playnet/core/view"
)

// tcpTable holds the TCP sockets of a machine.
type tcpTable struct {
	m         *Machine
	conns     map[uint64]*TCPConn // by connKey
	listeners map[uint16]*TCPListener
	ports     map[uint16]int // connections by local port
	orphans   connList       // closed by their programs and not yet gone
	isn       *rand.Rand     // initial sequence numbers
}

func newTCPTable(m *Machine) tcpTable {
	return tcpTable{
		m:     m,
		conns: map[uint64]*TCPConn{}, listeners: map[uint16]*TCPListener{}, ports: map[uint16]int{},
		// RFC 9293 §3.4.1: an initial sequence number must not be predictable "by an
		// off-path attacker".
		isn: m.net.k.Rand("host/" + m.name + "/isn"),
	}
}

// Connections returns how many ends of TCP connections the machines have.
func (n *Network) Connections() (ends int) {
	for _, m := range n.machines {
		ends += len(m.tcp.conns)
	}
	return ends
}

// connKey packs what tells connections apart, but for the local address, of which
// a machine has few. (A map with a key of 64 bits is the fastest.)
func connKey(local uint16, remote endpoint) uint64 {
	return uint64(remote.ip)<<32 | uint64(remote.port)<<16 | uint64(local)
}

func (t *tcpTable) add(c *TCPConn) {
	key := connKey(c.local.port, c.remote)
	c.twin = t.conns[key]
	t.conns[key] = c
	t.ports[c.local.port]++
}

// remove takes a connection out. It does nothing if that was done before.
func (t *tcpTable) remove(c *TCPConn) {
	key := connKey(c.local.port, c.remote)
	first := t.conns[key]
	switch {
	case first == c && c.twin == nil:
		delete(t.conns, key)
	case first == c:
		t.conns[key] = c.twin
	default:
		for first != nil && first.twin != c {
			first = first.twin
		}
		if first == nil {
			return
		}
		first.twin = c.twin
	}
	c.twin = nil
	if t.ports[c.local.port]--; t.ports[c.local.port] == 0 {
		delete(t.ports, c.local.port)
	}
}

// lookup returns the connection between two endpoints, or nil.
func (t *tcpTable) lookup(local, remote endpoint) *TCPConn {
	c := t.conns[connKey(local.port, remote)]
	for c != nil && c.local.ip != local.ip {
		c = c.twin
	}
	return c
}

// of returns the connection for which a frame is, or nil. Whom the sender's last frames came
// from need not be looked up, unless it is gone.
func (t *tcpTable) of(f *frame) *TCPConn {
	c := f.mate
	if c == nil || c.state == StateClosed || c.m != t.m || c.local != f.dst || c.remote != f.src {
		c = t.lookup(f.dst, f.src)
	}
	if c != nil && c.mate == nil {
		c.mate = f.conn
	}
	return c
}

// listening returns the socket that welcomes connections to an endpoint, or nil.
// The one with the very address goes before the one with all.
func (t *tcpTable) listening(at endpoint) *TCPListener {
	var all *TCPListener
	for l := t.listeners[at.port]; l != nil; l = l.nextOnPort {
		if l.local.ip == at.ip {
			return l
		}
		if l.local.ip == 0 {
			all = l
		}
	}
	return all
}

// free reports whether a welcoming socket could be bound to an endpoint.
func (t *tcpTable) free(at endpoint) bool {
	for l := t.listeners[at.port]; l != nil; l = l.nextOnPort {
		if l.local.ip == at.ip || l.local.ip == 0 || at.ip == 0 {
			return false
		}
	}
	return true
}

// ephemeral draws a port that nothing uses; ok is false if there is none left.
// (RFC 6056 §3.3.1: simple port randomization.)
func (t *tcpTable) ephemeral() (port uint16, ok bool) {
	start := t.m.ports.IntN(ephemeralPorts)
	for i := range ephemeralPorts {
		port = uint16(firstEphemeral + (start+i)%ephemeralPorts)
		if t.listeners[port] == nil && t.ports[port] == 0 {
			return port, true
		}
	}
	return 0, false
}

// vanish forgets all connections without a word: the machine is off.
func (t *tcpTable) vanish() {
	for _, p := range t.m.programs {
		for _, l := range p.listeners {
			l.half.vanish()
			l.ready.vanish()
		}
		p.conns.vanish()
	}
	t.orphans.vanish()
}

// connList is a doubly linked list of connections, oldest first. A connection
// stands in one: its program's, the machine's orphans, or a listener's.
type connList struct {
	linked.List[TCPConn]
}

func (l *connList) add(c *TCPConn) {
	c.list = l
	l.Append(&c.place, c)
}

// remove takes a connection out, if it stands in this list. A nil list holds
// nothing.
func (l *connList) remove(c *TCPConn) {
	if l == nil || c.list != l {
		return
	}
	c.list = nil
	l.Remove(&c.place)
}

func (l *connList) vanish() {
	for c := l.First(); c != nil; {
		next := c.place.Next()
		c.vanish()
		c = next
	}
}

// appendViews describes the connections of a list.
func (l *connList) appendViews(all []view.Socket) []view.Socket {
	for c := l.First(); c != nil; c = c.place.Next() {
		all = append(all, c.view())
	}
	return all
}
