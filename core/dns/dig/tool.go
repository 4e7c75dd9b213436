package dig

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"

	"playnet/core/host"
)

// version is what the banner calls this program: the release whose texts it has.
const version = "9.18-Playnet"

// Exit statuses, as dig(1) lists them.
const (
	statusOK      = 0
	statusUsage   = 1
	statusNoReply = 9
	statusFatal   = 10
)

// Env is what the tools find on their machine.
type Env struct {
	// Servers are the machine's name servers, as in resolv.conf(5), in order.
	Servers []netip.AddrPort
	// Resolve finds the addresses of a name, as getaddrinfo(3) does. It blocks.
	Resolve func(name string) []netip.Addr
	// Out takes what is printed. An error of it says that nobody reads on.
	Out io.Writer
}

// tool is one run of dig or nslookup.
type tool struct {
	name string // "dig"
	h    host.Host
	env  Env

	ids, dice *rand.Rand
	// Three options are those of the whole line, wherever they stand: whether the banner
	// is printed, whether data are printed alone, and the port.
	printCommand, short bool
	port                uint16
	status              int
	gone                bool // nobody reads what is printed, or the host stops
}

func newTool(name string, h host.Host, env Env) *tool {
	return &tool{name: name, h: h, env: env, ids: h.Rand("dns.id"), dice: h.Rand("dig.dice"), printCommand: true, port: 53}
}

func (t *tool) printf(format string, args ...any) {
	t.print(fmt.Sprintf(format, args...))
}

func (t *tool) print(text string) {
	if t.gone {
		return
	}
	if _, err := io.WriteString(t.env.Out, text); err != nil {
		t.gone = true
	}
}

// failure ends a run: its text is printed with the program's name before it.
type failure struct {
	status int
	text   string
}

func (f *failure) Error() string { return f.text }

func fatal(status int, format string, args ...any) error {
	return &failure{status, fmt.Sprintf(format, args...)}
}

// server is a name server to be asked.
type server struct {
	at netip.AddrPort
	// called is what the user called it, or how it was found: dig prints it in brackets.
	called string
}

// sockaddr writes an address and a port as BIND does.
func sockaddr(a netip.AddrPort) string { return fmt.Sprintf("%v#%d", a.Addr(), a.Port()) }

func (s server) String() string { return sockaddr(s.at) + "(" + s.called + ")" }

// find returns the addresses of a server that was named, at the port to ask.
func (t *tool) find(name string) []server {
	if a, err := netip.ParseAddr(name); err == nil {
		return []server{{netip.AddrPortFrom(a, t.port), name}}
	}
	var list []server
	if t.env.Resolve != nil {
		for _, a := range t.env.Resolve(name) {
			list = append(list, server{netip.AddrPortFrom(a, t.port), name})
		}
	}
	return list
}
