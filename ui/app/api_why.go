package app

import (
	"playnet/core/lab"
	"playnet/core/trace"
	"playnet/core/view"
)

// toldStep is a step as the embedding page gets it: with its sentence.
type toldStep struct {
	view.Step
	Text string `json:"text"`
}

// tellingOf is what consequences() returns.
type tellingOf struct {
	Steps []toldStep `json:"steps"`
	More  int        `json:"more"`
}

func tellSteps(steps []view.Step) []toldStep {
	list := make([]toldStep, len(steps))
	for i, s := range steps {
		list[i] = toldStep{s, StepText(s)}
	}
	return list
}

// asked reads the argument {event} of why() and consequences().
func (c *call) asked() (trace.ID, *APIError) {
	var p struct{ Event uint64 }
	if err := strictly(c.arg(0), &p); err != nil || p.Event == 0 {
		return 0, badParams(c.method + ": the argument is {event}, an event's number, as trace() has it")
	}
	return trace.ID(p.Event), nil
}

// why tells why an event came about.
func (c *call) why() (work, *APIError) {
	id, bad := c.asked()
	if bad != nil {
		return nil, bad
	}
	return c.ask(func() any { return tellSteps(c.app.world.Why(id)) }), nil
}

// consequences tells what came of an event, however much has happened since.
func (c *call) consequences() (work, *APIError) {
	id, bad := c.asked()
	if bad != nil {
		return nil, bad
	}
	f := lab.Follow(id)
	return func(more func() bool) (bool, any, *APIError) {
		a := c.app
		if a.world == nil {
			return true, nil, noLab()
		}
		for !f.CatchUp(a.world, followAtOnce) {
			if !more() {
				return false, nil, nil
			}
		}
		told := f.Told()
		return true, tellingOf{tellSteps(told.Steps), told.More}, nil
	}, nil
}
