package stage

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/scene"
)

// sizes are those of the island: in a phone's or an embedding page's frame, in the
// page at its four sizes, on a projector.
var sizes = [][2]float64{{300, 220}, {360, 480}, {520, 300}, {830, 420}, {1100, 560}, {1400, 700}}

// shapes are hierarchies of many kinds.
var shapes = map[string]*view.Snapshot{
	"textbook":         textbook(),
	"one server":       hierarchy(1, 0, 1, 0, 0),
	"no hierarchy":     hierarchy(0, 0, 0, 2, 3),
	"no client":        hierarchy(3, 2, 1, 0, 0),
	"five levels":      hierarchy(5, 1, 2, 1, 1),
	"thirteen roots":   hierarchy(1, 0, 13, 1, 2),
	"wide":             hierarchy(2, 11, 1, 1, 1),
	"binary":           hierarchy(4, 2, 1, 1, 2),
	"campuses":         hierarchy(3, 2, 2, 4, 3),
	"many clients":     hierarchy(3, 1, 1, 1, 24),
	"many of all":      hierarchy(3, 4, 2, 3, 3),
	"eight levels":     hierarchy(8, 1, 1, 1, 1),
	"a hundred":        hierarchy(3, 6, 2, 2, 4),
	"sites, no server": {Hosts: []view.Host{client("alice", "10.1.0.21", "crepes.fr"), client("mail.crepes.fr", "10.1.0.25", "crepes.fr"), client("mail.hamburger.edu", "10.2.0.25", "hamburger.edu"), client("bob", "10.2.0.31", "hamburger.edu"), client("tracker", "10.3.0.1", "")}},
	"two hosts":        {Hosts: []view.Host{client("a", "10.0.0.1", ""), client("b", "10.0.0.2", "")}},
	"a swarm":          hierarchyless(40),
	"nothing":          {},
}

// hierarchyless is so many hosts on eight sites.
func hierarchyless(n int) *view.Snapshot {
	s := &view.Snapshot{}
	for i := range n {
		s.Hosts = append(s.Hosts, client(fmt.Sprint("peer-", i), fmt.Sprint("10.9.0.", i), fmt.Sprint("isp", i%8)))
	}
	return s
}

// textBox is where a text stands on a picture.
type textBox struct {
	text string
	box  scene.Box
	in   *scene.Node // the nearest element above that can be pressed
}

func texts(t *testing.T, n *scene.Node) []textBox {
	var list []textBox
	var walk func(n, in *scene.Node)
	walk = func(n, in *scene.Node) {
		if n.Attr("data-key") != "" {
			in = n
		}
		if n.Tag == "text" {
			size := attr(t, n, "font-size")
			weight := scene.Plain
			switch n.Attr("class") {
			case "name", "number", "zone-name", "tag-text":
				weight = scene.Bold
			}
			w := scene.DefaultMetrics.Width(n.Text, weight, size)
			b := scene.Box{X: attr(t, n, "x"), Y: attr(t, n, "y") - size*0.76, W: w, H: size * 0.98}
			if n.Attr("text-anchor") == "middle" {
				b.X -= w / 2
			}
			list = append(list, textBox{n.Text, b, in})
		}
		for _, c := range n.Children {
			walk(c, in)
		}
	}
	walk(n, nil)
	return list
}

func attr(t *testing.T, n *scene.Node, name string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(n.Attr(name), 64)
	if err != nil {
		t.Fatalf("<%s>: %s is no number: %q", n.Tag, name, n.Attr(name))
	}
	return v
}

func boxOf(t *testing.T, n *scene.Node, class string) (scene.Box, bool) {
	r := n.Find("class", class)
	if r == nil || r.Tag != "rect" {
		return scene.Box{}, false
	}
	return scene.Box{X: attr(t, r, "x"), Y: attr(t, r, "y"), W: attr(t, r, "width"), H: attr(t, r, "height")}, true
}

// elements returns what can be pressed, by the first word of its class.
func elements(root *scene.Node, class string) []*scene.Node {
	var list []*scene.Node
	root.Walk(func(n *scene.Node) {
		if first, _, _ := strings.Cut(n.Attr("class"), " "); first == class && n.Attr("data-key") != "" {
			list = append(list, n)
		}
	})
	return list
}

