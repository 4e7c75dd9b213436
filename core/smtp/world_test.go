package smtp_test

import (
	"bufio"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/smtp"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// world is a network with mail servers under test.
type world struct {
	testing.TB
	k *sim.Kernel
	t *trace.Trace
	n *vnet.Network
}

func newWorld(t testing.TB, seed uint64) *world {
	w := &world{TB: t, k: sim.New(seed), t: trace.New(trace.Options{})}
	w.n = vnet.New(w.k, w.t, epoch)
	t.Cleanup(func() {
		for _, c := range w.n.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	return w
}

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

func (w *world) host(name, address string) *vnet.Machine {
	w.Helper()
	m, err := w.n.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{addr(address)},
		Link: vnet.LinkConfig{Delay: 5 * time.Millisecond}})
	if err != nil {
		w.Fatal(err)
	}
	return m
}

// program is straight-line code of a test, as a program.
type program struct {
	run func(h host.Host) error
}

func (program) Kind() string            { return "test" }
func (p program) Run(h host.Host) error { return p.run(h) }
func (program) View() (v view.Program)  { return v }
func running(f func(h host.Host)) *program {
	return &program{func(h host.Host) error { f(h); return nil }}
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
	for {
		next, ok := w.k.Next()
		if !ok || next > until {
			break
		}
		w.k.Step()
	}
	w.k.AdvanceTo(until)
}

// events lists the events of a type.
func events[T trace.Body](w *world) []T {
	var all []T
	w.t.Scan(1, func(e trace.Event) bool {
		if b, ok := e.Body.(T); ok {
			all = append(all, b)
		}
		return true
	})
	return all
}

// taken is a mail that a server has accepted.
type taken struct {
	smtp.Envelope
	source string
}

// inbox accepts mail, and has the mailboxes alice and bob.
type inbox struct {
	mails []taken
	ids   int
	full  bool
}

func (i *inbox) NewID() string {
	i.ids++
	return "Q" + strconv.Itoa(i.ids)
}

func (i *inbox) Accept(e smtp.Envelope, source []byte) error {
	if i.full {
		return smtp.Reply{Code: 452, Enhanced: "4.3.1", Text: "disk full"}
	}
	i.mails = append(i.mails, taken{e, string(source)})
	return nil
}

func (i *inbox) Verify(rcpt smtp.Address, _ int64) error {
	switch strings.ToLower(rcpt.Local) {
	case "alice", "bob", "postmaster", "jürgen":
		return nil
	}
	return smtp.Reply{Code: 550, Enhanced: "5.1.1", Text: "no such user here"}
}

func (i *inbox) Deliver(smtp.Address, []byte) error { return nil }

// site is a world of a server and a client's host.
type site struct {
	*world
	inbox  *inbox
	server *smtp.Server
	client *vnet.Machine
}

func newSite(t testing.TB, c smtp.Config) *site {
	w := newWorld(t, 1)
	s := &site{world: w, inbox: &inbox{}}
	c.Queue, c.Mailboxes = s.inbox, s.inbox
	if c.Name == "" {
		c.Name = "mail.hamburger.edu"
	}
	if c.Domains == nil {
		c.Domains = []string{"hamburger.edu"}
	}
	s.server = smtp.NewServer(c)
	m := w.host("mail", "198.51.100.25")
	m.Install("test", func() host.Program { return &program{s.server.Run} })
	s.client = w.host("client", "192.0.2.1")
	return s
}

// raw sends bytes as they are, half-closes, and returns everything that comes back.
func (s *site) raw(text string) string {
	s.Helper()
	var got strings.Builder
	s.client.Run(running(func(h host.Host) {
		conn, err := h.Dial("tcp", netip.AddrPortFrom(addr("198.51.100.25"), s.server.Config().Port))
		if err != nil {
			got.WriteString(err.Error())
			return
		}
		defer conn.Close()
		h.Go("write", func() { conn.Write([]byte(text)) })
		buf := make([]byte, 4096)
		for {
			n, err := conn.Read(buf)
			got.Write(buf[:n])
			if err != nil {
				return
			}
		}
	}))
	s.run()
	return got.String()
}

// dialogue speaks lines one at a time and writes both sides down, as RFCs do.
func (s *site) dialogue(lines string) string {
	s.Helper()
	var log strings.Builder
	s.client.Run(running(func(h host.Host) {
		conn, err := h.Dial("tcp", netip.AddrPortFrom(addr("198.51.100.25"), s.server.Config().Port))
		if err != nil {
			log.WriteString(err.Error())
			return
		}
		defer conn.Close()
		in := bufio.NewReader(conn)
		reply := func() bool {
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					log.WriteString("S: (" + err.Error() + ")\n")
					return false
				}
				log.WriteString("S: " + strings.TrimRight(line, "\r\n") + "\n")
				if line[3] == ' ' {
					return true
				}
			}
		}
		if !reply() {
			return
		}
		data := false
		for line := range strings.Lines(lines) {
			line = strings.TrimSuffix(line, "\n")
			log.WriteString("C: " + line + "\n")
			conn.Write([]byte(line + "\r\n"))
			if data && line != "." {
				continue
			}
			data = line == "DATA"
			if !reply() {
				return
			}
		}
	}))
	s.run()
	return log.String()
}

func same(t testing.TB, what, got, want string) {
	t.Helper()
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}
