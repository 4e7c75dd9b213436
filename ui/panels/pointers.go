package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
)

// fieldPointer is the name of a compression pointer (RFC 1035 §4.1.4) among the fields.
const fieldPointer = "dns.name.pointer"

// manyPointers bounds how many arrows are drawn among the bytes.
const manyPointers = 60

// pointer is a compression pointer: two bytes at from that stand for the name that goes on
// at to and ends before end.
type pointer struct{ from, to, end int }

// pointersIn finds the compression pointers among the bytes of a part of a message.
func pointersIn(m view.Message, part int) []pointer {
	var list []pointer
	b := m.PartBytes(part)
	for _, l := range m.Layers {
		if l.Protocol != "dns" || l.Part != part || len(l.Fields) == 0 {
			continue
		}
		base := l.Fields[0].Offset // pointers count from the ID, a length before it not included
		var look func(fields []view.MessageField)
		look = func(fields []view.MessageField) {
			for _, f := range fields {
				if f.Name == fieldPointer && f.Len == 2 && f.Offset+1 < len(b) && len(list) < manyPointers {
					to := base + int(b[f.Offset]&0x3f)<<8 + int(b[f.Offset+1])
					if to < len(b) {
						list = append(list, pointer{f.Offset, to, nameEnd(b, to)})
					}
				}
				look(f.Children)
			}
		}
		look(l.Fields)
	}
	return list
}

// nameEnd is the offset behind a name's last byte, be that the root's or a pointer's.
func nameEnd(b []byte, at int) int {
	for at < len(b) && b[at] != 0 {
		if b[at]&0xc0 == 0xc0 {
			return min(at+2, len(b))
		}
		at += 1 + int(b[at])
	}
	return min(at+1, len(b))
}

// lit reports whether a pointer is pointed at itself.
func (p pointer) lit(sel app.Selection) bool {
	return sel.Len > 0 && sel.Offset < p.from+2 && p.from < sel.Offset+sel.Len
}

// arrows draws the pointers over the bytes, each from its own two to the first of the name
// that it means. The unit is a byte's cell, per of them in a row; rows are drawn. nil if
// there are none.
func arrows(list []pointer, sel app.Selection, per, rows int) *scene.Node {
	if len(list) == 0 || rows == 0 {
		return nil
	}
	class := "hex-arrows"
	if len(list) > 12 {
		class = "hex-arrows many"
	}
	svg := scene.New("svg", "arrows"+strconv.Itoa(per)).Set("class", class).Set("aria-hidden", "true").
		Set("preserveAspectRatio", "none").Set("viewBox", "0 0 "+strconv.Itoa(per*10)+" "+strconv.Itoa(rows*10)).
		Set("style:width", scene.Number(float64(per)*2.6)+"ch")
	var faint, lit []*scene.Node
	for _, p := range list {
		if p.from/per >= rows || p.to/per >= rows {
			continue
		}
		class := "hex-arrow"
		if p.lit(sel) {
			class = "hex-arrow lit"
		}
		n := scene.New("g", strconv.Itoa(p.from)).Set("class", class).Add(arrow(p, per)...)
		if p.lit(sel) {
			lit = append(lit, n)
		} else {
			faint = append(faint, n)
		}
	}
	return svg.Add(faint...).Add(lit...)
}

// arrow is the way from a pointer to its name: out of the upper side of its cells, in a bow
// to the lower side of the name's first cell, or along the gap above where both stand in a row.
func arrow(p pointer, per int) []*scene.Node {
	from := scene.Point{X: float64(p.from%per)*10 + 10, Y: float64(p.from/per)*10 + 1}
	if p.from%per == per-1 {
		from.X = float64(p.from%per)*10 + 5 // its second byte begins the next row
	}
	to := scene.Point{X: float64(p.to%per)*10 + 5, Y: float64(p.to/per)*10 + 9}
	bow := scene.Point{X: (from.X + to.X) / 2, Y: (from.Y + to.Y) / 2}
	if p.from/per == p.to/per {
		to.Y -= 8
		bow.Y = from.Y - 8
	}
	n := scene.Number
	way := "M" + n(from.X) + "," + n(from.Y) + "C" + n(from.X) + "," + n(bow.Y) + " " + n(to.X) + "," + n(bow.Y) + " " + n(to.X) + "," + n(to.Y)
	head := 3.0
	if p.from/per == p.to/per {
		head = -3
	}
	return []*scene.Node{
		scene.Path("way", "", way),
		scene.Path("head", "hex-arrow-head", "M"+n(to.X)+","+n(to.Y)+"l-2,"+n(head)+"h4Z"),
	}
}
