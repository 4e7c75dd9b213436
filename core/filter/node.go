package filter

// A parsed text is a tree of nodes. Tests say yes or no of a record, operands have
// values. In an expression the same nodes stand above the aggregates, and there is
// no record at all.
type node interface {
	column() int // in runes from 1
}

type test interface {
	node
	holds(r Record) bool
}

type operand interface {
	node
	kind() Type
	// eval appends the operand's values.
	eval(r Record, to []Value) []Value
}

type place int

func (p place) column() int { return int(p) }

// literal is a constant whose type is still open: it goes by what it is compared
// with.
type literal struct {
	place
	text   string
	quoted bool
	minus  bool
}

func (*literal) kind() Type                        { return None }
func (*literal) eval(_ Record, to []Value) []Value { return to }

// constant is a literal of a known type.
type constant struct {
	place
	value  Value
	prefix int // of an IPv4 address: how many bits count
}

func (c *constant) kind() Type                        { return c.value.Type }
func (c *constant) eval(_ Record, to []Value) []Value { return append(to, c.value) }

// fieldNode is a field: an operand, and by itself the test whether there is one.
type fieldNode struct {
	place
	field *Field
}

func (n *fieldNode) kind() Type                        { return n.field.Type }
func (n *fieldNode) eval(r Record, to []Value) []Value { return r.Values(n.field, to) }
func (n *fieldNode) holds(r Record) bool               { return r.Has(n.field) }

type notNode struct {
	place
	of test
}

func (n *notNode) holds(r Record) bool { return !n.of.holds(r) }

type bothNode struct {
	place
	operator    byte // '&', '|', '^'
	left, right test
}

func (n *bothNode) holds(r Record) bool {
	switch n.operator {
	case '&':
		return n.left.holds(r) && n.right.holds(r)
	case '|':
		return n.left.holds(r) || n.right.holds(r)
	}
	return n.left.holds(r) != n.right.holds(r)
}

// relationNode compares. Where a side has several values, one pair must fulfil it,
// or with all set each of them; a side without any value fulfils nothing.
type relationNode struct {
	place
	all         bool
	left, right operand
	pair        func(a, b Value) bool

	a, b []Value // used again for each record
}

func (n *relationNode) holds(r Record) bool {
	n.a = n.left.eval(r, n.a[:0])
	if len(n.a) == 0 {
		return false
	}
	n.b = n.right.eval(r, n.b[:0])
	if len(n.b) == 0 {
		return false
	}
	for _, a := range n.a {
		for _, b := range n.b {
			if n.pair(a, b) != n.all {
				return !n.all
			}
		}
	}
	return n.all
}

// inNode is membership of a set.
type inNode struct {
	place
	all  bool
	left operand
	set  []element
	a    []Value
}

// element is one value, or a range with both ends.
type element struct {
	from, to *constant
}

func (e *element) holds(v Value) bool {
	if e.to == nil {
		return equal(v, e.from)
	}
	low, ok := Compare(v, e.from.value)
	high, ok2 := Compare(v, e.to.value)
	return ok && ok2 && low >= 0 && high <= 0
}

func (n *inNode) holds(r Record) bool {
	n.a = n.left.eval(r, n.a[:0])
	for _, v := range n.a {
		inside := false
		for i := range n.set {
			inside = inside || n.set[i].holds(v)
		}
		if inside != n.all {
			return !n.all
		}
	}
	return n.all && len(n.a) > 0
}

// equal compares with a constant; of an address with a prefix only that counts.
func equal(v Value, c *constant) bool {
	if c.value.Type == IPv4 && v.Type == IPv4 {
		shift := 32 - c.prefix
		return v.Int>>shift == c.value.Int>>shift
	}
	order, ok := Compare(v, c.value)
	return ok && order == 0
}
