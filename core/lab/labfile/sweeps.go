package labfile

import (
	"slices"
	"strconv"
	"strings"

	"playnet/core/filter"
	"playnet/core/formula"
	"playnet/core/lab/strict"
)

var (
	badFormula     = strict.Define("bad-formula", `the formula is wrong at its column {column}: {why}`)
	sweepTwice     = strict.Define("duplicate-sweep", `the sweep "{name}" stands here a second time; the first is in line {line}`)
	noMeasure      = strict.Define("no-measure", `a sweep measures numbers and times; this is a {type}`)
	notRising      = strict.Define("not-rising", `the values of an axis rise; {value} does not`)
	logFromZero    = strict.Define("log-from-zero", `an axis of decades has no place for {value}`)
	curveName      = strict.Define("unknown-name", `"{name}" is no parameter of the lab (write _ for -)`)
	noResults      = strict.Define("no-results", `there is no member "{name}"`)
	resultsSweep   = strict.Define("results-of-another", `these are the results of the sweep "{name}"`)
	resultsMissing = strict.Define("results-missing", `there is no series "{name}" in the sweep`)
	badSweepWorlds = strict.Define("bad-worlds", `{value} is no number of worlds: 1 to 100`)
)

// Sweep measures something in many worlds of the lab, as one of its parameters goes from value
// to value, and plots it.
type Sweep struct {
	// The sweep's identity, unique in the lab.
	ID ID `json:"id" strict:"required"`
	// What the plot is called.
	Title string `json:"title" strict:"required,min=1,max=120"`
	// The parameter that is swept, and its values.
	Axis SweepAxis `json:"axis" strict:"required"`
	// How many worlds are run at each value, each with a seed of its own; 3 if absent.
	Worlds SweepWorlds `json:"worlds,omitempty"`
	// What the vertical axis measures.
	Label string `json:"label" strict:"required,min=1,max=120"`
	// What it is measured in: "s"; none for plain numbers.
	Unit string `json:"unit,omitempty" strict:"max=24"`
	// Whether the vertical axis has decades of equal lengths.
	Log bool `json:"log,omitempty"`
	// What is measured.
	Series []SweepSeries `json:"series" strict:"required,min=1,max=6"`
	// What a formula says of it.
	Curves []SweepCurve `json:"curves,omitempty" strict:"max=6"`
	// A member with results that were computed beforehand, as labrun -sweep writes them; they are shown beneath.
	Results MemberName `json:"results,omitempty"`
}

// SweepAxis is what a sweep goes along.
type SweepAxis struct {
	// The parameter of the lab that is swept.
	Parameter ID `json:"parameter" strict:"required"`
	// Its values, rising.
	Values []ParameterNumber `json:"values" strict:"required,min=2,max=64"`
	// How the axis is labelled; the parameter's title if absent.
	Label string `json:"label,omitempty" strict:"max=120"`
	// Whether it has decades of equal lengths.
	Log bool `json:"log,omitempty"`
}

// SweepSeries is one thing that is measured in each world.
type SweepSeries struct {
	// What it is called in the plot.
	Name string `json:"name" strict:"required,min=1,max=80"`
	// The expression measured, at the end of each world: a number, or a time, which counts in seconds. It asks of what programs do (events), not of frames.
	Value Expression `json:"value" strict:"required,max=1000"`
	// What is done at the beginning of this series' worlds, such as the turning of a switch. Series without it are measured in the same worlds.
	With []Action `json:"with,omitempty" strict:"max=16"`
}

// SweepCurve is a curve for reference.
type SweepCurve struct {
	// What it is called in the plot.
	Name string `json:"name" strict:"required,min=1,max=80"`
	// The curve: a formula in which the lab's parameters stand by their ids, with _ for -. There are + - * / ^ and max, min, sqrt, log2.
	Value Formula `json:"value" strict:"required,max=400"`
}

// SweepWorlds is how many worlds are run at each value of an axis.
type SweepWorlds int

// Validate implements strict.Validator.
func (n SweepWorlds) Validate() error {
	if n < 1 || n > 100 {
		return badSweepWorlds.With("value", strconv.Itoa(int(n)))
	}
	return nil
}

// defaultWorlds is how many there are where the lab is silent.
const defaultWorlds = 3

// Number returns how many worlds are run at each value.
func (s *Sweep) Number() int {
	if s.Worlds == 0 {
		return defaultWorlds
	}
	return int(s.Worlds)
}

// Formula is a formula: see package formula.
type Formula string

// Validate implements strict.Validator.
func (f Formula) Validate() error {
	_, err := formula.Parse(string(f))
	if err == nil {
		return nil
	}
	e := err.(*formula.Error)
	return badFormula.With("column", strconv.Itoa(e.Column), "why", e.Reason)
}

