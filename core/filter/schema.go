package filter

import (
	"cmp"
	"slices"
	"strings"

	"playnet/core/spelling"
)

// Field is something that a record can have.
type Field struct {
	Name string // Wireshark's, where it has one: "ip.src"
	Type Type
	Note string // the message catalogue's id of a one-line explanation; "" if none
	// Names are words for some values: "A" for 1 of dns.qry.type. They can stand for
	// the numbers, and completion offers them.
	Names []Named
	// Event is set of what no frame has in its bytes: the fields of trace events.
	Event bool
	// Ref is its registrant's own, to find the values by.
	Ref any
}

// Named is a word for a value.
type Named struct {
	Value int64
	Name  string
}

// Schema is the set of fields that filters may name.
type Schema struct {
	fields   map[string]*Field
	all      []*Field // by name, once settled
	unsorted bool
	late     []func()
}

// Default is the schema that [Parse] and its like use.
var Default = &Schema{}

// Register makes fields known to the [Default] schema. It is called from init, and
// panics when a name is taken.
func Register(fields ...Field) { Default.Register(fields...) }

// RegisterLate calls f before the first filter is parsed: for fields that are
// derived from what other packages register.
func RegisterLate(f func()) { Default.late = append(Default.late, f) }

// Register makes fields known.
func (s *Schema) Register(fields ...Field) {
	if s.fields == nil {
		s.fields = map[string]*Field{}
	}
	for i := range fields {
		f := &fields[i]
		if s.fields[f.Name] != nil {
			panic("filter: field " + f.Name + " registered twice")
		}
		s.fields[f.Name] = f
		s.all = append(s.all, f)
	}
	s.unsorted = true
}

func (s *Schema) settle() {
	for len(s.late) > 0 {
		f := s.late[0]
		s.late = s.late[1:]
		f()
	}
	if s.unsorted {
		slices.SortFunc(s.all, func(a, b *Field) int { return cmp.Compare(a.Name, b.Name) })
		s.unsorted = false
	}
}

// Field returns the field of a name, nil if there is none.
func (s *Schema) Field(name string) *Field {
	s.settle()
	return s.fields[name]
}

// Fields returns all fields by name.
func (s *Schema) Fields() []*Field {
	s.settle()
	return s.all
}

// nearest returns the name of a field that was probably meant, or "".
func (s *Schema) nearest(word string) string {
	var names []string
	for _, f := range s.Fields() {
		names = append(names, f.Name)
	}
	return spelling.Nearest(word, names)
}

// named returns the value of a word for one.
func (f *Field) named(word string) (int64, bool) {
	for _, n := range f.Names {
		if strings.EqualFold(n.Name, word) {
			return n.Value, true
		}
	}
	return 0, false
}

// nearest returns the word for a value that was probably meant, or "".
func (f *Field) nearest(word string) string {
	var words []string
	for _, n := range f.Names {
		words = append(words, n.Name)
	}
	return spelling.Nearest(word, words)
}

// Has reports whether a name is taken already, by what was registered so far.
func (s *Schema) Has(name string) bool { return s.fields[name] != nil }
