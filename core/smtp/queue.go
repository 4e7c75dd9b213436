package smtp

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"time"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/mail"
	"playnet/core/trace"
	"playnet/core/view"
)

// Resolver looks names up; [dns.Stub] does.
type Resolver interface {
	Lookup(h host.Host, name string, qtype uint16, servers ...netip.AddrPort) dns.Reply
}

// QueueConfig is what a [Queue] is told. Zero values are defaults.
type QueueConfig struct {
	Name      string   // of the host, as it introduces itself: "mail.crepes.fr"
	Domains   []string // whose mail ends here
	Mailboxes Mailboxes
	Resolver  Resolver

	// Retry are the waiting times after the first, second, … try; the last one stays. RFC
	// 5321, section 4.5.4.1: "the retry interval SHOULD be at least 30 minutes"; "more
	// sophisticated and variable strategies will be beneficial".
	Retry     []time.Duration // nil: 5, 10, 20, 40, 80 and 160 minutes, then 4 hours
	WarnAfter time.Duration   // when the sender is told that a mail waits; 0: 4 hours
	// GiveUpAfter is when a mail comes back. Section 4.5.4.1: "the give-up time generally
	// needs to be at least 4-5 days". 0: 5 days.
	GiveUpAfter time.Duration

	MaxParallel int    // deliveries at a time, each to another domain; 0: 20
	MaxMails    int    // in the queue; 0: 10,000
	Port        uint16 // of other servers; 0: 25
}

func (c QueueConfig) withDefaults() QueueConfig {
	if len(c.Retry) == 0 {
		for wait := 5 * time.Minute; wait < 4*time.Hour; wait *= 2 {
			c.Retry = append(c.Retry, wait)
		}
		c.Retry = append(c.Retry, 4*time.Hour)
	}
	c.WarnAfter = cmp.Or(c.WarnAfter, 4*time.Hour)
	c.GiveUpAfter = cmp.Or(c.GiveUpAfter, 5*24*time.Hour)
	c.MaxParallel = cmp.Or(c.MaxParallel, 20)
	c.MaxMails = cmp.Or(c.MaxMails, 10000)
	c.Port = cmp.Or(c.Port, Port)
	return c
}

// Queue keeps mail until it is delivered, or its sender knows that it can't be. All of
// it stands on the host's disk: a queue that is made on the same host later goes on where
// this one was stopped.
type Queue struct {
	config QueueConfig
	h      host.Host
	disk   host.Disk
	wake   host.Signal
	dice   *rand.Rand // for MX records of equal preference
	marks  *rand.Rand // for boundaries

	entries []*entry // oldest first
	lastID  int64
	busy    map[string]bool // domains to which mail is delivered now
	clients []*Client       // connections that stand
}

// entry is a mail in the queue.
type entry struct {
	ID        string    `json:"id"`
	From      Address   `json:"from"`
	UTF8      bool      `json:"utf8,omitempty"`
	Since     time.Time `json:"since"`
	Warned    bool      `json:"warned,omitempty"`
	Operation trace.ID  `json:"operation,omitempty"` // that it serves
	Legs      []*leg    `json:"legs"`

	item view.MailItem
}

// leg is a mail's way to one domain.
type leg struct {
	Domain string    `json:"domain"` // in lower case; "" for this server's mailboxes
	To     []Address `json:"to"`     // who does not have it yet
	Tries  int       `json:"tries,omitempty"`
	Next   time.Time `json:"next"`           // when it is tried
	Last   string    `json:"last,omitempty"` // what the last try ended with
	Host   string    `json:"host,omitempty"` // where it was tried

	mail   *entry
	active bool     // it is being delivered
	cause  trace.ID // what its next try is due to
}

// NewQueue returns a queue.
func NewQueue(c QueueConfig) *Queue {
	return &Queue{config: c.withDefaults(), busy: map[string]bool{}}
}

// Reconfigure changes what the queue is told; mail that waits goes on waiting as long as
// it was told to.
func (q *Queue) Reconfigure(c QueueConfig) {
	q.config = c.withDefaults()
	if q.wake != nil {
		q.wake.Broadcast()
	}
}

