package mailhtml_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"playnet/ui/mailhtml"
)

const pixel = "data:image/png;base64,iVBORw0KGgo="

func inline(cid string) (string, bool) { return pixel, cid == "pic" }

// vectors reads what tests/browser/xss.test.mjs tries in real browsers.
func vectors(t testing.TB) []string {
	t.Helper()
	file, err := os.ReadFile("../../tests/browser/xss/html.txt")
	if err != nil {
		t.Fatal(err)
	}
	list := strings.Split(strings.TrimSpace(string(file)), "\n")
	for i, line := range list {
		list[i] = strings.ReplaceAll(line, "JS", "canary("+`1`+")")
	}
	return list
}

var (
	harmlessTag  = regexp.MustCompile(`^(abbr|address|article|b|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|hr|i|img|ins|kbd|li|main|mark|ol|p|pre|q|s|samp|section|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var)$`)
	harmlessAttr = regexp.MustCompile(`^(align|alt|bgcolor|border|cellpadding|cellspacing|color|colspan|dir|face|height|lang|rowspan|size|span|src|start|style|title|type|valign|value|width)$`)
)

// TestNothingHarmfulIsLeft reads what comes out as a browser would, and compares it with a
// list of its own.
func TestNothingHarmfulIsLeft(t *testing.T) {
	list := vectors(t)
	if len(list) < 100 {
		t.Fatalf("%d vectors", len(list))
	}
	for _, vector := range list {
		checkHarmless(t, vector, mailhtml.Clean(vector, inline).Body)
		checkHarmless(t, vector, mailhtml.Clean("<table><tr><td><p>before"+vector+"after</b></table>", inline).Body)
	}
}

