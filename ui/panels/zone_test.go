package panels

import (
	"strings"
	"testing"

	"playnet/ui/app"
	"playnet/ui/scene"
)

func registering(t *testing.T, host string) (*app.App, *State) {
	t.Helper()
	a := app.New(library{})
	if err := a.OpenLab("dns-register", 7); err != nil {
		t.Fatal(err)
	}
	a.SelectHost(host)
	return a, &State{}
}

// typedInto types into a field of the inspector, and returns what the inspector then shows.
func typedInto(a *app.App, s *State, field, words string) *scene.Node {
	Handle(a, s, Event{Island: "inspector", Type: "input", Key: "meddle:draft:" + field, Value: words})
	return Inspector(a, s)
}

func pressed1(a *app.App, s *State, key string) *scene.Node {
	Handle(a, s, Event{Island: "inspector", Type: "click", Key: key})
	return Inspector(a, s)
}

func disabled(n *scene.Node, key string) bool {
	for _, at := range n.Find("data-key", key).Attrs {
		if at.Name == "disabled" {
			return true
		}
	}
	return false
}

// A zone is written anew in a field: what is wrong stands below it, by line, and only what
// can be loaded is.
func TestTheZoneEditor(t *testing.T) {
	a, s := registering(t, "dns1")
	a.SeekTime(100_000_000)
	settle(a)
	const group = "zone|dns1|networkutopia.com."
	n := pressed1(a, s, "meddle:open:"+group)
	area := n.Find("data-key", "meddle:draft:text|"+group)
	if area == nil || !strings.Contains(area.Attr("prop:value"), "$ORIGIN networkutopia.com.") {
		t.Fatal("the text of the zone is not shown")
	}
	was, before := area.Attr("prop:value"), len(a.Log())
	n = typedInto(a, s, "text|"+group, was+"www A 203.0.113\n")
	unsaid(t, n)
	if line := "Line " + itoa(strings.Count(was, "\n")+1) + " "; !strings.Contains(words(n), line) || !disabled(n, "meddle:apply:"+group) {
		t.Errorf("no %q in %s", line, words(n))
	}
	pressed1(a, s, "meddle:apply:"+group)
	if len(a.Log()) != before {
		t.Error("what is no zone was loaded")
	}
	if n = typedInto(a, s, "text|"+group, was+"www A 203.0.113.99\n"); disabled(n, "meddle:apply:"+group) {
		t.Errorf("what is a zone can't be loaded: %s", words(n))
	}
	n = pressed1(a, s, "meddle:apply:"+group)
	if len(a.Log()) != before+1 || n.Find("data-key", "meddle:draft:text|"+group) != nil {
		t.Error("the zone was not loaded, or its editor stays open")
	}
	if text, _ := a.ZoneText("dns1", "networkutopia.com"); !strings.Contains(text, "203.0.113.99") || !strings.Contains(text, "2026030201") {
		t.Errorf("the file is now\n%s", text)
	}
}

// A server that has its zones from another one has no file to edit.
func TestNoEditorForCopies(t *testing.T) {
	a, s := registering(t, "dns2")
	a.ToEnd()
	settle(a)
	n := Inspector(a, s)
	if !strings.Contains(words(n), "203.0.113.71") || n.Find("data-key", "meddle:open:zone|dns2|networkutopia.com.") != nil {
		t.Errorf("a copy can be edited, or is not shown: %s", words(n))
	}
}

// The registrar's form tells what is wrong at its field, doubts that glue is missing, and
// enters the domain.
func TestTheRegistrarsForm(t *testing.T) {
	a, s := registering(t, "registrar")
	const group = "register|registrar"
	send := "meddle:apply:" + group
	if n := Inspector(a, s); !disabled(n, send) {
		t.Error("an empty form can be sent")
	}
	typedInto(a, s, "domain|"+group, "shop.networkutopia.com")
	n := typedInto(a, s, "name0|"+group, "ns.shop.com")
	unsaid(t, n)
	if !strings.Contains(words(n), "right below") || n.Find("data-key", "meddle:draft:domain|"+group).Attr("aria-invalid") != "true" || !disabled(n, send) {
		t.Errorf("a domain too far down: %s", words(n))
	}
	n = typedInto(a, s, "domain|"+group, "shop.com")
	if !strings.Contains(words(n), "ns.shop.com lies in shop.com itself") || disabled(n, send) {
		t.Errorf("missing glue: %s", words(n))
	}
	n = typedInto(a, s, "address0|"+group, "203.0.113.999")
	if n.Find("data-key", "meddle:draft:address0|"+group).Attr("aria-invalid") != "true" || !disabled(n, send) {
		t.Errorf("an address that is none: %s", words(n))
	}
	typedInto(a, s, "address0|"+group, "203.0.113.9")
	typedInto(a, s, "name1|"+group, "ns.example.net")
	pressed1(a, s, send)
	a.ToEnd()
	settle(a)
	n = Inspector(a, s)
	if all := strings.ReplaceAll(words(n), " ", ""); !strings.Contains(all, "shop.com.ns.shop.com.,ns.example.net.203.0.113.9NOERROR") {
		t.Errorf("the books do not show it: %s", all)
	}
	if n.Find("data-key", "meddle:draft:domain|"+group).Attr("prop:value") != "" {
		t.Error("the form is still filled in")
	}
}
