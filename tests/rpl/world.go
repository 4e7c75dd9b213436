package main

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// Where the resolver and its client stand: RFC 2544 sets these addresses apart for
// tests of devices, and no scenario uses them.
var (
	resolverAddr = netip.MustParseAddr("198.18.0.53")
	clientAddr   = netip.MustParseAddr("198.18.0.1")
)

const (
	// How long the client waits for an answer, and how many events that may take.
	patience  = 2 * time.Minute
	maxEvents = 1_000_000
)

// stage is a world in which a scenario is played.
type stage struct {
	s       *scenario
	kernel  *sim.Kernel
	trace   *trace.Trace
	net     *vnet.Network
	client  host.Host
	step    int // the number of the present step, which chooses the ranges
	pending []*call
	// standIns are the addresses at which servers with IPv6 addresses really stand.
	standIns map[netip.Addr]netip.Addr
}

// call is a client's query.
type call struct {
	done   bool
	answer *mdns.Msg
	err    error
}

// play plays a scenario up to the first difference.
func play(s *scenario, set *settings) verdict {
	w := &stage{s: s, standIns: map[netip.Addr]netip.Addr{}, kernel: sim.New(1), trace: trace.New(trace.Options{})}
	w.net = vnet.New(w.kernel, w.trace, set.now)
	defer w.net.Stop()
	if err := w.build(set); err != nil {
		return verdict{difference: err.Error()}
	}
	for w.client == nil && w.kernel.Step() {
	}
	v := verdict{}
	for i := range s.steps {
		if v.difference = w.perform(&s.steps[i]); v.difference != "" {
			v.difference = fmt.Sprintf("step %d: %s", s.steps[i].number, v.difference)
			break
		}
	}
	for _, c := range w.net.Crashes() {
		v.difference = "crashed: " + c.What
		return v
	}
	v.dialogue = w.dialogue()
	return v
}

// build sets the hosts up.
func (w *stage) build(set *settings) error {
	link := vnet.LinkConfig{Delay: 0}
	add := func(name string, a netip.Addr, make func() host.Program) error {
		m, err := w.net.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{a}, Link: link})
		if err == nil {
			m.Install(name, make)
		}
		return err
	}
	resolver := func() host.Program { return &dualStack{dns.NewResolver(set.resolver), w} }
	if err := add("resolver", resolverAddr, resolver); err != nil {
		return err
	}
	client := func(h host.Host) error {
		w.client = h
		return h.NewSignal().Wait() // for ever: it only lends its host
	}
	if err := add("client", clientAddr, func() host.Program { return program(client) }); err != nil {
		return err
	}
	seen := map[netip.Addr]bool{}
	for _, r := range w.s.ranges {
		for _, a := range r.servers {
			if seen[a] || a.IsLoopback() {
				continue // nobody may ask there
			}
			seen[a] = true
			serve := func(h host.Host) error { return w.serve(h, a) }
			if err := add(a.String(), w.standIn(a), func() host.Program { return program(serve) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// program is a program made of a function.
type program func(host.Host) error

func (program) Kind() string            { return "rpl" }
func (p program) Run(h host.Host) error { return p(h) }
func (program) View() view.Program      { return view.Program{Kind: "rpl", State: "running"} }

// serve answers by UDP as the file says.
func (w *stage) serve(h host.Host, a netip.Addr) error {
	c, err := h.ListenPacket("udp", netip.AddrPortFrom(h.Addrs()[0], dns.Port))
	if err != nil {
		return err
	}
	buf := make([]byte, 4096)
	for {
		n, from, err := c.ReadFromUDPAddrPort(buf)
		if err != nil {
			return err
		}
		if out := w.answer(a, buf[:n]); out != nil {
			if _, err := c.WriteToUDPAddrPort(out, from); err != nil {
				return err
			}
		}
	}
}

// perform does a step and returns what is wrong with its outcome, or "".
func (w *stage) perform(s *step) string {
	w.step = s.number
	switch s.action {
	case "QUERY":
		w.ask(s.entry)
	case "CHECK_ANSWER":
		if len(w.pending) == 0 {
			return "there is no query to be answered"
		}
		c := w.pending[0]
		w.pending = w.pending[1:]
		if c.err != nil {
			return "no answer: " + c.err.Error()
		}
		want := s.entry
		if d, ok := deviations[deviation{w.s.name, s.number}]; ok {
			want = want.instead(d)
		}
		return compare(want, c.answer)
	case "TIME_PASSES":
		w.after(s.elapse)
	case "TIMEOUT", "NOTHING":
		// Time has passed already while the client waited.
	default:
		return "unknown action " + s.action
	}
	return ""
}

// ask sends a client's query and lets the world run until it is answered.
func (w *stage) ask(e *entry) {
	q := new(mdns.Msg)
	q.Id = uint16(w.step)
	q.Question = e.msg.Question
	q.RecursionDesired, q.CheckingDisabled, q.AuthenticatedData = e.has("RD"), e.has("CD"), e.has("AD")
	if e.has("DO") {
		q.SetEdns0(4096, true)
	}
	c := &call{}
	w.pending = append(w.pending, c)
	w.client.Go("ask", func() {
		c.answer, c.err = exchange(w.client, q, e.matches("TCP"))
		c.done = true
	})
	for range maxEvents {
		if c.done || !w.kernel.Step() {
			return
		}
	}
	c.err = fmt.Errorf("the world goes on and on")
}

// exchange asks the resolver.
func exchange(h host.Host, q *mdns.Msg, byTCP bool) (*mdns.Msg, error) {
	network := "udp"
	if byTCP {
		network = "tcp"
	}
	conn, err := h.Dial(network, netip.AddrPortFrom(resolverAddr, dns.Port))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(h.Now().Add(patience)); err != nil {
		return nil, err
	}
	out, err := q.Pack()
	if err != nil {
		return nil, err
	}
	b, err := roundTrip(conn, out, byTCP)
	if err != nil {
		return nil, err
	}
	m, _, err := dns.Unpack(b)
	return m, err
}

func roundTrip(conn net.Conn, out []byte, byTCP bool) ([]byte, error) {
	if byTCP {
		c := mdns.Conn{Conn: conn}
		if _, err := c.Write(out); err != nil {
			return nil, err
		}
		buf := make([]byte, 1<<16)
		n, err := c.Read(buf)
		return buf[:n], err
	}
	if _, err := conn.Write(out); err != nil {
		return nil, err
	}
	buf := make([]byte, 4096)
	n, err := conn.Read(buf)
	return buf[:n], err
}

// after lets time pass.
func (w *stage) after(d time.Duration) {
	until := w.kernel.Now().Add(d)
	for {
		next, ok := w.kernel.Next()
		if !ok || next > until {
			break
		}
		w.kernel.Step()
	}
	w.kernel.AdvanceTo(until)
}

// dialogue writes the messages that were sent, and what the resolver decided.
func (w *stage) dialogue() string {
	var out strings.Builder
	w.trace.Scan(1, func(e trace.Event) bool {
		f, isFrame := e.Body.(*vnet.FrameSent)
		switch {
		case isFrame && f.Proto == vnet.UDP:
			b, _ := w.trace.Payload(f.Payload)
			fmt.Fprintf(&out, "    %v → %v: %s\n", f.Src.Addr(), f.Dst.Addr(), dns.Summary(b))
		case e.Body.Kind()>>8 == dns.KindLookup>>8:
			fmt.Fprintf(&out, "      [%s]\n", e.Body.Text())
		}
		return true
	})
	return out.String()
}
