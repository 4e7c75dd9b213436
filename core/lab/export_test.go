package lab

import (
	"slices"

	"playnet/core/host"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/core/view"
)

// SetLog gives a fresh world a log to follow.
func SetLog(w *World, log []Entry) { w.log = append([]Entry(nil), log...) }

// KeepsAll reports whether the trace still has every payload.
func KeepsAll(w *World) bool { return w.keepsAll() }

// Launch runs a program on a host, once. No log knows of it.
func Launch(w *World, name string, p host.Program) { w.run.machine(labfile.Name(name)).Run(p) }

// Align aligns two sequences with so many differences a step.
func Align(a, b []int32, bound int) [][2]int {
	s := alignment{a: a, b: b}
	for !s.done() {
		s.step(bound)
	}
	return s.pairs
}

// PlainStep returns an event's plain sentence.
func (w *World) PlainStep(e trace.Event) view.Step { return w.step(e, "", nil) }

// Replicas returns how many replicas a world keeps.
func Replicas(w *World) int { return len(w.replicas) }

// ReplicaPositions returns where they stand.
func ReplicaPositions(w *World) []uint64 {
	var list []uint64
	for _, r := range w.replicas {
		list = append(list, r.Position())
	}
	slices.Sort(list)
	return list
}

// FramesRead returns how many frames of connections were read to tell of their segments.
func FramesRead(w *World) int { return w.run.index.connections.read }

// VerdictKey names the sentence that says why a peer's strategy has decided so.
var VerdictKey = verdictKey
