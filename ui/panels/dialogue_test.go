package panels

import (
	"strings"
	"testing"

	"playnet/ui/app"
	"playnet/ui/scene"
)

// talkLines returns the lines of the dialogue that are drawn.
func talkLines(n *scene.Node) (list []*scene.Node) {
	n.Walk(func(n *scene.Node) {
		if strings.HasPrefix(n.Attr("class"), "talk-line") {
			list = append(list, n)
		}
	})
	return list
}

func TestTheDialogueOfTheShownMessage(t *testing.T) {
	a, s := ended(t), &State{}
	a.Show(app.Dialogue)
	idle(a)
	first := a.TransferRange(0, 1)[0]
	a.SelectFrame(first.Frame)
	n := DialoguePanel(a, s, 900)
	unsaid(t, n)
	list := talkLines(n)
	if len(list) != 2 || !strings.Contains(words(list[0]), "C: A? gaia.cs.umass.edu") || !strings.Contains(words(list[1]), "S: A 128.119.") {
		t.Fatalf("the dialogue is %s", words(n))
	}
	if list[0].Attr("aria-selected") != "true" || list[1].Attr("aria-selected") != "false" {
		t.Error("the shown message is not marked")
	}
	Handle(a, s, Event{Type: "ArrowDown", Key: "dialogue"})
	if last := a.TransferRange(7, 1)[0]; a.Selection().Frame != last.Frame {
		t.Errorf("the next line stands for frame %d, want %d", a.Selection().Frame, last.Frame)
	}
	Handle(a, s, Event{Type: "ArrowRight", Key: "dialogue"})
	n = DialoguePanel(a, s, 900)
	if open := n.Find("class", "talk-detail"); open == nil || !strings.Contains(words(open), "ANCOUNT 1") || !s.TakeRedraw() {
		t.Error("the line does not open")
	}
	Handle(a, s, Event{Type: "ArrowLeft", Key: "dialogue"})
	if DialoguePanel(a, s, 900).Find("class", "talk-detail") != nil {
		t.Error("the line does not close")
	}
}

// Another conversation can be chosen, and stays until another message is selected.
func TestAConversationIsChosen(t *testing.T) {
	a, s := ended(t), &State{}
	a.Show(app.Dialogue)
	idle(a)
	list, total := a.Streams(0, 100)
	if total != 4 || len(list) != 4 {
		t.Fatalf("%d conversations", total)
	}
	Handle(a, s, Event{Type: "change", Key: "stream:2"})
	idle(a)
	n := DialoguePanel(a, s, 900)
	if here, ok := a.Stream(); !ok || here != 2 || len(talkLines(n)) != 2 {
		t.Fatalf("conversation %d, %d lines", here, len(talkLines(n)))
	}
	if chosen := n.Find("selected", ""); chosen == nil {
		t.Error("the list does not show which")
	}
	Handle(a, s, Event{Type: "click", Key: "stream-next"})
	if here, _ := a.Stream(); here != 3 {
		t.Errorf("the next one is %d", here)
	}
	Handle(a, s, Event{Type: "click", Key: talkLines(n)[0].Attr("data-key")})
	a.SelectFrame(a.TransferRange(0, 1)[0].Frame)
	if here, _ := a.Stream(); here != 0 {
		t.Errorf("the selected message's conversation is 0, shown is %d", here)
	}
	// Nothing is read while nobody looks.
	a.Show(app.Ladder)
	a.DoLookUp(app.LookUp{Host: "engineering", Name: "www.umass.edu", Type: "A"})
	a.ToEnd()
	settle(a)
	idle(a)
	if _, after := a.Streams(0, 0); after != total {
		t.Errorf("%d conversations were looked for in secret", after-total)
	}
	a.Show(app.Dialogue)
	idle(a)
	if _, after := a.Streams(0, 0); after <= total {
		t.Error("the new conversations are not found")
	}
}

func TestBitsAreDrawnAsInTheRFCs(t *testing.T) {
	a := ended(t)
	a.SelectFrame(a.TransferRange(0, 1)[0].Frame)
	all := words(Inspector(a, &State{Folded: map[string]bool{"layer:1:ip": false}}))
	for _, want := range []string{"0... .... QR", ".000 0... Opcode", "0100 .... Version", ".1.. .... Don't Fragment", "...0 0000 0000 0000 Fragment Offset"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %s", want, all)
		}
	}
	m, _ := a.Message()
	s := &State{}
	a.PointAt("3.0", 42, 2)
	Handle(a, s, Event{Type: "click", Key: "bytes-copy"})
	if w, _ := s.TakeWish(); len(w.Copy) != 4 || w.Copy != string([]byte{hexDigits[m.Bytes[42]>>4], hexDigits[m.Bytes[42]&15], hexDigits[m.Bytes[43]>>4], hexDigits[m.Bytes[43]&15]}) {
		t.Errorf("copied: %q", w.Copy)
	}
	a.PointAt("", 0, 0)
	Handle(a, s, Event{Type: "click", Key: "bytes-copy"})
	if w, _ := s.TakeWish(); len(w.Copy) != 2*len(m.Bytes) {
		t.Errorf("copied %d characters of %d bytes", len(w.Copy), len(m.Bytes))
	}
}