// SweepResults is what was measured in a sweep: a member of the lab, as labrun writes it.
type SweepResults struct {
	// The sweep that was run.
	Sweep ID `json:"sweep" strict:"required"`
	// The seeds of the worlds.
	Seeds []Seed `json:"seeds" strict:"required,min=1,max=100"`
	// The values of the axis.
	Axis []ParameterNumber `json:"axis" strict:"required,min=1,max=64"`
	// What was measured.
	Series []SweepMeasured `json:"series" strict:"required,min=1,max=6"`
}

// SweepMeasured is what was measured of one series.
type SweepMeasured struct {
	// The series' name in the sweep.
	Name string `json:"name" strict:"required"`
	// At each value of the axis, what the worlds gave, by their seeds; a world that gave nothing is left out.
	Values [][]float64 `json:"values" strict:"required,max=64"`
}

// Sweep returns the sweep of that id, or nil.
func (f *File) Sweep(id ID) *Sweep {
	for i := range f.Lab.Sweeps {
		if f.Lab.Sweeps[i].ID == id {
			return &f.Lab.Sweeps[i]
		}
	}
	return nil
}

// ResultsOf returns what was computed beforehand for a sweep, nil if nothing was.
func (f *File) ResultsOf(s *Sweep) *SweepResults { return f.results[s.ID] }

// CurveName is how a parameter is called in formulas.
func CurveName(id ID) string { return strings.ReplaceAll(string(id), "-", "_") }

// sweeps checks what the types alone don't promise.
func (c *checker) sweeps(list []Sweep) {
	seen := make(map[ID]*strict.Node)
	for i := range list {
		s, at := &list[i], c.root.Get("sweeps").At(i)
		if first, twice := seen[s.ID]; twice {
			c.fail(at.Get("id"), sweepTwice.With("name", string(s.ID), "line", c.line(first)))
		}
		seen[s.ID] = at.Get("id")
		c.sweepAxis(&s.Axis, at.Get("axis"))
		for k, m := range s.Series {
			node := at.Get("series").At(k)
			if x, err := filter.ParseExpression(string(m.Value)); err == nil && x.Type() != filter.Number && x.Type() != filter.Float && x.Type() != filter.Duration {
				c.fail(node.Get("value"), noMeasure.With("type", x.Type().String()))
			}
			for j, do := range m.With {
				do.check(c, node.Get("with").At(j))
			}
		}
		for k, curve := range s.Curves {
			c.curve(curve, at.Get("curves").At(k).Get("value"))
		}
		c.results(s, at.Get("results"))
	}
}

func (c *checker) sweepAxis(a *SweepAxis, at *strict.Node) {
	p, _ := c.file.Parameter(a.Parameter)
	if p == nil {
		c.fail(at.Get("parameter"), noSuchParameter.With("name", string(a.Parameter)))
		return
	}
	for i, v := range a.Values {
		node, value := at.Get("values").At(i), strconv.FormatInt(int64(v), 10)
		switch {
		case i > 0 && v <= a.Values[i-1]:
			c.fail(node, notRising.With("value", value))
		case a.Log && v == 0:
			c.fail(node, logFromZero.With("value", value))
		case !p.takes(v):
			c.fail(node, p.refuses(v))
		}
	}
}

// curve checks that all names in a formula are parameters.
func (c *checker) curve(curve SweepCurve, at *strict.Node) {
	f, err := formula.Parse(string(curve.Value))
	if err != nil {
		return // told already
	}
	for _, name := range f.Uses() {
		if !slices.ContainsFunc(c.file.Lab.Parameters, func(p Parameter) bool { return CurveName(p.ID) == name }) {
			c.fail(at, curveName.With("name", name))
		}
	}
}

// results reads the member with a sweep's results.
func (c *checker) results(s *Sweep, at *strict.Node) {
	if s.Results == "" {
		return
	}
	i, ok := c.file.index[string(s.Results)]
	if !ok {
		c.fail(at, noResults.With("name", string(s.Results)))
		return
	}
	m := &c.file.Members[i]
	c.used[m.Name] = true
	root, err := strict.Parse(m.Data)
	if err != nil {
		c.errs = append(c.errs, fromStrict(m.Name, m.Line, err))
		return
	}
	var r SweepResults
	errs := strict.Decode(root, &r, unions)
	for _, e := range errs {
		c.errs = append(c.errs, fromStrict(m.Name, m.Line, e))
	}
	if len(errs) > 0 {
		return
	}
	tell := func(at *strict.Node, why *strict.Reason) {
		c.errs = append(c.errs, fromStrict(m.Name, m.Line, at.Error(why)))
	}
	if r.Sweep != s.ID {
		tell(root.Get("sweep"), resultsSweep.With("name", string(r.Sweep)))
	}
	for k, measured := range r.Series {
		if !slices.ContainsFunc(s.Series, func(m SweepSeries) bool { return m.Name == measured.Name }) {
			tell(root.Get("series").At(k).Get("name"), resultsMissing.With("name", measured.Name))
		}
	}
	if c.file.results == nil {
		c.file.results = map[ID]*SweepResults{}
	}
	c.file.results[s.ID] = &r
}
