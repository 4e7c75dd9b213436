package panels

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// mailTables are what a mail program holds, in tables: its queue, its mailboxes, its
// sessions; nil for other programs.
func mailTables(m *view.Mail) []view.Table {
	if m == nil {
		return nil
	}
	list := []view.Table{mailQueue(m.Queue)}
	if len(m.Mailboxes) > 0 {
		list = append(list, mailBoxes(m.Mailboxes))
	}
	return append(list, mailSessions(m.Sessions))
}

func columns(list ...view.Column) []view.Column { return list }

// mailQueue lists the messages that wait, with what their last try ended with.
func mailQueue(queue []view.Queued) view.Table {
	t := view.Table{ID: "mail.queue", Total: len(queue), Columns: columns(
		view.Column{ID: "mail.envelope", Type: view.Mono}, view.Column{ID: "mail.tries", Type: view.Number},
		view.Column{ID: "mail.since", Type: view.Instant}, view.Column{ID: "mail.next", Type: view.Instant}, view.Column{ID: "mail.lastword", Type: view.Text})}
	for i := range queue {
		q := &queue[i]
		next := ""
		if q.Next != 0 {
			next = strconv.FormatInt(q.Next, 10)
		}
		word := q.LastWord
		if word == "" {
			word = q.State
		}
		t.Rows = append(t.Rows, view.Row{Key: q.ID, Cells: []string{
			q.ID + " <" + q.From + "> → <" + strings.Join(q.To, ">, <") + ">", strconv.Itoa(q.Tries), strconv.FormatInt(q.Since, 10), next, word}})
	}
	return t
}

// mailBoxes lists folders.
func mailBoxes(list []view.Mailbox) view.Table {
	t := view.Table{ID: "mail.mailboxes", Total: len(list), Columns: columns(
		view.Column{ID: "mail.folder", Type: view.Mono}, view.Column{ID: "mail.mails", Type: view.Number},
		view.Column{ID: "mail.unseen", Type: view.Number}, view.Column{ID: "mail.bytes", Type: view.Number})}
	for i := range list {
		b := &list[i]
		name := b.Name
		if b.User != "" {
			name = b.User + " · " + name
		}
		t.Rows = append(t.Rows, view.Row{Key: name, Cells: []string{name, strconv.Itoa(b.Total), strconv.Itoa(b.Unseen), strconv.FormatInt(b.Bytes, 10)}})
	}
	return t
}

// mailSessions lists the connections that stand, with the named state of this end.
func mailSessions(list []view.MailSession) view.Table {
	t := view.Table{ID: "mail.sessions", Total: len(list), Columns: columns(
		view.Column{ID: "mail.protocol", Type: view.Mono}, view.Column{ID: "mail.peer", Type: view.Mono},
		view.Column{ID: "mail.state", Type: view.Text}, view.Column{ID: "mail.user", Type: view.Text})}
	for i := range list {
		s := &list[i]
		state := s.State
		if s.Step != "" {
			state += " · " + s.Step
		}
		t.Rows = append(t.Rows, view.Row{Key: s.Protocol + " " + s.Peer, Cells: []string{s.Protocol, s.Peer, state, s.User}})
	}
	return t
}

// spoken tells what each protocol has cost, where mail is read and sent: which of them
// moves how many bytes, and how long that takes. nil elsewhere.
func spoken(a *app.App) *scene.Node {
	list := a.Spoken()
	if len(list) == 0 {
		return nil
	}
	head := box("tr", "")
	for i, id := range []string{"spoken.protocol", "spoken.connections", "spoken.up", "spoken.down", "spoken.busy"} {
		class := "num"
		if i == 0 {
			class = ""
		}
		head.Add(scene.New("th", "").Class(class).Set("scope", "col").Add(el("span", "", text.T(id))))
	}
	body := box("tbody", "")
	for _, s := range list {
		body.Add(keyed(s.Protocol, box("tr", "", scene.New("th", "").Set("scope", "row").Add(el("span", "mono", s.Protocol)),
			el("td", "num", text.Number(s.Connections)), el("td", "num", text.Number(int(s.ToServer))),
			el("td", "num", text.Number(int(s.ToClient))), el("td", "num", text.Span(s.Busy)))))
	}
	return keyed("spoken", box("div", "", el("h3", "", text.T("spoken.title")),
		box("div", "table-wrap", box("table", "", box("thead", "", head), body)), el("p", "hint", text.T("spoken.note"))))
}
