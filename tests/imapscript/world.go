package imapscript

import (
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
)

// Epoch is when worlds begin.
var Epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

var (
	// ServerAt is where the server listens.
	ServerAt = netip.MustParseAddrPort("192.0.2.1:143")
	clientAt = netip.MustParseAddr("192.0.2.2")
)

// World is our server and a machine of clients, in a network without delay to speak of.
type World struct {
	testing.TB
	Kernel *sim.Kernel
	Trace  *trace.Trace
	Net    *vnet.Network
	Store  *mailbox.Store
	Server *imap.Server
	Mail   *vnet.Machine // on which the server runs
	Client host.Host     // of the clients' program
	conns  map[string]*conn
}

// program lets a test say what a machine runs.
type program struct{ run func(host.Host) error }

func (p program) Kind() string          { return "test" }
func (p program) Run(h host.Host) error { return p.run(h) }
func (p program) View() view.Program    { return view.Program{Kind: "test"} }

// NewWorld starts a world; it is held to have no crash when the test ends.
func NewWorld(t testing.TB, config imap.Config) *World {
	w := &World{TB: t, Kernel: sim.New(1), Trace: trace.New(trace.Options{}), conns: map[string]*conn{}}
	w.Net = vnet.New(w.Kernel, w.Trace, Epoch)
	t.Cleanup(func() {
		for _, c := range w.Net.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := w.Net.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	w.Mail = w.machine("mail", ServerAt.Addr(), func(h host.Host) error {
		w.Store = mailbox.Open(host.DiskOf(h), []mailbox.Account{{User: User, Password: Password}, {User: "bob", Password: Password}})
		w.Server = imap.NewServer(w.Store, config)
		return w.Server.Run(h)
	})
	w.machine("alice", clientAt, func(h host.Host) error {
		w.Client = h
		return h.NewSignal().Wait()
	})
	w.After(time.Second)
	return w
}

// machine starts a machine with a program.
func (w *World) machine(name string, at netip.Addr, run func(host.Host) error) *vnet.Machine {
	w.Helper()
	m, err := w.Net.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{at}, Link: vnet.LinkConfig{Delay: 5 * time.Millisecond}})
	if err != nil {
		w.Fatal(err)
	}
	m.Install("test", func() host.Program { return program{run} })
	m.Start()
	return m
}

// After runs until a time has gone by.
func (w *World) After(d time.Duration) {
	until := w.Kernel.Now().Add(d)
	for steps := 0; ; steps++ {
		if steps > 5_000_000 {
			w.Fatal("the world goes on and on")
		}
		next, any := w.Kernel.Next()
		if !any || next > until {
			break
		}
		w.Kernel.Step()
	}
	w.Kernel.AdvanceTo(until)
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
func (w *World) Dial(name string) {
	c := &conn{}
	w.conns[name] = c
	w.Client.Go("dial", func() {
		var err error
		if c.stream, err = w.Client.DialStream(ServerAt, c); err != nil {
			panic(err)
		}
	})
	w.After(time.Second)
}

// Say says something on a connection and returns what all have received a second later.
func (w *World) Say(name, bytes string, _ map[string]string) map[string]string {
	c, known := w.conns[name]
	if !known {
		w.Fatalf("no connection %q", name)
	}
	if bytes != "" {
		w.Client.Go("say", func() { c.stream.Send([]byte(bytes)) })
	}
	w.After(2 * time.Second)
	got := map[string]string{}
	for name, c := range w.conns {
		if len(c.got) > 0 {
			got[name] = string(c.got)
			c.got = nil
		}
	}
	return got
}

// Do runs f as a fiber of the clients' program and waits until it has ended.
func (w *World) Do(f func(h host.Host)) {
	w.Helper()
	done := false
	w.Client.Go("test", func() { f(w.Client); done = true })
	for i := 0; !done; i++ {
		if i == 10_000 {
			w.Fatal("the client does not come to an end")
		}
		w.After(time.Second)
	}
}
