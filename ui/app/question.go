package app

import (
	"math"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/ui/text"
)

// QuestionState is how far the learner is with a question.
type QuestionState string

// The states of a question.
const (
	Unasked   QuestionState = "unasked"
	Asks      QuestionState = "asked"     // the run stands before what is to be predicted
	Predicted QuestionState = "predicted" // answered; what decides has not happened yet
	Told      QuestionState = "told"      // answered, and it is known whether that was right
	Passed    QuestionState = "passed"    // skipped, or gone on without an answer
)

// questions are what the learner is asked in the open lab. Where the run comes to them,
// and the right answers, is known from a world that runs ahead.
type questions struct {
	foresight *lab.Foresight
	known     []lab.Asked // in the order of the run, once the foresight is done
	done      bool
	answers   map[labfile.ID]*answered
	asked     labfile.ID   // the one that waits for an answer; "" for none
	draft     string       // what stands in its field
	predicted labfile.ID   // the last one that was answered
	unread    []labfile.ID // decided, and the learner has not closed the verdict yet
}

type answered struct {
	state      QuestionState
	prediction string // as it was typed or chosen
	given      string // the same as it reads
	right      bool
	answer     string // the right one, as it reads; "" where nothing happened that would tell
	deciding   uint64
}

// present returns the question whose card is shown. A verdict that was not read goes before
// the next question, which stands behind it.
func (q *questions) present() labfile.ID {
	switch {
	case len(q.unread) > 0:
		return q.unread[0]
	case q.asked != "":
		return q.asked
	}
	return q.predicted
}

// SetAsking chooses whether the page asks a lab's questions.
func (a *App) SetAsking(on bool) {
	a.unasking = !on
	if !on {
		a.passQuestion()
	}
	a.touch()
}

// Asking reports whether the page asks a lab's questions. While two runs are compared it
// does not: both have been run to their ends.
func (a *App) Asking() bool { return !a.unasking && !a.Comparing() }

// QuestionsRest reports whether the learner has left the lab's own run for a what-if: nothing
// is asked there, and nothing counts, until the first branch is returned to. A lab's
// questions are about its own story; in another one they could be answered by trying out.
func (a *App) QuestionsRest() bool { return a.tree != nil && a.tree.Present().Parent != 0 }

// HasQuestions reports whether the open lab has any.
func (a *App) HasQuestions() bool {
	return a.world != nil && len(a.world.File().Lab.Questions) > 0
}

// forgetFuture throws away what was foreseen: something else will happen.
func (a *App) forgetFuture() {
	q := &a.questions
	if q.foresight != nil {
		q.foresight.Close()
	}
	q.foresight, q.known, q.done = nil, nil, false
}

// forgetQuestions begins anew, for another lab.
func (a *App) forgetQuestions() {
	a.forgetFuture()
	a.questions, a.showing = questions{}, false
}

// foresee runs ahead until it is known where the run comes to its questions. It
// reports whether that is known.
func (a *App) foresee(more func() bool) bool {
	q := &a.questions
	if q.done || !a.HasQuestions() {
		return true
	}
	if q.foresight == nil {
		replica, err := a.world.Replica()
		if err != nil {
			q.done = true // a world that doesn't open again has no future to ask about
			return true
		}
		q.foresight = replica.Foresee()
	}
	if !q.foresight.Run(max(scoutPositions, a.world.Position()), more) {
		return false
	}
	q.done, q.known = true, q.foresight.Asked()
	q.foresight.Close()
	q.foresight = nil
	return true
}

func (a *App) answer(id labfile.ID) *answered {
	q := &a.questions
	if q.answers == nil {
		q.answers = map[labfile.ID]*answered{}
	}
	if q.answers[id] == nil {
		q.answers[id] = &answered{state: Unasked}
	}
	return q.answers[id]
}

// nextStop returns the position at which the next question that was not asked yet
// stops the run; there is always one, but it may be out of reach. While time runs for a
// command that was typed at a terminal nothing is asked: who waits for its output would be
// left standing, and the next line would become the command's input.
//
// A question that was answered is not asked again when the learner goes back: the first
// answer counts (see score.go). One that was passed is, as nothing was told of it.
func (a *App) nextStop() uint64 {
	here := a.Position()
	if a.Asking() && !a.QuestionsRest() && !a.waitsForCommand() && !a.showing {
		for _, k := range a.questions.known {
			s := a.answer(k.Question.ID)
			if k.Stop >= here && s.state == Unasked || k.Stop > here && s.state == Passed {
				return k.Stop
			}
		}
	}
	return math.MaxUint64
}

// ShowFirst lets the run that plays go through without a question: who has just come wants
// to see something move first. What was left out is asked the next time.
func (a *App) ShowFirst() { a.showing = a.player.playing }

