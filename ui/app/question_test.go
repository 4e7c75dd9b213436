package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"playnet/core/lab/labfile"
	"playnet/ui/app"
)

// until plays frames until something holds.
func until(t *testing.T, a *app.App, what string, holds func() bool) {
	t.Helper()
	for range 20_000 {
		if holds() {
			return
		}
		frames(a, 1)
	}
	t.Fatalf("it never comes to that: %s", what)
}

func asked(a *app.App) bool { c, ok := a.Card(); return ok && c.State == app.Asks }
func told(a *app.App) bool  { c, ok := a.Card(); return ok && c.State == app.Told }

// comeTo plays until a question is asked, passing those before it.
func comeTo(t *testing.T, a *app.App, id string) app.Card {
	t.Helper()
	for {
		a.Play()
		until(t, a, "the question "+id, func() bool { return asked(a) })
		card, _ := a.Card()
		if card.ID == id {
			return card
		}
		a.SkipQuestion()
	}
}

// Played, the run stops for each question; a prediction is held against the run.
func TestPlayingStopsForQuestions(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.Play()
	until(t, a, "the first question", func() bool { return asked(a) })
	card, _ := a.Card()
	if a.Playing() || card.ID != "how-many" || card.Kind != labfile.AskNumber || card.Unit != "messages" || card.Number != 1 || card.Of != 5 {
		t.Fatalf("playing %v, card %+v", a.Playing(), card)
	}
	a.Predict("8")
	if !a.Playing() {
		t.Error("it does not go on")
	}
	card = comeTo(t, a, "whom-next")
	if len(card.Choices) != 7 || card.Number != 3 {
		t.Fatalf("card %+v", card)
	}
	a.Predict("a.root")
	until(t, a, "the second verdict", func() bool { return told(a) })
	if card, _ = a.Card(); card.ID != "whom-next" || card.Right || card.Deciding == 0 {
		t.Fatalf("card %+v", card)
	}
	a.SelectEvent(card.Deciding)
	if s := a.Selection(); s.Kind != app.Frame || s.Frame != card.Deciding {
		t.Errorf("the deciding message is not selected: %+v", s)
	}
	a.CloseQuestion()
	a.SetAsking(false) // what comes now is not of interest
	a.Play()
	until(t, a, "the first verdict", func() bool { return told(a) })
	if card, _ = a.Card(); card.ID != "how-many" || !card.Right || !strings.Contains(string(card.Explain), "<strong>3</strong> servers") {
		t.Errorf("card %+v", card)
	}
	until(t, a, "the end", func() bool { return a.Ended() })
	a.Call("hash", nil, func(got []byte, _ *app.APIError) {
		if want := native(t, "dns-iterated", 7, idle); string(got) != `"`+want+`"` {
			t.Errorf("asked, the run is another: %s, want %s", got, want)
		}
	})
	settled(a)
}

// A host that is asked for is given by a click on one, and the page stays where it is.
func TestAHostIsAClick(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.Resize(390, 844)
	comeTo(t, a, "whom-next")
	a.SelectHost("a.com-servers")
	if a.Prediction() != "a.com-servers" || a.Look().Pane != app.Stage {
		t.Errorf("the prediction is %q, the page shows %s", a.Prediction(), a.Look().Pane)
	}
	a.SkipQuestion()
	a.SelectHost("a.root")
	if a.Prediction() == "a.root" || a.Look().Pane != app.Details {
		t.Errorf("nobody asks: the prediction is %q, the page shows %s", a.Prediction(), a.Look().Pane)
	}
}

