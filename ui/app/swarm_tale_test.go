package app_test

import (
	"strings"
	"testing"
)

// The story of a swarm ends with how the exchange has ended, not with connections that are
// closed; who joins after that begins it anew.
func TestTheStoryOfASwarmEndsWithItsOutcome(t *testing.T) {
	a := opened(t, "swarm")
	ok(t, a, "run", `{"until":"3s"}`)
	if tale := string(a.Tale()); strings.Contains(tale, "All 7 peers") {
		t.Errorf("after three seconds it is told: %s", tale)
	}
	ok(t, a, "run", `{"until":"60s"}`)
	if tale := string(a.Tale()); !strings.Contains(tale, "All 7 peers that wanted") || !strings.Contains(tale, "last") {
		t.Errorf("at the end it is told: %s", tale)
	}
	h, _ := a.Happening()
	a.AskWhy()
	if why := a.Why(); a.Asked() != h.Event || len(why) == 0 {
		t.Errorf("why: event %d, %d steps", a.Asked(), len(why))
	}
	a.JoinSwarm("zoe")
	ok(t, a, "run", `{"until":"60.3s"}`)
	if tale := string(a.Tale()); strings.Contains(tale, "All") {
		t.Errorf("though Zoe has joined, it is told: %s", tale)
	}
}

// Where a chunk is lost, the story says which, and that it is waited for in vain.
func TestTheStoryOfASwarmThatLosesChunks(t *testing.T) {
	a := opened(t, "rarest-first")
	ok(t, a, "run", `{"until":"90s"}`)
	told := ""
	for n := range a.Exchanges() {
		a.ShowExchange(n)
		told += string(a.Tale()) + "\n"
	}
	if !strings.Contains(told, "All 6 peers that wanted") || !strings.Contains(told, "nobody who takes part has these chunks any more") {
		t.Errorf("it is told: %s", told)
	}
}
