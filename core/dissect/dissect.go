package dissect

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"playnet/core/view"
)

// Side is who speaks.
type Side int

// The two sides of a connection.
const (
	Client Side = iota
	Server
)

// Kind is what a unit is.
type Kind uint8

// The kinds of units.
const (
	Unknown    Kind = iota // bytes that make no sense in the protocol
	Command                // of the client; of HTTP a request's head
	Reply                  // of the server; of HTTP a response's head
	Listing                // a line of a reply that goes on until a line with a single dot
	Credential             // what the client says to prove who it is, after its command
	Message                // an Internet message: what mail is about
	Body                   // other content: of HTTP
)

// Folded reports whether a unit is content, as long as it may be, and no line of talk.
func (k Kind) Folded() bool { return k == Message || k == Body }

// Unit is one thing that one side says.
type Unit struct {
	Kind Kind
	Side Side
	// Sense is what its protocol knows of it besides, from what was said before.
	Sense uint8
}

// Step is what became of bytes that were given to a session.
type Step struct {
	N    int  // bytes of the unit; at least 1
	Unit Unit // to which they belong
	Want int  // bytes of the whole unit; 0: unknown as yet
	Done bool // the unit ends with them
}

// Session listens to one connection.
type Session interface {
	// Take is given bytes that a side sends next, one or more; those that were not taken
	// come again. What it keeps of them is bounded.
	Take(side Side, b []byte) Step
}

// Protocol tells what units mean.
type Protocol interface {
	Name() string    // Wireshark's: "smtp"
	Title() string   // "Simple Mail Transfer Protocol"
	Ports() []uint16 // on which its servers listen
	Session() Session
	// Prefix is what stands before a side's units where one line tells of a segment.
	Prefix(side Side) string
	// Summary tells a unit of which b are the bytes in one line.
	Summary(u Unit, b []byte) string
	// Fields takes a unit apart. Offsets count from its first byte.
	Fields(u Unit, b []byte) []view.MessageField
	// Fragment names what a segment holds of a folded unit.
	Fragment(u Unit) (name, label, rfc string)
	// Joined reports whether the units of a segment stand together, as lines of a talk do.
	Joined() bool
	// Ends guesses from a segment's bytes alone whether something that is said ends there.
	Ends(b []byte) bool
}

// protocols are those that this package speaks.
var protocols = []Protocol{smtp{}, pop{}, imap{}, http{}, bittorrent{}}

// Protocols lists the protocols that this package speaks.
func Protocols() []Protocol { return slices.Clone(protocols) }

// talk is what protocols of command lines and replies have in common.
type talk struct{}

// Joined implements [Protocol].
func (talk) Joined() bool { return true }

// Ends implements [Protocol].
func (talk) Ends(b []byte) bool { return bytes.HasSuffix(b, []byte("\r\n")) }

// manyFields is how many parts of one unit are shown: lines of a reply, fields of a header.
const manyFields = 200

func field(name, label, value string, offset, size int, rfc string) view.MessageField {
	return view.MessageField{Name: name, Label: label, Value: value, Offset: offset, Len: size, Note: "field." + name, RFC: rfc}
}

// shown makes text of bytes: what is no text stands as "·", so that it can do no harm.
func shown(b []byte) string {
	var s []rune
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\t' || r == 0x7f {
			r = '·'
		}
		s = append(s, r)
		b = b[size:]
	}
	return string(s)
}

// cutLine returns the first line of some bytes without its end, and how many bytes it has
// with it.
func cutLine(b []byte) (line []byte, size int) {
	n := bytes.IndexByte(b, '\n') + 1
	if n == 0 {
		n = len(b)
	}
	return bytes.TrimRight(b[:n], "\r\n"), n
}

// word cuts the first word off a line: its place and the rest's.
func word(b []byte) (w []byte, rest int) {
	n := bytes.IndexByte(b, ' ')
	if n < 0 {
		return b, len(b)
	}
	rest = n
	for rest < len(b) && b[rest] == ' ' {
		rest++
	}
	return b[:n], rest
}
