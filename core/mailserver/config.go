package mailserver

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"playnet/core/mail/mailbox"
)

// Protocol is one of those that a server speaks.
type Protocol string

// The protocols.
const (
	SMTP       Protocol = "smtp"       // port 25: mail from other servers
	Submission Protocol = "submission" // port 587: mail from the server's own users
	POP3       Protocol = "pop3"       // port 110
	IMAP       Protocol = "imap"       // port 143
)

// Config is how a server is set up.
type Config struct {
	Name      string   // with which it introduces itself: "mail.crepes.fr"
	Domains   []string // whose mail it keeps: "crepes.fr"
	BackupFor []string // whose mail it takes and passes on, as a second choice
	Accounts  []Account
	Quota     int64            // bytes a user's mailboxes may hold together; 0: any number
	Protocols []Protocol       // nil: all
	Folders   []Folder         // what lies there when the server starts for the first time
	Resolvers []netip.AddrPort // whom it asks for MX records and addresses

	RelayFor []netip.Prefix // the clients whose mail it passes on without a password
	Greylist bool           // strangers have to come back
	Busy     bool           // everybody has: the server is overloaded
	MaxSize  int64          // octets of a message; 0: what smtp.Config has

	// The queue: how long it waits before each new try, after how long it gives up, and
	// after how long it warns the sender. Zero: what smtp has.
	Retry                  []time.Duration
	GiveUpAfter, WarnAfter time.Duration

	// What is checked of mail that comes in: SPF (RFC 7208), DKIM (RFC 6376), and DMARC
	// (RFC 7489), which needs both.
	SPF, VerifyDKIM, DMARC bool
	// Sign is how mail of the server's own users is signed; nil: it isn't.
	Sign *Signing
}

// Signing is how a server signs with DKIM: an Ed25519 key (RFC 8463), whose public half
// stands in the DNS at Selector._domainkey.Domain.
type Signing struct {
	Domain, Selector string
	Seed             []byte // the private key: 32 bytes (RFC 8032)
}

// Folder is what lies in a user's mailbox when the server starts for the first time.
type Folder struct {
	User     string
	Name     string // "": INBOX
	Flags    []string
	Messages [][]byte // the messages' sources, oldest first
	Copies   int      // how often each is there; 0: once
}

// Account is a user of the server.
type Account struct {
	User     string // to log in with, and the local part of the address
	Password string
	Aliases  []string // other local parts of the user's addresses
}

// speaks reports whether the server speaks a protocol.
func (c *Config) speaks(p Protocol) bool {
	return c.Protocols == nil || slices.Contains(c.Protocols, p)
}

// accounts lists the users as the store knows them.
func (c *Config) accounts() (list []mailbox.Account) {
	for _, a := range c.Accounts {
		list = append(list, mailbox.Account{User: a.User, Password: a.Password, Quota: c.Quota})
	}
	return list
}

// UserOf returns the name of the user whose address has a local part: the user's own
// name or an alias, in any case, with or without a detail behind a plus sign (RFC 5233).
func (c *Config) UserOf(local string) (user string, ok bool) {
	for _, name := range []string{local, withoutDetail(local)} {
		for _, a := range c.Accounts {
			if a.has(name) {
				return a.User, true
			}
		}
	}
	// RFC 5321, section 4.5.1: this address always works.
	if strings.EqualFold(local, "postmaster") && len(c.Accounts) > 0 {
		return c.Accounts[0].User, true
	}
	return "", false
}

func withoutDetail(local string) string {
	name, _, _ := strings.Cut(local, "+")
	return name
}

// has reports whether a local part is the user's.
func (a *Account) has(local string) bool {
	if strings.EqualFold(a.User, local) {
		return true
	}
	for _, alias := range a.Aliases {
		if strings.EqualFold(alias, local) {
			return true
		}
	}
	return false
}
