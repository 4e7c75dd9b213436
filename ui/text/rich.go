package text

import "strings"

// HTML is markup that is safe to put into the page. It implements vugu's HTMLer.
type HTML string

// HTML returns the markup.
func (h HTML) HTML() string { return string(h) }

// Rich is [With] with the sentence's **strong** and `code` parts as elements. Arguments
// and everything else are escaped: a lab's own words cannot become markup.
func Rich(id string, args map[string]string) HTML {
	// The arguments are put in after the marks are read: an asterisk in a name is no mark.
	s := marks(sentence(id))
	return HTML(fill(s, func(name string) (string, bool) {
		v, ok := args[name]
		return escaper.Replace(v), ok
	}))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// Escape returns s as markup that shows s.
func Escape(s string) string { return escaper.Replace(s) }

// marks turns the marks of a sentence into elements. A mark without its partner stays.
func marks(s string) string {
	s = escaper.Replace(s)
	s = pairwise(s, "**", "<strong>", "</strong>")
	return pairwise(s, "`", "<code>", "</code>")
}

func pairwise(s, mark, open, end string) string {
	parts := strings.Split(s, mark)
	var out strings.Builder
	for i, part := range parts {
		switch {
		case i == 0:
		case i%2 == 1 && i < len(parts)-1:
			out.WriteString(open)
		case i%2 == 1:
			out.WriteString(mark)
		default:
			out.WriteString(end)
		}
		out.WriteString(part)
	}
	return out.String()
}

// Marked returns a line of a lab's own with its **strong** and `code` parts as elements,
// and everything else escaped.
func Marked(line string) HTML { return HTML(marks(line)) }

// Filled is [Marked] with values in the places of a line: "{name}".
func Filled(line string, values map[string]string) HTML {
	return HTML(fill(marks(line), func(name string) (string, bool) {
		v, ok := values[name]
		return escaper.Replace(v), ok
	}))
}

// Unmarked returns such a line without its marks, for a reader's voice.
func Unmarked(line string) string {
	return strings.NewReplacer("**", "", "`", "").Replace(line)
}

// Plain is [With] without the marks, for a reader's voice and for titles.
func Plain(id string, args map[string]string) string {
	s := strings.ReplaceAll(sentence(id), "**", "")
	s = strings.ReplaceAll(s, "`", "")
	return fill(s, func(name string) (string, bool) { v, ok := args[name]; return v, ok })
}

// Part is a run of a sentence's characters that are set alike.
type Part struct {
	Text string
	Mark Mark
}

// Mark says how a part is set.
type Mark string

// The marks of a sentence.
const (
	Normal Mark = ""
	Strong Mark = "strong"
	Code   Mark = "code"
)

// Parts is [With] in parts, with the sentence's **strong** and `code` ones apart. An
// argument's own asterisks are no marks.
func Parts(id string, args map[string]string) []Part {
	var out []Part
	put := func(s string, m Mark) {
		s = fill(s, func(name string) (string, bool) { v, ok := args[name]; return v, ok })
		if s != "" {
			out = append(out, Part{s, m})
		}
	}
	for i, outer := range strings.Split(sentence(id), "**") {
		if i%2 == 1 {
			put(outer, Strong)
			continue
		}
		for j, inner := range strings.Split(outer, "`") {
			put(inner, [...]Mark{Normal, Code}[j%2])
		}
	}
	return out
}
