package labfile

import (
	"maps"
	"slices"
	"strconv"

	"playnet/core/lab/strict"
)

// Parameter is a number that the learner can choose before the lab begins: how many hosts
// a group has, how fast a link is. Where the lab wants its value stands {"parameter": id}
// instead of a number or a text. With another value the world is made anew.
type Parameter struct {
	// The parameter's identity.
	ID ID `json:"id" strict:"required"`
	// What the learner reads beside the slider.
	Title string `json:"title" strict:"required,min=1,max=120"`
	// The smallest value.
	Min ParameterNumber `json:"min" strict:"required"`
	// The largest value.
	Max ParameterNumber `json:"max" strict:"required"`
	// The distance between two values that can be chosen; 1 if absent.
	Step *ParameterNumber `json:"step,omitempty"`
	// The value that the lab is opened with.
	Default ParameterNumber `json:"default" strict:"required"`
	// The unit, as "kbit/s" or "s": it is shown, and stands behind the number where the lab wants a text.
	Unit string `json:"unit,omitempty" strict:"max=20"`
}

// ParameterNumber is a value of a parameter: 0 to 1,000,000,000.
type ParameterNumber int64

// Validate implements strict.Validator.
func (n ParameterNumber) Validate() error { return between(int64(n), 0, 1_000_000_000) }

// LabParameter gives a parameter a value, at the very beginning of a run: before anything
// has happened.
type LabParameter struct {
	// The parameter's id.
	Parameter ID `json:"parameter" strict:"required"`
	// Its value.
	Value ParameterNumber `json:"value" strict:"required"`
}

// Op is the word in the field "op".
func (LabParameter) Op() string { return "lab.parameter" }

var (
	duplicateParameter = strict.Define("duplicate-parameter", `the parameter "{name}" stands here a second time; the first is in line {line}`)
	noSuchParameter    = strict.Define("no-such-parameter", `there is no parameter "{name}"`)
	parameterRange     = strict.Define("parameter-range", `{value} can't be chosen: "{name}" goes from {least} to {most} in steps of {step}`)
	parameterTimeline  = strict.Define("parameter-timeline", `a parameter is set before the lab begins, not by its timeline`)
	parameterStep      = strict.Define("parameter-step", `the steps must be longer than 0`)
)

// StepSize is the distance between two values.
func (p *Parameter) StepSize() int64 {
	if p.Step == nil {
		return 1
	}
	return int64(*p.Step)
}

// takes reports whether a value can be chosen.
func (p *Parameter) takes(v ParameterNumber) bool {
	return v >= p.Min && v <= p.Max && p.StepSize() > 0 && int64(v-p.Min)%p.StepSize() == 0
}

func (p *Parameter) refuses(v ParameterNumber) *strict.Reason {
	return parameterRange.With("name", string(p.ID), "value", strconv.FormatInt(int64(v), 10), "least", strconv.FormatInt(int64(p.Min), 10),
		"most", strconv.FormatInt(int64(p.Max), 10), "step", strconv.FormatInt(p.StepSize(), 10))
}

// Parameter returns a parameter and its value; nil if there is none of that id.
func (f *File) Parameter(id ID) (p *Parameter, value ParameterNumber) {
	for i := range f.Lab.Parameters {
		if p := &f.Lab.Parameters[i]; p.ID == id {
			if v, ok := f.values[id]; ok {
				return p, v
			}
			return p, p.Default
		}
	}
	return nil, 0
}

// With returns the lab with values for its parameters; those that values doesn't name have
// the lab's own. The error is of type [Errors].
func (f *File) With(values map[ID]ParameterNumber) (*File, error) {
	chosen := map[ID]ParameterNumber{}
	for _, id := range slices.Sorted(maps.Keys(values)) {
		v := values[id]
		p, _ := f.Parameter(id)
		switch {
		case p == nil:
			return nil, Errors{newError("", 0, 0, "", noSuchParameter.With("name", string(id)))}
		case !p.takes(v):
			return nil, Errors{newError("", 0, 0, "", p.refuses(v))}
		case v != p.Default:
			chosen[id] = v
		}
	}
	if maps.Equal(chosen, f.values) {
		return f, nil
	}
	return parse(f.raw, chosen)
}

// substitutes reads the parameters of a lab, which its other fields may refer to. What is
// wrong with them is reported when the whole is decoded.
func (c *checker) substitutes(root *strict.Node) strict.Parameters {
	at := root.Get("parameters")
	if at == root {
		return nil
	}
	var list []Parameter
	strict.Decode(at, &list, unions)
	known := strict.Parameters{}
	for _, p := range list {
		v, ok := c.file.values[p.ID]
		if !ok {
			v = p.Default
		}
		known[string(p.ID)] = strict.ParameterValue{Value: int64(v), Unit: p.Unit}
	}
	return known
}

func (c *checker) parameters(list []Parameter) {
	seen := make(map[ID]*strict.Node)
	for i := range list {
		p, at := &list[i], c.root.Get("parameters").At(i)
		if first := seen[p.ID]; first != nil {
			c.fail(at.Get("id"), duplicateParameter.With("name", string(p.ID), "line", c.line(first)))
			continue
		}
		seen[p.ID] = at.Get("id")
		switch {
		case p.StepSize() == 0:
			c.fail(at.Get("step"), parameterStep.With())
		case !p.takes(p.Default):
			c.fail(at.Get("default"), p.refuses(p.Default))
		}
	}
}

func (a LabParameter) check(c *checker, at *strict.Node) {
	p, _ := c.file.Parameter(a.Parameter)
	switch {
	case p == nil:
		c.fail(at.Get("parameter"), noSuchParameter.With("name", string(a.Parameter)))
	case !p.takes(a.Value):
		c.fail(at.Get("value"), p.refuses(a.Value))
	case c.inTimeline:
		c.fail(at, parameterTimeline.With())
	}
}

// ValuesOf returns the values that a log gives the parameters: by its first actions, at the
// very beginning.
func ValuesOf(log []LogEntry) map[ID]ParameterNumber {
	values := map[ID]ParameterNumber{}
	for _, e := range log {
		a, ok := e.Do.(LabParameter)
		if !ok || e.At > 0 || e.Pos > 0 {
			break
		}
		values[a.Parameter] = a.Value
	}
	return values
}
