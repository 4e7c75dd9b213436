//go:build linux

package kernelhost_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"playnet/core/host"
)

// The part of the contract that is about TCP.
func init() {
	contract["a connection both ways"] = clause{tryConnections, []string{
		"listen: <nil>, a *net.TCPAddr of port 4060: true", "dial: <nil>", "addresses of package net: true true",
		"from its own address: true", "read to the end: 100000 bytes, <nil>", "half closed: <nil>",
		"the echo is the same: true, <nil>", "and then: EOF"}}
	contract["connection deadlines"] = clause{tryConnectionErrors, []string{
		"closed port: refused", "second on a port: in use", "another's address: not local", "sctp: unknown network",
		"nobody comes: deadline", "nothing comes: deadline", "own close: closed", "write: closed", "the peer's reset: reset", "listener: closed"}}
	contract["a stream both ways"] = clause{tryStreams, []string{
		"server: open", "client: open", "server got 300000 bytes", "server: end", "client got 300000 bytes, the same: true",
		"client: end", "client: drained to nothing", "client: closed <nil>", "server: closed <nil>"}}
	contract["stream errors"] = clause{tryStreamErrors, []string{
		"dialing a closed port: refused", "the other's abort: reset", "aborted in accept: reset", "listener: in use"}}
}

func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7 >> 3)
	}
	return b
}

func at(h host.Host, port uint16) netip.AddrPort { return netip.AddrPortFrom(h.Addrs()[0], port) }

func tryConnections(h host.Host, say func(string, ...any)) {
	l, err := h.Listen("tcp", at(h, 4060))
	a, ok := l.Addr().(*net.TCPAddr)
	say("listen: %v, a *net.TCPAddr of port 4060: %v", err, ok && a.Port == 4060)
	h.Go("server", func() {
		c, _ := l.Accept()
		b, err := io.ReadAll(c)
		say("read to the end: %d bytes, %v", len(b), err)
		c.Write(b)
		c.Close()
	})
	c, err := h.Dial("tcp", at(h, 4060))
	say("dial: %v", err)
	local, tcp := c.LocalAddr().(*net.TCPAddr)
	_, remote := c.RemoteAddr().(*net.TCPAddr)
	say("addresses of package net: %v %v", tcp, remote)
	say("from its own address: %v", local.AddrPort().Addr().Unmap() == h.Addrs()[0])
	sent := pattern(100_000)
	c.Write(sent)
	err = c.(host.HalfCloser).CloseWrite()
	b, readErr := io.ReadAll(c)
	say("half closed: %v", err)
	say("the echo is the same: %v, %v", bytes.Equal(b, sent), readErr)
	_, err = c.Read(make([]byte, 1))
	say("and then: %v", err)
}

func tryConnectionErrors(h host.Host, say func(string, ...any)) {
	_, err := h.Dial("tcp", at(h, 4061))
	say("closed port: %s", meaning(err))
	l, _ := h.Listen("tcp", at(h, 4061))
	_, err = h.Listen("tcp", at(h, 4061))
	say("second on a port: %s", meaning(err))
	_, err = h.Listen("tcp", netip.MustParseAddrPort("192.0.2.1:5"))
	say("another's address: %s", meaning(err))
	_, err = h.Listen("sctp", at(h, 4061))
	say("sctp: %s", meaning(err))
	l.(interface{ SetDeadline(time.Time) error }).SetDeadline(h.Now().Add(10 * time.Millisecond))
	_, err = l.Accept()
	say("nobody comes: %s", meaning(err))
	l.(interface{ SetDeadline(time.Time) error }).SetDeadline(time.Time{})
	c, _ := h.DialTimeout("tcp", at(h, 4061), time.Minute)
	l.Accept()
	c.SetReadDeadline(h.Now().Add(10 * time.Millisecond))
	_, err = c.Read(make([]byte, 1))
	say("nothing comes: %s", meaning(err))
	c.Close()
	_, err = c.Read(make([]byte, 1))
	say("own close: %s", meaning(err))
	_, err = c.Write(make([]byte, 1))
	say("write: %s", meaning(err))
	c, _ = h.Dial("tcp", at(h, 4061))
	s, _ := l.Accept()
	s.(interface{ SetLinger(int) error }).SetLinger(0)
	s.Close()
	_, err = c.Read(make([]byte, 1))
	say("the peer's reset: %s", meaning(err))
	h.Go("close", func() { l.Close() })
	_, err = l.Accept()
	say("listener: %s", meaning(err))
}

