package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// manyBytes bounds what of a frame is drawn byte by byte.
const manyBytes = 2048

// bytesAtOnce is how many bytes a drawing adds to those that stand there: each is two
// elements, and the browser takes its time to make and place a thousand of them.
const bytesAtOnce = 256

const hexDigits = "0123456789abcdef"

// bytesView is what the bytes' panel remembers of itself.
type bytesView struct {
	bits  bool   // each byte as eight bits
	frame uint64 // of which message part is
	part  int    // the frame's bytes, or those of a message that was put together
	field string // the field that was pointed at when part was chosen
	drawn int    // how many bytes stand there at most
	short bool   // and there are more to be drawn
}

// upTo returns how many of n bytes are drawn now. While the run moves on nobody reads
// beyond the first ones.
func (v *bytesView) upTo(n int, moving bool) int {
	n = min(n, manyBytes)
	if moving {
		v.drawn = 0
	}
	if v.drawn < n {
		v.drawn += bytesAtOnce
	}
	v.short = v.drawn < n
	return min(v.drawn, n)
}

// BytesBehind reports whether the last drawing of the bytes' panel left some out, which
// come with the next ones.
func (s *State) BytesBehind() bool { return s.bytes.short }

// BytesPanel draws the bytes of the message that the page shows, as numbers and as text,
// and says what the bytes that are pointed at mean. width is the panel's, in pixels.
func BytesPanel(a *app.App, s *State, width float64) *scene.Node {
	root := box("div", "bytes")
	m, ok := a.Message()
	if !ok {
		s.bytes.short = false
		return root.Add(el("p", "hint", text.T("bytes.none")))
	}
	t, _ := a.Transfer(m.ID)
	title := text.T("bytes.title.frame", "n", strconv.FormatUint(m.ID, 10))
	if t.Number > 0 {
		title = text.T("bytes.title", "n", strconv.Itoa(t.Number))
	}
	part := s.part(a, m)
	sel := a.Selection()
	if sel.Len > 0 && sel.Field != "" && PartOf(m, sel.Field) != part {
		sel.Len = 0 // what is pointed at stands in other bytes
	}
	b := m.PartBytes(part)
	draw := byteDrawing{sel: sel, bits: s.bytes.bits, per: 16}
	switch {
	case draw.bits && width < 470:
		draw.per = 3
	case draw.bits:
		draw.per = 4
	case width < 470:
		draw.per = 8
	}
	grid := scene.New("div", "grid"+strconv.Itoa(draw.per)).Class("hex").
		Set("data-key", "bytes").Set("data-arrows", "").Set("tabindex", "0").
		Set("role", "group").Set("aria-label", title)
	pointers := pointersIn(m, part)
	draw.aim(pointers)
	end := s.bytes.upTo(len(b), a.Playing() || a.Busy())
	for i := 0; i < end; i += draw.per {
		grid.Add(draw.row(b, i))
	}
	if !draw.bits {
		grid.Add(arrows(pointers, sel, draw.per, (end+draw.per-1)/draw.per))
	}
	root.Add(s.bytesHead(title, len(b)), partTabs(m, part), bytesForm(a, m), meaning(m, sel, b), grid)
	if left := len(b) - manyBytes; left > 0 {
		root.Add(el("p", "more", text.Count("bytes.more", left)))
	}
	return root
}

// part returns which bytes are shown: those in which the field stands that is pointed at,
// until others are chosen.
func (s *State) part(a *app.App, m view.Message) int {
	v, sel := &s.bytes, a.Selection()
	if v.frame != m.ID {
		v.frame, v.part = m.ID, 0
		if len(m.Layers) > 0 {
			v.part = m.Layers[len(m.Layers)-1].Part
		}
		v.field = ""
	}
	if sel.Len > 0 && sel.Field != "" && sel.Field != v.field {
		v.part, v.field = PartOf(m, sel.Field), sel.Field
	}
	return min(v.part, len(m.Reassembled))
}

func (s *State) bytesHead(title string, n int) *scene.Node {
	return box("div", "bytes-head", el("h2", "", title), el("span", "muted", text.Count("layer.bytes", n)), box("span", "spring"),
		button("bytes-bits", "small", text.T("bytes.asbits")).Set("aria-pressed", strconv.FormatBool(s.bytes.bits)),
		button("bytes-copy", "small", text.T("bytes.copy")).Set("title", text.T("bytes.copy.title")))
}

// partTabs chooses between the frame's bytes and those of messages put together from
// several frames; nil where there are none.
func partTabs(m view.Message, part int) *scene.Node {
	if len(m.Reassembled) == 0 {
		return nil
	}
	row := scene.New("div", "parts").Class("bytes-parts").Set("role", "group").Set("aria-label", text.T("bytes.parts"))
	for i := range len(m.Reassembled) + 1 {
		label := text.T("bytes.frame")
		if i > 0 {
			label = text.T("bytes.reassembled", "frames", text.Number(len(m.Reassembled[i-1].Frames)))
		}
		row.Add(button("part:"+strconv.Itoa(i), "small", label).Set("aria-pressed", strconv.FormatBool(i == part)))
	}
	return row
}

