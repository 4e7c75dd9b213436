package formula_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"playnet/core/formula"
)

func TestValues(t *testing.T) {
	values := map[string]float64{"peers": 20, "up": 3e5, "x_1": 4}
	for text, want := range map[string]float64{
		"1 + 2 * 3":              7,
		"(1 + 2) * 3":            9,
		"10 - 2 - 3":             5,
		"12 / 2 / 3":             2,
		"-2^2":                   -4,
		"2 * -3":                 -6,
		"x_1^3 + 0.5":            64.5,
		"max(1, peers, 3)":       20,
		"min(peers, 2)":          2,
		"sqrt(x_1)":              2,
		"log2(1024)":             10,
		"log2(10)":               3.3219280948873623,
		"log2(0.3)":              -1.7369655941662063,
		"15e9 / (30e6 + 2 * up)": 15e9 / 30.6e6,
	} {
		f, err := formula.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := f.Value(values); math.Abs(got-want) > 1e-12*max(1, math.Abs(want)) {
			t.Errorf("%s = %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"1 / 0", "unknown + 1", "log2(0)", "sqrt(-1)", "max(1, unknown)"} {
		if f, err := formula.Parse(text); err != nil || !math.IsNaN(f.Value(values)) {
			t.Errorf("%s has a value: %v", text, err)
		}
	}
	f, err := formula.Parse("a * b + max(a, c)")
	if err != nil || !slices.Equal(f.Uses(), []string{"a", "b", "c"}) {
		t.Errorf("uses %v, %v", f.Uses(), err)
	}
}

func TestFaults(t *testing.T) {
	for text, column := range map[string]int{
		"": 1, "1 +": 4, "(1": 3, "1 2": 3, "max(1": 6, "tan(1)": 7, "sqrt(1, 2)": 11, "2 ^ x": 5,
		"2^65": 5, "1..2": 5, "$": 1, strings.Repeat("(", 100) + "1": 34, strings.Repeat("1+", 300) + "1": formula.MaxLength,
	} {
		var fault *formula.Error
		if _, err := formula.Parse(text); !errors.As(err, &fault) {
			t.Errorf("%q was read", text)
		} else if fault.Column != column {
			t.Errorf("%q: %v, want column %d", text, fault, column)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"max(1, x) / 2^3", "-(-1", "log2(15e9)", "1e", "a.b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if read, err := formula.Parse(text); err == nil {
			read.Value(map[string]float64{"x": 2})
		}
	})
}
