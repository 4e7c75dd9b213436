package panels

import (
	"strings"
	"testing"
	"time"

	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// rows returns the lines of the packet list that are drawn.
func rows(n *scene.Node) (list []*scene.Node) {
	n.Walk(func(n *scene.Node) {
		if strings.HasPrefix(n.Attr("data-key"), "frame:") {
			list = append(list, n)
		}
	})
	return list
}

// idle lets the page do what it does between two frames of the screen.
func idle(a *app.App) { a.Frame(time.Millisecond, func() bool { return true }) }

func TestPacketsDrawOnlyWhatIsSeen(t *testing.T) {
	a, s := ended(t), &State{}
	n := PacketsPanel(a, s, 900, 200)
	unsaid(t, n)
	if got := len(rows(n)); got != 8 {
		t.Errorf("%d rows, want 8", got)
	}
	for range 300 {
		a.DoLookUp(app.LookUp{Host: "engineering", Name: "gaia.cs.umass.edu", Type: "A"})
		a.ToEnd()
		settle(a)
	}
	n = PacketsPanel(a, s, 900, 200)
	if got := len(rows(n)); got > 40 {
		t.Errorf("%d of %d rows are drawn", got, a.TransferCount())
	}
	if last := rows(n)[len(rows(n))-1]; last.Attr("aria-rowindex") != "609" {
		t.Errorf("the list does not follow its end, but shows %s", last.Attr("aria-rowindex"))
	}
	if got := n.Find("role", "grid").Attr("aria-rowcount"); got != "609" {
		t.Errorf("rows are counted as %s", got)
	}
	first := func() string { return rows(PacketsPanel(a, s, 900, 200))[0].Attr("aria-rowindex") }
	Handle(a, s, Event{Type: "Home", Key: "packets"})
	if a.Selection().Frame != a.TransferRange(0, 1)[0].Frame || first() != "2" {
		t.Errorf("Home selects the first packet, and shows it; here line %s", first())
	}
	Handle(a, s, Event{Type: "ArrowDown", Key: "packets"})
	if a.Selection().Frame != a.TransferRange(1, 1)[0].Frame {
		t.Error("the down arrow selects the next")
	}
	Handle(a, s, Event{Type: "PageDown", Key: "packets"})
	if a.Selection().Frame != a.TransferRange(1+s.packets.page(), 1)[0].Frame {
		t.Error("PageDown selects a page further on")
	}
	PacketsPanel(a, s, 900, 200)
	Handle(a, s, Event{Type: "scroll", Key: "packets", Y: 5000})
	if got := first(); got == "2" {
		t.Error("scrolling shows nothing else")
	}
	a.SelectFrame(a.TransferRange(300, 1)[0].Frame)
	if PacketsPanel(a, s, 900, 200).Find("aria-selected", "true") == nil {
		t.Error("what is selected elsewhere does not come into view")
	}
}

func TestPacketsTellTimeInThreeWays(t *testing.T) {
	a, s := ended(t), &State{}
	times := func() (all []string) {
		for _, r := range rows(PacketsPanel(a, s, 900, 400)) {
			all = append(all, r.Children[1].Text)
		}
		return all
	}
	list := a.TransferRange(0, 2)
	start := times()
	Handle(a, s, Event{Type: "click", Key: "packet-clock"})
	delta := times()
	Handle(a, s, Event{Type: "click", Key: "packet-clock"})
	wall := times()
	if start[0] != "0.100 000" || delta[0] != "0.000 000" || wall[0] != "09:00:00.100000" {
		t.Errorf("the first packet: %s, %s, %s", start[0], delta[0], wall[0])
	}
	if delta[1] != text.Seconds(list[1].SentAt-list[0].SentAt) || delta[1] == start[1] {
		t.Errorf("the second one is sent %d later: %s", list[1].SentAt-list[0].SentAt, delta[1])
	}
	Handle(a, s, Event{Type: "click", Key: "packet-clock"})
	if got := times(); got[0] != start[0] {
		t.Errorf("not back at the first way: %s", got[0])
	}
}

func TestTheFilterBox(t *testing.T) {
	a, s := ended(t), &State{}
	draw := func() *scene.Node { idle(a); return PacketsPanel(a, s, 900, 400) }
	kind := func(typed string) {
		Handle(a, s, Event{Type: "input", Key: "filter", Value: typed, X: float64(len(typed))})
	}
	press := func(key string) bool {
		return Handle(a, s, Event{Type: "key", Key: "filter", Value: key, X: float64(len(a.FilterText()))})
	}
	state := func(n *scene.Node) string { return n.Find("class", "filter-field").Attr("data-state") }

	kind(`dns.flags.response == 1`)
	n := draw()
	unsaid(t, n)
	if got := len(rows(n)); got != 4 || state(n) != "right" || !strings.Contains(words(n), "4 of 8 frames") {
		t.Errorf("%d rows, box is %s: %s", got, state(n), words(n))
	}
	if first := rows(n)[0]; first.Children[0].Text != "3" || first.Attr("aria-rowindex") != "2" {
		t.Errorf("the first answer is number %s, line %s", first.Children[0].Text, first.Attr("aria-rowindex"))
	}
	press("Enter")
	if got := a.RecentFilters(); len(got) != 1 || got[0] != "dns.flags.response == 1" {
		t.Errorf("recent filters: %q", got)
	}

	// What makes no sense changes nothing but the box, and is said below the column.
	kind(`dns.flags.response == 1 && nonsense == 2`)
	n = draw()
	if len(rows(n)) != 4 || state(n) != "wrong" || a.Filter() != "dns.flags.response == 1" {
		t.Errorf("%d rows, box is %s, in force is %q", len(rows(n)), state(n), a.Filter())
	}
	fault := n.Find("id", "filter-error")
	if fault.Attr("style:--column") != "27" || !strings.Contains(words(fault), "Column 28") || n.Find("id", "filter-input").Attr("aria-invalid") != "true" {
		t.Errorf("the fault at %s: %s", fault.Attr("style:--column"), words(fault))
	}

	// Arrows choose from the list, Enter takes, and the caret stands behind what was taken.
	kind("dns.qry.na")
	n = draw()
	item := n.Find("data-key", "complete:0")
	if item == nil || n.Find("id", "filter-input").Attr("aria-expanded") != "true" || !strings.Contains(words(item), "dns.qry.name") || !strings.Contains(words(item), "The name asked for") {
		t.Fatalf("the list: %s", words(n.Find("id", "filter-list")))
	}
	press("ArrowDown")
	if got := draw().Find("id", "filter-input").Attr("aria-activedescendant"); got != "filter-item-0" {
		t.Errorf("the arrow stands on %q", got)
	}
	press("Enter")
	if w, _ := s.TakeWish(); a.FilterText() != "dns.qry.name" || w.Focus != "filter" || w.Caret != 13 {
		t.Errorf("taken: %q, then %+v", a.FilterText(), w)
	}
	if press("Tab") {
		t.Error("with no list open Tab goes on")
	}
	kind("dns.qry.ty")
	if !press("Tab") || a.FilterText() != "dns.qry.type" {
		t.Errorf("Tab takes the first: %q", a.FilterText())
	}
	press("Escape")
	if draw(); a.Filter() != "" || a.ShownCount() != 8 {
		t.Errorf("Escape clears the box: %q, %d frames", a.Filter(), a.ShownCount())
	}
	press("ArrowDown")
	if item := draw().Find("data-key", "complete:0"); item == nil || !strings.Contains(words(item), "dns.flags.response == 1") {
		t.Error("an empty box does not offer what was used before")
	}
	press("Enter")
	if a.Filter() != "dns.flags.response == 1" {
		t.Errorf("taken from before: %q", a.Filter())
	}
	kind("frame.len < 0 + 1")
	if n := draw(); len(rows(n)) != 0 || !strings.Contains(words(n), "No frame so far") {
		t.Errorf("nothing passes: %s", words(n))
	}
}

// The filter follows the run: forwards, and back.
func TestTheFilterFollowsTheRun(t *testing.T) {
	a := ended(t)
	a.SetFilter("dns.flags.response == 0")
	idle(a)
	if a.ShownCount() != 4 {
		t.Fatalf("%d questions", a.ShownCount())
	}
	a.SeekTime(110_000_000)
	settle(a)
	idle(a)
	m, done, on := a.Filtered()
	if !done || !on || m.Len() != a.ShownCount() || a.ShownCount() != 2 {
		t.Errorf("after two questions: %d, %v, %v", a.ShownCount(), done, on)
	}
	a.ToEnd()
	settle(a)
	idle(a)
	for i, x := range a.ShownRange(0, 10) {
		if place, ok := a.ShownIndex(x.Frame); !ok || place != i || x.Reply || !a.Passes(x.Frame) {
			t.Errorf("line %d: %+v stands in line %d, %v", i, x, place, ok)
		}
	}
	a.SelectFrame(a.TransferRange(2, 1)[0].Frame) // an answer
	a.SelectShown(1)
	if i, ok := a.ShownIndex(a.Selection().Frame); !ok || i != 2 {
		t.Errorf("the next that passes is line %d, %v", i, ok)
	}
}

func TestAFieldBecomesTheFilter(t *testing.T) {
	a := ended(t)
	a.SelectFrame(a.TransferRange(0, 1)[0].Frame)
	m, _ := a.Message()
	tried := 0
	for _, l := range m.Layers {
		for _, f := range l.Fields {
			test, ok := a.TestOf(f)
			if !ok {
				continue
			}
			tried++
			a.SetFilter("")
			a.FilterBy(f, app.Replace)
			idle(a)
			if a.Filter() != test || !a.Passes(m.ID) {
				t.Errorf("%s: the filter is %q, and the message %v", f.Name, a.Filter(), a.Passes(m.ID))
			}
			a.FilterBy(f, app.AndNot)
			idle(a)
			if a.FilterError() != nil || a.ShownCount() != 0 {
				t.Errorf("%s: %q lets %d through, %v", f.Name, a.Filter(), a.ShownCount(), a.FilterError())
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d fields can be filtered by", tried)
	}
	name := m.Layers[3].Fields[len(m.Layers[3].Fields)-1].Children[0].Children[0]
	if test, _ := a.TestOf(name); test != `dns.qry.name == "gaia.cs.umass.edu"` {
		t.Errorf("%s %q becomes %s", name.Name, name.Value, test)
	}
}
