package app

import (
	"reflect"
	"strings"
	"testing"

	"playnet/core/view"
)

func TestParseRecipients(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  []string
		fault string // a part of it
	}{
		{"bob@hamburger.edu", []string{"bob@hamburger.edu"}, ""},
		{" bob@hamburger.edu ,; carol@hamburger.edu,", []string{"bob@hamburger.edu", "carol@hamburger.edu"}, ""},
		{"Bob <bob@hamburger.edu>, \"Doe, Jane\" <jane@crepes.fr>", []string{"Bob <bob@hamburger.edu>", `"Doe, Jane" <jane@crepes.fr>`}, ""},
		{"Åse <åse@blåbær.no>", []string{"Åse <åse@blåbær.no>"}, ""},
		{"", nil, ""},
		{"bob", nil, "has no @"},
		{"@hamburger.edu", nil, "before the @"},
		{"bob@", nil, "no domain"},
		{"bob smith@hamburger.edu", nil, "no blanks"},
		{"bob@-x.edu", nil, "can be no domain"},
		{"bob@a..b", nil, "no address"},
		{"bob@hamburger.edu, x", []string{"bob@hamburger.edu"}, "“x” has no @"},
		{"bob@hamburger.edu\nBcc: eve@x.edu", []string{"bob@hamburger.edu"}, "“Bcc: eve@x.edu”"},
		{strings.Repeat("x", 65) + "@hamburger.edu", nil, "too long"},
	} {
		list, fault := ParseRecipients(c.typed)
		if !reflect.DeepEqual(list, c.want) || (fault == "") != (c.fault == "") || !strings.Contains(fault, c.fault) {
			t.Errorf("%q: %q, %q", c.typed, list, fault)
		}
	}
}

func TestPartNameIsHarmless(t *testing.T) {
	for _, c := range []struct{ name, path, kind, want string }{
		{"crêpe.jpg", "2", "image/jpeg", "crêpe.jpg"},
		{"../../etc/passwd", "2", "text/plain", "etcpasswd"},
		{"\u202egpj.exe", "2", "image/jpeg", "gpj.exe"},
		{"", "2.1", "image/png", "part-2.1.png"},
		{"...", "", "application/x-<script>", "part-1.bin"},
		{"a\r\nb\x00c", "1", "text/plain", "abc"},
	} {
		if got := PartName(view.MailPart{Name: c.name, Path: c.path, Type: c.kind}); got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMailShowsTheBestAlternative(t *testing.T) {
	leaf := func(path, kind, words string) view.MailPart {
		return view.MailPart{Path: path, Type: kind, Text: words}
	}
	root := view.MailPart{Type: "multipart/mixed", Children: []view.MailPart{
		{Path: "1", Type: "multipart/alternative", Children: []view.MailPart{leaf("1.1", "text/plain", "x"), leaf("1.2", "text/html", "<b>x</b>"), leaf("1.3", "text/watch-html", "")}},
		leaf("2", "image/png", ""),
	}}
	var paths []string
	for _, p := range MailShows(&root) {
		paths = append(paths, p.Path)
	}
	if want := []string{"1.2", "2"}; !reflect.DeepEqual(paths, want) {
		t.Errorf("%v", paths)
	}
}

func TestQuoted(t *testing.T) {
	if got := quoted("a\r\n> b\r\n\r\nc\r\n\r\n"); got != "> a\n>> b\n> \n> c\n" {
		t.Errorf("%q", got)
	}
	if got := prefixed("Re:", "RE: x") + "|" + prefixed("Re:", "x") + "|" + prefixed("Fwd:", ""); got != "RE: x|Re: x|Fwd:" {
		t.Error(got)
	}
}

func TestFreeName(t *testing.T) {
	files := []Attachment{{Name: "a.png"}, {Name: "a-2.png"}, {Name: "b"}}
	if got := freeName(files, "a.png") + " " + freeName(files, "b") + " " + freeName(files, "c"); got != "a-3.png b-2 c" {
		t.Error(got)
	}
}
