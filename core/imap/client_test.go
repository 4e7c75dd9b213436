package imap_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/imap"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
	"playnet/tests/imapscript"
)

// world is a world in which clients are written as programs are.
type world struct{ *imapscript.World }

func newWorld(t testing.TB, config imap.Config) world {
	return world{imapscript.NewWorld(t, config)}
}

// login returns a client that has logged in.
func (w world) login(h host.Host) *imap.Client {
	c, err := imap.Dial(h, serverAt)
	w.must(err)
	w.must(c.Login(imapscript.User, imapscript.Password))
	return c
}

func (w world) must(err error) {
	w.Helper()
	if err != nil {
		w.Error(err)
		panic(err)
	}
}

var serverAt = imapscript.ServerAt

const crepe = "From: =?utf-8?q?Andr=C3=A9?= <andre@crepes.fr>\r\nTo: Bob <bob@hamburger.edu>, Eve <eve@hamburger.edu>\r\n" +
	"Subject: =?utf-8?q?La_cr=C3=AApe?=\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\nMessage-ID: <1@crepes.fr>\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVoilà\r\n" +
	"--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n" +
	"Content-Disposition: attachment; filename*=utf-8''cr%C3%AApe.jpg\r\n\r\n/9j/4AAQ\r\n" +
	"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n" +
	"--c\r\n\r\nplain\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>html\r\n--c--\r\n--b--\r\n"

func TestClientReadsAMessageInParts(t *testing.T) {
	w := newWorld(t, imap.Config{})
	w.Do(func(h host.Host) {
		c := w.login(h)
		uid, err := c.Append("INBOX", []string{mailbox.Flagged}, imapscript.Epoch, []byte(crepe))
		w.must(err)
		box, err := c.Select("INBOX")
		w.must(err)
		if uid != 1 || box.Exists != 1 || box.UIDNext != 2 || box.UIDValidity == 0 || c.State() != imap.Selected {
			t.Errorf("uid %d in %+v", uid, box)
		}
		got, err := c.Fetch(imap.OneUID(uid), imap.ItemFlags, imap.ItemEnvelope, imap.ItemStructure, imap.ItemDate, imap.ItemSize)
		w.must(err)
		item := got[0].Item()
		if item.From != "André <andre@crepes.fr>" || item.Subject != "La crêpe" || len(item.To) != 2 ||
			item.Size != int64(len(crepe)) || item.MessageID != "1@crepes.fr" || !slices.Contains(item.Flags, `\Flagged`) {
			t.Errorf("%+v", item)
		}
		if !got[0].Date.Equal(imapscript.Epoch) {
			t.Error(got[0].Date)
		}
		checkStructure(t, *got[0].Structure)
		section, err := imap.PartSection("2", true)
		w.must(err)
		picture, err := c.FetchSection(uid, section)
		w.must(err)
		if string(picture) != "/9j/4AAQ" {
			t.Errorf("%q", picture)
		}
		section, _ = imap.PartSection("3.2", true)
		html, err := c.FetchSection(uid, section)
		w.must(err)
		if string(html) != "<p>html" {
			t.Errorf("%q", html)
		}
		section, _ = imap.PartSection("7", true)
		if _, err := c.FetchSection(uid, section); !errors.Is(err, imap.ErrNoPart) {
			t.Error(err)
		}
		whole, err := c.FetchSection(uid, imap.Section{})
		w.must(err)
		if string(whole) != crepe {
			t.Error("the message has changed")
		}
		w.must(c.Logout())
	})
}

// The client numbers the parts of BODYSTRUCTURE as mail.Parse does those of the source.
func checkStructure(t *testing.T, root view.MailPart) {
	t.Helper()
	var lines []string
	var walk func(p view.MailPart)
	walk = func(p view.MailPart) {
		lines = append(lines, p.Path+" "+p.Type+" "+p.Name)
		for _, c := range p.Children {
			walk(c)
		}
	}
	walk(root)
	want := " multipart/mixed |1 text/plain |2 image/jpeg crêpe.jpg|3 message/rfc822 |3.TEXT multipart/alternative |3.1 text/plain |3.2 text/html "
	if got := strings.Join(lines, "|"); got != want {
		t.Errorf("structure:\n%s, want\n%s", got, want)
	}
}

