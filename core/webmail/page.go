package webmail

import (
	"html"
	"strings"

	"playnet/core/web"
)

// page is a page that is being written.
type page struct{ strings.Builder }

// add writes HTML in which each {} stands for one of the values, escaped: no value is
// ever read as HTML, in text and in attributes (which stand in double quotes).
func (p *page) add(format string, values ...string) {
	for {
		before, after, found := strings.Cut(format, "{}")
		p.WriteString(before)
		if !found {
			break
		}
		p.WriteString(html.EscapeString(values[0]))
		format, values = after, values[1:]
	}
	if len(values) > 0 {
		panic("webmail: a value without its place")
	}
}

// begin writes a page up to its content.
func begin(title string) *page {
	p := &page{}
	p.add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n</head>\n<body>\n", title)
	return p
}

// end ends a page and makes a response of it. What a page may do is stated, for browsers
// that keep to it (Content Security Policy): show images of its own, send its own forms,
// nothing else.
func (p *page) end(s web.Status) *web.Response {
	p.add("</body>\n</html>\n")
	r := web.NewResponse(s, "text/html; charset=utf-8", []byte(p.String()))
	r.Header.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	return private(r)
}

// private adds what keeps a response to the one whom it is for.
func private(r *web.Response) *web.Response {
	r.Header.Set("Cache-Control", "no-store")
	r.Header.Set("X-Content-Type-Options", "nosniff")
	r.Header.Set("Referrer-Policy", "no-referrer")
	return r
}

// notAllowed is a page that says which methods there are instead. RFC 9110 §15.5.6: "The origin
// server MUST generate an Allow header field in a 405 response".
func notAllowed(methods, what string) *web.Response {
	r := problem(web.StatusMethodNotAllowed, what)
	r.Header.Set("Allow", methods)
	return r
}

// problem is a page that says what has gone wrong.
func problem(s web.Status, what string) *web.Response {
	p := begin(s.Reason())
	p.add("<h1>{}</h1>\n<p>{}</p>\n<p><a href=\"/mail\">Mail</a></p>\n", s.Reason(), what)
	return p.end(s)
}
