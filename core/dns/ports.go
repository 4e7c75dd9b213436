package dns

import (
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"time"

	"playnet/core/host"
)

// portPool is a fixed number of sockets from which a resolver sends all its queries, as
// resolvers did before RFC 5452. What arrives goes to the query with its id or, if there
// is none, to the oldest query to that server, which then sees a wrong id.
type portPool struct {
	h     host.Host
	rnd   *rand.Rand
	conns []*pooledPort
}

type pooledPort struct {
	host.PacketConn
	waiting []*pooledConn // in the order of their beginning
}

func newPortPool(h host.Host, n int) (*portPool, error) {
	p := &portPool{h: h, rnd: h.Rand("dns.port")}
	for range n {
		c, err := h.ListenPacket("udp", netip.AddrPortFrom(h.Addrs()[0], 0))
		if err != nil {
			p.close()
			return nil, err
		}
		port := &pooledPort{PacketConn: c}
		p.conns = append(p.conns, port)
		h.Go("port", func() { port.receive() })
	}
	return p, nil
}

// close closes the sockets; their receivers end.
func (p *portPool) close() {
	for _, c := range p.conns {
		// One that is closed already, with its host, is as good as closed.
		_ = c.Close()
	}
}

// connect opens a query's way to a server, through one of the ports drawn at random.
func (p *portPool) connect(server netip.AddrPort, id uint16) *pooledConn {
	port := p.conns[p.rnd.IntN(len(p.conns))]
	c := &pooledConn{port: port, h: p.h, server: server, id: id, arrived: p.h.NewSignal()}
	port.waiting = append(port.waiting, c)
	return c
}

// receive hands on what arrives, until the socket is closed.
func (p *pooledPort) receive() {
	buf := make([]byte, 4096)
	for {
		n, from, err := p.ReadFromUDPAddrPort(buf)
		if err != nil {
			for _, c := range p.waiting {
				c.closed = true
				c.arrived.Broadcast()
			}
			return
		}
		if c := p.owner(from, buf[:n]); c != nil && len(c.queue) < maxQueued {
			c.queue = append(c.queue, append([]byte(nil), buf[:n]...))
			c.arrived.Broadcast()
		}
	}
}

// maxQueued bounds the messages that wait to be read by one query.
const maxQueued = 64

func (p *pooledPort) owner(from netip.AddrPort, b []byte) *pooledConn {
	var oldest *pooledConn
	for _, c := range p.waiting {
		if c.server != from {
			continue
		}
		if len(b) >= 2 && uint16(b[0])<<8|uint16(b[1]) == c.id {
			return c
		}
		if oldest == nil {
			oldest = c
		}
	}
	return oldest
}

// pooledConn is a query's way to its server through a port that others use too.
type pooledConn struct {
	port     *pooledPort
	h        host.Host
	server   netip.AddrPort
	id       uint16
	queue    [][]byte
	arrived  host.Signal
	deadline time.Time
	closed   bool
}

// Read returns the next message.
func (c *pooledConn) Read(b []byte) (int, error) {
	for len(c.queue) == 0 {
		if c.closed {
			return 0, net.ErrClosed
		}
		if !c.deadline.IsZero() && !c.h.Now().Before(c.deadline) {
			return 0, os.ErrDeadlineExceeded
		}
		if err := c.arrived.WaitUntil(c.deadline); err != nil {
			return 0, err
		}
	}
	n := copy(b, c.queue[0])
	c.queue = c.queue[1:]
	return n, nil
}

// Write sends a message to the server.
func (c *pooledConn) Write(b []byte) (int, error) { return c.port.WriteToUDPAddrPort(b, c.server) }

// SetReadDeadline says until when Read waits.
func (c *pooledConn) SetReadDeadline(t time.Time) error {
	c.deadline = t
	return nil
}

// Close ends the waiting for messages.
func (c *pooledConn) Close() error {
	for i, other := range c.port.waiting {
		if other == c {
			c.port.waiting = append(c.port.waiting[:i], c.port.waiting[i+1:]...)
			break
		}
	}
	return nil
}
