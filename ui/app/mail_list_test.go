package app

import (
	"testing"

	"playnet/core/view"
)

// further is a folder of so many messages, of which the newest so many were asked for.
type further struct{ total, known int }

func (f further) Mail(string, string, uint32) (m view.MailMessage, err error) { return m, nil }

func (f further) QueuedMail(string, string) (m view.MailMessage, err error) { return m, nil }

func (f further) MailList(_, _ string, from, n int) (list []view.MailItem, total int, err error) {
	for i := from; i < min(from+n, f.known); i++ {
		list = append(list, view.MailItem{UID: uint32(f.total - i)})
	}
	return list, f.total, nil
}

// TestLinesBelowTheSnapshotAreFound chooses lines that the snapshot does not have, and asks
// where they are.
func TestLinesBelowTheSnapshotAreFound(t *testing.T) {
	const total, known, shown = 1000, 200, 100
	box := view.Mailbox{Name: inbox, Total: total}
	for uid := total - shown + 1; uid <= total; uid++ {
		box.Messages = append(box.Messages, view.MailItem{UID: uint32(uid)})
	}
	a := New(nothing{})
	a.facts.snapshot.Hosts = []view.Host{{Name: "bob", Programs: []view.Program{{Kind: agentKind, Mail: &view.Mail{Mailboxes: []view.Mailbox{box}}}}}}
	a.facts.stale = false
	a.mailing.host, a.mailing.folder, a.mailing.from = "bob", inbox, further{total, known}
	for _, line := range []int{0, 99, 100, 150, 199} {
		a.SelectMail(line)
		if got := a.MailLine(); got != line {
			t.Errorf("line %d is found at %d", line, got)
		}
	}
	rows := a.MailRows(195, 10)
	if len(rows) != 10 || !rows[4].Known || rows[5].Known || rows[0].Item.UID != 805 {
		t.Errorf("%+v", rows)
	}
	if a.MailCount() != total {
		t.Errorf("%d messages", a.MailCount())
	}
}

type nothing struct{}

func (nothing) Labs() []string            { return nil }
func (nothing) Lab(string) ([]byte, bool) { return nil, false }
