package panels

// Samples keeps a bounded number of points of a series that goes on being measured: when
// it is full, neighbours become one, so that the whole run stays in sight, ever coarser.
// A point that stands for several is at their mean; Low and High are the least and the
// greatest value among them. The zero value is empty and holds 512.
type Samples struct {
	Most   int // at least 2
	points []Datum
	each   int // how many added values a point stands for
	open   int // how many of them the last point stands for so far
}

// Add appends a value; X must not be below that of the last.
func (s *Samples) Add(d Datum) {
	if s.Most == 0 {
		s.Most = 512
	}
	s.Most += s.Most % 2
	s.each = max(s.each, 1)
	if s.open > 0 && s.open < s.each {
		last := &s.points[len(s.points)-1]
		*last = merged(*last, d, float64(s.open))
		s.open++
		return
	}
	if len(s.points) == s.Most {
		for i := 0; i < s.Most; i += 2 {
			s.points[i/2] = merged(s.points[i], s.points[i+1], 1)
		}
		s.points, s.each = s.points[:s.Most/2], s.each*2
	}
	s.points, s.open = append(s.points, d), 1
}

// Points returns the points, which the next Add may change.
func (s *Samples) Points() []Datum { return s.points }

// merged is a, which stands for n values, together with b.
func merged(a, b Datum, n float64) Datum {
	low, high := ends(a)
	lowB, highB := ends(b)
	return Datum{X: (a.X*n + b.X) / (n + 1), Y: (a.Y*n + b.Y) / (n + 1), Low: min(low, lowB), High: max(high, highB), Note: a.Note}
}

// ends are those of a value's interval; both the value where it has none.
func ends(d Datum) (low, high float64) {
	if d.High > d.Low {
		return d.Low, d.High
	}
	return d.Y, d.Y
}
