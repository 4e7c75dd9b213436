package scene

import (
	"fmt"
	"math/rand"
	"strconv"
	"strings"
	"testing"
)

// screen is what scene.js does, in Go: elements by number.
type screen struct {
	t     *testing.T
	nodes map[int]*element
	calls int
}

type element struct {
	id       int
	tag      string
	attrs    map[string]string
	text     string
	parent   *element
	children []*element
}

func newScreen(t *testing.T) *screen {
	return &screen{t: t, nodes: map[int]*element{0: {attrs: map[string]string{}}}}
}

func (s *screen) get(id string) *element {
	s.t.Helper()
	n, err := strconv.Atoi(id)
	if err != nil || s.nodes[n] == nil {
		s.t.Fatalf("no element %q", id)
	}
	return s.nodes[n]
}

func (s *screen) apply(ops string) {
	s.t.Helper()
	for _, line := range strings.Split(strings.TrimSuffix(ops, "\n"), "\n") {
		if line == "" {
			continue
		}
		s.calls++
		f := strings.Split(line, "\t")
		switch f[0] {
		case "c":
			id, _ := strconv.Atoi(f[1])
			if s.nodes[id] != nil {
				s.t.Fatalf("element %d is made twice", id)
			}
			e := &element{id: id, tag: f[4], attrs: map[string]string{}}
			for i := 5; i < len(f); i += 2 {
				e.attrs[f[i]] = f[i+1]
			}
			s.nodes[id] = e
			s.insert(e, s.get(f[2]), f[3])
		case "t":
			e := s.get(f[1])
			if len(e.children) > 0 {
				s.t.Fatalf("text would wipe out the children of %d", e.id)
			}
			e.text = f[2]
		case "a":
			s.get(f[1]).attrs[f[2]] = f[3]
		case "d":
			delete(s.get(f[1]).attrs, f[2])
		case "m":
			e := s.get(f[1])
			s.detach(e)
			s.insert(e, s.get(f[2]), f[3])
		case "r":
			e := s.get(f[1])
			s.detach(e)
			s.forget(e)
		default:
			s.t.Fatalf("unknown operation %q", line)
		}
	}
}

func (s *screen) insert(e, parent *element, before string) {
	s.t.Helper()
	e.parent = parent
	if before == "0" {
		parent.children = append(parent.children, e)
		return
	}
	b := s.get(before)
	for i, c := range parent.children {
		if c == b {
			parent.children = append(parent.children[:i], append([]*element{e}, parent.children[i:]...)...)
			return
		}
	}
	s.t.Fatalf("element %s is no child of %d", before, parent.id)
}

func (s *screen) detach(e *element) {
	for i, c := range e.parent.children {
		if c == e {
			e.parent.children = append(e.parent.children[:i:i], e.parent.children[i+1:]...)
		}
	}
}

func (s *screen) forget(e *element) {
	delete(s.nodes, e.id)
	for _, c := range e.children {
		s.forget(c)
	}
}

func (e *element) same(n *Node) error {
	if e.tag != n.Tag || len(e.attrs) != len(n.Attrs) || len(e.children) != len(n.Children) {
		return fmt.Errorf("<%s> %v, %d children, want <%s> %v, %d", e.tag, e.attrs, len(e.children), n.Tag, n.Attrs, len(n.Children))
	}
	for _, a := range n.Attrs {
		if e.attrs[a.Name] != a.Value {
			return fmt.Errorf("%s is %q, want %q", a.Name, e.attrs[a.Name], a.Value)
		}
	}
	if want := n.Text; len(n.Children) == 0 && e.text != want {
		return fmt.Errorf("text %q, want %q", e.text, want)
	}
	for i, c := range n.Children {
		if err := e.children[i].same(c); err != nil {
			return fmt.Errorf("<%s> %d: %w", e.tag, i, err)
		}
	}
	return nil
}

// randomTree draws keys from few, so that trees share, lose, gain and reorder
// children, with and without keys, and sometimes twice the same key.
func randomTree(r *rand.Rand, depth int) *Node {
	tags := []string{"g", "rect", "text"}
	n := New(tags[r.Intn(len(tags))], "")
	for _, name := range []string{"x", "y", "class", "style:top"} {
		if r.Intn(3) > 0 {
			n.Set(name, strconv.Itoa(r.Intn(3)))
		}
	}
	if depth == 0 || r.Intn(4) == 0 {
		n.Text = []string{"", "one", "two"}[r.Intn(3)]
		return n
	}
	for range r.Intn(7) {
		c := randomTree(r, depth-1)
		if r.Intn(4) > 0 {
			c.Key = strconv.Itoa(r.Intn(8))
		}
		n.Add(c)
	}
	return n
}

