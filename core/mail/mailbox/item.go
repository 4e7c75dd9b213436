package mailbox

import (
	"bytes"
	"mime"
	"net/mail"

	"playnet/core/view"
)

// itemOf reads what a list shows of a message from its header.
func itemOf(source []byte) (v view.MailItem) {
	m, err := mail.ReadMessage(bytes.NewReader(source))
	if err != nil {
		return v
	}
	decode := func(s string) string {
		if d, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
			return d
		}
		return s
	}
	v.From, v.Subject = decode(m.Header.Get("From")), decode(m.Header.Get("Subject"))
	if to := m.Header.Get("To"); to != "" {
		v.To = []string{decode(to)}
	}
	return v
}
