package app_test

import "testing"

// What could be typed next is listed only once it is wanted, and while a conversation runs.
func TestSuggestions(t *testing.T) {
	a := opened(t, "dns-iterated")
	// The learner is the server here: nobody has come yet, nothing can be said.
	a.TypeLine("engineering", "nc -lC 110")
	frames(a, 20)
	if got := a.Suggestions("engineering"); got != nil {
		t.Errorf("unasked: %v", got)
	}
	a.ToggleSuggestions()
	if got := a.Suggestions("engineering"); len(got) != 1 || got[0].Line != "+OK engineering ready" {
		t.Errorf("asked: %v", got)
	}
	a.InterruptTerminal("engineering")
	frames(a, 20)
	if got := a.Suggestions("engineering"); got != nil {
		t.Errorf("after the end: %v", got)
	}
}
