package smtp

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"playnet/core/host"
)

// The ports of RFC 5321 and RFC 6409.
const (
	Port           = 25
	PortSubmission = 587
)

// Envelope is what SMTP itself knows of a mail, apart from what stands in it (RFC 5321,
// section 2.3.1).
type Envelope struct {
	ID   string // in the queue that has taken it
	From Address
	To   []Address
	UTF8 bool // an address, or the header, goes beyond ASCII (RFC 6531)

	// What the server knows of the client; zero for mail that came up on this host.
	Peer  netip.Addr
	Helo  string // what the client says its name is
	User  string // who has logged in
	Local bool   // it came up on this host: a report
}

// Acceptor takes the responsibility for mail; a [Queue] does.
type Acceptor interface {
	// NewID returns the id of the next mail, for its Received field.
	NewID() string
	// Accept takes a mail whose id is that of NewID. The mail is safe when it returns nil;
	// it does not block. An error that is a [Reply] is what the client hears.
	Accept(e Envelope, source []byte) error
}

// Mailboxes is where mail ends: the store of a server's own users.
type Mailboxes interface {
	// Verify says whether there is a mailbox of a local address that takes a message of so
	// many bytes; 0: not known. The error is the reply that refuses it.
	Verify(rcpt Address, size int64) error
	// Deliver puts a message into the mailbox of a local address. It is safe there when nil
	// is returned; Deliver does not block.
	Deliver(rcpt Address, source []byte) error
}

// Config is what a [Server] is told. Zero values are defaults.
type Config struct {
	Name    string   // of the host, in greetings and in Received: "mail.crepes.fr"
	Domains []string // whose mail ends here
	// Submission: the server takes mail of users who have logged in, on port 587, and
	// completes their headers (RFC 6409).
	Submission bool
	Port       uint16 // 0: 25, or 587 for submission

	Queue     Acceptor
	Mailboxes Mailboxes
	// Authenticate says whether a user has this password; nil: AUTH is not offered.
	Authenticate func(user, password string) bool
	// BackupFor are domains whose mail the server takes from anybody and passes on: their MX
	// records name it in the second place.
	BackupFor []string
	// RelayFor are the clients that may send anywhere without logging in.
	RelayFor []netip.Prefix
	// OpenRelay lets anybody send anywhere, as all servers once did.
	OpenRelay bool

	MaxSize       int64         // octets of a message; 0: 10,485,760
	MaxRecipients int           // of a mail; 0: 1,000
	MaxHops       int           // Received fields; 0: 100
	Greylist      time.Duration // how long a stranger waits; 0: nobody does
	// Trouble, when it has a code, is what each MAIL is answered with: "try later".
	Trouble Reply

	// Check looks at a mail before it is accepted, as SPF, DKIM and DMARC do. It returns
	// the mail as it is to be accepted, with a field more on top ("Authentication-Results:
	// …", "DKIM-Signature: …"), or the reply that refuses it. It may block.
	Check func(h host.Host, e Envelope, source []byte) (checked []byte, refusal error)

	// How long the server waits for a command, and for the next 64 KiB of a message. 0: 5
	// and 10 minutes. RFC 5321, section 4.5.3.2.7: "An SMTP server SHOULD have a timeout of
	// at least 5 minutes while it is awaiting the next command from the sender."
	CommandTimeout, DataTimeout time.Duration
	MaxConnections              int // 0: 100
	MaxPerClient                int // connections of one address; 0: 20
}

const (
	defaultMaxSize       = 10 << 20
	defaultMaxRecipients = 1000
	defaultMaxHops       = 100 // RFC 5321, section 6.3: "normally at least 100 Received entries"
)

func (c Config) withDefaults() Config {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&c.MaxRecipients, defaultMaxRecipients)
	set(&c.MaxHops, defaultMaxHops)
	set(&c.MaxConnections, 100)
	set(&c.MaxPerClient, 20)
	if c.MaxSize == 0 {
		c.MaxSize = defaultMaxSize
	}
	if c.CommandTimeout == 0 {
		c.CommandTimeout = 5 * time.Minute
	}
	if c.DataTimeout == 0 {
		c.DataTimeout = 10 * time.Minute
	}
	if c.Port == 0 {
		c.Port = Port
		if c.Submission {
			c.Port = PortSubmission
		}
	}
	return c
}

// local reports whether mail for a domain ends here.
func (c *Config) local(domain string) bool {
	return slices.ContainsFunc(c.Domains, func(d string) bool { return strings.EqualFold(d, domain) })
}

// passesOn reports whether anybody may send mail for a domain through the server.
func (c *Config) passesOn(domain string) bool {
	return c.OpenRelay || slices.ContainsFunc(c.BackupFor, func(d string) bool { return strings.EqualFold(d, domain) })
}

// relays reports whether a client may send anywhere.
func (c *Config) relays(client netip.Addr) bool {
	return slices.ContainsFunc(c.RelayFor, func(p netip.Prefix) bool { return p.Contains(client) })
}
