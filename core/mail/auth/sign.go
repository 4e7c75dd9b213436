package auth

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// Key is with what a domain signs.
type Key struct {
	Domain   string // d=
	Selector string // s=
	Private  ed25519.PrivateKey
	// Simple signs header and body as they are, instead of relaxed.
	Simple bool
}

// NewKey makes a key of 32 bytes (RFC 8032 calls them the private key).
func NewKey(domain, selector string, seed []byte) Key {
	hash := seed
	if len(seed) != ed25519.SeedSize {
		sum := sha256.Sum256(seed)
		hash = sum[:]
	}
	return Key{Domain: domain, Selector: selector, Private: ed25519.NewKeyFromSeed(hash)}
}

// Record is the text that the DNS holds at Name.
func (k Key) Record() string {
	public := k.Private.Public().(ed25519.PublicKey)
	return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
}

// Name is where the DNS holds the record, without the final dot.
func (k Key) Name() string { return k.Selector + "._domainkey." + k.Domain }

// signedFields are those that RFC 6376 §5.4.1 recommends, as far as this project writes them.
var signedFields = [...]string{"From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
	"MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-ID", "Content-Description"}

// Sign returns the DKIM-Signature field of a message, with its line end, to be put on top of
// it. From is signed once more than it stands there, so that nobody can add another.
func Sign(source []byte, k Key, now time.Time) []byte {
	m := newSigned(source)
	c := canonical{!k.Simple, !k.Simple}
	var names []string
	for _, name := range signedFields {
		for range m.header.Count(name) {
			names = append(names, name)
		}
	}
	names = append(names, "From")
	body := sha256.Sum256(c.body(m.body))
	field := fmt.Sprintf("DKIM-Signature: v=1; a=ed25519-sha256; c=%s;\r\n\td=%s; s=%s;\r\n\tt=%d; h=%s;\r\n\tbh=%s;\r\n\tb=",
		c, k.Domain, k.Selector, now.Unix(), folded(names), base64.StdEncoding.EncodeToString(body[:]))
	lower := make([]string, len(names))
	for i, name := range names {
		lower[i] = strings.ToLower(name)
	}
	hash := m.hash(c, lower, field+"\r\n")
	signature := base64.StdEncoding.EncodeToString(ed25519.Sign(k.Private, hash[:]))
	// 88 characters are more than a line should have.
	return []byte(field + signature[:44] + "\r\n\t " + signature[44:] + "\r\n")
}

// folded writes a list of names, a few on each line.
func folded(names []string) string {
	var b strings.Builder
	width := 0
	for i, name := range names {
		if i > 0 {
			b.WriteByte(':')
		}
		if width += len(name) + 1; width > 56 {
			b.WriteString("\r\n\t ")
			width = len(name) + 1
		}
		b.WriteString(name)
	}
	return b.String()
}
