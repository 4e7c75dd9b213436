package main

import (
	"bytes"
	"fmt"
	"strings"

	"playnet/core/mail"
	"playnet/core/view"
)

// verdict is what came of a file.
type verdict struct {
	differences []string
	tastes      []string // the reasons of differences that are let pass, each once
}

func (v *verdict) word() string {
	if len(v.differences) > 0 {
		return "FAIL"
	}
	return "pass"
}

func (v *verdict) reason() string {
	switch {
	case len(v.differences) > 0:
		return ": " + v.differences[0]
	case len(v.tastes) > 0:
		return " (taste: " + strings.Join(v.tastes, "; ") + ")"
	}
	return ""
}

// comparison goes down both trees at once.
type comparison struct {
	verdict
	source   []byte
	expected message
	at       string // the path, for differences
}

// judge compares a mail with its parse. Most parses were made of the mail without its CRs, as
// the whole's length tells: then so is ours.
func judge(source []byte, expected message) verdict {
	if lf := bytes.ReplaceAll(source, []byte("\r"), nil); len(expected.Parts) > 0 && expected.Parts[0].OffsetEnd == len(lf) {
		source = lf
	}
	c := comparison{source: source, expected: expected}
	root := mail.Parse(source)
	c.part(&root, 0)
	return c.verdict
}

// differ notes a difference, or the taste that explains it.
func (c *comparison) differ(d difference) {
	if reason := d.taste(); reason != "" {
		for _, have := range c.tastes {
			if have == reason {
				return
			}
		}
		c.tastes = append(c.tastes, reason)
		return
	}
	c.differences = append(c.differences, fmt.Sprintf("part %q: %s: %.200q, want %.200q", c.at, d.what, d.ours, d.theirs))
}

func (c *comparison) part(ours *view.MailPart, index int) {
	if index >= len(c.expected.Parts) {
		c.differ(difference{what: "there is no such part"})
		return
	}
	theirs := &c.expected.Parts[index]
	c.at = ours.Path
	d := difference{part: ours, expected: theirs}
	if ours.Offset != theirs.OffsetHeader || ours.BodyAt != theirs.OffsetBody {
		d.what = "where header and body begin"
		d.ours, d.theirs = fmt.Sprint(ours.Offset, ours.BodyAt), fmt.Sprint(theirs.OffsetHeader, theirs.OffsetBody)
		c.differ(d)
	}
	if end := ours.Offset + ours.Len; end != theirs.OffsetEnd {
		d.what, d.ours, d.theirs = "where it ends", fmt.Sprint(end), fmt.Sprint(theirs.OffsetEnd)
		c.differ(d)
	}
	c.header(ours, theirs)
	c.body(ours, theirs)
}

func (c *comparison) body(ours *view.MailPart, theirs *part) {
	d := difference{what: "the body", part: ours, expected: theirs}
	switch {
	case theirs.Body.Multipart != nil:
		if len(ours.Children) != len(theirs.Body.Multipart) {
			d.what, d.ours, d.theirs = "its parts", fmt.Sprint(len(ours.Children)), fmt.Sprint(len(theirs.Body.Multipart))
			c.differ(d)
			return
		}
		for i, index := range theirs.Body.Multipart {
			c.part(&ours.Children[i], index)
		}
	case theirs.Body.Message != nil:
		c.message(ours, theirs)
	default:
		if len(ours.Children) > 0 {
			d.ours, d.theirs = ours.Type, theirs.Body.kind()
			c.differ(d)
			return
		}
		got := mail.DecodeBody(c.source, *ours)
		if theirs.Body.Text != nil || theirs.Body.HTML != nil {
			if text, known, _ := mail.DecodeCharset(ours.Charset, got); known && ours.Charset != "" {
				got = []byte(text)
			}
		}
		if want := theirs.Body.bytes(); !bytes.Equal(got, want) {
			d.ours, d.theirs = string(got), string(want)
			c.differ(d)
		}
	}
}

// message compares an attached message. One that was attached in base64 is decoded first:
// our tree ends there, since its offsets are those of the source.
func (c *comparison) message(ours *view.MailPart, theirs *part) {
	if len(ours.Children) == 1 {
		inner := comparison{source: c.source, expected: *theirs.Body.Message}
		inner.part(&ours.Children[0], 0)
		c.merge(inner.verdict)
		return
	}
	if ours.Type != "message/rfc822" || ours.Encoding == "7bit" {
		c.differ(difference{what: "the body", ours: ours.Type, theirs: "a message", part: ours, expected: theirs})
		return
	}
	c.merge(judge(mail.DecodeBody(c.source, *ours), *theirs.Body.Message))
}

