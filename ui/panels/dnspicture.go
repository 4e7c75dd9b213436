package panels

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// manyRecords bounds how many records of a DNS message are drawn; the tree below has all.
const manyRecords = 40

// dnsPicture draws a DNS message as RFC 1035 does: the header's rows of sixteen bits, then
// the four sections, a record a line. What is pointed at lights up here, among the bytes
// and in the tree alike.
type dnsPicture struct {
	m     view.Message
	layer int
	sel   app.Selection
	cells []dnsCell // in the order of the bytes
	row   int       // of the cells that are being made
	stop  string    // the cell at which the Tab key stops
}

// dnsCell is a part of the picture that can be pointed at.
type dnsCell struct {
	path string
	row  int
}

// dnsLayer returns the place of the DNS message among the layers.
func dnsLayer(m view.Message) (int, bool) {
	for i := len(m.Layers) - 1; i >= 0; i-- {
		if m.Layers[i].Protocol == "dns" {
			return i, true
		}
	}
	return 0, false
}

// newDNSPicture lists the cells; it reports false for what is no DNS message, or none that
// has a header.
func newDNSPicture(m view.Message, sel app.Selection) (*dnsPicture, bool) {
	i, ok := dnsLayer(m)
	if !ok || len(m.Layers[i].Fields) < 6 {
		return nil, false
	}
	p := &dnsPicture{m: m, layer: i, sel: sel}
	if sel.Len > 0 {
		p.stop = sel.Field
	}
	p.draw() // lists the cells
	if !p.has(p.stop) {
		p.stop = p.cells[0].path
	}
	return p, true
}

func (p *dnsPicture) has(path string) bool {
	for _, c := range p.cells {
		if c.path == path {
			return true
		}
	}
	return false
}

// drawDNSPicture draws the picture of the message that is shown; nil if it is no DNS message.
func drawDNSPicture(a *app.App, m view.Message) *scene.Node {
	p, ok := newDNSPicture(m, a.Selection())
	if !ok {
		return nil
	}
	root := scene.New("div", "dns-picture").Class("dns-picture").Set("role", "group").Set("aria-label", text.T("dnspicture.label"))
	root.Add(otherWay(a, m))
	return root.Add(p.draw()...)
}

// draw makes the picture's parts.
func (p *dnsPicture) draw() []*scene.Node {
	p.cells, p.row = p.cells[:0], 0
	out := []*scene.Node{p.header(), p.reading()}
	for i, f := range p.m.Layers[p.layer].Fields {
		if strings.HasPrefix(f.Name, "dns.section.") {
			out = append(out, p.section(f, p.path(i)))
		}
	}
	return out
}

func (p *dnsPicture) path(at ...int) string {
	path := strconv.Itoa(p.layer)
	for _, i := range at {
		path += "." + strconv.Itoa(i)
	}
	return path
}

// header draws the six rows of RFC 1035, section 4.1.1.
func (p *dnsPicture) header() *scene.Node {
	grid := scene.New("div", "header").Class("dns-header")
	for bit := range 16 {
		grid.Add(el("span", "dns-bit", strconv.Itoa(bit)).Set("aria-hidden", "true"))
	}
	for i, f := range p.m.Layers[p.layer].Fields {
		switch {
		case f.Name == "dns.flags":
			p.row++
			for j, flag := range f.Children {
				grid.Add(p.cell(flag, p.path(i, j), "dns-flag", flagValue(flag)).Set("style:grid-column", "span "+strconv.Itoa(flag.Bits)))
			}
		case f.Name == "dns.id" || strings.HasPrefix(f.Name, "dns.count."):
			p.row++
			grid.Add(p.cell(f, p.path(i), "dns-wide", f.Value).Set("style:grid-column", "span 16"))
		}
	}
	return box("div", "dns-header-part", box("p", "dns-caption", el("span", "dns-part", text.T("dnspicture.header")+" "), el("span", "rfc", "RFC 1035 §4.1.1")), grid)
}

// flagValue is what stands in a flag's cell: its bit, or its number and what that means.
func flagValue(f view.MessageField) string {
	value, meaning, _ := strings.Cut(f.Value, " (")
	if f.Bits == 1 || meaning == "" {
		return value
	}
	return value + " " + strings.TrimSuffix(meaning, ")")
}

// reading explains the cell that is pointed at.
func (p *dnsPicture) reading() *scene.Node {
	n := scene.New("p", "reading").Class("dns-reading")
	f, ok := FieldAt(p.m, p.sel.Field)
	if !ok || p.sel.Len == 0 {
		return n.Add(el("span", "muted", text.T("dnspicture.hint")))
	}
	n.Add(el("strong", "", label(f)+" "), el("code", "", f.Value), el("span", "", " "))
	return n.Add(explanation(f)...)
}

