package vnet

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"playnet/core/host"
)

// on runs a function as a program of a fresh host that has a neighbour b.
func on(t *testing.T, f func(w *world, h host.Host, b *Machine)) {
	t.Helper()
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: time.Millisecond})
	done := false
	w.exec(a, func(h host.Host) { f(w, h, b); done = true })
	w.run()
	if !done {
		t.Error("the program did not come to its end")
	}
}

func wantErr(t testing.TB, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: got %v, want %v", what, err, target)
	}
}

func TestBinding(t *testing.T) {
	on(t, func(w *world, h host.Host, _ *Machine) {
		try := func(network, at string) error {
			_, err := h.ListenPacket(network, netip.MustParseAddrPort(at))
			return err
		}
		for _, ok := range []string{"10.0.0.1:53", "127.0.0.1:53", "0.0.0.0:54", "0.0.0.0:1", "0.0.0.0:65535"} {
			if err := try("udp", ok); err != nil {
				t.Errorf("%s: %v", ok, err)
			}
		}
		wantErr(t, "twice", try("udp", "10.0.0.1:53"), syscall.EADDRINUSE)
		wantErr(t, "wildcard over specific", try("udp", "0.0.0.0:53"), syscall.EADDRINUSE)
		wantErr(t, "specific over wildcard", try("udp", "10.0.0.1:54"), syscall.EADDRINUSE)
		wantErr(t, "a stranger's address", try("udp", "10.0.0.2:55"), syscall.EADDRNOTAVAIL)
		wantErr(t, "IPv6", try("udp", "[2001:db8::1]:55"), syscall.EADDRNOTAVAIL)
		var unknown net.UnknownNetworkError
		if err := try("tcp9", "0.0.0.0:55"); !errors.As(err, &unknown) || unknown != "tcp9" {
			t.Errorf("unknown network: %v", err)
		}
		if _, err := h.Dial("carrier-pigeon", netip.MustParseAddrPort("10.0.0.2:1")); !errors.As(err, &unknown) {
			t.Errorf("unknown network: %v", err)
		}
		if _, err := h.Dial("udp", netip.AddrPort{}); err == nil || !strings.Contains(err.Error(), "missing address") {
			t.Errorf("no address: %v", err)
		}
		_, err := h.Dial("udp", netip.MustParseAddrPort("[2001:db8::1]:1"))
		wantErr(t, "dial IPv6", err, syscall.EAFNOSUPPORT)
	})
}

func TestAPortIsFreeAgainAfterClose(t *testing.T) {
	on(t, func(w *world, h host.Host, _ *Machine) {
		// Three sockets on one port, closed out of order: the chain must hold.
		one, two, three := w.listen(h, "10.0.0.1:53"), w.listen(h, "127.0.0.1:53"), w.listen(h, "127.0.0.2:53")
		two.Close()
		w.listen(h, "127.0.0.1:53")
		three.Close()
		one.Close()
		w.listen(h, "127.0.0.2:53")
		w.listen(h, "10.0.0.1:53")
	})
}

func TestEphemeralPorts(t *testing.T) {
	on(t, func(w *world, h host.Host, _ *Machine) {
		seen := map[int]bool{}
		var last net.PacketConn
		for range ephemeralPorts {
			c := w.listen(h, "0.0.0.0:0")
			port := c.LocalAddr().(*net.UDPAddr).Port
			if port < 49152 || port > 65535 || seen[port] {
				t.Fatalf("port %d is out of range or taken", port)
			}
			seen[port] = true
			last = c
		}
		_, err := h.ListenPacket("udp", netip.AddrPort{})
		wantErr(t, "no port left", err, syscall.EADDRINUSE)
		_, err = h.Dial("udp", netip.MustParseAddrPort("10.0.0.2:9"))
		wantErr(t, "no port left to dial from", err, syscall.EADDRINUSE)
		last.Close()
		if c := w.listen(h, "0.0.0.0:0"); c.LocalAddr().String() != last.LocalAddr().String() {
			t.Errorf("got %v, want the only free one, %v", c.LocalAddr(), last.LocalAddr())
		}
	})
}

func TestAddresses(t *testing.T) {
	on(t, func(w *world, h host.Host, b *Machine) {
		w.echo(b, 7)
		h.Sleep(1)
		c := w.dial(h, "10.0.0.2:7")
		local, ok := c.LocalAddr().(*net.UDPAddr)
		if !ok || local.IP.String() != "10.0.0.1" {
			t.Errorf("local address %T %v", c.LocalAddr(), c.LocalAddr())
		}
		if remote, ok := c.RemoteAddr().(*net.UDPAddr); !ok || remote.String() != "10.0.0.2:7" {
			t.Errorf("remote address %T %v", c.RemoteAddr(), c.RemoteAddr())
		}
		u := w.listen(h, "0.0.0.0:0")
		if r := u.(net.Conn).RemoteAddr(); r != nil {
			t.Errorf("a socket that is not connected has the peer %v", r)
		}
		if _, err := u.WriteTo([]byte("x"), &net.UDPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 7}); err != nil {
			t.Error(err)
		}
		_, from, err := u.ReadFrom(make([]byte, 9))
		if a, ok := from.(*net.UDPAddr); err != nil || !ok || a.String() != "10.0.0.2:7" {
			t.Errorf("from %T %v, %v", from, from, err)
		}
	})
}

