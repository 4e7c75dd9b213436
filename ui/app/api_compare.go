package app

import (
	"bytes"
	"encoding/json"

	"playnet/core/lab"
	"playnet/core/view"
)

// The call of comparisons (see [App.Call]):
//
//	compare({a, b, from, limit})   → {count, first, rows, totals: {a, b}}
//
// runs two runs to their ends, out of sight, and compares them message by message (see
// core/view, DiffRow and Totals). a and b are each the number of a branch, or
// {branch}, {lab: id}, {seed} or {switch: id}; left out, the present run. first is the first
// row in which they differ, -1 if they do not; rows are limit (1000) of them from the
// from-th (0) on.

// comparedRows is how many rows a call of compare returns unless told.
const comparedRows = 1000

// compared is the result of a call of compare.
type compared struct {
	Count  int            `json:"count"` // rows that there are
	First  int            `json:"first"` // the first that differs; -1: none
	Rows   []view.DiffRow `json:"rows"`
	Totals struct {
		A view.Totals `json:"a"`
		B view.Totals `json:"b"`
	} `json:"totals"`
}

// compare runs two runs to their ends, out of sight, and compares them.
func (c *call) compare() (work, *APIError) {
	o := struct {
		A, B        json.RawMessage
		From, Limit int
	}{Limit: comparedRows}
	if err := strictly(c.arg(0), &o); err != nil {
		return nil, badParams("compare: " + err.Error())
	}
	if o.Limit < 0 || o.From < 0 {
		return nil, badParams("compare: from and limit are 0 or more")
	}
	var with [2]Against
	for i, text := range [2]json.RawMessage{o.A, o.B} {
		if err := readAgainst(text, &with[i]); err != nil {
			return nil, badParams("compare: a and b are each the number of a branch, or {branch}, {lab}, {seed} or {switch}: " + err.Error())
		}
	}
	var worlds [2]*lab.World
	var diff *lab.Comparison
	return func(more func() bool) (bool, any, *APIError) {
		if c.app.world == nil {
			return true, nil, noLab()
		}
		for i := range worlds {
			if worlds[i] == nil {
				w, _, err := c.app.make(with[i])
				if err != nil {
					closeAll(worlds)
					return true, nil, &APIError{Code: Refused, Message: err.Error(), Faults: faultsOf(err)}
				}
				worlds[i] = w
			}
			if diff == nil && !runToEnd(worlds[i], more) {
				return false, nil, nil
			}
		}
		if diff == nil {
			diff = lab.NewComparison(worlds[0], worlds[1])
		}
		if !diff.CatchUp(more) {
			return false, nil, nil
		}
		closeAll(worlds)
		out := compared{Count: diff.Len(), First: diff.First(), Rows: diff.Rows(o.From, o.Limit)}
		out.Totals.A, out.Totals.B = diff.Totals()
		return true, out, nil
	}, nil
}

func closeAll(worlds [2]*lab.World) {
	for _, w := range worlds {
		if w != nil {
			w.Close()
		}
	}
}

// readAgainst reads what is to be compared: a branch's number, or an object; nothing is the
// present run.
func readAgainst(text json.RawMessage, with *Against) error {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || string(text) == "null" {
		return nil
	}
	if text[0] != '{' {
		return json.Unmarshal(text, &with.Branch)
	}
	return strictly(text, with)
}
