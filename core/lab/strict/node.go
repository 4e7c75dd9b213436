package strict

import "strconv"

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds of JSON values.
const (
	Null Kind = iota
	Bool
	Number
	String
	List
	Object
)

// String says the kind as a reason does.
func (k Kind) String() string {
	return [...]string{"null", "true or false", "a number", "a string", "a list", "an object"}[k]
}

// Node is a JSON value that knows where it stands. All methods may be called
// on a nil Node, which stands nowhere.
type Node struct {
	Kind   Kind
	Line   int // of its first character, from 1
	Column int // in bytes, from 1

	parent  *Node
	key     string // in an object
	keyLine int
	keyCol  int
	index   int    // in a list
	text    string // a string's value, a number's literal, "true" or "false"
	kids    []*Node
}

// Text is the value of a string, and the literal of a number or a bool.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	return n.text
}

// Len is the number of entries of a list or fields of an object.
func (n *Node) Len() int {
	if n == nil {
		return 0
	}
	return len(n.kids)
}

// At returns entry i of a list, or n itself where there is none.
func (n *Node) At(i int) *Node {
	if n == nil || n.Kind != List || i < 0 || i >= len(n.kids) {
		return n
	}
	return n.kids[i]
}

// Get returns the value of an object's field, or n itself where there is none:
// what is wrong with an absent field is wrong with the object around it.
func (n *Node) Get(key string) *Node {
	if kid := n.field(key); kid != nil {
		return kid
	}
	return n
}

func (n *Node) field(key string) *Node {
	if n == nil || n.Kind != Object {
		return nil
	}
	for _, kid := range n.kids {
		if kid.key == key {
			return kid
		}
	}
	return nil
}

// Path is the way from the root, as "hosts[2].link.delay"; the root's is "".
func (n *Node) Path() string {
	if n == nil || n.parent == nil {
		return ""
	}
	above := n.parent.Path()
	if n.parent.Kind == List {
		return above + "[" + strconv.Itoa(n.index) + "]"
	}
	return join(above, n.key)
}

func join(above, key string) string {
	if above == "" {
		return key
	}
	return above + "." + key
}

// Error makes the error that the value at n is wrong for the reason given.
func (n *Node) Error(why *Reason) *Error {
	if n == nil {
		return &Error{Reason: why}
	}
	return &Error{Line: n.Line, Column: n.Column, Path: n.Path(), Reason: why}
}

// Error is one thing that is wrong with a JSON text.
type Error struct {
	Line   int    // from 1; 0: unknown
	Column int    // in bytes, from 1
	Path   string // as "hosts[2].link.delay"; "" for the whole
	Reason *Reason
}

// Error implements error.
func (e *Error) Error() string {
	out := "line " + strconv.Itoa(e.Line) + ": "
	if e.Path != "" {
		out += e.Path + ": "
	}
	return out + e.Reason.Error()
}
