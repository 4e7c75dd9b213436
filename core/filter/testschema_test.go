package filter_test

import (
	"playnet/core/filter"
	"playnet/core/trace"
)

// A record of the tests: values by the names of fields.
type record struct {
	id     trace.ID
	values map[string][]filter.Value
}

func (r record) ID() trace.ID { return r.id }

func (r record) Has(f *filter.Field) bool { _, ok := r.values[f.Name]; return ok }

func (r record) Values(f *filter.Field, to []filter.Value) []filter.Value {
	return append(to, r.values[f.Name]...)
}

var schema = &filter.Schema{}

func init() {
	schema.Register(
		filter.Field{Name: "p", Type: filter.Protocol},
		filter.Field{Name: "q", Type: filter.Protocol},
		filter.Field{Name: "mark", Type: filter.None},
		filter.Field{Name: "flag", Type: filter.Bool},
		filter.Field{Name: "n", Type: filter.Number, Names: []filter.Named{{Value: 1, Name: "ONE"}, {Value: 2, Name: "TWO"}}},
		filter.Field{Name: "many", Type: filter.Number},
		filter.Field{Name: "t", Type: filter.Duration},
		filter.Field{Name: "when", Type: filter.Time},
		filter.Field{Name: "s", Type: filter.String},
		filter.Field{Name: "b", Type: filter.Bytes},
		filter.Field{Name: "ip.src", Type: filter.IPv4, Note: "note.src"},
		filter.Field{Name: "ip6", Type: filter.IPv6},
		filter.Field{Name: "mac", Type: filter.MAC},
		filter.Field{Name: "none", Type: filter.Number},
	)
}
