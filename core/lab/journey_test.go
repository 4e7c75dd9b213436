package lab_test

import (
	"strings"
	"testing"

	"playnet/core/sim"
	"playnet/core/view"
)

func stepStates(j view.Journey) string {
	var s []string
	for _, step := range j.Steps {
		if step.State == view.StepAhead {
			s = append(s, "-")
			continue
		}
		s = append(s, string(step.State))
	}
	return strings.Join(s, " ")
}

// A mail's six steps are told from the trace, one after the other, and stay told; whoever
// goes back sees them ahead again.
func TestTheSixStepsOfAMail(t *testing.T) {
	w := open(t, "mail-adventure", 7)
	if _, ok := w.Journey(0); ok {
		t.Fatal("a mail is on its way before any was written")
	}
	seen := []string{}
	for len(seen) < 5 && w.Step() {
		if j, ok := w.Journey(0); ok {
			if now := stepStates(j); len(seen) == 0 || seen[len(seen)-1] != now {
				seen = append(seen, now)
			}
		}
	}
	want := []string{"done now - - - -", "done done now - - -", "done done done now - -", "done done done done done now", "done done done done done done"}
	if strings.Join(seen, "\n") != strings.Join(want, "\n") {
		t.Errorf("the steps are\n%s", strings.Join(seen, "\n"))
	}
	j, _ := w.Journey(0)
	for i := 1; i < len(j.Steps); i++ {
		if j.Steps[i].At < j.Steps[i-1].At && i != view.StepMailbox { // the reply that ends step 4 comes after the mailbox has the mail
			t.Errorf("step %d at %d, the one before at %d", i, j.Steps[i].At, j.Steps[i-1].At)
		}
	}
	if j.From != "alice" || j.MessageID == "" || len(j.QueueIDs) != 2 {
		t.Errorf("%+v", j)
	}
	if op := w.MailOperation("", j.MessageID); uint64(op) != j.Operation {
		t.Errorf("the mail serves %d, not %d", op, j.Operation)
	}
	w.SeekTime(sim.Instant(3e8))
	if j, ok := w.Journey(0); !ok || !strings.HasSuffix(stepStates(j), " - - -") {
		t.Errorf("gone back to 0.3 s the steps are %s", stepStates(j))
	}
}

// A mail to a user of the same server is not sent on.
func TestAMailThatStaysAtHome(t *testing.T) {
	w := open(t, "mail-adventure", 7)
	w.RunUntil(sim.Instant(13e9), nil)
	if j, ok := w.Journey(0); !ok || stepStates(j) != "done done done - done now" {
		t.Errorf("the steps are %s", stepStates(j))
	}
}
