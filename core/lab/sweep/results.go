package sweep

import (
	"math"
	"slices"
	"strconv"

	"playnet/core/formula"
	"playnet/core/lab/labfile"
)

// Tally gathers the results of a plan's jobs, in whatever order they come.
type Tally struct {
	plan   *Plan
	done   map[Job]bool
	values map[place]float64
	faults []string // why worlds were missing, each reason once
}

type place struct {
	series, point int
	seed          uint64
}

// NewTally returns a tally without results.
func NewTally(p *Plan) *Tally {
	return &Tally{plan: p, done: map[Job]bool{}, values: map[place]float64{}}
}

// Add takes a result in.
func (t *Tally) Add(r Result) {
	t.done[r.Job] = true
	for _, m := range r.Measured {
		t.values[place{m.Series, r.Job.Point, r.Job.Seed}] = m.Value
	}
	if r.Error != "" && !slices.Contains(t.faults, r.Error) {
		t.faults = append(t.faults, r.Error)
	}
}

// Done returns how many jobs have ended.
func (t *Tally) Done() int { return len(t.done) }

// Faults returns why worlds could not be run, each reason once.
func (t *Tally) Faults() []string { return t.faults }

// At returns what the worlds gave so far for a series at a point of the axis, in the order of
// their seeds.
func (t *Tally) At(series, point int) []float64 {
	var list []float64
	for _, seed := range t.plan.Seeds {
		if v, ok := t.values[place{series, point, seed}]; ok {
			list = append(list, v)
		}
	}
	return list
}

// Results returns what a lab can keep of it: see [labfile.SweepResults].
func (t *Tally) Results() labfile.SweepResults {
	s := t.plan.Sweep
	r := labfile.SweepResults{Sweep: s.ID, Axis: s.Axis.Values}
	for _, seed := range t.plan.Seeds {
		r.Seeds = append(r.Seeds, labfile.Seed(seed))
	}
	for i, m := range s.Series {
		measured := labfile.SweepMeasured{Name: m.Name}
		for point := range s.Axis.Values {
			measured.Values = append(measured.Values, t.At(i, point))
		}
		r.Series = append(r.Series, measured)
	}
	return r
}

// AppendResults writes results as a member of a lab: a line for each value of the axis.
func AppendResults(b []byte, r labfile.SweepResults) []byte {
	b = append(b, "{\"sweep\": "...)
	b = strconv.AppendQuote(b, string(r.Sweep))
	b = append(b, ", \"seeds\": ["...)
	for i, seed := range r.Seeds {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendQuote(b, strconv.FormatUint(uint64(seed), 10))
	}
	b = append(b, "],\n \"axis\": ["...)
	for i, v := range r.Axis {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(b, int64(v), 10)
	}
	b = append(b, "],\n \"series\": [\n"...)
	for i, s := range r.Series {
		b = append(b, "  {\"name\": "...)
		b = strconv.AppendQuote(b, s.Name)
		b = append(b, ", \"values\": [\n"...)
		for k, values := range s.Values {
			b = append(b, "    ["...)
			for j, v := range values {
				if j > 0 {
					b = append(b, ", "...)
				}
				b = strconv.AppendFloat(b, v, 'g', -1, 64)
			}
			b = append(b, ']')
			b = appendComma(b, k, len(s.Values))
		}
		b = append(b, "  ]}"...)
		b = appendComma(b, i, len(r.Series))
	}
	return append(b, " ]}\n"...)
}

func appendComma(b []byte, i, n int) []byte {
	if i < n-1 {
		b = append(b, ',')
	}
	return append(b, '\n')
}

// Spread returns the median of values, and the smallest and the largest.
func Spread(values []float64) (median, low, high float64) {
	if len(values) == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2, sorted[0], sorted[n-1]
}

// Point is a point of a curve.
type Point struct{ X, Y float64 }

// Curve evaluates one of a sweep's curves at n values along its axis, the lab's other
// parameters as they are in the file. Where the formula has no value there is no point.
func Curve(f *labfile.File, s *labfile.Sweep, i, n int) []Point {
	read, err := formula.Parse(string(s.Curves[i].Value))
	if err != nil {
		panic("sweep: a checked formula does not parse: " + err.Error())
	}
	values := map[string]float64{}
	for _, p := range f.Lab.Parameters {
		_, v := f.Parameter(p.ID)
		values[labfile.CurveName(p.ID)] = float64(v)
	}
	axis := s.Axis.Values
	first, last := float64(axis[0]), float64(axis[len(axis)-1])
	name := labfile.CurveName(s.Axis.Parameter)
	var list []Point
	for k := range n {
		share := float64(k) / float64(max(n-1, 1))
		x := first + float64(share*(last-first))
		if s.Axis.Log {
			x = between(first, last, share)
		}
		values[name] = x
		if y := read.Value(values); !math.IsNaN(y) {
			list = append(list, Point{x, y})
		}
	}
	return list
}

// between is the value that lies at a share of the way from a to b where decades have equal
// lengths, found by halving.
func between(a, b, share float64) float64 {
	low, high, at, step := a, b, 0.0, 1.0
	for range 30 {
		step /= 2
		middle := math.Sqrt(low * high)
		if at+step <= share {
			low, at = middle, at+step
		} else {
			high = middle
		}
	}
	return math.Sqrt(low * high)
}