// section draws one of the four parts below the header.
func (p *dnsPicture) section(f view.MessageField, path string) *scene.Node {
	s := scene.New("div", f.Name).Class("dns-section").Add(
		box("p", "dns-caption", el("span", "dns-part", f.Label+" "), el("span", "muted", f.Value)))
	for i, entry := range f.Children {
		if i == manyRecords {
			s.Add(el("p", "more", text.Count("dnspicture.more", len(f.Children)-i)))
			break
		}
		s.Add(p.record(entry, path+"."+strconv.Itoa(i)))
	}
	return s
}

// record draws a question or a resource record: its fields in a line, and after a name each
// pointer that it ends in.
func (p *dnsPicture) record(f view.MessageField, path string) *scene.Node {
	p.row++
	line := scene.New("div", path).Class("dns-record")
	if len(f.Children) == 0 {
		return line.Add(p.cell(f, path, "dns-field", f.Value))
	}
	for i, part := range f.Children {
		at := path + "." + strconv.Itoa(i)
		class := "dns-field"
		if part.Name == "dns.resp.data" || part.Name == "dns.resp.name" || part.Name == "dns.qry.name" {
			class = "dns-field dns-long"
		}
		line.Add(p.cell(part, at, class, shortValue(part)))
		p.pointers(line, part, at)
	}
	return line
}

// shortValue is a field's value without its number where a name says the same.
func shortValue(f view.MessageField) string {
	number, name, named := strings.Cut(f.Value, " (")
	switch f.Name {
	case "dns.qry.type", "dns.qry.class", "dns.resp.type", "dns.resp.class":
		if named {
			return strings.TrimSuffix(name, ")")
		}
	case "dns.resp.ttl":
		return number
	}
	return f.Value
}

// pointers adds a cell for each compression pointer within a field.
func (p *dnsPicture) pointers(line *scene.Node, f view.MessageField, path string) {
	for i, part := range f.Children {
		at := path + "." + strconv.Itoa(i)
		if part.Name == fieldPointer {
			_, to, _ := strings.Cut(part.Value, "to byte ")
			line.Add(p.cell(part, at, "dns-field dns-pointer", "→ "+to))
			continue
		}
		p.pointers(line, part, at)
	}
}

// cell makes a part that can be pointed at.
func (p *dnsPicture) cell(f view.MessageField, path, class, value string) *scene.Node {
	p.cells = append(p.cells, dnsCell{path, p.row})
	lit := p.sel.Len > 0 && (p.sel.Field == path || strings.HasPrefix(p.sel.Field, path+".") && !strings.Contains(class, "flags"))
	stop := "-1"
	if path == p.stop {
		stop = "0"
	}
	n := scene.New("button", path).Class("dns-cell "+class).Set("type", "button").Set("data-key", "cell:"+path).Set("data-arrows", "").
		Set("tabindex", stop).Set("aria-pressed", strconv.FormatBool(lit)).Set("title", label(f)+" "+f.Value)
	return n.Add(el("span", "dns-label", label(f)), el("span", "unseen", " "), el("span", "dns-value", value))
}

// cellEvent points at the field of a cell, and goes from cell to cell.
func (s *State) cellEvent(a *app.App, e Event, path string) {
	if !strings.HasPrefix(e.Type, "Arrow") && e.Type != "Home" && e.Type != "End" {
		s.field(a, e, path)
		return
	}
	m, ok := a.Message()
	if !ok {
		return
	}
	if p, ok := newDNSPicture(m, a.Selection()); ok {
		if to, ok := p.step(path, e.Type); ok {
			s.wish = wish{Island: e.Island, Focus: "cell:" + to}
		}
	}
}

// step returns the cell to which a key leads: left and right along the bytes, up and down
// to the row beside.
func (p *dnsPicture) step(path, key string) (string, bool) {
	at := -1
	for i, c := range p.cells {
		if c.path == path {
			at = i
		}
	}
	last := len(p.cells) - 1
	if at < 0 {
		return "", false
	}
	row := p.cells[at].row
	switch key {
	case "ArrowLeft":
		at = max(at-1, 0)
	case "ArrowRight":
		at = min(at+1, last)
	case "Home":
		at = 0
	case "End":
		at = last
	case "ArrowDown":
		for at < last && p.cells[at].row == row {
			at++
		}
	case "ArrowUp":
		for at > 0 && p.cells[at].row == row {
			at--
		}
		for at > 0 && p.cells[at-1].row == p.cells[at].row {
			at--
		}
	}
	return p.cells[at].path, true
}
