package strict

import "strings"

// Template is a kind of error: an id for message catalogues and the English
// text, with {named} places for arguments.
type Template struct {
	ID   string
	Text string
}

var catalogue []Template

// Define makes a Template and enters it in the [Catalogue]. Call it when
// packages are initialised, once for an id.
func Define(id, text string) *Template {
	for _, t := range catalogue {
		if t.ID == id {
			panic("strict: the reason " + id + " is defined twice")
		}
	}
	catalogue = append(catalogue, Template{id, text})
	return &Template{id, text}
}

// Catalogue lists every Template, in the order of definition.
func Catalogue() []Template { return append([]Template(nil), catalogue...) }

// Reason is why something is wrong: a template with its arguments.
type Reason struct {
	*Template
	Args []Arg
}

// Arg is a named argument of a Reason.
type Arg struct{ Name, Value string }

// maxArg keeps a reason readable when the value it quotes is a megabyte long.
const maxArg = 80

// With fills a template: pairs are names and values in turn.
func (t *Template) With(pairs ...string) *Reason {
	r := &Reason{Template: t}
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Args = append(r.Args, Arg{pairs[i], shorten(pairs[i+1])})
	}
	return r
}

// Error is the English text with the arguments in their places.
func (r *Reason) Error() string {
	var out strings.Builder
	text := r.Text
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := open + strings.IndexByte(text[open:], '}')
		if end < open {
			break
		}
		out.WriteString(text[:open])
		out.WriteString(r.Arg(text[open+1 : end]))
		text = text[end+1:]
	}
	out.WriteString(text)
	return out.String()
}

// Arg returns the argument of that name, or "".
func (r *Reason) Arg(name string) string {
	for _, a := range r.Args {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// shorten cuts a long value at a character's border and makes control
// characters visible as spaces: a reason is one line.
func shorten(s string) string {
	var out strings.Builder
	for i, r := range s {
		if i >= maxArg {
			out.WriteString("…")
			break
		}
		if r < ' ' || r == 0x7f {
			r = ' '
		}
		out.WriteRune(r)
	}
	return out.String()
}