func TestLoopback(t *testing.T) {
	on(t, func(w *world, h host.Host, _ *Machine) {
		for _, to := range []string{"127.0.0.1", "0.0.0.0", "10.0.0.1"} {
			s := w.listen(h, "0.0.0.0:5")
			c := w.dial(h, to+":5")
			c.Write([]byte("x"))
			_, from, err := s.ReadFromUDPAddrPort(make([]byte, 9))
			if err != nil || from.String() != c.LocalAddr().String() {
				t.Errorf("%s: from %v, %v", to, from, err)
			}
			s.WriteToUDPAddrPort([]byte("y"), from)
			if _, err := c.Read(make([]byte, 9)); err != nil {
				t.Errorf("%s: %v", to, err)
			}
			s.Close()
			c.Close()
		}
	})
}

func TestAConnectedSocketHearsOnlyItsPeer(t *testing.T) {
	on(t, func(w *world, h host.Host, b *Machine) {
		c := w.dial(h, "10.0.0.2:7")
		to := netip.MustParseAddrPort(c.LocalAddr().String())
		w.exec(b, func(h host.Host) {
			w.listen(h, "0.0.0.0:8").WriteToUDPAddrPort([]byte("stranger"), to)
			w.listen(h, "0.0.0.0:7").WriteToUDPAddrPort([]byte("peer"), to)
		})
		buf := make([]byte, 20)
		n, err := c.Read(buf)
		if err != nil || string(buf[:n]) != "peer" {
			t.Errorf("got %q, %v", buf[:n], err)
		}
		pc := c.(net.PacketConn)
		_, err = pc.WriteTo(buf, c.RemoteAddr())
		wantErr(t, "WriteTo on a connected socket", err, net.ErrWriteToConnected)
		_, err = w.listen(h, "0.0.0.0:0").(net.Conn).Write(buf)
		wantErr(t, "Write without peer", err, syscall.EDESTADDRREQ)
	})
}

func TestSizes(t *testing.T) {
	on(t, func(w *world, h host.Host, b *Machine) {
		w.echo(b, 7)
		h.Sleep(1)
		c := w.dial(h, "10.0.0.2:7")
		if _, err := c.Write(make([]byte, 65507)); err != nil {
			t.Error(err)
		}
		buf := make([]byte, 70000)
		if n, err := c.Read(buf); n != 65507 || err != nil {
			t.Errorf("the longest datagram: %d bytes, %v", n, err)
		}
		_, err := c.Write(make([]byte, 65508))
		wantErr(t, "one byte too long", err, syscall.EMSGSIZE)
		c.Write(nil)
		if n, err := c.Read(buf); n != 0 || err != nil {
			t.Errorf("the empty datagram: %d bytes, %v", n, err)
		}
		c.Write([]byte("first"))
		c.Write([]byte("second"))
		if n, err := c.Read(buf[:3]); n != 3 || err != nil || string(buf[:3]) != "fir" {
			t.Errorf("truncated: %q, %v", buf[:n], err)
		}
		if n, _ := c.Read(buf); string(buf[:n]) != "second" {
			t.Errorf("what didn't fit came with the next read: %q", buf[:n])
		}
		_, err = w.listen(h, "0.0.0.0:0").WriteToUDPAddrPort(nil, netip.MustParseAddrPort("10.0.0.2:0"))
		wantErr(t, "port 0", err, syscall.EINVAL)
	})
}

// A sender may use its buffer again at once, and a reader too.
func TestPayloadsAreCopied(t *testing.T) {
	on(t, func(w *world, h host.Host, b *Machine) {
		w.echo(b, 7)
		h.Sleep(1)
		c := w.dial(h, "10.0.0.2:7")
		buf := []byte("abc")
		c.Write(buf)
		copy(buf, "xyz")
		c.Write(buf)
		var got [2][3]byte
		c.Read(got[0][:])
		c.Read(got[1][:])
		if string(got[0][:]) != "abc" || string(got[1][:]) != "xyz" {
			t.Errorf("got %q", got)
		}
	})
}

