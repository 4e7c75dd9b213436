package imap

import "playnet/core/mail"

// appendEnvelope appends the ENVELOPE of a header (RFC 3501, section 7.4.2): date,
// subject, from, sender, reply-to, to, cc, bcc, in-reply-to and message-id.
func appendEnvelope(b []byte, h mail.Header) []byte {
	b = append(b, '(')
	b = appendField(b, h, "Date")
	b = appendField(append(b, ' '), h, "Subject")
	from := h.Get("From")
	for _, name := range []string{"From", "Sender", "Reply-To", "To", "Cc", "Bcc"} {
		value := h.Get(name)
		// "If the Sender or Reply-To lines are absent in the [RFC-2822] header, or are present
		// but empty, the server sets the corresponding member of the envelope to be the same
		// value as the from member".
		if value == "" && (name == "Sender" || name == "Reply-To") {
			value = from
		}
		b = appendAddresses(append(b, ' '), addresses(value))
	}
	b = appendField(append(b, ' '), h, "In-Reply-To")
	b = appendField(append(b, ' '), h, "Message-ID")
	return append(b, ')')
}

// appendField appends a field's value as a string. RFC 3501, section 7.4.2, wants NIL for a
// field that is not there, and the empty string for one that is empty.
func appendField(b []byte, h mail.Header, name string) []byte {
	return appendNString(b, h.Get(name), h.Count(name) > 0)
}

func appendAddresses(b []byte, list []address) []byte {
	if len(list) == 0 {
		return append(b, "NIL"...)
	}
	b = append(b, '(')
	for _, a := range list {
		b = append(b, '(')
		b = appendNString(b, a.name, a.name != "")
		b = appendNString(append(b, ' '), a.route, a.route != "")
		b = appendNString(append(b, ' '), a.mailbox, a.kind != groupEnd)
		b = appendNString(append(b, ' '), a.host, a.kind == mailboxAddress)
		b = append(b, ')')
	}
	return append(b, ')')
}
