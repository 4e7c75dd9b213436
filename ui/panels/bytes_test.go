package panels

import (
	"slices"
	"testing"
)

// A segment's bytes come in slices, a short message's at once, and while the run moves on
// no more than the first slice.
func TestBytesComeInSlices(t *testing.T) {
	var s State
	inSlices := func(n int, moving bool) (list []int) {
		for range 20 {
			list = append(list, s.bytes.upTo(n, moving))
			if !s.BytesBehind() || moving {
				return list
			}
		}
		return list
	}
	for _, step := range []struct {
		bytes  int
		moving bool
		want   []int
		behind bool
	}{
		{60, false, []int{60}, false},
		{600, false, []int{512, 600}, false},
		{700, false, []int{700}, false}, // as many stand there already
		{1460, true, []int{256}, true},
		{1460, false, []int{512, 768, 1024, 1280, 1460}, false},
		{1 << 20, false, []int{1792, manyBytes}, false},
		{40, true, []int{40}, false},
	} {
		got := inSlices(step.bytes, step.moving)
		if !slices.Equal(got, step.want) || s.BytesBehind() != step.behind {
			t.Errorf("%d bytes, moving: %v: drawn %v, more: %v, want %v, %v",
				step.bytes, step.moving, got, s.BytesBehind(), step.want, step.behind)
		}
	}
}