// TestNothingOverlaps draws every shape at every size and at several instants of a
// random run: no text touches another or leaves the picture, no card touches
// another, no mark and no pill covers a card.
func TestNothingOverlaps(t *testing.T) {
	for name, shape := range shapes {
		for _, size := range sizes {
			var s Stage
			run := []view.Transfer{}
			if len(shape.Hosts) > 0 {
				run = chatter(shape, 60, int64(len(name)))
			}
			for _, now := range []int64{0, 25 * ms, 90 * ms, 170 * ms, 400 * ms} {
				in := at(shape, run, now)
				in.Width, in.Height = size[0], size[1]
				if len(in.Snapshot.Hosts) > 2 {
					in.Snapshot.Hosts = append([]view.Host(nil), shape.Hosts...)
					in.Snapshot.Hosts[0].Up = now < 90*ms
					in.Snapshot.Hosts[2].Link.Cut = now > 90*ms
				}
				if now >= 90*ms { // everybody is connected with the next one, and has closed at last
					states := [2]string{"ESTABLISHED", "ESTABLISHED"}
					if now > 170*ms {
						states = [2]string{"TIME-WAIT", ""}
					}
					for i := range len(in.Snapshot.Hosts) - 1 {
						in.Snapshot = joined(in.Snapshot, i, i+1, "49152", states[0], states[1])
					}
				}
				root := s.Draw(in)
				where := fmt.Sprintf("%s, %v at %d ms", name, size, now/ms)
				checkTexts(t, where, root)
				checkCovers(t, where, root, len(shape.Hosts) > tooMany)
				if t.Failed() {
					return
				}
			}
		}
	}
}

func canvas(t *testing.T, root *scene.Node) scene.Box {
	var b scene.Box
	if _, err := fmt.Sscan(root.Attr("viewBox"), &b.X, &b.Y, &b.W, &b.H); err != nil {
		t.Fatal(err)
	}
	return b
}

func checkTexts(t *testing.T, where string, root *scene.Node) {
	t.Helper()
	all := canvas(t, root)
	list := texts(t, root)
	for i, a := range list {
		if !all.Holds(a.box) {
			t.Errorf("%s: %q leaves the picture: %v", where, a.text, a.box)
		}
		for _, b := range list[:i] {
			if a.box.Grow(-0.3).Overlaps(b.box) {
				t.Errorf("%s: %q and %q overlap: %v %v", where, a.text, b.text, a.box, b.box)
			}
		}
		if a.in != nil {
			class := "box"
			if !strings.HasPrefix(a.in.Attr("class"), "card") {
				class = "body"
			}
			if body, ok := boxOf(t, a.in, class); ok && !body.Grow(0.5).Holds(a.box) {
				t.Errorf("%s: %q runs over the rim of its %s: %v, %v", where, a.text, class, a.box, body)
			}
		}
	}
}

func checkCovers(t *testing.T, where string, root *scene.Node, straight bool) {
	t.Helper()
	all := canvas(t, root)
	var cards []scene.Box
	for _, c := range elements(root, "card") {
		b, _ := boxOf(t, c, "box")
		if !all.Holds(b) {
			t.Errorf("%s: card %s leaves the picture: %v in %v", where, c.Key, b, all)
		}
		for _, other := range cards {
			if b.Overlaps(other) {
				t.Errorf("%s: card %s covers another: %v %v", where, c.Key, b, other)
			}
		}
		cards = append(cards, b)
	}
	if straight {
		return
	}
	var bodies []scene.Box
	root.Walk(func(n *scene.Node) {
		if !strings.HasPrefix(n.Attr("class"), "sign ") {
			return
		}
		b, _ := boxOf(t, n, "ground")
		if !all.Holds(b) || overlapsAny(b, cards) || overlapsAny(b, bodies) {
			t.Errorf("%s: the sign of %s covers something, or leaves the picture: %v", where, n.Key, b)
		}
		bodies = append(bodies, b)
	})
	for _, m := range append(elements(root, "mark"), elements(root, "pill")...) {
		b, ok := boxOf(t, m, "body")
		if !ok {
			continue // a cross, or a dot in a crowd
		}
		if !all.Holds(b) {
			t.Errorf("%s: %s leaves the picture: %v", where, m.Attr("aria-label"), b)
		}
		// A head is round: the corners of its box may reach over those of a card.
		for i, c := range cards {
			if c.Overlaps(b.Grow(-2)) {
				t.Errorf("%s: %s covers card %d: %v %v", where, m.Attr("aria-label"), i, b, c)
			}
		}
		for _, other := range bodies {
			if other.Overlaps(b) {
				t.Errorf("%s: %s covers another: %v %v", where, m.Attr("aria-label"), b, other)
			}
		}
		bodies = append(bodies, b)
	}
}
