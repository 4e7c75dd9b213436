package lab_test

import (
	"reflect"
	"testing"

	"playnet/core/trace"
	"playnet/core/view"
)

// The list of transfers is made once and brought up to date: it must tell the
// same as one that is made anew, whenever somebody looked before.
func TestTransfersAreBroughtUpToDate(t *testing.T) {
	w, fresh := open(t, "dns-iterated", 7), open(t, "dns-iterated", 7)
	inFlight := 0
	for n := 0; w.Step(); n++ {
		list, total := w.Transfers(0, 1000)
		fresh.Rewind()
		fresh.RunToPosition(w.Position(), nil)
		want, _ := fresh.Transfers(0, 1000)
		if len(list) != total || !reflect.DeepEqual(list, want) && total > 0 {
			t.Fatalf("position %d:\n%v\nwant\n%v", w.Position(), list, want)
		}
		for i, v := range list {
			if v.Fate == view.InFlight {
				inFlight++
			}
			if some, _ := w.Transfers(i, 1); len(some) != 1 || some[0] != v {
				t.Fatalf("position %d: transfer %d alone is %v", w.Position(), i, some)
			}
			if one, ok := w.Transfer(trace.ID(v.Frame)); !ok || one != v {
				t.Fatalf("position %d: frame %d is %v", w.Position(), v.Frame, one)
			}
		}
	}
	if inFlight < 8 {
		t.Errorf("only %d frames seen in flight: the test tests nothing", inFlight)
	}
	all, _ := w.Transfers(0, 1000)
	w.Seek(w.Position() / 2)
	half, _ := w.Transfers(0, 1000)
	if len(half) == 0 || len(half) >= len(all) {
		t.Errorf("%d transfers at half of the way, %d at its end", len(half), len(all))
	}
	for _, r := range [][2]int{{-5, 3}, {0, 0}, {3, -1}, {1 << 40, 3}, {0, 1 << 62}, {5, 1 << 62}} {
		list, total := w.Transfers(r[0], r[1])
		if from := min(max(r[0], 0), total); len(list) != min(max(r[1], 0), total-from) {
			t.Errorf("Transfers(%d, %d): %d of %d", r[0], r[1], len(list), total)
		}
	}
}
