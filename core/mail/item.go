package mail

import (
	"strings"

	"playnet/core/view"
)

// ItemOf returns a message as a line of a list: it reads the header and no more. UID and
// flags are the mailbox's.
func ItemOf(source []byte) view.MailItem {
	h, _ := ParseHeader(source)
	item := view.MailItem{
		MessageID: MessageIDOf(h.Get("Message-ID")),
		Subject:   h.Text("Subject"),
		Size:      int64(len(source)),
	}
	if from := ParseAddresses(h.Get("From")); len(from) > 0 {
		item.From = from[0].String()
	}
	for _, a := range ParseAddresses(h.Get("To")) {
		item.To = append(item.To, a.String())
	}
	if date, ok := ParseDate(h.Get("Date")); ok {
		item.Date = date.UnixNano()
	}
	return item
}

// MessageIDOf returns the first message ID in a value such as Message-ID's or In-Reply-To's,
// without its angle brackets (RFC 5322 §3.6.4).
func MessageIDOf(value string) string {
	ids := MessageIDsOf(value)
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// MessageIDsOf returns the message IDs in a value such as References'. One that lacks its
// brackets is taken as it stands.
func MessageIDsOf(value string) []string {
	var ids []string
	for _, word := range strings.Fields(strings.NewReplacer("<", " <", ">", "> ").Replace(stripComments(value))) {
		if id := strings.Trim(word, "<>,"); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}
