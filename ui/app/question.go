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
	present   labfile.ID // the one whose card is shown; "" for none
}

type answered struct {
	state      QuestionState
	prediction string
	right      bool
	answer     string
	deciding   uint64
	closed     bool // the learner has seen the verdict
}

// SetAsking chooses whether the page asks a lab's questions.
func (a *App) SetAsking(on bool) {
	a.unasking = !on
	if !on && a.answer(a.questions.present).state == Asks {
		a.questions.present = ""
	}
	a.touch()
}

// Asking reports whether the page asks a lab's questions. While two runs are compared it
// does not: both have been run to their ends.
func (a *App) Asking() bool { return !a.unasking && !a.Comparing() }

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
func (a *App) nextStop() uint64 {
	here := a.Position()
	if a.Asking() && !a.waitsForCommand() && !a.showing {
		for _, k := range a.questions.known {
			if k.Stop >= here && a.answer(k.Question.ID).state == Unasked {
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
	if !a.questions.done || a.nextStop() != a.Position() {
		return false
	}
	for _, k := range a.questions.known {
		if s := a.answer(k.Question.ID); k.Stop == a.Position() && s.state == Unasked {
			a.passQuestion()
			s.state = Asks
			a.questions.present = k.Question.ID
			a.Pause()
			a.say(text.T("question.say", "ask", text.Unmarked(k.Question.Ask)))
			a.touch()
			return true
		}
	}
	return false
}

// passQuestion goes on without an answer to the question that is being asked.
func (a *App) passQuestion() {
	if s := a.answer(a.questions.present); s.state == Asks {
		s.state = Passed
		a.questions.present = ""
		a.touch()
	}
}

// judge tells whether predictions were right, once what decides has happened.
func (a *App) judge() {
	for _, k := range a.questions.known {
		s := a.answer(k.Question.ID)
		if s.state != Predicted || a.world.EventCount() < int(k.Deciding) {
			continue
		}
		s.state, s.right, s.answer, s.deciding = Told, k.Right(s.prediction), lab.Words(k.Answer), uint64(k.Deciding)
		if shown := a.answer(a.questions.present); shown.state != Asks && (shown.state != Told || shown.closed) {
			a.questions.present = k.Question.ID
		}
		a.say(verdict(s))
		a.touch()
	}
}

func verdict(s *answered) string {
	switch {
	case s.answer == "":
		return text.T("question.unknowable")
	case s.right:
		return text.T("question.right", "answer", plainAnswer(s.answer))
	}
	return text.T("question.wrong", "answer", plainAnswer(s.answer), "prediction", plainAnswer(s.prediction))
}

// plainAnswer says yes and no in words.
func plainAnswer(s string) string {
	switch s {
	case "true":
		return text.T("question.yes")
	case "false":
		return text.T("question.no")
	}
	return s
}

// Choice is what a learner can choose.
type Choice struct{ Value, Text string }

// Card is the question that the page shows.
type Card struct {
	ID         string
	State      QuestionState
	Ask        text.HTML
	Number     bool     // a number is typed
	Choices    []Choice // nil: something is typed
	Prediction string
	Right      bool
	Verdict    string
	Explain    text.HTML
	Deciding   uint64 // event that decided
}

// Card returns the question to show; ok is false if there is none.
func (a *App) Card() (c Card, ok bool) {
	q := a.question(a.questions.present)
	if q == nil || a.world == nil {
		return Card{}, false
	}
	s := a.answer(q.ID)
	c = Card{ID: string(q.ID), State: s.state, Ask: text.Marked(q.Ask), Number: q.KindOf() == labfile.AskNumber,
		Choices: a.choices(q), Prediction: plainAnswer(s.prediction), Right: s.right}
	switch s.state {
	case Asks:
		// Whoever has gone elsewhere in the run is not asked there.
		return c, a.standsBefore(q.ID)
	case Told:
		c.Verdict, c.Deciding, c.Explain = verdict(s), s.deciding, text.Marked(q.Explain)
	}
	return c, s.state == Predicted || s.state == Told
}

func (a *App) standsBefore(id labfile.ID) bool {
	for _, k := range a.questions.known {
		if k.Question.ID == id {
			return k.Stop == a.Position()
		}
	}
	return false
}

// question returns the open lab's question of an id, nil if there is none.
func (a *App) question(id labfile.ID) *labfile.Question {
	if a.world == nil || id == "" {
		return nil
	}
	list := a.world.File().Lab.Questions
	for i := range list {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return nil
}

func (a *App) choices(q *labfile.Question) []Choice {
	var list []Choice
	switch q.KindOf() {
	case labfile.AskHost:
		for _, h := range a.world.File().Lab.Hosts {
			list = append(list, Choice{string(h.Name), string(h.Name)})
		}
	case labfile.AskYesNo:
		return []Choice{{"true", text.T("question.yes")}, {"false", text.T("question.no")}}
	case labfile.AskChoice:
		for _, c := range q.Choices {
			list = append(list, Choice{c, c})
		}
	}
	return list
}

// Predict takes the learner's answer to the question that is asked, and goes on.
func (a *App) Predict(prediction string) {
	s := a.answer(a.questions.present)
	if s.state != Asks || prediction == "" {
		return
	}
	s.state, s.prediction = Predicted, prediction
	a.touch()
	a.Play()
}

// SkipQuestion goes on without an answer.
func (a *App) SkipQuestion() {
	a.passQuestion()
	a.Play()
}

// CloseQuestion takes the card away, and shows the next verdict that was not seen.
func (a *App) CloseQuestion() {
	a.passQuestion()
	a.answer(a.questions.present).closed = true
	a.questions.present = ""
	for _, k := range a.questions.known {
		if s := a.answer(k.Question.ID); s.state == Told && !s.closed {
			a.questions.present = k.Question.ID
			break
		}
	}
	a.touch()
}

// sayArrival says what a step has shown, or asks the question that it has come to.
func (a *App) sayArrival() {
	if !a.meetQuestion() {
		a.sayStep()
	}
}
