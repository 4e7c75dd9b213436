package terminal

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// table lays text out in columns.
type table struct {
	right []bool // columns whose cells stand at the right
	rows  [][]string
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// drop leaves a column out.
func (t *table) drop(column int) {
	t.right = slices.Delete(t.right, column, column+1)
	for i := range t.rows {
		t.rows[i] = slices.Delete(t.rows[i], column, column+1)
	}
}

// text writes the table. A column whose head is among joined follows the one before
// without a blank.
func (t *table) text(joined map[string]bool) string {
	width := make([]int, len(t.right))
	for _, row := range t.rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var out strings.Builder
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			if i > 0 && !joined[t.rows[0][i]] {
				line.WriteByte(' ')
			}
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			if t.right[i] {
				cell = pad + cell
			} else {
				cell += pad
			}
			line.WriteString(cell)
		}
		out.WriteString(strings.TrimRight(line.String(), " "))
		out.WriteByte('\n')
	}
	return out.String()
}

func itoa(n int) string { return strconv.Itoa(n) }
