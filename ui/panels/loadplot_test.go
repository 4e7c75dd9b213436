package panels

import (
	"fmt"
	"testing"

	"playnet/core/view"
)

// Tenths of a second become seconds: rates are sums, queues the longest. The cell that goes
// on is left out, as its count still grows.
func TestLoadIsPlottedBySeconds(t *testing.T) {
	cells := make([]int, 26)
	for i := range cells {
		cells[i] = i % 10
	}
	got := fmt.Sprint(loadPoints(cells, 100_000_000, true), loadPoints(cells, 100_000_000, false))
	want := fmt.Sprint([]Datum{{X: .5, Y: 45}, {X: 1.5, Y: 45}}, []Datum{{X: .5, Y: 9}, {X: 1.5, Y: 9}})
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := fmt.Sprint(loadPoints([]int{6, 8, 9}, 2_000_000_000, true)); got != fmt.Sprint([]Datum{{X: 1, Y: 3}, {X: 3, Y: 4}}) {
		t.Errorf("cells of two seconds: %s", got)
	}
	if got := loadPoints([]int{3, 1}, 100_000_000, true); fmt.Sprint(got) != fmt.Sprint([]Datum{{X: .05, Y: 30}}) {
		t.Errorf("the first tenth of a second: %v", got)
	}
}

// Where there are many servers those with most work are shown, in the lab's order.
func TestTheBusiestServersArePlotted(t *testing.T) {
	var all []view.ServerLoad
	for i, work := range []int{3, 0, 9, 1, 4, 8, 2, 7, 5} {
		all = append(all, view.ServerLoad{Host: fmt.Sprint("h", i), Answers: []int{work / 2}, Dropped: []int{work - work/2}})
	}
	var got []string
	for _, s := range busiest(all) {
		got = append(got, s.Host)
	}
	if want := "[h0 h2 h4 h5 h7 h8]"; fmt.Sprint(got) != want {
		t.Errorf("shown are %v, want %s", got, want)
	}
}
