package filter

import "playnet/core/trace"

// Expression is a question about a run: "count(dns)". Give it the run's records in
// order, then ask for its values. It belongs to one thread.
type Expression struct {
	text       string
	root       node
	aggregates []*aggregate
	uses       []*Field
}

// ParseExpression reads an expression in terms of the [Default] schema. The error
// is an [*Error].
func ParseExpression(text string) (*Expression, error) { return Default.ParseExpression(text) }

// ParseExpression reads an expression. The error is an [*Error].
func (s *Schema) ParseExpression(text string) (*Expression, error) {
	p := parser{schema: s, expression: true}
	e := &Expression{text: text}
	err := p.run(text, func() {
		n := p.or()
		if l, ok := n.(*literal); ok {
			c, ok := guess(l)
			if !ok {
				p.unknown(l)
				p.fail(l.column()-1, "filter.error.literal", "got", quoteWord(l), "want", "expression")
			}
			n = c
		}
		e.root = n
	})
	if err != nil {
		return nil, err
	}
	e.aggregates, e.uses = p.aggregates, p.uses
	return e, nil
}

// String returns the text that was parsed.
func (e *Expression) String() string { return e.text }

// Uses returns the fields that the expression names.
func (e *Expression) Uses() []*Field { return e.uses }

// Type returns the type of the expression's values.
func (e *Expression) Type() Type {
	if o, ok := e.root.(operand); ok {
		return o.kind()
	}
	return Bool
}

// Field returns the field whose value the expression is, nil if it is calculated.
func (e *Expression) Field() *Field {
	switch n := e.root.(type) {
	case *fieldAccess:
		return n.field
	case *aggregate:
		if f, ok := n.of.(*fieldNode); ok && n.name != "sum" && n.name != "avg" {
			return f.field
		}
	}
	return nil
}

// Reset forgets all records.
func (e *Expression) Reset() {
	for _, a := range e.aggregates {
		a.reset()
	}
}

// Add takes a record in.
func (e *Expression) Add(r Record) {
	for _, a := range e.aggregates {
		a.add(r)
	}
}

// Values returns what the expression is, of the records so far. There is none where
// it asks for what did not happen, and several where a field stands several times.
func (e *Expression) Values() []Value {
	if o, ok := e.root.(operand); ok {
		return o.eval(nil, nil)
	}
	return []Value{BoolOf(e.root.(test).holds(nil))}
}

// Settled reports whether no later record can change the values.
func (e *Expression) Settled() bool {
	for _, a := range e.aggregates {
		if a.name != "first" || a.at == 0 {
			return false
		}
	}
	return true
}

// Deciding returns the last of the records that made the values what they are: the
// one that was found, the last one that was counted. 0: none did.
func (e *Expression) Deciding() trace.ID {
	last := trace.ID(0)
	for _, a := range e.aggregates {
		last = max(last, a.at)
	}
	return last
}

// aggregate makes one value of many records.
type aggregate struct {
	place
	name string
	from test
	of   operand  // sum, avg, min, max: of what
	want []*Field // first, last: the fields that are asked of the record

	at    trace.ID // the record that decided
	count int64
	value Value
	kept  [][]Value // values of want
	each  []Value
}

func (a *aggregate) reset() {
	a.at, a.count, a.value = 0, 0, Value{}
	for i := range a.kept {
		a.kept[i] = a.kept[i][:0]
	}
}

func (a *aggregate) kind() Type {
	switch a.name {
	case "count":
		return Number
	case "first", "last":
		return Found
	case "avg":
		if a.of.kind() == Duration {
			return Duration
		}
		return Float
	}
	return a.of.kind()
}

func (a *aggregate) add(r Record) {
	if a.name == "first" && a.at != 0 || !a.from.holds(r) {
		return
	}
	switch a.name {
	case "count":
		a.count++
		a.at = r.ID()
	case "first", "last":
		a.at = r.ID()
		for i, f := range a.want {
			a.kept[i] = r.Values(f, a.kept[i][:0])
		}
	default:
		a.each = a.of.eval(r, a.each[:0])
		for _, v := range a.each {
			a.take(r.ID(), v)
		}
	}
}

