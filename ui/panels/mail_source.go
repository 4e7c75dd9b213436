package panels

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// mailSource sets a message's source, its tree of parts and its rendering side by side. What
// is pointed at in one of them lights up in all.
func mailSource(a *app.App, m view.MailMessage) *scene.Node {
	column := func(key, title string, content *scene.Node) *scene.Node {
		return scene.New("section", key).Class("mail-column mail-column-"+key).Set("aria-label", title).
			Add(el("h3", "", title), scene.New("div", "scroll").Class("mail-scroll").Set("tabindex", "0").Set("role", "group").Set("aria-label", title).Add(content))
	}
	tree := box("div", "", mailTree(a, m), mailEnvelope(m))
	return scene.New("div", "side by side").Class("mail-columns").Add(
		column("source", text.T("reader.column.source", "size", app.Size(len(m.Source))), sourceBlock(a, m, &m.Root)),
		column("tree", text.T("reader.column.tree"), tree),
		column("rendering", text.T("reader.column.rendering"), mailRendering(a, m, true)))
}

// The lines of a part that are shown while it is folded: of base64, which nobody reads, few.
const (
	foldedLines  = 120
	foldedBase64 = 4
	manySource   = 4000 // lines of a part that are shown at most
)

// sourceBlock draws the source of a part: its header, its body, and within that the blocks of
// the parts that it holds.
func sourceBlock(a *app.App, m view.MailMessage, p *view.MailPart) *scene.Node {
	class := "src-part"
	if part, on := a.PartPointed(); on && part == p.Path {
		class += " lit"
	}
	block := scene.New("div", "part "+p.Path).Class(class).Set("data-key", "mail:part:"+p.Path).Set("id", "mail-source-"+p.Path)
	end := min(p.Offset+p.Len, len(m.Source))
	bodyAt := min(max(p.BodyAt, p.Offset), end)
	sourceLines(a, block, m.Source[min(p.Offset, end):bodyAt], "src-line src-header", foldedLines, p.Path)
	at := bodyAt
	for i := range p.Children {
		c := &p.Children[i]
		if c.Offset >= at && c.Offset <= end {
			sourceLines(a, block, m.Source[at:c.Offset], "src-line src-boundary", foldedLines, p.Path)
			block.Add(sourceBlock(a, m, c))
			at = min(c.Offset+c.Len, end)
		}
	}
	most, bodyClass := foldedLines, "src-line"
	if p.Encoding == "base64" && len(p.Children) == 0 {
		most, bodyClass = foldedBase64, "src-line src-base64"
	}
	if len(p.Children) > 0 {
		bodyClass = "src-line src-boundary"
	}
	sourceLines(a, block, m.Source[at:end], bodyClass, most, p.Path)
	return block
}

// sourceLines adds lines of a source, at most so many while the part is folded.
func sourceLines(a *app.App, block *scene.Node, source []byte, class string, most int, path string) {
	if len(source) == 0 {
		return
	}
	lines := strings.Split(strings.TrimSuffix(string(source), "\n"), "\n")
	left := 0
	if a.SourceUnfolded(path) {
		most = manySource
	}
	if len(lines) > most+1 {
		left = len(lines) - most
		lines = lines[:most]
	}
	for _, line := range lines {
		line = strings.ToValidUTF8(strings.TrimSuffix(line, "\r"), "\ufffd")
		if len(line) > 2000 {
			line = line[:2000] + "…"
		}
		block.Add(el("div", class, expand(line)))
	}
	if left > 0 {
		block.Add(keyed("more", button("mail:unfold:"+path, "small src-more", text.Count("reader.source.more", left))))
	}
}

