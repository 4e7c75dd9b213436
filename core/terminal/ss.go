package terminal

import (
	"slices"
	"strconv"
	"strings"

	"playnet/core/host"
	"playnet/core/view"
)

func init() {
	Register(Command{
		Name: "ss", Args: "[-t] [-u] [-l | -a] [-n] [-p]",
		Summary: "list the sockets of this machine",
		Options: []Option{
			{'t', "", "TCP only"},
			{'u', "", "UDP only"},
			{'l', "", "only sockets that wait: listening, or connected to nobody"},
			{'a', "", "all sockets; else only those with a peer"},
			{'n', "", "ports as numbers"},
			{'p', "", "the programs that hold them"},
		},
		Run: runSS,
	})
}

func runSS(p *Process) int {
	f, operands, ok := p.Parse()
	if !ok {
		return statusUsage
	}
	if len(operands) > 0 {
		return p.Usage("filters are not supported: %q", operands[0])
	}
	machine, can := p.Host.(host.Inspector)
	if !can {
		return p.Fail(1, "Cannot open netlink socket: Operation not permitted")
	}
	both := f.Has('t') == f.Has('u')
	t := &table{right: []bool{false, false, true, true, true, false, true, false, false}}
	t.row("Netid", "State", "Recv-Q", "Send-Q", "Local Address", ":Port", "Peer Address", ":Port", "Process")
	sockets := machine.Sockets()
	slices.SortStableFunc(sockets, func(a, b view.Socket) int { return -strings.Compare(a.Protocol, b.Protocol) }) // as ss: udp first
	for _, s := range sockets {
		state := stateName(s.State)
		if !both && f.Has('t') != (s.Protocol == "tcp") || !selected(f, state) {
			continue
		}
		local, localPort := ends(s.Local, s.Protocol, f.Has('n'))
		peer, peerPort := ends(s.Remote, s.Protocol, f.Has('n'))
		holder := ""
		if f.Has('p') && s.Program != "" {
			holder = `users:(("` + s.Program + `"))`
		}
		t.row(s.Protocol, state, itoa(s.RecvQ), itoa(s.SendQ), local, localPort, peer, peerPort, holder)
	}
	if !both { // one protocol needs no column
		t.drop(0)
	}
	p.Printf("%s", t.text(map[string]bool{":Port": true}))
	return 0
}

// selected says whether a socket in a state is shown. Without -a and -l these are, as
// ss(8) says, "open non-listening sockets that have established connection".
func selected(f Flags, state string) bool {
	waits := state == "LISTEN" || state == "UNCONN"
	switch {
	case f.Has('a'):
		return true
	case f.Has('l'):
		return waits
	}
	return !waits && state != "TIME-WAIT" && state != "SYN-RECV"
}

// ends takes "10.0.0.1:53" apart; no address is any.
func ends(at, protocol string, numeric bool) (addr, port string) {
	if at == "" {
		return "0.0.0.0", ":*"
	}
	i := strings.LastIndexByte(at, ':')
	addr, port = at[:i], at[i+1:]
	if name := serviceName(port, protocol); name != "" && !numeric {
		port = name
	}
	return addr, ":" + port
}

// service is a name of a port, as in services(5).
type service struct {
	port, name string
	udp        bool // by UDP, too
}

var services = []service{
	{"7", "echo", true}, {"9", "discard", true}, {"13", "daytime", true}, {"19", "chargen", true},
	{"20", "ftp-data", false}, {"21", "ftp", false}, {"23", "telnet", false}, {"25", "smtp", false},
	{"53", "domain", true}, {"80", "http", false}, {"110", "pop3", false}, {"143", "imap2", false},
	{"443", "https", true}, {"587", "submission", false},
}

// serviceName returns the name of a port; "" if it has none.
func serviceName(port, protocol string) string {
	for _, s := range services {
		if s.port == port && (s.udp || protocol != "udp") {
			return s.name
		}
	}
	return ""
}

// portOf returns the port of a name or a number; 0 if there is none.
func portOf(s string) uint16 {
	for _, known := range services {
		if known.name == s {
			s = known.port
		}
	}
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0
	}
	return uint16(n)
}

// stateName returns the name that ss has for a state: some are others than the RFC's.
func stateName(s string) string {
	switch s {
	case "ESTABLISHED":
		return "ESTAB"
	case "SYN-RECEIVED":
		return "SYN-RECV"
	case "CLOSED":
		return "UNCONN"
	}
	return s
}
