// Package slab hands out memory for many small things that stay as long as their owner does.
// What the collector of garbage costs goes by the number of things that it comes by, and in a
// browser everything waits for it: a world of a hundred peers has thousands of each kind.
package slab

// Slab is memory for things of a type. The zero value is ready.
type Slab[T any] struct{ rest []T }

// chunk is how many things are made at once.
const chunk = 64

// New returns a new zero T. It is kept as long as any other of its chunk is.
func (s *Slab[T]) New() *T {
	if len(s.rest) == 0 {
		s.rest = make([]T, chunk)
	}
	t := &s.rest[0]
	s.rest = s.rest[1:]
	return t
}
