package filter

import (
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// resolve gives a literal the type of what it is compared with.
func (p *parser) resolve(l *literal, with operand) *constant {
	var names *Field
	switch w := with.(type) {
	case *fieldNode:
		names = w.field
	case *fieldAccess:
		names = w.field
	}
	if names != nil && len(names.Names) > 0 && !l.minus {
		if v, ok := names.named(l.text); ok {
			return &constant{l.place, Value{Type: names.Type, Int: v}, 32}
		}
	}
	if c, ok := constantOf(l, with.kind()); ok {
		return c
	}
	if !l.quoted && !l.minus {
		if with.kind() == String { // Wireshark takes a word that is no field for a string, too
			return &constant{l.place, StringOf(l.text), 32}
		}
		p.maybeField(l)
	}
	if names != nil && len(names.Names) > 0 {
		if near := names.nearest(l.text); near != "" {
			p.fail(l.column()-1, "filter.error.named", "got", quoteWord(l), "name", names.Name, "near", near)
		}
	}
	if strings.Count(l.text, "/") == 1 && with.kind() == IPv4 {
		if _, err := netip.ParseAddr(l.text[:strings.IndexByte(l.text, '/')]); err == nil {
			p.fail(l.column()-1, "filter.error.prefix")
		}
	}
	p.fail(l.column()-1, "filter.error.literal", "got", quoteWord(l), "want", with.kind().String())
	return nil
}

// unknown reports a word that should have been a field.
func (p *parser) unknown(l *literal) {
	if l.quoted || l.minus || !startsLikeName(l.text) {
		return
	}
	if near := p.schema.nearest(l.text); near != "" {
		p.fail(l.column()-1, "filter.error.near", "name", l.text, "near", near)
	}
	p.fail(l.column()-1, "filter.error.unknown", "name", l.text)
}

// unknownOf reports which of two words should have been a field.
func (p *parser) unknownOf(a, b *literal) {
	p.unknown(a)
	p.unknown(b)
}

// maybeField reports a word that looks like a field that there isn't.
func (p *parser) maybeField(l *literal) {
	if startsLikeName(l.text) && strings.Contains(l.text, ".") {
		p.unknown(l)
	}
}

func startsLikeName(s string) bool {
	return s != "" && (s[0] == '_' || s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z') && !strings.Contains(s, ":")
}

// constantOf reads a literal as a value of a type.
func constantOf(l *literal, want Type) (*constant, bool) {
	c := &constant{place: l.place, prefix: 32}
	v, ok := parseValue(l.text, l.quoted, want)
	if want == IPv4 && !ok {
		v, c.prefix, ok = parseNetwork(l.text)
	}
	if l.minus && ok {
		ok = v.Type.numeric() && v.Type != Bool
		v.Int, v.Float = -v.Int, -v.Float
	}
	c.value = v
	return c, ok
}

// ParseValue reads what a person writes for a value of a type: strings without
// quotes, durations with a unit or in seconds.
func ParseValue(text string, want Type) (Value, bool) {
	text = strings.TrimSpace(text)
	if rest, minus := strings.CutPrefix(text, "-"); minus && want.numeric() {
		v, ok := parseValue(rest, false, want)
		v.Int, v.Float = -v.Int, -v.Float
		return v, ok
	}
	return parseValue(text, want == String || want == Bytes, want)
}

func parseValue(text string, quoted bool, want Type) (Value, bool) {
	switch want {
	case Bool:
		return parseBool(text)
	case Number:
		n, err := strconv.ParseInt(text, 0, 64)
		if err != nil {
			return parseFraction(text)
		}
		return NumberOf(n), !quoted && !strings.Contains(text, "_")
	case Float:
		f, err := strconv.ParseFloat(text, 64)
		return FloatOf(f), err == nil && !quoted && text[0] >= '0' && text[0] <= '9'
	case Duration:
		return parseDuration(text)
	case Time:
		return parseTime(text)
	case String:
		return StringOf(text), quoted
	case Bytes, Protocol:
		return parseBytes(text, quoted)
	case IPv4, IPv6:
		a, err := netip.ParseAddr(text)
		v := Value{}
		if err == nil && a.Zone() == "" {
			v = AddrOf(a)
		}
		return v, v.Type == want
	case MAC:
		v, ok := parseBytes(text, false)
		return MACOf([]byte(v.Text)), ok && len(v.Text) == 6
	}
	return Value{}, false
}

// parseFraction lets a number be compared with 2.5.
func parseFraction(text string) (Value, bool) {
	if text == "" || strings.Trim(text, "0123456789.") != "" {
		return Value{}, false
	}
	f, err := strconv.ParseFloat(text, 64)
	return FloatOf(f), err == nil
}

func parseBool(text string) (Value, bool) {
	switch strings.ToLower(text) {
	case "true":
		return BoolOf(true), true
	case "false":
		return BoolOf(false), true
	}
	n, err := strconv.ParseInt(text, 0, 64)
	return BoolOf(n != 0), err == nil
}

// parseDuration reads "5ms" and, as Wireshark does, plain seconds.
func parseDuration(text string) (Value, bool) {
	if whole, part, _ := strings.Cut(text, "."); whole != "" && len(whole) < 10 &&
		strings.Trim(whole+part, "0123456789") == "" {
		d, err := time.ParseDuration(text + "s")
		return DurationOf(d), err == nil
	}
	d, err := time.ParseDuration(text)
	return DurationOf(d), err == nil
}

// parseTime reads a date and time (UTC), and plain seconds since 1970.
func parseTime(text string) (Value, bool) {
	if whole, part, _ := strings.Cut(text, "."); len(whole) < 11 && len(part) < 10 {
		ns, err := strconv.ParseInt(whole+(part + "000000000")[:9], 10, 64)
		if err == nil && whole != "" {
			return TimeOf(ns), true
		}
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999", "2006-01-02 15:04", "2006-01-02", "Jan _2, 2006 15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			return TimeOf(t.UnixNano()), true
		}
	}
	return Value{}, false
}

// parseBytes reads "02:00:0a", "02-00-0a", "0a" or a string's own bytes.
func parseBytes(text string, quoted bool) (Value, bool) {
	if quoted {
		return Value{Type: Bytes, Text: text}, true
	}
	pairs := strings.FieldsFunc(text, func(r rune) bool { return r == ':' || r == '-' || r == '.' })
	for i, pair := range pairs {
		if len(pair) == 1 {
			pair = "0" + pair
		}
		if len(pair) != 2 && len(pairs) > 1 {
			return Value{}, false
		}
		pairs[i] = strings.TrimPrefix(pair, "0x")
	}
	b, err := hex.DecodeString(strings.Join(pairs, ""))
	return Value{Type: Bytes, Text: string(b)}, err == nil && len(b) > 0
}

func parseNetwork(text string) (Value, int, bool) {
	n, err := netip.ParsePrefix(text)
	if err != nil || !n.Addr().Is4() {
		return Value{}, 0, false
	}
	return AddrOf(n.Addr()), n.Bits(), true
}

// guess types a literal that nothing stands beside.
func guess(l *literal) (*constant, bool) {
	if l.quoted {
		return constantOf(l, String)
	}
	for _, t := range []Type{Number, IPv4, Duration, MAC} {
		if c, ok := constantOf(l, t); ok {
			return c, true
		}
	}
	if l.text == "true" || l.text == "false" {
		return constantOf(l, Bool)
	}
	return nil, false
}
