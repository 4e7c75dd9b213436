package mailhtml

import (
	"strings"

	"golang.org/x/net/html"
)

// Page is what is left of an HTML text.
type Page struct {
	// Body is the new text: to be put into a body.
	Body string
	// Removed counts what was left out, by the names in [Kinds].
	Removed map[string]int
	// Links are the links that were made words, in their order.
	Links []Link
}

// Link is a link as its sender meant it.
type Link struct {
	Words  string // what stands there
	Target string // where it would lead
}

// Deceptive reports whether the words of a link look like an address other than its own.
func (l Link) Deceptive() bool {
	said, is := hostIn(l.Words), hostIn(l.Target)
	return said != "" && is != "" && said != is
}

const (
	manyBytes = 1 << 20 // of the source that are looked at
	manyDeep  = 100     // elements within each other
	manyLinks = 200     // links that are remembered
	// manyCounted bounds each count: what is more is told as that many.
	manyCounted = 1 << 20
)

// Clean writes an HTML text anew, of harmless elements alone. inline returns for a
// Content-ID the part of the message that it names, as a data: URL; ok is false where there
// is none that can be shown.
func Clean(source string, inline func(cid string) (url string, ok bool)) Page {
	c := cleaner{inline: inline, page: Page{Removed: map[string]int{}}}
	if len(source) > manyBytes {
		source = source[:manyBytes]
		c.count(Rest)
	}
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return c.end()
		case html.TextToken:
			c.text(z.Token().Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			c.start(z.Token())
		case html.EndTagToken:
			c.close(z.Token().Data)
		}
	}
}

type cleaner struct {
	page       Page
	out        strings.Builder
	inline     func(cid string) (string, bool)
	open       []string // the elements that are open, of what is written; links stand as "a"
	swallowing []string // the elements within which nothing is kept, those of the same name within included
	link       strings.Builder
}

func (c *cleaner) count(what string) {
	if c.page.Removed[what] < manyCounted {
		c.page.Removed[what]++
	}
}

func (c *cleaner) text(s string) {
	if len(c.swallowing) > 0 {
		return
	}
	if c.inLink() && c.link.Len() < 200 {
		c.link.WriteString(s)
	}
	escape(&c.out, s)
}

// escape writes a text so that it is a text in an element and in an attribute. Line ends are
// written as references: the page passes texts on line by line.
func escape(out *strings.Builder, s string) {
	for _, r := range s {
		switch r {
		case '<':
			out.WriteString("&lt;")
		case '>':
			out.WriteString("&gt;")
		case '&':
			out.WriteString("&amp;")
		case '"':
			out.WriteString("&#34;")
		case '\'':
			out.WriteString("&#39;")
		case '`':
			out.WriteString("&#96;")
		case '\n':
			out.WriteString("&#10;")
		case '\t':
			out.WriteString("&#9;")
		case '\r':
		default:
			if r >= ' ' && r != 0x7f {
				out.WriteRune(r)
			}
		}
	}
}

func (c *cleaner) start(t html.Token) {
	name := t.Data
	if len(c.swallowing) > 0 {
		c.countElement(name)
		if name == c.swallowing[0] && t.Type == html.StartTagToken && len(c.swallowing) < manyDeep {
			c.swallowing = append(c.swallowing, name)
		}
		return
	}
	for _, a := range t.Attr {
		if strings.HasPrefix(a.Key, "on") {
			c.count(Handlers)
		}
		if a.Key == "background" || a.Key == "poster" || a.Key == "dynsrc" || a.Key == "lowsrc" || a.Key == "srcset" {
			c.count(Pictures)
		}
	}
	switch attrs, kept := elements[name]; {
	case name == "img":
		c.picture(t)
	case name == "a":
		c.anchor(t)
	case kept && len(c.open) < manyDeep:
		c.out.WriteByte('<')
		c.out.WriteString(name)
		for _, a := range t.Attr {
			c.attribute(a, attrs)
		}
		c.out.WriteByte('>')
		if !void[name] {
			c.open = append(c.open, name)
		}
	default:
		c.countElement(name)
		// Of HTML's own elements none ends in its own tag, whatever a slash there says.
		if foreign := name == "svg" || name == "math"; swallowed[name] && !(foreign && t.Type == html.SelfClosingTagToken) {
			c.swallowing = append(c.swallowing, name)
		}
	}
}

// countElement counts an element that is left out.
func (c *cleaner) countElement(name string) {
	if what, known := removed[name]; known {
		c.count(what)
	} else if _, kept := elements[name]; !kept && !silent[name] && name != "a" && name != "img" {
		c.count(Others)
	}
}

func (c *cleaner) attribute(a html.Attribute, own []string) {
	known := anywhere[a.Key]
	for _, name := range own {
		known = known || name == a.Key
	}
	if !known || a.Namespace != "" {
		return
	}
	value := a.Val
	switch {
	case a.Key == "style":
		value = c.style(value)
	case a.Key == "title" && len(value) <= 500:
	case !plainValue(value):
		return
	}
	if value != "" {
		c.write(a.Key, value)
	}
}

func (c *cleaner) write(name, value string) {
	c.out.WriteString(" " + name + `="`)
	escape(&c.out, value)
	c.out.WriteByte('"')
}

func (c *cleaner) inLink() bool {
	for _, name := range c.open {
		if name == "a" {
			return true
		}
	}
	return false
}

func (c *cleaner) close(name string) {
	if len(c.swallowing) > 0 {
		if name == c.swallowing[0] {
			c.swallowing = c.swallowing[:len(c.swallowing)-1]
		}
		return
	}
	at := len(c.open) - 1
	for at >= 0 && c.open[at] != name {
		at--
	}
	if at < 0 {
		return
	}
	for len(c.open) > at {
		c.pop()
	}
}

// pop closes the innermost element.
func (c *cleaner) pop() {
	name := c.open[len(c.open)-1]
	c.open = c.open[:len(c.open)-1]
	if name != "a" {
		c.out.WriteString("</" + name + ">")
		return
	}
	c.out.WriteString("</u>")
	if n := len(c.page.Links); n > 0 && c.link.Len() > 0 {
		c.page.Links[n-1].Words = strings.Join(strings.Fields(c.link.String()), " ")
		c.told(c.page.Links[n-1])
	}
	c.link.Reset()
}

func (c *cleaner) end() Page {
	for len(c.open) > 0 {
		c.pop()
	}
	c.page.Body = c.out.String()
	return c.page
}
