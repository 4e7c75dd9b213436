package panels

import (
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/public"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

func init() {
	c := text.Catalogue{}
	files, err := public.Files.ReadDir("messages")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		data, err := public.Files.ReadFile("messages/" + f.Name())
		if err == nil {
			err = c.Parse(data)
		}
		if err != nil {
			panic(err)
		}
	}
	text.Use(c)
}

type library struct{}

func (library) Labs() []string               { return public.Labs() }
func (library) Lab(id string) ([]byte, bool) { return public.Lab(id) }

// ended returns a page whose lab has run to its end.
func ended(t *testing.T) *app.App {
	t.Helper()
	a := app.New(library{})
	if err := a.OpenLab("dns-iterated", 7); err != nil {
		t.Fatal(err)
	}
	a.ToEnd()
	settle(a)
	return a
}

func settle(a *app.App) {
	for a.Work(func() bool { return true }) {
	}
}

// words returns all text of a tree.
func words(n *scene.Node) string {
	var out []string
	n.Walk(func(n *scene.Node) {
		if n.Text != "" && len(n.Children) == 0 {
			out = append(out, n.Text)
		}
	})
	return strings.Join(out, " ")
}

// unsaid fails if a message's id stands where its text should.
func unsaid(t *testing.T, n *scene.Node) {
	t.Helper()
	n.Walk(func(n *scene.Node) {
		if strings.HasPrefix(n.Text, "[") && strings.Contains(n.Text, ".") {
			t.Errorf("the catalogue lacks %s", n.Text)
		}
	})
}

func TestTheInspectorShowsAHost(t *testing.T) {
	a := ended(t)
	for _, h := range a.Snapshot().Hosts {
		a.SelectHost(h.Name)
		n := Inspector(a, nil)
		unsaid(t, n)
		all := words(n)
		for _, want := range []string{h.Name, h.Address, "up", "Stop", "Cut the link", "Access link"} {
			if !strings.Contains(all, want) {
				t.Errorf("%s: no %q in %s", h.Name, want, all)
			}
		}
	}
	a.SelectHost("dns.nyu.edu")
	all := words(Inspector(a, nil))
	for _, want := range []string{"Cache", "TTL left", "172,800 s", "128.122.0.53:53"} {
		if !strings.Contains(all, want) {
			t.Errorf("the resolver: no %q in %s", want, all)
		}
	}
	n := Inspector(a, nil)
	Handle(a, &State{}, Event{Island: "inspector", Type: "click", Key: n.Find("data-key", "stop:dns.nyu.edu").Attr("data-key")})
	n = Inspector(a, nil)
	if n.Find("data-key", "start:dns.nyu.edu") == nil || !strings.Contains(words(n), "down") {
		t.Errorf("a stopped host: %s", words(n))
	}
}

func TestEveryNameThatTheWorldGivesHasAWord(t *testing.T) {
	a := ended(t)
	for _, h := range a.Snapshot().Hosts {
		for _, p := range h.Programs {
			need(t, "program."+p.Kind)
			for _, f := range p.Fields {
				need(t, "counter."+f.ID)
			}
			for _, table := range p.Tables {
				need(t, "table."+table.ID)
				for _, c := range table.Columns {
					need(t, "column."+c.ID)
				}
			}
		}
		need(t, "role."+h.Role)
	}
	for _, h := range a.Happenings() {
		need(t, h.Key)
		for _, place := range text.Places(text.T(h.Key)) {
			if _, ok := h.Args[place]; !ok {
				t.Errorf("%s gets no argument %s", h.Key, place)
			}
		}
	}
}

func need(t *testing.T, id string) {
	t.Helper()
	if !text.Has(id) {
		t.Errorf("the catalogue lacks %s", id)
	}
}

