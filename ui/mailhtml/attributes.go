package mailhtml

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

func get(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// anchor writes a link as words that are underlined; its target is told in its title and,
// where the words look like another one, behind it.
func (c *cleaner) anchor(t html.Token) {
	target := strings.TrimSpace(get(t, "href"))
	if target == "" || len(c.open) >= manyDeep {
		return // the place that a link leads to
	}
	if c.inLink() {
		c.close("a")
	}
	if scheme := schemeOf(target); scheme == "javascript" || scheme == "vbscript" || scheme == "data" {
		c.count(Scripts)
	}
	c.count(Links)
	if len(target) > 500 {
		target = target[:500] + "…"
	}
	if len(c.page.Links) < manyLinks {
		c.page.Links = append(c.page.Links, Link{Target: target})
	}
	c.out.WriteString("<u")
	c.write("title", target)
	c.out.WriteString(` style="color:#1c46b4">`)
	c.open = append(c.open, "a")
}

// told writes a link's true target behind it, where its words are another address.
func (c *cleaner) told(l Link) {
	if !l.Deceptive() {
		return
	}
	c.out.WriteString(` <small style="color:#c2253b">(`)
	escape(&c.out, l.Target)
	c.out.WriteString(")</small>")
}

// picture writes a picture that the message brings along; of another one its description.
func (c *cleaner) picture(t html.Token) {
	src, alt := strings.TrimSpace(get(t, "src")), get(t, "alt")
	if get(t, "srcset") != "" && src == "" {
		return // counted already
	}
	data, ok := "", false
	switch scheme := schemeOf(src); {
	case scheme == "cid" && c.inline != nil:
		id, err := url.PathUnescape(src[len("cid:"):])
		if err == nil {
			data, ok = c.inline(id)
		}
	case scheme == "data":
		data, ok = src, true
	}
	if !ok || !pictureData(data) {
		c.count(Pictures)
		c.out.WriteString(`<span style="border:1px solid #8a93a3;padding:2px 6px;color:#5d6675">`)
		if alt == "" {
			alt = src
		}
		escape(&c.out, "▣ "+short(alt, 120))
		c.out.WriteString("</span>")
		return
	}
	c.out.WriteString(`<img src="` + data + `" style="max-width:100%"`)
	c.write("alt", short(alt, 500))
	for _, name := range []string{"width", "height"} {
		if v := get(t, name); v != "" && plainValue(v) {
			c.write(name, v)
		}
	}
	c.out.WriteByte('>')
}

// PictureTypes lists the types of pictures that are shown: those that hold nothing but a picture.
var PictureTypes = []string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"}

// pictureData reports whether a URL holds a picture itself, in base64.
func pictureData(u string) bool {
	for _, t := range PictureTypes {
		rest, ok := strings.CutPrefix(u, "data:"+t+";base64,")
		if !ok {
			continue
		}
		for i := 0; i < len(rest); i++ {
			b := rest[i]
			if !(b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '+' || b == '/' || b == '=') {
				return false
			}
		}
		return true
	}
	return false
}

func short(s string, n int) string {
	runes := []rune(s)
	if len(runes) > n {
		return string(runes[:n]) + "…"
	}
	return s
}

// schemeOf returns a URL's scheme as a browser reads it: blanks and control characters
// within do not count, letters are lower case.
func schemeOf(u string) string {
	var b strings.Builder
	for _, r := range u {
		switch {
		case r == ':':
			return b.String()
		case r <= ' ' || r == 0x7f:
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r + 'a' - 'A')
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '-' || r == '.':
			b.WriteRune(r)
		default:
			return ""
		}
	}
	return ""
}

// hostIn returns the host that an address names, or what looks like one; "" where nothing does.
func hostIn(words string) string {
	words = strings.TrimSpace(words)
	rest, found := "", false
	for _, scheme := range []string{"http://", "https://", "ftp://", "//"} {
		if len(words) >= len(scheme) && strings.EqualFold(words[:len(scheme)], scheme) {
			rest, found = words[len(scheme):], true
			break
		}
	}
	if !found {
		rest = words
		if strings.ContainsAny(rest, " \t\n:@") || !strings.Contains(rest, ".") {
			return ""
		}
	}
	if i := strings.IndexAny(rest, `/?#\`); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = rest[i+1:]
	}
	host, _, _ := strings.Cut(strings.ToLower(rest), ":")
	return strings.TrimPrefix(strings.TrimSuffix(host, "."), "www.")
}
