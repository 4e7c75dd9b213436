package panels

import (
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/text"
)

// What went through a host's interface stands in the inspector, live, and its sections fold.
func TestAHostCountsItsTraffic(t *testing.T) {
	a, s := ended(t), &State{}
	a.SelectHost("dns.nyu.edu")
	n := Inspector(a, s)
	unsaid(t, n)
	var frames, bytes int
	for _, x := range a.TransferRange(0, 100) {
		if x.From == "dns.nyu.edu" {
			frames, bytes = frames+1, bytes+x.Size
		}
	}
	all := words(n)
	if want := "sent " + itoa(frames) + " " + itoa(bytes); frames != 4 || !strings.Contains(all, want) {
		t.Errorf("no %q in %s", want, all)
	}
	for _, key := range []string{"part-fold:traffic", "part-fold:sockets", "part-fold:program-0:dns.resolver"} {
		Handle(a, s, Event{Type: "click", Key: key})
		head := Inspector(a, s).Find("data-key", key)
		if head == nil || head.Attr("aria-expanded") != "false" {
			t.Errorf("%s does not fold", key)
		}
	}
	folded := words(Inspector(a, s))
	if strings.Contains(folded, "Segments sent again") || strings.Contains(folded, "TTL left") || len(folded) >= len(all) {
		t.Errorf("folded, but still there: %s", folded)
	}
	Handle(a, s, Event{Type: "click", Key: "part-fold:traffic"})
	if !strings.Contains(words(Inspector(a, s)), "Segments sent again") {
		t.Error("it does not unfold")
	}
}

func itoa(n int) string { return text.Number(n) }

// A host with very many sockets shows some of them, and says how many more there are.
func TestManySocketsAreBounded(t *testing.T) {
	list := make([]view.Socket, manyRows+70)
	if got := words(sockets(list)); !strings.Contains(got, "70 more") {
		t.Errorf("the rest is not counted: %.200s", got)
	}
}

// The button of a host's link, and the line's end on the stage, lead to where that link is changed.
func TestAHostsLinkIsFound(t *testing.T) {
	a, s := ended(t), &State{}
	a.SelectHost("a.root")
	a.ShowTerminal()
	Handle(a, s, Event{Type: "click", Island: "stage", Key: "link:dns.nyu.edu"})
	w, any := s.TakeWish()
	if a.Selection().Host != "dns.nyu.edu" || a.TerminalShown() || !any || w.Island != "inspector" {
		t.Fatalf("selected %+v, terminal %v, wish %+v", a.Selection(), a.TerminalShown(), w)
	}
	n := Inspector(a, s)
	if part := n.Find("id", w.Reveal); part == nil || part.Find("data-key", w.Focus) == nil {
		t.Errorf("%s with %s is not there", w.Reveal, w.Focus)
	}
	if n.Find("data-key", "link:dns.nyu.edu") == nil {
		t.Error("no key leads there")
	}
}

// At a host with a browser the page that it shows comes first: what serves it stands below.
func TestAPageComesFirst(t *testing.T) {
	a := app.New(library{})
	if err := a.OpenLab("webmail", 7); err != nil {
		t.Fatal(err)
	}
	a.SetAsking(false)
	a.ToEnd()
	settle(a)
	a.SelectHost(a.BrowserHost())
	all := words(Inspector(a, &State{}))
	page, stub := strings.Index(all, text.T("program.web.browser")+" "), strings.Index(all, text.T("program.dns.stub"))
	if page < 0 || stub < page {
		t.Errorf("the page stands at %d, the stub resolver at %d: %s", page, stub, all)
	}
}
