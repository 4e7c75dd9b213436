package mailhtml

import "strings"

// Policy is what the frame may do in which a page is shown: show the pictures that the
// message brings along, and nothing else.
const Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

// Sandbox is the value of the frame's sandbox attribute: no scripts, no origin, no forms, no
// windows, no way out.
const Sandbox = ""

// Document returns the text of the frame's document. title names it for who can't see it.
func (p Page) Document(title string) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="` + Policy + `"><meta name="color-scheme" content="light"><title>`)
	escape(&b, title)
	// Most HTML mail is written for a white page.
	b.WriteString(`</title></head><body style="margin:12px;background:#ffffff;color:#1b1f27;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere">`)
	b.WriteString(p.Body)
	b.WriteString("</body></html>")
	return b.String()
}
