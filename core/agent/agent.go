package agent

import (
	"math/rand/v2"
	"net/netip"
	"time"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
)

// Kind is the kind of an [Agent], as a lab file writes it.
const Kind = "mail.agent"

// Protocol is how mail is fetched.
type Protocol uint8

// The protocols.
const (
	IMAP Protocol = iota
	POP3
)

// String returns the protocol as a lab file writes it.
func (p Protocol) String() string {
	if p == POP3 {
		return "pop3"
	}
	return "imap"
}

// Config is what an [Agent] is told.
type Config struct {
	Name     string // the user's, as messages show it
	Address  string // the user's: "alice@crepes.fr"
	User     string // the name to log in with
	Password string
	// Submission and Incoming are the servers, names or addresses: whom mail is handed to,
	// and whom it is fetched from.
	Submission, Incoming string
	Resolvers            []netip.AddrPort // name servers

	Protocol Protocol
	Keep     bool          // POP3 leaves on the server what was fetched
	Every    time.Duration // how often it fetches by itself; 0: never
	// RetryAfter is how long what the server did not take waits in the outbox before it is tried
	// again, twice as long each time after; 0: a minute.
	RetryAfter time.Duration
}

// Agent is a user's mail program.
type Agent struct {
	config Config
	h      host.Host
	disk   host.Disk
	stub   *dns.Stub
	dice   *rand.Rand
	jobs   jobs
	state  State
	doing  string // in words; why the last job has failed

	own      *mailbox.User // the folders of its own
	outbox   []*letter     // oldest first
	failures int           // of the outbox, one after the other
	retry    host.Timer    // of the outbox; nil: none
	round    uint64        // how often the outbox was run
	look     host.Timer    // for new mail, by itself

	server *mirror                 // what is known of the server's folders, with IMAP
	line   *line                   // the connection with the IMAP server; nil: none
	listen bool                    // it stays, and hears what is new (IDLE)
	talk   func() view.MailSession // the connection that is being used; nil: none
	// unheard has what went into a folder on the server without its reply being heard.
	unheard map[filing]bool
}

// New returns a mail program.
func New(c Config) *Agent {
	return &Agent{config: c, stub: dns.NewStub(c.Resolvers), server: &mirror{}, unheard: map[filing]bool{}}
}

// Kind returns [Kind].
func (a *Agent) Kind() string { return Kind }

// Run does its user's jobs until the host stops.
func (a *Agent) Run(h host.Host) error {
	a.h, a.disk = h, drawer{host.DiskOf(h), "agent/"}
	a.dice = h.Rand("message-id")
	a.own = mailbox.Open(a.disk, []mailbox.Account{{User: "own"}}).Users()[0]
	a.loadOutbox()
	a.jobs.interrupt = a.interrupt
	a.jobs.begin(h)
	if len(a.outbox) > 0 {
		a.do("outbox", a.runOutbox) // what waited when the host stopped
	}
	a.lookAgain()
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

// Configure changes what the program is told. What it is doing goes on as it began.
func (a *Agent) Configure(c Config) {
	before := a.config
	a.config = c
	if a.h == nil {
		return
	}
	if before.Protocol != c.Protocol && a.line != nil {
		a.do("log out", a.hangUp)
	}
	a.lookAgain()
}

// lookAgain arms the timer that looks for new mail. It is housekeeping: a world in which
// nothing else is left to happen is over.
func (a *Agent) lookAgain() {
	if a.look != nil {
		a.look.Stop()
		a.look = nil
	}
	if a.config.Every > 0 {
		a.look = a.h.AfterWeak(a.config.Every, func() {
			a.Fetch()
			a.lookAgain()
		})
	}
}

// drawer is a part of a disk: files whose names begin alike.
type drawer struct {
	disk   host.Disk
	prefix string
}

func (d drawer) Read(name string) ([]byte, bool) { return d.disk.Read(d.prefix + name) }
func (d drawer) Write(name string, b []byte)     { d.disk.Write(d.prefix+name, b) }
func (d drawer) Append(name string, b []byte)    { d.disk.Append(d.prefix+name, b) }
func (d drawer) Remove(name string)              { d.disk.Remove(d.prefix + name) }

func (d drawer) Names(prefix string) []string {
	list := d.disk.Names(d.prefix + prefix)
	names := make([]string, len(list))
	for i, name := range list {
		names[i] = name[len(d.prefix):]
	}
	return names
}
