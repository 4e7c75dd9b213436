package strict

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth is how deep lists and objects may lie in each other. A deep Go
// stack ends a browser's wasm instance, so the text must not decide it.
const MaxDepth = 64

// MaxNodes is how many values a text may hold.
const MaxNodes = 2_000_000

var (
	badSyntax     = Define("syntax", `{found} where {wanted} should be`)
	badLiteral    = Define("bad-literal", `"{value}" is no JSON value: strings stand in double quotes`)
	badNumber     = Define("bad-number", `"{value}" is no JSON number`)
	badString     = Define("bad-string", `a string that does not end on its line`)
	badEscape     = Define("bad-escape", `"{value}" is no escape in a JSON string`)
	badUTF8       = Define("bad-utf8", `bytes that are not UTF-8`)
	controlInText = Define("control-character", `a control character in a string; write \n, \t or \u00XX`)
	duplicateKey  = Define("duplicate-field", `the field "{field}" stands here a second time; the first is in line {line}`)
	tooDeep       = Define("too-deep", `lists and objects lie more than {most} deep in each other`)
	tooMany       = Define("too-many-values", `more than {most} values`)
	trailing      = Define("trailing-data", `{found} after the end of the JSON value`)
	noComments    = Define("no-comments", `JSON has no comments; text before the first member of a lab file is one`)
)

