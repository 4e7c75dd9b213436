package scene

import "strconv"

// Node is an element. It has a text or children, not both: where it has children,
// its text is not shown.
//
// A node that has been given to [Scene.Update] must not be changed any more. It may
// be given again, below the same parent of the same scene: the same pointer is taken
// to be unchanged, and costs nothing.
type Node struct {
	// Key tells siblings apart: the child with the same key and tag in the next
	// tree is the same element, and keeps its focus. Without a key, the n-th child
	// of a tag becomes the n-th of the next tree.
	Key      string
	Tag      string // "svg", "g", "rect", …; "div" and "span" are HTML
	Attrs    []Attr // in a fixed order: a diff is fastest where the names line up
	Text     string
	Children []*Node

	id int // its number on the screen; set by Scene.Update
}

// Attr is an attribute of a node.
type Attr struct{ Name, Value string }

// New makes a node. An empty key is allowed: see [Node].
func New(tag, key string) *Node { return &Node{Tag: tag, Key: key} }

// Label makes a text element whose text stands with its baseline at (x, y).
func Label(key, class, text string, x, y float64) *Node {
	n := &Node{Tag: "text", Key: key, Text: text}
	return n.Class(class).Num("x", x).Num("y", y)
}

// Rect makes a rectangle with corners of radius r.
func Rect(key, class string, b Box, r float64) *Node {
	n := &Node{Tag: "rect", Key: key}
	return n.Class(class).Num("x", b.X).Num("y", b.Y).Num("width", b.W).Num("height", b.H).Num("rx", r)
}

// Path makes a path.
func Path(key, class, d string) *Node {
	return New("path", key).Class(class).Set("d", d)
}

// Circle makes a circle.
func Circle(key, class string, x, y, r float64) *Node {
	return New("circle", key).Class(class).Num("cx", x).Num("cy", y).Num("r", r)
}

// Title makes the element whose text a browser shows while the pointer rests on
// the parent.
func Title(text string) *Node { return &Node{Tag: "title", Text: text} }

// Set appends an attribute; the name must not be there yet.
func (n *Node) Set(name, value string) *Node {
	n.Attrs = append(n.Attrs, Attr{name, value})
	return n
}

// Num appends an attribute with a number, rounded to a tenth: finer than a screen
// shows, and short.
func (n *Node) Num(name string, v float64) *Node { return n.Set(name, Number(v)) }

// Class appends the class attribute, if there is one to append.
func (n *Node) Class(class string) *Node {
	if class == "" {
		return n
	}
	return n.Set("class", class)
}

// Add appends children; nil ones are left out.
func (n *Node) Add(children ...*Node) *Node {
	for _, c := range children {
		if c != nil {
			n.Children = append(n.Children, c)
		}
	}
	return n
}

// Press makes the node something that can be pressed: by the pointer and, since it
// takes focus, by Enter and Space. The event carries key; label is what a screen
// reader says.
func (n *Node) Press(key, label string) *Node {
	return n.Set("data-key", key).Set("tabindex", "0").Set("role", "button").Set("aria-label", label)
}

// Attr returns an attribute's value, and "" where there is none.
func (n *Node) Attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// Find returns the first node, n included, in the order of the text, with that
// value of the attribute; nil if there is none.
func (n *Node) Find(name, value string) *Node {
	if n.Attr(name) == value {
		return n
	}
	for _, c := range n.Children {
		if found := c.Find(name, value); found != nil {
			return found
		}
	}
	return nil
}

// Walk calls visit for n and all below it, in the order of the text.
func (n *Node) Walk(visit func(*Node)) {
	visit(n)
	for _, c := range n.Children {
		c.Walk(visit)
	}
}

// Number writes v as the pictures do: rounded to a tenth, without a needless zero.
func Number(v float64) string { return string(AppendNumber(nil, v)) }

// AppendNumber appends what [Number] writes.
func AppendNumber(to []byte, v float64) []byte {
	tenths := int64(v*10 + 0.5)
	if v < 0 {
		tenths = -int64(-v*10 + 0.5)
	}
	if tenths < 0 {
		to = append(to, '-')
		tenths = -tenths
	}
	to = strconv.AppendInt(to, tenths/10, 10)
	if d := tenths % 10; d != 0 {
		to = append(to, '.', byte('0'+d))
	}
	return to
}
