package lab

import "playnet/core/sim"

// histogram counts events over the whole of a run in a fixed number of cells.
// When the run outgrows them, neighbours are merged and each cell covers twice
// the time, so that counting costs the same however long the run is.
type histogram struct {
	cells [histogramCells]uint32
	width sim.Instant // nanoseconds a cell; 0: nothing counted yet
}

const (
	histogramCells = 2048
	firstWidth     = 50_000 // 50 µs: a run of 100 ms at full resolution
)

func (h *histogram) add(at sim.Instant) {
	if h.width == 0 {
		h.width = firstWidth
	}
	for at/h.width >= histogramCells {
		h.widen()
	}
	h.cells[at/h.width]++
}

// remove takes an event out again that was counted.
func (h *histogram) remove(at sim.Instant) { h.cells[at/h.width]-- }

func (h *histogram) widen() {
	for i := range histogramCells / 2 {
		h.cells[i] = h.cells[2*i] + h.cells[2*i+1]
	}
	clear(h.cells[histogramCells/2:])
	h.width *= 2
}

// spread distributes the counts between two instants over buckets of equal
// width. A cell belongs to the bucket in which it begins.
func (h *histogram) spread(from, to sim.Instant, buckets int) []int {
	out := make([]int, buckets)
	if h.width == 0 || to <= from || buckets == 0 {
		return out
	}
	width := max((to-from)/sim.Instant(buckets), 1)
	for i, n := range h.cells {
		at := sim.Instant(i) * h.width
		if n == 0 || at < from || at >= to {
			continue
		}
		out[min(int((at-from)/width), buckets-1)] += int(n)
	}
	return out
}
