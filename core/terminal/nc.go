package terminal

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"playnet/core/host"
)

func init() {
	Register(Command{
		Name: "nc", Args: "[-u] [-C] [-v] [-N] [-z] [-w timeout] host port | nc -l [-u] [-C] [-k] [-v] [-N] port",
		Summary: "talk to a port: lines that are typed go out, what comes back is printed",
		Operand: HostName,
		Options: []Option{
			{'u', "", "UDP instead of TCP"},
			{'l', "", "wait for a connection instead of opening one"},
			{'C', "", "end lines with CR LF instead of LF"},
			{'k', "", "with -l: wait for the next connection when one has ended"},
			{'N', "", "after Ctrl-D (typed as ^D) say that nothing more will be sent"},
			{'z', "", "only see whether the port is open"},
			{'v', "", "say when the connection stands"},
			{'w', "timeout", "seconds after which connecting is given up"},
		},
		Run: runNC,
	})
}

func runNC(p *Process) int {
	f, operands, ok := p.Parse()
	if !ok {
		return 1
	}
	timeout, ok := p.Seconds(f, 'w', 0, time.Millisecond, time.Hour)
	if !ok {
		return 1
	}
	if len(operands) == 0 || len(operands) != 2 && !f.Has('l') || len(operands) != 1 && f.Has('l') {
		p.Printf("usage: %s\n", p.command.Usage())
		return 1
	}
	port := portOf(operands[len(operands)-1])
	if port == 0 {
		return p.Fail(1, "port number invalid: %s", operands[len(operands)-1])
	}
	if f.Has('l') {
		return p.serve(f, port)
	}
	conn, ok := p.connect(f, operands[0], port, timeout)
	if !ok {
		return 1
	}
	defer conn.Close()
	if f.Has('z') {
		return 0
	}
	return p.talk(f).with(conn)
}

// talk is a conversation: what is typed goes to whoever is there at the time.
type talk struct {
	p    *Process
	conn net.Conn    // nil: nobody is there
	news host.Signal // broadcast when somebody is
}

// talk begins a conversation with nobody yet.
func (p *Process) talk(f Flags) *talk {
	t := &talk{p: p, news: p.Host.NewSignal()}
	p.Host.Go("typed", func() { t.send(f) })
	return t
}

// with talks to a peer until that has closed, and returns the exit status.
func (t *talk) with(conn net.Conn) int {
	t.conn = conn
	t.news.Broadcast()
	defer func() { t.conn = nil }()
	return t.p.printAll(conn)
}

// send sends what is typed; it waits in the terminal while nobody is there.
func (t *talk) send(f Flags) {
	ending := "\n"
	if f.Has('C') {
		ending = "\r\n"
	}
	for {
		for t.conn == nil {
			if t.news.Wait() != nil {
				return
			}
		}
		line, err := t.p.ReadLine()
		if err != nil {
			return
		}
		switch {
		case t.conn == nil: // the peer has gone while it was typed: it is lost, as under Unix
		case line == EndKey:
			if half, can := t.conn.(host.HalfCloser); can && f.Has('N') {
				_ = half.CloseWrite() // the reader hears of an error, too
			}
		default:
			_, _ = t.conn.Write([]byte(line + ending)) // so it does here
		}
	}
}

// connect opens a connection, or a socket that talks to one peer only.
func (p *Process) connect(f Flags, name string, port uint16, timeout time.Duration) (net.Conn, bool) {
	network := "tcp"
	if f.Has('u') {
		network = "udp"
	}
	to, err := p.Resolve(name)
	if err != nil {
		p.Fail(1, "getaddrinfo for host \"%s\" port %d: %v", name, port, err)
		return nil, false
	}
	conn, err := p.Host.DialTimeout(network, netip.AddrPortFrom(to, port), timeout)
	if err != nil {
		if !p.Interrupted() {
			p.Fail(1, "connect to %s port %d (%s) failed: %s", name, port, network, reason(err))
		}
		return nil, false
	}
	if f.Has('v') {
		p.Printf("Connection to %s %d port [%s/%s] succeeded!\n", name, port, network, orStar(serviceName(itoa(int(port)), network)))
	}
	return conn, true
}