func (a *aggregate) take(id trace.ID, v Value) {
	a.count++
	order, _ := Compare(v, a.value)
	switch {
	case a.name == "min" || a.name == "max":
		if a.count == 1 || a.name == "min" && order < 0 || a.name == "max" && order > 0 {
			a.value, a.at = v, id
		}
	default:
		a.value.Int, a.value.Float, a.at = a.value.Int+v.Int, a.value.Float+v.Float, id
	}
}

func (a *aggregate) eval(_ Record, to []Value) []Value {
	v := a.value
	switch a.name {
	case "count":
		return append(to, NumberOf(a.count))
	case "first", "last":
		if a.at == 0 {
			return to
		}
		return append(to, Value{Type: Found, Int: int64(a.at)})
	case "avg":
		if a.count == 0 {
			return to
		}
		if a.of.kind() == Duration {
			return append(to, Value{Type: Duration, Int: v.Int / a.count})
		}
		return append(to, FloatOf((float64(v.Int)+v.Float)/float64(a.count)))
	case "sum":
		v.Type = a.of.kind()
		return append(to, v)
	}
	if a.count == 0 {
		return to
	}
	return append(to, v)
}

// aggregate reads "first(filter)" or "sum(filter, field)".
func (p *parser) aggregate(at place, name string) node {
	if !p.expression {
		p.fail(int(at)-1, "filter.error.recordInside", "name", name)
	}
	p.advance()
	p.expression = false
	a := &aggregate{place: at, name: name, from: p.test(p.or())}
	if name != "count" && name != "first" && name != "last" {
		if !p.accept(",") {
			p.fail(p.t.at, "filter.error.arguments", "name", name, "want", "a filter, a comma and a field")
		}
		from := p.t.at
		a.of = p.operand(p.sum())
		if l, ok := a.of.(*literal); ok {
			p.unknown(l)
			p.fail(from, "filter.error.arguments", "name", name, "want", "a filter, a comma and a field")
		}
		kind := a.of.kind()
		if ordered := kind != None && kind != Protocol && (name == "min" || name == "max"); !ordered && (!kind.numeric() || kind == Bool) {
			p.fail(from, "filter.error.operator", "operator", name, "type", kind.String())
		}
	}
	p.expression = true
	p.expect(")")
	p.aggregates = append(p.aggregates, a)
	return a
}

// fieldAccess is a field of a record that was found.
type fieldAccess struct {
	place
	of    *aggregate
	index int
	field *Field
}

func (n *fieldAccess) kind() Type { return n.field.Type }

func (n *fieldAccess) eval(_ Record, to []Value) []Value {
	if n.of.at == 0 {
		return to
	}
	return append(to, n.of.kept[n.index]...)
}

func (n *fieldAccess) holds(Record) bool { return n.of.at != 0 && len(n.of.kept[n.index]) > 0 }

// access reads the field behind a record's dot.
func (p *parser) access(at place, n node) node {
	a, ok := n.(*aggregate)
	if !ok || a.kind() != Found {
		p.fail(int(at)-1, "filter.error.fieldOf")
	}
	if p.t.kind != tokenWord {
		p.unexpected("field")
	}
	l := &literal{p.here(), p.t.text, false, false}
	f := p.schema.Field(l.text)
	if f == nil {
		p.unknown(l)
		p.unexpected("field")
	}
	p.advance()
	p.use(f)
	a.want = append(a.want, f)
	a.kept = append(a.kept, nil)
	return &fieldAccess{l.place, a, len(a.want) - 1, f}
}

// truthNode makes a test of a value: whether there is one, and it is not false.
type truthNode struct {
	place
	of operand
}

func (n *truthNode) holds(r Record) bool {
	values := n.of.eval(r, nil)
	return len(values) > 0 && values[0].Truth()
}
