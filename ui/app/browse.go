package app

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/ui/mailhtml"
)

// PageForm is a form of a page that a host's browser shows.
type PageForm struct {
	Action string // where it goes, whole
	Button string // what its button says
	Fields []PageField
}

// PageField is a field of a form.
type PageField struct {
	Name, Label, Value string
	Kind               string // "text", "password", "hidden", "textarea"
}

// BrowseGroup names the field in which the address of a page is typed.
func BrowseGroup(host string) string { return "browse|" + host }

// FormGroup names the fields of the n-th form of the page that a host's browser shows.
func FormGroup(host string, n int) string { return "form|" + host + "|" + strconv.Itoa(n) }

// BrowserPage returns the page that a host's browser shows; nil if there is none.
func (a *App) BrowserPage(host string) *view.Page {
	for _, h := range a.Snapshot().Hosts {
		for _, p := range h.Programs {
			if h.Name == host && p.Page != nil {
				return p.Page
			}
		}
	}
	return nil
}

// BrowserHost returns the host at which the lab has somebody use a browser; "" if there is none.
func (a *App) BrowserHost() string {
	if a.world == nil {
		return ""
	}
	for _, e := range a.world.File().Lab.Timeline {
		if get, ok := e.Do.(labfile.WebGet); ok {
			return string(get.Host)
		}
	}
	return ""
}

// PageForms lists the forms of a page that are sent by POST.
func PageForms(page *view.Page) (forms []PageForm) {
	z := html.NewTokenizer(strings.NewReader(page.Body))
	var f *PageForm
	words, inButton, inArea := "", false, false
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return forms
		}
		t := z.Token()
		attr := func(name string) string {
			for _, a := range t.Attr {
				if a.Key == name {
					return a.Val
				}
			}
			return ""
		}
		switch {
		case kind == html.StartTagToken && t.Data == "form" && strings.EqualFold(attr("method"), "post"):
			forms = append(forms, PageForm{Action: Within(page.URL, attr("action"))})
			f = &forms[len(forms)-1]
			words = ""
		case kind == html.EndTagToken && t.Data == "form":
			f = nil
		case f == nil:
		case kind == html.TextToken && inArea:
			f.Fields[len(f.Fields)-1].Value = strings.TrimPrefix(t.Data, "\n")
		case kind == html.TextToken && inButton:
			f.Button = strings.TrimSpace(t.Data)
		case kind == html.TextToken:
			words += t.Data
		case t.Data == "button":
			inButton = kind == html.StartTagToken
		case t.Data == "textarea":
			if inArea = kind == html.StartTagToken; inArea {
				f.Fields = append(f.Fields, PageField{Name: attr("name"), Kind: "textarea", Label: attr("aria-label")})
			}
		case t.Data == "input" && attr("type") != "file":
			field := PageField{Name: attr("name"), Value: attr("value"), Kind: attr("type"), Label: strings.TrimSpace(words)}
			if field.Kind != "hidden" && field.Kind != "password" {
				field.Kind = "text"
			}
			if field.Kind != "hidden" {
				words = ""
			}
			f.Fields = append(f.Fields, field)
		}
	}
}

// Within returns the whole address of what a page names.
func Within(base, ref string) string {
	from, err := url.Parse(base)
	if err != nil {
		return ref
	}
	to, err := from.Parse(ref)
	if err != nil {
		return ref
	}
	return to.String()
}

// PageHTML returns the page that a host's browser shows, made harmless: with the pictures
// that the browser has loaded, and without anything that could load another one.
func PageHTML(page *view.Page) mailhtml.Page {
	body := page.Body
	for i, o := range page.Objects { // in the order in which they stand in the page
		ref := relative(page.URL, o.URL)
		for _, written := range []string{ref, o.URL, strings.TrimPrefix(ref, "/")} {
			body = strings.ReplaceAll(body, `src="`+html.EscapeString(written)+`"`, `src="cid:`+strconv.Itoa(i)+`"`)
		}
	}
	return mailhtml.Clean(body, func(cid string) (string, bool) {
		n, err := strconv.Atoi(cid)
		if err != nil || n < 0 || n >= len(page.Objects) || len(page.Objects[n].Data) == 0 {
			return "", false
		}
		o := page.Objects[n]
		kind, _, _ := strings.Cut(o.Type, ";") // what is no picture mailhtml leaves out
		return "data:" + strings.ToLower(kind) + ";base64," + base64.StdEncoding.EncodeToString(o.Data), true
	})
}

// relative returns the path of an address on the same site.
func relative(base, of string) string {
	from, err1 := url.Parse(base)
	to, err2 := url.Parse(of)
	if err1 != nil || err2 != nil || from.Host != to.Host {
		return of
	}
	return to.RequestURI()
}

// Browse sends a host's browser to the page whose address stands in its field.
func (a *App) Browse(host string) {
	to, typed := a.Draft("url|" + BrowseGroup(host))
	if page := a.BrowserPage(host); !typed && page != nil {
		to = page.URL
	}
	a.BrowseTo(host, strings.TrimSpace(to))
}

// BrowseTo sends a host's browser to a page. Time goes on, so that one sees it come.
func (a *App) BrowseTo(host, to string) {
	if !strings.Contains(to, "://") {
		to = "http://" + to
	}
	if a.doWritten(map[string]any{"op": "web.get", "host": host, "url": to}) {
		a.DropDrafts(BrowseGroup(host))
		a.Play()
	}
}

// SendForm sends the n-th form of the page that a host's browser shows, as it is filled
// in. Its hidden fields go along by themselves.
func (a *App) SendForm(host string, n int) {
	page := a.BrowserPage(host)
	if page == nil {
		return
	}
	forms := PageForms(page)
	if n < 0 || n >= len(forms) {
		return
	}
	fields := []map[string]any{}
	for _, f := range forms[n].Fields {
		value := f.Value
		if words, typed := a.Draft(f.Name + "|" + FormGroup(host, n)); typed {
			value = words
		}
		fields = append(fields, map[string]any{"name": f.Name, "value": value})
	}
	if a.doWritten(map[string]any{"op": "web.post", "host": host, "url": forms[n].Action, "form": fields}) {
		a.DropDrafts(FormGroup(host, n))
		a.Play()
	}
}