// Parse parses a JSON text. The error is the first one found.
func Parse(text []byte) (*Node, *Error) {
	p := &parser{text: text, line: 1}
	p.space()
	root := p.value(nil, 0)
	if p.err == nil {
		p.space()
		if p.pos < len(p.text) {
			p.failHere(trailing.With("found", p.found()))
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	return root, nil
}

// parser is a recursive descent over text. After the first error, err is set
// and everything returns.
type parser struct {
	text      []byte
	pos       int
	line      int // of pos
	lineStart int // position of the line's first byte
	nodes     int
	at        *Node // the innermost value begun, for the path of an error
	words     map[string]string
	err       *Error
}

// longestWord is how long a string is, in bytes, that is looked for among those read before.
const longestWord = 32

// word returns the string of some bytes. A long timeline names the same few hosts and actions
// thousands of times: they are kept once.
func (p *parser) word(text []byte) string {
	if len(text) > longestWord {
		return string(text)
	}
	known, ok := p.words[string(text)]
	if !ok {
		if p.words == nil {
			p.words = map[string]string{}
		}
		known = string(text)
		p.words[known] = known
	}
	return known
}

func (p *parser) failHere(why *Reason) {
	if p.err == nil {
		p.err = &Error{Line: p.line, Column: p.pos - p.lineStart + 1, Path: p.at.Path(), Reason: why}
	}
}

func (p *parser) space() {
	for ; p.pos < len(p.text); p.pos++ {
		switch p.text[p.pos] {
		case '\n':
			p.line++
			p.lineStart = p.pos + 1
		case ' ', '\t', '\r':
		default:
			return
		}
	}
}

// peek is the next byte, or 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// found says what stands at the position.
func (p *parser) found() string {
	if p.pos >= len(p.text) {
		return "the end"
	}
	r, _ := utf8.DecodeRune(p.text[p.pos:])
	return strconv.QuoteRune(r)
}

func (p *parser) newNode(parent *Node) *Node {
	if p.nodes++; p.nodes > MaxNodes {
		p.failHere(tooMany.With("most", strconv.Itoa(MaxNodes)))
	}
	return &Node{Line: p.line, Column: p.pos - p.lineStart + 1, parent: parent}
}

// fill parses one value into n, which is already in its place.
func (p *parser) fill(n *Node, depth int) {
	p.at = n
	if depth > MaxDepth {
		p.failHere(tooDeep.With("most", strconv.Itoa(MaxDepth)))
		return
	}
	switch c := p.peek(); {
	case c == '{':
		n.Kind = Object
		p.object(n, depth)
	case c == '[':
		n.Kind = List
		p.list(n, depth)
	case c == '"':
		n.Kind = String
		n.text = p.str()
	case c == '-' || c >= '0' && c <= '9':
		n.Kind = Number
		n.text = p.number()
	case c == '/':
		p.failHere(noComments.With())
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '\'':
		p.literal(n)
	default:
		p.failHere(badSyntax.With("found", p.found(), "wanted", "a value"))
	}
	p.at = n.parent
}

func (p *parser) value(parent *Node, depth int) *Node {
	n := p.newNode(parent)
	p.fill(n, depth)
	return n
}

func (p *parser) object(n *Node, depth int) {
	p.pos++ // {
	lines := make(map[string]int)
	for first := true; p.err == nil; first = false {
		p.space()
		if p.peek() == '}' && first {
			p.pos++
			return
		}
		if p.peek() != '"' {
			p.wanted(`a field's name in double quotes`)
			return
		}
		p.field(n, depth, lines)
		p.space()
		switch {
		case p.err != nil:
		case p.peek() == '}':
			p.pos++
			return
		case p.peek() != ',':
			p.wanted(`a comma or "}"`)
		default:
			p.pos++
		}
	}
}

func (p *parser) wanted(what string) {
	if p.peek() == '/' {
		p.failHere(noComments.With())
		return
	}
	p.failHere(badSyntax.With("found", p.found(), "wanted", what))
}

// field parses "name": value into the object n.
func (p *parser) field(n *Node, depth int, lines map[string]int) {
	line, col := p.line, p.pos-p.lineStart+1
	key := p.str()
	if p.err != nil {
		return
	}
	if first, twice := lines[key]; twice {
		p.err = &Error{line, col, join(n.Path(), key), duplicateKey.With("field", key, "line", strconv.Itoa(first))}
		return
	}
	lines[key] = line
	p.space()
	if p.peek() != ':' {
		p.wanted(`a colon`)
		return
	}
	p.pos++
	p.space()
	kid := p.newNode(n)
	kid.key, kid.keyLine, kid.keyCol = key, line, col
	n.kids = append(n.kids, kid)
	p.fill(kid, depth+1)
}

func (p *parser) list(n *Node, depth int) {
	p.pos++ // [
	for first := true; p.err == nil; first = false {
		p.space()
		if p.peek() == ']' && first {
			p.pos++
			return
		}
		kid := p.newNode(n)
		kid.index = len(n.kids)
		n.kids = append(n.kids, kid)
		p.fill(kid, depth+1)
		p.space()
		switch {
		case p.err != nil:
		case p.peek() == ']':
			p.pos++
			return
		case p.peek() != ',':
			p.wanted(`a comma or "]"`)
		default:
			p.pos++
		}
	}
}

// literal parses true, false and null.
func (p *parser) literal(n *Node) {
	start := p.pos
	for p.pos < len(p.text) && !strings.ContainsRune(" \t\r\n,:]}", rune(p.text[p.pos])) {
		p.pos++
	}
	word := string(p.text[start:p.pos])
	switch word {
	case "true", "false":
		n.Kind, n.text = Bool, word
	case "null":
		n.Kind = Null
	default:
		p.pos = start
		p.failHere(badLiteral.With("value", word))
	}
}

// number parses RFC 8259, section 6:
// "number = [ minus ] int [ frac ] [ exp ]".
func (p *parser) number() string {
	start := p.pos
	for p.pos < len(p.text) && strings.IndexByte("+-.0123456789eE", p.text[p.pos]) >= 0 {
		p.pos++
	}
	lit := string(p.text[start:p.pos])
	rest := strings.TrimPrefix(lit, "-")
	whole := digits(rest)
	// "Leading zeros are not allowed."
	ok := whole > 0 && (whole == 1 || rest[0] != '0')
	rest = rest[whole:]
	if ok && strings.HasPrefix(rest, ".") {
		n := digits(rest[1:])
		ok = n > 0
		rest = rest[1+n:]
	}
	if ok && rest != "" && (rest[0] == 'e' || rest[0] == 'E') {
		rest = rest[1:]
		if rest != "" && (rest[0] == '+' || rest[0] == '-') {
			rest = rest[1:]
		}
		n := digits(rest)
		ok = n > 0
		rest = rest[n:]
	}
	if !ok || rest != "" {
		p.pos = start
		p.failHere(badNumber.With("value", lit))
	}
	return lit
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// str parses a string and returns its value.
func (p *parser) str() string {
	p.pos++ // "
	start := p.pos
	for p.pos < len(p.text) && p.text[p.pos] != '"' && p.text[p.pos] != '\\' && p.text[p.pos] >= ' ' {
		p.pos++
	}
	if p.peek() == '"' { // nothing to unescape: nearly always
		s := p.word(p.text[start:p.pos])
		if !utf8.ValidString(s) {
			p.pos = start
			p.failHere(badUTF8.With())
		}
		p.pos++
		return s
	}
	out := append([]byte(nil), p.text[start:p.pos]...)
	for p.err == nil {
		switch c := p.peek(); {
		case p.pos >= len(p.text) || c == '\n':
			p.pos = start - 1 // show where it began
			p.failHere(badString.With())
		case c == '"':
			p.pos++
			if !utf8.Valid(out) {
				p.failHere(badUTF8.With())
			}
			return string(out)
		case c < ' ':
			p.failHere(controlInText.With())
		case c == '\\':
			out = p.escape(out)
		default:
			out = append(out, c)
			p.pos++
		}
	}
	return ""
}

// escape parses one escape sequence, surrogate pairs included.
func (p *parser) escape(out []byte) []byte {
	const from, to = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	rest := p.text[p.pos+1:]
	if len(rest) > 0 {
		if i := strings.IndexByte(from, rest[0]); i >= 0 {
			p.pos += 2
			return append(out, to[i])
		}
	}
	size := 6 // of \uXXXX
	r, ok := hex4(p.text[p.pos:])
	if ok && utf16.IsSurrogate(r) {
		low, lowOK := hex4(p.text[p.pos+size:])
		r = utf16.DecodeRune(r, low)
		ok = lowOK && r != utf8.RuneError
		size = 12
	}
	if !ok {
		shown := 2
		if len(rest) > 0 && rest[0] == 'u' {
			shown = 6
		}
		p.failHere(badEscape.With("value", string(p.text[p.pos:min(len(p.text), p.pos+shown)])))
		return out
	}
	p.pos += size
	return utf8.AppendRune(out, r)
}

// hex4 reads \uXXXX.
func hex4(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(v), err == nil
}
