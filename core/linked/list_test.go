package linked_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"playnet/core/linked"
)

type item struct {
	n            int
	place, other linked.Place[item]
}

func forwards(l *linked.List[item]) (all []int) {
	for x := l.First(); x != nil; x = x.place.Next() {
		all = append(all, x.n)
	}
	return all
}

func backwards(l *linked.List[item]) (all []int) {
	for x := l.Last(); x != nil; x = x.place.Prev() {
		all = append(all, x.n)
	}
	return all
}

// A list is what a slice is to which the same is done, from either end.
func TestAgainstASlice(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	var l linked.List[item]
	var model []*item
	for n := range 5000 {
		x := &item{n: n}
		switch at := dice.IntN(len(model) + 1); {
		case len(model) > 0 && dice.IntN(2*len(model)) > 12:
			at = min(at, len(model)-1)
			l.Remove(&model[at].place)
			if model[at].place != (linked.Place[item]{}) {
				t.Fatal("what was taken out still has a place")
			}
			model = slices.Delete(model, at, at+1)
		case at == len(model):
			l.Append(&x.place, x)
			model = append(model, x)
		default:
			l.InsertBefore(&model[at].place, &x.place, x)
			model = slices.Insert(model, at, x)
		}
		var want []int
		for _, x := range model {
			want = append(want, x.n)
		}
		if got := forwards(&l); !slices.Equal(got, want) || l.Len() != len(want) {
			t.Fatalf("after %d steps %v (%d), want %v", n+1, got, l.Len(), want)
		}
		slices.Reverse(want)
		if got := backwards(&l); !slices.Equal(got, want) {
			t.Fatalf("after %d steps backwards %v, want %v", n+1, got, want)
		}
	}
}

func TestInTwoListsAtOnce(t *testing.T) {
	var a, b linked.List[item]
	x, y := &item{n: 1}, &item{n: 2}
	a.Append(&x.place, x)
	a.Append(&y.place, y)
	b.Append(&y.other, y)
	b.Append(&x.other, x)
	a.Remove(&x.place)
	if a.First() != y || a.Last() != y || b.First() != y || b.Last() != x || y.other.Next() != x || x.other.Prev() != y {
		t.Error("one list is changed by what is done to the other")
	}
}
