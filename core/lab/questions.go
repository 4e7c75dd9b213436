package lab

import (
	"strings"

	"playnet/core/filter"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/core/view"
)

// Asked is a question to which a run comes, and its right answer in this run.
type Asked struct {
	Question *labfile.Question
	// Stop is the position just before the decisive event, which is Event.
	Stop  uint64
	Event trace.ID
	// Answer is what the expression is in this run, in words; several where a field
	// stands several times, none where it asks for what does not happen.
	Answer []filter.Value
	// Deciding is the event that made the answer what it is: until it has happened,
	// nobody can know.
	Deciding trace.ID
}

// Right reports whether what a learner writes is the answer.
func (a *Asked) Right(prediction string) bool {
	for _, v := range a.Answer {
		given, ok := filter.ParseValue(prediction, v.Type)
		if !ok {
			continue
		}
		if v.Type == filter.String && strings.EqualFold(strings.TrimSuffix(given.Text, "."), strings.TrimSuffix(v.Text, ".")) {
			return true
		}
		if order, ok := filter.Compare(given, v); ok && order == 0 || near(given, v) {
			return true
		}
	}
	return false
}

// near lets a quotient or a length of time be right that was rounded to 1 %.
func near(given, v filter.Value) bool {
	switch v.Type {
	case filter.Float:
		return given.Float >= v.Float*0.99 && given.Float <= v.Float*1.01
	case filter.Duration:
		return float64(given.Int) >= float64(v.Int)*0.99 && float64(given.Int) <= float64(v.Int)*1.01
	}
	return false
}

// Foresight runs a world ahead of another, to find out where that one will come to
// the questions of their lab, and what the answers will be.
type Foresight struct {
	world    *World
	waiting  []*watch
	asked    []Asked
	next     trace.ID // the first event that was not looked at
	position uint64   // when the last ones were
	arrived  bool
}

// watch is a question that the run has not come to.
type watch struct {
	question *labfile.Question
	stop     *filter.Filter
}

// Foresee begins to look ahead. The world is the foresight's own from now on: a
// [World.Replica], which stands at its beginning.
func (w *World) Foresee() *Foresight {
	f := &Foresight{world: w, next: 1}
	for i := range w.file.Lab.Questions {
		q := &w.file.Lab.Questions[i]
		stop, err := filter.Parse(string(q.StopBefore))
		if err != nil {
			panic("lab: a checked filter does not parse: " + err.Error())
		}
		f.waiting = append(f.waiting, &watch{q, stop})
	}
	return f
}

// Run goes on until nothing is left to happen, or up to a position. It returns
// false if more, which may be nil, interrupted it; call it again to go on.
func (f *Foresight) Run(upTo uint64, more func() bool) bool {
	if !f.arrived {
		to := target{position: upTo, instant: f.world.end(), idle: true, reached: func() bool { f.look(); return false }}
		if f.arrived = f.world.advance(to, more); !f.arrived {
			return false
		}
		f.look()
	}
	for i := range f.asked {
		a := &f.asked[i]
		if a.Deciding != 0 || a.Answer != nil {
			continue
		}
		x, err := filter.ParseExpression(string(a.Question.Answer))
		if err != nil {
			panic("lab: a checked expression does not parse: " + err.Error())
		}
		values, deciding, done := f.world.Evaluate(x, a.Event, more)
		if !done {
			return false
		}
		a.Answer, a.Deciding = values, max(deciding, a.Event)
	}
	return true
}

// look holds what was recorded since the last time against the questions. What an
// action of the learner's recorded happened between two positions: nothing can stop
// before it.
func (f *Foresight) look() {
	w := f.world
	if f.next > trace.ID(w.EventCount()) {
		return
	}
	from := f.next
	f.next = trace.ID(w.EventCount()) + 1
	popped := w.Position() > f.position
	f.position = w.Position()
	if !popped {
		return
	}
	left := f.waiting[:0]
	for _, q := range f.waiting {
		id, found := trace.ID(0), false
		w.match(q.stop, from, nil, func(e trace.Event) bool {
			id, found = e.ID, true
			return false
		})
		if !found {
			left = append(left, q)
			continue
		}
		f.asked = append(f.asked, Asked{Question: q.question, Stop: w.Position() - 1, Event: id})
	}
	f.waiting = left
}

// Asked lists the questions to which the run comes, in the order in which it does,
// with their answers once [Foresight.Run] is done.
func (f *Foresight) Asked() []Asked { return f.asked }

// Missed lists the ids of the questions to which it does not come.
func (f *Foresight) Missed() []labfile.ID {
	var ids []labfile.ID
	for _, q := range f.waiting {
		ids = append(ids, q.question.ID)
	}
	return ids
}

// Close ends the foresight's world.
func (f *Foresight) Close() { f.world.Close() }

// CheckQuestions runs a replica of the world, with the same log, and finds out of
// each question whether the run comes to it and its answer can be computed.
func (w *World) CheckQuestions() ([]view.Check, error) {
	if len(w.file.Lab.Questions) == 0 {
		return nil, nil
	}
	ahead, err := w.Replica()
	if err != nil {
		return nil, err
	}
	f := ahead.Foresee()
	defer f.Close()
	f.Run(max(w.Position(), 1), nil)
	var checks []view.Check
	for i := range w.file.Lab.Questions {
		q := &w.file.Lab.Questions[i]
		c := view.Check{What: "question " + string(q.ID), Detail: "the run does not come to it"}
		for _, a := range f.asked {
			if a.Question == q {
				c.OK = len(a.Answer) > 0
				c.Detail = "its answer can't be computed"
			}
			if a.Question == q && c.OK {
				c.Detail = "the answer is " + Words(a.Answer)
			}
		}
		checks = append(checks, c)
	}
	return checks, nil
}

// Words writes values one behind the other.
func Words(values []filter.Value) string {
	var all []string
	for _, v := range values {
		all = append(all, v.String())
	}
	return strings.Join(all, ", ")
}
