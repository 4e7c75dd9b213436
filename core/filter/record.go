package filter

import "playnet/core/trace"

// Record is a frame or another event of a trace, as a filter sees it.
type Record interface {
	// ID is the event's.
	ID() trace.ID
	// Has reports whether the record has a field. It may be much cheaper than Values.
	Has(*Field) bool
	// Values appends the values of a field, in the order in which they stand.
	Values(f *Field, to []Value) []Value
}