func TestReceiveBuffer(t *testing.T) {
	on(t, func(w *world, h host.Host, b *Machine) {
		s := w.listen(h, "0.0.0.0:9")
		// Each datagram counts its 10 bytes and a header of 8.
		if err := s.(*UDPConn).SetReadBuffer(3 * 18); err != nil {
			t.Error(err)
		}
		w.exec(b, func(h host.Host) {
			c := w.dial(h, "10.0.0.1:9")
			for range 5 {
				c.Write(make([]byte, 10))
			}
		})
		h.Sleep(time.Second)
		if n := w.losses(SocketBuffer); n != 2 {
			t.Errorf("%d datagrams lost, want 2", n)
		}
		a, _ := w.n.Machine("a")
		if v := a.Sockets()[0]; v.RecvQ != 30 || v.State != "UNCONN" || v.Local != "0.0.0.0:9" || v.Program != "test" {
			t.Errorf("socket %+v", v)
		}
		for range 3 {
			s.ReadFrom(make([]byte, 10))
		}
		s.SetReadDeadline(h.Now().Add(time.Second))
		_, _, err := s.ReadFrom(make([]byte, 10))
		wantErr(t, "the rest", err, os.ErrDeadlineExceeded)
		s.SetReadDeadline(time.Time{})
		w.exec(b, func(h host.Host) { // there is room again
			c := w.dial(h, "10.0.0.1:9")
			for range 3 {
				c.Write(make([]byte, 10))
			}
		})
		h.Sleep(time.Second)
		if n := w.losses(SocketBuffer); n != 2 {
			t.Errorf("%d datagrams lost after the buffer was emptied, want 2", n)
		}
	})
}

func TestPortUnreachable(t *testing.T) {
	on(t, func(w *world, h host.Host, _ *Machine) {
		c := w.dial(h, "10.0.0.2:7")
		c.Write([]byte("anybody?"))
		_, err := c.Read(make([]byte, 9)) // waits for the answer
		wantErr(t, "read", err, syscall.ECONNREFUSED)
		if got, want := h.Now().Sub(testEpoch), 4*time.Millisecond; got != want {
			t.Errorf("refused after %v, want %v", got, want)
		}
		var op *net.OpError
		var sys *os.SyscallError
		if !errors.As(err, &op) || op.Op != "read" || !errors.As(err, &sys) || sys.Syscall != "read" {
			t.Errorf("not wrapped as package net does: %#v", err)
		}
		if want := "read udp " + c.LocalAddr().String() + "->10.0.0.2:7: read: connection refused"; err.Error() != want {
			t.Errorf("text %q, want %q", err, want)
		}
		if _, err := c.Write([]byte("again?")); err != nil {
			t.Errorf("the error is told once, but: %v", err)
		}
		h.Sleep(time.Second)
		_, err = c.Write([]byte("now?"))
		wantErr(t, "the next write", err, syscall.ECONNREFUSED)

		u := w.listen(h, "0.0.0.0:0")
		u.WriteToUDPAddrPort([]byte("x"), netip.MustParseAddrPort("10.0.0.2:7"))
		h.Sleep(time.Second)
		u.SetReadDeadline(h.Now().Add(time.Second))
		_, _, err = u.ReadFrom(make([]byte, 9))
		wantErr(t, "a socket that is not connected", err, os.ErrDeadlineExceeded)
	})
}

// Both the error's frame and its loss are part of the world.
func TestTheICMPFrame(t *testing.T) {
	on(t, func(w *world, h host.Host, _ *Machine) {
		c := w.dial(h, "10.0.0.2:7")
		c.Write([]byte("anybody?"))
		h.Sleep(time.Second)
		var icmp *FrameSent
		for _, e := range w.events(KindFrameSent) {
			if b := e.Body.(*FrameSent); b.Proto == ICMP {
				icmp = b
				if cause, _ := w.t.Event(e.Cause); e.Host != "b" || cause.Body.Kind() != KindFrameDelivered {
					t.Errorf("sent by %s because of %v", e.Host, cause.Body)
				}
			}
		}
		if icmp == nil {
			t.Fatal("no ICMP frame was sent")
		}
		// 14 Ethernet, 20 IP, 8 ICMP, 20 quoted IP, 8 quoted UDP
		if icmp.Size != 70 || icmp.Src.Addr().String() != "10.0.0.2" || icmp.To != "a" {
			t.Errorf("frame %+v", icmp)
		}
	})
}

func TestOneErrorReachesTheRightSocket(t *testing.T) {
	on(t, func(w *world, h host.Host, b *Machine) {
		w.echo(b, 7)
		h.Sleep(1)
		wrong, right := w.dial(h, "10.0.0.2:8"), w.dial(h, "10.0.0.2:7")
		wrong.Write([]byte("x"))
		right.Write([]byte("x"))
		if _, err := right.Read(make([]byte, 1)); err != nil {
			t.Error(err)
		}
		_, err := wrong.Read(make([]byte, 1))
		wantErr(t, "the other", err, syscall.ECONNREFUSED)
	})
}

func TestNobodyAnswersForAMissingHost(t *testing.T) {
	on(t, func(w *world, h host.Host, b *Machine) {
		c := w.dial(h, "10.9.9.9:7")
		c.Write([]byte("x"))
		b.Stop()
		d := w.dial(h, "10.0.0.2:7")
		d.Write([]byte("x"))
		for _, c := range []net.Conn{c, d} {
			c.SetReadDeadline(h.Now().Add(time.Second))
			_, err := c.Read(make([]byte, 1))
			wantErr(t, "read", err, os.ErrDeadlineExceeded)
		}
		if w.losses(NoSuchHost) != 1 || w.losses(HostDown) != 1 {
			t.Errorf("%d without host, %d for a host that is down; want 1 and 1", w.losses(NoSuchHost), w.losses(HostDown))
		}
	})
}
