package slab_test

import (
	"testing"

	"playnet/core/slab"
)

func TestSlab(t *testing.T) {
	var s slab.Slab[[2]int]
	all := map[*[2]int]bool{}
	for i := range 1000 {
		p := s.New()
		if all[p] || *p != [2]int{} {
			t.Fatalf("%d: one that somebody has, or not a new one: %v", i, *p)
		}
		all[p] = true
		*p = [2]int{i, -i}
	}
	if n := testing.AllocsPerRun(10, func() {
		for range 640 {
			s.New()
		}
	}); n > 11 {
		t.Errorf("%v allocations for 640", n)
	}
}
