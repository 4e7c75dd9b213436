package scene

// Copy returns a tree equal to n that shares nothing with it, so that another scene can
// draw it, too.
func Copy(n *Node) *Node {
	c := &Node{Key: n.Key, Tag: n.Tag, Text: n.Text, Attrs: append([]Attr(nil), n.Attrs...)}
	for _, child := range n.Children {
		c.Children = append(c.Children, Copy(child))
	}
	return c
}