func TestTheInspectorShowsAMessage(t *testing.T) {
	a := ended(t)
	for _, tr := range a.TransferRange(0, 1000) {
		a.SelectFrame(tr.Frame)
		n := Inspector(a, &State{Folded: map[string]bool{"layer:0:eth": false, "layer:1:ip": false, "layer:2:udp": false}})
		unsaid(t, n)
		if !strings.Contains(words(n), tr.Summary) {
			t.Errorf("no %q in %s", tr.Summary, words(n))
		}
		m, _ := a.Message()
		for i := range m.Bytes {
			path, ok := FieldOf(m, 0, i)
			if !ok {
				t.Errorf("message %d: byte %d belongs to no field", tr.Number, i)
				continue
			}
			if f, ok := FieldAt(m, path); !ok || i < f.Offset || i >= f.Offset+f.Len {
				t.Errorf("byte %d is said to be in field %s at %d, %d long", i, path, f.Offset, f.Len)
			}
		}
	}
}

func TestFieldsAndBytesPointAtEachOther(t *testing.T) {
	a := ended(t)
	a.SelectFrame(a.TransferRange(0, 1000)[0].Frame)
	s := &State{}
	lit := func() string {
		var got []string
		BytesPanel(a, s, 600).Walk(func(n *scene.Node) {
			if n.Attr("class") == "lit" && len(n.Text) == 2 && n.Text[0] < 0x80 {
				got = append(got, n.Text)
			}
		})
		return strings.Join(got, " ")
	}
	if got := lit(); got != "" {
		t.Errorf("nothing is pointed at, lit: %s", got)
	}
	m, _ := a.Message()
	id := m.Bytes[42:44] // 14 Ethernet + 20 IP + 8 UDP: the DNS message's ID
	want := string([]byte{hexDigits[id[0]>>4], hexDigits[id[0]&15], ' ', hexDigits[id[1]>>4], hexDigits[id[1]&15]})
	Handle(a, s, Event{Island: "inspector", Type: "hover", Key: "field:3.0"})
	if got := lit(); got != want {
		t.Errorf("the field ID lights %q, want %q", got, want)
	}
	Handle(a, s, Event{Island: "bytes", Type: "ArrowRight", Key: "bytes"})
	if a.Selection().Offset < 44 {
		t.Errorf("the next field begins at %d", a.Selection().Offset)
	}
	Handle(a, s, Event{Island: "bytes", Type: "hover", Key: "byte:43"})
	if got := lit(); got != want {
		t.Errorf("the byte 43 lights %q, want %q", got, want)
	}
	n := Inspector(a, nil)
	if f := n.Find("data-key", "field:3.0"); f == nil || f.Attr("aria-selected") != "true" {
		t.Error("the field of the byte is not marked")
	}
	if !strings.Contains(words(BytesPanel(a, s, 600)), "RFC 1035 §4.1.1") {
		t.Error("the field is not explained")
	}
	Handle(a, s, Event{Island: "inspector", Type: "click", Key: "layer:1:ip"})
	if f := Inspector(a, s).Find("data-key", "field:1.0"); f == nil {
		t.Error("the layer that was pressed is not open")
	}
}

func TestTheStripSeeks(t *testing.T) {
	a := ended(t)
	end := a.Strip().End
	n := StripPanel(a.Strip(), 400, scene.DefaultMetrics)
	unsaid(t, n)
	if n.Attr("aria-valuenow") != n.Attr("aria-valuemax") || n.Attr("role") != "slider" {
		t.Errorf("at the end: %s of %s", n.Attr("aria-valuenow"), n.Attr("aria-valuemax"))
	}
	s := &State{StripWidth: 400}
	Handle(a, s, Event{Type: "dragstart", Key: "strip", X: 200})
	settle(a)
	if now := int64(a.Now()); now < end*45/100 || now > end*55/100 {
		t.Errorf("the middle of the strip is %d of %d", now, end)
	}
	Handle(a, s, Event{Type: "drag", Key: "strip", X: -50})
	settle(a)
	if a.Now() != 0 {
		t.Errorf("left of the strip is %d", a.Now())
	}
	Handle(a, s, Event{Type: "ArrowRight", Key: "strip"})
	settle(a)
	if now := int64(a.Now()); now <= 0 || now > end/50 {
		t.Errorf("an arrow moves to %d of %d", now, end)
	}
}

