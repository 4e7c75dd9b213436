package app

import (
	"encoding/json"
	"errors"

	"playnet/core/lab"
)

// The calls of branches (see [App.Call]):
//
//	branches()   → the futures that the run has had: [{id, name, parent, fork, inherited, tail,
//	               reached, present}]; fork and reached are {position, at}, tail is the log of
//	               its own
//	fork()       → the id of a new branch that begins at the present place, the present one
//	               from then on
//	branch(id)   → {now, position, idle}; pauses, then returns to a branch: to the present
//	               instant of it, or to where it ends

// branchInfo is a branch as the embedding page gets it.
type branchInfo struct {
	lab.Branch
	Present bool `json:"present"`
}

func (c *call) beginBranches() (work, *APIError) {
	switch c.method {
	case "branches":
		return c.ask(c.branches), nil
	case "fork":
		return c.fork(), nil
	case "branch":
		return c.branch()
	}
	return c.compare()
}

func (c *call) branches() any {
	list := []branchInfo{}
	present := c.app.Branch().ID
	for _, b := range c.app.Branches() {
		if b.Tail == nil {
			b.Tail = []lab.Entry{}
		}
		list = append(list, branchInfo{b, b.ID == present})
	}
	return list
}

// fork begins a branch at the present place.
func (c *call) fork() work {
	return atOnce(func() (any, *APIError) {
		if c.app.world == nil {
			return nil, noLab()
		}
		id, err := c.app.Fork()
		if err != nil {
			return nil, &APIError{Code: Refused, Message: err.Error()}
		}
		return id, nil
	})
}

// branch returns to a branch.
func (c *call) branch() (work, *APIError) {
	var id lab.BranchID
	if err := json.Unmarshal(c.arg(0), &id); err != nil {
		return nil, badParams("branch: the argument is a branch's number, as branches() has it")
	}
	var step func(more func() bool) bool
	return func(more func() bool) (bool, any, *APIError) {
		a := c.app
		if a.world == nil {
			return true, nil, noLab()
		}
		if step == nil {
			a.Pause()
			var err error
			if step, err = a.towardsBranch(id); errors.Is(err, lab.ErrNoBranch) {
				return true, nil, badParams("branch: " + err.Error())
			}
		}
		if !step(more) {
			return false, nil, nil
		}
		a.stir()
		a.dropSelection()
		return true, c.place(), nil
	}, nil
}
