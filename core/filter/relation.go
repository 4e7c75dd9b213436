package filter

import (
	"regexp"
	"strings"
)

// relations are the comparing operators. every is set of those that want all pairs
// to fulfil them unless any or all says otherwise: Wireshark 4.0 has made "!=" say
// that of a repeated field no value is equal.
var relations = map[string]struct {
	every bool
	order func(order int) bool // nil: contains, matches
}{
	"==": {false, isEqual}, "eq": {false, isEqual}, "any_eq": {false, isEqual},
	"===": {true, isEqual}, "all_eq": {true, isEqual},
	"!=": {true, isUnequal}, "ne": {true, isUnequal}, "all_ne": {true, isUnequal},
	"!==": {false, isUnequal}, "~=": {false, isUnequal}, "any_ne": {false, isUnequal},
	">": {false, isAbove}, "gt": {false, isAbove},
	">=": {false, notBelow}, "ge": {false, notBelow},
	"<": {false, isBelow}, "lt": {false, isBelow},
	"<=": {false, notAbove}, "le": {false, notAbove},
	"contains": {}, "matches": {}, "~": {},
}

func isEqual(order int) bool   { return order == 0 }
func isUnequal(order int) bool { return order != 0 }
func isAbove(order int) bool   { return order > 0 }
func notBelow(order int) bool  { return order >= 0 }
func isBelow(order int) bool   { return order < 0 }
func notAbove(order int) bool  { return order <= 0 }

func (p *parser) relation() node {
	quantifier := ""
	if p.t.kind == tokenWord && (p.t.text == "any" || p.t.text == "all") {
		quantifier = p.t.text
		p.advance()
	}
	left := p.sum()
	at := p.here()
	sign := p.t.text
	if p.t.kind != tokenMark && p.t.kind != tokenWord {
		sign = ""
	}
	r, compares := relations[sign]
	switch {
	case compares:
		p.advance()
		all := r.every
		if quantifier != "" {
			all = quantifier == "all"
		}
		return p.compare(at, sign, all, p.operand(left), p.operand(p.sum()))
	case sign == "in":
		p.advance()
		return p.in(at, quantifier == "all", left)
	case sign == "not" && quantifier == "":
		if p.advance(); !p.accept("in") {
			p.unexpected("in")
		}
		return &notNode{at, p.in(at, false, left)}
	case quantifier != "":
		p.unexpected("comparison")
	}
	return left
}

// compare types both sides of a comparison.
func (p *parser) compare(at place, sign string, all bool, left, right operand) node {
	l, leftOpen := left.(*literal)
	r, rightOpen := right.(*literal)
	switch {
	case leftOpen && rightOpen:
		p.unknownOf(l, r)
		p.fail(int(at)-1, "filter.error.twoLiterals")
	case sign == "matches" || sign == "~":
		return p.matches(at, all, left, right)
	case sign == "contains":
		return p.contains(at, all, left, right)
	case rightOpen:
		right = p.resolve(r, left)
	case leftOpen:
		left = p.resolve(l, right)
	}
	if !Comparable(left.kind(), right.kind()) {
		p.fail(right.column()-1, "filter.error.types", "left", left.kind().String(), "right", right.kind().String())
	}
	order := relations[sign].order
	n := &relationNode{place: at, all: all, left: left, right: right}
	n.pair = func(a, b Value) bool {
		o, ok := Compare(a, b)
		return ok && order(o)
	}
	if c, ok := right.(*constant); ok && c.value.Type == IPv4 && c.prefix < 32 {
		n.pair = func(a, _ Value) bool { return order(comparePrefix(a, c)) }
	}
	return n
}

// comparePrefix orders an address and a network: as far as the prefix goes.
func comparePrefix(v Value, c *constant) int {
	shift := 32 - c.prefix
	return compare(v.Int>>shift, c.value.Int>>shift)
}

func (p *parser) contains(at place, all bool, left, right operand) node {
	n := &relationNode{place: at, all: all, left: left, pair: func(a, b Value) bool {
		x, _ := a.bytes()
		y, _ := b.bytes()
		return strings.Contains(x, y)
	}}
	p.wantText(at, "contains", left)
	switch r := right.(type) {
	case *literal:
		n.right = p.part(r, left)
	default:
		p.wantText(at, "contains", right)
		n.right = right
	}
	return n
}

// part reads the constant that is looked for within an operand's text or bytes.
func (p *parser) part(l *literal, within operand) *constant {
	if l.quoted || within.kind() == String && !l.minus {
		return &constant{l.place, StringOf(l.text), 32}
	}
	c, ok := constantOf(l, Bytes)
	if !ok {
		p.unknown(l)
		p.fail(l.column()-1, "filter.error.literal", "got", quoteWord(l), "want", Bytes.String())
	}
	return c
}

// wantText refuses what is made of no characters or bytes.
func (p *parser) wantText(at place, sign string, o operand) {
	switch o.kind() {
	case String, Bytes, Protocol, MAC, IPv6:
		return
	}
	if l, ok := o.(*literal); ok {
		p.unknown(l)
		p.fail(l.column()-1, "filter.error.alone")
	}
	p.fail(int(at)-1, "filter.error.operator", "operator", sign, "type", o.kind().String())
}

// matches compares with a regular expression, in whatever case, as Wireshark does.
func (p *parser) matches(at place, all bool, left, right operand) node {
	p.wantText(at, "matches", left)
	r, ok := right.(*literal)
	if !ok || !r.quoted {
		p.fail(right.column()-1, "filter.error.expected", "want", "regular expression in quotes", "got", string(p.lexer.text[right.column()-1:p.t.at]))
	}
	re, err := regexp.Compile("(?i)" + r.text)
	if err != nil {
		reason := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		p.fail(r.column()-1, "filter.error.regexp", "reason", strings.ReplaceAll(reason, "(?i)", ""))
	}
	return &relationNode{place: at, all: all, left: left, right: &constant{r.place, StringOf(r.text), 32},
		pair: func(a, _ Value) bool {
			b, _ := a.bytes()
			return re.MatchString(b)
		}}
}

func (p *parser) in(at place, all bool, left node) test {
	o := p.operand(left)
	if l, ok := o.(*literal); ok {
		p.unknown(l)
		p.fail(l.column()-1, "filter.error.twoLiterals")
	}
	n := &inNode{place: at, all: all, left: o}
	p.expect("{")
	for {
		e := element{from: p.constant(o)}
		if p.accept("..") {
			e.to = p.constant(o)
			if order, ok := Compare(e.from.value, e.to.value); !ok || order > 0 {
				p.fail(e.to.column()-1, "filter.error.order")
			}
		}
		n.set = append(n.set, e)
		if p.accept("}") {
			return n
		}
		p.expect(",")
	}
}

// constant reads a constant to be compared with an operand.
func (p *parser) constant(with operand) *constant {
	at := p.here()
	minus := p.accept("-")
	if p.t.kind != tokenWord && p.t.kind != tokenString {
		p.unexpected("value")
	}
	l := &literal{at, p.t.text, p.t.kind == tokenString, minus}
	p.advance()
	return p.resolve(l, with)
}
