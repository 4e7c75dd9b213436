package app

import (
	"slices"
	"strings"
	"time"

	"playnet/core/lab"
	"playnet/core/view"
	"playnet/ui/text"
)

// ReplyMail begins an answer to the message that is shown; all goes to everybody who got it.
func (a *App) ReplyMail(all bool) {
	row, ok := a.MailSelected()
	if _, agent := a.HasMail(a.mailing.host); !ok || !agent || row.Queued != nil {
		return
	}
	m, _ := a.MailMessage()
	c := &Compose{Subject: prefixed("Re:", row.Item.Subject), Reply: a.place(row)}
	to, others := lab.MailAnswer(m)
	c.To = strings.Join(to, ", ")
	if all {
		c.Cc = a.others(others, to)
		c.More = c.Cc != ""
	}
	if words := plainText(&m.Root); words != "" {
		c.Text = "\n\n" + text.T("reader.reply.said", "date", MailWhen(row.Item.Date), "who", row.Item.From) + "\n" + quoted(words)
	}
	a.compose(c, "")
}

// ForwardMail begins a message that hands on the one that is shown: as an attachment, so that
// its header and its files come along unchanged.
func (a *App) ForwardMail() {
	row, ok := a.MailSelected()
	if _, agent := a.HasMail(a.mailing.host); !ok || !agent || row.Queued != nil {
		return
	}
	c := &Compose{Subject: prefixed("Fwd:", row.Item.Subject), Forward: a.place(row)}
	a.compose(c, "mail-to")
}

// place is where a message of the folder that is shown lies.
func (a *App) place(row MailRow) *MailPlace {
	return &MailPlace{Folder: a.MailFolder().Key, UID: row.Item.UID, about: row.Item.Subject}
}

// prefixed puts a prefix before a subject, if it does not stand there.
func prefixed(prefix, subject string) string {
	if len(subject) >= len(prefix) && strings.EqualFold(subject[:len(prefix)], prefix) {
		return subject
	}
	return strings.TrimSpace(prefix + " " + subject)
}

// quoted sets marks of quotation before the lines of a text.
func quoted(words string) string {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(words, "\r\n", "\n"), "\n"), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ">") {
			lines[i] = ">" + line
		} else {
			lines[i] = "> " + line
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// plainText returns the text of a message: that of its first plain part, else "".
func plainText(root *view.MailPart) string {
	for _, p := range MailParts(root) {
		if p.Type == "text/plain" && p.Disposition != "attachment" && len(p.Children) == 0 {
			return p.Text
		}
	}
	return ""
}

// others returns a list of addresses, each once, without the user's own and those that are
// written to already.
func (a *App) others(list, already []string) string {
	known := []string{strings.ToLower(a.MailAccount())}
	for _, one := range already {
		known = append(known, bareAddress(strings.ToLower(one)))
	}
	var left []string
	for _, one := range list {
		if bare := bareAddress(strings.ToLower(one)); !slices.Contains(known, bare) {
			known, left = append(known, bare), append(left, one)
		}
	}
	return strings.Join(left, ", ")
}

// MailWhen writes an instant, in nanoseconds since 1970; 0 is none.
func MailWhen(ns int64) string {
	if ns == 0 {
		return ""
	}
	return time.Unix(0, ns).UTC().Format("2 Jan 2006, 15:04")
}

// MailDate writes a message's date for the list: the time alone on the world's present day.
func (a *App) MailDate(ns int64) string {
	if ns == 0 {
		return ""
	}
	at, now := time.Unix(0, ns).UTC(), time.Unix(0, a.Snapshot().WallNanos).UTC()
	switch {
	case at.Format("2006-01-02") == now.Format("2006-01-02"):
		return at.Format("15:04:05")
	case at.Year() == now.Year():
		return at.Format("2 Jan")
	}
	return at.Format("2006-01-02")
}
