package scene

import (
	"strconv"
	"strings"
)

// Scene is a tree on the screen. The zero value is an empty one.
type Scene struct {
	root *Node
	next int // the last number handed out
	ops  []byte
}

// Update makes next the tree on the screen (nil: nothing) and returns the
// operations that do it, "" if nothing has changed. Equal trees in equal order
// give equal operations, byte for byte.
func (s *Scene) Update(next *Node) string {
	s.ops = s.ops[:0]
	switch {
	case s.root == next:
	case s.root != nil && next != nil && s.root.Tag == next.Tag && s.root.Key == next.Key:
		s.change(s.root, next)
	default:
		if s.root != nil {
			s.remove(s.root)
		}
		if next != nil {
			s.create(next, 0, 0)
		}
	}
	s.root = next
	return string(s.ops)
}

// Reset forgets the tree: for an island whose elements have gone away. The next
// update then builds everything.
func (s *Scene) Reset() { s.root, s.next = nil, 0 }

// create builds n and all below it.
func (s *Scene) create(n *Node, parent, before int) {
	s.next++
	n.id = s.next
	s.op('c', n.id)
	s.number(parent)
	s.number(before)
	s.field(n.Tag)
	for _, a := range n.Attrs {
		s.attr(a)
	}
	s.end()
	if len(n.Children) == 0 && n.Text != "" {
		s.setText(n)
	}
	for _, c := range n.Children {
		s.create(c, n.id, 0)
	}
}

func (s *Scene) remove(n *Node) {
	s.op('r', n.id)
	s.end()
}

func (s *Scene) setText(n *Node) {
	s.op('t', n.id)
	s.field(n.Text)
	s.end()
}

// change turns the element of was into that of n, which has the same tag and key.
func (s *Scene) change(was, n *Node) {
	if was == n {
		return
	}
	n.id = was.id
	s.changeAttrs(was, n)
	if len(n.Children) > 0 {
		if len(was.Children) == 0 && was.Text != "" {
			s.op('t', n.id)
			s.field("")
			s.end()
		}
		s.changeChildren(n.id, was.Children, n.Children)
		return
	}
	for _, c := range was.Children {
		s.remove(c)
	}
	if n.Text != was.Text || len(was.Children) > 0 && n.Text != "" {
		s.setText(n)
	}
}

func (s *Scene) changeAttrs(was, n *Node) {
	if sameNames(was.Attrs, n.Attrs) {
		for i, a := range n.Attrs {
			if a.Value != was.Attrs[i].Value {
				s.setAttr(n.id, a)
			}
		}
		return
	}
	for _, a := range n.Attrs {
		if old, ok := find(was.Attrs, a.Name); !ok || old != a.Value {
			s.setAttr(n.id, a)
		}
	}
	for _, a := range was.Attrs {
		if _, ok := find(n.Attrs, a.Name); !ok {
			s.op('d', n.id)
			s.field(a.Name)
			s.end()
		}
	}
}

func (s *Scene) setAttr(id int, a Attr) {
	s.op('a', id)
	s.attr(a)
	s.end()
}

func sameNames(a, b []Attr) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Name != b[i].Name {
			return false
		}
	}
	return true
}

func find(attrs []Attr, name string) (string, bool) {
	for _, a := range attrs {
		if a.Name == name {
			return a.Value, true
		}
	}
	return "", false
}

// changeChildren makes the children was into next: those that have gone are
// removed first, then the rest is put in order from the back, so that each one's
// follower already stands where it belongs.
func (s *Scene) changeChildren(parent int, was, next []*Node) {
	// Mostly nothing comes or goes: the pairs at the front need no search.
	same := 0
	for same < len(was) && same < len(next) && was[same].Tag == next[same].Tag && was[same].Key == next[same].Key {
		s.change(was[same], next[same])
		same++
	}
	was, next = was[same:], next[same:]
	if len(was) == 0 {
		for _, n := range next {
			s.create(n, parent, 0)
		}
		return
	}
	match := pair(was, next)
	kept := make([]bool, len(was))
	for _, i := range match {
		if i >= 0 {
			kept[i] = true
		}
	}
	for i, n := range was {
		if !kept[i] {
			s.remove(n)
		}
	}
	stay := longestRise(match)
	before := 0
	for j := len(next) - 1; j >= 0; j-- {
		switch i := match[j]; {
		case i < 0:
			s.create(next[j], parent, before)
		default:
			s.change(was[i], next[j])
			if !stay[j] {
				s.op('m', next[j].id)
				s.number(parent)
				s.number(before)
				s.end()
			}
		}
		before = next[j].id
	}
}

// identity is what a child keeps from one tree to the next: its tag and key, and
// which of several with the same it is.
type identity struct {
	tag, key string
	nth      int
}

// pair returns for each of next the index of its predecessor in was, or -1.
func pair(was, next []*Node) []int {
	at := make(map[identity]int, len(was))
	seen := make(map[identity]int)
	name := func(n *Node) identity {
		k := identity{n.Tag, n.Key, 0}
		k.nth = seen[k]
		seen[identity{n.Tag, n.Key, 0}]++
		return k
	}
	for i, n := range was {
		at[name(n)] = i
	}
	clear(seen)
	match := make([]int, len(next))
	for j, n := range next {
		match[j] = -1
		if i, ok := at[name(n)]; ok {
			match[j] = i
		}
	}
	return match
}

// longestRise marks the members of a longest rising subsequence of match (entries
// below 0 never belong): these elements can stay where they are, and as few as
// possible have to move.
func longestRise(match []int) []bool {
	stay := make([]bool, len(match))
	var tails []int // tails[k]: where the best rise of length k+1 ends
	from := make([]int, len(match))
	for j, v := range match {
		if v < 0 {
			continue
		}
		lo, hi := 0, len(tails)
		for lo < hi {
			if mid := (lo + hi) / 2; match[tails[mid]] < v {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		from[j] = -1
		if lo > 0 {
			from[j] = tails[lo-1]
		}
		if lo == len(tails) {
			tails = append(tails, j)
		} else {
			tails[lo] = j
		}
	}
	if len(tails) == 0 {
		return stay
	}
	for j := tails[len(tails)-1]; j >= 0; j = from[j] {
		stay[j] = true
	}
	return stay
}

func (s *Scene) op(what byte, id int) {
	s.ops = append(s.ops, what)
	s.number(id)
}

func (s *Scene) number(n int) {
	s.ops = append(s.ops, '\t')
	s.ops = strconv.AppendInt(s.ops, int64(n), 10)
}

func (s *Scene) field(text string) {
	s.ops = append(s.ops, '\t')
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < ' ' {
			s.ops = append(s.ops, ' ')
		} else {
			s.ops = append(s.ops, c)
		}
	}
}

// attr writes an attribute's name and value. What stands in a field may have several
// lines: their ends, and tabs, are written as characters for private use, which scene.js
// turns back.
func (s *Scene) attr(a Attr) {
	s.field(a.Name)
	if a.Name == "prop:value" {
		a.Value = kept.Replace(a.Value)
	}
	s.field(a.Value)
}

var kept = strings.NewReplacer("\n", "\uE00A", "\t", "\uE009")

func (s *Scene) end() { s.ops = append(s.ops, '\n') }