// mailTree draws the tree of parts.
func mailTree(a *app.App, m view.MailMessage) *scene.Node {
	tree := box("ul", "mail-tree").Set("role", "tree").Set("aria-label", text.T("reader.column.tree"))
	pointed, on := a.PartPointed()
	var walk func(p *view.MailPart, level int)
	walk = func(p *view.MailPart, level int) {
		class := "mail-node"
		lit := on && pointed == p.Path
		if lit {
			class += " lit"
		}
		path := p.Path
		if path == "" {
			path = "·"
		}
		name := ""
		if p.Name != "" {
			name = " " + app.PartName(*p)
		}
		stop := "-1"
		if lit || !on && level == 1 {
			stop = "0"
		}
		head := box("span", "mail-node-head", el("b", "num", path), el("code", "", p.Type), el("span", "", name))
		node := scene.New("li", "part "+p.Path).Class(class).Set("role", "treeitem").Set("aria-level", strconv.Itoa(level)).
			Set("aria-selected", strconv.FormatBool(lit)).Set("tabindex", stop).Set("data-key", "mail:node:"+p.Path).Set("data-arrows", "").
			Set("style:--level", strconv.Itoa(level-1)).Add(head, el("span", "muted mail-node-size", partSize(*p)))
		for _, problem := range p.Problems {
			node.Add(el("span", "mail-fault", named("reader.problem.", problem)))
		}
		tree.Add(node)
		for i := range p.Children {
			walk(&p.Children[i], level+1)
		}
	}
	walk(&m.Root, 1)
	return tree
}

// partSize tells how large a part is, and what its transfer encoding costs.
func partSize(p view.MailPart) string {
	body := p.Len - (p.BodyAt - p.Offset)
	if len(p.Children) > 0 {
		return text.T("reader.tree.holds", "n", strconv.Itoa(len(p.Children)), "size", app.Size(p.Len))
	}
	encoding := p.Encoding
	if encoding == "" {
		encoding = "7bit"
	}
	if p.Charset != "" {
		encoding = p.Charset + ", " + encoding
	}
	if p.Decoded <= 0 || p.Encoding != "base64" && p.Encoding != "quoted-printable" {
		return text.T("reader.tree.plain", "encoding", encoding, "size", app.Size(body))
	}
	id := "reader.tree.encoded"
	if p.Encoding == "base64" {
		id = "reader.tree.base64"
	}
	return text.With(id, map[string]string{"encoding": encoding, "size": app.Size(p.Decoded), "sent": app.Size(body),
		"times": strconv.FormatFloat(float64(body)/float64(p.Decoded), 'f', 2, 64)})
}

// mailEnvelope sets what the header says against what is known of the envelope: the servers
// that delivered the message wrote it down (RFC 5321 §4.4).
func mailEnvelope(m view.MailMessage) *scene.Node {
	value := func(name string) string {
		for _, h := range m.Root.Header {
			if strings.EqualFold(h.Name, name) {
				return h.Value
			}
		}
		return ""
	}
	line := func(term, words string) *scene.Node {
		if words == "" {
			words = text.T("reader.envelope.unknown")
		}
		return keyed(term, box("div", "", el("dt", "", term), el("dd", "mono", words)))
	}
	to := value("Delivered-To")
	if to == "" {
		to = receivedFor(m)
	}
	return box("div", "mail-against", el("h4", "", text.T("reader.envelope")),
		box("dl", "mail-fields", line("MAIL FROM", value("Return-Path")), line("RCPT TO", to)),
		el("h4", "", text.T("reader.header")),
		box("dl", "mail-fields", line("From:", value("From")), line("To:", value("To"))),
		el("p", "muted", text.T("reader.envelope.note")))
}

// receivedFor returns the recipient that the last Received field names, the one on top.
func receivedFor(m view.MailMessage) string {
	for _, h := range m.Root.Header {
		if !strings.EqualFold(h.Name, "Received") {
			continue
		}
		if _, rest, ok := strings.Cut(h.Value, " for "); ok {
			who, _, _ := strings.Cut(strings.TrimSpace(rest), ";")
			who, _, _ = strings.Cut(strings.TrimSpace(who), " ")
			return who
		}
	}
	return ""
}
