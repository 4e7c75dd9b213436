package agent

import (
	"cmp"
	"slices"
	"time"

	"playnet/core/mail"
)

// Letter is what a user has written.
type Letter struct {
	To, Cc, Bcc []string // addresses, perhaps with names
	Subject     string
	Text, HTML  string
	Attachments []mail.Attachment
	InReplyTo   string // the Message-ID that it answers, without angle brackets
	Reply       *Place // the message that it answers: it gives what is absent above
	Forward     *Place // the message that goes along
	// From is a sender that the message claims instead of the user; "" for the user.
	From string
	// Draft is the UID of the draft, in the folder "Drafts", that it takes the place of; 0: none.
	Draft uint32
}

// Place is where a message lies.
type Place struct {
	Folder string
	UID    uint32
}

// complete gives a letter what follows from the message that it answers or passes on, which
// is fetched if it isn't there.
func (a *Agent) complete(l *Letter) error {
	if p := l.Reply; p != nil {
		source, _, err := a.whole(p.Folder, p.UID)
		if err != nil {
			return err
		}
		header, _ := mail.ParseHeader(source)
		l.InReplyTo = cmp.Or(l.InReplyTo, mail.MessageIDOf(header.Get("Message-ID")))
		if len(l.To)+len(l.Cc)+len(l.Bcc) == 0 {
			l.To = mail.Fields(mail.AnswerTo(header))
		}
		l.Subject = cmp.Or(l.Subject, mail.Prefixed("Re: ", header.Text("Subject")))
	}
	if p := l.Forward; p != nil {
		source, _, err := a.whole(p.Folder, p.UID)
		if err != nil {
			return err
		}
		header, _ := mail.ParseHeader(source)
		l.Subject = cmp.Or(l.Subject, mail.Prefixed("Fwd: ", header.Text("Subject")))
		l.Attachments = append(l.Attachments[:len(l.Attachments):len(l.Attachments)],
			mail.Attachment{Name: "message.eml", Type: "message/rfc822", Data: source})
	}
	return nil
}

// compose makes a message of a letter.
func (a *Agent) compose(l Letter) mail.Draft {
	own := addressOf(a.config.Address)
	own.Name = a.config.Name
	d := mail.Draft{
		From: own, To: addressesOf(l.To), Cc: addressesOf(l.Cc), Bcc: addressesOf(l.Bcc),
		Subject: l.Subject, Text: l.Text, HTML: l.HTML, Attachments: l.Attachments,
		Date:      a.h.Now().UTC().Truncate(time.Second),
		MessageID: mail.NewMessageID(a.dice, a.h.Now(), own.Domain),
	}
	if l.From != "" {
		d.From = addressOf(l.From)
	}
	if l.InReplyTo != "" {
		d.InReplyTo, d.References = l.InReplyTo, a.thread(l.InReplyTo)
	}
	return d
}

// maxThread bounds the References of a message.
const maxThread = 50

// thread returns the References of an answer. RFC 5322, section 3.6.4: they "will contain
// the contents of the parent's "References:" field (if any) followed by the contents of the
// parent's "Message-ID:" field (if any)."
func (a *Agent) thread(answers string) []string {
	var list []string
	if header, ok := a.headerOf(answers); ok {
		list = mail.MessageIDsOf(header.Get("References"))
		if parent := mail.MessageIDsOf(header.Get("In-Reply-To")); len(list) == 0 && len(parent) == 1 {
			list = parent
		}
	}
	list = slices.DeleteFunc(list, func(id string) bool { return id == answers })
	if len(list) >= maxThread {
		list = append(list[:1:1], list[len(list)-maxThread+2:]...) // the first, and the latest
	}
	return append(list, answers)
}

func addressOf(text string) mail.Address {
	if list := mail.ParseAddresses(text); len(list) > 0 {
		return list[0]
	}
	return mail.Address{}
}

func addressesOf(texts []string) (list []mail.Address) {
	for _, text := range texts {
		list = append(list, mail.ParseAddresses(text)...)
	}
	return list
}
