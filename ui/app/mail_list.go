package app

import (
	"playnet/core/view"
)

// MailRow is a line of the reader's list.
type MailRow struct {
	Item   view.MailItem
	Known  bool         // false: its line has not been fetched
	Queued *view.Queued // of the queue
}

// MailCount is how many messages the folder holds that is shown.
func (a *App) MailCount() int {
	if a.MailFolder().Queue {
		m, _ := a.mailOf(a.mailing.host)
		return len(m.Queue)
	}
	if b := a.mailbox(); b != nil {
		return max(b.Total, len(b.Messages))
	}
	return 0
}

// MailRows returns n lines of the list from a line on, the newest message first. Nothing is
// done for any other line.
func (a *App) MailRows(from, n int) []MailRow {
	rows := make([]MailRow, 0, n)
	if a.MailFolder().Queue {
		m, _ := a.mailOf(a.mailing.host)
		for i := from; i < min(from+n, len(m.Queue)); i++ {
			rows = append(rows, MailRow{Item: m.Queue[i].Item, Known: true, Queued: &m.Queue[i]})
		}
		return rows
	}
	b := a.mailbox()
	if b == nil {
		return nil
	}
	var further []view.MailItem // below those that the snapshot has
	have := len(b.Messages)
	if from+n > have && a.MailCount() > have {
		further = a.lettersList(max(from, have), from+n-max(from, have))
	}
	for i := from; i < min(from+n, a.MailCount()); i++ {
		switch {
		case i < have:
			rows = append(rows, MailRow{Item: b.Messages[have-1-i], Known: true})
		case i-max(from, have) < len(further):
			rows = append(rows, MailRow{Item: further[i-max(from, have)], Known: true})
		default:
			rows = append(rows, MailRow{})
		}
	}
	return rows
}

// MailSelected returns the message that is shown, as a line of the list; ok is false while
// there is none.
func (a *App) MailSelected() (row MailRow, ok bool) {
	m := &a.mailing
	if a.MailFolder().Queue {
		mail, _ := a.mailOf(m.host)
		for i := range mail.Queue {
			if m.queued != "" && mail.Queue[i].ID == m.queued {
				return MailRow{Item: mail.Queue[i].Item, Known: true, Queued: &mail.Queue[i]}, true
			}
		}
		return MailRow{}, false
	}
	if at := a.mailAt(); at >= 0 {
		if rows := a.MailRows(at, 1); len(rows) > 0 {
			return rows[0], rows[0].Known
		}
	}
	return MailRow{}, false
}

// mailAt returns the line of the message that is shown; -1: none.
func (a *App) mailAt() int {
	if a.MailFolder().Queue {
		m, _ := a.mailOf(a.mailing.host)
		for i := range m.Queue {
			if m.Queue[i].ID == a.mailing.queued {
				return i
			}
		}
		return -1
	}
	b := a.mailbox()
	if b == nil || a.mailing.uid == 0 {
		return -1
	}
	// Messages stand in the order of their UIDs, which only grow (RFC 3501 §2.3.1.1).
	lo, hi := 0, len(b.Messages)
	for lo < hi {
		if mid := (lo + hi) / 2; b.Messages[mid].UID < a.mailing.uid {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(b.Messages) && b.Messages[lo].UID == a.mailing.uid {
		return len(b.Messages) - 1 - lo
	}
	return a.furtherAt(a.mailing.uid)
}

// furtherAt finds a message among those that the snapshot has not.
func (a *App) furtherAt(uid uint32) int {
	b := a.mailbox()
	have, total := len(b.Messages), a.MailCount()
	lo, hi := have, total // UIDs fall from line to line
	for lo < hi {
		mid := (lo + hi) / 2
		// Lines that have not been fetched stand below all that have.
		if list := a.lettersList(mid, 1); len(list) > 0 && list[0].UID > uid {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if list := a.lettersList(lo, 1); lo < total && len(list) == 1 && list[0].UID == uid {
		return lo
	}
	return -1
}

// listedAtOnce is how many further lines are asked for.
const listedAtOnce = 100

// fetchOlder asks for the lines below those that are there, down to one that is wanted or as
// many as are asked for at once. What was asked for already is not asked for again.
func (a *App) fetchOlder(line int) {
	known := len(a.lettersList(0, a.MailCount()))
	if _, agent := a.HasMail(a.mailing.host); !agent || known > line || a.mailing.asked == known+1 {
		return
	}
	a.mailing.asked = known + 1
	a.doMail("mail.list", map[string]any{"folder": a.MailFolder().Key, "from": known, "n": listedAtOnce})
}

// MailLine returns the line of the message that is shown, and -1 where there is none.
func (a *App) MailLine() int { return a.mailAt() }

// SelectMail shows the message on a line of the list.
func (a *App) SelectMail(line int) {
	rows := a.MailRows(line, 1)
	if line < 0 || len(rows) == 0 {
		return
	}
	if !rows[0].Known {
		a.fetchOlder(line)
		return
	}
	m := &a.mailing
	if rows[0].Queued != nil {
		m.queued = rows[0].Queued.ID
	} else {
		m.uid = rows[0].Item.UID
	}
	m.part, m.points = "", false
	a.pointed++
}

// MoveMail moves the choice by n lines.
func (a *App) MoveMail(n int) {
	count := a.MailCount()
	if count == 0 {
		return
	}
	at := a.mailAt()
	if at < 0 { // none is chosen yet: the first key chooses the first
		at, n = 0, max(n-1, 0)
	}
	a.SelectMail(min(max(at+n, 0), count-1))
}

// ReadMail turns to the message that is chosen. An agent marks it as read, and fetches what
// it has not of it.
func (a *App) ReadMail() {
	row, ok := a.MailSelected()
	if !ok {
		return
	}
	a.mailing.pane = MailMessage
	a.PutAside()
	if _, agent := a.HasMail(a.mailing.host); agent && row.Queued == nil && (row.Item.Has != "" || !row.Item.HasFlag(`\Seen`)) && !a.MailFolder().Local {
		a.FetchRest("")
	}
	a.pointed++
}