// Steps stop there, too, but bar nobody's way; going elsewhere takes the card away.
func TestSteppingPassesAQuestion(t *testing.T) {
	a := opened(t, "dns-iterated")
	for range 40 {
		a.StepMessage()
		settled(a)
		if asked(a) {
			break
		}
	}
	if !asked(a) {
		t.Fatal("stepping does not come to a question")
	}
	stop := a.Position()
	a.StepMessage()
	settled(a)
	if asked(a) || a.Position() <= stop {
		t.Errorf("the step stays at %d", a.Position())
	}
	for !a.Ended() {
		before := a.Position()
		a.StepMessage()
		settled(a)
		if a.Position() == before && !asked(a) {
			t.Fatal("a step goes nowhere")
		}
	}
	a.ToStart()
	settled(a)
	if _, ok := a.Card(); ok {
		t.Error("a question is shown at the beginning")
	}
}

// Who runs, seeks, hurries or has turned the questions off is not stopped.
func TestNobodyElseIsStopped(t *testing.T) {
	for what, to := range map[string]func(a *app.App){
		"to the end":           func(a *app.App) { a.ToEnd() },
		"as fast as it can":    func(a *app.App) { a.SetSpeed(app.Speeds() - 1); a.Play() },
		"without questions":    func(a *app.App) { a.SetAsking(false); a.SetSpeed(9); a.Play() },
		"by the embedding API": func(a *app.App) { a.Call("run", []byte(`{"idle": true}`), func([]byte, *app.APIError) {}) },
	} {
		a := opened(t, "dns-iterated")
		to(a)
		until(t, a, what, func() bool { return a.Ended() || asked(a) })
		if asked(a) {
			t.Errorf("%s: it is stopped by a question", what)
		}
	}
}

// What the learner does meanwhile changes the future, and with it the right answer.
func TestTheAnswerIsOfTheFutureThatComes(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.Play()
	until(t, a, "the first question", func() bool { return asked(a) })
	a.Predict("8")
	a.Pause()
	frames(a, 2)
	a.Switch("intermediate", true)
	a.SetAsking(false)
	a.Play()
	until(t, a, "the verdict", func() bool { return told(a) })
	if card, _ := a.Card(); card.Right {
		t.Errorf("eight messages are right although there were ten: %+v", card)
	}
}

func TestQuestionsByTheAPI(t *testing.T) {
	a := opened(t, "dns-recursive")
	ask := func(params string) (list []map[string]any) {
		a.Call("questions", []byte(params), func(result []byte, err *app.APIError) {
			if err != nil {
				t.Fatalf("%s: %v", params, err)
			}
			if e := json.Unmarshal(result, &list); e != nil {
				t.Fatal(e)
			}
		})
		settled(a)
		return list
	}
	list := ask("")
	if len(list) != 5 || list[0]["state"] != "unasked" || list[0]["comes"] != true || list[0]["answer"] != nil {
		t.Errorf("%v", list)
	}
	const top = "The servers at the top: each asks on, waits, and answers."
	a.Play()
	until(t, a, "the first question", func() bool { return asked(a) })
	a.Predict(top)
	ask(`{"on": false}`)
	a.Play()
	until(t, a, "the verdict", func() bool { return told(a) })
	if list = ask("null"); list[0]["state"] != "told" || list[0]["right"] != true || list[0]["answer"] != top {
		t.Errorf("%v", list)
	}
	if a.Asking() {
		t.Error("the questions are not off")
	}
	a.Call("questions", []byte(`{"off": 1}`), func(_ []byte, err *app.APIError) {
		if err == nil || err.Code != app.BadParams {
			t.Errorf("an unknown parameter: %v", err)
		}
	})
}

// Who has just come sees the run go through before anything is asked.
func TestTheFirstRunIsShown(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.Play()
	a.ShowFirst()
	for a.Playing() {
		frames(a, 1)
		if asked(a) {
			t.Fatal("a question stops the first run")
		}
	}
	if !a.Ended() {
		t.Fatal("it is not played to its end")
	}
	a.ToStart()
	settled(a)
	a.Play()
	until(t, a, "the first question", func() bool { return asked(a) })

	a = opened(t, "dns-iterated")
	a.ShowFirst() // nothing plays: a visitor who wants no motion presses Play, and is asked
	a.Play()
	until(t, a, "the first question", func() bool { return asked(a) })
}
