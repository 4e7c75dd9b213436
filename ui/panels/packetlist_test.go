package panels

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Whoever turns the wheel moves by as many pixels as the browser says, however long the list
// is, and from end to end; the browser never has more to scroll than it can.
func TestTheWheelMovesByPixels(t *testing.T) {
	for _, rows := range []int{5, 100, 50_000, 1_000_000} {
		l := &packetList{away: true}
		const view = 200
		l.lay(rows, view)
		if l.height() > tallest {
			t.Fatalf("%d rows: %f pixels", rows, l.height())
		}
		at := func() (first, top float64) {
			i, last, y := l.lay(rows, view)
			if last-i > view/RowHeight+16 {
				t.Fatalf("%d lines are drawn", last-i)
			}
			// What stands at the upper edge of the window, from where the lines are drawn.
			return float64(i), float64(i)*RowHeight + l.want - y
		}
		steps := rand.New(rand.NewPCG(1, uint64(rows)))
		down := 0
		for range 30_000 {
			_, before := at()
			by := float64(steps.IntN(400) - 150)
			to := min(max(l.want+by, 0), max(l.height()-view, 0))
			l.real = l.want // what the browser was asked for it has done
			moved := l.scrolled(to)
			_, after := at()
			room := by >= 0 && before+by <= l.last() || by < 0 && before+by >= 0
			if moved && room && math.Abs(after-before-by) > atEnd {
				t.Fatalf("%d rows: from %f the wheel's %f led to %f", rows, before, by, after)
			}
			if l.want < 0 || l.want > max(l.height()-view, 0) {
				t.Fatalf("%d rows: the browser is to scroll to %f of %f", rows, l.want, l.height())
			}
			if after > before {
				down++
			}
		}
		if rows > 100 && down == 0 {
			t.Error("nothing moved")
		}
		// The thumb reaches both ends, and the middle is the middle.
		for _, share := range []float64{0, 0.5, 1} {
			l.real = l.want
			l.scrolled(share * max(l.height()-view, 0))
			if _, top := at(); math.Abs(top-share*l.last()) > max(l.last()/1000, 1) {
				t.Errorf("%d rows: the thumb at %f leads to %f of %f", rows, share, top, l.last())
			}
		}
	}
}

// The list follows the end as it grows, until somebody scrolls away, and again when they
// come back.
func TestTheListFollowsItsEnd(t *testing.T) {
	l := &packetList{}
	const view = 140
	for rows := range 100 {
		if _, last, _ := l.lay(rows, view); last != rows {
			t.Fatalf("%d rows: drawn up to %d", rows, last)
		}
	}
	l.real = l.want
	l.scrolled(l.want - 300)
	top := l.top
	if l.lay(400, view); l.top != top {
		t.Error("the list runs away from who looks at it")
	}
	l.real = l.want
	l.scrolled(l.last())
	if _, last, _ := l.lay(500, view); last != 500 {
		t.Error("it does not follow again")
	}
	l.show(3)
	if first, _, _ := l.lay(501, view); first > 3 || l.top != 3*RowHeight {
		t.Errorf("line 3 does not stand at the top, but %f", l.top)
	}
}
