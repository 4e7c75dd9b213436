package fields

import (
	"strings"

	"playnet/core/filter"
	"playnet/core/view"
)

// typed reads the value of a dissected field from the frame's bytes: what the
// dissector shows is meant for people.
func typed(frame []byte, m view.MessageField, as filter.Type, to []filter.Value) []filter.Value {
	if m.Offset < 0 || m.Len < 0 || m.Offset+m.Len > len(frame) {
		return to
	}
	b := frame[m.Offset : m.Offset+m.Len]
	switch as {
	case filter.Bool:
		return append(to, filter.BoolOf(number(b, m) != 0))
	case filter.Number:
		return append(to, filter.NumberOf(number(b, m)))
	case filter.IPv4:
		if len(b) == 4 {
			return append(to, filter.Value{Type: filter.IPv4, Int: int64(number(b, m))})
		}
	case filter.IPv6:
		if len(b) == 16 {
			return append(to, filter.Value{Type: filter.IPv6, Text: string(b)})
		}
	case filter.MAC:
		return append(to, filter.MACOf(b))
	case filter.Bytes:
		return append(to, filter.BytesOf(b))
	case filter.String:
		return append(to, filter.StringOf(m.Value))
	}
	return to
}

// number reads a big-endian number, or some bits of one.
func number(b []byte, m view.MessageField) uint64 {
	n := uint64(0)
	for _, c := range b[:min(len(b), 8)] {
		n = n<<8 | uint64(c)
	}
	if m.Bits > 0 && m.Bits < 64 {
		n = n >> (8*len(b) - m.Bit - m.Bits) & (1<<m.Bits - 1)
	}
	return n
}

// dissected makes the source of a field that the dissectors name.
func dissected(name string, as filter.Type) *source {
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		r.each(name, func(bytes []byte, m view.MessageField) { to = typed(bytes, m, as, to) })
		return to
	}}
}

// words makes names of a list, which begins at 0; empty ones are none.
func words(list ...string) []filter.Named {
	var names []filter.Named
	for i, s := range list {
		if s != "" {
			names = append(names, filter.Named{Value: int64(i), Name: s})
		}
	}
	return names
}

// note is the catalogue's id of a field's explanation.
func note(name string) string { return "field." + name }

// plainName writes a domain name as Wireshark does.
func plainName(s string) string {
	if s == "." || s == "" {
		return "<Root>"
	}
	return strings.TrimSuffix(s, ".")
}
