package panels

import (
	"strconv"

	"playnet/core/view"
)

// FieldAt returns the field of a path; it reports false if there is none.
func FieldAt(m view.Message, path string) (view.MessageField, bool) {
	var at []int
	n := 0
	for i := 0; i <= len(path); i++ {
		if i == len(path) || path[i] == '.' {
			at = append(at, n)
			n = 0
			continue
		}
		n = n*10 + int(path[i]-'0')
	}
	if len(at) < 2 || at[0] >= len(m.Layers) {
		return view.MessageField{}, false
	}
	fields := m.Layers[at[0]].Fields
	for k, i := range at[1:] {
		if i < 0 || i >= len(fields) {
			return view.MessageField{}, false
		}
		if k == len(at)-2 {
			return fields[i], true
		}
		fields = fields[i].Children
	}
	return view.MessageField{}, false
}

// FieldOf returns the path of the innermost field that a byte belongs to: a byte of the
// frame (part 0), or of a message that was put together (see [view.Message.PartBytes]).
func FieldOf(m view.Message, part, offset int) (path string, ok bool) {
	for i, l := range m.Layers {
		if l.Part != part {
			continue
		}
		if p, found := innermost(l.Fields, strconv.Itoa(i), offset); found {
			path, ok = p, true
		}
	}
	return path, ok
}

func innermost(fields []view.MessageField, above string, offset int) (string, bool) {
	for j, f := range fields {
		path := above + "." + strconv.Itoa(j)
		if p, ok := innermost(f.Children, path, offset); ok {
			return p, true
		}
		if offset >= f.Offset && offset < f.Offset+f.Len {
			return path, true
		}
	}
	return "", false
}

// PartOf returns in which bytes of a message the field of a path stands.
func PartOf(m view.Message, path string) int {
	n := 0
	for i := 0; i < len(path) && path[i] != '.'; i++ {
		n = n*10 + int(path[i]-'0')
	}
	if path == "" || n >= len(m.Layers) {
		return 0
	}
	return m.Layers[n].Part
}

// bitsText draws the bits of a field within its bytes, as the RFCs' diagrams and Wireshark
// do: ".1.. ...." is the second bit, and it is set.
func bitsText(b []byte, f view.MessageField) string {
	n := (f.Bit + f.Bits + 7) / 8
	if f.Bits == 0 || f.Offset+n > len(b) {
		return ""
	}
	var out []byte
	for i := range n * 8 {
		if i > 0 && i%4 == 0 {
			out = append(out, ' ')
		}
		c := byte('.')
		if i >= f.Bit && i < f.Bit+f.Bits {
			c = '0' + b[f.Offset+i/8]>>(7-i%8)&1
		}
		out = append(out, c)
	}
	return string(out)
}
