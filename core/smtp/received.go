package smtp

import (
	"bytes"
	"net/netip"
	"strings"
	"time"
)

// dateLayout is RFC 5322's date-time, as header fields have it.
const dateLayout = "Mon, 2 Jan 2006 15:04:05 -0700"

// received is the field that a server puts on top of each mail (RFC 5321, section 4.4).
func received(e Envelope, by, with string, now time.Time) string {
	var b strings.Builder
	b.WriteString("Received: from " + e.Helo + " (" + addressLiteral(e.Peer) + ")\r\n")
	b.WriteString("\tby " + by + " with " + with + " id " + e.ID)
	// A mail to several must not tell each of the others (section 7.6).
	if len(e.To) == 1 {
		b.WriteString("\r\n\tfor <" + e.To[0].String() + ">")
	}
	b.WriteString(";\r\n\t" + now.Format(dateLayout) + "\r\n")
	return b.String()
}

func addressLiteral(a netip.Addr) string {
	if a.Is6() {
		return "[IPv6:" + a.String() + "]"
	}
	return "[" + a.String() + "]"
}

// returnPath is the field that the last server puts on top of a mail, with the reverse
// path of the envelope, which ends there (RFC 5321, section 4.4).
func returnPath(from Address) string { return "Return-Path: <" + from.String() + ">\r\n" }

// headerFields calls f with the name of each field of a message's header and returns
// where the header ends: at its empty line, or at the first line that is no field.
func headerFields(source []byte, f func(name string)) (end int) {
	for end < len(source) {
		line, _, found := bytes.Cut(source[end:], []byte("\n"))
		length := len(line)
		if found {
			length++
		}
		line = bytes.TrimSuffix(line, []byte("\r"))
		folded := len(line) > 0 && (line[0] == ' ' || line[0] == '\t') && end > 0
		if !folded {
			name, ok := fieldName(line)
			if !ok {
				return end
			}
			f(name)
		}
		end += length
	}
	return end
}

// fieldName returns the name of the field that begins with a line; RFC 5322, section
// 3.6.8: printable characters without the colon.
func fieldName(line []byte) (string, bool) {
	name, _, ok := bytes.Cut(line, []byte(":"))
	name = bytes.TrimRight(name, " \t")
	for _, c := range name {
		if c <= ' ' || c >= 0x7f {
			return "", false
		}
	}
	return string(name), ok && len(name) > 0
}

// parted returns a message whose header ends with an empty line, so that fields can be
// put on top of it: where somebody has forgotten that line, it is put in.
func parted(source []byte) []byte {
	end := headerFields(source, func(string) {})
	if bytes.HasPrefix(source[end:], []byte("\r\n")) {
		return source
	}
	return bytes.Join([][]byte{source[:end], source[end:]}, []byte("\r\n"))
}

// hops counts the servers that a mail has passed. RFC 5321, section 6.3: "Simple counting
// of the number of "Received:" header fields in a message has proven to be an effective,
// although rarely optimal, method of detecting loops in mail systems."
func hops(source []byte) int {
	n := 0
	headerFields(source, func(name string) {
		if strings.EqualFold(name, "Received") {
			n++
		}
	})
	return n
}

// complete adds what a user agent has left out of a header. RFC 6409, section 8, lets a
// submission server add Date and Message-ID.
func complete(source []byte, e Envelope, name string, now time.Time) []byte {
	date, id := false, false
	headerFields(source, func(field string) {
		date = date || strings.EqualFold(field, "Date")
		id = id || strings.EqualFold(field, "Message-ID")
	})
	add := ""
	if !date {
		add += "Date: " + now.Format(dateLayout) + "\r\n"
	}
	if !id {
		add += "Message-ID: <" + e.ID + "@" + name + ">\r\n"
	}
	return append([]byte(add), source...)
}
