package web

import (
	"html"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"playnet/core/host"
	"playnet/core/view"
)

// BrowserKind is the kind of a [Browser].
const BrowserKind = "web.browser"

// Bounds of what a browser loads and shows.
const (
	maxObjects    = 20       // images of a page
	maxShown      = 64 << 10 // bytes of a text
	maxObjectData = 128 << 10
)

// Browser is a user's browser: a client that keeps cookies, loads the images of a page,
// and has the page before its user's eyes.
type Browser struct {
	resolve func(h host.Host, name string) (netip.Addr, error)
	h       host.Host
	jar     Jar
	client  *Client // keeps its connections
	alone   *Client // opens one for each request
	waiting []func()
	busy    bool
	free    host.Signal
	page    *view.Page
	doing   string // what is being loaded; "" if nothing is
}

// NewBrowser returns a browser that finds servers by a function.
func NewBrowser(resolve func(h host.Host, name string) (netip.Addr, error)) *Browser {
	return &Browser{resolve: resolve}
}

// Kind returns [BrowserKind].
func (b *Browser) Kind() string { return BrowserKind }

// Run lets pages be asked for until the host stops.
func (b *Browser) Run(h host.Host) error {
	b.h, b.free = h, h.NewSignal()
	c := ClientConfig{Jar: &b.jar, Agent: "playnet", Resolve: func(name string) (netip.Addr, error) { return b.resolve(h, name) }}
	b.client = NewClient(h, c)
	c.Alone = true
	b.alone = NewClient(h, c)
	for _, begin := range b.waiting {
		begin()
	}
	b.waiting = nil
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

// Go sends the browser to a page; alone: with a connection for each object. It does not
// block, and may be called from outside any fiber. A page that is asked for while another
// is being loaded waits for its turn.
func (b *Browser) Go(a Ask, alone bool) {
	begin := func() {
		b.h.Go("page", func() {
			if b.turn() {
				b.load(a, alone)
			}
		})
	}
	if b.h == nil {
		b.waiting = append(b.waiting, begin)
		return
	}
	begin()
}

// Submit sends a form. The hidden fields of the page that is shown then go along, as in
// any browser, unless the form says otherwise.
func (b *Browser) Submit(to string, form Form) {
	begin := func() {
		b.h.Go("form", func() {
			if b.turn() {
				b.load(Ask{Method: "POST", URL: to, Type: "application/x-www-form-urlencoded", Body: EncodeForm(append(b.hidden(form), form...))}, false)
			}
		})
	}
	if b.h == nil {
		b.waiting = append(b.waiting, begin)
		return
	}
	begin()
}

// hidden returns the hidden fields of the page that is shown which a form does not name,
// each name once: a page's forms share their token.
func (b *Browser) hidden(form Form) (list Form) {
	if b.page == nil {
		return nil
	}
	body := b.page.Body
	for len(list) < maxFormValues {
		_, after, ok := strings.Cut(body, "<input type=\"hidden\" name=\"")
		if !ok {
			return list
		}
		name, after, _ := strings.Cut(after, "\"")
		value, rest, ok := strings.Cut(strings.TrimPrefix(after, " value=\""), "\"")
		body = rest
		name = html.UnescapeString(name)
		same := func(v FormValue) bool { return v.Name == name }
		if ok && !slices.ContainsFunc(list, same) && !slices.ContainsFunc(form, same) {
			list = append(list, FormValue{Name: name, Value: html.UnescapeString(value)})
		}
	}
	return list
}

// turn waits until no other page is being loaded; false: the host stops.
func (b *Browser) turn() bool {
	for b.busy {
		if b.free.Wait() != nil {
			return false
		}
	}
	return true
}

// load loads a page. It is the browser's turn.
func (b *Browser) load(a Ask, alone bool) {
	b.busy = true
	defer func() {
		b.busy, b.doing = false, ""
		b.free.Broadcast()
	}()
	client := b.client
	if alone {
		client = b.alone
	}
	if a.Method == "" {
		a.Method = "GET"
	}
	page := &view.Page{URL: a.URL, Method: a.Method, Loading: true}
	b.page, b.doing = page, a.Method+" "+a.URL
	defer func() { page.Loading = false }()
	answer, err := client.Do(a)
	if answer.URL != "" {
		page.URL = answer.URL
	}
	page.Redirects = answer.Redirects
	if err != nil {
		page.Failed = err.Error()
	}
	if answer.Response == nil {
		return
	}
	show(page, answer.Response)
	if page.Type == "text/html" {
		b.objects(client, page, string(answer.Body))
	}
}

// show puts a response before the user's eyes.
func show(page *view.Page, r *Response) {
	page.Status, page.Reason, page.Bytes = int(r.Status), r.Phrase, len(r.Body)
	for _, f := range r.Header {
		page.Header = append(page.Header, view.NameValue{Name: f.Name, Value: f.Value})
	}
	page.Type, _, _ = strings.Cut(strings.ToLower(r.Header.Get("Content-Type")), ";")
	page.Type = strings.TrimSpace(page.Type)
	if !strings.HasPrefix(page.Type, "text/") {
		return
	}
	page.Body = strings.ToValidUTF8(string(r.Body[:min(len(r.Body), maxShown)]), "\ufffd")
	if page.Type == "text/html" {
		page.Title = titleOf(page.Body)
	}
}

// titleOf returns the title of a page.
func titleOf(body string) string {
	lower := lowerASCII(body)
	_, after, ok := cutAt(body, lower, "<title>")
	if !ok {
		return ""
	}
	title, _, ok := cutAt(after, lower[len(lower)-len(after):], "</title>")
	if !ok {
		return ""
	}
	return html.UnescapeString(strings.Join(strings.Fields(title), " "))
}

// lowerASCII writes the letters of ASCII small, as HTML has its names compared: every byte
// stays in its place, which strings.ToLower does not promise.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func cutAt(s, lower, at string) (before, after string, ok bool) {
	i := strings.Index(lower, at)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(at):], true
}

