package app

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"playnet/ui/text"
)

// Compose is a message that is being written. It outlives the page's being loaded again: see
// storedRun.
type Compose struct {
	To       string       `json:"to,omitempty"`
	Cc       string       `json:"cc,omitempty"`
	Bcc      string       `json:"bcc,omitempty"`
	Subject  string       `json:"subject,omitempty"`
	Text     string       `json:"text,omitempty"`
	Attached []Attachment `json:"attached,omitempty"`
	Reply    *MailPlace   `json:"reply,omitempty"`   // what it answers
	Forward  *MailPlace   `json:"forward,omitempty"` // what it hands on: that goes along whole
	Draft    uint32       `json:"draft,omitempty"`   // whose place it takes, in the folder of drafts; 0: none
	Answers  string       `json:"answers,omitempty"` // the Message-ID of what a draft answers
	More     bool         `json:"more,omitempty"`    // Cc and Bcc are shown
	Drawing  bool         `json:"-"`                 // a picture is being drawn
	aside    bool         // it is kept, and something else is shown
	in       string       // the field of addresses in which was typed last
}

// MailPlace is where a message lies.
type MailPlace struct {
	Folder string `json:"folder"`
	UID    uint32 `json:"uid"`
	about  string // its subject, or whom it is from
}

// About is what a message is called that is handed on.
func (p *MailPlace) About() string {
	if p.about == "" {
		return p.Folder + " " + strconv.FormatUint(uint64(p.UID), 10)
	}
	return p.about
}

// Attachment is a file that goes with a message.
type Attachment struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Data []byte `json:"data"`
}

const (
	// AttachmentsMax is how many bytes the attachments of a message may have together. They
	// stand in the run's log, and in each link of the run.
	AttachmentsMax = 1_000_000
	attachmentsMax = 20       // how many
	textMax        = 64 << 10 // bytes of a text
	subjectMax     = 500      // bytes, as an action may have
	addressesMax   = 100      // recipients: a server must take as many (RFC 5321 §4.5.3.1.8)
)

// Composing returns the message that is being written at the host whose mail is shown; nil
// while none is.
func (a *App) Composing() *Compose {
	if c := a.mailing.drafts[a.mailing.host]; c != nil && !c.aside {
		return c
	}
	return nil
}

// KeptDraft reports whether a message was begun and put aside.
func (a *App) KeptDraft() bool {
	c := a.mailing.drafts[a.mailing.host]
	return c != nil && c.aside
}

// ComposeMail begins a message, or goes on with the one that was put aside.
func (a *App) ComposeMail() {
	if _, agent := a.HasMail(a.mailing.host); !agent {
		return
	}
	if a.KeptDraft() {
		a.mailing.drafts[a.mailing.host].aside = false
		a.mailing.pane = MailMessage
		a.pointed++
		a.WantFocus("mail-to")
		return
	}
	if a.Composing() == nil {
		a.compose(&Compose{}, "mail-to")
	}
}

// compose shows a new message. One that was begun before makes way, and is offered.
func (a *App) compose(c *Compose, focus string) {
	m := &a.mailing
	if m.drafts == nil {
		m.drafts = map[string]*Compose{}
	}
	if old := m.drafts[m.host]; old != nil && !old.empty() {
		host := m.host
		a.Offer(text.T("reader.draft.replaced"), Offer{text.T("reader.draft.back"), func() {
			m.drafts[host] = old
			old.aside = false
			a.pointed++
		}})
	}
	m.drafts[m.host] = c
	m.pane = MailMessage
	a.pointed++
	if focus != "" {
		a.WantFocus(focus)
	}
}

func (c *Compose) empty() bool {
	return c.To+c.Cc+c.Bcc+c.Subject+c.Text == "" && len(c.Attached) == 0 && c.Forward == nil
}

// PutAside keeps what is being written, and shows the message that is chosen.
func (a *App) PutAside() {
	if c := a.Composing(); c != nil {
		if c.aside = true; c.empty() {
			delete(a.mailing.drafts, a.mailing.host)
		}
		a.pointed++
	}
}

// DiscardMail forgets what is being written; it can be brought back as long as the notice is
// there.
func (a *App) DiscardMail() {
	c := a.Composing()
	if c == nil {
		return
	}
	host := a.mailing.host
	delete(a.mailing.drafts, host)
	if !c.empty() {
		a.Offer(text.T("reader.draft.gone"), Offer{text.T("reader.draft.back"), func() {
			a.mailing.drafts[host] = c
			a.pointed++
		}})
	}
	a.pointed++
}

// WriteMail takes what was typed into a field: "to", "cc", "bcc", "subject" or "text".
func (a *App) WriteMail(field, words string) {
	c := a.Composing()
	if c == nil {
		return
	}
	*c.field(field) = words
	if field == "to" || field == "cc" || field == "bcc" {
		c.in = field
	} else {
		c.in = ""
	}
	a.pointed++
}

func (c *Compose) field(name string) *string {
	switch name {
	case "to":
		return &c.To
	case "cc":
		return &c.Cc
	case "bcc":
		return &c.Bcc
	case "subject":
		return &c.Subject
	}
	return &c.Text
}

// Field returns what stands in a field.
func (c *Compose) Field(name string) string { return *c.field(name) }

// ShowCopies shows the fields for Cc and Bcc.
func (a *App) ShowCopies() {
	if c := a.Composing(); c != nil {
		c.More = true
		a.pointed++
		a.WantFocus("mail-cc")
	}
}

// DrawMail begins to draw a picture for the message, or leaves it at that.
func (a *App) DrawMail(on bool) {
	if c := a.Composing(); c != nil {
		c.Drawing = on
		a.pointed++
	}
}

