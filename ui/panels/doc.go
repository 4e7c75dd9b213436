// Package panels draws the parts of the page that hold much and change often, as trees of
// ui/scene: what is selected (a host, a message), the list of packets, the bytes of a
// message, and the time bar's strip. The page puts each into an island of its own and
// updates it by its differences, so that a text that is marked stays marked while a run
// goes on; and tests read the trees natively.
//
// A panel is given values and returns a tree; what is pressed in it comes back as a key
// (see [Handle]).
package panels

import "playnet/ui/scene"

// el makes an element with a class and a text.
func el(tag, class, text string) *scene.Node {
	n := scene.New(tag, "").Class(class)
	n.Text = text
	return n
}

// box makes an element with a class and children.
func box(tag, class string, children ...*scene.Node) *scene.Node {
	return scene.New(tag, "").Class(class).Add(children...)
}

// keyed gives a node a key among its siblings.
func keyed(key string, n *scene.Node) *scene.Node {
	n.Key = key
	return n
}

// button makes a button; key is what it reports when it is pressed.
func button(key, class, text string) *scene.Node {
	n := scene.New("button", key).Class(class).Set("type", "button").Set("data-key", key)
	n.Text = text
	return n
}
