package app

import (
	"strings"

	"playnet/core/view"
)

// draftsFolder is where mail programs keep what is not finished.
const draftsFolder = "Drafts"

// IsDraft reports whether the message that is shown is a draft that can be gone on with: one
// of a mail program's, all of which is there.
func (a *App) IsDraft() bool {
	row, ok := a.MailSelected()
	_, agent := a.HasMail(a.mailing.host)
	m, there := a.MailMessage()
	return ok && agent && there && m.Whole && row.Queued == nil && a.MailFolder().Key == draftsFolder
}

// EditDraft goes on with the draft that is shown. It takes the draft's place when it is sent,
// or saved again.
func (a *App) EditDraft() {
	if !a.IsDraft() {
		return
	}
	m, _ := a.MailMessage()
	c := &Compose{Draft: m.Item.UID, Subject: m.Item.Subject}
	for _, h := range m.Root.Header {
		switch {
		case strings.EqualFold(h.Name, "To"):
			c.To = h.Value
		case strings.EqualFold(h.Name, "Cc"):
			c.Cc = h.Value
		case strings.EqualFold(h.Name, "Bcc"):
			c.Bcc = h.Value
		case strings.EqualFold(h.Name, "In-Reply-To"):
			c.Answers = strings.Trim(h.Value, "<> ")
		}
	}
	c.More = c.Cc+c.Bcc != ""
	a.draftParts(c, m.Root)
	a.compose(c, "mail-text")
}

// draftParts takes the text and the files of a draft: of several parts the first that is plain
// text is what was written.
func (a *App) draftParts(c *Compose, root view.MailPart) {
	parts := []view.MailPart{root}
	if strings.HasPrefix(root.Type, "multipart/") {
		parts = root.Children
	}
	written := false
	for _, p := range parts {
		content, ok := a.MailContent(p)
		switch {
		case !written && p.Type == "text/plain" && p.Disposition != "attachment":
			c.Text, written = strings.ReplaceAll(p.Text, "\r\n", "\n"), true
		case ok:
			c.Attached = append(c.Attached, Attachment{Name: freeName(c.Attached, PartName(p)), Type: p.Type, Data: content})
		}
	}
}
