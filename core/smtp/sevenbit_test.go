package smtp

import (
	"bytes"
	"strings"
	"testing"

	"playnet/core/mail"
	"playnet/core/view"
)

// What is converted says the same.
func TestSevenBit(t *testing.T) {
	crlf := func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }
	for _, test := range []struct {
		name, source string
		fails        bool
	}{
		{name: "plain", source: "Subject: a\n\nhello\n"},
		{name: "undeclared", source: "Subject: a\n\ngrüße\n.\n"},
		{name: "declared", source: "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\ngrüße = \n"},
		{name: "multipart", source: "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\nContent-Transfer-Encoding: 8bit\n\n" +
			"--x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\ngrüße\n" +
			"--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAEC\n" +
			"--x\n\nüber\n--x--\n"},
		{name: "a mail in it", source: "MIME-Version: 1.0\nContent-Type: multipart/digest; boundary=x\n\n" +
			"--x\nContent-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\nSubject: b\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\ngrüße\n--x--\n"},
		{name: "8-bit header", source: "Subject: ü\n\nhello\n", fails: true},
		{name: "8-bit base64", source: "MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nü\n", fails: true},
		{name: "8 bits between parts", source: "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\nü\n--x\n\nhello\n--x--\n", fails: true},
	} {
		source := crlf(test.source)
		converted, ok := sevenBit(source)
		if ok == test.fails {
			t.Errorf("%s: %t", test.name, ok)
		}
		if !ok {
			continue
		}
		before, after := bodies(source), bodies(converted)
		if !ascii(string(converted)) || len(before) != len(after) {
			t.Errorf("%s:\n%s", test.name, converted)
			continue
		}
		for i := range before {
			if !bytes.Equal(before[i], after[i]) {
				t.Errorf("%s: part %d is %q, was %q", test.name, i, after[i], before[i])
			}
		}
	}
}

// bodies returns the decoded leaves of a message.
func bodies(source []byte) (all [][]byte) {
	root := mail.Parse(source)
	mail.Walk(&root, func(p *view.MailPart) bool {
		if len(p.Children) == 0 {
			all = append(all, mail.DecodeBody(source, *p))
		}
		return true
	})
	return all
}
