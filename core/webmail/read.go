package webmail

import (
	"errors"
	"mime"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"playnet/core/imap"
	"playnet/core/mail"
	"playnet/core/view"
	"playnet/core/web"
)

// errNoMessage says that a folder has no such message.
var errNoMessage = errors.New("there is no such message")

// failed is the page for what the mail server did not do.
func failed(err error) *web.Response {
	switch {
	case errors.Is(err, errNoMessage), errors.Is(err, imap.ErrNoPart):
		return problem(web.StatusNotFound, "There is no such message.")
	case errors.As(err, new(imap.Reply)):
		return problem(web.StatusNotFound, why(err))
	}
	return problem(web.StatusBadGateway, why(err))
}

// why says in a sentence what the mail server did not do.
func why(err error) string {
	var refused imap.Reply
	if errors.As(err, &refused) {
		return "The mail server says: " + refused.Text
	}
	return "The mail server can't be reached: " + err.Error()
}

// link returns the address of a page about a message.
func link(page, folder string, uid uint32, more ...string) string {
	q := "?folder=" + url.QueryEscape(folder) + "&uid=" + strconv.FormatUint(uint64(uid), 10)
	for i := 0; i+1 < len(more); i += 2 {
		q += "&" + more[i] + "=" + url.QueryEscape(more[i+1])
	}
	return page + q
}

// top writes what stands on each page of a user.
func (s *Server) top(p *page, u *user) {
	p.add("<form method=\"post\" action=\"/logout\"><input type=\"hidden\" name=\"token\" value=\"{}\">\n"+
		"<p>{} · <a href=\"/mail\">Mail</a> · <a href=\"/compose\">Compose</a> · <button>Log out</button></p></form>\n", u.token, s.address(u).Spec())
}

// folder shows the folders, and the newest messages of one.
func (s *Server) folder(u *user, name string) *web.Response {
	if name == "" {
		name = "INBOX"
	}
	var folders []imap.Folder
	var messages []*imap.Message
	total := 0
	err := s.with(u, func(c *imap.Client) (err error) {
		messages = nil
		if folders, err = c.List("", "*"); err != nil {
			return err
		}
		box, err := c.Examine(name)
		if err != nil {
			return err
		}
		if total = box.Exists; total == 0 {
			return nil
		}
		messages, err = c.Fetch(imap.Seqs(imap.Range{First: uint32(max(total-newest+1, 1)), Last: uint32(total)}),
			imap.Item{Name: "UID"}, imap.Item{Name: "FLAGS"}, imap.Item{Name: "RFC822.SIZE"},
			imap.Item{Name: "BODY", Section: &imap.Section{Text: "HEADER.FIELDS", Fields: []string{"From", "To", "Subject", "Date"}, Peek: true}})
		return err
	})
	if err != nil {
		return failed(err)
	}
	p := begin(name + " – " + s.config.Title)
	s.top(p, u)
	p.add("<h1>{}</h1>\n<ul>\n", name)
	for _, f := range folders {
		if slices.ContainsFunc(f.Attributes, func(a string) bool { return strings.EqualFold(a, `\Noselect`) }) {
			continue
		}
		p.add("<li><a href=\"/mail?folder={}\">{}</a></li>\n", url.QueryEscape(f.Name), f.Name)
	}
	p.add("</ul>\n<p>{}</p>\n<table>\n<thead><tr><th>From</th><th>Subject</th><th>Date</th><th>Bytes</th></tr></thead>\n<tbody>\n", messageCount(total))
	for _, m := range slices.Backward(messages) {
		if m.UID != 0 {
			listed(p, name, m)
		}
	}
	p.add("</tbody>\n</table>\n")
	return p.end(web.StatusOK)
}

// messageCount says how many messages there are.
func messageCount(n int) string {
	if n == 1 {
		return "1 message"
	}
	return strconv.Itoa(n) + " messages"
}

// listed writes the line of a message.
func listed(p *page, folder string, m *imap.Message) {
	var head mail.Header
	for _, section := range m.Sections {
		head, _ = mail.ParseHeader(section.Data)
	}
	subject := head.Text("Subject")
	if subject == "" {
		subject = "(no subject)"
	}
	date := ""
	if t, ok := mail.ParseDate(head.Get("Date")); ok {
		date = t.UTC().Format("2006-01-02 15:04")
	}
	open, shut := "<strong>", "</strong>"
	if slices.ContainsFunc(m.Flags, func(f string) bool { return strings.EqualFold(f, `\Seen`) }) {
		open, shut = "", ""
	}
	p.add("<tr><td>{}</td><td>"+open+"<a href=\"{}\">{}</a>"+shut+"</td><td>{}</td><td>{}</td></tr>\n",
		head.Text("From"), link("/message", folder, m.UID), subject, date, strconv.FormatInt(m.Size, 10))
}

// fetch reads a message, whole; \Seen is set.
func (s *Server) fetch(u *user, folder, number string) (uid uint32, source []byte, err error) {
	if uid, err = numberOf(number); err != nil {
		return 0, nil, err
	}
	err = s.with(u, func(c *imap.Client) (err error) {
		if _, err = c.Select(folder); err != nil {
			return err
		}
		source, err = c.FetchSection(uid, imap.Section{})
		return err
	})
	return uid, source, err
}

