package sim_test

import (
	"fmt"
	"testing"

	"playnet/core/sim"
)

func report(b *testing.B) {
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mevents/s")
}

// ticker is a program that does nothing: an event that arms itself again.
type ticker struct {
	k     *sim.Kernel
	timer sim.Timer
	pace  sim.Instant
}

func (t *ticker) Fire() { t.k.Arm(&t.timer, t.k.Now()+t.pace, t) }

// BenchmarkTimers holds a number of timers of different paces in the heap; each
// operation pops one and puts it back.
func BenchmarkTimers(b *testing.B) {
	for _, n := range []int{1, 100, 1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			k := sim.New(1)
			tickers := make([]ticker, n)
			for i := range tickers {
				tickers[i] = ticker{k: k, pace: sim.Instant(1000 + i*7919%1000)}
				tickers[i].Fire()
			}
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				k.Step()
			}
			report(b)
		})
	}
}

// BenchmarkReady pops events of the present instant.
func BenchmarkReady(b *testing.B) {
	k := sim.New(1)
	tickers := make([]ticker, 100)
	for i := range tickers {
		tickers[i].k = k
		tickers[i].Fire()
	}
	b.ResetTimer()
	for range b.N {
		k.Step()
	}
	report(b)
}

// BenchmarkCancel moves deadlines that never pass: the life of most timers.
func BenchmarkCancel(b *testing.B) {
	k := sim.New(1)
	timers := make([]sim.Timer, 1000)
	for i := range b.N {
		k.Arm(&timers[i%1000], k.Now()+sim.Instant(i*7919%100_000)+1, sim.Func(nil))
	}
}

// BenchmarkSwitch hands control to and fro between two fibers; each operation is
// one event, with a switch into a fiber and out of it.
func BenchmarkSwitch(b *testing.B) {
	k := sim.New(1)
	pingPong(k, 1<<62)
	for range 4 {
		k.Step()
	}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if !k.Step() {
			b.Fatal("they have stopped")
		}
	}
	report(b)
	b.StopTimer()
	k.Stop()
}

// BenchmarkFiber starts a fiber and runs it to its end.
func BenchmarkFiber(b *testing.B) {
	k := sim.New(1)
	b.ReportAllocs()
	for range b.N {
		k.Go("f", nil, func() {})
		k.Step()
	}
}