// byteDrawing is how bytes are drawn.
type byteDrawing struct {
	sel  app.Selection
	bits bool
	per  int // bytes in a row
	// What a pointer means that is pointed at: the bytes from aimed to before aimedEnd.
	aimed, aimedEnd int
}

// aim takes what a pointer means, where one is pointed at and nothing else.
func (d *byteDrawing) aim(list []pointer) {
	for _, p := range list {
		if p.lit(d.sel) && d.sel.Len <= 2 {
			d.aimed, d.aimedEnd = p.to, p.end
		}
	}
}

// row draws the bytes from one offset on.
func (d *byteDrawing) row(b []byte, from int) *scene.Node {
	row := scene.New("div", strconv.Itoa(from)).Class("hex-row")
	row.Add(el("span", "hex-offset", offsetText(from)))
	hex, chars := box("span", "hex-bytes"), box("span", "hex-text")
	none := "  "
	if d.bits {
		none = "         "
	}
	for i := from; i < from+d.per; i++ {
		if i >= len(b) {
			hex.Add(el("span", "hex-none", none))
			continue
		}
		n := strconv.Itoa(i)
		class := ""
		if i >= d.sel.Offset && i < d.sel.Offset+d.sel.Len {
			class = "lit"
		} else if i >= d.aimed && i < d.aimedEnd {
			class = "aimed"
		}
		words := string([]byte{hexDigits[b[i]>>4], hexDigits[b[i]&15]})
		if d.bits {
			words = bitsText(b, view.MessageField{Offset: i, Bits: 8})
		}
		// The same attributes on each: that makes the difference to the next drawing small.
		hex.Add(byteCell("h"+n, "byte:"+n, class, words))
		chars.Add(byteCell("t"+n, "byte:"+n, class, character(b[i])))
	}
	return row.Add(hex, chars)
}

// plainByteRow draws 16 bytes at which nobody points.
func plainByteRow(b []byte, from int) *scene.Node {
	hex, chars := "", ""
	for i := from; i < from+16; i++ {
		if i >= len(b) {
			hex += "   "
			continue
		}
		hex += string([]byte{hexDigits[b[i]>>4], hexDigits[b[i]&15], ' '})
		chars += character(b[i])
	}
	return box("div", "hex-row", el("span", "hex-offset", offsetText(from)), el("span", "hex-bytes", hex), el("span", "hex-text", chars))
}

func offsetText(n int) string {
	return string([]byte{hexDigits[n>>12&15], hexDigits[n>>8&15], hexDigits[n>>4&15], hexDigits[n&15]})
}

// character shows a byte as ASCII, or a dot.
func character(c byte) string {
	if c > ' ' && c < 0x7f {
		return string(rune(c))
	}
	return "·"
}

func byteCell(key, report, class, s string) *scene.Node {
	n := scene.New("span", key).Set("class", class).Set("data-key", report)
	n.Text = s
	return n
}

// meaning says what the bytes that are pointed at mean.
func meaning(m view.Message, sel app.Selection, b []byte) *scene.Node {
	p := scene.New("p", "meaning").Class("meaning")
	f, ok := FieldAt(m, sel.Field)
	if !ok || sel.Len == 0 {
		return p.Add(el("span", "muted", text.T("bytes.hint")))
	}
	p.Add(el("strong", "", label(f)+" "), el("code", "", f.Value), el("span", "", " "))
	if f.Bits > 0 {
		p.Add(el("code", "field-bits", bitsText(b, f)), el("span", "muted", " "+text.Count("bytes.bits", f.Bits)+" "))
	}
	return p.Add(explanation(f)...)
}

// copyBytes puts the bytes that are pointed at, or all of them, on the clipboard.
func (s *State) copyBytes(a *app.App) {
	m, ok := a.Message()
	if !ok {
		return
	}
	b, sel := m.PartBytes(s.part(a, m)), a.Selection()
	if sel.Len > 0 && sel.Offset+sel.Len <= len(b) {
		b = b[sel.Offset : sel.Offset+sel.Len]
	}
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	s.wish = wish{Copy: string(out)}
}

// pointAtByte points at the field that a byte belongs to, or at the byte alone.
func (s *State) pointAtByte(a *app.App, offset int) {
	m, ok := a.Message()
	if !ok {
		return
	}
	part := s.part(a, m)
	if offset < 0 || offset >= len(m.PartBytes(part)) {
		return
	}
	if path, ok := FieldOf(m, part, offset); ok {
		f, _ := FieldAt(m, path)
		a.PointAt(path, f.Offset, f.Len)
		return
	}
	a.PointAt("", offset, 1)
}

// moveByte goes from field to field along the bytes.
func (s *State) moveByte(a *app.App, e Event) {
	sel := a.Selection()
	m, ok := a.Message()
	if !ok {
		return
	}
	switch e.Type {
	case "ArrowRight", "ArrowDown":
		s.pointAtByte(a, sel.Offset+sel.Len)
	case "ArrowLeft", "ArrowUp":
		s.pointAtByte(a, sel.Offset-1)
	case "click":
		if s.part(a, m) == 0 {
			s.editFrom(a, sel.Offset)
		}
	case "Home":
		s.pointAtByte(a, 0)
	case "End":
		s.pointAtByte(a, len(m.PartBytes(s.part(a, m)))-1)
	}
}
