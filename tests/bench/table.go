package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// table is a part's result.
type table struct {
	title string
	head  []string
	rows  [][]string
	notes []string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) print(out io.Writer) {
	fmt.Fprintln(out, t.title)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{t.head}, t.rows...) {
		fmt.Fprintln(w, "  "+strings.Join(row, "\t"))
	}
	w.Flush()
	for _, n := range t.notes {
		fmt.Fprintln(out, "  "+n)
	}
}

// target is what a number should reach.
type target struct {
	limit  float64
	atMost bool
	text   string
}

func atLeast(limit float64, text string) target { return target{limit, false, text} }
func atMost(limit float64, text string) target  { return target{limit, true, text} }

// mark tells whether a number meets its target.
func (t target) mark(value float64) string {
	switch {
	case t.text == "":
		return ""
	case t.atMost && value <= t.limit, !t.atMost && value >= t.limit:
		return t.text + "  ok"
	}
	return t.text + "  MISSED"
}

// rate prints so many things a second.
func rate(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%.2f M", v/1e6)
	case v >= 1e4:
		return fmt.Sprintf("%.0f k", v/1e3)
	case v >= 1e3:
		return fmt.Sprintf("%.1f k", v/1e3)
	}
	return fmt.Sprintf("%.0f", v)
}

// megabytes prints a size; a megabyte has 1,000,000 bytes.
func megabytes(bytes int64) string { return fmt.Sprintf("%.2f MB", float64(bytes)/1e6) }

func times(v float64) string { return fmt.Sprintf("%.1f x", v) }

func milliseconds(v float64) string { return fmt.Sprintf("%.0f ms", v) }
