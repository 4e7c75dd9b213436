package panels

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/mailhtml"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// browserPage draws what a host's browser shows: the address, the response, the page in a
// frame that can do nothing, and below it what could be pressed there: its links and forms.
func browserPage(a *app.App, host string, page *view.Page) *scene.Node {
	out := scene.New("div", "page").Class("web-page").Set("role", "group").Set("aria-label", text.T("page.label", "host", host))
	group := app.BrowseGroup(host)
	address, typed := a.Draft("url|" + group)
	if !typed {
		address = page.URL
	}
	out.Add(box("div", "meddle-row web-address", field1("url|"+group, address, text.T("page.address"), ""),
		button("meddle:apply:"+group, "small primary", text.T("page.go"))))
	switch {
	case page.Loading:
		out.Add(el("p", "muted", text.T("page.loading")))
	case page.Failed != "":
		out.Add(el("p", "mail-fault", text.T("page.failed", "why", page.Failed)))
	}
	if page.Status == 0 {
		return out
	}
	out.Add(el("p", "web-status", text.T("page.status", "method", page.Method, "status", strconv.Itoa(page.Status)+" "+page.Reason, "bytes", text.Number(page.Bytes))))
	if page.Redirects > 0 {
		out.Add(el("p", "muted", text.Count("page.redirects", page.Redirects)))
	}
	if page.Type == "text/html" {
		pageFrame(a, out, host, page)
	} else if strings.HasPrefix(page.Type, "text/") {
		out.Add(plainMail(page.Body))
	}
	return out.Add(pageDetails(page)...)
}

// pageFrame shows a page, and what can be done on it.
func pageFrame(a *app.App, out *scene.Node, host string, page *view.Page) {
	shown := app.PageHTML(page)
	title := page.Title
	if title == "" {
		title = page.URL
	}
	out.Add(scene.New("iframe", "frame").Class("mail-frame web-frame").Set("sandbox", mailhtml.Sandbox).Set("referrerpolicy", "no-referrer").
		Set("title", title).Set("srcdoc", shown.Document(title)))
	for i, f := range app.PageForms(page) {
		out.Add(pageForm(a, host, i, f))
	}
	if len(shown.Links) == 0 {
		return
	}
	list := box("ul", "web-links")
	for i, l := range shown.Links {
		list.Add(keyed(strconv.Itoa(i), box("li", "", button("meddle:follow:"+host+"|"+app.Within(page.URL, l.Target), "small", l.Words))))
	}
	out.Add(keyed("links", box("div", "", el("h4", "", text.T("page.links")), list)))
}

// pageForm draws a form of a page, to be filled in.
func pageForm(a *app.App, host string, n int, f app.PageForm) *scene.Node {
	group := app.FormGroup(host, n)
	label := f.Button
	if label == "" {
		label = text.T("page.send")
	}
	form := scene.New("div", "form "+strconv.Itoa(n)).Class("web-form").Set("role", "group").Set("aria-label", text.T("page.form", "button", label))
	for _, field := range f.Fields {
		if field.Kind == "hidden" {
			continue
		}
		value, typed := a.Draft(field.Name + "|" + group)
		if !typed {
			value = field.Value
		}
		name := field.Label
		if name == "" {
			name = field.Name
		}
		row := row1(field.Name+"|"+group, value, name, "")
		if field.Kind == "password" {
			row.Children[1].Set("type", "password")
		}
		form.Add(row)
	}
	return form.Add(box("div", "state-row", button("meddle:apply:"+group, "small", label)))
}

// pageDetails are the header of the response, the images and the cookies.
func pageDetails(page *view.Page) (out []*scene.Node) {
	list := func(key, title string, items []view.NameValue) {
		if len(items) == 0 {
			return
		}
		rows := box("dl", "fields")
		for i, item := range items {
			rows.Add(keyed(strconv.Itoa(i), box("div", "", el("dt", "", item.Name), el("dd", "mono", item.Value))))
		}
		out = append(out, keyed(key, box("details", "mail-note", el("summary", "", title), rows)))
	}
	list("header", text.T("page.header"), page.Header)
	list("cookies", text.T("page.cookies"), page.Cookies)
	var objects []view.NameValue
	for _, o := range page.Objects {
		objects = append(objects, view.NameValue{Name: strconv.Itoa(o.Status), Value: o.URL})
	}
	list("objects", text.T("page.objects"), objects)
	return out
}
