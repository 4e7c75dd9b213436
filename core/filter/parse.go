package filter

import "strconv"

// What comes from outside is limited.
const (
	maxText  = 4096 // runes
	maxDepth = 60   // of nesting; what a browser's stack bears is far more
)

// Filter chooses records. It belongs to one thread.
type Filter struct {
	text string
	root test
	uses []*Field
}

// Parse reads a filter in terms of the [Default] schema. The error is an [*Error].
func Parse(text string) (*Filter, error) { return Default.Parse(text) }

// Parse reads a filter. The error is an [*Error].
func (s *Schema) Parse(text string) (*Filter, error) {
	p := parser{schema: s}
	var root test
	if err := p.run(text, func() { root = p.test(p.or()) }); err != nil {
		return nil, err
	}
	return &Filter{text: text, root: root, uses: p.uses}, nil
}

// Match reports whether the filter chooses a record.
func (f *Filter) Match(r Record) bool { return f.root.holds(r) }

// String returns the text that was parsed.
func (f *Filter) String() string { return f.text }

// Uses returns the fields that the filter names.
func (f *Filter) Uses() []*Field { return f.uses }

// parser reads a text by recursive descent. It gives up at the first error, by a
// panic with the *Error that run recovers.
type parser struct {
	schema *Schema
	lexer  lexer
	t      token // the next one
	depth  int
	uses   []*Field

	// In an expression: what it asks of the run. Inside of their parentheses
	// stand filters.
	expression bool
	aggregates []*aggregate
}

func (p *parser) run(text string, parse func()) (err error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *Error:
			err = e
		default:
			panic(e)
		}
	}()
	p.lexer.text = []rune(text)
	if len(p.lexer.text) > maxText {
		p.fail(maxText, "filter.error.long")
	}
	p.advance()
	if p.t.kind == tokenEnd {
		p.fail(0, "filter.error.empty")
	}
	parse()
	if p.t.kind != tokenEnd {
		p.unexpected("operator")
	}
	return nil
}

// fail ends the parsing with an error at a place; pairs are its arguments.
func (p *parser) fail(at int, id string, pairs ...string) {
	e := &Error{Column: at + 1, ID: id}
	for i := 0; i+1 < len(pairs); i += 2 {
		if e.Args == nil {
			e.Args = map[string]string{}
		}
		e.Args[pairs[i]] = pairs[i+1]
	}
	panic(e)
}

// unexpected says that something else should stand here.
func (p *parser) unexpected(want string) {
	if p.t.kind == tokenEnd {
		p.fail(p.t.at, "filter.error.ended", "want", want)
	}
	p.fail(p.t.at, "filter.error.expected", "want", want, "got", string(p.lexer.text[p.t.at:p.t.end]))
}

func (p *parser) advance() {
	var err *Error
	if p.t, err = p.lexer.next(); err != nil {
		panic(err)
	}
}

// accept goes on if the next token is one of the marks or words.
func (p *parser) accept(texts ...string) bool {
	if p.t.kind != tokenMark && p.t.kind != tokenWord {
		return false
	}
	for _, s := range texts {
		if p.t.text == s {
			p.advance()
			return true
		}
	}
	return false
}

func (p *parser) expect(mark string) {
	if !p.accept(mark) {
		p.unexpected(mark)
	}
}

// enter and leave hold the depth of the recursion.
func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.t.at, "filter.error.deep")
	}
}

func (p *parser) leave() { p.depth-- }

func (p *parser) here() place { return place(p.t.at + 1) }

func (p *parser) or() node  { return p.both('|', p.xor, "||", "or") }
func (p *parser) xor() node { return p.both('^', p.and, "^^", "xor") }
func (p *parser) and() node { return p.both('&', p.not, "&&", "and") }

func (p *parser) both(operator byte, part func() node, signs ...string) node {
	left := part()
	for at := p.here(); p.accept(signs...); at = p.here() {
		l := p.test(left)
		left = &bothNode{at, operator, l, p.test(part())}
	}
	return left
}

