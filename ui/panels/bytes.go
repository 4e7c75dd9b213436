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

const hexDigits = "0123456789abcdef"

// BytesPanel draws the bytes of the message that the page shows, as numbers and as text,
// and says what the bytes that are pointed at mean. width is the panel's, in pixels.
func BytesPanel(a *app.App, width float64) *scene.Node {
	root := box("div", "bytes")
	m, ok := a.Message()
	if !ok {
		return root.Add(el("p", "hint", text.T("bytes.none")))
	}
	t, _ := a.Transfer(m.ID)
	title := text.T("bytes.title.frame", "n", strconv.FormatUint(m.ID, 10))
	if t.Number > 0 {
		title = text.T("bytes.title", "n", strconv.Itoa(t.Number))
	}
	sel := a.Selection()
	per := 16
	if width < 470 {
		per = 8
	}
	grid := scene.New("div", "grid"+strconv.Itoa(per)).Class("hex").
		Set("data-key", "bytes").Set("data-arrows", "").Set("tabindex", "0").
		Set("role", "group").Set("aria-label", title)
	for i := 0; i < len(m.Bytes) && i < manyBytes; i += per {
		grid.Add(byteRow(m.Bytes, i, per, sel))
	}
	root.Add(box("div", "bytes-head", el("h2", "", title), el("span", "muted", text.Count("layer.bytes", len(m.Bytes)))),
		bytesForm(a, m), meaning(m, sel), grid)
	if left := len(m.Bytes) - manyBytes; left > 0 {
		root.Add(el("p", "more", text.Count("bytes.more", left)))
	}
	return root
}

// byteRow draws the bytes from one offset on.
func byteRow(b []byte, from, per int, sel app.Selection) *scene.Node {
	row := scene.New("div", strconv.Itoa(from)).Class("hex-row")
	row.Add(el("span", "hex-offset", offsetText(from)))
	hex, chars := box("span", "hex-bytes"), box("span", "hex-text")
	for i := from; i < from+per; i++ {
		if i >= len(b) {
			hex.Add(el("span", "hex-none", "  "))
			continue
		}
		n := strconv.Itoa(i)
		class := ""
		if i >= sel.Offset && i < sel.Offset+sel.Len {
			class = "lit"
		}
		// The same attributes on each: that makes the difference to the next drawing small.
		hex.Add(byteCell("h"+n, "byte:"+n, class, string([]byte{hexDigits[b[i]>>4], hexDigits[b[i]&15]})))
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
func meaning(m view.Message, sel app.Selection) *scene.Node {
	p := scene.New("p", "meaning").Class("meaning")
	f, ok := FieldAt(m, sel.Field)
	if !ok || sel.Len == 0 {
		return p.Add(el("span", "muted", text.T("bytes.hint")))
	}
	label := f.Label
	if label == "" {
		label = f.Name
	}
	p.Add(el("strong", "", label+" "), el("code", "", f.Value), el("span", "", " "))
	if f.Bits > 0 {
		p.Add(el("span", "muted", text.Count("bytes.bits", f.Bits)+" "))
	}
	return p.Add(explanation(f)...)
}