// Open reads the queue from the host's disk. Run does so, if nobody has before.
func (q *Queue) Open(h host.Host) {
	if q.h != nil {
		return
	}
	q.h, q.disk, q.wake = h, host.DiskOf(h), h.NewSignal()
	q.dice, q.marks = h.Rand("mx"), h.Rand("boundaries")
	q.load()
}

// NewID returns an id that no mail of this host has: the time, in hexadecimal
// microseconds.
func (q *Queue) NewID() string {
	q.lastID = max(q.lastID+1, q.h.Now().UnixMicro())
	return fmt.Sprintf("%X", q.lastID)
}

var (
	replyFull    = Reply{452, "4.3.1", "the queue is full"}
	replyNowhere = Reply{554, "5.5.1", "no recipients"}
)

// Accept takes a mail. It stands on the disk when nil is returned.
func (q *Queue) Accept(e Envelope, source []byte) error {
	switch {
	case len(q.entries) >= q.config.MaxMails:
		return replyFull
	case len(e.To) == 0:
		return replyNowhere
	}
	q.add(e, source)
	return nil
}

// add puts a mail into the queue.
func (q *Queue) add(e Envelope, source []byte) *entry {
	now := q.h.Now()
	operation := q.h.Serve(0)
	q.h.Serve(operation)
	m := &entry{ID: e.ID, From: e.From, UTF8: e.UTF8, Since: now, Operation: operation, item: mail.ItemOf(source)}
	for _, to := range e.To {
		m.leg(q.destination(to), now).To = append(m.leg(q.destination(to), now).To, to)
	}
	q.write(m, source)
	q.entries = append(q.entries, m)
	id := q.h.Emit(EventQueued{ID: m.ID, From: m.From.String(), To: texts(e.To), Size: int64(len(source))})
	for _, l := range m.Legs {
		l.cause = id
	}
	q.wake.Broadcast()
	return m
}

// leg returns the mail's way to a domain.
func (m *entry) leg(domain string, now time.Time) *leg {
	for _, l := range m.Legs {
		if l.Domain == domain {
			return l
		}
	}
	l := &leg{Domain: domain, Next: now, mail: m}
	m.Legs = append(m.Legs, l)
	return l
}

// destination is the domain that a recipient's mail goes to; "" is here.
func (q *Queue) destination(to Address) string {
	if a, ok := to.Literal(); ok && slices.Contains(q.h.Addrs(), a) {
		return ""
	}
	if slices.ContainsFunc(q.config.Domains, func(d string) bool { return strings.EqualFold(d, to.Domain) }) {
		return ""
	}
	return strings.ToLower(to.Domain)
}

// Run delivers until the host stops.
func (q *Queue) Run(h host.Host) error {
	q.Open(h)
	for {
		next := q.startDue()
		var err error
		if next.IsZero() {
			err = q.wake.Wait()
		} else {
			err = q.wake.WaitUntil(next)
		}
		if err != nil && !timedOut(err) {
			return err // the host stops
		}
	}
}

// startDue begins to deliver what is due, one fiber a domain, and returns when the next
// mail is; zero: there is none.
func (q *Queue) startDue() (next time.Time) {
	now := q.h.Now()
	for _, m := range q.entries {
		for _, l := range m.Legs {
			switch {
			case l.active || q.busy[l.Domain]:
				// It is looked at again when that is done.
			case l.Next.After(now):
				if next.IsZero() || l.Next.Before(next) {
					next = l.Next
				}
			case len(q.busy) < q.config.MaxParallel:
				domain := l.Domain
				q.busy[domain] = true
				q.h.Go("deliver", func() { q.deliver(domain) })
			}
		}
	}
	return next
}

// nextDue returns the oldest mail for a domain that is due; nil: there is none.
func (q *Queue) nextDue(domain string) *leg {
	now := q.h.Now()
	for _, m := range q.entries {
		for _, l := range m.Legs {
			if l.Domain == domain && !l.active && !l.Next.After(now) {
				return l
			}
		}
	}
	return nil
}
