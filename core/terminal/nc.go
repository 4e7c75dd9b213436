package terminal

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"
)

func init() {
	Register(Command{
		Name: "nc", Args: "[-u] [-C] [-v] [-w timeout] host port | nc -l [-u] [-C] [-v] port",
		Summary: "talk to a port: lines that are typed go out, what comes back is printed",
		Operand: HostName,
		Options: []Option{
			{'u', "", "UDP instead of TCP"},
			{'l', "", "wait for a connection instead of opening one"},
			{'C', "", "end lines with CR LF instead of LF"},
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
	var conn net.Conn
	if f.Has('l') {
		conn, ok = p.await(f, port)
	} else {
		conn, ok = p.connect(f, operands[0], port, timeout)
	}
	if !ok {
		return 1
	}
	defer conn.Close()
	ending := "\n"
	if f.Has('C') {
		ending = "\r\n"
	}
	p.Host.Go("typed", func() {
		for {
			line, err := p.ReadLine()
			if err != nil {
				return
			}
			if _, err := conn.Write([]byte(line + ending)); err != nil {
				return // the reader hears of it, too
			}
		}
	})
	return p.printAll(conn)
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

// await waits for the first peer that connects or, by UDP, sends something.
func (p *Process) await(f Flags, port uint16) (net.Conn, bool) {
	at := netip.AddrPortFrom(netip.IPv4Unspecified(), port)
	if f.Has('v') {
		p.Printf("Listening on 0.0.0.0 %d\n", port)
	}
	if f.Has('u') {
		conn, err := p.Host.ListenPacket("udp", at)
		if err != nil {
			p.Fail(1, "%s", reason(err))
			return nil, false
		}
		return &answering{PacketConn: conn}, true
	}
	l, err := p.Host.Listen("tcp", at)
	if err != nil {
		p.Fail(1, "%s", reason(err))
		return nil, false
	}
	defer l.Close()
	conn, err := l.Accept()
	if err != nil {
		return nil, false
	}
	if f.Has('v') {
		p.Printf("Connection received on %v\n", conn.RemoteAddr())
	}
	return conn, true
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
