package dns

import (
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

// Capacity is how much work a server can do. The zero value is a server that works in
// no time, which nobody can overload.
//
// A query takes its turn: a server of 100 queries a second works on each for 10 ms, and
// what comes meanwhile waits in the socket, as it does before a real server. What finds
// the queue full is lost there, and its sender hears nothing.
type Capacity struct {
	Rate  int // queries a second; 0: any number
	Queue int // queries that may wait; 0: as many as the socket's buffer holds
}

// desk is where a server takes its queries, one after the other.
type desk struct {
	h     host.Host
	conns []host.PacketConn // one for each of the host's addresses
	Capacity
	free time.Time // when what it works on will be done
}

// open begins work at a host's sockets.
func (d *desk) open(h host.Host, conns []host.PacketConn, c Capacity) {
	d.h, d.conns = h, conns
	d.set(c)
}

// close closes them.
func (d *desk) close() {
	for _, conn := range d.conns {
		_ = conn.Close() // an error says that it is closed already
	}
}

// set changes how much the server can do; what it works on takes as long as before.
func (d *desk) set(c Capacity) {
	d.Capacity = c
	for _, conn := range d.conns {
		if b, ok := conn.(host.Backlog); ok {
			b.LimitBacklog(c.Queue)
		}
	}
}

// work blocks for as long as a query takes, and for those before it: one that came by
// TCP may have been between. It returns net.ErrClosed when the host stops.
func (d *desk) work() error {
	if d.Rate <= 0 {
		return nil
	}
	now := d.h.Now()
	if d.free.Before(now) {
		d.free = now
	}
	d.free = d.free.Add(time.Second / time.Duration(d.Rate))
	return d.h.Sleep(d.free.Sub(now))
}

// tcp is a server's way of serving the messages of a connection, each of which takes
// its turn as well.
func (d *desk) tcp(serve func([]byte, client)) func([]byte, client) {
	return func(b []byte, from client) {
		if d.work() == nil {
			serve(b, from)
		}
	}
}

// loop serves what comes by UDP until the host stops.
func (d *desk) loop(serve func([]byte, client)) error {
	for _, conn := range d.conns[1:] {
		d.h.Go("shared address", func() { _ = d.read(conn, conn, serve) }) // an error says that the host stops
	}
	return d.read(d.conns[0], nil, serve)
}

// read serves what comes to one socket. Answers leave by the socket that the query came
// to, as they must come from the address that was asked: reply, or nil for the server's
// own.
func (d *desk) read(conn, reply host.PacketConn, serve func([]byte, client)) error {
	buf := make([]byte, 4096)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			return err
		}
		if err := d.work(); err != nil {
			return err
		}
		serve(buf[:n], client{AddrPort: from, socket: reply})
	}
}

// fields shows the server's capacity, and what waits for it; nothing where it has no
// bound.
func (d *desk) fields() []view.Field {
	if d.Rate <= 0 {
		return nil
	}
	list := []view.Field{{ID: "dns.capacity", Value: number(uint64(d.Rate))}}
	waiting, lost, ok := d.backlog()
	if !ok {
		return list
	}
	return append(list, counters(count{"dns.waiting", uint64(waiting)}, count{"dns.dropped", lost})...)
}

// backlog tells how many queries wait, and how many found the queue full; ok is false
// where nobody can tell.
func (d *desk) backlog() (waiting int, lost uint64, ok bool) {
	for _, conn := range d.conns {
		b, ok := conn.(host.Backlog)
		if !ok {
			return 0, 0, false
		}
		n, gone := b.Backlog()
		waiting, lost = waiting+n, lost+gone
	}
	return waiting, lost, true
}

// Waiting returns how many queries wait for the server.
func (a *Authority) Waiting() int { return a.desk.waiting() }

// Waiting returns how many queries of clients wait for the resolver.
func (r *Resolver) Waiting() int { return r.desk.waiting() }

func (d *desk) waiting() int {
	n, _, _ := d.backlog()
	return n
}
