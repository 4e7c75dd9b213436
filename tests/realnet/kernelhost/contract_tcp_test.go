//go:build linux

package kernelhost_test

import (
	"bytes"
	"io"
	"net"
	"net/netip"
	"slices"
	"time"

	"playnet/core/host"
)

func init() {
	for name, c := range contractTCP {
		contract[name] = c
	}
}

// tcpPair connects two ends on one machine.
func tcpPair(h host.Host, port uint16) (client, server net.Conn) {
	at := netip.AddrPortFrom(h.Addrs()[0], port)
	l, err := h.Listen("tcp", at)
	if err != nil {
		panic(err)
	}
	defer l.Close()
	if client, err = h.Dial("tcp", at); err != nil {
		panic(err)
	}
	if server, err = l.Accept(); err != nil {
		panic(err)
	}
	return client, server
}

// reset closes a connection with a reset.
func reset(c net.Conn) {
	c.(interface{ SetLinger(int) error }).SetLinger(0)
	c.Close()
}

var contractTCP = map[string]clause{
	"connections": {func(h host.Host, say func(string, ...any)) {
		client, server := tcpPair(h, 4060)
		_, tcp := client.LocalAddr().(*net.TCPAddr)
		say("addresses of package net: %v, the same on both sides: %v %v", tcp,
			client.LocalAddr().String() == server.RemoteAddr().String(), client.RemoteAddr().String() == server.LocalAddr().String())
		say("from its own address: %v", client.LocalAddr().(*net.TCPAddr).AddrPort().Addr() == h.Addrs()[0])
		n, err := client.Write([]byte("hello"))
		say("wrote %d, %v", n, err)
		b := make([]byte, 3)
		n, err = server.Read(b)
		say("read %q, %v", b[:n], err)
		n, err = server.Read(b)
		say("read %q, %v", b[:n], err)
		n, err = server.Read(nil)
		say("read nothing: %d, %v", n, err)
		say("half-close: %v", client.(host.HalfCloser).CloseWrite())
		n, err = server.Read(b)
		say("read %d, %v", n, err)
		_, err = client.Write([]byte("x"))
		say("write after the half-close: %s", meaning(err))
		server.Write([]byte("still"))
		server.Close()
		all, err := io.ReadAll(client)
		say("read %q, %v", all, err)
		say("close: %v, again: %s", client.Close(), meaning(client.Close()))
		_, err = client.Read(b)
		say("read: %s", meaning(err))
		_, err = client.Write(b)
		say("write: %s", meaning(err))
	}, []string{"addresses of package net: true, the same on both sides: true true", "from its own address: true", "wrote 5, <nil>",
		`read "hel", <nil>`, `read "lo", <nil>`, "read nothing: 0, <nil>", "half-close: <nil>", "read 0, EOF",
		"write after the half-close: broken pipe", `read "still", <nil>`, "close: <nil>, again: closed", "read: closed", "write: closed"}},

	"tcp errors": {func(h host.Host, say func(string, ...any)) {
		at := netip.AddrPortFrom(h.Addrs()[0], 4061)
		_, err := h.Dial("tcp", at)
		say("closed port: %s", meaning(err))
		l, err := h.Listen("tcp", at)
		say("listen: %v", err)
		_, err = h.Listen("tcp", at)
		say("second on a port: %s", meaning(err))
		_, err = h.Listen("tcp", netip.MustParseAddrPort("192.0.2.1:5"))
		say("another's address: %s", meaning(err))
		_, err = h.Listen("sctp", at)
		say("sctp: %s", meaning(err))
		h.Go("closer", func() {
			h.Sleep(10 * time.Millisecond)
			l.Close()
		})
		_, err = l.Accept()
		say("accept: %s", meaning(err))
		say("close again: %s", meaning(l.Close()))
		_, err = h.Dial("tcp", at)
		say("closed port: %s", meaning(err))
	}, []string{"closed port: refused", "listen: <nil>", "second on a port: in use", "another's address: not local", "sctp: unknown network",
		"accept: closed", "close again: closed", "closed port: refused"}},

	"resets": {func(h host.Host, say func(string, ...any)) {
		b := make([]byte, 10)
		client, server := tcpPair(h, 4062)
		server.Write([]byte("last words"))
		h.Sleep(10 * time.Millisecond)
		reset(server)
		h.Sleep(10 * time.Millisecond)
		n, err := client.Read(b)
		say("what had come before: %q, %s", b[:n], meaning(err))
		_, err = client.Read(b)
		say("read: %s", meaning(err))
		_, err = client.Read(b)
		say("read again: %s", meaning(err))
		_, err = client.Write(b)
		say("write: %s", meaning(err))
		client.Close()

		client, server = tcpPair(h, 4063)
		reset(server)
		h.Sleep(10 * time.Millisecond)
		_, err = client.Write(b)
		say("write: %s", meaning(err))
		_, err = client.Write(b)
		say("write again: %s", meaning(err))
		client.Close()

		client, server = tcpPair(h, 4064)
		client.Write([]byte("unread"))
		h.Sleep(10 * time.Millisecond)
		server.Close()
		h.Sleep(10 * time.Millisecond)
		_, err = client.Read(b)
		say("closed with bytes unread: %s", meaning(err))
		client.Close()

		client, server = tcpPair(h, 4065)
		server.Close()
		h.Sleep(10 * time.Millisecond)
		_, err = client.Write(b)
		say("write to one who has closed: %s", meaning(err))
		h.Sleep(10 * time.Millisecond)
		_, err = client.Write(b)
		say("write again: %s", meaning(err))
		_, err = client.Read(b)
		say("read: %s", meaning(err))
		client.Close()
	}, []string{`what had come before: "last words", <nil>`, "read: reset", "read again: EOF", "write: broken pipe",
		"write: reset", "write again: broken pipe", "closed with bytes unread: reset",
		"write to one who has closed: <nil>", "write again: broken pipe", "read: EOF"}},

	"tcp deadlines": {func(h host.Host, say func(string, ...any)) {
		client, server := tcpPair(h, 4066)
		b := make([]byte, 1<<20)
		client.SetReadDeadline(h.Now().Add(20 * time.Millisecond))
		before := h.Now()
		_, err := client.Read(b)
		say("read: %s, not before: %v", meaning(err), h.Now().Sub(before) >= 20*time.Millisecond)
		client.SetReadDeadline(time.Time{})
		client.SetWriteDeadline(h.Now().Add(20 * time.Millisecond))
		for err = nil; err == nil; {
			_, err = client.Write(b)
		}
		say("write to one who does not read: %s", meaning(err))
		say("it knows: %v", err.(net.Error).Timeout())
		server.SetDeadline(h.Now().Add(-time.Second))
		_, err = server.Read(b)
		say("in the past, though bytes are there: %s", meaning(err))
		server.SetDeadline(time.Time{})
		n, err := server.Read(b[:10])
		say("read %d, %v", n, err)
		client.Close()
		server.Close()
	}, []string{"read: deadline, not before: true", "write to one who does not read: deadline", "it knows: true",
		"in the past, though bytes are there: deadline", "read 10, <nil>"}},

	"streams": {func(h host.Host, say func(string, ...any)) {
		at := netip.AddrPortFrom(h.Addrs()[0], 4067)
		l, err := h.ListenStream(at, func(s host.Stream) host.StreamHandler { return &echoing{s: s} })
		say("listen: %v at %v", err, l.Addr() == at)
		c := &collecting{over: h.NewSignal()}
		c.s, err = h.DialStream(at, c)
		say("dial: %v", err)
		big := bytes.Repeat([]byte("0123456789"), 100000)
		c.s.Send(big) // before the connection stands
		say("it waits: %v", c.s.Queued() == len(big))
		c.s.CloseWrite()
		for !c.closed {
			c.over.Wait()
		}
		say("all came back: %v", bytes.Equal(c.got, big))
		say("calls: %v, with %v", slices.Compact(c.calls), c.err)
		say("close: %v", l.Close())

		refused := &collecting{over: h.NewSignal()}
		refused.s, _ = h.DialStream(at, refused)
		for !refused.closed {
			refused.over.Wait()
		}
		say("calls: %v, with %s", refused.calls, meaning(refused.err))
	}, []string{"listen: <nil> at true", "dial: <nil>", "it waits: true", "all came back: true",
		"calls: [open data end close], with <nil>", "close: <nil>", "calls: [close], with refused"}},
}

// echoing sends back what comes.
type echoing struct{ s host.Stream }

func (e *echoing) OnOpen()         {}
func (e *echoing) OnData(b []byte) { e.s.Send(b) }
func (e *echoing) OnEnd()          { e.s.CloseWrite() }
func (e *echoing) OnDrain()        {}
func (e *echoing) OnClose(error)   {}

// collecting writes down what happens.
type collecting struct {
	s      host.Stream
	over   host.Signal
	got    []byte
	calls  []string
	err    error
	closed bool
}

func (c *collecting) OnOpen()         { c.calls = append(c.calls, "open") }
func (c *collecting) OnData(b []byte) { c.calls = append(c.calls, "data"); c.got = append(c.got, b...) }
func (c *collecting) OnEnd()          { c.calls = append(c.calls, "end") }
func (c *collecting) OnDrain()        {} // when depends on how fast the network is
func (c *collecting) OnClose(err error) {
	c.calls, c.err, c.closed = append(c.calls, "close"), err, true
	c.over.Broadcast()
}
