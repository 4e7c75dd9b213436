package panels

import (
	"strings"
	"testing"

	"playnet/ui/app"
	"playnet/ui/scene"
)

// judged returns a page that shows the validating resolver of the lab of the chain of trust.
func judged(t *testing.T) *app.App {
	t.Helper()
	a := app.New(library{})
	if err := a.OpenLab("dns-sec", 7); err != nil {
		t.Fatal(err)
	}
	a.SelectHost("dns.campus")
	if all := words(Inspector(a, nil)); !strings.Contains(all, "No answer has been checked yet.") {
		t.Errorf("before the first answer: %s", all)
	}
	a.ToEnd()
	settle(a)
	return a
}

// parts are the classes and words of a chain's parts.
func parts(n *scene.Node) (list []string) {
	n.Walk(func(n *scene.Node) {
		if class, ok := strings.CutPrefix(n.Attr("class"), "trust-part trust-"); ok {
			list = append(list, class+": "+words(n))
		}
	})
	return list
}

func choose(t *testing.T, a *app.App, s *State, name string) []string {
	t.Helper()
	for _, o := range Inspector(a, s).Find("data-key", "trust:choose").Children {
		if strings.HasPrefix(o.Text, name) {
			Handle(a, s, Event{Type: "change", Key: "trust:choose:" + o.Attr("value")})
			n := Inspector(a, s)
			unsaid(t, n)
			return parts(n)
		}
	}
	t.Fatalf("%s is not among the answers", name)
	return nil
}

func TestTheChainOfTrustIsDrawn(t *testing.T) {
	a, s := judged(t), &State{}
	for name, want := range map[string][]string{
		"www.example.com.": {"anchor secure: ⚓ Trust anchor", "zone secure: ✓ the root: secure", "by secure: ✓ DS: the root vouches for key", "zone secure: ✓ com: secure",
			"by secure: ✓ DS: com vouches", "zone secure: ✓ example.com: secure", "by secure: ✓ RRSIG over www.example.com. A", "answer secure: ✓ www.example.com. A: secure"},
		"shop.example.com.": {"anchor secure", "zone secure", "by secure", "zone secure", "by secure", "zone secure", "by bogus: ✕ RRSIG over shop", "answer bogus: ✕ shop.example.com. A: bogus"},
		"www.example.org.":  {"anchor secure", "zone secure", "by secure", "zone secure: ✓ org", "by insecure: ○ org vouches for no key of example.org", "zone insecure", "answer insecure: ○"},
	} {
		got := choose(t, a, s, name)
		for i := range want {
			if len(got) != len(want) || !strings.HasPrefix(got[i], want[i]) {
				t.Errorf("%s: %q\nwant %q", name, got, want)
				break
			}
		}
	}
}

func TestAPartOfTheChainLeadsToItsMessage(t *testing.T) {
	a, s := judged(t), &State{}
	choose(t, a, s, "www.example.com.")
	var ds string
	Inspector(a, s).Walk(func(n *scene.Node) {
		if key := n.Attr("data-key"); strings.HasPrefix(key, "trust:show:") && strings.HasSuffix(key, ":com.:DS") {
			ds = key
		}
	})
	Handle(a, s, Event{Type: "click", Key: ds})
	m, ok := a.Message()
	if !ok || a.Selection().Kind != app.Frame || m.From != "a.root" || m.To != "dns.campus" {
		t.Fatalf("%s leads to %+v", ds, a.Selection())
	}
	f, ok := FieldAt(m, a.Selection().Field)
	if !ok || !strings.HasPrefix(f.Value, "com DS") {
		t.Errorf("it points at %q", f.Value)
	}
}

func TestOnlyAValidatorHasAChain(t *testing.T) {
	a := judged(t)
	a.SelectHost("dns.cafe")
	if n := Inspector(a, nil); n.Find("data-key", "part-fold:trust") != nil {
		t.Error("a resolver that believes everything shows a chain of trust")
	}
}
