package sweep_test

import (
	"math"
	"slices"
	"testing"

	"playnet/core/filter"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/lab/sweep"
	"playnet/tests/labs"
)

func open(t *testing.T) *labfile.File {
	t.Helper()
	text, _ := labs.Lab("readers")
	f, err := labfile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func measure(p *sweep.Plan) *sweep.Tally {
	tally := sweep.NewTally(p)
	for _, j := range p.Jobs() {
		t := p.Begin(j)
		t.Run(nil)
		tally.Add(t.Result())
		t.Close()
	}
	return tally
}

// What was computed beforehand and stands in the lab is what is computed now, to the last bit,
// and is written as it stands there.
func TestResultsAreTheSameAgain(t *testing.T) {
	f := open(t)
	before := f.ResultsOf(f.Sweep("time"))
	p, err := sweep.NewPlan(f, "time", uint64(before.Seeds[0]))
	if err != nil {
		t.Fatal(err)
	}
	now := sweep.AppendResults(nil, measure(p).Results())
	if member, _ := f.Member("sweeps/time.json", nil); string(now) != string(member) {
		t.Errorf("the lab holds\n%s\nwhat is measured now is\n%s", member, now)
	}
}

// A world without a record measures what one with a record tells afterwards.
func TestUntracedMeasuresTheSame(t *testing.T) {
	f := open(t)
	p, err := sweep.NewPlan(f, "time", 5)
	if err != nil {
		t.Fatal(err)
	}
	got := measure(p).At(0, 2)
	for i, seed := range p.Seeds {
		w, err := lab.New(f, seed, lab.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Do(labfile.LabParameter{Parameter: "readers", Value: p.Sweep.Axis.Values[2]}); err != nil {
			t.Fatal(err)
		}
		w.RunIdle(nil)
		x, err := filter.ParseExpression(string(p.Sweep.Series[0].Value))
		if err != nil {
			t.Fatal(err)
		}
		values, _ := w.Evaluate(x, 1)
		if want := float64(values[0].Int) / 1e9; got[i] != want {
			t.Errorf("seed %d: %v, with a record %v", seed, got[i], want)
		}
		w.Close()
	}
}

// The other parameters have the values of the file; a series' own actions come on top.
func TestParametersOfAPlan(t *testing.T) {
	f, err := open(t).With(map[labfile.ID]labfile.ParameterNumber{"line": 100})
	if err != nil {
		t.Fatal(err)
	}
	p, err := sweep.NewPlan(f, "time", 1)
	if err != nil {
		t.Fatal(err)
	}
	tally := measure(p)
	// 16 KiB at 100 kbit/s, and at 4 Mbit/s behind the server's 400 kbit/s.
	for series, least := range []float64{16.384 * 8 / 100, 16.384 * 8 / 400} {
		for _, v := range tally.At(series, 0) {
			if v < least || v > 1.6*least+0.1 {
				t.Errorf("series %d: one reader takes %v s, the line alone %v", series, v, least)
			}
		}
	}
	jobs := p.Jobs()
	if len(jobs) != 2*2*4 || jobs[0].Seed != jobs[7].Seed || jobs[8].Seed == jobs[7].Seed || tally.Done() != len(jobs) {
		t.Errorf("jobs are %v", jobs)
	}
	bad := p.Begin(sweep.Job{Point: 99, Seed: 1})
	bad.Run(nil)
	if r := bad.Result(); r.Error == "" || len(r.Measured) > 0 {
		t.Errorf("a job that the plan does not have gives %+v", r)
	}
	if _, err := sweep.NewPlan(f, "none", 1); err == nil {
		t.Error("a sweep that is not there is planned")
	}
}

func TestCurve(t *testing.T) {
	f := open(t)
	s := f.Sweep("time")
	points := sweep.Curve(f, s, 0, 8)
	if len(points) != 8 || points[0].X != 1 || points[7].X != 8 {
		t.Fatalf("points are %v", points)
	}
	for _, p := range points {
		if want := max(p.X/400, 1./200) * 16.384 * 8; math.Abs(p.Y-want) > 1e-12 {
			t.Errorf("at %v the curve is %v, want %v", p.X, p.Y, want)
		}
	}
	s.Axis.Log = true
	xs := []float64{}
	for _, p := range sweep.Curve(f, s, 0, 4) {
		xs = append(xs, math.Round(p.X*1e6)/1e6)
	}
	if !slices.Equal(xs, []float64{1, 2, 4, 8}) {
		t.Errorf("equal parts of decades lie at %v", xs)
	}
}

func TestSpread(t *testing.T) {
	if m, low, high := sweep.Spread([]float64{3, 1, 2}); m != 2 || low != 1 || high != 3 {
		t.Error(m, low, high)
	}
	if m, _, _ := sweep.Spread([]float64{4, 1}); m != 2.5 {
		t.Error(m)
	}
}
