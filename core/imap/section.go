package imap

import (
	"strings"

	"playnet/core/mail"
	"playnet/core/view"
)

// bytesOf returns what a section names of a message, before a partial is cut out; ok is
// false if there is no such part.
func (s *Section) bytesOf(source []byte, root *view.MailPart) (data []byte, ok bool) {
	p := root
	if len(s.Part) > 0 {
		if p = partAt(root, s.Part); p == nil {
			return nil, false
		}
		switch s.Text {
		case "":
			return source[p.BodyAt : p.Offset+p.Len], true
		case "MIME":
			return source[p.Offset:p.BodyAt], true
		}
		// RFC 3501, section 6.4.5: "The HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, and TEXT
		// part specifiers can be the sole part specifier or can be prefixed by one or more
		// numeric part specifiers, provided that the numeric part specifier refers to a
		// part of type MESSAGE/RFC822."
		if !isMessage(p) {
			return nil, false
		}
		p = &p.Children[0]
	}
	switch s.Text {
	case "":
		return source[p.Offset : p.Offset+p.Len], true
	case "HEADER":
		return source[p.Offset:p.BodyAt], true
	case "TEXT":
		return source[p.BodyAt : p.Offset+p.Len], true
	}
	return s.fieldsOf(source[p.Offset:p.BodyAt]), true
}

// fieldsOf returns the fields of a header that HEADER.FIELDS wants, or all others. "Subsetting
// does not exclude the [RFC-2822] delimiting blank line between the header and the body; the
// blank line is included in all header fetches, except in the case of a message which has no
// body and no blank line."
func (s *Section) fieldsOf(header []byte) []byte {
	var out []byte
	fields, _ := mail.ParseHeader(header)
	for _, f := range fields {
		named := false
		for _, want := range s.Fields {
			named = named || strings.EqualFold(want, f.Name)
		}
		if named == (s.Text == "HEADER.FIELDS") {
			out = append(out, header[f.Offset:f.Offset+f.Len]...)
		}
	}
	if n := len(fields); n > 0 && fields[n-1].Offset+fields[n-1].Len == len(header) {
		return out
	}
	return append(out, "\r\n"...)
}

// cut returns the partial of some bytes. "Any partial fetch that attempts to read beyond
// the end of the text is truncated as appropriate."
func (s *Section) cut(data []byte) []byte {
	if !s.Partial {
		return data
	}
	from := min(uint64(s.Offset), uint64(len(data)))
	return data[from:min(from+uint64(s.Length), uint64(len(data)))]
}

// partAt finds a part by its numbers. RFC 3501, section 6.4.5: "Every message has at least
// one part number. Non-[MIME-IMB] messages, and non-multipart [MIME-IMB] messages with no
// encapsulated message, only have a part 1." The parts of a message within a message are
// numbered below its own number.
func partAt(root *view.MailPart, numbers []int) *view.MailPart {
	p, whole := root, true // whole: p is a message, whose parts the next number counts
	for _, n := range numbers {
		if !whole && isMessage(p) {
			p, whole = &p.Children[0], true
		}
		switch {
		case strings.HasPrefix(p.Type, "multipart/"):
			if n > len(p.Children) {
				return nil
			}
			p = &p.Children[n-1]
		case !whole || n != 1:
			return nil
		}
		whole = false
	}
	return p
}
