package host

import (
	"net"
	"net/netip"
)

// Welcome has a server listen on a TCP port, on each of the host's addresses, and hands it each
// connection that comes. It returns at once; connections are taken, one after the other, until
// the host stops, in fibers of a name: take must not wait for the client.
func Welcome(h Host, name string, port uint16, take func(net.Conn)) error {
	for _, a := range h.Addrs() {
		l, err := h.Listen("tcp", netip.AddrPortFrom(a, port))
		if err != nil {
			return err
		}
		h.Go(name, func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return // the host stops
				}
				take(conn)
			}
		})
	}
	return nil
}
