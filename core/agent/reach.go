package agent

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// lookUp returns a server's addresses.
func (a *Agent) lookUp(server string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(server); err == nil {
		return []netip.Addr{addr}, nil
	}
	a.become(LookingUp, server)
	reply := a.stub.Lookup(a.h, server, mdns.TypeA)
	if reply.State == dns.LookupStopped {
		return nil, net.ErrClosed
	}
	if list := reply.Addrs(); len(list) > 0 {
		return list, nil
	}
	return nil, fmt.Errorf("the address of %s: %s", server, reply.State)
}

// reach finds a server's addresses and lets dial try one after the other until a
// connection stands.
func reach[C any](a *Agent, server string, port uint16, dial func(netip.AddrPort) (C, error)) (c C, err error) {
	list, err := a.lookUp(server)
	if err != nil {
		return c, err
	}
	for _, addr := range list {
		at := netip.AddrPortFrom(addr, port)
		a.become(Connecting, fmt.Sprintf("%s, port %d", server, port))
		if c, err = dial(at); err == nil || errors.Is(err, net.ErrClosed) {
			return c, err
		}
		err = fmt.Errorf("%s, port %d: %w", server, port, plain(err))
	}
	return c, err
}

// worded is an error in words of our own: those of the sockets name addresses and calls, and
// people read them.
type worded struct {
	error
	text string
}

func (w worded) Error() string { return w.text }
func (w worded) Unwrap() error { return w.error }

// plain says what went wrong with a connection as people do. What was put into words already,
// and what a server has said, stays as it is.
func plain(err error) error {
	if errors.As(err, new(worded)) {
		return err
	}
	for _, known := range []worded{
		{syscall.ECONNREFUSED, "connection refused"}, {syscall.ECONNRESET, "connection reset"},
		{syscall.ETIMEDOUT, "connection timed out"}, {syscall.EPIPE, "broken pipe"}, {syscall.EHOSTUNREACH, "host unreachable"},
		{os.ErrDeadlineExceeded, "no answer in time"}, {io.EOF, "the server has closed the connection"}, {io.ErrUnexpectedEOF, "the server has closed the connection"},
	} {
		if errors.Is(err, known.error) {
			return known
		}
	}
	return err
}
