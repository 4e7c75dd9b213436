package labfile

import (
	"strconv"

	"playnet/core/lab/strict"
)

var (
	unknownSwitch  = strict.Define("unknown-switch", `there is no switch "{name}"`)
	duplicateID    = strict.Define("duplicate-id", `the switch "{name}" stands here a second time; the first is in line {line}`)
	notOnePosition = strict.Define("not-one-position", `of the switches of the group "{group}" {n} are on; it must be one`)
	afterEnd       = strict.Define("after-end", `{at} comes after the lab's end at {end}`)
)

// switches checks that each has a name of its own, and that each group stands in one position.
func (c *checker) switches(list []Switch) {
	seen := make(map[ID]*strict.Node)
	on := make(map[string]int) // switches of a group
	for _, s := range list {
		if s.On {
			on[s.Group]++
		}
	}
	for i, s := range list {
		at := c.root.Get("switches").At(i)
		if first := seen[s.ID]; first != nil {
			c.fail(at.Get("id"), duplicateID.With("name", string(s.ID), "line", c.line(first)))
			continue
		}
		seen[s.ID] = at.Get("id")
		if n := on[s.Group]; s.Group != "" && n != 1 {
			c.fail(at.Get("group"), notOnePosition.With("group", s.Group, "n", strconv.Itoa(n)))
			on[s.Group] = 1 // it is said once
		}
		c.while(s.While, c.whileFrom[i], at.Get("while"))
	}
}

// timeline checks what happens by itself.
func (c *checker) timeline(lab *Lab) {
	for i, entry := range lab.Timeline {
		at := c.root.Get("timeline").At(i)
		last := entry.At
		if entry.Within != nil {
			c.positive(entry.Within, at.Get("within"))
			last += *entry.Within
		}
		if lab.End != nil && last > *lab.End {
			c.fail(at.Get("at"), afterEnd.With("at", last.String(), "end", lab.End.String()))
		}
		if entry.When != "" {
			c.switchName(entry.When, at.Get("when"))
		}
		if entry.Unless != "" {
			c.switchName(entry.Unless, at.Get("unless"))
		}
		c.inTimeline = true
		entry.Do.check(c, at.Get("do"))
		for k, a := range entry.Or {
			a.check(c, at.Get("or").At(k))
		}
		c.inTimeline = false
	}
}

func (a LabSwitch) check(c *checker, at *strict.Node) { c.switchName(a.Switch, at.Get("switch")) }

// switchName checks that there is such a switch.
func (c *checker) switchName(id ID, at *strict.Node) {
	if c.file.Switch(id) == nil {
		c.fail(at, unknownSwitch.With("name", string(id)))
	}
}
