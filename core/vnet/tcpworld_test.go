package vnet

import (
	"io"
	"net/netip"

	"playnet/core/host"
)

// serve lets a machine accept connections on a TCP port, each in a fiber of its own.
func (w *world) serve(m *Machine, port uint16, f func(h host.Host, c *TCPConn)) {
	m.Install("server", func() host.Program {
		return &prog{"server", func(h host.Host) error {
			l, err := h.Listen("tcp", netip.AddrPortFrom(netip.IPv4Unspecified(), port))
			if err != nil {
				return err
			}
			for {
				c, err := l.Accept()
				if err != nil {
					return err
				}
				h.Go("connection", func() {
					defer c.Close()
					f(h, c.(*TCPConn))
				})
			}
		}}
	})
}

// connect dials by TCP, which must succeed.
func (w *world) connect(h host.Host, to string) *TCPConn {
	w.Helper()
	c, err := h.Dial("tcp", netip.MustParseAddrPort(to))
	if err != nil {
		w.Error(err)
		panic(err)
	}
	return c.(*TCPConn)
}

func echoStream(_ host.Host, c *TCPConn) { io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{c}) }

// runAll pops all events, those of weak timers included.
func (w *world) runAll() {
	for w.k.Step() {
	}
}

// idle reports the connections that are left in the machines' tables, and the
// frames under way.
func (w *world) leaks() {
	w.Helper()
	for _, m := range w.n.Machines() {
		for _, s := range m.Sockets() {
			if s.Protocol == "tcp" && s.State != "LISTEN" {
				w.Errorf("%s still has the socket %+v", m.Name(), s)
			}
		}
		if len(m.tcp.conns) != 0 || len(m.tcp.ports) != 0 || m.tcp.orphans.Len() != 0 {
			w.Errorf("%s: %d connections, %d ports, %d orphans are left", m.Name(), len(m.tcp.conns), len(m.tcp.ports), m.tcp.orphans.Len())
		}
	}
	if f := w.n.Frames(); len(f) != 0 {
		w.Errorf("%d frames are under way", len(f))
	}
}
