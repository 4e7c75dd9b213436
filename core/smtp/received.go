package smtp

import (
	"bytes"
	"strings"
	"time"

	"playnet/core/mail"
)

// received is the field that a server puts on top of each mail (RFC 5321, section 4.4). A
// mail to several must not tell each of the others (section 7.6).
func received(e Envelope, by, with string, now time.Time) []byte {
	hop := mail.Hop{Greeting: e.Helo, From: e.Peer, By: by, With: with, ID: e.ID, At: now}
	if len(e.To) == 1 {
		hop.For = e.To[0].String()
	}
	return mail.Received(hop)
}

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
		add += "Date: " + mail.FormatDate(now) + "\r\n"
	}
	if !id {
		add += "Message-ID: <" + e.ID + "@" + name + ">\r\n"
	}
	return append([]byte(add), source...)
}
