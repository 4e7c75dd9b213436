package agent

import (
	"strings"
	"testing"

	"playnet/core/mail"
	"playnet/core/view"
)

// divide tells the parts of a message as a server hands them out, by their numbers.
func divide(source []byte, p view.MailPart, have map[string]section) {
	for _, child := range p.Children {
		body := child.Offset + child.Len
		if strings.HasPrefix(child.Type, "multipart/") {
			divide(source, child, have)
			continue
		}
		have[child.Path] = section{source[child.Offset:child.BodyAt], source[child.BodyAt:body]}
	}
}

// A message that is put together from its header and all of its parts is the message, byte by
// byte, as mail programs write them; with a part left out, the others stand where they did.
func TestPartsMakeTheMessage(t *testing.T) {
	for name, d := range map[string]mail.Draft{
		"text and file": {Text: "Hello,\n\nhere it is.\n", Attachments: []mail.Attachment{{Name: "a.bin", Type: "application/octet-stream", Data: []byte(strings.Repeat("\x00\xff", 3000))}}},
		"two files":     {Text: "Hello\n", Attachments: []mail.Attachment{{Name: "a.txt", Type: "text/plain", Data: []byte("a\n")}, {Name: "b.eml", Type: "message/rfc822", Data: []byte("Subject: b\r\n\r\nb\r\n")}}},
	} {
		d.From, d.Subject, d.MessageID = mail.Address{Local: "alice", Domain: "crepes.fr"}, "Parts", "x@crepes.fr"
		source := mail.Build(d)
		root := mail.Parse(source)
		have := map[string]section{}
		divide(source, root, have)
		if got := skeleton(source[:root.BodyAt], root, have); string(got) != string(source) {
			t.Errorf("%s: %d bytes became %d:\n%q\n%q", name, len(source), len(got), source, got)
		}
		delete(have, "2")
		again := mail.Parse(skeleton(source[:root.BodyAt], root, have))
		if len(again.Children) != len(root.Children) || again.Children[0].Text != root.Children[0].Text {
			t.Errorf("%s: without its second part it is %+v", name, again)
		}
	}
}
