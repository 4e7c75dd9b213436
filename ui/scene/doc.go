// Package scene holds what the pictures of the page are made of: a tree of nodes
// (SVG and a few HTML elements), and the shortest list of operations that turns
// the tree on the screen into the next one.
//
// The tree lives in Go; public/js/scene.js replays the operations on the real
// elements, inside an island that nobody else touches. So a frame of an animation
// costs one crossing from Go to JavaScript, whatever has moved, and pictures are
// tested natively: [Markup] writes the same tree as text.
//
// # The operations
//
// [Scene.Update] returns lines of fields separated by tabs. Elements are named by
// numbers that the scene hands out; 0 is the island itself. BEFORE is the element
// that shall follow, 0 for none.
//
//	c ID PARENT BEFORE TAG NAME VALUE …   create an element with these attributes
//	t ID TEXT                             set its text
//	a ID NAME VALUE                       set an attribute
//	d ID NAME                             delete an attribute
//	m ID PARENT BEFORE                    move the element
//	r ID                                  remove the element and all below it
//
// An attribute named "style:x" is the CSS property x, which scene.js sets through
// the CSSOM: the page's policy forbids style attributes. "prop:value" is what stands in a
// field in which one types; it is only written where it differs, and the caret stays.
//
// A text or a value never holds a tab or a line end: [Scene.Update] writes blanks
// in their place, for names from lab files may hold anything. Only in "prop:value", which
// may be a text of several lines, they are kept, as U+E009 and U+E00A.
package scene
