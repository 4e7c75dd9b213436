package app_test

import (
	"encoding/json"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/public"
	"playnet/ui/app"
)

// truths returns the right answers of a lab's run, found by a world of the test's own.
func truths(t *testing.T, id string, seed uint64) map[string]string {
	t.Helper()
	text, _ := public.Lab(id)
	f, err := labfile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(f, seed, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ahead := w.Foresee()
	defer ahead.Close()
	ahead.Run(1<<40, nil)
	all := map[string]string{}
	for _, q := range ahead.Asked() {
		all[string(q.Question.ID)] = q.Answer[0].String()
	}
	return all
}

// walk plays the open lab to its end and answers each question: rightly, but for those
// whose ids are given.
func walk(t *testing.T, a *app.App, answers map[string]string, wrong ...string) (answered int) {
	t.Helper()
	for _, id := range wrong {
		answers[id] = "0" // no time, no number, no host, no option, and "no"
	}
	a.Play()
	for {
		until(t, a, "a question, or the end", func() bool { return asked(a) || told(a) || a.Ended() })
		card, ok := a.Card()
		switch {
		case ok && card.State == app.Asks:
			answered++
			a.Predict(answers[card.ID])
		case ok && card.State == app.Told:
			a.CloseQuestion()
		case !ok && a.Ended():
			return answered
		}
	}
}

func TestScore(t *testing.T) {
	a := opened(t, "dns-iterated")
	if n := walk(t, a, truths(t, "dns-iterated", 7), "whom-next"); n != 5 {
		t.Fatalf("%d questions were asked", n)
	}
	want := app.Score{Points: app.Points{Points: 4, Of: 5}, Answered: 5, Done: true, Best: 4}
	if got := a.Score(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if a.Dialog() != app.ScoreDialog {
		t.Error("what came out is not shown at the end")
	}
	news := a.ScoreNews()
	if len(news) != 5 || !news[4].Done || news[4].Points.Points != 4 || !news[0].Counts || news[0].Lab != "dns-iterated" {
		t.Errorf("told to the page around: %+v", news)
	}
	outcomes := a.Outcomes()
	if o := outcomes[2]; len(outcomes) != 5 || o.ID != "whom-next" || o.Right || o.Given != "0" || o.Answer != "a.edu-servers" || o.Why == "" || !o.Known {
		t.Errorf("outcomes: %+v", outcomes)
	}

	// Who goes back is not asked again, and loses nothing.
	a.SetDialog(app.NoDialog)
	a.ToStart()
	settled(a)
	if n := walk(t, a, truths(t, "dns-iterated", 7)); n != 0 || a.Score() != want || a.Practising() {
		t.Errorf("back from the start, %d questions are asked; the score is %+v", n, a.Score())
	}

	// The same seed once more is practice; another one counts.
	a.Again(false)
	if n := walk(t, a, truths(t, "dns-iterated", 7)); n != 5 || a.Score() != want || !a.Practising() {
		t.Errorf("again, %d questions are asked; the score is %+v", n, a.Score())
	}
	if news := a.ScoreNews(); len(news) != 5 || news[0].Counts {
		t.Errorf("practice counts: %+v", news)
	}
	a.Again(true)
	if a.Seed() != 8 {
		t.Fatalf("another seed is %d", a.Seed())
	}
	walk(t, a, truths(t, "dns-iterated", 8))
	if got := a.Score(); got.Points.Points != 5 || got.Best != 5 {
		t.Errorf("with another seed: %+v", got)
	}
	if p, ok := a.LabPoints("dns-iterated"); !ok || p != (app.Points{Points: 5, Of: 5}) {
		t.Errorf("in the list of labs: %+v", p)
	}
	a.Again(true)
	if a.Seed() != 9 {
		t.Errorf("a seed that was not played is %d", a.Seed())
	}
}

// A question that was skipped can be answered after going back; on a branch nothing is asked.
func TestSkippingAndBranches(t *testing.T) {
	a := opened(t, "dns-iterated")
	comeTo(t, a, "whom-next")
	if a.Score().Answered != 0 {
		t.Error("skipping answers something")
	}
	a.Predict("a.edu-servers")
	a.SetAsking(false)
	a.ToEnd()
	settled(a)
	frames(a, 2)
	a.SetAsking(true)
	if s := a.Score(); s.Points.Points != 1 {
		t.Fatalf("%+v", s)
	}
	a.CloseQuestion()
	a.ToStart()
	settled(a)
	frames(a, 2)
	if card := comeTo(t, a, "how-many"); card.Number != 1 {
		t.Errorf("%+v", card)
	}

	if _, err := a.Fork(); err != nil {
		t.Fatal(err)
	}
	if _, shown := a.Card(); shown || !a.QuestionsRest() {
		t.Error("a question is asked on a branch")
	}
	a.Play()
	until(t, a, "the end of the branch", func() bool {
		if asked(a) {
			t.Fatal("a question stops the branch")
		}
		return a.Ended()
	})
	if s := a.Score(); s.Answered != 1 {
		t.Errorf("a branch counts: %+v", s)
	}
	a.GoToBranch(a.Branches()[0].ID)
	settled(a)
	a.ToStart()
	settled(a)
	frames(a, 2)
	comeTo(t, a, "root-says")
}

// What was stored comes back; what another tab has stored meanwhile is not lost, and does
// not overrule what is known here.
func TestScoresAreStored(t *testing.T) {
	a := opened(t, "dns-recursive")
	walk(t, a, truths(t, "dns-recursive", 7), "who-works", "how-long")
	run, scores := a.Stored(), a.Scores()

	b := app.New(library{})
	b.TakeScores([]byte("no scores"))
	b.TakeScores([]byte(`{"version": 99, "labs": {"dns-recursive": {"of": 1, "rounds": []}}}`))
	if _, ok := b.LabPoints("dns-recursive"); ok {
		t.Error("what can't be read is taken")
	}
	b.TakeScores(scores)
	b.Restore(run, nil, func() {})
	settled(b)
	frames(b, 50)
	if s := b.Score(); s.Points.Points != 3 || !s.Done {
		t.Errorf("after a reload: %+v", s)
	}
	if n := walk(t, b, nil); n != 0 {
		t.Errorf("after a reload %d questions are asked again", n)
	}
	if o := b.Outcomes()[1]; o.Given != "0 messages" || o.Answer != "2 messages" || o.Why == "" {
		t.Errorf("after a reload: %+v", o)
	}

	c := opened(t, "dns-recursive")
	walk(t, c, truths(t, "dns-recursive", 7))
	c.TakeScores(scores)
	if s := c.Score(); s.Points.Points != 5 {
		t.Errorf("another tab's answers overrule: %+v", s)
	}
	if err := c.OpenLab("dns-iterated", 7); err != nil {
		t.Fatal(err)
	}
	var both struct {
		Labs map[string]struct{ Rounds []any }
	}
	walk(t, c, truths(t, "dns-iterated", 7))
	if err := json.Unmarshal(c.Scores(), &both); err != nil || len(both.Labs) != 2 {
		t.Errorf("stored: %s, %v", c.Scores(), err)
	}
}