// message shows a message.
func (s *Server) message(u *user, folder, number string) *web.Response {
	uid, source, err := s.fetch(u, folder, number)
	if err != nil {
		return failed(err)
	}
	root := mail.Parse(source)
	head, _ := mail.ParseHeader(source)
	item := mail.ItemOf(source)
	s.h.Emit(EventRead{User: u.name, Folder: folder, UID: int64(uid), MessageID: item.MessageID, From: item.From, Subject: item.Subject, Size: int64(len(source))})
	p := begin(head.Text("Subject") + " – " + s.config.Title)
	s.top(p, u)
	p.add("<h1>{}</h1>\n<dl>\n", head.Text("Subject"))
	for _, name := range []string{"From", "To", "Cc", "Date"} {
		if v := head.Text(name); v != "" {
			p.add("<dt>{}</dt><dd>{}</dd>\n", name, v)
		}
	}
	p.add("</dl>\n")
	for _, part := range shown(root) {
		s.body(p, folder, uid, source, part)
	}
	p.add("<p><a href=\"{}\">Reply</a> · <a href=\"{}\">Forward</a></p>\n",
		link("/compose", folder, uid), link("/compose", folder, uid, "forward", "1"))
	which := func() { // the message that a form is about
		p.add("<input type=\"hidden\" name=\"token\" value=\"{}\">\n<input type=\"hidden\" name=\"folder\" value=\"{}\"><input type=\"hidden\" name=\"uid\" value=\"{}\">",
			u.token, folder, strconv.FormatUint(uint64(uid), 10))
	}
	p.add("<form method=\"post\" action=\"/move\">")
	which()
	p.add("<p><label>Folder <input name=\"to\" size=\"20\"></label> <button>Move</button></p></form>\n<form method=\"post\" action=\"/delete\">")
	which()
	p.add("<button>Delete</button></form>\n")
	return p.end(web.StatusOK)
}

// shown lists the parts that a reader sees: of alternatives the one in plain text, which
// needs no interpreting, and else the last (RFC 2046 §5.1.4).
func shown(part view.MailPart) []view.MailPart {
	if len(part.Children) == 0 || part.Type == "message/rfc822" {
		return []view.MailPart{part}
	}
	if part.Type == "multipart/alternative" {
		for _, c := range part.Children {
			if c.Type == "text/plain" {
				return shown(c)
			}
		}
		return shown(part.Children[len(part.Children)-1])
	}
	var list []view.MailPart
	for _, c := range part.Children {
		list = append(list, shown(c)...)
	}
	return list
}

// body writes a part: text as text, an image as an image, the rest as a file.
func (s *Server) body(p *page, folder string, uid uint32, source []byte, part view.MailPart) {
	at := link("/part", folder, uid, "part", partPath(part))
	name := part.Name
	if name == "" {
		name = part.Type
	}
	switch {
	case part.Disposition != "attachment" && part.Type == "text/html":
		text, elements := plainText(part.Text)
		without := missing(elements)
		if without == "" {
			without = "nothing but its looks"
		}
		p.add("<p><em>This part is HTML. Here is its text; left out: {}.</em></p>\n<pre>{}</pre>\n", without, text)
	case part.Disposition != "attachment" && strings.HasPrefix(part.Type, "text/"):
		p.add("<pre>{}</pre>\n", strings.ReplaceAll(part.Text, "\r\n", "\n"))
	case isImage(part.Type):
		p.add("<p><img src=\"{}\" alt=\"{}\"><br><a href=\"{}\" download>{}</a> ({}, {} bytes)</p>\n", at, name, at, name, part.Type, strconv.Itoa(part.Decoded))
	default:
		p.add("<p><a href=\"{}\" download>{}</a> ({}, {} bytes)</p>\n", at, name, part.Type, strconv.Itoa(part.Decoded))
		return
	}
	if part.Cut {
		p.add("<p><em>This is the beginning only. <a href=\"{}\" download>The whole part</a> has {} bytes.</em></p>\n", at, strconv.Itoa(part.Decoded))
	}
}

// partPath is how IMAP calls a part: a message that has none calls its text 1.
func partPath(part view.MailPart) string {
	if part.Path == "" {
		return "1"
	}
	return part.Path
}

// isImage says which media types are shown. SVG is none of them: it can hold scripts.
func isImage(mediaType string) bool {
	return slices.Contains([]string{"image/jpeg", "image/png", "image/gif", "image/webp"}, mediaType)
}

// part sends the content of a part. What is no image goes out as a file to be kept, not
// as a page of this site.
func (s *Server) part(u *user, folder, number, path string) *web.Response {
	_, source, err := s.fetch(u, folder, number)
	if err != nil {
		return failed(err)
	}
	root := mail.Parse(source)
	part, ok := mail.PartAt(root, path)
	if !ok && path == "1" && len(root.Children) == 0 {
		part, ok = root, true
	}
	if !ok {
		return problem(web.StatusNotFound, "There is no such part.")
	}
	mediaType, how := "application/octet-stream", "attachment"
	if isImage(part.Type) {
		mediaType, how = part.Type, "inline"
	}
	resp := private(web.NewResponse(web.StatusOK, mediaType, mail.DecodeBody(source, part)))
	name := mime.FormatMediaType(how, map[string]string{"filename": part.Name})
	if part.Name == "" || name == "" {
		name = how
	}
	resp.Header.Set("Content-Disposition", name)
	resp.Header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return resp
}
