package smtp_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/smtp"
	"playnet/core/vnet"
)

// post is a world with name server, mail servers, and whoever writes mail.
type post struct {
	*world
	names   *vnet.Machine
	servers map[string]*postOffice
}

// postOffice is a mail server of a test: SMTP, queue, and mailboxes on its disk.
type postOffice struct {
	*vnet.Machine
	queue  *smtp.Queue
	server *smtp.Server
	disk   host.Disk
	config smtp.Config
	sends  smtp.QueueConfig
}

const nameServer = "203.0.113.53"

func newPost(t testing.TB, seed uint64, zones ...string) *post {
	p := &post{world: newWorld(t, seed), servers: map[string]*postOffice{}}
	p.names = p.host("names", nameServer)
	var all []*dns.Zone
	for _, text := range zones {
		origin, records, _ := strings.Cut(text, "\n")
		z, err := dns.ParseZone(origin, "$TTL 300\n@ SOA ns admin 1 3600 600 86400 60\n@ NS ns\nns A "+nameServer+"\n"+records)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, z)
	}
	p.names.Install(dns.AuthorityKind, func() host.Program { return dns.NewAuthority(all, true) })
	return p
}

// office adds a mail server.
func (p *post) office(name, address string, set func(*smtp.Config, *smtp.QueueConfig), domains ...string) *postOffice {
	o := &postOffice{Machine: p.host(name, address)}
	p.servers[name] = o
	stub := dns.NewStub([]netip.AddrPort{netip.AddrPortFrom(addr(nameServer), 53)})
	o.sends = smtp.QueueConfig{Name: name, Domains: domains, Mailboxes: o, Resolver: stub}
	o.config = smtp.Config{Name: name, Domains: domains, Mailboxes: o}
	if set != nil {
		set(&o.config, &o.sends)
	}
	o.Install("mail", func() host.Program {
		return &program{func(h host.Host) error {
			o.disk = host.DiskOf(h)
			o.queue = smtp.NewQueue(o.sends)
			o.queue.Open(h)
			o.config.Queue = o.queue
			o.server = smtp.NewServer(o.config)
			h.Go("queue", func() { o.queue.Run(h) })
			return o.server.Run(h)
		}}
	})
	return o
}

// Verify knows all users but those whose names begin with "no".
func (o *postOffice) Verify(rcpt smtp.Address, _ int64) error {
	switch {
	case strings.HasPrefix(rcpt.Local, "no"):
		return smtp.Reply{Code: 550, Enhanced: "5.1.1", Text: "no such user here"}
	case strings.HasPrefix(rcpt.Local, "full"):
		return smtp.Reply{Code: 452, Enhanced: "4.2.2", Text: "mailbox full"}
	}
	return nil
}

// Deliver writes the mail to the disk.
func (o *postOffice) Deliver(rcpt smtp.Address, source []byte) error {
	if err := o.Verify(rcpt, 0); err != nil {
		return err
	}
	box := "box/" + strings.ToLower(rcpt.Local) + "/"
	o.disk.Write(fmt.Sprintf("%s%06d", box, len(o.disk.Names(box))), source)
	return nil
}

// box returns what is in a user's mailbox.
func (o *postOffice) box(user string) []string {
	var all []string
	for _, name := range o.disk.Names("box/" + user + "/") {
		b, _ := o.disk.Read(name)
		all = append(all, string(b))
	}
	return all
}

// write lets a user of a server put a mail into its queue.
func (o *postOffice) write(from string, to ...string) {
	e := smtp.Envelope{ID: o.queue.NewID()}
	e.From, _ = smtp.ParseAddress(from)
	for _, s := range to {
		a, ok := smtp.ParseAddress(s)
		if !ok {
			panic(s)
		}
		e.To = append(e.To, a)
	}
	source := "From: " + from + "\r\nTo: " + strings.Join(to, ", ") + "\r\nSubject: ketchup\r\n\r\nDo you like ketchup?\r\n.\r\n"
	if err := o.queue.Accept(e, []byte(source)); err != nil {
		panic(err)
	}
}

// submit hands a mail to a server from a host of its own.
func (p *post) submit(from, server, sender string, to ...string) {
	p.host("client"+from, from).Run(running(func(h host.Host) {
		c, err := smtp.Dial(h, netip.AddrPortFrom(addr(server), smtp.Port), "client")
		if err != nil {
			p.Error(err)
			return
		}
		e := smtp.Envelope{}
		e.From, _ = smtp.ParseAddress(sender)
		for _, s := range to {
			a, _ := smtp.ParseAddress(s)
			e.To = append(e.To, a)
		}
		sent, err := c.Send(e, []byte("Subject: ketchup\r\n\r\nhello\r\n"))
		if err != nil || !sent.Last.Good() {
			p.Errorf("%v %v", sent, err)
		}
		c.Quit()
	}))
}

const crepes = "crepes.fr.\n@ MX 10 mail\nmail A 192.0.2.25\n"
const hamburger = "hamburger.edu.\n@ MX 10 mail\nmail A 198.51.100.25\n"

func twoOffices(t testing.TB, zones ...string) (*post, *postOffice, *postOffice) {
	if zones == nil {
		zones = []string{crepes, hamburger}
	}
	p := newPost(t, 1, zones...)
	a := p.office("mail.crepes.fr", "192.0.2.25", nil, "crepes.fr")
	b := p.office("mail.hamburger.edu", "198.51.100.25", nil, "hamburger.edu")
	p.after(time.Second)
	return p, a, b
}
