package webmail

import (
	"html"
	"slices"
	"strconv"
	"strings"
)

// hidden are the elements whose content is nothing to be read.
var hidden = []string{"script", "style", "head", "title", "template", "noscript"}

// breaking are the elements that begin a line.
var breaking = []string{"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "ul", "ol", "pre", "hr"}

// leftOut are the elements of HTML that its text leaves out, by what a reader calls them.
var leftOut = []struct {
	one, many string
	elements  []string
}{
	{"picture", "pictures", []string{"img", "picture", "svg", "video"}},
	{"link", "links", []string{"a"}},
	{"script", "scripts", []string{"script"}},
	{"style sheet", "style sheets", []string{"style", "link"}},
	{"form", "forms", []string{"form"}},
	{"frame", "frames", []string{"iframe", "frame", "object", "embed"}},
}

// missing says what the text of HTML leaves out; "" if that is nothing.
func missing(elements map[string]int) string {
	var list []string
	for _, kind := range leftOut {
		n := 0
		for _, e := range kind.elements {
			n += elements[e]
		}
		switch {
		case n == 1:
			list = append(list, "1 "+kind.one)
		case n > 1:
			list = append(list, strconv.Itoa(n)+" "+kind.many)
		}
	}
	return strings.Join(list, ", ")
}

// plainText returns the text of HTML: what stands between the tags, and how often it has
// elements of each name. It need not be right in every case of HTML's grammar: what it
// returns is escaped like any other text.
func plainText(s string) (text string, elements map[string]int) {
	var out strings.Builder
	elements = map[string]int{}
	skip := "" // the hidden element whose end is looked for
	for s != "" {
		before, after, tag := strings.Cut(s, "<")
		if skip == "" {
			out.WriteString(collapse(before))
		}
		if !tag {
			break
		}
		if strings.HasPrefix(after, "!--") {
			_, s, _ = strings.Cut(after, "-->")
			continue
		}
		inside, rest, _ := strings.Cut(after, ">")
		s = rest
		name := strings.ToLower(strings.TrimLeft(inside, "/"))
		if i := strings.IndexAny(name, " \t\r\n/"); i >= 0 {
			name = name[:i]
		}
		closes := strings.HasPrefix(inside, "/")
		if !closes && (skip == "" || skip == "head") {
			elements[name]++
		}
		switch {
		case skip != "":
			if closes && name == skip {
				skip = ""
			}
		case !closes && slices.Contains(hidden, name):
			skip = name
		case slices.Contains(breaking, name):
			out.WriteByte('\n')
		}
	}
	return strings.TrimSpace(html.UnescapeString(out.String())), elements
}

// collapse makes one blank of each run of white space.
func collapse(s string) string {
	text := strings.Join(strings.Fields(s), " ")
	if text == "" {
		if s == "" {
			return ""
		}
		return " "
	}
	if strings.ContainsAny(s[:1], " \t\r\n") {
		text = " " + text
	}
	if strings.ContainsAny(s[len(s)-1:], " \t\r\n") {
		text += " "
	}
	return text
}