// objects loads the images that a page embeds: each is a request of its own.
func (b *Browser) objects(client *Client, page *view.Page, body string) {
	base, err := url.Parse(page.URL)
	if err != nil {
		return
	}
	for _, src := range images(body) {
		ref, err := url.Parse(src)
		if err != nil {
			continue
		}
		object := view.PageObject{URL: base.ResolveReference(ref).String()}
		b.doing = "GET " + object.URL
		if answer, err := client.Do(Ask{URL: object.URL}); err == nil {
			object.Status, object.Bytes = int(answer.Status), len(answer.Body)
			object.Type = answer.Header.Get("Content-Type")
			if len(answer.Body) <= maxObjectData {
				object.Data = answer.Body
			}
		}
		page.Objects = append(page.Objects, object)
	}
}

// images lists the sources of a page's img elements.
func images(body string) (list []string) {
	lower := lowerASCII(body)
	for len(list) < maxObjects {
		_, after, ok := cutAt(body, lower, "<img ")
		if !ok {
			return list
		}
		tag, rest, _ := strings.Cut(" "+after, ">")
		if _, src, ok := cutAt(tag, lowerASCII(tag), " src=\""); ok {
			src, _, _ = strings.Cut(src, "\"")
			list = append(list, html.UnescapeString(src))
		}
		body, lower = rest, lower[len(lower)-len(rest):]
	}
	return list
}

// View describes the browser.
func (b *Browser) View() view.Program {
	p := view.Program{Kind: BrowserKind, State: "waiting"}
	if b.doing != "" {
		p.State = "loading"
	}
	if b.page != nil {
		page := *b.page
		for _, c := range b.jar.Cookies() {
			page.Cookies = append(page.Cookies, view.NameValue{Name: c.Name, Value: c.Value})
		}
		p.Page = &page
	}
	return p
}