// meetQuestion asks the question before which the run stands, if there is one.
func (a *App) meetQuestion() (asked bool) {
	q := &a.questions
	if !q.done || a.nextStop() != a.Position() {
		return false
	}
	for _, k := range q.known {
		if s := a.answer(k.Question.ID); k.Stop == a.Position() && s.state == Unasked {
			a.passQuestion()
			s.state = Asks
			q.asked, q.draft = k.Question.ID, ""
			a.Pause()
			a.say(text.T("question.say", "ask", text.Unmarked(k.Question.Ask)))
			a.touch()
			return true
		}
	}
	return false
}

// renewPassed lets questions that were passed be asked again, once the learner has gone back
// to before them.
func (a *App) renewPassed() {
	for _, k := range a.questions.known {
		if s := a.answer(k.Question.ID); s.state == Passed && a.Position() < k.Stop {
			s.state = Unasked
		}
	}
}

// passQuestion goes on without an answer to the question that is being asked.
func (a *App) passQuestion() {
	q := &a.questions
	if q.asked == "" {
		return
	}
	if s := a.answer(q.asked); s.state == Asks {
		s.state = Passed
	}
	q.asked = ""
	a.touch()
}

// uncoverQuestion takes verdicts away behind which a question stands that nobody has seen,
// and reports whether there was one.
func (a *App) uncoverQuestion() bool {
	q := &a.questions
	if len(q.unread) == 0 || q.asked == "" || !a.standsBefore(q.asked) {
		return false
	}
	q.unread = nil
	a.touch()
	return true
}

// judge tells whether predictions were right, once what decides has happened.
func (a *App) judge() {
	if a.QuestionsRest() {
		return
	}
	a.renewPassed()
	for i := range a.questions.known {
		k := &a.questions.known[i]
		s := a.answer(k.Question.ID)
		if s.state != Predicted || a.world.EventCount() < int(k.Deciding) {
			continue
		}
		s.state, s.right, s.answer, s.deciding = Told, k.Right(s.prediction), rightAnswer(k), uint64(k.Deciding)
		a.questions.unread = append(a.questions.unread, k.Question.ID)
		a.mark(k.Question, s)
		a.say(verdict(s))
		a.touch()
	}
}

// allSettled reports whether no question of this run is left to be asked or told.
func (a *App) allSettled() bool {
	for _, k := range a.questions.known {
		if s := a.answer(k.Question.ID).state; s != Told && s != Passed {
			return false
		}
	}
	return a.questions.done
}

// Prediction is what stands in the field of the question that is asked.
func (a *App) Prediction() string { return a.questions.draft }

// SetPrediction takes what the learner types or chooses.
func (a *App) SetPrediction(s string) {
	a.questions.draft = s
	a.touch()
}

// asksForHost reports whether a host is wanted as the answer: a click on one gives it.
func (a *App) asksForHost() bool {
	c, ok := a.Card()
	return ok && c.State == Asks && c.Kind == labfile.AskHost
}

// FocusQuestion moves the focus to the card: to the field, or to what closes the verdict.
func (a *App) FocusQuestion() {
	c, ok := a.Card()
	switch {
	case !ok || c.State == Predicted:
	case c.State == Told:
		a.WantFocus("question-close")
	case c.Kind == labfile.AskHost:
		a.WantFocus("question-choice")
	case len(c.Choices) > 0:
		a.WantFocus("question-option-0")
	default:
		a.WantFocus("question-text")
	}
}

// Predict takes the learner's answer to the question that is asked, and goes on.
func (a *App) Predict(prediction string) {
	q := &a.questions
	if c, ok := a.Card(); !ok || c.State != Asks || prediction == "" {
		return
	}
	s := a.answer(q.asked)
	s.state, s.prediction, s.given = Predicted, prediction, given(a.question(q.asked), prediction)
	q.asked, q.predicted = "", q.asked
	a.touch()
	a.Play()
}

// SkipQuestion goes on without an answer.
func (a *App) SkipQuestion() {
	a.passQuestion()
	a.Play()
}

// CloseQuestion takes the card away, and shows what stands behind it: the next verdict, or
// the next question. Behind the last verdict stands what came out of all.
func (a *App) CloseQuestion() {
	q := &a.questions
	if len(q.unread) == 0 {
		a.passQuestion()
		return
	}
	q.unread = q.unread[1:]
	if len(q.unread) == 0 && a.allSettled() {
		a.SetDialog(ScoreDialog)
	}
	a.touch()
}

// sayArrival says what a step has shown, or asks the question that it has come to.
func (a *App) sayArrival() {
	if !a.meetQuestion() {
		a.sayStep()
	}
}
