package panels

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// mailRow is the height of a line of the reader's list, in pixels; the style sheet holds the
// same number.
const mailRow = 54

// mailList is how the list is scrolled. Only the lines that show are drawn: a folder of
// 100,000 messages is no more work than one of ten.
type mailList struct {
	of   string  // the folder
	top  float64 // how far the browser has scrolled, as far as it said
	want float64 // how far it has to be scrolled
	seen int     // the line that was brought into view last, from 1
	view float64 // how much shows
}

// show brings a line into view.
func (l *mailList) show(line int) {
	y := float64(line) * mailRow
	if y < l.want {
		l.want = y
	} else if y+mailRow > l.want+l.view {
		l.want = y + mailRow - l.view
	}
}

// lay returns the lines to be drawn.
func (l *mailList) lay(count int, view float64) (first, last int) {
	l.view = max(view, mailRow)
	l.want = min(l.want, max(float64(count)*mailRow-l.view, 0))
	const margin = 4
	first = max(int(l.want)/mailRow-margin, 0)
	return first, min(int(l.want+l.view)/mailRow+1+margin, count)
}

// mailListPane draws the list of the folder that is shown.
func mailListPane(a *app.App, s *State, height float64) *scene.Node {
	l, folder := &s.mail.list, a.MailFolder()
	if of := a.MailHost() + "\n" + folder.Key; l.of != of {
		*l = mailList{of: of}
	}
	count, chosen := a.MailCount(), a.MailLine()
	if l.view = max(height, mailRow); chosen >= 0 && chosen+1 != l.seen {
		l.show(chosen)
	}
	l.seen = chosen + 1
	first, last := l.lay(count, height)
	active := ""
	body := scene.New("div", "rows").Class("mail-rows").Set("role", "presentation").
		Set("style:padding-top", scene.Number(float64(first)*mailRow)+"px").
		Set("style:padding-bottom", scene.Number(float64(count-last)*mailRow)+"px")
	for i, row := range a.MailRows(first, last-first) {
		if first+i == chosen {
			active = mailRowID(first + i)
		}
		body.Add(mailLine(a, row, first+i, count, first+i == chosen))
	}
	list := scene.New("div", "list").Class("mail-list").Set("id", "mail-list").Set("data-key", "mail-list").Set("data-arrows", "").
		Set("tabindex", "0").Set("role", "listbox").Set("aria-label", text.T("reader.list", "folder", folderTitle(a, folder), "n", text.Number(count))).
		Set("aria-activedescendant", active).Add(body)
	pane := scene.New("div", "list pane").Class("mail-list-pane").Add(list)
	if count == 0 {
		pane.Add(keyed("none", el("p", "hint mail-none", emptyFolder(a, folder))))
	}
	return pane
}

func emptyFolder(a *app.App, f app.MailFolder) string {
	_, agent := a.HasMail(a.MailHost())
	switch {
	case f.Queue:
		return text.T("reader.none.queue")
	case agent && strings.EqualFold(f.Name, "INBOX"):
		return text.T("reader.none.inbox")
	}
	return text.T("reader.none")
}

func mailRowID(line int) string { return "mail-row-" + strconv.Itoa(line) }

// mailLine draws a line: from whom, when, about what, and its marks.
func mailLine(a *app.App, row app.MailRow, line, count int, chosen bool) *scene.Node {
	key := "line " + strconv.Itoa(line)
	if row.Known && row.Queued == nil {
		key = strconv.FormatUint(uint64(row.Item.UID), 10)
	}
	n := scene.New("div", key).Class("mail-row").Set("id", mailRowID(line)).Set("role", "option").Set("data-key", "mail:line:"+strconv.Itoa(line)).
		Set("aria-selected", strconv.FormatBool(chosen)).Set("aria-posinset", strconv.Itoa(line+1)).Set("aria-setsize", strconv.Itoa(count))
	if !row.Known {
		return n.Add(el("span", "mail-from muted", text.T("reader.unknown")))
	}
	i := row.Item
	unseen := row.Queued == nil && !i.HasFlag(`\Seen`)
	n.Set("data-unseen", strconv.FormatBool(unseen))
	who := senderName(i.From)
	if row.Queued != nil {
		who = text.T("reader.row.to", "who", strings.Join(row.Queued.To, ", "))
	} else if (strings.EqualFold(a.MailFolder().Name, "Sent") || strings.EqualFold(a.MailFolder().Name, "Drafts")) && len(i.To) > 0 {
		who = text.T("reader.row.to", "who", senderName(i.To[0]))
	}
	subject := i.Subject
	if strings.TrimSpace(subject) == "" {
		subject = text.T("reader.nosubject")
	}
	dot := el("span", "mail-dot", "")
	if unseen {
		dot.Add(el("span", "unseen", text.T("reader.mark.unseen")))
	}
	return n.
		Add(dot,
			el("span", "mail-from", who).Set("title", who), el("span", "mail-date num", a.MailDate(i.Date)),
			el("span", "mail-subject", subject).Set("title", subject), mailMarks(i, row.Queued))
}

// mailMarks are the signs behind a subject, with their words for those who don't see signs.
func mailMarks(i view.MailItem, q *view.Queued) *scene.Node {
	marks := box("span", "mail-marks")
	mark := func(class, sign, id string) {
		words := text.T("reader.mark." + id)
		marks.Add(keyed(id, box("span", "mail-mark "+class, el("span", "", sign).Set("aria-hidden", "true"), el("span", "unseen", words)).
			Set("title", words)))
	}
	if i.HasFlag(`\Answered`) {
		mark("", "↩", "answered")
	}
	if i.HasFlag(`\Flagged`) {
		mark("flagged", "⚑", "flagged")
	}
	if i.HasFlag(`\Deleted`) {
		mark("deleted", "✕", "deleted")
	}
	switch i.Has {
	case "header":
		mark("", "◌", "header")
	case "parts":
		mark("", "◐", "parts")
	}
	if q != nil {
		marks.Add(keyed("state", el("span", "mail-state", named("reader.queued.", q.State))))
	}
	return marks
}

// senderName is the name in an address, or the address.
func senderName(address string) string {
	if i := strings.LastIndexByte(address, '<'); i > 0 {
		if name := strings.Trim(strings.TrimSpace(address[:i]), `"`); name != "" {
			return name
		}
	}
	return strings.Trim(address, "<>")
}

// MailScroll returns how far the list has to be scrolled, and whether it isn't yet.
func (s *State) MailScroll() (to float64, moved bool) {
	l := &s.mail.list
	return l.want, l.want-l.top > 0.5 || l.top-l.want > 0.5
}

// MailScrolled notes that the browser was asked to scroll there.
func (s *State) MailScrolled() { s.mail.list.top = s.mail.list.want }

// mailListEvent takes what happens to the list as a whole.
func (s *State) mailListEvent(a *app.App, e Event) {
	l := &s.mail.list
	page := max(int(l.view)/mailRow-1, 1)
	switch e.Type {
	case "scroll":
		l.top, l.want = e.Y, e.Y
	case "ArrowDown":
		a.MoveMail(1)
	case "ArrowUp":
		a.MoveMail(-1)
	case "PageDown":
		a.MoveMail(page)
	case "PageUp":
		a.MoveMail(-page)
	case "Home":
		a.MoveMail(-1 << 40)
	case "End":
		a.MoveMail(1 << 40)
	case "click":
		a.ReadMail()
	case "delete":
		a.DeleteMail()
	}
}
