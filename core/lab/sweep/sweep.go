// Package sweep runs the many worlds of a lab's sweeps. A plan lists what is to be run, job by
// job; a trial is one of them. Jobs and results are plain data: who runs the trials, in one
// thread, in many processes or in a browser's workers, is no business of theirs.
package sweep

import (
	"fmt"

	"playnet/core/filter"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
)

// Plan is a sweep of a lab, with the seeds of its worlds.
type Plan struct {
	File  *labfile.File
	Sweep *labfile.Sweep
	Seeds []uint64

	groups []group
}

// group is series that are measured in the same worlds.
type group struct {
	with   []labfile.Action
	series []int
}

// Job is one world to be run. It says which without the lab.
type Job struct {
	Point int    `json:"point"` // of the axis
	Seed  uint64 `json:"seed,string"`
	Group int    `json:"group,omitempty"` // of series that are measured in the same worlds
}

// Result is what a world gave.
type Result struct {
	Job      Job        `json:"job"`
	Measured []Measured `json:"measured,omitempty"`
	Error    string     `json:"error,omitempty"` // why there was no world
}

// Measured is what was measured of a series; a series of which the world said nothing has none.
type Measured struct {
	Series int     `json:"series"`
	Value  float64 `json:"value"` // lengths of time in seconds
}

// NewPlan plans a sweep of the lab, its other parameters as they are in the file. The worlds'
// seeds follow each other from first on.
func NewPlan(f *labfile.File, id labfile.ID, first uint64) (*Plan, error) {
	s := f.Sweep(id)
	if s == nil {
		return nil, fmt.Errorf("the lab has no sweep %q", id)
	}
	p := &Plan{File: f, Sweep: s}
	for i := range s.Number() {
		p.Seeds = append(p.Seeds, first+uint64(i))
	}
	same := -1
	for i, m := range s.Series {
		switch {
		case len(m.With) > 0:
			p.groups = append(p.groups, group{m.With, []int{i}})
		case same < 0:
			same = len(p.groups)
			p.groups = append(p.groups, group{nil, []int{i}})
		default:
			p.groups[same].series = append(p.groups[same].series, i)
		}
	}
	return p, nil
}

// Jobs lists the worlds in the order in which they tell most: all points with the first seed
// come before any with the second.
func (p *Plan) Jobs() []Job {
	var list []Job
	for _, seed := range p.Seeds {
		for point := range p.Sweep.Axis.Values {
			for g := range p.groups {
				list = append(list, Job{point, seed, g})
			}
		}
	}
	return list
}

// Trial is a job under way.
type Trial struct {
	job     Job
	world   *lab.World
	series  []int
	asked   []*filter.Expression
	refused string
}

// Begin opens a job's world. A job that the plan does not have, or a world that does not open,
// is told by the trial's result.
func (p *Plan) Begin(j Job) *Trial {
	t := &Trial{job: j}
	if j.Group < 0 || j.Group >= len(p.groups) || j.Point < 0 || j.Point >= len(p.Sweep.Axis.Values) {
		t.refused = "there is no such job in the plan"
		return t
	}
	g := p.groups[j.Group]
	t.series = g.series
	for _, i := range g.series {
		x, err := filter.ParseExpression(string(p.Sweep.Series[i].Value))
		if err != nil {
			panic("sweep: a checked expression does not parse: " + err.Error())
		}
		t.asked = append(t.asked, x)
	}
	if err := t.open(p, g.with); err != nil {
		t.refused = err.Error()
		t.Close()
	}
	return t
}

// open makes the world, with the point's value for the parameter.
func (t *Trial) open(p *Plan, with []labfile.Action) error {
	w, err := lab.New(p.File, t.job.Seed, lab.Options{Untraced: true})
	if err != nil {
		return err
	}
	t.world = w
	w.Follow(p.log(t.job, with))
	if err := w.LogError(); err != nil {
		return err
	}
	w.Watch(t.asked...)
	return nil
}

// log is what is done at the beginning of a job's world: the lab's parameters get the values
// that they have in the file, and the one that is swept its own.
func (p *Plan) log(j Job, with []labfile.Action) []lab.Entry {
	var log []lab.Entry
	set := func(id labfile.ID, value labfile.ParameterNumber) {
		log = append(log, lab.Entry{Do: labfile.LabParameter{Parameter: id, Value: value}})
	}
	var rest []lab.Entry
	chosen := map[labfile.ID]bool{p.Sweep.Axis.Parameter: true}
	set(p.Sweep.Axis.Parameter, p.Sweep.Axis.Values[j.Point])
	for _, do := range with {
		if a, ok := do.(labfile.LabParameter); ok {
			chosen[a.Parameter] = true
			set(a.Parameter, a.Value)
		} else {
			rest = append(rest, lab.Entry{Do: do})
		}
	}
	for _, q := range p.File.Lab.Parameters {
		if _, value := p.File.Parameter(q.ID); !chosen[q.ID] {
			set(q.ID, value)
		}
	}
	return append(log, rest...)
}

// Run goes on until nothing is left to happen in the world, or the lab's end; false: more,
// which may be nil, interrupted it.
func (t *Trial) Run(more func() bool) (done bool) { return t.world == nil || t.world.RunIdle(more) }

// Result returns what was measured, once [Trial.Run] is done.
func (t *Trial) Result() Result {
	r := Result{Job: t.job, Error: t.refused}
	for i, x := range t.asked {
		if t.world == nil {
			break
		}
		if values := x.Values(); len(values) > 0 {
			r.Measured = append(r.Measured, Measured{t.series[i], sizeOf(values[0])})
		}
	}
	return r
}

// Close ends the trial's world.
func (t *Trial) Close() {
	if t.world != nil {
		t.world.Close()
		t.world = nil
	}
}

func sizeOf(v filter.Value) float64 {
	switch v.Type {
	case filter.Float:
		return v.Float
	case filter.Duration:
		return float64(v.Int) / 1e9
	}
	return float64(v.Int)
}