func (c *comparison) merge(v verdict) {
	c.differences = append(c.differences, v.differences...)
	c.tastes = append(c.tastes, v.tastes...)
}

// header compares the fields one by one.
func (c *comparison) header(ours *view.MailPart, theirs *part) {
	h, _ := mail.ParseHeader(c.source[ours.Offset:ours.BodyAt])
	if len(h) != len(theirs.Headers) {
		c.differ(difference{what: "the number of fields", ours: fmt.Sprint(len(h)), theirs: fmt.Sprint(len(theirs.Headers))})
		return
	}
	for i, f := range h {
		want := &theirs.Headers[i]
		d := difference{part: ours, expected: theirs, field: want}
		d.what, d.ours, d.theirs = "a field's name", strings.ToLower(f.Name), string(want.Name)
		if d.ours != d.theirs {
			c.differ(d)
		}
		from := ours.Offset + f.Offset
		d.what, d.ours = "where "+f.Name+" stands", fmt.Sprint(from, from+f.Len)
		d.theirs = fmt.Sprint(want.Field, want.End)
		if d.ours != d.theirs {
			c.differ(d)
		}
		d.what = f.Name
		d.ours, d.theirs = fieldTexts(f, &want.Value)
		if d.ours != d.theirs {
			c.differ(d)
		}
	}
}

// fieldTexts are a field's value as both have it, in the form that the other parser gives it.
func fieldTexts(f mail.Field, want *fieldValue) (ours, theirs string) {
	switch {
	case want.Address != nil:
		return addressText(mail.ParseGroups(f.Value)), want.Address.text()
	case want.DateTime != nil:
		at, ok := mail.ParseDate(f.Value)
		if !ok {
			return "no date", mail.FormatDate(want.DateTime.time())
		}
		return mail.FormatDate(at), mail.FormatDate(want.DateTime.time())
	case want.ContentType != nil:
		first, params := mail.ParseParams(f.Value)
		theirs = want.ContentType.full()
		for _, a := range want.ContentType.Attributes {
			theirs += fmt.Sprintf("; %s=%s", strings.ToLower(a.Name), a.Value)
		}
		ours = first
		for _, p := range params {
			ours += fmt.Sprintf("; %s=%s", p.Name, p.Value)
		}
		return ours, theirs
	case want.Text != nil && isIDField(f.Name):
		return mail.MessageIDOf(f.Value), *want.Text
	case want.Text != nil:
		return mail.DecodeWords(f.Value), *want.Text
	case want.Received != nil:
		return "", "" // taken apart there, left as it is here
	case want.TextList != nil:
		return strings.Join(mail.MessageIDsOf(f.Value), " "), strings.Join(want.TextList, " ")
	}
	if strings.EqualFold(f.Name, "Date") {
		if _, ok := mail.ParseDate(f.Value); !ok {
			return "", ""
		}
	}
	return f.Value, ""
}

// isIDField reports whether a field holds something between angle brackets, which the other
// parser takes off.
func isIDField(name string) bool {
	switch strings.ToLower(name) {
	case "message-id", "content-id", "in-reply-to", "references", "return-path":
		return true
	}
	return false
}

func addressText(groups []mail.Group) string {
	var list []string
	for _, g := range groups {
		if g.Name != "" {
			list = append(list, g.Name+":")
		}
		for _, a := range g.Members {
			spec := ""
			if a.Local != "" || a.Domain != "" {
				spec = a.Local + "@" + a.Domain
			}
			list = append(list, fmt.Sprintf("%s <%s>", a.Name, spec))
		}
	}
	return strings.Join(list, ", ")
}

func (v *addressValue) text() string {
	var list []string
	add := func(some []address) {
		for _, a := range some {
			list = append(list, fmt.Sprintf("%s <%s>", orEmpty(a.Name), orEmpty(a.Address)))
		}
	}
	add(v.List)
	for _, g := range v.Group {
		if g.Name != nil {
			list = append(list, *g.Name+":")
		}
		add(g.Addresses)
	}
	return strings.Join(list, ", ")
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
