package scene

import "strings"

// Markup writes the tree as markup, one element a line, indented: for tests, and
// for saving a picture as a file. Attributes of the form "style:x" become a style
// attribute.
func Markup(n *Node) string {
	var b strings.Builder
	writeMarkup(&b, n, 0)
	return b.String()
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func writeMarkup(b *strings.Builder, n *Node, depth int) {
	indent := strings.Repeat(" ", depth)
	b.WriteString(indent + "<" + n.Tag)
	style := ""
	for _, a := range n.Attrs {
		if property, ok := strings.CutPrefix(a.Name, "style:"); ok {
			style += property + ":" + a.Value + ";"
			continue
		}
		b.WriteString(" " + a.Name + `="` + escaper.Replace(a.Value) + `"`)
	}
	if style != "" {
		b.WriteString(` style="` + escaper.Replace(style) + `"`)
	}
	switch {
	case len(n.Children) > 0:
		b.WriteString(">\n")
		for _, c := range n.Children {
			writeMarkup(b, c, depth+1)
		}
		b.WriteString(indent + "</" + n.Tag + ">\n")
	case n.Text != "":
		b.WriteString(">" + escaper.Replace(n.Text) + "</" + n.Tag + ">\n")
	default:
		b.WriteString("></" + n.Tag + ">\n")
	}
}