func TestTables(t *testing.T) {
	rows := make([]view.Row, 250)
	for i := range rows {
		rows[i] = view.Row{Key: text.Number(i), Cells: []string{"a.b", "0 10000000000", "5000000000", "12345"}}
	}
	n := table(view.Snapshot{WallNanos: 2500000000}, view.Table{ID: "dns.cache", Rows: rows, Total: 1000, Columns: []view.Column{
		{ID: "dns.cache.name", Type: view.Mono}, {ID: "dns.cache.ttl", Type: view.Span},
		{ID: "dns.pending.since", Type: view.Instant}, {ID: "dns.servers.queries", Type: view.Number},
	}})
	all := words(n)
	if got := strings.Count(all, "a. b"); got != manyRows {
		t.Errorf("%d rows, want %d", got, manyRows)
	}
	for _, want := range []string{"800 more rows", "8 s", "in 2.5 s", "12,345"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in the table", want)
		}
	}
	if bar := n.Find("class", "ttl-left"); bar.Attr("style:width") != "75%" {
		t.Errorf("a quarter has passed, %s is left", bar.Attr("style:width"))
	}
}

func TestMarkdown(t *testing.T) {
	n := box("div", "", Markdown("# A *b*\n\nOne **two**\nthree `four*`.\n\n- five\n  six\n- seven\n```\neight **\n```\n<b>nine</b> 2 * 3 * 4\n\n1. ten\n2. eleven in\n1984. Not twelve.\n")...)
	got := scene.Markup(n)
	for _, want := range []string{
		"<em>b</em>", "<strong>two</strong>", "<code>four*</code>", "<span> three </span>",
		"<span>five six</span>", `<code class="line">eight **</code>`, "&lt;b&gt;nine&lt;/b&gt; 2 * 3 * 4",
		"<ol>", "<span>eleven in 1984. Not twelve.</span>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Count(got, "<li>") != 4 || strings.Count(got, "<ol>") != 1 || strings.Count(got, "<p>") != 2 {
		t.Errorf("lists and paragraphs:\n%s", got)
	}
}

// A link of a story leads to another lab, or shows it beside this one; what looks like one
// and leads elsewhere is text.
func TestLinksOfAStory(t *testing.T) {
	got := scene.Markup(box("div", "", Markdown("See [it *beside*](#compare=dns-recursive), [there](https://example.com) and [1].")...))
	for _, want := range []string{`data-key="go:compare=dns-recursive"`, ">it *beside*<", "[there](https://example.com) and [1]."} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	a := ended(t)
	Handle(a, &State{}, Event{Type: "click", Key: "go:compare=dns-recursive"})
	if !a.Comparing() {
		t.Error("nothing is compared")
	}
	a.EndCompare()
	Handle(a, &State{}, Event{Type: "click", Key: "go:lab=dns-recursive"})
	if a.LabID() != "dns-recursive" || !a.Playing() {
		t.Errorf("the lab is %s", a.LabID())
	}
}

// A host offers to ping the others; what is chosen stays chosen, and is what it pings.
func TestPinging(t *testing.T) {
	a := ended(t)
	var s State
	a.SelectHost("engineering")
	choice := Inspector(a, nil).Find("class", "ping-to")
	if choice == nil || len(choice.Children) != len(a.Snapshot().Hosts)-1 {
		t.Fatalf("the choice is %v", choice)
	}
	unsaid(t, Inspector(a, nil))
	Handle(a, &s, Event{Type: "change", Key: choice.Attr("data-key") + ":a.root"})
	chosen := ""
	for _, o := range Inspector(a, nil).Find("class", "ping-to").Children {
		if o.Attr("value") == "engineering" {
			t.Error("a host is offered itself")
		}
		for _, attr := range o.Attrs {
			if attr.Name == "selected" {
				chosen += o.Text
			}
		}
	}
	Handle(a, &s, Event{Type: "click", Key: "ping:engineering"})
	list := a.TransferRange(0, 1000)
	if last := list[len(list)-1]; chosen != "a.root" || last.From != "engineering" || last.To != "a.root" || last.Protocol != "icmp" {
		t.Errorf("chosen: %q, sent: %+v", chosen, last)
	}
	if !a.Playing() {
		t.Error("time stands still")
	}
	Handle(a, &s, Event{Type: "click", Key: "stop:engineering"})
	if Inspector(a, nil).Find("class", "ping-to") != nil {
		t.Error("a host that is down offers to ping")
	}
}
