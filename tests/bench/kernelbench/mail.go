package main

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/imap"
	"playnet/core/mail/mailbox"
	"playnet/core/mailserver"
	"playnet/core/pop3"
	"playnet/core/smtp"
)

const mailZones = `
@ 86400 IN SOA ns hostmaster 1 1800 900 604800 86400
@ 86400 IN NS ns
@ 86400 IN MX 10 mail
ns 86400 IN A 10.2.0.53
mail 86400 IN A `

// letter is a mail of 2 kB.
var letter = []byte("From: Alice <alice@crepes.fr>\r\nTo: Bob <bob@hamburger.edu>\r\nSubject: Do you like ketchup?\r\n" +
	"Message-ID: <bench@crepes.fr>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0000\r\n\r\n" + strings.Repeat("How about pickles? And do not forget the mustard, please.\r\n", 31))

// offices are two domains with a mail server each, their name server, and a user.
type offices struct {
	*world
	from, to *mailserver.Server
}

func newOffices(traced bool) *offices {
	o := &offices{world: newWorld(traced)}
	var zones []*dns.Zone
	server := func(domain, addr string, a mailserver.Account) *mailserver.Server {
		zones = append(zones, must(dns.ParseZone(domain+".", mailZones+addr+"\n")))
		s := mailserver.New(mailserver.Config{
			Name: "mail." + domain, Domains: []string{domain}, Accounts: []mailserver.Account{a},
			Resolvers: []netip.AddrPort{netip.MustParseAddrPort("10.2.0.53:53")},
		})
		o.host("mail."+domain, addr).Install(mailserver.Kind, func() host.Program { return s })
		return s
	}
	o.from = server("crepes.fr", "10.2.0.1", mailserver.Account{User: "alice", Password: "x"})
	o.to = server("hamburger.edu", "10.2.0.2", mailserver.Account{User: "bob", Password: "y"})
	o.host("names", "10.2.0.53").Install(dns.AuthorityKind, func() host.Program { return dns.NewAuthority(zones, true) })
	return o
}

// mails lets alice submit n mails to bob, who is at another server, and measures until the
// last one is in the mailbox: submitted, queued, looked up, sent on, stored, and all of it
// recorded.
func mails(scale float64) (int, time.Duration) {
	n := int(1000 * scale)
	o := newOffices(true)
	defer o.stop()
	o.run(o.host("alice", "10.2.0.9"), func(h host.Host) error {
		c := must(smtp.Dial(h, netip.MustParseAddrPort("10.2.0.1:587"), "alice"))
		if err := c.Login("alice", "x"); err != nil {
			panic(err)
		}
		e := smtp.Envelope{From: smtp.Address{Local: "alice", Domain: "crepes.fr"}, To: []smtp.Address{{Local: "bob", Domain: "hamburger.edu"}}}
		for range n {
			if sent := must(c.Send(e, letter)); !sent.Last.Good() {
				panic(sent.Last.String())
			}
		}
		c.Quit()
		return nil
	})
	began := time.Now()
	for o.k.Alive() && o.k.Step() {
	}
	took := time.Since(began)
	if got := inbox(o.to).Len(); got != n {
		panic(fmt.Sprintf("%d of %d mails came", got, n))
	}
	return n, took
}

// inbox returns the INBOX of a server's only user.
func inbox(s *mailserver.Server) *mailbox.Mailbox { return s.Store().Users()[0].Inbox() }

// filled makes a mailbox with so many letters.
func filled(n int) *mailbox.Mailbox {
	m := mailbox.Open(host.NewDisk(), []mailbox.Account{{User: "bob", Password: "y"}}).Users()[0].Inbox()
	for range n {
		must(m.Append(letter, nil, time.Unix(0, 0)))
	}
	return m
}

// fetched fetches letters by POP3, one connection, and deletes them.
func fetched(scale float64) (int, time.Duration) {
	n := int(3000 * scale)
	return readMail(n, n, func(h host.Host) int {
		c := must(pop3.Dial(h, netip.MustParseAddrPort("10.2.0.2:110")))
		if err := c.Login("bob", "y"); err != nil {
			panic(err)
		}
		taken := must(c.Fetch(pop3.Fetching{
			Has: func(string) bool { return false }, Take: func(string, []byte) error { return nil },
		}))
		if err := c.Quit(); err != nil {
			panic(err)
		}
		return taken
	})
}

// pageOf is how many messages a list shows.
const pageOf = 50

// scrolled goes through a mailbox of 100,000 messages by IMAP, a page here and a page
// there, as a list that is scrolled does.
func scrolled(scale float64) (int, time.Duration) {
	const messages = 100_000
	pages := int(300 * scale)
	return readMail(max(pageOf, int(messages*scale)), pages, func(h host.Host) int {
		conn := must(h.Dial("tcp", netip.MustParseAddrPort("10.2.0.2:143")))
		in := bufio.NewReaderSize(conn, 64<<10)
		ask := func(line string) {
			must(io.WriteString(conn, "x "+line+"\r\n"))
			for {
				if reply := must(in.ReadString('\n')); strings.HasPrefix(reply, "x ") {
					if !strings.HasPrefix(reply, "x OK") {
						panic(reply)
					}
					return
				}
			}
		}
		ask("LOGIN bob y")
		ask("SELECT INBOX")
		dice := h.Rand("pages")
		for range pages {
			first := 1 + dice.IntN(max(1, int(messages*scale)-pageOf))
			ask(fmt.Sprintf("FETCH %d:%d (UID FLAGS RFC822.SIZE ENVELOPE)", first, first+pageOf-1))
		}
		return pages
	})
}

// readMail lets a client read from a server whose user has so many messages. What is
// done besides the reading does not count.
func readMail(messages, want int, read func(host.Host) int) (int, time.Duration) {
	w := newWorld(false)
	defer w.stop()
	m := filled(messages)
	w.run(w.host("server", "10.2.0.2"), func(h host.Host) error {
		store := m.User().Store()
		h.Go("imap", func() { _ = imap.NewServer(store, imap.Config{}).Run(h) })
		return pop3.NewServer(store).Run(h)
	})
	done := 0
	w.run(w.host("client", "10.2.0.9"), func(h host.Host) error {
		done = read(h)
		return nil
	})
	began := time.Now()
	for done < want && w.k.Step() {
	}
	took := time.Since(began)
	if done < want {
		panic(fmt.Sprintf("%d of %d were read", done, want))
	}
	return done, took
}

// stored puts letters into one mailbox.
func stored(scale float64) (int, time.Duration) {
	n := int(100_000 * scale)
	began := time.Now()
	filled(n)
	return n, time.Since(began)
}

// opened opens a store with a mailbox of 100,000 messages, as a server does that starts.
func opened(scale float64) (int, time.Duration) {
	disk := host.NewDisk()
	accounts := []mailbox.Account{{User: "bob", Password: "y"}}
	m := mailbox.Open(disk, accounts).Users()[0].Inbox()
	n := int(100_000 * scale)
	for range n {
		must(m.Append([]byte("x"), nil, time.Unix(0, 0)))
	}
	began := time.Now()
	if got := mailbox.Open(disk, accounts).Users()[0].Inbox().Len(); got != n {
		panic(fmt.Sprintf("%d of %d messages are there", got, n))
	}
	return n, time.Since(began)
}