func checkHarmless(t *testing.T, vector, body string) {
	t.Helper()
	tree, err := html.ParseFragment(strings.NewReader(body), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && !harmlessTag.MatchString(n.Data) {
			t.Errorf("%s\ngave <%s>: %s", vector, n.Data, body)
		}
		if n.Type == html.CommentNode || n.Type == html.DoctypeNode {
			t.Errorf("%s\ngave a comment: %s", vector, body)
		}
		for _, a := range n.Attr {
			switch {
			case !harmlessAttr.MatchString(a.Key):
				t.Errorf("%s\ngave %s: %s", vector, a.Key, body)
			case a.Key == "src" && !strings.HasPrefix(a.Val, "data:image/png;base64,"):
				t.Errorf("%s\ngave src=%s: %s", vector, a.Val, body)
			case a.Key == "style" && regexp.MustCompile(`(?i)url|expression|binding|behavior|import|position|\\|@|/\*|javascript|image`).MatchString(a.Val):
				t.Errorf("%s\ngave style=%s: %s", vector, a.Val, body)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range tree {
		walk(n)
	}
}

func TestWhatMailsLookLikeStays(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"text", "a < b &amp; c\n", "a &lt; b &amp; c&#10;"},
		{"emphasis", "<b>x</b><I>y</I>", "<b>x</b><i>y</i>"},
		{"a table", `<table border=1 width="100%"><tr><td bgcolor=#ff0000 colspan=2>x</td></tr></table>`, `<table border="1" width="100%"><tr><td bgcolor="#ff0000" colspan="2">x</td></tr></table>`},
		{"a style", `<p style="Color: red; font-family: 'Times New Roman', serif; position: fixed">x</p>`, `<p style="color:red;font-family:&#39;Times New Roman&#39;, serif">x</p>`},
		{"a picture of its own", `<img src="cid:pic" alt="Crepe" width=40>`, `<img src="` + pixel + `" style="max-width:100%" alt="Crepe" width="40">`},
		{"what is not closed", "<div><b>x", "<div><b>x</b></div>"},
		{"what was never opened", "x</div></b>", "x"},
		{"a wrong order", "<b><i>x</b>y</i>", "<b><i>x</i></b>y"},
		{"a page's head", "<html><head><title>No</title></head><body>x</body></html>", "x"},
		{"a direction", `<p dir=rtl lang="he">שלום</p>`, `<p dir="rtl" lang="he">שלום</p>`},
	} {
		if got := mailhtml.Clean(c.source, inline).Body; got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestWhatIsLeftOutIsCounted(t *testing.T) {
	page := mailhtml.Clean(`<script>x</script><script>y</script><img src=http://a.example/p.gif><div style="background:url(x)" onclick=x onload=y>
		<form><input></form><iframe></iframe><svg><script></script></svg><style>x</style><meta><blink>z</blink><a href="javascript:x">j</a><p style="position:fixed">q</p>`, inline)
	want := map[string]int{mailhtml.Scripts: 4, mailhtml.Pictures: 2, mailhtml.Handlers: 2, mailhtml.Forms: 2, mailhtml.Frames: 1,
		mailhtml.Media: 1, mailhtml.Sheets: 1, mailhtml.Metas: 1, mailhtml.Others: 1, mailhtml.Links: 1, mailhtml.Styles: 1}
	for _, kind := range mailhtml.Kinds {
		if page.Removed[kind] != want[kind] {
			t.Errorf("%s: %d, want %d", kind, page.Removed[kind], want[kind])
		}
	}
	if got := len(page.Removed); got != len(want) {
		t.Errorf("counted %v", page.Removed)
	}
	if clean := mailhtml.Clean("<p>Dear <b>Bob</b></p>", inline); len(clean.Removed) != 0 {
		t.Errorf("of a harmless mail: %v", clean.Removed)
	}
}

func TestLinksSayWhereTheyLead(t *testing.T) {
	page := mailhtml.Clean(`<a href="http://evil.example/x">http://www.bank.example/</a> <a href="https://www.bank.example/y">bank.example</a> <a href="http://a.example">here</a>`, nil)
	if len(page.Links) != 3 {
		t.Fatalf("%+v", page.Links)
	}
	for i, deceptive := range []bool{true, false, false} {
		if l := page.Links[i]; l.Deceptive() != deceptive {
			t.Errorf("%+v: %v", l, l.Deceptive())
		}
	}
	if strings.Contains(page.Body, "href") || !strings.Contains(page.Body, "(http://evil.example/x)") {
		t.Error(page.Body)
	}
}

// TestWorkIsBounded would not end, or break the stack, if it were not.
func TestWorkIsBounded(t *testing.T) {
	for name, source := range map[string]string{
		"deep":     strings.Repeat("<div>", 200_000),
		"long":     strings.Repeat("x", 3<<20),
		"links":    strings.Repeat("<a href=http://a.example>x", 50_000),
		"svg":      strings.Repeat("<svg>", 100_000) + strings.Repeat("</svg>", 100_000) + "text",
		"styles":   `<p style="` + strings.Repeat("color:red;", 50_000) + `">`,
		"handlers": "<p " + strings.Repeat("onclick=x ", 50_000) + ">",
	} {
		page := mailhtml.Clean(source, nil)
		if len(page.Body) > 8<<20 || len(page.Links) > 200 {
			t.Errorf("%s: %d bytes, %d links", name, len(page.Body), len(page.Links))
		}
		if deepest := strings.Count(page.Body, "<div>"); deepest > 100 {
			t.Errorf("%s: %d elements within each other", name, deepest)
		}
	}
}

func TestDocumentHasItsPolicy(t *testing.T) {
	doc := mailhtml.Clean("<b>x</b>", nil).Document(`</title><script>`)
	for _, want := range []string{"default-src 'none'", "<b>x</b>", "&lt;/title&gt;"} {
		if !strings.Contains(doc, want) {
			t.Errorf("no %s in %s", want, doc)
		}
	}
	if strings.ContainsAny(doc, "\n\t") {
		t.Error("a line end: the page could not pass it on")
	}
}

func FuzzClean(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, source string) {
		page := mailhtml.Clean(source, inline)
		checkHarmless(t, source, page.Body)
		again := mailhtml.Clean(page.Body, inline)
		if again.Removed[mailhtml.Scripts]+again.Removed[mailhtml.Handlers]+again.Removed[mailhtml.Frames]+again.Removed[mailhtml.Media] > 0 {
			t.Errorf("%q gave %s: %v", source, page.Body, again.Removed)
		}
	})
}
