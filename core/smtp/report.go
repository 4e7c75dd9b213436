package smtp

import (
	"bytes"
	"fmt"
	"strings"

	"playnet/core/mail"
	"playnet/core/view"
)

// maxReturned is the size of a message up to which a report brings it back whole; of a
// longer one it brings the header.
const maxReturned = 50 << 10

// report puts a delivery status notification into the queue: what has become of a mail,
// as a person reads it, as a program reads it (RFC 3464), and the mail itself, all three
// as the parts of a multipart/report (RFC 3462, now 6522). what is "failed", "expired" or
// "delayed".
func (q *Queue) report(m *entry, to []Address, words []verdict, what string) *entry {
	source := q.source(m)
	e := Envelope{ID: q.NewID(), To: []Address{m.From}, UTF8: m.UTF8, Local: true}
	subject := "Undelivered Mail Returned to Sender"
	if what == "delayed" {
		subject = "Delayed Mail (still being retried)"
	}
	now := q.h.Now()
	var fields bytes.Buffer
	fields.Write(mail.Received(mail.Hop{By: q.config.Name, ID: e.ID, At: now}))
	fmt.Fprintf(&fields, "Date: %s\r\n", mail.FormatDate(now))
	fmt.Fprintf(&fields, "From: Mail Delivery System <MAILER-DAEMON@%s>\r\n", q.config.Name)
	fmt.Fprintf(&fields, "To: %s\r\n", m.From)
	fmt.Fprintf(&fields, "Subject: %s\r\n", subject)
	fmt.Fprintf(&fields, "Message-ID: <%s@%s>\r\n", e.ID, q.config.Name)
	// RFC 3834, section 5: so that no program answers a program.
	fields.WriteString("Auto-Submitted: auto-replied\r\n")
	report := mail.Entity{
		Type:   "multipart/report",
		Params: []view.NameValue{{Name: "report-type", Value: "delivery-status"}},
		Parts: []mail.Entity{
			{Type: "text/plain", Params: charset(m), Description: "Notification", Body: q.notice(m, to, words, what)},
			{Type: "message/delivery-status", Description: "Delivery report", Body: q.status(m, to, words, what)},
			{Type: "message/rfc822", Description: "Undelivered Message", Body: source},
		},
	}
	if len(source) > maxReturned || what == "delayed" {
		header := source[:headerFields(source, func(string) {})]
		report.Parts[2] = mail.Entity{Type: "text/rfc822-headers", Description: "Message Headers", Body: header}
	}
	return q.add(e, mail.WriteMessage(fields.Bytes(), report, q.marks))
}

func charset(m *entry) []view.NameValue {
	if m.UTF8 {
		return []view.NameValue{{Name: "charset", Value: "utf-8"}}
	}
	return nil
}

// notice is the part for people.
func (q *Queue) notice(m *entry, to []Address, words []verdict, what string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "This is the mail system at host %s.\r\n\r\n", q.config.Name)
	switch what {
	case "delayed":
		fmt.Fprintf(&b, "Your message has waited since %s and could not be\r\ndelivered yet. You need not send it again: "+
			"it will be tried until\r\n%s.\r\n\r\n", mail.FormatDate(m.Since), mail.FormatDate(q.until(m)))
	case "expired":
		fmt.Fprintf(&b, "Your message could not be delivered in %s and will not be\r\ntried any more.\r\n\r\n", shortly(q.config.GiveUpAfter))
	default:
		b.WriteString("Your message could not be delivered to everybody it was meant for.\r\n\r\n")
	}
	for i, a := range to {
		fmt.Fprintf(&b, "<%s>: ", a)
		if words[i].said {
			fmt.Fprintf(&b, "host %s said: ", words[i].host)
		}
		b.WriteString(oneLine(words[i].String()) + "\r\n")
	}
	return b.Bytes()
}

// status is the part for programs (RFC 3464, section 2): fields about the message, then
// a group of fields about each recipient.
func (q *Queue) status(m *entry, to []Address, words []verdict, what string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Reporting-MTA: dns; %s\r\n", q.config.Name)
	fmt.Fprintf(&b, "X-Playnet-Queue-ID: %s\r\n", m.ID)
	fmt.Fprintf(&b, "Arrival-Date: %s\r\n", mail.FormatDate(m.Since))
	action := "failed"
	if what == "delayed" {
		action = "delayed"
	}
	for i, a := range to {
		w := words[i]
		kind := "rfc822"
		if !a.ASCII() {
			kind = "utf-8" // RFC 6533
		}
		fmt.Fprintf(&b, "\r\nFinal-Recipient: %s; %s\r\nAction: %s\r\nStatus: %s\r\n", kind, a, action, statusOf(w, what))
		if w.said {
			fmt.Fprintf(&b, "Remote-MTA: dns; %s\r\nDiagnostic-Code: smtp; %s\r\n", w.host, oneLine(w.String()))
		} else {
			fmt.Fprintf(&b, "Diagnostic-Code: X-Playnet; %s\r\n", oneLine(w.Text))
		}
		fmt.Fprintf(&b, "Last-Attempt-Date: %s\r\n", mail.FormatDate(q.h.Now()))
		if what == "delayed" {
			fmt.Fprintf(&b, "Will-Retry-Until: %s\r\n", mail.FormatDate(q.until(m)))
		}
	}
	return b.Bytes()
}

// statusOf is the enhanced code of a recipient. RFC 3463, section 3.5: X.4.7 is "Delivery
// time expired".
func statusOf(w verdict, what string) string {
	if what == "expired" && !w.Permanent() {
		return "4.4.7"
	}
	return w.status()
}

// oneLine makes a server's words fit into a field: nothing in them ends it.
func oneLine(s string) string {
	const enough = 500
	if len(s) > enough {
		s = strings.ToValidUTF8(s[:enough], "") + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}
