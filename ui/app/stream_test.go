package app_test

import (
	"testing"

	"playnet/ui/app"
)

// Who has chosen a conversation goes on following it while others say more; who selects a
// message then follows that one's.
func TestTheChosenConversationStays(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.SetDock(true)
	a.Show(app.Dialogue)
	a.ToEnd()
	frames(a, 5)
	settled(a)
	list, _ := a.Streams(0, 10)
	if len(list) < 3 {
		t.Fatalf("%d conversations", len(list))
	}
	a.ToStart()
	settled(a)
	frames(a, 5)
	for range 4 {
		a.StepMessage()
		settled(a)
	}
	a.SelectLab()
	frames(a, 5)
	settled(a)
	shown := a.MessageID()
	a.ChooseStream(0)
	for range 4 {
		a.StepMessage()
		settled(a)
	}
	frames(a, 5)
	settled(a)
	if a.MessageID() == shown {
		t.Fatal("no other message is shown: nothing is tried")
	}
	if n, ok := a.Stream(); !ok || n != 0 {
		t.Errorf("conversation %d (%v) is followed, 0 was chosen", n, ok)
	}
	a.SelectFrame(list[2].First)
	if n, ok := a.Stream(); !ok || n != 2 {
		t.Errorf("conversation %d (%v) is followed, a message of 2 was selected", n, ok)
	}
}
