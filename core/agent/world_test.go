package agent_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/agent"
	"playnet/core/host"
	"playnet/core/mail"
	"playnet/core/mail/mailbox"
	"playnet/core/mailserver"
	"playnet/core/sim"
	"playnet/core/smtp"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// world is a user's mail program and the server of her domain.
type world struct {
	testing.TB
	k      *sim.Kernel
	trace  *trace.Trace
	n      *vnet.Network
	mail   *vnet.Machine
	pc     *vnet.Machine
	server *mailserver.Server
	agent  *agent.Agent
	config agent.Config
}

func newWorld(t testing.TB, c agent.Config, mails ...string) *world {
	t.Helper()
	w := &world{TB: t, k: sim.New(3), trace: trace.New(trace.Options{})}
	w.n = vnet.New(w.k, w.trace, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	machine := func(name, addr string) *vnet.Machine {
		m, err := w.n.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{netip.MustParseAddr(addr)}, Link: vnet.LinkConfig{Delay: 5 * time.Millisecond}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	var sources [][]byte
	for _, m := range mails {
		sources = append(sources, []byte(strings.ReplaceAll(m, "\n", "\r\n")))
	}
	w.mail, w.pc = machine("mail", "192.0.2.25"), machine("alice", "192.0.2.1")
	w.mail.Install(mailserver.Kind, func() host.Program {
		w.server = mailserver.New(mailserver.Config{Name: "mail.crepes.fr", Domains: []string{"crepes.fr"},
			Accounts: []mailserver.Account{{User: "alice", Password: "s3cret"}, {User: "bob", Password: "b"}},
			Folders:  []mailserver.Folder{{User: "alice", Name: "INBOX", Messages: sources}}})
		return w.server
	})
	c.Name, c.Address, c.User, c.Password = "Alice", "alice@crepes.fr", "alice", "s3cret"
	c.Submission, c.Incoming = "192.0.2.25", "192.0.2.25"
	w.config = c
	w.pc.Install(agent.Kind, func() host.Program {
		w.agent = agent.New(w.config)
		return w.agent
	})
	t.Cleanup(func() {
		for _, c := range w.n.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	w.after(time.Second)
	return w
}

// after lets a time go by, in which whatever was begun comes to its end.
func (w *world) after(d time.Duration) {
	until := w.k.Now().Add(d)
	for at, ok := w.k.Next(); ok && at <= until; at, ok = w.k.Next() {
		w.k.Step()
	}
	w.k.AdvanceTo(until)
}

// do has the user wish something, and waits for it.
func (w *world) do(wish func(a *agent.Agent)) {
	wish(w.agent)
	w.after(5 * time.Second)
}

// shows is what the program shows.
func (w *world) shows() *view.Mail { return w.agent.View().Mail }

// subjects lists a folder of the program, the newest first.
func (w *world) subjects(folder string) (list []string) {
	items, _ := w.agent.List(folder, 0, 100)
	for _, m := range items {
		list = append(list, m.Subject)
	}
	return list
}

// at lists what is in a user's folder on the server.
func (w *world) at(user, folder string) (all []*mailbox.Message) {
	w.Helper()
	u, _ := w.server.Store().User(user)
	box, err := u.Mailbox(folder)
	if err != nil {
		return nil
	}
	return box.Messages()
}

// newest returns the header of the newest message in a user's folder on the server.
func (w *world) newest(user, folder string) mail.Header {
	w.Helper()
	all := w.at(user, folder)
	if len(all) == 0 {
		w.Fatalf("%s has nothing in %s; the program says %q", user, folder, w.shows().Doing)
	}
	h, _ := mail.ParseHeader(all[len(all)-1].Source())
	return h
}

// events lists the events of a type.
func events[T trace.Body](w *world) (list []T) {
	w.trace.Scan(1, func(e trace.Event) bool {
		if b, ok := e.Body.(T); ok {
			list = append(list, b)
		}
		return true
	})
	return list
}

// connections counts how often the program has logged in to hand in mail.
func (w *world) connections() (n int) {
	for _, e := range events[smtp.EventState](w) {
		if e.Side == "client" && e.After == smtp.Greeted.String() {
			n++
		}
	}
	return n
}
