package lab_test

import (
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
)

// ahead lists the questions to which a world comes, by their ids.
func ahead(t *testing.T, w *lab.World) map[string]lab.Asked {
	t.Helper()
	replica, err := w.Replica()
	if err != nil {
		t.Fatal(err)
	}
	f := replica.Foresee()
	defer f.Close()
	asks := 0
	for !f.Run(1<<40, func() bool { asks++; return asks%3 != 0 }) {
	}
	if missed := f.Missed(); len(missed) > 0 {
		t.Errorf("the run does not come to %v", missed)
	}
	all := map[string]lab.Asked{}
	for _, a := range f.Asked() {
		all[string(a.Question.ID)] = a
	}
	return all
}

// The figure knows the answers, whatever the dice and the switch.
func TestQuestionsOfTheFigures(t *testing.T) {
	for seed := range uint64(6) {
		for _, c := range []struct {
			lab          string
			intermediate bool
			want         map[string]string
		}{
			{"dns-iterated", false, map[string]string{"how-many": "8", "whom-next": "a.edu-servers", "whose-name": "dns.cs.umass.edu",
				"root-says": "Who serves **edu**, and at which address: ask there.", "how-long": "136.12232ms"}},
			{"dns-iterated", true, map[string]string{"how-many": "10", "whom-next": "a.edu-servers", "whose-name": "dns.umass.edu",
				"root-says": "Who serves **edu**, and at which address: ask there.", "how-long": "160.15928ms"}},
			{"dns-recursive", false, map[string]string{"who-works": "2", "who-answers": "a.root", "wants-recursion": "true", "how-long": "164.067584ms",
				"who-bears": "The servers at the top: each asks on, waits, and answers."}},
			{"dns-recursive", true, map[string]string{"who-works": "2", "who-answers": "a.root", "wants-recursion": "true", "how-long": "168.098304ms",
				"who-bears": "The servers at the top: each asks on, waits, and answers."}},
		} {
			w := open(t, c.lab, seed)
			if c.intermediate {
				if _, err := w.Do(labfile.LabSwitch{Switch: "intermediate", On: true}); err != nil {
					t.Fatal(err)
				}
			}
			asked := ahead(t, w)
			for id, want := range c.want {
				if got := lab.Words(asked[id].Answer); got != want {
					t.Errorf("%s, seed %d, switch %v: %s is %q, want %q", c.lab, seed, c.intermediate, id, got, want)
				}
			}
			if len(asked) != len(c.want) {
				t.Errorf("%s: %d questions, want %d", c.lab, len(asked), len(c.want))
			}
		}
	}
}

// The world that stops for a question stands just before the decisive event: it has
// not happened, and the next thing that happens is it.
func TestAQuestionStopsJustBefore(t *testing.T) {
	w := open(t, "dns-iterated", 3)
	for id, a := range ahead(t, w) {
		w.Seek(a.Stop)
		if w.EventCount() >= int(a.Event) {
			t.Errorf("%s: event %d of %d has happened already", id, a.Event, w.EventCount())
		}
		w.Step()
		if w.EventCount() < int(a.Event) {
			t.Errorf("%s: the next thing was not event %d", id, a.Event)
		}
		if !w.MatchesEvent(chosen(t, string(a.Question.StopBefore)), a.Event) {
			t.Errorf("%s: event %d is not what it stops before", id, a.Event)
		}
		w.RunIdle(nil)
		if int(a.Deciding) > w.EventCount() || a.Deciding < a.Event {
			t.Errorf("%s: event %d decided; it stopped before %d of %d", id, a.Deciding, a.Event, w.EventCount())
		}
	}
}

// A bounded run stops where it shall, and the clock does not run ahead of what waits.
func TestRunUntilPosition(t *testing.T) {
	w := open(t, "dns-iterated", 3)
	stop := ahead(t, w)["whom-next"].Stop
	w.RunUntilPosition(1e9, stop, nil)
	next, _ := w.Next()
	if w.Position() != stop || w.Now() > next {
		t.Errorf("at position %d and %d, want position %d before %d", w.Position(), w.Now(), stop, next)
	}
	whole := open(t, "dns-iterated", 3)
	whole.RunUntilPosition(1e9, 1<<40, nil)
	if whole.Now() != 1e9 {
		t.Errorf("unbounded, the clock is at %d", whole.Now())
	}
	w.RunUntil(1e9, nil)
	if w.Hash() != whole.Hash() {
		t.Error("having stopped, the run is another")
	}
}

func TestPredictions(t *testing.T) {
	w := open(t, "dns-iterated", 3)
	asked := ahead(t, w)
	how, whom := asked["how-many"], asked["whom-next"]
	for text, want := range map[string]bool{"8": true, " 8 ": true, "8.0": true, "9": false, "": false, "many": false} {
		if how.Right(text) != want {
			t.Errorf("%q is right: %v", text, !want)
		}
	}
	for text, want := range map[string]bool{"a.edu-servers": true, "A.EDU-servers": true, "a.root": false, "": false} {
		if whom.Right(text) != want {
			t.Errorf("%q is right: %v", text, !want)
		}
	}
}

func TestCheckQuestions(t *testing.T) {
	w := open(t, "dns-recursive", 1)
	w.RunIdle(nil)
	checks, err := w.CheckQuestions()
	if err != nil || len(checks) != 5 {
		t.Fatalf("%v, %v", checks, err)
	}
	for _, c := range checks {
		if !c.OK {
			t.Errorf("%s: %s", c.What, c.Detail)
		}
	}
	for text, want := range map[string]string{
		`"stopBefore": "tcp", "ask": "?", "answer": "count(dns)"`:              "the run does not come to it",
		`"stopBefore": "udp", "ask": "?", "answer": "first(tcp).frame.number"`: "its answer can't be computed",
	} {
		f, err := labfile.Parse([]byte(questionLab(text)))
		if err != nil {
			t.Fatal(err)
		}
		w, err := lab.New(f, 1, lab.Options{})
		if err != nil {
			t.Fatal(err)
		}
		w.RunIdle(nil)
		checks, _ := w.CheckQuestions()
		if len(checks) != 1 || checks[0].OK || checks[0].Detail != want {
			t.Errorf("%s: %+v", text, checks)
		}
		w.Close()
	}
}

func questionLab(question string) string {
	return `-- lab.json --
{"playnet": 1, "id": "q", "title": "Q", "subject": "dns", "epoch": "2026-03-02T09:00:00Z",
 "hosts": [{"name": "a", "address": "192.0.2.1", "resolvers": ["b"]}, {"name": "b", "address": "192.0.2.2"}],
 "timeline": [{"at": "1s", "do": {"op": "dns.query", "host": "a", "name": "x.test"}}],
 "questions": [{"id": "q", ` + question + `}]}
`
}
