package app

import (
	"encoding/json"

	"playnet/core/filter"
	"playnet/core/lab"
	"playnet/core/trace"
)

// manyEvents is how many events a call of trace returns unless told.
const manyEvents = 1000

func (c *call) trace() (work, *APIError) {
	o := struct {
		From   uint64 `json:"from"`
		Filter string `json:"filter"`
		Limit  int    `json:"limit"`
	}{From: 1, Limit: manyEvents}
	if err := strictly(c.arg(0), &o); err != nil {
		return nil, badParams("trace: " + err.Error())
	}
	if o.Limit < 0 {
		return nil, badParams("trace: limit is 0 or more")
	}
	t := tracing{lines: []json.RawMessage{}, next: trace.ID(max(o.From, 1)), limit: o.Limit}
	if o.Filter != "" {
		f, err := filter.Parse(o.Filter)
		if err != nil {
			return nil, badParams("trace: filter: " + err.Error())
		}
		t.filter = f
	}
	return func(more func() bool) (bool, any, *APIError) {
		if c.app.world == nil {
			return true, nil, noLab()
		}
		if over, err := t.read(c.app, more); !over || err != nil {
			return over, nil, err
		}
		return true, t.lines, nil
	}, nil
}

// tracing reads events in slices.
type tracing struct {
	filter *filter.Filter // nil: all
	next   trace.ID
	limit  int
	lines  []json.RawMessage
}

func (t *tracing) read(a *App, more func() bool) (over bool, err *APIError) {
	for n := 1; len(t.lines) < t.limit; n++ {
		if t.filter != nil {
			id, found, done := a.world.FindEvent(t.filter, t.next, more)
			t.next = id
			if !done || !found {
				return done, nil
			}
		}
		events := a.world.Events(t.next, 1)
		if len(events) == 0 {
			return true, nil
		}
		line, failure := a.world.AppendEventJSON(nil, events[0])
		if failure != nil {
			return true, &APIError{Code: Refused, Message: failure.Error()}
		}
		t.lines = append(t.lines, line)
		t.next++
		if n%64 == 0 && !more() {
			return false, nil
		}
	}
	return true, nil
}

// evaluate asks an expression of the run so far, from an event on.
func (c *call) evaluate() (work, *APIError) {
	o := struct {
		Expression string `json:"expression"`
		From       uint64 `json:"from"`
	}{From: 1}
	if err := strictly(c.arg(0), &o); err != nil {
		return nil, badParams("evaluate: " + err.Error())
	}
	x, err := filter.ParseExpression(o.Expression)
	if err != nil {
		return nil, badParams("evaluate: expression: " + err.Error())
	}
	var asking *lab.Inquiry
	return func(more func() bool) (bool, any, *APIError) {
		if c.app.world == nil {
			return true, nil, noLab()
		}
		if asking == nil {
			asking = c.app.world.Inquire(trace.ID(o.From), x)
		}
		if !asking.Run(more) {
			return false, nil, nil
		}
		words := []string{}
		for _, v := range x.Values() {
			words = append(words, v.String())
		}
		return true, map[string]any{"type": x.Type().String(), "values": words, "deciding": uint64(x.Deciding())}, nil
	}, nil
}
