package pop3

import (
	"bufio"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/mail/mailbox"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

var epoch = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

var at110 = netip.MustParseAddrPort("192.0.2.110:110")

// world is a network with a POP3 server and a client's machine.
type world struct {
	testing.TB
	k      *sim.Kernel
	t      *trace.Trace
	n      *vnet.Network
	client *vnet.Machine
	server *vnet.Machine
	pop    *Server
	store  *mailbox.Store
}

// accounts have passwords with all that a password may have.
var accounts = []mailbox.Account{{User: "alice", Password: "crepes et café"}, {User: "bob", Password: "pass word"}}

// serving is a program around the server under test.
type serving struct {
	w *world
}

func (serving) Kind() string           { return "test.pop3" }
func (serving) View() (v view.Program) { return v }

func (s serving) Run(h host.Host) error {
	s.w.store = mailbox.Open(host.DiskOf(h), accounts)
	s.w.pop = NewServer(s.w.store)
	return s.w.pop.Run(h)
}

// program is straight-line code of a test.
type program struct{ run func(h host.Host) }

func (program) Kind() string            { return "test" }
func (program) View() (v view.Program)  { return v }
func (p program) Run(h host.Host) error { p.run(h); return nil }

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, k: sim.New(1), t: trace.New(trace.Options{})}
	w.n = vnet.New(w.k, w.t, epoch)
	t.Cleanup(func() {
		for _, c := range w.n.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	w.client = w.host("client", "192.0.2.1")
	w.server = w.host("mail", at110.Addr().String())
	w.server.Install("test.pop3", func() host.Program { return serving{w} })
	w.run()
	return w
}

func (w *world) host(name, address string) *vnet.Machine {
	w.Helper()
	m, err := w.n.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{netip.MustParseAddr(address)},
		Link: vnet.LinkConfig{Delay: 5 * time.Millisecond}})
	if err != nil {
		w.Fatal(err)
	}
	return m
}

// run pops events until only weak timers are left.
func (w *world) run() {
	w.Helper()
	for steps := 0; w.k.Alive(); steps++ {
		if steps > 5_000_000 {
			w.Fatal("the world goes on and on")
		}
		w.k.Step()
	}
}

// after runs until a time has gone by.
func (w *world) after(d time.Duration) {
	until := w.k.Now().Add(d)
	for at, ok := w.k.Next(); ok && at <= until; at, ok = w.k.Next() {
		w.k.Step()
	}
}

// exec runs straight-line code on the client's machine to its end.
func (w *world) exec(f func(h host.Host)) {
	w.Helper()
	done := false
	w.client.Run(program{func(h host.Host) { f(h); done = true }})
	w.run()
	if !done {
		w.Error("the client's program did not come to its end")
	}
}

// put stores messages in alice's INBOX.
func (w *world) put(messages ...string) {
	w.Helper()
	u, _ := w.store.User("alice")
	for _, m := range messages {
		if _, err := u.Inbox().Append([]byte(m), nil, epoch); err != nil {
			w.Fatal(err)
		}
	}
}

// bodies returns what alice's INBOX holds.
func (w *world) bodies() (all []string) {
	u, _ := w.store.User("alice")
	for _, m := range u.Inbox().Messages() {
		all = append(all, string(m.Source()))
	}
	return all
}

// rawConn is a connection spoken to by hand.
type rawConn struct {
	net.Conn
	h  host.Host
	in *bufio.Reader
}

func (w *world) connect(h host.Host) *rawConn {
	w.Helper()
	c, err := h.Dial("tcp", at110)
	if err != nil {
		w.Error(err)
		return nil
	}
	return &rawConn{c, h, bufio.NewReader(c)}
}

// say sends some text and returns what comes until the server has been silent for a
// second, or "(closed)" at the end of it.
func (c *rawConn) say(text string) string {
	if _, err := io.WriteString(c, text); err != nil {
		return "(" + err.Error() + ")"
	}
	return c.hear(time.Second)
}

func (c *rawConn) hear(patience time.Duration) string {
	var b strings.Builder
	buf := make([]byte, 4096)
	for {
		_ = c.SetReadDeadline(c.h.Now().Add(patience))
		n, err := c.in.Read(buf)
		b.Write(buf[:n])
		if err == io.EOF {
			return b.String() + "(closed)\n"
		}
		if err != nil {
			return b.String()
		}
	}
}