func (p *parser) not() node {
	at := p.here()
	if !p.accept("!", "not") {
		return p.relation()
	}
	p.enter()
	defer p.leave()
	return &notNode{at, p.test(p.not())}
}

// test takes a node where a test is wanted.
func (p *parser) test(n node) test {
	switch n := n.(type) {
	case *literal:
		if !n.quoted {
			p.unknown(n) // an unknown word alone is a misspelt field
		}
		p.fail(n.column()-1, "filter.error.alone")
	case *fieldAccess:
		return n
	case test:
		return n
	}
	if p.expression && len(p.aggregates) > 0 {
		if o, ok := n.(operand); ok && (o.kind() == Found || o.kind() == Bool) {
			return &truthNode{place(n.column()), o}
		}
	}
	p.fail(n.column()-1, "filter.error.noTest")
	return nil
}

// operand takes a node where a value is wanted.
func (p *parser) operand(n node) operand {
	o, ok := n.(operand)
	if !ok {
		p.fail(n.column()-1, "filter.error.operator", "operator", "a comparison or calculation", "type", "test")
	}
	if f, ok := n.(*fieldNode); ok && f.kind() == None {
		p.fail(n.column()-1, "filter.error.operator", "operator", "a comparison", "type", "mark that is there or not ("+f.field.Name+")")
	}
	return o
}

func (p *parser) sum() node {
	left := p.product()
	for {
		at, sign := p.here(), p.t.text
		if !p.accept("+", "-") {
			return left
		}
		left = p.reckon(at, sign[0], left, p.product())
	}
}

func (p *parser) product() node {
	left := p.unary()
	for {
		at, sign := p.here(), p.t.text
		if !p.accept("*", "/", "%") {
			return left
		}
		left = p.reckon(at, sign[0], left, p.unary())
	}
}

func (p *parser) unary() node {
	at := p.here()
	if !p.accept("-") {
		return p.primary()
	}
	p.enter()
	defer p.leave()
	n := p.unary()
	if l, ok := n.(*literal); ok && !l.quoted && !l.minus {
		return &literal{at, l.text, false, true}
	}
	o := p.operand(n)
	if !o.kind().numeric() {
		p.fail(int(at)-1, "filter.error.operator", "operator", "-", "type", o.kind().String())
	}
	return &callNode{place: at, name: "-", of: o, result: o.kind(), apply: negate}
}

func (p *parser) primary() node {
	at := p.here()
	if p.accept("(") {
		p.enter()
		defer p.leave()
		n := p.or()
		p.expect(")")
		return p.suffixes(n)
	}
	switch p.t.kind {
	case tokenString:
		n := &literal{at, p.t.text, true, false}
		p.advance()
		return n
	case tokenWord:
		return p.wordAt(at)
	}
	p.unexpected("field")
	return nil
}

// wordAt reads what begins with a word: a function's call, a field, a constant.
func (p *parser) wordAt(at place) node {
	word := p.t.text
	p.advance()
	if p.t.kind == tokenMark && p.t.text == "(" {
		return p.suffixes(p.call(at, word))
	}
	f := p.schema.Field(word)
	if f == nil {
		return &literal{at, word, false, false}
	}
	if p.expression {
		p.fail(int(at)-1, "filter.error.bareField", "name", word)
	}
	p.use(f)
	return p.suffixes(&fieldNode{at, f})
}

func (p *parser) use(f *Field) {
	for _, known := range p.uses {
		if known == f {
			return
		}
	}
	p.uses = append(p.uses, f)
}

// suffixes reads slices and, of records, fields.
func (p *parser) suffixes(n node) node {
	for {
		switch {
		case p.t.kind == tokenMark && p.t.text == "[":
			n = p.slice(p.operand(n))
		case p.t.kind == tokenMark && p.t.text == ".":
			at := p.here()
			p.advance()
			n = p.access(at, n)
		default:
			return n
		}
	}
}

// quoteWord shows a word of the text in a message.
func quoteWord(l *literal) string {
	if l.quoted {
		return strconv.Quote(l.text)
	}
	if l.minus {
		return "-" + l.text
	}
	return l.text
}
