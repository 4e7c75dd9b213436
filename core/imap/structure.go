package imap

import (
	"bytes"
	"strconv"
	"strings"

	"playnet/core/mail"
	"playnet/core/view"
)

// appendStructure appends BODYSTRUCTURE, or BODY, which has no extension data (RFC 3501,
// section 7.4.2), of a part. The tree that mail.Parse returns is of limited depth.
func appendStructure(b []byte, source []byte, p *view.MailPart, extended bool) []byte {
	h, _ := mail.ParseHeader(source[p.Offset:p.BodyAt])
	kind, subtype, _ := strings.Cut(p.Type, "/")
	b = append(b, '(')
	if kind == "multipart" {
		b = appendMultipart(b, source, p, subtype, h, extended)
	} else {
		b = appendOnePart(b, source, p, h, extended)
	}
	return append(b, ')')
}

// appendMultipart appends body-type-mpart without its parentheses.
func appendMultipart(b, source []byte, p *view.MailPart, subtype string, h mail.Header, extended bool) []byte {
	for i := range p.Children {
		b = appendStructure(b, source, &p.Children[i], extended)
	}
	if len(p.Children) == 0 {
		// The grammar wants at least one part: an empty text stands for those that are not
		// to be found.
		b = append(b, `("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0)`...)
	}
	b = appendString(append(b, ' '), subtype)
	if extended {
		b = appendParams(append(b, ' '), h.Get("Content-Type"), false)
		b = appendExtension(b, h)
	}
	return b
}

// appendOnePart appends body-type-basic, -text or -msg without its parentheses.
func appendOnePart(b, source []byte, p *view.MailPart, h mail.Header, extended bool) []byte {
	kind, subtype, _ := strings.Cut(p.Type, "/")
	body := source[p.BodyAt : p.Offset+p.Len]
	b = appendString(b, kind)
	b = appendString(append(b, ' '), subtype)
	// RFC 2046, section 4.1.2: a text that names no charset is in US-ASCII.
	b = appendParams(append(b, ' '), h.Get("Content-Type"), kind == "text")
	b = appendNonempty(b, h.Get("Content-ID"))
	b = appendNonempty(b, h.Get("Content-Description"))
	b = appendString(append(b, ' '), transferEncoding(h))
	b = strconv.AppendInt(append(b, ' '), int64(len(body)), 10)
	lines := int64(bytes.Count(body, []byte{'\n'}))
	switch {
	case isMessage(p):
		inner := &p.Children[0]
		ih, _ := mail.ParseHeader(source[inner.Offset:inner.BodyAt])
		b = appendEnvelope(append(b, ' '), ih)
		b = appendStructure(append(b, ' '), source, inner, extended)
		b = strconv.AppendInt(append(b, ' '), lines, 10)
	case kind == "text":
		b = strconv.AppendInt(append(b, ' '), lines, 10)
	}
	if extended {
		b = appendNonempty(b, h.Get("Content-MD5"))
		b = appendExtension(b, h)
	}
	return b
}

// isMessage reports whether a part is a message that has been taken apart.
func isMessage(p *view.MailPart) bool {
	return p.Type == "message/rfc822" && len(p.Children) == 1
}

// transferEncoding returns the encoding as the header has it, without a comment.
func transferEncoding(h mail.Header) string {
	value, _ := cutParameter(h.Get("Content-Transfer-Encoding"))
	if value == "" {
		return "7bit" // RFC 2045, section 6.1
	}
	return strings.ToLower(value)
}

// appendExtension appends the disposition, the languages and the location of a part.
func appendExtension(b []byte, h mail.Header) []byte {
	b = append(b, ' ')
	if value := h.Get("Content-Disposition"); value == "" {
		b = append(b, "NIL"...)
	} else {
		first, _ := cutParameter(value)
		b = appendString(append(b, '('), strings.ToLower(first))
		b = append(appendParams(append(b, ' '), value, false), ')')
	}
	b = append(b, ' ')
	if value := h.Get("Content-Language"); value == "" {
		b = append(b, "NIL"...)
	} else {
		b = append(b, '(')
		for i, tag := range strings.Split(value, ",") {
			if i > 0 {
				b = append(b, ' ')
			}
			b = appendString(b, strings.TrimSpace(tag))
		}
		b = append(b, ')')
	}
	return appendNonempty(b, h.Get("Content-Location"))
}

func appendNonempty(b []byte, text string) []byte {
	return appendNString(append(b, ' '), text, text != "")
}

// appendParams appends the parameters of a field as they are written: putting together
// and decoding (RFC 2231) is the client's part. charset says that there has to be one.
func appendParams(b []byte, value string, charset bool) []byte {
	_, rest := cutParameter(value)
	n := 0
	add := func(name, value string) {
		if n == 0 {
			b = append(b, '(')
		} else {
			b = append(b, ' ')
		}
		n++
		b = appendString(b, name)
		b = appendString(append(b, ' '), value)
	}
	for rest != "" && n < maxParams {
		var one string
		one, rest = cutParameter(rest)
		name, val, found := strings.Cut(one, "=")
		if name = strings.TrimSpace(name); !found || name == "" {
			continue
		}
		name = strings.ToLower(name)
		charset = charset && name != "charset"
		add(name, unquote(strings.TrimSpace(val)))
	}
	if charset {
		add("charset", "us-ascii")
	}
	if n == 0 {
		return append(b, "NIL"...)
	}
	return append(b, ')')
}

// maxParams is how many parameters of a field are told.
const maxParams = 100

// cutParameter cuts a value at the next semicolon outside of quotes and comments, and
// leaves the comments out.
func cutParameter(value string) (one, rest string) {
	var b strings.Builder
	quoted, depth := false, 0
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == '\\' && (quoted || depth > 0) && i+1 < len(value):
			if depth == 0 {
				b.WriteByte(c)
				b.WriteByte(value[i+1])
			}
			i++
			continue
		case c == '"' && depth == 0:
			quoted = !quoted
		case c == '(' && !quoted:
			depth++
			continue
		case c == ')' && depth > 0:
			depth--
			continue
		case c == ';' && !quoted && depth == 0:
			return strings.TrimSpace(b.String()), value[i+1:]
		}
		if depth == 0 {
			b.WriteByte(c)
		}
	}
	return strings.TrimSpace(b.String()), ""
}

// unquote returns what a quoted string stands for, and other text as it is.
func unquote(text string) string {
	if !strings.HasPrefix(text, `"`) {
		return text
	}
	p := addressParser{rest: text}
	return p.quoted()
}
