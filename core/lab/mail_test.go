package lab_test

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/mail"
	"playnet/core/sim"
	"playnet/core/view"
)

// perform does an action and lets the world run until nothing is left to happen.
func perform(t *testing.T, w *lab.World, a labfile.Action) {
	t.Helper()
	if _, err := w.Do(a); err != nil {
		t.Fatal(err)
	}
	w.RunIdle(nil)
}

// agentOf returns what a host's mail program shows.
func agentOf(t *testing.T, w *lab.World, host string) *view.Mail {
	t.Helper()
	for _, h := range w.Snapshot().Hosts {
		for _, p := range h.Programs {
			if h.Name == host && p.Kind == "mail.agent" {
				return p.Mail
			}
		}
	}
	t.Fatalf("no mail program on %s", host)
	return nil
}

func folderOf(m *view.Mail, name string) view.Mailbox {
	i := slices.IndexFunc(m.Mailboxes, func(b view.Mailbox) bool { return b.Name == name })
	if i < 0 {
		return view.Mailbox{}
	}
	return m.Mailboxes[i]
}

const worldText = "Blåbærsyltetøy på pannekaka.\n\nनमस्ते, क्या आपको क्रेप पसंद है?\n\n你好，你喜欢可丽饼吗？\n.\n.. two dots\n"

// picture returns bytes of every kind, as a picture has them.
func picture() []byte {
	b := make([]byte, 40_000)
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range b {
		b[i] = byte(dice.IntN(256))
	}
	return append([]byte("\xff\xd8\xff\xe0"), b...)
}

func letterWithPicture() labfile.MailSend {
	return labfile.MailSend{Host: "alice", To: []labfile.Recipient{"Bob <bob@hamburger.edu>"}, Bcc: []labfile.Recipient{"carol@hamburger.edu"},
		Subject: "Blåbær, नमस्ते, 可丽饼", Text: worldText,
		Attachments: []labfile.MailAttachment{{Name: "crêpe 可丽饼.jpg", Type: "image/jpeg", Description: "En pannekake",
			Data: labfile.Content(base64.StdEncoding.EncodeToString(picture()))}}}
}

// A mail with a picture and with text in three scripts arrives as it was sent, and is read
// by IMAP at the other side.
func TestAPictureArrives(t *testing.T) {
	w := open(t, "mail-adventure", 3)
	w.RunIdle(nil)
	perform(t, w, letterWithPicture())
	perform(t, w, labfile.MailFetch{Host: "bob"})
	inbox := folderOf(agentOf(t, w, "bob"), "INBOX")
	if len(inbox.Messages) != 1 || inbox.Messages[0].Subject != "Blåbær, नमस्ते, 可丽饼" || inbox.Messages[0].Has != "header" {
		t.Fatalf("Bob's list: %+v", inbox.Messages)
	}
	uid := inbox.Messages[0].UID
	perform(t, w, labfile.MailOpen{Host: "bob", Folder: "INBOX", UID: labfile.MailUID(uid)})
	m, err := w.Mail("bob", "INBOX", uid)
	if err != nil || !m.Whole || !slices.Contains(m.Item.Flags, `\Seen`) {
		t.Fatalf("%v, whole %v, %v", err, m.Whole, m.Item.Flags)
	}
	checkPicture(t, m)
	if bytes.Contains(bytes.ToLower(m.Source), []byte("carol")) {
		t.Error("the message tells whom the blind copy is for")
	}
	for host, folder := range map[string]string{"mail.hamburger.edu": "bob/INBOX", "alice": "Sent"} {
		list, total, err := w.MailList(host, folder, 0, 1)
		if err != nil || total == 0 || len(list) != 1 {
			t.Fatalf("%s has %v, %d, %v", host, list, total, err)
		}
		m, err := w.Mail(host, folder, list[0].UID)
		if err != nil {
			t.Fatal(err)
		}
		checkPicture(t, m)
	}
	carol, err := w.Mail("mail.hamburger.edu", "carol/INBOX", 2)
	if err != nil {
		t.Fatal(err)
	}
	checkPicture(t, carol)
	if _, err := w.Mail("mail.hamburger.edu", "dave/INBOX", 1); err == nil {
		t.Error("somebody who has no mailbox has mail")
	}
}

func checkPicture(t *testing.T, m view.MailMessage) {
	t.Helper()
	text, ok := mail.PartAt(m.Root, "1")
	if got := strings.ReplaceAll(text.Text, "\r\n", "\n"); !ok || strings.TrimRight(got, "\n") != strings.TrimRight(worldText, "\n") {
		t.Errorf("the text is %q", got)
	}
	part, ok := mail.PartAt(m.Root, "2")
	if !ok || part.Type != "image/jpeg" || part.Name != "crêpe 可丽饼.jpg" || part.Description != "En pannekake" {
		t.Fatalf("the picture's part: %+v", part)
	}
	if !bytes.Equal(mail.DecodeBody(m.Source, part), picture()) {
		t.Error("the picture's bytes have changed")
	}
}

