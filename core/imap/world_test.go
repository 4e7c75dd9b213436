package imap_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/imap"
	"playnet/core/mail/mailbox"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
	"playnet/tests/imapscript"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

var (
	serverAt = netip.MustParseAddrPort("192.0.2.1:143")
	clientAt = netip.MustParseAddr("192.0.2.2")
)

// world is an IMAP server and a machine of clients.
type world struct {
	testing.TB
	k      *sim.Kernel
	t      *trace.Trace
	n      *vnet.Network
	store  *mailbox.Store
	server *imap.Server
	mail   *vnet.Machine
	client host.Host // of the clients' program
	conns  map[string]*conn
}

// program lets a test say what a machine runs.
type program struct{ run func(host.Host) error }

func (p program) Kind() string          { return "test" }
func (p program) Run(h host.Host) error { return p.run(h) }
func (p program) View() view.Program    { return view.Program{Kind: "test"} }

func newWorld(t testing.TB, config imap.Config) *world {
	w := &world{TB: t, k: sim.New(1), t: trace.New(trace.Options{}), conns: map[string]*conn{}}
	w.n = vnet.New(w.k, w.t, epoch)
	t.Cleanup(func() {
		for _, c := range w.n.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	w.mail = w.machine("mail", serverAt.Addr(), func(h host.Host) error {
		w.store = mailbox.Open(host.DiskOf(h), []mailbox.Account{{User: imapscript.User, Password: imapscript.Password}})
		w.server = imap.NewServer(w.store, config)
		return w.server.Run(h)
	})
	w.machine("alice", clientAt, func(h host.Host) error {
		w.client = h
		return h.NewSignal().Wait()
	})
	w.after(time.Second)
	return w
}

// machine starts a machine with a program.
func (w *world) machine(name string, at netip.Addr, run func(host.Host) error) *vnet.Machine {
	w.Helper()
	m, err := w.n.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{at}, Link: vnet.LinkConfig{Delay: 5 * time.Millisecond}})
	if err != nil {
		w.Fatal(err)
	}
	m.Install("test", func() host.Program { return program{run} })
	m.Start()
	return m
}

// after runs until a time has gone by.
func (w *world) after(d time.Duration) {
	until := w.k.Now().Add(d)
	for steps := 0; ; steps++ {
		if steps > 5_000_000 {
			w.Fatal("the world goes on and on")
		}
		next, any := w.k.Next()
		if !any || next > until {
			break
		}
		w.k.Step()
	}
	w.k.AdvanceTo(until)
}

// conn is a connection on which a test speaks by hand.
type conn struct {
	stream host.Stream
	got    []byte
	ended  bool
}

func (c *conn) OnOpen()         {}
func (c *conn) OnData(b []byte) { c.got = append(c.got, b...) }
func (c *conn) OnEnd()          { c.ended = true }
func (c *conn) OnDrain()        {}
func (c *conn) OnClose(error)   { c.ended = true }

// Dial opens a connection.
func (w *world) Dial(name string) {
	c := &conn{}
	w.conns[name] = c
	w.client.Go("dial", func() {
		var err error
		if c.stream, err = w.client.DialStream(serverAt, c); err != nil {
			panic(err)
		}
	})
	w.after(time.Second)
}

// Say says something on a connection and returns what all have received a second later.
func (w *world) Say(name, bytes string, _ map[string]string) map[string]string {
	c, known := w.conns[name]
	if !known {
		w.Fatalf("no connection %q", name)
	}
	if bytes != "" {
		w.client.Go("say", func() { c.stream.Send([]byte(bytes)) })
	}
	w.after(2 * time.Second)
	got := map[string]string{}
	for name, c := range w.conns {
		if len(c.got) > 0 {
			got[name] = string(c.got)
			c.got = nil
		}
	}
	return got
}

// say is Say for a test that looks at one connection.
func (w *world) say(name, format string, args ...any) string {
	return w.Say(name, fmt.Sprintf(format, args...)+"\r\n", nil)[name]
}
