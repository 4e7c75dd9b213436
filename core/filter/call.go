package filter

import (
	"strings"
	"unicode/utf8"
)

// callNode works on each value of one operand.
type callNode struct {
	place
	name   string
	of     operand
	result Type
	apply  func(Value) Value
}

func (n *callNode) kind() Type { return n.result }

func (n *callNode) eval(r Record, to []Value) []Value {
	from := len(to)
	to = n.of.eval(r, to)
	for i := from; i < len(to); i++ {
		to[i] = n.apply(to[i])
	}
	return to
}

// countNode counts the values that a record has of an operand.
type countNode struct {
	place
	of   operand
	each []Value
}

func (n *countNode) kind() Type { return Number }

func (n *countNode) eval(r Record, to []Value) []Value {
	n.each = n.of.eval(r, n.each[:0])
	return append(to, NumberOf(len(n.each)))
}

func negate(v Value) Value {
	v.Int, v.Float = -v.Int, -v.Float
	return v
}

func absolute(v Value) Value {
	v.Int, v.Float = max(v.Int, -v.Int), max(v.Float, -v.Float)
	return v
}

func length(v Value) Value {
	if v.Type == String {
		return NumberOf(utf8.RuneCountInString(v.Text))
	}
	b, _ := v.bytes()
	return NumberOf(len(b))
}

func inCase(change func(string) string) func(Value) Value {
	return func(v Value) Value {
		v.Text = change(v.Text)
		return v
	}
}

// functions are the names of all functions, for messages and completion.
var functions = []struct {
	name string
	run  bool // it asks of a whole run
}{
	{"abs", false}, {"count", false}, {"len", false}, {"lower", false}, {"upper", false},
	{"avg", true}, {"count", true}, {"first", true}, {"last", true}, {"max", true}, {"min", true}, {"sum", true},
}

// call reads a function's arguments; the next token is its parenthesis.
func (p *parser) call(at place, name string) node {
	p.enter()
	defer p.leave()
	for _, f := range functions {
		if f.run && f.name == name && (p.expression || name != "count") {
			return p.aggregate(at, name)
		}
	}
	p.advance()
	arg := p.t.at
	switch name {
	case "abs", "count", "len", "lower", "upper":
	default:
		p.fail(int(at)-1, "filter.error.function", "name", name)
	}
	o := p.operand(p.sum())
	if l, ok := o.(*literal); ok {
		p.unknown(l)
		p.fail(arg, "filter.error.arguments", "name", name, "want", "a field")
	}
	p.expect(")")
	switch name {
	case "count":
		return &countNode{place: at, of: o}
	case "abs":
		if !o.kind().numeric() {
			break
		}
		return &callNode{at, name, o, o.kind(), absolute}
	case "len":
		if _, ok := (Value{Type: o.kind()}).bytes(); !ok {
			break
		}
		return &callNode{at, name, o, Number, length}
	case "lower", "upper":
		if o.kind() != String {
			break
		}
		change := strings.ToLower
		if name == "upper" {
			change = strings.ToUpper
		}
		return &callNode{at, name, o, String, inCase(change)}
	}
	p.fail(arg, "filter.error.operator", "operator", name, "type", o.kind().String())
	return nil
}

// reckonNode calculates with each pair of two operands' values.
type reckonNode struct {
	place
	sign        byte
	left, right operand
	result      Type
	a, b        []Value
}

func (n *reckonNode) kind() Type { return n.result }

func (n *reckonNode) eval(r Record, to []Value) []Value {
	n.a = n.left.eval(r, n.a[:0])
	n.b = n.right.eval(r, n.b[:0])
	for _, a := range n.a {
		for _, b := range n.b {
			if v, ok := calculate(n.sign, n.result, a, b); ok {
				to = append(to, v)
			}
		}
	}
	return to
}

// reckon types a calculation.
func (p *parser) reckon(at place, sign byte, left, right node) node {
	l, r := p.operand(left), p.operand(right)
	want := func(o, other operand) operand {
		open, ok := o.(*literal)
		if !ok {
			return o
		}
		if (sign == '+' || sign == '-') && (other.kind() == Duration || other.kind() == Time) {
			return p.resolve(open, &constant{value: Value{Type: Duration}})
		}
		c, ok := guess(open)
		if !ok {
			p.unknown(open)
			p.fail(open.column()-1, "filter.error.literal", "got", quoteWord(open), "want", Number.String())
		}
		return c
	}
	l, r = want(l, r), want(r, l)
	result, ok := resultOf(sign, l.kind(), r.kind())
	if !ok {
		bad := l.kind()
		if bad.numeric() {
			bad = r.kind()
		}
		p.fail(int(at)-1, "filter.error.operator", "operator", string(sign), "type", bad.String())
	}
	return &reckonNode{place: at, sign: sign, left: l, right: r, result: result}
}

// resultOf returns the type of a calculation. Numbers divide to whole numbers, as
// in Wireshark; lengths of time divide to a ratio.
func resultOf(sign byte, a, b Type) (Type, bool) {
	additive := sign == '+' || sign == '-'
	switch {
	case a == Time && b == Duration && additive:
		return Time, true
	case a == Time && b == Time && sign == '-':
		return Duration, true
	case !a.numeric() || !b.numeric() || a == Bool || b == Bool:
		return None, false
	case a == Duration && b == Duration:
		if sign == '/' {
			return Float, true
		}
		return Duration, sign != '*'
	case a == Duration || b == Duration:
		if additive {
			return Duration, true // a plain number is one of seconds
		}
		return Duration, a == Duration && sign == '/' || sign == '*'
	case a == Float || b == Float:
		return Float, sign != '%'
	}
	return Number, true
}

// calculate does one calculation; ok is false where there is no result.
func calculate(sign byte, result Type, a, b Value) (Value, bool) {
	v := Value{Type: result}
	whole := (a.Type == Number || a.Type == Duration || a.Type == Time) && (b.Type == Number || b.Type == Duration || b.Type == Time) &&
		result != Float && !(result == Duration && a.Type != b.Type && (sign == '+' || sign == '-') && a.Type != Time)
	if whole {
		switch sign {
		case '+':
			v.Int = a.Int + b.Int
		case '-':
			v.Int = a.Int - b.Int
		case '*':
			v.Int = a.Int * b.Int
		default:
			if b.Int == 0 {
				return v, false
			}
			if v.Int = a.Int / b.Int; sign == '%' {
				v.Int = a.Int % b.Int
			}
		}
		return v, true
	}
	x, y := a.float(), b.float()
	if result == Duration && (sign == '*' || sign == '/') { // one of them is no time
		if a.Type != Duration {
			x, y = y, x
		}
	}
	switch sign {
	case '+':
		x += y
	case '-':
		x -= y
	case '*':
		x *= y
	case '/':
		if y == 0 {
			return v, false
		}
		x /= y
	default:
		return v, false
	}
	if result == Duration {
		v.Int = int64(x * 1e9)
		return v, x > -9e9 && x < 9e9
	}
	v.Float = x
	return v, true
}