func TestOperationsMakeTheNextTree(t *testing.T) {
	for seed := range int64(400) {
		r := rand.New(rand.NewSource(seed))
		var s Scene
		screen := newScreen(t)
		var again Scene
		for step := range 12 {
			n := randomTree(r, 3)
			if r.Intn(10) == 0 {
				n = nil
			}
			ops := s.Update(n)
			screen.apply(ops)
			if n == nil {
				if len(screen.nodes) != 1 {
					t.Fatalf("seed %d step %d: %d elements are left of nothing", seed, step, len(screen.nodes)-1)
				}
			} else if err := screen.nodes[0].children[0].same(n); err != nil {
				t.Fatalf("seed %d step %d: %v\n%s", seed, step, err, ops)
			}
			if got := again.Update(clone(n)); got != ops {
				t.Fatalf("seed %d step %d: not the same operations twice:\n%s\n%s", seed, step, ops, got)
			}
			if more := s.Update(clone(n)); more != "" {
				t.Fatalf("seed %d step %d: an equal tree gives operations:\n%s", seed, step, more)
			}
			again.Update(clone(n))
		}
	}
}

func clone(n *Node) *Node {
	if n == nil {
		return nil
	}
	c := &Node{Key: n.Key, Tag: n.Tag, Attrs: append([]Attr(nil), n.Attrs...), Text: n.Text}
	for _, child := range n.Children {
		c.Children = append(c.Children, clone(child))
	}
	return c
}

func list(keys string) *Node {
	n := New("svg", "")
	for _, k := range keys {
		n.Add(New("g", string(k)))
	}
	return n
}

func TestFewestOperations(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     string
	}{
		{"abcd", "abcd", ""},
		{"abcd", "bcda", "m 2 1 0"},             // one goes to the end
		{"abcd", "dabc", "m 5 1 2"},             // one comes to the front
		{"abc", "axbc", "c 5 1 3 g"},            // one comes in between
		{"abcd", "ad", "r 3|r 4"},               // the others stay
		{"abcdef", "afcdeb", "m 3 1 0|m 7 1 4"}, // two change places
	} {
		var s Scene
		s.Update(list(c.from))
		got := strings.TrimSuffix(s.Update(list(c.to)), "\n")
		if got = strings.NewReplacer("\t", " ", "\n", "|").Replace(got); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

func TestTheSamePointerCostsNothing(t *testing.T) {
	still := list("abc")
	var s Scene
	s.Update(New("svg", "").Add(still, New("g", "moves").Set("x", "1")))
	still.Children[0].Attrs = append(still.Children[0].Attrs, Attr{"x", "changed behind the scene"})
	if got := s.Update(New("svg", "").Add(still, New("g", "moves").Set("x", "2"))); got != "a\t6\tx\t2\n" {
		t.Errorf("operations %q, want only the moving element's", got)
	}
}

func TestSeparatorsInTextsBecomeBlanks(t *testing.T) {
	var s Scene
	ops := s.Update(&Node{Tag: "text", Attrs: []Attr{{"aria-label", "a\tb"}}, Text: "r\t1\nr\t1"})
	if want := "c\t1\t0\t0\ttext\taria-label\ta b\nt\t1\tr 1 r 1\n"; ops != want {
		t.Errorf("%q, want %q", ops, want)
	}
}

func TestResetBuildsAnew(t *testing.T) {
	var s Scene
	n := list("ab")
	first := s.Update(n)
	s.Reset()
	if again := s.Update(n); again != first {
		t.Errorf("after Reset %q, want %q", again, first)
	}
}

func BenchmarkUpdate(b *testing.B) {
	trees := [2]*Node{}
	for k := range trees {
		trees[k] = New("svg", "")
		for i := range 30 {
			g := New("g", fmt.Sprint(i)).Class("card").Press(fmt.Sprint("host:", i), "host")
			g.Add(Rect("", "box", Box{float64(i), float64(k), 10, 10}, 4), Label("", "name", "name", 1, 2))
			trees[k].Add(g)
		}
	}
	var s Scene
	s.Update(trees[0])
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Update(clone(trees[i%2]))
	}
}

// A field of several lines keeps its line ends and tabs; other values can't have any.
func TestLinesOfAField(t *testing.T) {
	var s Scene
	got := s.Update(New("div", "").Add(New("textarea", "a").Set("prop:value", "one\n\ttwo").Set("title", "one\n\ttwo")))
	if want := "prop:value\tone\uE00A\uE009two\ttitle\tone  two\n"; !strings.HasSuffix(got, want) {
		t.Errorf("operations %q, want %q at their end", got, want)
	}
}
