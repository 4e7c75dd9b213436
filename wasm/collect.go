//go:build js && wasm

package main

import (
	"runtime"
	"runtime/debug"
	"time"
)

// Go's collector lets garbage grow in proportion to what is kept. What a long run keeps is
// its record, some hundred megabytes without a pointer in them; the garbage is the small
// objects of drawings, and the more of them there are the longer the main thread stands
// still while they are swept up. So the proportion shrinks as the record grows.
const (
	mostPercent  = 200 // a drawing leaves much behind and keeps little
	leastPercent = 15
	mostGarbage  = 48 << 20
	tuneEvery    = time.Second
	lookEvery    = 50 * time.Millisecond
	// beginsCollection is a size at which the allocator looks whether the heap is full.
	beginsCollection = 64 << 10
)

// In a browser the collector has no thread of its own: once it has begun it marks and sweeps
// until it is done, at the end of whatever task of the page has filled the heap. So it is
// called a little before that, between two frames, where nothing waits for it.

// collector sets how much garbage the program gathers before it is collected.
type collector struct {
	percent uint64
	next    time.Time // when it is tuned again
	look    time.Time // when it is looked again whether a collection is due
	asked   bool      // a collection is due, and will come
	last    []byte    // what began the last one
}

func (c *collector) start() {
	c.percent = mostPercent
	debug.SetGCPercent(mostPercent)
}

// tune looks now and then how much is kept.
func (c *collector) tune(now time.Time) {
	if now.Before(c.next) {
		return
	}
	c.next = now.Add(tuneEvery)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	kept := max(m.NextGC*100/(100+c.percent), 1) // NextGC is what the last percentage made of it
	percent := min(max(mostGarbage*100/kept, leastPercent), mostPercent)
	// Each setting costs a pause: only what makes a difference is set.
	if percent*5 < c.percent*4 || percent*4 > c.percent*5 {
		c.percent = percent
		debug.SetGCPercent(int(percent))
	}
}

// due reports whether the heap will soon be full.
func (c *collector) due(now time.Time) bool {
	if c.asked || now.Before(c.look) {
		return false
	}
	c.look = now.Add(lookEvery)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	room := m.NextGC * c.percent / (100 + c.percent) // between what lived after the last collection and the next
	c.asked = m.HeapAlloc > m.NextGC-room/4
	return c.asked
}

// collect has a collection begin now: this call does not wait for it, as runtime.GC would, which
// also sweeps all of the heap in the same breath. What was marked is swept bit by bit, by and by.
func (c *collector) collect() {
	c.asked = false
	debug.SetGCPercent(1)
	c.last = make([]byte, beginsCollection)
	debug.SetGCPercent(int(c.percent))
}
