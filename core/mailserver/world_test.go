package mailserver

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/mail/mailbox"
	"playnet/core/sim"
	"playnet/core/smtp"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

var epoch = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// world is two domains with a mail server each, a name server and a user's machine.
type world struct {
	testing.TB
	k       *sim.Kernel
	n       *vnet.Network
	user    *vnet.Machine
	crepes  *office
	burgers *office
}

// office is a mail server's machine and the program that runs there.
type office struct {
	*vnet.Machine
	config Config
	server *Server
}

const nameServer = "203.0.113.53"

var zones = map[string]string{
	"crepes.fr.":     "@ MX 10 mail\nmail A 192.0.2.25\n",
	"hamburger.edu.": "@ MX 10 mail\nmail A 198.51.100.25\n",
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := emptyWorld(t, 1, trace.New(trace.Options{}), zones)
	w.user = w.host("user", "192.0.2.1")
	w.crepes = w.office("mail.crepes.fr", "192.0.2.25", Config{Domains: []string{"crepes.fr"},
		Accounts: []Account{{User: "alice", Password: "crepes", Aliases: []string{"al"}}}})
	w.burgers = w.office("mail.hamburger.edu", "198.51.100.25", Config{Domains: []string{"hamburger.edu"}, Quota: 2000,
		Accounts: []Account{{User: "bob", Password: "ketchup"}}})
	w.run()
	return w
}

// emptyWorld is a world with a name server alone.
func emptyWorld(t testing.TB, seed uint64, record *trace.Trace, zones map[string]string) *world {
	t.Helper()
	w := &world{TB: t, k: sim.New(seed)}
	w.n = vnet.New(w.k, record, epoch)
	t.Cleanup(func() {
		for _, c := range w.n.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	var all []*dns.Zone
	for _, origin := range slices.Sorted(maps.Keys(zones)) {
		z, err := dns.ParseZone(origin, "$TTL 300\n@ SOA ns admin 1 3600 600 86400 60\n@ NS ns\nns A "+nameServer+"\n"+zones[origin])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, z)
	}
	w.host("names", nameServer).Install(dns.AuthorityKind, func() host.Program { return dns.NewAuthority(all, true) })
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

func (w *world) office(name, address string, c Config) *office {
	w.Helper()
	c.Name = name
	c.Resolvers = []netip.AddrPort{netip.MustParseAddrPort(nameServer + ":53")}
	o := &office{Machine: w.host(name, address), config: c}
	o.Install(Kind, func() host.Program {
		o.server = New(o.config)
		return o.server
	})
	return o
}

// at is where the server listens on a port.
func (o *office) at(port uint16) netip.AddrPort { return netip.AddrPortFrom(o.Addr(), port) }

// box returns what is in a user's INBOX.
func (o *office) box(user string) (all []string) {
	u, _ := o.server.Store().User(user)
	for _, m := range u.Inbox().Messages() {
		all = append(all, string(m.Source()))
	}
	return all
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

// program is straight-line code of a test.
type program struct{ run func(h host.Host) }

func (program) Kind() string            { return "test" }
func (program) View() (v view.Program)  { return v }
func (p program) Run(h host.Host) error { p.run(h); return nil }

// exec runs straight-line code on the user's machine to its end, and then lets what it
// has begun come to its own.
func (w *world) exec(f func(h host.Host)) {
	w.Helper()
	done := false
	w.user.Run(program{func(h host.Host) { f(h); done = true }})
	w.run()
	if !done {
		w.Error("the user's program did not come to its end")
	}
}

// submit lets alice hand in a message, and returns what her server said last.
func (w *world) submit(h host.Host, text string, to ...string) smtp.Reply {
	w.Helper()
	c, err := smtp.Dial(h, w.crepes.at(smtp.PortSubmission), "user")
	if err == nil {
		err = c.Login("alice", "crepes")
	}
	if err != nil {
		w.Error(err)
		return smtp.Reply{}
	}
	e := smtp.Envelope{}
	e.From, _ = smtp.ParseAddress("alice@crepes.fr")
	for _, s := range to {
		a, _ := smtp.ParseAddress(s)
		e.To = append(e.To, a)
	}
	sent, err := c.Send(e, []byte("From: alice@crepes.fr\r\nTo: "+strings.Join(to, ", ")+"\r\nSubject: ketchup\r\n\r\n"+text+"\r\n"))
	if err != nil {
		w.Error(err)
	}
	c.Quit()
	return sent.Last
}

// total is how many messages the server's users have.
func total(s *mailbox.Store) (n int) {
	for _, u := range s.Users() {
		for _, f := range u.Folders() {
			if m, err := u.Mailbox(f.Name); err == nil {
				n += m.Len()
			}
		}
	}
	return n
}
