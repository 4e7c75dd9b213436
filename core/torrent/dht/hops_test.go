package dht

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"
)

// The textbook's claim: the steps of a look-up grow as the logarithm of the number of
// nodes. A step (hop) is a query to a node of which only the step before has told.
//
// n = 16 to 1,024 run always, n = 4,096 in the long run.
func TestHopsGrowAsTheLogarithm(t *testing.T) {
	sizes := []int{16, 64, 256, 1024}
	if os.Getenv("PLAYNET_LONG") != "" {
		sizes = append(sizes, 4096)
	}
	var xs, ys []float64
	for _, n := range sizes {
		began := time.Now()
		mean := meanHops(t, n, 200)
		model := modelHops(n, 200)
		t.Logf("n = %4d: %.3f hops, model %.3f (%.1f s)", n, mean, model, time.Since(began).Seconds())
		if n == 1024 && math.Abs(mean-model) > 0.25*model {
			t.Errorf("n = %d: %.2f hops, an independent model has %.2f", n, mean, model)
		}
		xs, ys = append(xs, math.Log2(float64(n))), append(ys, mean)
	}
	a, b, r2 := fit(xs, ys)
	t.Logf("hops = %.3f + %.3f log2(n), R² = %.4f", a, b, r2)
	if r2 < 0.95 || b <= 0 {
		t.Errorf("hops = %.3f + %.3f log2(n) with R² = %.3f", a, b, r2)
	}
}

// meanHops grows a DHT of n nodes and returns the mean number of hops of look-ups of
// random targets by random nodes.
func meanHops(t *testing.T, n, lookups int) float64 {
	w := newWorld(t, 7, true)
	w.grow(n)
	dice := rand.New(rand.NewPCG(2, uint64(n)))
	hops, missed := 0, 0
	for range lookups {
		from, target := w.nodes[dice.IntN(n)], randomID(dice)
		l := w.find(from, target)
		if l.Closest()[0].ID != w.nearest(target, from) {
			missed++
		}
		hops += l.Hops()
	}
	if missed > lookups/100 {
		t.Errorf("n = %d: %d of %d look-ups have not found the nearest node", n, missed, lookups)
	}
	return float64(hops) / float64(lookups)
}

// fit returns the line of least squares and how much of the variance it explains.
func fit(xs, ys []float64) (a, b, r2 float64) {
	n := float64(len(xs))
	var sx, sy, sxx, sxy, syy float64
	for i, x := range xs {
		sx, sy, sxx, sxy, syy = sx+x, sy+ys[i], sxx+x*x, sxy+x*ys[i], syy+ys[i]*ys[i]
	}
	b = (n*sxy - sx*sy) / (n*sxx - sx*sx)
	a = (sy - b*sx) / n
	r := (n*sxy - sx*sy) / math.Sqrt((n*sxx-sx*sx)*(n*syy-sy*sy))
	return a, b, r * r
}

// The model knows nothing of the package: identifiers of 64 bits, each table holds k
// random nodes for each number of shared leading bits (as Kademlia's do), and look-ups go
// in rounds of α queries.

// modelHops returns the mean number of hops of look-ups among n nodes.
func modelHops(n, lookups int) float64 {
	const k, alpha = 8, 3
	dice := rand.New(rand.NewPCG(3, uint64(n)))
	nodes := make([]uint64, n)
	for i := range nodes {
		nodes[i] = dice.Uint64()
	}
	tables := map[uint64][]uint64{}
	table := func(of uint64) []uint64 {
		if tables[of] == nil {
			filled := map[int]int{}
			for _, i := range dice.Perm(n) {
				if bits := leading(nodes[i] ^ of); nodes[i] != of && filled[bits] < k {
					filled[bits]++
					tables[of] = append(tables[of], nodes[i])
				}
			}
		}
		return tables[of]
	}
	total := 0
	for range lookups {
		from, target := nodes[dice.IntN(n)], dice.Uint64()
		nearer := func(a, b uint64) int { return cmpUint(a^target, b^target) }
		closest := func(list []uint64) []uint64 {
			return slices.SortedFunc(slices.Values(list), nearer)[:min(k, len(list))]
		}
		hop := map[uint64]int{from: 0}
		list := closest(table(from))
		for _, c := range list {
			hop[c] = 1
		}
		asked := map[uint64]bool{from: true}
		for queries := 1; queries > 0; {
			queries = 0
			var told []uint64
			for _, c := range list {
				if !asked[c] && queries < alpha {
					asked[c], queries = true, queries+1
					for _, d := range closest(table(c)) {
						if _, old := hop[d]; !old {
							hop[d] = hop[c] + 1
							told = append(told, d)
						}
					}
				}
			}
			list = closest(append(list, told...))
		}
		total += hop[list[0]]
	}
	return float64(total) / float64(lookups)
}

func leading(x uint64) (n int) {
	for n < 64 && x>>(63-n) == 0 {
		n++
	}
	return n
}

func cmpUint(a, b uint64) int {
	if a < b {
		return -1
	}
	return 1
}
