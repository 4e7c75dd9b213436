package lab

import (
	"playnet/core/filter"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/core/view"
)

// Foresight runs a world ahead of another, to find out where that one will come to
// the questions of their lab, and what the answers will be.
type Foresight struct {
	world    *World
	waiting  []*watch
	asked    []Asked
	next     trace.ID // the first event that was not looked at
	position uint64   // when the last ones were
	arrived  bool
	inquiry  *Inquiry // for the answers, once it has arrived
	solved   bool
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
	if f.inquiry == nil {
		f.inquiry = f.world.Inquire(1)
		for i := range f.asked {
			f.asked[i].ask(f.inquiry)
		}
	}
	if f.solved {
		return true
	}
	if f.solved = f.inquiry.Run(more); !f.solved {
		return false
	}
	for i := range f.asked {
		f.asked[i].conclude()
		f.asked[i].nameHosts(f.world.run.names)
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
			if a.Question != q {
				continue
			}
			c.Detail = a.flaw()
			if c.OK = c.Detail == ""; c.OK {
				c.Detail = "the answer is " + Words(a.Answer)
			}
		}
		checks = append(checks, c)
	}
	return checks, nil
}
