package webmail

import (
	"strings"

	"playnet/core/imap"
	"playnet/core/mail"
	"playnet/core/smtp"
	"playnet/core/web"
)

// sentFolder is where a user's own mails are kept.
const sentFolder = "Sent"

// address is the user's own.
func (s *Server) address(u *user) mail.Address {
	local, domain, whole := strings.Cut(u.name, "@")
	if !whole {
		domain = s.config.Domain
	}
	return mail.Address{Local: local, Domain: domain}
}

// compose shows an empty form, or one that replies to a message or passes it on.
func (s *Server) compose(u *user, folder, number string, forward bool) *web.Response {
	d := draft{}
	if number != "" {
		_, source, err := s.fetch(u, folder, number)
		switch {
		case err != nil:
			return failed(err)
		case forward:
			d = draft{subject: mail.Prefixed("Fwd: ", mail.ItemOf(source).Subject), folder: folder, forwards: number}
		default:
			d = replyTo(source)
		}
	}
	return s.form(u, web.StatusOK, "", d)
}

// draft is what stands in the form.
type draft struct {
	to, cc, bcc, subject, text string
	inReplyTo                  string
	references                 string
	folder, forwards           string // the message that goes along, by its folder and UID
}

// replyTo begins a reply.
func replyTo(source []byte) draft {
	head, _ := mail.ParseHeader(source)
	item := mail.ItemOf(source)
	d := draft{to: strings.Join(mail.Fields(mail.AnswerTo(head)), ", "), subject: mail.Prefixed("Re: ", item.Subject), inReplyTo: item.MessageID,
		references: strings.TrimSpace(strings.Join(append(mail.MessageIDsOf(head.Get("References")), item.MessageID), " "))}
	for _, part := range shown(mail.Parse(source)) {
		if strings.HasPrefix(part.Type, "text/") && part.Disposition != "attachment" {
			text := part.Text
			if part.Type == "text/html" {
				text, _ = plainText(text)
			}
			d.text = "\n\n" + item.From + " wrote:\n> " + strings.ReplaceAll(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n", "\n> ") + "\n"
			break
		}
	}
	return d
}

// form shows the form of a mail.
func (s *Server) form(u *user, status web.Status, why string, d draft) *web.Response {
	p := begin("Compose – " + s.config.Title)
	s.top(p, u)
	p.add("<h1>Compose</h1>\n")
	if why != "" {
		p.add("<p><strong>{}</strong></p>\n", why)
	}
	p.add("<form method=\"post\" action=\"/send\" enctype=\"multipart/form-data\">\n<input type=\"hidden\" name=\"token\" value=\"{}\">\n"+
		"<input type=\"hidden\" name=\"inReplyTo\" value=\"{}\"><input type=\"hidden\" name=\"references\" value=\"{}\">\n"+
		"<input type=\"hidden\" name=\"folder\" value=\"{}\"><input type=\"hidden\" name=\"forwards\" value=\"{}\">\n", u.token, d.inReplyTo, d.references, d.folder, d.forwards)
	if d.forwards != "" {
		p.add("<p>The message goes along, whole, as an attachment.</p>\n")
	}
	for _, f := range []struct{ label, name, value string }{{"To", "to", d.to}, {"Cc", "cc", d.cc}, {"Bcc", "bcc", d.bcc}, {"Subject", "subject", d.subject}} {
		p.add("<p><label>{} <input name=\"{}\" size=\"60\" value=\"{}\"></label></p>\n", f.label, f.name, f.value)
	}
	p.add("<p><textarea name=\"text\" rows=\"12\" cols=\"72\" aria-label=\"Text\">\n{}</textarea></p>\n<p><label>Files <input name=\"file\" type=\"file\" multiple></label></p>\n<p><button>Send</button></p>\n</form>\n", d.text)
	return p.end(status)
}

// send hands a mail to the user's mail server, and keeps a copy.
func (s *Server) send(u *user, form web.Form) *web.Response {
	d := draft{to: form.Get("to"), cc: form.Get("cc"), bcc: form.Get("bcc"), subject: form.Get("subject"), text: form.Get("text"),
		inReplyTo: form.Get("inReplyTo"), references: form.Get("references"), folder: form.Get("folder"), forwards: form.Get("forwards")}
	message, envelope, wrong := s.written(u, d, form)
	if wrong != "" {
		return s.form(u, web.StatusBadRequest, wrong, d)
	}
	if d.forwards != "" {
		_, source, err := s.fetch(u, d.folder, d.forwards)
		if err != nil {
			return failed(err)
		}
		message.Attachments = append(message.Attachments, mail.Attachment{Name: "message.eml", Type: "message/rfc822", Data: source})
	}
	source := mail.Build(message)
	s.h.Emit(EventComposed{User: u.name, MessageID: message.MessageID, To: message.Recipients(), Subject: message.Subject, Size: int64(len(source))})
	reply, refused, err := s.submit(u, envelope, source)
	s.h.Emit(EventSubmitted{User: u.name, MessageID: message.MessageID, Reply: reply})
	if err != nil {
		return s.form(u, web.StatusBadGateway, "The mail was not sent: "+reply, d)
	}
	s.sent++
	kept := s.with(u, func(c *imap.Client) error {
		return creating(c, sentFolder, func() error {
			_, err := c.Append(sentFolder, []string{`\Seen`}, s.h.Now(), source)
			return err
		})
	})
	switch {
	case refused != "":
		return problem(web.StatusOK, "The mail was sent, but not to everybody: "+refused)
	case kept != nil:
		return problem(web.StatusOK, "The mail was sent, but no copy of it is kept. "+why(kept))
	}
	return web.Redirect(web.StatusSeeOther, "/mail")
}

// written reads a form as a message and its envelope; wrong says why it can't be sent.
func (s *Server) written(u *user, d draft, form web.Form) (m mail.Draft, e smtp.Envelope, wrong string) {
	m = mail.Draft{From: s.address(u), Subject: line(d.subject), Date: s.h.Now(), MessageID: mail.NewMessageID(s.dice, s.h.Now(), s.config.Name),
		Text: d.text, Rand: s.dice}
	if ids := mail.MessageIDsOf("<" + line(d.inReplyTo) + ">"); len(ids) == 1 {
		m.InReplyTo = ids[0]
		for word := range strings.FieldsSeq(line(d.references)) {
			m.References = append(m.References, mail.MessageIDsOf("<"+word+">")...)
		}
	}
	m.To, m.Cc, m.Bcc = mail.ParseAddresses(line(d.to)), mail.ParseAddresses(line(d.cc)), mail.ParseAddresses(line(d.bcc))
	for _, v := range form {
		if v.IsFile && v.File != "" {
			m.Attachments = append(m.Attachments, mail.Attachment{Name: line(v.File), Type: fileType(v.Type), Data: []byte(v.Value)})
		}
	}
	from, ok := smtp.ParseAddress(m.From.Spec())
	if !ok {
		return m, e, "Your own address is none."
	}
	e.From = from
	for _, list := range [][]mail.Address{m.To, m.Cc, m.Bcc} {
		for _, a := range list {
			to, ok := smtp.ParseAddress(a.Spec())
			if !ok || a.Domain == "" {
				return m, e, "This is no address: " + a.String()
			}
			e.UTF8 = e.UTF8 || !to.ASCII()
			e.To = append(e.To, to)
		}
	}
	switch {
	case len(e.To) == 0:
		return m, e, "A mail needs somebody whom it is for."
	case len(e.To) > maxRecipients:
		return m, e, "These are too many."
	}
	return m, e, ""
}

// line makes one line of what somebody has filled in: nothing of it can become a field of
// a header.
func line(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, s))
}

