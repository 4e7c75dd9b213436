package panels

import (
	"math"
	"strconv"
	"strings"

	"playnet/ui/text"
)

// plotScale puts the values of an axis onto pixels.
type plotScale struct {
	axis     *Axis
	lo, hi   float64 // of the values; of their logarithms where the axis has decades
	from, to float64 // pixels
	ticks    []float64
}

// newPlotScale makes a scale that holds the values of lo to hi, with about that many ticks.
// A wide one ends at ticks.
func newPlotScale(axis *Axis, lo, hi float64, ticks int, wide bool) plotScale {
	s := plotScale{axis: axis}
	fixed := axis.Min < axis.Max
	if fixed {
		lo, hi = axis.Min, axis.Max
	} else if axis.Zero && !axis.Log {
		lo, hi = min(lo, 0), max(hi, 0)
	}
	switch {
	case len(axis.Labels) > 0:
		s.lo, s.hi = -0.5, float64(len(axis.Labels))-0.5
		for i := range axis.Labels {
			s.ticks = append(s.ticks, float64(i))
		}
		return s
	case axis.Log:
		s.decades(lo, hi, ticks, wide && !fixed)
		return s
	}
	if lo == hi { // one value alone stands in the middle
		lo, hi = lo-max(abs(lo)/2, 0.5), hi+max(abs(hi)/2, 0.5)
	}
	step := niceStep((hi - lo) / float64(max(ticks, 1)))
	if wide && !fixed {
		lo, hi = math.Floor(lo/step+1e-9)*step, math.Ceil(hi/step-1e-9)*step
	}
	if step > hi-lo { // one tick alone says nothing
		step = niceStep((hi - lo) / 2.5)
	}
	s.lo, s.hi = lo, hi
	for k := math.Ceil(lo/step - 1e-9); k*step <= hi+step*1e-9; k++ {
		s.ticks = append(s.ticks, k*step+0) // + 0: no tick is −0
	}
	return s
}

// decades makes the scale one of equal lengths for equal factors.
func (s *plotScale) decades(lo, hi float64, ticks int, wide bool) {
	if !(lo > 0) || !(hi >= lo) {
		lo, hi = 1, 10
	}
	s.lo, s.hi = math.Log10(lo), math.Log10(hi)
	if wide || s.hi-s.lo < 1e-9 {
		s.lo, s.hi = math.Floor(s.lo+1e-9), math.Ceil(s.hi-1e-9)
		if s.lo == s.hi {
			s.hi++
		}
	}
	every := max(1, int(math.Ceil((s.hi-s.lo)/float64(max(ticks, 1)))))
	within := []float64{1}
	if perDecade := float64(ticks) / (s.hi - s.lo); every == 1 && perDecade >= 3 {
		within = []float64{1, 2, 5}
	}
	for d := int(math.Floor(s.lo)); d <= int(math.Ceil(s.hi)); d++ {
		if d%every != 0 {
			continue
		}
		for _, k := range within {
			if v := math.Log10(k) + float64(d); v >= s.lo-1e-9 && v <= s.hi+1e-9 {
				s.ticks = append(s.ticks, k*math.Pow(10, float64(d)))
			}
		}
	}
}

// niceStep is the least of 1, 2 and 5 times a power of ten that is not below step.
func niceStep(step float64) float64 {
	if !(step > 0) || math.IsInf(step, 0) {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(step)))
	for _, k := range []float64{1, 2, 5} {
		if k*unit >= step*(1-1e-9) {
			return k * unit
		}
	}
	return 10 * unit
}

// at returns the pixel of a value; one beyond an end is put there.
func (s *plotScale) at(v float64) float64 {
	if s.axis.Log {
		if v <= 0 {
			return s.from
		}
		v = math.Log10(v)
	}
	share := (v - s.lo) / (s.hi - s.lo)
	return s.from + (s.to-s.from)*min(max(share, 0), 1)
}

// shows reports whether the axis has a place for a value.
func (s *plotScale) shows(v float64) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0) && (!s.axis.Log || v > 0)
}

// tick writes the words at a tick: as many decimals for all of them.
func (s *plotScale) tick(i int) string {
	v := s.ticks[i]
	switch {
	case len(s.axis.Labels) > 0:
		return s.axis.Labels[i]
	case s.axis.Format != nil:
		return s.axis.Format(v)
	case s.axis.Log || len(s.ticks) < 2:
		return plotNumber(v)
	}
	step := s.ticks[1] - s.ticks[0]
	if step >= 1 {
		return plotNumber(math.Round(v))
	}
	digits := int(math.Ceil(-math.Log10(step) - 1e-9))
	if digits > 4 {
		return plotNumber(v)
	}
	return minus(strconv.FormatFloat(v, 'f', digits, 64))
}

// value writes a value with its unit.
func (a *Axis) value(v float64) string {
	switch {
	case len(a.Labels) > 0:
		if i := int(math.Round(v)); i >= 0 && i < len(a.Labels) {
			return a.Labels[i]
		}
		return ""
	case a.Format != nil:
		return a.Format(v)
	case a.Unit != "":
		return plotNumber(v) + " " + a.Unit
	}
	return plotNumber(v)
}

// title is what stands at the axis: "TTL (s)".
func (a *Axis) title() string {
	if a.Unit == "" || a.Format != nil {
		return a.Label
	}
	return a.Label + " (" + a.Unit + ")"
}

// plotNumber writes a number with three digits that count, or all where it is whole:
// "0.375", "86,400", "2.5·10⁷".
func plotNumber(v float64) string {
	size := abs(v)
	switch {
	case v == 0:
		return "0"
	case size >= 1e7 || size < 1e-3:
		exponent := math.Floor(math.Log10(size) + 1e-12)
		factor := trimZeros(strconv.FormatFloat(v/math.Pow(10, exponent), 'f', 2, 64))
		power := "10" + superscript(int(exponent))
		switch factor {
		case "1":
			return power
		case "-1":
			return "−" + power
		}
		return minus(factor) + "·" + power
	case v == math.Round(v):
		return minus(text.Number(int(v)))
	case size >= 1000:
		return minus(text.Number(int(math.Round(v))))
	}
	digits := max(0, 2-int(math.Floor(math.Log10(size))))
	return minus(trimZeros(strconv.FormatFloat(v, 'f', digits, 64)))
}

func trimZeros(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

func superscript(n int) string {
	return strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
		"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(n))
}
