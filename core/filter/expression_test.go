package filter_test

import (
	"errors"
	"testing"

	"playnet/core/filter"
	"playnet/core/trace"
)

// run is a run of the tests: n counts up, and every second record has p.
func run() (records []record) {
	for i := range 6 {
		r := record{id: trace.ID(i + 1), values: map[string][]filter.Value{
			"n": {filter.NumberOf(i)}, "t": {{Type: filter.Duration, Int: int64(i) * 1e9}}, "s": {filter.StringOf(string(rune('a' + i)))},
			"many": {filter.NumberOf(10 * i), filter.NumberOf(10*i + 1)},
		}}
		if i%2 == 1 {
			r.values["p"] = []filter.Value{{Type: filter.Protocol}}
		}
		records = append(records, r)
	}
	return records
}

func TestExpressions(t *testing.T) {
	for text, want := range map[string]struct {
		value    string
		deciding trace.ID
	}{
		"count(p)":                        {"3", 6},
		"count(n < 2)":                    {"2", 2},
		"count(q)":                        {"0", 0},
		"first(p).s":                      {"b", 2},
		"last(p).s":                       {"f", 6},
		"first(q).s":                      {"", 0},
		"first(n > 2).many":               {"30", 4},
		"sum(p, n)":                       {"9", 6},
		"sum(p, many)":                    {"183", 6},
		"sum(q, n)":                       {"0", 0},
		"avg(p, n)":                       {"3", 6},
		"avg(p, t)":                       {"3s", 6},
		"avg(q, n)":                       {"", 0},
		"min(p, n)":                       {"1", 2},
		"max(p, n * 2)":                   {"10", 6},
		"max(p, s)":                       {"f", 6},
		"last(p).t - first(p).t":          {"4s", 6},
		"count(p) * 2 + 1":                {"7", 6},
		"count(p) / 2":                    {"1", 6},
		"count(p) == 3":                   {"true", 6},
		"count(p) > 3 or first(q)":        {"false", 6},
		"first(p) and not first(q)":       {"true", 2},
		"first(p).n == first(n == 1).n":   {"true", 2},
		"count(p) in {1..5}":              {"true", 6},
		"upper(first(p).s)":               {"B", 2},
		"first(p)":                        {"event 2", 2},
		"first(p) == first(n == 1)":       {"true", 2},
		"max(p, n) - min(p, n) >= 4":      {"true", 6},
		"(count(p) + 1) * (count(n) - 1)": {"20", 6},
		"5":                               {"5", 0},
	} {
		x, err := schema.ParseExpression(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for range 2 { // the second time from the beginning again
			x.Reset()
			for _, r := range run() {
				x.Add(r)
			}
			got := ""
			if values := x.Values(); len(values) > 0 {
				got = values[0].String()
				if values[0].Type != x.Type() {
					t.Errorf("%s is a %v, not a %v", text, values[0].Type, x.Type())
				}
			}
			if got != want.value || x.Deciding() != want.deciding {
				t.Errorf("%s is %q, decided by %d; want %q, %d", text, got, x.Deciding(), want.value, want.deciding)
			}
		}
	}
}

func TestSettled(t *testing.T) {
	for text, want := range map[string]bool{"first(p).n": true, "first(p).n + first(n == 0).n": true, "first(q)": false, "last(p)": false, "count(p)": false} {
		x, err := schema.ParseExpression(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range run() {
			x.Add(r)
		}
		if x.Settled() != want {
			t.Errorf("%s is settled: %v", text, !want)
		}
	}
}

func TestExpressionErrors(t *testing.T) {
	for text, want := range map[string]struct {
		column int
		id     string
	}{
		"":                      {1, "empty"},
		"n":                     {1, "bareField"},
		"count(n) + n":          {12, "bareField"},
		"count()":               {7, "expected"},
		"count(p":               {8, "ended"},
		"count(n + 1)":          {9, "noTest"},
		"count(p).n":            {9, "fieldOf"},
		"first(p).":             {10, "ended"},
		"first(p).nn.unlike":    {10, "unknown"},
		"first(p).ip.scr":       {10, "near"},
		"first(p) + 1":          {10, "operator"},
		"first(p) == 1":         {13, "literal"},
		"sum(p)":                {6, "arguments"},
		"sum(p, s)":             {8, "operator"},
		"sum(p, 5)":             {8, "arguments"},
		"avg(p, mark)":          {8, "operator"},
		"max(p, p)":             {8, "operator"},
		"count(first(p))":       {7, "recordInside"},
		"median(p, n)":          {1, "function"},
		"ip.scr":                {1, "near"},
		"count(p) == \"three\"": {13, "literal"},
	} {
		_, err := schema.ParseExpression(text)
		var e *filter.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: no error", text)
		} else if e.Column != want.column || e.ID != "filter.error."+want.id {
			t.Errorf("%s: column %d, %s (%v); want column %d, %s", text, e.Column, e.ID, e, want.column, want.id)
		}
	}
}
