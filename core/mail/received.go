package mail

import (
	"net/netip"
	"strings"
	"time"
)

// Hop is what a server writes of a message that it has received (RFC 5321 §4.4).
type Hop struct {
	Greeting string     // what the client said at EHLO or HELO
	Name     string     // what the DNS says of its address, "" if nothing
	From     netip.Addr // the client's address
	By       string     // the server
	With     string     // "SMTP", "ESMTP", "ESMTPA" (RFC 3848)
	ID       string     // in the server's queue
	For      string     // the recipient, if there is just one
	At       time.Time
}

// Received writes a Received field, with its line end, as servers put it on top of a
// message:
//
//	Received: from mail.crepes.fr (mail.crepes.fr [192.0.2.25])
//		by mail.hamburger.edu with ESMTP id 4F2K9
//		for <bob@hamburger.edu>; Mon, 05 Jan 2026 09:00:02 +0000
func Received(h Hop) []byte {
	var b strings.Builder
	b.WriteString("Received: ")
	if h.Greeting != "" || h.From.IsValid() {
		b.WriteString("from " + orUnknown(clean(h.Greeting, "();")))
		if h.From.IsValid() {
			b.WriteString(" (")
			if h.Name != "" {
				b.WriteString(clean(h.Name, "()[];") + " ")
			}
			b.WriteString(AddressLiteral(h.From) + ")")
		}
		b.WriteString("\r\n\t")
	}
	b.WriteString("by " + orUnknown(clean(h.By, "();")))
	if h.With != "" {
		b.WriteString(" with " + clean(h.With, "();"))
	}
	if h.ID != "" {
		b.WriteString(" id " + clean(h.ID, "();"))
	}
	if h.For != "" {
		b.WriteString("\r\n\tfor <" + clean(h.For, "<>;") + ">")
	}
	b.WriteString("; " + FormatDate(h.At) + "\r\n")
	return []byte(b.String())
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// AddressLiteral writes an address as mail does: "[192.0.2.25]", "[IPv6:2001:db8::25]" (RFC
// 5321 §4.1.3).
func AddressLiteral(a netip.Addr) string {
	if a.Unmap().Is4() {
		return "[" + a.Unmap().String() + "]"
	}
	return "[IPv6:" + a.String() + "]"
}

// ReturnPath writes the field that the last server puts on top: the envelope's sender, to whom
// bounces go; "" for a bounce itself (RFC 5321 §4.4).
func ReturnPath(sender string) []byte {
	return []byte("Return-Path: <" + clean(sender, "<>") + ">\r\n")
}

// ReceivedBy returns the server that has written a Received field, from the field's value; ""
// if it does not say. It is named behind the client, who may greet with any word: the last
// "by" counts.
func ReceivedBy(value string) string {
	words := strings.Fields(stripComments(value))
	for i := len(words) - 2; i >= 0; i-- {
		if strings.EqualFold(words[i], "by") {
			return strings.TrimSuffix(words[i+1], ";")
		}
	}
	return ""
}

// CountReceived counts the Received fields of a message: RFC 5321 §6.3 has servers find loops
// by that.
func CountReceived(source []byte) int {
	h, _ := ParseHeader(source)
	return h.Count("Received")
}
