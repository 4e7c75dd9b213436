package mail

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"playnet/core/view"
)

// parsed reads a message and checks what must hold of any tree, whatever the message.
func parsed(t testing.TB, source []byte) view.MailPart {
	t.Helper()
	p := parser{source: source}
	root := p.part("", "", "text/plain")
	// Work: each line that looks like a delimiter is compared with each open boundary, by the
	// header's reader, by skip and by the multipart.
	lines := strings.Count("\n"+string(source), "\n--")
	if limit := 3 * lines * maxDepth; p.compared > limit {
		t.Errorf("%d comparisons for %d lines", p.compared, lines)
	}
	if p.parts > maxParts+maxDepth {
		t.Errorf("%d parts", p.parts)
	}
	root = Parse(source)
	if root.Len != len(source) {
		t.Errorf("the root has %d bytes of %d", root.Len, len(source))
	}
	c := treeCheck{t: t, source: source, paths: map[string]bool{}}
	c.part(&root, 0)
	// Memory: what is kept grows with the source, not faster. An undeclared byte may become
	// three of UTF-8, in the header's value, the parameter and the name, and a part costs a node.
	if limit := 16*len(source) + 1000*c.parts; c.kept > limit {
		t.Errorf("%d bytes are kept of %d", c.kept, len(source))
	}
	if again := Parse(source); !reflect.DeepEqual(again, root) {
		t.Error("the same message is read differently the second time")
	}
	ItemOf(source)
	CountReceived(source)
	return root
}

type treeCheck struct {
	t      testing.TB
	source []byte
	paths  map[string]bool
	parts  int
	kept   int
}

func (c *treeCheck) part(p *view.MailPart, depth int) {
	c.t.Helper()
	c.parts++
	end := p.Offset + p.Len
	if p.Offset < 0 || p.BodyAt < p.Offset || end < p.BodyAt || end > len(c.source) {
		c.t.Errorf("part %q: header at %d, body at %d, end at %d of %d", p.Path, p.Offset, p.BodyAt, end, len(c.source))
	}
	if depth > maxDepth {
		c.t.Errorf("part %q is %d deep", p.Path, depth)
	}
	if c.paths[p.Path] {
		c.t.Errorf("two parts %q", p.Path)
	}
	c.paths[p.Path] = true
	at := p.Offset
	for _, f := range p.Header {
		if f.Offset < at || f.Offset+f.Len > p.BodyAt || !bytes.HasPrefix(c.source[f.Offset:], []byte(f.Name)) {
			c.t.Errorf("part %q: field %q at %d, %d bytes", p.Path, f.Name, f.Offset, f.Len)
		}
		at = f.Offset + f.Len
		c.text(p, f.Value)
	}
	c.text(p, p.Text, p.Name, p.Description, p.Charset, p.ContentID)
	for _, nv := range p.Params {
		c.text(p, nv.Value)
	}
	at = p.BodyAt
	for i := range p.Children {
		child := &p.Children[i]
		if child.Offset < at || child.Offset+child.Len > end {
			c.t.Errorf("part %q, %d to %d, is not within %q, %d to %d", child.Path, child.Offset, child.Offset+child.Len, p.Path, at, end)
		}
		at = child.Offset + child.Len
		c.part(child, depth+1)
	}
	if len(p.Children) == 0 && len(DecodeBody(c.source, *p)) != p.Decoded {
		c.t.Errorf("part %q: %d bytes decoded, said %d", p.Path, len(DecodeBody(c.source, *p)), p.Decoded)
	}
}

// text checks texts that are shown: UTF-8, whatever the message held.
func (c *treeCheck) text(p *view.MailPart, texts ...string) {
	for _, s := range texts {
		c.kept += len(s)
		if !utf8.ValidString(s) {
			c.t.Errorf("part %q: %.100q is not UTF-8", p.Path, s)
		}
	}
}

// treeText is a tree in one line: "multipart/mixed(text/plain image/png)".
func treeText(p *view.MailPart) string {
	if len(p.Children) == 0 {
		return p.Type
	}
	list := make([]string, len(p.Children))
	for i := range p.Children {
		list[i] = treeText(&p.Children[i])
	}
	return fmt.Sprintf("%s(%s)", p.Type, strings.Join(list, " "))
}

// problemsText is all problems of a tree, with the paths: "2:base64".
func problemsText(p *view.MailPart) string {
	var list []string
	Walk(p, func(q *view.MailPart) bool {
		for _, id := range q.Problems {
			list = append(list, q.Path+":"+id)
		}
		return true
	})
	return strings.Join(list, " ")
}

// rewritten writes again what was read of a message: its names, its subject, and the content
// of each part without parts as a file.
func rewritten(source []byte, root *view.MailPart) (d Draft, again []byte) {
	h, _ := ParseHeader(source)
	d = Draft{Subject: h.Text("Subject"), To: ParseAddresses(h.Get("To")), Date: at2026}
	if from := ParseAddresses(h.Get("From")); len(from) > 0 {
		d.From = from[0]
	}
	Walk(root, func(p *view.MailPart) bool {
		if len(p.Children) == 0 {
			d.Attachments = append(d.Attachments, Attachment{Name: p.Name, Type: "application/octet-stream",
				Description: p.Description, Data: DecodeBody(source, *p)})
		}
		return true
	})
	return d, Build(d)
}

// checkRoundTrip reads, writes and reads again.
func checkRoundTrip(t testing.TB, source []byte) {
	t.Helper()
	root := Parse(source)
	d, again := rewritten(source, &root)
	second := Parse(again)
	if problems := problemsText(&second); problems != "" && clean(d.From.Domain, "<>,;\"()@:") != "" {
		t.Errorf("what we write has %s", problems)
	}
	h, _ := ParseHeader(again)
	if got, want := squeezed(h.Text("Subject")), squeezed(d.Subject); got != want {
		t.Errorf("subject %q became %q", want, got)
	}
	var files []view.MailPart
	Walk(&second, func(p *view.MailPart) bool {
		if p.Disposition == "attachment" {
			files = append(files, *p)
		}
		return true
	})
	if len(files) != len(d.Attachments) {
		t.Fatalf("%d parts became %d", len(d.Attachments), len(files))
	}
	for i, a := range d.Attachments {
		if got := DecodeBody(again, files[i]); string(got) != string(a.Data) {
			t.Errorf("part %d has changed: %.100q, was %.100q", i+1, got, a.Data)
		}
		if squeezed(files[i].Name) != squeezed(a.Name) || squeezed(files[i].Description) != squeezed(a.Description) {
			t.Errorf("part %d is %q, %q; was %q, %q", i+1, files[i].Name, files[i].Description, a.Name, a.Description)
		}
	}
}

// squeezed has one space where there was white space or something that no field may hold.
func squeezed(s string) string { return strings.Join(strings.Fields(oneLine(s)), " ") }
