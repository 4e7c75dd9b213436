package program_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/program"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// client is a program made of a function.
type client struct{ run func(host.Host) }

func (*client) Kind() string            { return "client" }
func (*client) View() view.Program      { return view.Program{} }
func (c *client) Run(h host.Host) error { c.run(h); return nil }

var server = netip.MustParseAddr("192.0.2.7")

func port(p uint16) netip.AddrPort { return netip.AddrPortFrom(server, p) }

// try runs a client against the small servers, to its end, and returns the servers.
func try(t *testing.T, run func(h host.Host)) *program.Small {
	t.Helper()
	k := sim.New(1)
	n := vnet.New(k, trace.New(trace.Options{}), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	add := func(name, addr string) *vnet.Machine {
		m, err := n.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{netip.MustParseAddr(addr)}, Link: vnet.LinkConfig{Delay: 5 * time.Millisecond}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	small := program.NewSmall()
	add("server", server.String()).Install(program.SmallKind, func() host.Program { return small })
	done := false
	add("client", "192.0.2.1").Install("client", func() host.Program {
		return &client{func(h host.Host) { h.Sleep(time.Second); run(h); done = true }}
	})
	for k.Alive() && k.Step() {
	}
	for _, c := range n.Crashes() {
		t.Errorf("%s crashed: %s", c.What, c.Stack)
	}
	if !done {
		t.Error("the client did not come to its end")
	}
	n.Stop()
	return small
}

// dial opens a connection, which must succeed.
func dial(h host.Host, network string, p uint16) net.Conn {
	c, err := h.Dial(network, port(p))
	if err != nil {
		panic(err)
	}
	return c
}

func TestByTCP(t *testing.T) {
	small := try(t, func(h host.Host) {
		echo := dial(h, "tcp", program.PortEcho)
		sent := bytes.Repeat([]byte("All that is sent comes back. "), 5000)
		h.Go("write", func() { echo.Write(sent); echo.(host.HalfCloser).CloseWrite() })
		if got, err := io.ReadAll(echo); err != nil || !bytes.Equal(got, sent) {
			t.Errorf("echo: %d bytes of %d, %v", len(got), len(sent), err)
		}

		discard := dial(h, "tcp", program.PortDiscard)
		discard.Write(sent)
		discard.(host.HalfCloser).CloseWrite()
		if got, err := io.ReadAll(discard); err != nil || len(got) != 0 {
			t.Errorf("discard: %d bytes, %v", len(got), err)
		}

		daytime := dial(h, "tcp", program.PortDaytime)
		daytime.Write([]byte("what time is it?")) // it is thrown away
		daytime.(host.HalfCloser).CloseWrite()
		if got, err := io.ReadAll(daytime); err != nil || string(got) != "Monday, March 2, 2026 09:00:01-UTC\r\n" {
			t.Errorf("daytime: %q, %v", got, err)
		}

		chargen := dial(h, "tcp", program.PortChargen)
		b := make([]byte, 74*95+74)
		if _, err := io.ReadFull(chargen, b); err != nil {
			t.Errorf("chargen: %v", err)
		}
		chargen.Close()
		lines := strings.Split(string(b), "\r\n")
		if want := " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg"; lines[0] != want {
			t.Errorf("chargen: %q, want %q", lines[0], want)
		}
		if lines[1] != lines[0][1:]+"h" || lines[95] != lines[0] || lines[94] != "~"+lines[0][:71] {
			t.Errorf("chargen: %q, %q, … %q", lines[0], lines[1], lines[94])
		}
	})
	fields := map[string]string{}
	for _, f := range small.View().Fields {
		fields[f.ID] = f.Value
	}
	if fields["sockets.connections"] != "4" || fields["sockets.open"] != "0" || fields["sockets.in"] != "290016" {
		t.Errorf("the servers say %v", fields)
	}
}

func TestByUDP(t *testing.T) {
	try(t, func(h host.Host) {
		ask := func(p uint16, data string) (string, error) {
			c := dial(h, "udp", p)
			defer c.Close()
			c.Write([]byte(data))
			c.SetReadDeadline(h.Now().Add(time.Second))
			b := make([]byte, 2000)
			n, err := c.Read(b)
			return string(b[:n]), err
		}
		if got, err := ask(program.PortEcho, "hello"); err != nil || got != "hello" {
			t.Errorf("echo: %q, %v", got, err)
		}
		if got, err := ask(program.PortEcho, ""); err != nil || got != "" {
			t.Errorf("echo of nothing: %q, %v", got, err)
		}
		if got, err := ask(program.PortDiscard, "hello"); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("discard: %q, %v", got, err)
		}
		if got, err := ask(program.PortDaytime, ""); err != nil || !strings.HasPrefix(got, "Monday, March 2, 2026 09:00:0") {
			t.Errorf("daytime: %q, %v", got, err)
		}
		lengths := map[int]bool{}
		for range 20 {
			got, err := ask(program.PortChargen, "")
			if err != nil || len(got) > 512 || len(got) > 0 && got[0] != ' ' {
				t.Errorf("chargen: %d bytes, %v", len(got), err)
			}
			lengths[len(got)] = true
		}
		if len(lengths) < 10 {
			t.Errorf("chargen: lengths %v", lengths)
		}
	})
}

// Two servers don't answer each other for ever: a datagram that seems to come from
// one of them stays unanswered.
func TestNoAnswersToServers(t *testing.T) {
	try(t, func(h host.Host) {
		for _, p := range []uint16{program.PortEcho, program.PortDaytime, program.PortChargen} {
			c, err := h.ListenPacket("udp", netip.AddrPortFrom(h.Addrs()[0], p))
			if err != nil {
				t.Error(err)
				return
			}
			c.WriteToUDPAddrPort([]byte("x"), port(program.PortEcho))
			c.SetReadDeadline(h.Now().Add(time.Second))
			if n, _, err := c.ReadFrom(make([]byte, 10)); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("from port %d: answered with %d bytes, %v", p, n, err)
			}
		}
	})
}

func TestTooManyConnections(t *testing.T) {
	try(t, func(h host.Host) {
		var all []net.Conn
		for range 500 {
			all = append(all, dial(h, "tcp", program.PortEcho))
		}
		extra := dial(h, "tcp", program.PortEcho)
		if _, err := extra.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the connection beyond the limit: %v", err)
		}
		for _, c := range all {
			c.Write([]byte("x"))
			if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
				t.Error(err)
			}
			c.Close()
		}
	})
}
