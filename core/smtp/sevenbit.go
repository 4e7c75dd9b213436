package smtp

import (
	"bytes"
	"mime/quotedprintable"
	"strings"

	"playnet/core/mail"
	"playnet/core/view"
)

// edit replaces a piece of a message.
type edit struct {
	from, to int
	by       []byte
}

// sevenBit converts a message for a server without 8BITMIME: parts in 8 bits become
// quoted-printable. It fails where bytes beyond ASCII stand in a header or between parts.
func sevenBit(source []byte) (converted []byte, ok bool) {
	root := mail.Parse(source)
	var edits []edit
	mail.Walk(&root, func(p *view.MailPart) bool {
		edits = append(edits, partTo7(source, p)...)
		return true
	})
	out := make([]byte, 0, len(source)*2)
	at := 0
	for _, e := range edits {
		if e.from < at {
			return nil, false // parts that overlap: no well-formed message has them
		}
		out = append(append(out, source[at:e.from]...), e.by...)
		at = e.to
	}
	out = append(out, source[at:]...)
	return out, ascii(string(out))
}

// partTo7 lists what has to change in a part, the parts in it left out.
func partTo7(source []byte, p *view.MailPart) []edit {
	body := source[p.BodyAt : p.Offset+p.Len]
	wide := p.Encoding != "base64" && p.Encoding != "quoted-printable"
	convert := len(p.Children) == 0 && wide && !ascii(string(body))
	var edits []edit
	if convert {
		fields := "Content-Transfer-Encoding: quoted-printable\r\n" + undeclared(p)
		edits = append(edits, edit{p.Offset, p.Offset, []byte(fields)})
	}
	for _, f := range p.Header {
		// What holds parts is as wide as they are: 7 bits now.
		if strings.EqualFold(f.Name, "Content-Transfer-Encoding") && wide && (convert || len(p.Children) > 0) {
			edits = append(edits, edit{f.Offset, f.Offset + f.Len, nil})
		}
	}
	if convert {
		var b bytes.Buffer
		w := quotedprintable.NewWriter(&b)
		_, _ = w.Write(body) // a bytes.Buffer takes everything
		_ = w.Close()
		edits = append(edits, edit{p.BodyAt, p.Offset + p.Len, b.Bytes()})
	}
	return edits
}

// undeclared is what MIME needs in a message that says nothing of it (RFC 1428, section 3).
func undeclared(p *view.MailPart) string {
	fields := ""
	if p.Path == "" && !declares(p, "MIME-Version") {
		fields += "MIME-Version: 1.0\r\n"
	}
	if !declares(p, "Content-Type") {
		fields += "Content-Type: text/plain; charset=unknown-8bit\r\n"
	}
	return fields
}

func declares(p *view.MailPart, field string) bool {
	for _, f := range p.Header {
		if strings.EqualFold(f.Name, field) {
			return true
		}
	}
	return false
}
