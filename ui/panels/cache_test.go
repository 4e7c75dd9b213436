package panels

import (
	"fmt"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/scene"
)

// cacheOf is a cache's table of n entries; the i-th was stored at 0 and ends at i + 1 s.
func cacheOf(n int) view.Table {
	t := view.Table{ID: "dns.cache", Total: n}
	for _, c := range []string{"name", "type", "value", "rank", "ttl"} {
		t.Columns = append(t.Columns, view.Column{ID: "dns.cache." + c})
	}
	for i := range n {
		value, rank := fmt.Sprintf("192.0.2.%d", i%250), "authoritative"
		if i == 1 {
			value = "NXDOMAIN"
		}
		if i%2 == 0 {
			rank = "referral"
		}
		t.Rows = append(t.Rows, view.Row{Key: fmt.Sprint("host", i, " A"), Cells: []string{
			fmt.Sprintf("host%d.example.", i), "A", value, rank, fmt.Sprintf("0 %d", int64(i+1)*1e9)}})
	}
	return t
}

func rowsOf(n *scene.Node) (names []string) {
	n.Walk(func(n *scene.Node) {
		if n.Attr("class") == "cache-name" {
			names = append(names, n.Text)
		}
	})
	return names
}

func TestACacheShowsWhatIsLeft(t *testing.T) {
	s := &State{}
	now := view.Snapshot{WallNanos: 1_500_000_000, Now: 500_000_000}
	n := cacheTable(s, now, "dns", cacheOf(4))
	unsaid(t, n)
	all := words(n)
	for _, want := range []string{"4 entries", "host0.example.", "stale for 0 s", "no such name (NXDOMAIN)", "1 s", "3 s", "referral"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %s", want, all)
		}
	}
	var bars []string
	n.Walk(func(n *scene.Node) {
		if n.Attr("class") == "ttl-left" {
			bars = append(bars, n.Attr("style:width"))
		}
	})
	if got := strings.Join(bars, " "); got != "0% 25% 50% 62.5%" {
		t.Errorf("the bars are %s wide", got)
	}
	// The wall clock is a second ahead of the world's: the third ends 3 s by the wall clock.
	if n.Find("data-key", "cache:jump:2000000000") == nil {
		t.Error("nothing leads to where the third entry ends")
	}
	if n.Find("class", "cache-row stale") == nil || n.Find("class", "cache-row negative") == nil {
		t.Error("what is stale, or says that there is nothing, is not marked")
	}
}

func TestOnlyRowsThatShowAreDrawn(t *testing.T) {
	s := &State{}
	now := view.Snapshot{}
	count := len(rowsOf(cacheTable(s, now, "dns", cacheOf(400))))
	if count < cacheRows || count > cacheRows+5 {
		t.Errorf("%d rows are drawn", count)
	}
	Handle(nil, s, Event{Type: "scroll", Key: "cache:list:dns", Y: 200 * cacheRow})
	names := rowsOf(cacheTable(s, now, "dns", cacheOf(400)))
	if !s.TakeRedraw() || names[1] != "host200.example." || len(names) > cacheRows+5 {
		t.Errorf("scrolled to the middle, the rows are %v", names)
	}
}

func TestACacheIsFilteredAndSorted(t *testing.T) {
	s := &State{}
	now := view.Snapshot{}
	Handle(nil, s, Event{Type: "input", Key: "cache:filter:dns", Value: "HOST1 referral"})
	n := cacheTable(s, now, "dns", cacheOf(40))
	if got := strings.Join(rowsOf(n), " "); got != "host10.example. host12.example. host14.example. host16.example. host18.example." {
		t.Errorf("the filter lets pass: %s", got)
	}
	if !strings.Contains(words(n), "5 of 40 match") {
		t.Errorf("the count is missing: %s", words(n))
	}
	if !Handle(nil, s, Event{Type: "key", Key: "cache:filter:dns", Value: "Escape"}) || Handle(nil, s, Event{Type: "key", Key: "cache:filter:dns", Value: "Escape"}) {
		t.Error("Escape empties the filter once")
	}
	back := cacheOf(5)
	for i := range back.Rows {
		back.Rows[i].Cells[4] = fmt.Sprintf("0 %d", int64(100-i)*1e9)
	}
	Handle(nil, s, Event{Type: "click", Key: "cache:soonest:dns"})
	if got := rowsOf(cacheTable(s, now, "dns", back)); got[0] != "host4.example." || got[4] != "host0.example." {
		t.Errorf("sorted: %v", got)
	}
}

func TestABarLeadsToItsEnd(t *testing.T) {
	a := ended(t)
	a.SelectHost("dns.nyu.edu")
	var jump string
	Inspector(a, nil).Walk(func(n *scene.Node) {
		if key := n.Attr("data-key"); strings.HasPrefix(key, "cache:jump:") && jump == "" {
			jump = key
		}
	})
	Handle(a, &State{}, Event{Type: "click", Key: jump})
	settle(a)
	if at := fmt.Sprint("cache:jump:", int64(a.Now())); at != jump {
		t.Errorf("the bar %s leads to %s", jump, at)
	}
	if n := Inspector(a, nil); n.Find("data-key", jump) != nil {
		t.Error("the entry is over, and still has time left")
	}
}