// fileType is what a browser says a file is, if that is a media type.
func fileType(s string) string {
	main, _, _ := strings.Cut(s, ";")
	kind, sub, ok := strings.Cut(strings.ToLower(strings.TrimSpace(main)), "/")
	plain := func(word string) bool {
		return word != "" && len(word) < 64 && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789.+-") == ""
	}
	if !ok || !plain(kind) || !plain(sub) || kind == "multipart" || kind == "message" {
		return "application/octet-stream"
	}
	return kind + "/" + sub
}

// submit hands a message to the mail server. reply is its last word, or the error's;
// refused names recipients that it has not taken, if it has taken others.
func (s *Server) submit(u *user, e smtp.Envelope, source []byte) (reply, refused string, err error) {
	at, err := s.at(s.config.Submission, s.config.SubmissionPort)
	if err != nil {
		return err.Error(), "", err
	}
	c, err := smtp.Dial(s.h, at, s.config.Name)
	if err != nil {
		return err.Error(), "", err
	}
	u.smtp = c
	defer func() { u.smtp = nil }()
	if err := c.Login(u.name, u.password); err != nil {
		c.Quit()
		return err.Error(), "", err
	}
	sent, err := c.Send(e, source)
	if err != nil {
		c.Close()
		return err.Error(), "", err
	}
	c.Quit()
	for i, r := range sent.To {
		if !r.Good() {
			refused += e.To[i].String() + " (" + r.String() + ") "
		}
	}
	if !sent.Last.Good() {
		return sent.Last.String(), "", sent.Last
	}
	return sent.Last.String(), refused, nil
}