// AttachMail adds a file to the message. One that is too large is refused in words.
func (a *App) AttachMail(name, kind string, data []byte) bool {
	c := a.Composing()
	if c == nil {
		return false
	}
	c.Drawing = false
	size := len(data)
	for _, f := range c.Attached {
		size += len(f.Data)
	}
	switch {
	case size > AttachmentsMax:
		a.AttachTooLarge(name, len(data))
		return false
	case len(c.Attached) == attachmentsMax:
		a.Note(text.T("reader.attach.many", "max", strconv.Itoa(attachmentsMax)), true)
		return false
	}
	if kind == "" || !plainType(kind) {
		kind = "application/octet-stream"
	}
	c.Attached = append(c.Attached, Attachment{Name: freeName(c.Attached, name), Type: kind, Data: data})
	a.pointed++
	return true
}

// plainType reports whether a media type has the form of one (RFC 2045 §5.1), without parameters.
func plainType(kind string) bool {
	major, minor, ok := strings.Cut(kind, "/")
	token := func(s string) bool {
		return s != "" && len(s) <= 100 && !strings.ContainsFunc(s, func(r rune) bool {
			return r <= ' ' || r > '~' || strings.ContainsRune(`()<>@,;:\"/[]?=`, r)
		})
	}
	return ok && token(major) && token(minor)
}

// freeName returns a name that none of the files has.
func freeName(files []Attachment, name string) string {
	taken := func(n string) bool {
		return slices.ContainsFunc(files, func(f Attachment) bool { return f.Name == n })
	}
	if !taken(name) {
		return name
	}
	stem, suffix := name, ""
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		stem, suffix = name[:i], name[i:]
	}
	for n := 2; ; n++ {
		if next := stem + "-" + strconv.Itoa(n) + suffix; !taken(next) {
			return next
		}
	}
}

// Detach takes the n-th file out of the message, from 0.
func (a *App) Detach(n int) {
	if c := a.Composing(); c != nil && n >= 0 && n < len(c.Attached) {
		c.Attached = slices.Delete(slices.Clone(c.Attached), n, n+1)
		a.pointed++
	}
}

// ComposeFaults says what is wrong with what is written, by the names of the fields.
func (a *App) ComposeFaults() map[string]string {
	wrong := map[string]string{}
	c := a.Composing()
	if c == nil {
		return wrong
	}
	count := 0
	for _, field := range []string{"to", "cc", "bcc"} {
		list, fault := ParseRecipients(c.Field(field))
		if count += len(list); fault != "" {
			wrong[field] = fault
		}
	}
	switch {
	case count == 0 && len(wrong) == 0:
		wrong["nobody"] = text.T("reader.fault.nobody")
	case count > addressesMax:
		wrong["to"] = text.T("reader.fault.many", "max", strconv.Itoa(addressesMax))
	}
	if len(c.Subject) > subjectMax {
		wrong["subject"] = text.T("reader.fault.subject", "max", strconv.Itoa(subjectMax))
	}
	if len(c.Text) > textMax {
		wrong["text"] = text.T("reader.fault.text", "max", Size(textMax))
	}
	return wrong
}

// SendMail sends what is written.
func (a *App) SendMail() bool {
	c := a.Composing()
	if c == nil || len(a.ComposeFaults()) > 0 || !a.doMail("mail.send", c.fields()) {
		return false
	}
	delete(a.mailing.drafts, a.mailing.host)
	a.Note(text.T("reader.sent.handed"), false)
	return true
}

// SaveDraft puts what is written into the folder of drafts.
func (a *App) SaveDraft() {
	if c := a.Composing(); c != nil && a.doMail("mail.draft", c.fields()) {
		delete(a.mailing.drafts, a.mailing.host)
	}
}

// fields writes a message as an action has it.
func (c *Compose) fields() map[string]any {
	f := map[string]any{"subject": strings.Join(strings.Fields(c.Subject), " "), "text": c.Text}
	for _, name := range []string{"to", "cc", "bcc"} {
		if list, _ := ParseRecipients(c.Field(name)); len(list) > 0 {
			f[name] = list
		}
	}
	if c.Reply != nil {
		f["reply"] = c.Reply
	}
	if c.Forward != nil {
		f["forward"] = c.Forward
	}
	if c.Draft != 0 {
		f["draft"] = c.Draft
	}
	if c.Answers != "" {
		f["inReplyTo"] = c.Answers
	}
	var files []map[string]any
	for _, file := range c.Attached {
		files = append(files, map[string]any{"name": file.Name, "type": file.Type, "data": base64.StdEncoding.EncodeToString(file.Data)})
	}
	if files != nil {
		f["attachments"] = files
	}
	return f
}

// Size writes a size: "812 bytes", "47.1 kB".
func Size(n int) string {
	switch {
	case n < 1000:
		return text.Count("reader.bytes", n)
	case n < 1000*1000:
		return strconv.FormatFloat(float64(n)/1000, 'f', 1, 64) + " kB"
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
}

// AttachTooLarge says that a file is too large to go with the message.
func (a *App) AttachTooLarge(name string, size int) {
	a.Note(text.T("reader.attach.large", "name", name, "size", Size(size), "max", Size(AttachmentsMax)), true)
}

// takeDrafts takes back what was being written when the page was left.
func (a *App) takeDrafts(drafts map[string]*Compose) {
	for host, c := range drafts {
		if c == nil {
			delete(drafts, host)
		} else {
			c.aside = true
		}
	}
	a.mailing.drafts = drafts
}
