package trace

import (
	"fmt"
	"slices"
)

// ID identifies an event: 1, 2, 3, … in the order of recording; zero means none.
type ID uint64

// Kind is the type of an event's body as a small number that never changes its
// meaning. The high byte is the package's: 0x01 vnet, 0x02 programs, 0x03 lab,
// 0x04 terminal, 0x0C pop3, 0x0E web, 0x0F webmail, 0x10 dns, 0x11 user agents, 0x12 smtp,
// 0x13 mail servers, 0x14 imap, 0x18 attacks, 0x20 peers of a swarm, 0x21 trackers, 0x22 the DHT.
type Kind uint16

// Body is what an event says. A body is a plain struct whose exported fields
// carry JSON tags (other than those of the event itself: id, cause, for, t, host,
// kind, payload); Encode writes them in their declared order. Recording reads
// the body at once and keeps no reference to it, so it may be reused.
type Body interface {
	Kind() Kind
	// Text is the body in one line, in protocol terms, for lists and logs.
	Text() string
	Encode(*Encoder)
}

// Carrier is a body that refers to payload bytes, such as a frame's.
type Carrier interface {
	Body
	PayloadRef() PayloadRef
}

// Spec describes a kind of body.
type Spec struct {
	Kind   Kind
	Name   string // as it stands in JSON: "frame.sent"
	Decode func(*Decoder) Body
}

var (
	specs  = map[Kind]Spec{}
	byName = map[string]Kind{}
)

// Register makes a kind known. It is called from a package's init and panics
// when the number or the name is taken.
func Register(s Spec) {
	if old, taken := specs[s.Kind]; taken {
		panic(fmt.Sprintf("trace: kind %#04x is %q and %q", uint16(s.Kind), old.Name, s.Name))
	}
	if _, taken := byName[s.Name]; taken {
		panic(fmt.Sprintf("trace: kind name %q registered twice", s.Name))
	}
	specs[s.Kind] = s
	byName[s.Name] = s.Kind
}

// String returns the kind's name.
func (k Kind) String() string {
	if s, ok := specs[k]; ok {
		return s.Name
	}
	return fmt.Sprintf("kind(%#04x)", uint16(k))
}

// KindNamed returns the kind of a name.
func KindNamed(name string) (Kind, bool) {
	k, ok := byName[name]
	return k, ok
}

// Zero returns a body of the kind without any values, to learn its fields from.
func (k Kind) Zero() (Body, bool) {
	s, ok := specs[k]
	if !ok {
		return nil, false
	}
	return s.Decode(&Decoder{}), true
}

// Kinds returns all registered kinds in ascending order.
func Kinds() []Kind {
	all := make([]Kind, 0, len(specs))
	for k := range specs {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}
