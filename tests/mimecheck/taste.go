package main

import (
	"strings"
	"unicode/utf8"

	"playnet/core/view"
)

// difference is something that the two parsers see differently.
type difference struct {
	what         string
	ours, theirs string
	part         *view.MailPart
	expected     *part
	field        *field
}

// taste returns why a difference is a matter of taste, "" if it is none. Each rule is about
// what may stand in any mail, none about one of the files.
func (d *difference) taste() string {
	switch {
	case d.what == "the body" && d.expected.EncodingProblem:
		return "base64 with other characters in it: ours ignores them (RFC 2045 section 6.8), theirs gives up and shows the source"
	case d.theirs != d.ours && d.theirs == withoutUndeclared(d.ours):
		return "bytes in no declared charset: ours takes them for UTF-8 or Windows-1252, theirs for nothing"
	case d.field != nil && d.field.Value.Address != nil && withoutComments(d.theirs) == d.ours:
		return "a comment behind a display name: ours leaves it out (RFC 5322 section 3.2.2), theirs makes it part of the name"
	}
	return ""
}

// withoutUndeclared replaces everything beyond US-ASCII.
func withoutUndeclared(s string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf {
			return r
		}
		return utf8.RuneError
	}, s)
}

// withoutComments leaves out what stands in parentheses, with the space before it.
func withoutComments(s string) string {
	for {
		from := strings.Index(s, " (")
		if from < 0 {
			return s
		}
		to := strings.IndexByte(s[from:], ')')
		if to < 0 {
			return s
		}
		s = s[:from] + s[from+to+1:]
	}
}
