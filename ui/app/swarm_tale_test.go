package app_test

import (
	"fmt"
	"strings"
	"testing"
)

// The story of a swarm ends with how the exchange has ended, not with connections that are
// closed; who joins after that begins it anew.
func TestTheStoryOfASwarmEndsWithItsOutcome(t *testing.T) {
	a := opened(t, "swarm")
	ok(t, a, "run", `{"until":"3s"}`)
	if count := a.CountText(); count != "1 of 8 done" {
		t.Errorf("after three seconds it is counted: %s", count)
	}
	if tale := string(a.Tale()); strings.Contains(tale, "All 7 peers") {
		t.Errorf("after three seconds it is told: %s", tale)
	}
	ok(t, a, "run", `{"until":"60s"}`)
	if tale := string(a.Tale()); !strings.Contains(tale, "All 7 peers that wanted") || !strings.Contains(tale, "last") {
		t.Errorf("at the end it is told: %s", tale)
	}
	if count := a.CountText(); count != "8 of 8 done" {
		t.Errorf("at the end it is counted: %s", count)
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

// Between two things that are worth a sentence thousands of frames may pass: the story stays with
// the last one, and never begins anew.
func TestTheStoryOfASwarmIsNotForgotten(t *testing.T) {
	a := opened(t, "swarm")
	before := string(a.Tale())
	for tenths := 25; tenths < 140; tenths += 3 {
		ok(t, a, "run", fmt.Sprintf(`{"until":"%d00ms"}`, tenths))
		if h, told := a.Happening(); !told || string(a.Tale()) == before || strings.HasPrefix(h.Key, "happening.tcp.") {
			t.Fatalf("after %d.%d s it is told: %s", tenths/10, tenths%10, a.Tale())
		}
	}
}
