package panels

import (
	"strings"

	"playnet/ui/scene"
)

// Markdown draws the part of Markdown that labs' stories use: headings, paragraphs, lists,
// blocks of code, and in them **strong**, *stressed*, `code` and links within the page:
// [words](#lab=dns-recursive) opens a lab, [words](#compare=dns-recursive) shows it beside this
// one. Anything else is shown as it is written; markup of other kinds is text like any other.
func Markdown(source string) []*scene.Node {
	var out []*scene.Node
	lines := strings.Split(strings.ReplaceAll(source, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); {
		line := strings.TrimSpace(lines[i])
		switch {
		case line == "":
			i++
		case strings.HasPrefix(line, "```"):
			var n *scene.Node
			n, i = codeBlock(lines, i+1)
			out = append(out, n)
		case strings.HasPrefix(line, "#"):
			words := strings.TrimLeft(line, "#")
			tag := "h3"
			if len(line)-len(words) == 1 {
				tag = "h2"
			}
			out = append(out, box(tag, "", inline(strings.TrimSpace(words))...))
			i++
		case listOf(line) != "":
			var n *scene.Node
			n, i = list(lines, i)
			out = append(out, n)
		default:
			var words string
			words, i = paragraph(lines, i)
			out = append(out, box("p", "", inline(words)...))
		}
	}
	return out
}

// listOf returns the element of the list to which a line belongs as an item, or "". A number
// of an item has one or two digits: 1984. may well begin a line of prose.
func listOf(line string) (tag string) {
	if strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") {
		return "ul"
	}
	if n, _, ok := strings.Cut(line, ". "); ok && len(n) <= 2 && n != "" && strings.Trim(n, "0123456789") == "" {
		return "ol"
	}
	return ""
}

func codeBlock(lines []string, i int) (*scene.Node, int) {
	block := box("pre", "")
	for ; i < len(lines); i++ {
		if strings.HasPrefix(strings.TrimSpace(lines[i]), "```") {
			return block, i + 1
		}
		// A text of a scene has no line ends: each line is an element.
		block.Add(el("code", "line", lines[i]))
	}
	return block, i
}

func list(lines []string, i int) (*scene.Node, int) {
	tag := listOf(strings.TrimSpace(lines[i]))
	items := box(tag, "")
	for i < len(lines) && listOf(strings.TrimSpace(lines[i])) == tag {
		_, words, _ := strings.Cut(strings.TrimSpace(lines[i]), " ")
		for i++; i < len(lines) && continues(lines[i]); i++ {
			words += " " + strings.TrimSpace(lines[i])
		}
		items.Add(box("li", "", inline(words)...))
	}
	return items, i
}

func paragraph(lines []string, i int) (string, int) {
	words := strings.TrimSpace(lines[i])
	for i++; i < len(lines) && continues(lines[i]); i++ {
		words += " " + strings.TrimSpace(lines[i])
	}
	return words, i
}

// continues reports whether a line belongs to what stands above it.
func continues(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && listOf(line) == "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "```")
}

// inline marks: the longer first, so that ** is not read as two *.
var inlineMarks = []struct{ mark, tag string }{{"`", "code"}, {"**", "strong"}, {"*", "em"}}

// inline draws a line's words. Marks do not nest.
func inline(words string) []*scene.Node {
	var out []*scene.Node
	plain := ""
	flush := func() {
		if plain != "" {
			out = append(out, el("span", "", plain))
			plain = ""
		}
	}
next:
	for words != "" {
		for _, m := range inlineMarks {
			rest, ok := strings.CutPrefix(words, m.mark)
			if !ok {
				continue
			}
			if end := strings.Index(rest, m.mark); end > 0 && rest[0] != ' ' {
				flush()
				out = append(out, el(m.tag, "", rest[:end]))
				words = rest[end+len(m.mark):]
				continue next
			}
		}
		if label, target, rest, ok := linkAt(words); ok {
			flush()
			link := scene.New("button", "go:"+target).Class("text-link").Set("type", "button").Set("data-key", "go:"+target)
			link.Text = label
			out = append(out, link)
			words = rest
			continue next
		}
		// Up to the next character that could begin a mark.
		n := strings.IndexAny(words[1:], "*`[") + 1
		if n == 0 {
			n = len(words)
		}
		plain += words[:n]
		words = words[n:]
	}
	flush()
	return out
}

// linkAt reads a link with which words begin.
func linkAt(words string) (label, target, rest string, ok bool) {
	label, rest, ok = strings.Cut(words, "](#")
	if !ok || !strings.HasPrefix(label, "[") || strings.ContainsAny(label[1:], "[]") {
		return "", "", "", false
	}
	target, rest, ok = strings.Cut(rest, ")")
	kind, _, _ := strings.Cut(target, "=")
	return label[1:], target, rest, ok && (kind == "lab" || kind == "compare")
}
