package terminal

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
)

func init() {
	Register(Command{
		Name: "telnet", Args: "host [port]",
		Summary: "talk to a server by hand, line by line",
		Operand: HostName,
		Run:     runTelnet,
	})
}

// A session of telnet is line by line, and each line ends with CR LF, as the Network
// Virtual Terminal has it: "The sequence "CR LF", as defined, will cause the NVT to be
// positioned at the left margin of the next print line" (RFC 854). The protocols that
// people speak by hand, SMTP, POP3, IMAP and HTTP, have their line ends from there.
type telnet struct {
	p        *Process
	name     string // as it was typed
	conn     net.Conn
	options  optionFilter
	asking   bool // at its own prompt, "telnet>"
	finished bool // by a command typed there
}

// telnetPort is where a terminal server listens.
const telnetPort = 23

// EscapeKey is how Ctrl-] stands in a typed line, by which telnet lets commands of its
// own be typed; EndKey is Ctrl-D, the end of the input. Terminals here read lines
// without control characters, and show them so.
const (
	EscapeKey = "^]"
	EndKey    = "^D"
)

func runTelnet(p *Process) int {
	_, operands, ok := p.Parse()
	if !ok {
		return 1
	}
	if len(operands) == 0 || len(operands) > 2 {
		p.Printf("usage: %s\n", p.command.Usage())
		return 1
	}
	name, port := operands[0], uint16(telnetPort)
	if len(operands) == 2 {
		if port = portOf(operands[1]); port == 0 {
			p.Printf("Server lookup failure:  %s:%s, Servname not supported for ai_socktype\n", name, operands[1])
			return 1
		}
	}
	addr, err := p.Resolve(name)
	if err != nil {
		if !p.Interrupted() {
			p.Printf("Server lookup failure:  %s:%s, %v\n", name, operands[len(operands)-1], err)
		}
		return 1
	}
	p.Printf("Trying %v...\n", addr)
	conn, err := p.Host.Dial("tcp", netip.AddrPortFrom(addr, port))
	if err != nil {
		if !p.Interrupted() {
			p.Fail(1, "Unable to connect to remote host: %s", reason(err))
		}
		return 1
	}
	defer conn.Close()
	p.Printf("Connected to %s.\nEscape character is '%s'.\n", name, EscapeKey)
	t := &telnet{p: p, name: name, conn: conn}
	p.Host.Go("typed", t.send)
	return t.receive()
}

// send sends what is typed until the connection has ended.
func (t *telnet) send() {
	for {
		line, err := t.p.ReadLine()
		if err != nil {
			return
		}
		switch {
		case t.asking:
			t.obey(line)
		case line == EscapeKey:
			t.asking = true
			t.p.Printf("telnet> ")
		default:
			// The byte 255 begins a command of the protocol and would have to be doubled; no
			// typed text, which is UTF-8, holds it.
			if _, err := t.conn.Write([]byte(line + "\r\n")); err != nil {
				return // the reader hears of it, too
			}
		}
		if t.finished {
			return
		}
	}
}

// obey does what was typed at telnet's own prompt. Commands may be abbreviated.
func (t *telnet) obey(line string) {
	word := strings.TrimSpace(line)
	is := func(command string) bool { return word != "" && strings.HasPrefix(command, word) }
	t.asking = false
	switch {
	case word == "":
	case is("quit"), is("close"):
		t.finished = true
		t.p.Printf("Connection closed.\n")
		_ = t.conn.Close() // the reader ends by it
	case is("status"):
		t.p.Printf("Connected to %s.\nOperating in obsolete linemode\nLocal character echo\nEscape character is '%s'.\n", t.name, EscapeKey)
	default:
		t.asking = true
		if word == "?" {
			t.p.Printf("Commands may be abbreviated.  Commands are:\n\n" +
				"close   \tclose current connection\nquit    \texit telnet\n" +
				"status  \tprint status information\n?       \tprint help information\ntelnet> ")
			return
		}
		t.p.Printf("?Invalid command\ntelnet> ")
	}
}

// receive prints what comes until the peer has closed.
func (t *telnet) receive() int {
	buf := make([]byte, 16<<10)
	for {
		n, err := t.conn.Read(buf)
		text, answer := t.options.take(buf[:n])
		if len(answer) > 0 {
			_, _ = t.conn.Write(answer) // if it can't be sent, reading ends, too
		}
		if _, failed := t.p.Write(text); failed != nil {
			return 1
		}
		switch {
		case err == nil:
		case t.finished:
			return 0
		case errors.Is(err, io.EOF):
			t.p.Printf("Connection closed by foreign host.\n")
			return 1
		case t.p.Interrupted():
			return 0
		default:
			return t.p.Fail(1, "%s", reason(err))
		}
	}
}