func TestClientKeepsFoldersInOrder(t *testing.T) {
	w := newWorld(t, imap.Config{})
	w.Do(func(h host.Host) {
		c := w.login(h)
		w.must(c.Create("Recettes/Crêpes"))
		w.must(c.Subscribe("Recettes/Crêpes"))
		folders, err := c.List("", "*")
		w.must(err)
		var names []string
		for _, f := range folders {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, "|"); got != "INBOX|Recettes|Recettes/Crêpes" {
			t.Error(got)
		}
		for range 3 {
			_, err := c.Append("INBOX", nil, time.Time{}, []byte(crepe))
			w.must(err)
		}
		_, err = c.Select("INBOX")
		w.must(err)
		copied, err := c.Copy(imap.ListUIDs(1, 3), "Recettes/Crêpes")
		w.must(err)
		if !slices.Equal(copied.From, []uint32{1, 3}) || !slices.Equal(copied.To, []uint32{1, 2}) {
			t.Errorf("%+v", copied)
		}
		if _, err := c.Copy(imap.ListUIDs(1), "nowhere"); err == nil || err.(imap.Reply).CodeName() != "TRYCREATE" {
			t.Error(err)
		}
		moved, err := c.Move(imap.ListUIDs(2), "Recettes/Crêpes")
		w.must(err)
		if !slices.Equal(moved.To, []uint32{3}) || c.Selected().Exists != 2 {
			t.Errorf("%+v, %+v", moved, c.Selected())
		}
		_, err = c.Store(imap.OneUID(3), mailbox.AddFlags, mailbox.Deleted, "spam")
		w.must(err)
		found, err := c.Search(imap.Key{Name: "DELETED"}, imap.Key{Name: "KEYWORD", Text: "spam"})
		w.must(err)
		if !slices.Equal(found, []uint32{3}) {
			t.Error(found)
		}
		found, err = c.Search(imap.Key{Name: "SUBJECT", Text: "CRÊPE"})
		w.must(err)
		if !slices.Equal(found, []uint32{1, 3}) {
			t.Error("beyond ASCII:", found)
		}
		w.must(c.Expunge())
		status, err := c.Status("Recettes/Crêpes", "MESSAGES", "UNSEEN", "UIDNEXT")
		w.must(err)
		if c.Selected().Exists != 1 || status["MESSAGES"] != 3 || status["UIDNEXT"] != 4 {
			t.Error(c.Selected().Exists, status)
		}
		w.must(c.Logout())
	})
}

// A client in IDLE hears at once of what another one does.
func TestIdleHears(t *testing.T) {
	w := newWorld(t, imap.Config{})
	var heard []imap.Update
	var ended time.Duration
	w.Do(func(h host.Host) {
		idler := w.login(h)
		_, err := idler.Select("INBOX")
		w.must(err)
		idler.OnUpdate = func(u imap.Update) { heard = append(heard, u) }
		h.Go("other", func() {
			w.must(h.Sleep(10 * time.Second))
			other := w.login(h)
			uid, err := other.Append("INBOX", nil, time.Time{}, []byte(crepe))
			w.must(err)
			_, err = other.Select("INBOX")
			w.must(err)
			_, err = other.Store(imap.OneUID(uid), mailbox.AddFlags, mailbox.Deleted)
			w.must(err)
			w.must(other.Expunge())
			w.must(h.Sleep(10 * time.Second))
			w.must(idler.Done())
		})
		began := h.Now()
		w.must(idler.Idle())
		ended = h.Now().Sub(began)
		w.must(idler.Noop())
	})
	var kinds []imap.UpdateKind
	for _, u := range heard {
		kinds = append(kinds, u.Kind)
	}
	if !slices.Equal(kinds, []imap.UpdateKind{imap.Exists, imap.Flags, imap.Expunge}) {
		t.Errorf("heard %+v", heard)
	}
	if ended < 20*time.Second || ended > 21*time.Second {
		t.Errorf("IDLE took %v", ended)
	}
}