// handler is a host.StreamHandler made of functions; those that are nil do
// nothing.
type handler struct {
	open, end, drain func()
	data             func([]byte)
	done             func(error)
}

func (l *handler) OnOpen()           { call(l.open) }
func (l *handler) OnEnd()            { call(l.end) }
func (l *handler) OnDrain()          { call(l.drain) }
func (l *handler) OnData(b []byte)   { l.data(b) }
func (l *handler) OnClose(err error) { l.done(err) }

func call(f func()) {
	if f != nil {
		f()
	}
}

// tryStreams sends 300,000 bytes there and back. What each side hears is told in
// its order; how the two sides' calls interleave is nobody's promise.
func tryStreams(h host.Host, say func(string, ...any)) {
	sent := pattern(300_000)
	over, done := 0, h.NewSignal()
	var ofServer, ofClient []string
	note := func(list *[]string, format string, args ...any) { *list = append(*list, fmt.Sprintf(format, args...)) }
	finish := func() { over++; done.Broadcast() }
	l, err := h.ListenStream(at(h, 4062), func(s host.Stream) host.StreamHandler {
		var got []byte
		return &handler{
			open: func() { note(&ofServer, "server: open") },
			data: func(b []byte) { got = append(got, b...) },
			end: func() {
				note(&ofServer, "server got %d bytes", len(got))
				note(&ofServer, "server: end")
				s.Lend(got[:100], got[100:])
				s.Send(nil)
				s.CloseWrite()
				s.Send([]byte("this is thrown away"))
			},
			done: func(err error) { note(&ofServer, "server: closed %v", err); finish() },
		}
	})
	if err != nil {
		say("%v", err)
		return
	}
	var got []byte
	var c host.Stream
	drained := false
	c, err = h.DialStream(l.Addr(), &handler{
		open:  func() { note(&ofClient, "client: open") },
		data:  func(b []byte) { got = append(got, b...) },
		drain: func() { drained = c.Queued() == 0 },
		end: func() {
			note(&ofClient, "client got %d bytes, the same: %v", len(got), bytes.Equal(got, sent))
			note(&ofClient, "client: end")
			if drained {
				note(&ofClient, "client: drained to nothing")
			}
		},
		done: func(err error) { note(&ofClient, "client: closed %v", err); finish() },
	})
	if err != nil {
		say("%v", err)
		return
	}
	for rest := sent; len(rest) > 0; rest = rest[min(len(rest), 70_000):] {
		c.Send(rest[:min(len(rest), 70_000)])
	}
	c.CloseWrite()
	for over < 2 {
		done.Wait()
	}
	for _, line := range []string{ofServer[0], ofClient[0], ofServer[1], ofServer[2], ofClient[1], ofClient[2], ofClient[3], ofClient[4], ofServer[3]} {
		say("%s", line)
	}
}

func tryStreamErrors(h host.Host, say func(string, ...any)) {
	done := h.NewSignal()
	over := false
	var how error
	dial := func(port uint16) error {
		over = false
		_, err := h.DialStream(at(h, port), &handler{
			data: func([]byte) {},
			done: func(err error) { how, over = err, true; done.Broadcast() },
		})
		for err == nil && !over {
			err = done.Wait()
		}
		if err != nil {
			return err
		}
		return how
	}
	say("dialing a closed port: %s", meaning(dial(4063)))
	h.ListenStream(at(h, 4063), func(s host.Stream) host.StreamHandler {
		return &handler{open: s.Abort, data: func([]byte) {}, done: func(error) { say("the one who aborts hears of it") }}
	})
	say("the other's abort: %s", meaning(dial(4063)))
	h.ListenStream(at(h, 4064), func(s host.Stream) host.StreamHandler { return nil })
	say("aborted in accept: %s", meaning(dial(4064)))
	_, err := h.ListenStream(at(h, 4064), nil)
	say("listener: %s", meaning(err))
}