// serve waits for a peer and lets the person at the terminal be the server: what is
// typed goes to it. With -k the next one follows.
func (p *Process) serve(f Flags, port uint16) int {
	at := netip.AddrPortFrom(netip.IPv4Unspecified(), port)
	if f.Has('v') {
		p.Printf("Listening on 0.0.0.0 %d\n", port)
	}
	if f.Has('u') {
		conn, err := p.Host.ListenPacket("udp", at)
		if err != nil {
			return p.taken(port, "udp", err)
		}
		return p.talk(f).with(&answering{PacketConn: conn})
	}
	l, err := p.Host.Listen("tcp", at)
	if err != nil {
		return p.taken(port, "tcp", err)
	}
	t := p.talk(f)
	for {
		conn, err := l.Accept()
		if err != nil {
			return 1
		}
		if !f.Has('k') {
			_ = l.Close() // whoever comes now is refused
		}
		if f.Has('v') {
			p.Printf("Connection received on %v\n", conn.RemoteAddr())
		}
		status := t.with(conn)
		_ = conn.Close() // it has ended
		if !f.Has('k') || p.Interrupted() {
			return status
		}
	}
}

// taken says why a port can't be listened on and, which nc leaves to ss and lsof, who
// holds it.
func (p *Process) taken(port uint16, network string, err error) int {
	p.Fail(1, "%s", reason(err))
	machine, can := p.Host.(host.Inspector)
	if !errors.Is(err, syscall.EADDRINUSE) || !can {
		return 1
	}
	for _, s := range machine.Sockets() {
		local, errPort := netip.ParseAddrPort(s.Local)
		if s.Protocol == network && s.Remote == "" && errPort == nil && local.Port() == port && s.Program != "" {
			p.Printf("(%s holds port %d: \"service %s stop\" ends it until \"service %s start\")\n", s.Program, port, s.Program, s.Program)
			break
		}
	}
	return 1
}

// answering is a UDP socket that answers whoever sent last.
type answering struct {
	net.PacketConn
	peer net.Addr
}

func (a *answering) Read(b []byte) (int, error) {
	n, from, err := a.ReadFrom(b)
	if err == nil {
		a.peer = from
	}
	return n, err
}

func (a *answering) Write(b []byte) (int, error) {
	if a.peer == nil {
		return len(b), nil // nobody is there yet
	}
	return a.WriteTo(b, a.peer)
}

func (a *answering) RemoteAddr() net.Addr { return a.peer }

// printAll prints what comes until the peer has closed.
func (p *Process) printAll(conn net.Conn) int {
	buf := make([]byte, 16<<10)
	for {
		n, err := conn.Read(buf)
		if _, failed := p.Write(buf[:n]); failed != nil {
			return 1
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF), p.Interrupted():
			return 0
		default:
			return p.Fail(1, "read: %s", reason(err))
		}
	}
}

// reason says why a socket failed as strerror(3) does under Linux, whatever machine
// this runs on.
func reason(err error) string {
	for _, known := range []struct {
		err  error
		text string
	}{
		{syscall.ECONNREFUSED, "Connection refused"},
		{syscall.ECONNRESET, "Connection reset by peer"},
		{syscall.ETIMEDOUT, "Connection timed out"},
		{syscall.EADDRINUSE, "Address already in use"},
		{syscall.EMSGSIZE, "Message too long"},
		{syscall.EPIPE, "Broken pipe"},
		{os.ErrDeadlineExceeded, "Operation timed out"},
	} {
		if errors.Is(err, known.err) {
			return known.text
		}
	}
	return err.Error()
}

func orStar(s string) string {
	if s == "" {
		return "*"
	}
	return s
}
