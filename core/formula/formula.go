// Package formula reads and evaluates small formulas with named values, such as
//
//	max(size / server, peers * size / (server + peers * up))
//
// They draw the curves that a sweep's measurements are held against. Numbers are floats; there
// are + - * /, ^ for powers with whole exponents, parentheses, and the functions max, min,
// sqrt and log2. Nothing in a world is decided with them.
package formula

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Formula is a formula that has been read.
type Formula struct {
	root node
	uses []string
}

// Limits of a formula: it comes from a file of anybody's.
const (
	MaxLength = 400 // bytes
	maxDepth  = 32  // parentheses and functions within each other
)

// Error says what is wrong with a text, and where: Column counts bytes from 1.
type Error struct {
	Column int
	Reason string
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Reason) }

// Parse reads a formula. The error is an [*Error].
func Parse(text string) (f *Formula, err error) {
	if len(text) > MaxLength {
		return nil, &Error{MaxLength, "the formula is too long"}
	}
	p := &parser{text: text}
	root := p.sum()
	if p.space(); p.err == nil && p.pos < len(text) {
		p.fail("an operator should stand here")
	}
	if p.err != nil {
		return nil, p.err
	}
	return &Formula{root, p.uses}, nil
}

// Uses lists the names in the formula, each once, in the order of the text.
func (f *Formula) Uses() []string { return f.uses }

// Value evaluates the formula. A name that is not among the values is not a number, as is
// what divides by zero.
func (f *Formula) Value(values map[string]float64) float64 {
	v := f.root(values)
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// node gives a part's value.
type node func(values map[string]float64) float64

type parser struct {
	text  string
	pos   int
	depth int
	uses  []string
	err   *Error
}

func nothing(map[string]float64) float64 { return math.NaN() }

func (p *parser) fail(reason string) node {
	if p.err == nil {
		p.err = &Error{p.pos + 1, reason}
	}
	p.pos = len(p.text)
	return nothing
}

func (p *parser) space() {
	for p.pos < len(p.text) && p.text[p.pos] == ' ' {
		p.pos++
	}
}

// take reads one of the characters, if it comes next; else it is 0.
func (p *parser) take(among string) byte {
	p.space()
	if p.pos < len(p.text) && strings.IndexByte(among, p.text[p.pos]) >= 0 {
		p.pos++
		return p.text[p.pos-1]
	}
	return 0
}

func (p *parser) sum() node {
	left := p.product()
	for {
		a, op := left, p.take("+-")
		if op == 0 {
			return left
		}
		b := p.product()
		if op == '+' {
			left = func(v map[string]float64) float64 { return a(v) + b(v) }
		} else {
			left = func(v map[string]float64) float64 { return a(v) - b(v) }
		}
	}
}

func (p *parser) product() node {
	left := p.power()
	for {
		a, op := left, p.take("*/")
		if op == 0 {
			return left
		}
		b := p.power()
		if op == '*' {
			left = func(v map[string]float64) float64 { return a(v) * b(v) }
		} else {
			left = func(v map[string]float64) float64 { return a(v) / b(v) }
		}
	}
}

// power reads a value with its sign and its exponent: -x^2 is -(x^2), as on paper.
func (p *parser) power() node {
	if p.take("-") != 0 {
		a := p.deeper(p.power)
		return func(v map[string]float64) float64 { return -a(v) }
	}
	a := p.value()
	if p.take("^") == 0 {
		return a
	}
	p.space()
	digits := p.run(func(c byte) bool { return c >= '0' && c <= '9' })
	n, err := strconv.Atoi(digits)
	if err != nil || n > 64 {
		return p.fail("the exponent must be a whole number up to 64")
	}
	return func(v map[string]float64) float64 {
		x, out := a(v), 1.0
		for range n {
			out *= x
		}
		return out
	}
}

func (p *parser) deeper(part func() node) node {
	if p.depth++; p.depth > maxDepth {
		return p.fail("too much in parentheses")
	}
	defer func() { p.depth-- }()
	return part()
}

// run reads characters as long as they are wanted.
func (p *parser) run(wanted func(byte) bool) string {
	from := p.pos
	for p.pos < len(p.text) && wanted(p.text[p.pos]) {
		p.pos++
	}
	return p.text[from:p.pos]
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' || c == '.' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

func (p *parser) value() node {
	p.space()
	switch {
	case p.pos == len(p.text):
		return p.fail("a number or a name should stand here")
	case p.take("(") != 0:
		inner := p.deeper(p.sum)
		if p.take(")") == 0 {
			return p.fail("a ) is missing")
		}
		return inner
	case isDigit(p.text[p.pos]):
		from := p.pos
		p.run(isDigit)
		if p.pos+1 < len(p.text) && p.text[p.pos] == 'e' { // 15e9
			p.pos++
			p.run(isDigit)
		}
		n, err := strconv.ParseFloat(p.text[from:p.pos], 64)
		if err != nil {
			return p.fail("this is no number")
		}
		return func(map[string]float64) float64 { return n }
	case isLetter(p.text[p.pos]):
		return p.named()
	}
	return p.fail("a number or a name should stand here")
}

func (p *parser) named() node {
	name := p.run(func(c byte) bool { return isLetter(c) || isDigit(c) && c != '.' })
	if p.take("(") == 0 {
		if !slices.Contains(p.uses, name) {
			p.uses = append(p.uses, name)
		}
		return func(v map[string]float64) float64 {
			if x, ok := v[name]; ok {
				return x
			}
			return math.NaN()
		}
	}
	list := []node{p.deeper(p.sum)}
	for p.take(",") != 0 {
		list = append(list, p.deeper(p.sum))
	}
	if p.take(")") == 0 {
		return p.fail("a ) is missing")
	}
	switch {
	case name == "max" || name == "min":
		return func(v map[string]float64) float64 {
			best := list[0](v)
			for _, n := range list[1:] {
				if name == "max" {
					best = max(best, n(v))
				} else {
					best = min(best, n(v))
				}
			}
			return best
		}
	case name == "sqrt" && len(list) == 1:
		return func(v map[string]float64) float64 { return math.Sqrt(list[0](v)) }
	case name == "log2" && len(list) == 1:
		return func(v map[string]float64) float64 { return log2(list[0](v)) }
	}
	return p.fail("there is no function " + name + " of so many values")
}

// log2 is the logarithm to base 2, bit by bit: math's differs in its last bits from machine to
// machine.
func log2(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 0) {
		return math.NaN()
	}
	fraction, exponent := math.Frexp(x) // x = fraction · 2^exponent, ½ ≤ fraction < 1
	out, y, bit := float64(exponent-1), 2*fraction, 0.5
	for range 48 {
		if y *= y; y >= 2 {
			y /= 2
			out += bit
		}
		bit /= 2
	}
	return out
}
