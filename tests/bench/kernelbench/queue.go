package main

import (
	"time"

	"playnet/core/sim"
)

// ticker is a program that does nothing, again and again.
type ticker struct {
	k     *sim.Kernel
	timer sim.Timer
	pace  sim.Instant
}

func (t *ticker) Fire() { t.k.Arm(&t.timer, t.k.Now()+t.pace, t) }

// queueNoOp pops events of a thousand programs that do nothing, each at its own
// pace.
func queueNoOp(scale float64) (int, time.Duration) {
	k := sim.New(1)
	tickers := make([]ticker, 1000)
	for i := range tickers {
		tickers[i] = ticker{k: k, pace: sim.Instant(1000 + i*7919%1000)}
		tickers[i].Fire()
	}
	return steps(k, int(4e6*scale))
}

// queueSwitch hands control to and fro between two programs. An event is two
// switches: into a program and out of it.
func queueSwitch(scale float64) (int, time.Duration) {
	k := sim.New(1)
	var lines [2]sim.WaitQueue
	for i := range lines {
		k.Go("player", nil, func() {
			for lines[i].Wait(k, sim.Never) == nil {
				lines[1-i].WakeOne()
			}
		})
	}
	k.After(1, func() { lines[0].WakeOne() })
	events, took := steps(k, int(1e6*scale))
	k.Stop()
	return 2 * events, took
}

// steps pops so many events and tells how long that took.
func steps(k *sim.Kernel, n int) (int, time.Duration) {
	began := time.Now()
	for range n {
		if !k.Step() {
			panic("the world has ended")
		}
	}
	return n, time.Since(began)
}