// With IMAP a part comes alone; the message's other parts stay on the server.
func TestAPartComesAlone(t *testing.T) {
	w := open(t, "mail-adventure", 3)
	w.RunIdle(nil)
	perform(t, w, letterWithPicture())
	perform(t, w, labfile.MailFetch{Host: "bob"})
	uid := folderOf(agentOf(t, w, "bob"), "INBOX").Messages[0].UID
	perform(t, w, labfile.MailOpen{Host: "bob", Folder: "INBOX", UID: labfile.MailUID(uid), Part: "1"})
	m, err := w.Mail("bob", "INBOX", uid)
	if err != nil || m.Whole || m.Item.Has != "parts" || len(m.Source) > 4000 {
		t.Fatalf("%v: whole %v, has %q, %d bytes", err, m.Whole, m.Item.Has, len(m.Source))
	}
	text, _ := mail.PartAt(m.Root, "1")
	if !strings.Contains(text.Text, "नमस्ते") {
		t.Errorf("the text is %q", text.Text)
	}
	perform(t, w, labfile.MailOpen{Host: "bob", Folder: "INBOX", UID: labfile.MailUID(uid), Part: "2"})
	if m, _ = w.Mail("bob", "INBOX", uid); m.Whole {
		t.Error("two parts make the message whole")
	}
	checkPicture(t, m)
}

// A mail program that is stopped at any instant loses nothing that its user has written,
// and what POP3 has brought is there once.
func TestNothingOfTheUsersIsLost(t *testing.T) {
	for seed := range uint64(40) {
		w := open(t, "mail-adventure", seed)
		dice := rand.New(rand.NewPCG(seed, 9))
		if seed%2 == 0 {
			if _, err := w.Do(labfile.LabSwitch{Switch: "pop3", On: true}); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			w.RunUntil(w.Now()+sim.Instant(dice.Int64N(int64(4*time.Second))), nil)
			host := labfile.Name([]string{"alice", "bob"}[dice.IntN(2)])
			if _, err := w.Do(labfile.HostStop{Host: host}); err != nil {
				t.Fatal(err)
			}
			w.RunUntil(w.Now()+sim.Instant(30*time.Millisecond), nil)
			if _, err := w.Do(labfile.HostStart{Host: host}); err != nil {
				t.Fatal(err)
			}
		}
		w.RunIdle(nil)
		w.RunUntil(w.Now()+sim.Instant(10*time.Minute), nil) // the outboxes try again
		checkComposed(t, w, seed)
	}
}

// checkComposed looks for each message that was written: it is with its receiver, or on its
// way, and it is with its sender.
func checkComposed(t *testing.T, w *lab.World, seed uint64) {
	t.Helper()
	where := map[string]int{} // Message-ID → how many places have it
	for _, h := range w.Snapshot().Hosts {
		for _, p := range h.Programs {
			if p.Mail == nil {
				continue
			}
			for _, q := range p.Mail.Queue {
				where[q.Item.MessageID]++
			}
			for _, b := range p.Mail.Mailboxes {
				ids := map[string]bool{}
				for _, m := range b.Messages {
					if ids[m.MessageID] && b.Local && b.Name == "INBOX" {
						t.Errorf("seed %d: %s has <%s> twice", seed, h.Name, m.MessageID)
					}
					ids[m.MessageID] = true
					where[m.MessageID]++
				}
			}
		}
	}
	for _, e := range w.Events(1, w.EventCount()) {
		if e.Body.Kind().String() != "mail.composed" {
			continue
		}
		id := strings.Split(strings.SplitN(e.Body.Text(), "<", 2)[1], ">")[0]
		if where[id] < 1 {
			t.Errorf("seed %d: <%s> is nowhere", seed, id)
		}
	}
}

// Of a long folder the newest headers come, and older ones when somebody scrolls.
func TestALongFolderIsReadInPages(t *testing.T) {
	text, err := os.ReadFile("../../public/labs/mail-adventure.lab")
	if err != nil {
		t.Fatal(err)
	}
	lab250 := strings.Replace(string(text), `{"user": "dave", "password": "relish"}]}`,
		`{"user": "dave", "password": "relish"}], "mailboxes": [{"user": "bob", "messages": ["mail/old.eml"], "copies": 250}]}`, 1) +
		"-- mail/old.eml --\nFrom: Alice <alice@crepes.fr>\nSubject: Old\n\nOld.\n"
	f, err := labfile.Parse([]byte(lab250))
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(f, 1, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	w.RunIdle(nil)
	list, total, err := w.MailList("bob", "INBOX", 0, 1000)
	if err != nil || total != 250 || len(list) != 100 || list[0].UID <= list[99].UID {
		t.Fatalf("%d of %d, %v", len(list), total, err)
	}
	n := labfile.PageSize(60)
	perform(t, w, labfile.MailList{Host: "bob", Folder: "INBOX", From: 100, N: &n})
	if list, _, _ = w.MailList("bob", "INBOX", 100, 1000); len(list) != 60 || list[0].UID != 251-100 {
		t.Errorf("a page of %d headers from %d on", len(list), list[0].UID)
	}
	if own, total, err := w.MailList("mail.hamburger.edu", "bob/INBOX", 240, 1000); err != nil || total != 250 || len(own) != 10 {
		t.Errorf("the server lists %d of %d, %v", len(own), total, err)
	}
}

// The story of a session that somebody types follows it, step by step: what was refused last is
// not what happens now.
func TestTheStoryFollowsSMTP(t *testing.T) {
	w := open(t, "smtp-by-hand", 1)
	w.RunIdle(nil)
	var got []string
	for _, h := range w.Story(1000) {
		if step, ok := strings.CutPrefix(h.Key, "happening.mail."); ok && h.Args["host"] == "mail.hamburger.edu" {
			got = append(got, strings.TrimPrefix(step, "step."))
		}
	}
	want := []string{"refused", "refused", "hello", "refused", "mail", "refused", "refused", "rcpt", "data", "accepted", "try.own", "delivered", "refused"}
	if !slices.Equal(got, want) {
		t.Errorf("it tells %q", got)
	}
}
