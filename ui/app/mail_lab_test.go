package app_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"playnet/ui/app"
)

// mailed opens a lab of mail with some actions done first, and runs it to its end.
func mailed(t *testing.T, id string, actions ...string) *app.App {
	t.Helper()
	a := opened(t, id)
	for _, action := range actions {
		ok(t, a, "do", action)
	}
	ok(t, a, "run", `[{"idle":true}]`)
	return a
}

// In the lab, each of Bob's mails says what was found, and what Mallory has written into hers
// counts for nothing, whether her mail is checked or not.
func TestVerdictsOnForgedMail(t *testing.T) {
	for position, want := range map[string]map[string]app.MailTrust{
		"dmarc":   {"Lunch": app.MailConfirmed, "Lunch is off": app.MailDenied},
		"nothing": {"Lunch": "", "Lunch is off": ""},
	} {
		var turn []string
		if position != "dmarc" {
			turn = []string{`{"op":"lab.switch","switch":"` + position + `","on":true}`}
		}
		a := mailed(t, "mail-forged", turn...)
		a.OpenMail("bob")
		got := map[string]app.MailTrust{}
		for i := range a.MailCount() {
			a.SelectMail(i)
			m, there := a.MailMessage()
			if !there {
				t.Fatalf("%s: message %d is not there", position, i)
			}
			c, _ := app.MailChecks(m)
			got[m.Item.Subject] = c.Trust
		}
		for subject, trust := range want {
			if found, there := got[subject]; !there || found != trust {
				t.Errorf("%s: of %q it says %q, want %q", position, subject, found, trust)
			}
		}
	}
}

// A draft that was saved can be opened again, changed and sent: as it was, with its files, and
// it leaves the folder of drafts.
func TestADraftIsGoneOnWith(t *testing.T) {
	for _, protocol := range []string{"imap", "pop3"} {
		a := opened(t, "mail-adventure")
		if protocol == "pop3" {
			ok(t, a, "do", `{"op":"lab.switch","switch":"pop3","on":true}`)
		}
		ok(t, a, "run", `[{"idle":true}]`)
		a.OpenMail("bob")
		a.ComposeMail()
		for field, words := range map[string]string{"to": "Alice <alice@crepes.fr>", "cc": "carol@hamburger.edu", "bcc": "bob@hamburger.edu", "subject": "Crêpes", "text": "Dear Alice,\n\nyes"} {
			a.WriteMail(field, words)
		}
		a.AttachMail("menu.bin", "application/x-menu", []byte{0, 1, 255, '\n', 13})
		a.SaveDraft()
		ok(t, a, "run", `[{"idle":true}]`)
		a.ChooseMailFolder("Drafts")
		a.SelectMail(0)
		if !a.IsDraft() || a.MailCount() != 1 {
			t.Fatalf("%s: %d drafts, one that can be gone on with: %v", protocol, a.MailCount(), a.IsDraft())
		}
		a.EditDraft()
		c := a.Composing()
		if c == nil || c.To != "Alice <alice@crepes.fr>" || c.Cc != "carol@hamburger.edu" || c.Bcc != "bob@hamburger.edu" || c.Subject != "Crêpes" ||
			strings.TrimRight(c.Text, "\n") != "Dear Alice,\n\nyes" || len(c.Attached) != 1 || string(c.Attached[0].Data) != "\x00\x01\xff\n\r" || c.Attached[0].Name != "menu.bin" {
			t.Fatalf("%s: the draft is %+v", protocol, c)
		}
		a.WriteMail("text", "Dear Alice,\n\nyes, with butter")
		if !a.SendMail() {
			t.Fatalf("%s: it can't be sent: %v", protocol, a.ComposeFaults())
		}
		ok(t, a, "run", `[{"idle":true}]`)
		if n := a.MailCount(); n != 0 {
			t.Errorf("%s: %d drafts are left", protocol, n)
		}
		a.OpenMail("mail.crepes.fr")
		a.ChooseMailFolder("alice/INBOX")
		a.SelectMail(0)
		if m, _ := a.MailMessage(); !strings.Contains(string(m.Source), "with butter") || strings.Contains(string(m.Source), "Bcc") {
			t.Errorf("%s: Alice got %s", protocol, m.Source)
		}
	}
}

// A mail in a queue can be read as it stands there, with its source.
func TestAQueuedMailShowsItself(t *testing.T) {
	a := opened(t, "mail-queue")
	ok(t, a, "run", `[{"until":"50m"}]`)
	a.OpenMail("mail.crepes.fr")
	for _, f := range a.MailFolders() {
		if f.Queue {
			a.ChooseMailFolder(f.Key)
		}
	}
	a.SelectMail(0)
	row, _ := a.MailSelected()
	m, there := a.MailMessage()
	if row.Queued == nil || !there || !strings.Contains(string(m.Source), "How about pickles?") || m.Item.Subject != "Ketchup" || !m.Whole {
		t.Errorf("the queue shows %v, %+v", there, m)
	}
}

// What was saved of a mail is offered as an export, whole and under its own name: where a frame
// refuses a download it can be had as a text.
func TestASavedPartIsOfferedAgain(t *testing.T) {
	a := opened(t, "mime-crepe")
	ok(t, a, "run", `[{"idle":true}]`)
	has := func() bool {
		return slices.ContainsFunc(a.Exports(), func(k app.ExportKind) bool { return k.ID == app.SavedExport })
	}
	if has() {
		t.Error("a part is offered before any was saved")
	}
	a.OpenMail("mail.hamburger.edu")
	a.ChooseMailFolder("bob/INBOX")
	a.SelectMail(0)
	f, found := a.MailFile("2")
	if !found || len(f.Content) != 4079 {
		t.Fatalf("the picture is %d bytes, %v", len(f.Content), found)
	}
	a.KeepSaved(f)
	a.MakeExport(app.SavedExport, app.ExportOptions{}, func(out app.File, err error) {
		if err != nil || out.Name != "薄餅.jpg" || !bytes.Equal(out.Content, f.Content) || !out.Binary || !has() {
			t.Errorf("%s, %d bytes, %v", out.Name, len(out.Content), err)
		}
	})
}

// The steps of a mail's way are told of where somebody sends one: by the lab's own doing, or by
// the learner's.
func TestStepsWhereMailTravels(t *testing.T) {
	for lab, want := range map[string]bool{"mail-adventure": true, "smtp-by-hand": true, "webmail": true, "pop3-modes": false} {
		if a := opened(t, lab); a.MailTravels() != want {
			t.Errorf("%s: mail travels %v", lab, !want)
		}
	}
	a := mailed(t, "pop3-modes")
	if a.MailTravels() {
		t.Error("mail that is fetched alone goes no steps")
	}
	host := a.MailAgents()[0].Host
	ok(t, a, "do", `{"op":"mail.send","host":"`+host+`","to":["a@crepes.fr"],"subject":"x","text":"y"}`)
	if !a.MailTravels() {
		t.Error("the learner's mail goes no steps")
	}
}
