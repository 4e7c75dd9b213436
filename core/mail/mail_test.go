package mail_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/mail"
	"playnet/core/view"
)

var morning = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// crepe stands in for a picture: every byte there is.
func crepe() []byte {
	b := make([]byte, 1000)
	for i := range b {
		b[i] = byte(i * 7)
	}
	return b
}

func TestWhatIsBuiltIsReadAgain(t *testing.T) {
	d := mail.Draft{
		From:      mail.Address{Name: "Alice", Local: "alice", Domain: "crepes.fr"},
		To:        []mail.Address{{Name: "Bob the \"Builder\"", Local: "bob", Domain: "hamburger.edu"}, {Name: "王小明", Local: "wang", Domain: "example.com"}},
		Bcc:       []mail.Address{{Local: "secret", Domain: "example.org"}},
		Subject:   "Bilde av pannekaken, परौठा and 薄餅, which is a rather long subject that needs more than one line",
		Date:      morning,
		MessageID: "1@crepes.fr",
		Text:      "Hei!\nBlåbær på pannekake\n.\nFrom here on\n" + strings.Repeat("long ", 100) + "\n",
		HTML:      "<p>Hei <img src=cid:crepe@crepes.fr></p>",
		Attachments: []mail.Attachment{
			{Name: "crepe.jpg", Type: "image/jpeg", ContentID: "crepe@crepes.fr", Data: crepe()},
			{Name: "薄餅的照片，非常好看，真的非常好看.jpg", Type: "image/jpeg", Description: "My crêpe", Data: crepe()},
		},
	}
	source := mail.Build(d)
	for i, line := range bytes.Split(source, []byte("\r\n")) {
		if len(line) > 78 || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("line %d: %d bytes: %q", i, len(line), line)
		}
	}
	if bytes.Contains(source, []byte("secret")) {
		t.Error("the Bcc is in the message")
	}
	root := mail.Parse(source)
	mail.Walk(&root, func(p *view.MailPart) bool {
		if len(p.Problems) > 0 {
			t.Errorf("part %q: %v", p.Path, p.Problems)
		}
		return true
	})
	item := mail.ItemOf(source)
	if item.Subject != d.Subject {
		t.Errorf("subject %q", item.Subject)
	}
	if item.Date != morning.UnixNano() || item.From != "Alice <alice@crepes.fr>" || item.MessageID != "1@crepes.fr" {
		t.Errorf("item %+v", item)
	}
	if got := item.To[0]; got != `Bob the "Builder" <bob@hamburger.edu>` {
		t.Errorf("to %q", got)
	}
	if got := item.To[1]; got != "王小明 <wang@example.com>" {
		t.Errorf("to %q", got)
	}
	var tree []string
	mail.Walk(&root, func(p *view.MailPart) bool {
		tree = append(tree, p.Path+" "+p.Type)
		return true
	})
	want := " multipart/mixed,1 multipart/alternative,1.1 text/plain,1.2 multipart/related,1.2.1 text/html,1.2.2 image/jpeg,2 image/jpeg"
	if got := strings.Join(tree, ","); got != want {
		t.Errorf("tree %s", got)
	}
	text, _ := mail.PartAt(root, "1.1")
	if want := strings.ReplaceAll(d.Text, "\n", "\r\n"); text.Text != want {
		t.Errorf("text %q", text.Text)
	}
	for _, path := range []string{"1.2.2", "2"} {
		picture, _ := mail.PartAt(root, path)
		if !bytes.Equal(mail.DecodeBody(source, picture), crepe()) {
			t.Errorf("the picture %s has changed", path)
		}
	}
	picture, _ := mail.PartAt(root, "2")
	if picture.Name != d.Attachments[1].Name || picture.Description != "My crêpe" || picture.Disposition != "attachment" {
		t.Errorf("picture %+v", picture)
	}
}

// What an address's field says is read as that address: a name that looks like a list of
// addresses, or like another one, makes no recipients.
func TestAFieldIsReadAsItsAddress(t *testing.T) {
	for _, name := range []string{"", "Jane", "Doe, Jane", "eve@evil.example, Bob", `the "Builder"`, `back\slash`, "a <b@c.example>", "Friends: you;", "J. (Jane) Doe", "王小明"} {
		a := mail.Address{Name: name, Local: "jane", Domain: "crepes.fr"}
		if list := mail.ParseAddresses(a.Field()); len(list) != 1 || list[0] != a {
			t.Errorf("%q is written as %s and read as %v", name, a.Field(), list)
		}
	}
}

// Of a long text the beginning is told, and that it is one.
func TestLongTextsAreCut(t *testing.T) {
	const most = 64 << 10
	for _, c := range []struct {
		length int
		cut    bool
	}{{most, false}, {most + 1, true}} {
		root := mail.Parse([]byte("Content-Type: text/plain; charset=utf-8\r\n\r\n" + strings.Repeat("x", c.length-1) + "\xff"))
		if root.Cut != c.cut || root.Decoded != c.length || strings.Contains(root.Text, "\ufffd") == c.cut {
			t.Errorf("%d bytes: cut %v, decoded %d, text of %d", c.length, root.Cut, root.Decoded, len(root.Text))
		}
		if wrong := slices.Contains(root.Problems, mail.ProblemCharset); wrong == c.cut {
			t.Errorf("%d bytes: %v", c.length, root.Problems)
		}
	}
}

// A draft that stays with its author names those who get a blind copy, and as nobody else; a
// mail that is sent names none of them.
func TestBccStaysAtHome(t *testing.T) {
	d := mail.Draft{From: mail.Address{Local: "alice", Domain: "crepes.fr"}, Bcc: []mail.Address{{Name: "Doe, Jane", Local: "jane", Domain: "crepes.fr"}, {Name: "Žižek, S.", Local: "s", Domain: "x.test"}}}
	if h, _ := mail.ParseHeader(mail.Build(d)); h.Get("Bcc") != "" {
		t.Errorf("what is sent says Bcc: %s", h.Get("Bcc"))
	}
	d.KeepBcc = true
	h, _ := mail.ParseHeader(mail.Build(d))
	if got := mail.ParseAddresses(h.Get("Bcc")); !slices.Equal(got, d.Bcc) {
		t.Errorf("%s is read as %v", h.Get("Bcc"), got)
	}
}

// What ends a multipart is its boundary between two hyphens on each side, and no line that
// begins so (RFC 2046 §5.1.1): it may be the delimiter of a part around it.
func TestWhatEndsAMultipart(t *testing.T) {
	for end, open := range map[string]bool{"--b--": false, "--b-- \t": false, "--b--x": true, "--b---": true, "--b--1": true, "--b-": true, " --b--": true, "--b": true} {
		root := mail.Parse([]byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n" + end + "\r\n"))
		if got := slices.Contains(root.Problems, mail.ProblemNotClosed); got != open {
			t.Errorf("%q: still open %v", end, got)
		}
	}
	nested := "Content-Type: multipart/mixed; boundary=b--1\r\n\r\n--b--1\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--\r\n--b--1\r\n\r\ntwo\r\n--b--1--\r\n"
	if root := mail.Parse([]byte(nested)); len(root.Children) != 2 || len(root.Children[0].Children) != 1 || root.Children[1].Text != "two" {
		t.Errorf("%+v", root)
	}
	unclosed := strings.Replace(nested, "--b--\r\n", "", 1)
	if root := mail.Parse([]byte(unclosed)); len(root.Children) != 2 || root.Children[1].Text != "two" {
		t.Errorf("%+v", root)
	}
}
