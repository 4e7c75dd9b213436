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
	h    host.Host
	conn host.PacketConn
	Capacity
	free time.Time // when what it works on will be done
}

// open begins work at a socket.
func (d *desk) open(h host.Host, conn host.PacketConn, c Capacity) {
	d.h, d.conn = h, conn
	d.set(c)
}

// set changes how much the server can do; what it works on takes as long as before.
func (d *desk) set(c Capacity) {
	d.Capacity = c
	if b, ok := d.conn.(host.Backlog); ok {
		b.LimitBacklog(c.Queue)
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
	buf := make([]byte, 4096)
	for {
		n, from, err := d.conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			return err
		}
		if err := d.work(); err != nil {
			return err
		}
		serve(buf[:n], client{AddrPort: from})
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
	b, ok := d.conn.(host.Backlog)
	if !ok {
		return 0, 0, false
	}
	waiting, lost = b.Backlog()
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
