package labfile

import (
	"strconv"

	"playnet/core/filter"
	"playnet/core/lab/strict"
)

var (
	checkTwice = strict.Define("duplicate-check", `the check "{name}" stands here a second time; the first is in line {line}`)
	noVerdict  = strict.Define("no-verdict", `a check is true or false; this is a {type}`)
)

// Check is something that must hold in every run of the lab, whatever its seed.
type Check struct {
	// The check's identity, unique in the lab.
	ID ID `json:"id" strict:"required"`
	// What must hold: an expression that is true or false, computed from the whole run.
	That Expression `json:"that" strict:"required,max=1000"`
	// What it says, in words.
	What string `json:"what,omitempty" strict:"max=200"`
}

// checks holds the checks against each other and against their type.
func (c *checker) checks(list []Check) {
	seen := make(map[ID]*strict.Node)
	for i := range list {
		k, at := &list[i], c.root.Get("checks").At(i)
		if first, twice := seen[k.ID]; twice {
			c.fail(at.Get("id"), checkTwice.With("name", string(k.ID), "line", c.line(first)))
		}
		seen[k.ID] = at.Get("id")
		if x, err := filter.ParseExpression(string(k.That)); err == nil && x.Type() != filter.Bool {
			c.fail(at.Get("that"), noVerdict.With("type", x.Type().String()))
		}
	}
}

// Words returns what a check says.
func (k *Check) Words() string {
	if k.What != "" {
		return k.What
	}
	return strconv.Quote(string(k.That))
}
