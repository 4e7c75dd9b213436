package filter

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Type says what a value is.
type Type uint8

// The types.
const (
	None     Type = iota // no value: a mark that is there or not
	Protocol             // a layer; its value is its bytes to the frame's end
	Bool
	Number   // an integer
	Float    // a quotient or a mean
	Duration // nanoseconds
	Time     // an instant, nanoseconds since 1970
	String
	Bytes
	IPv4
	IPv6
	MAC
	Found // a frame or an event, as first(…) finds it
)

var typeNames = [...]string{"none", "protocol", "boolean", "number", "float", "duration", "time", "string", "bytes",
	"IPv4 address", "IPv6 address", "MAC address", "record"}

// String returns the type's name.
func (t Type) String() string { return typeNames[t] }

// MarshalText returns [Type.String].
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// numeric reports whether values of the type can be reckoned with.
func (t Type) numeric() bool { return t == Number || t == Float || t == Duration || t == Bool }

// Value is a value of one type. Which field holds it goes by the type.
type Value struct {
	Type  Type
	Int   int64   // Bool (0, 1), Number, Duration, Time, IPv4, MAC, Found (the event's ID)
	Float float64 // Float
	Text  string  // String; Bytes, Protocol and IPv6 byte by byte
}

// NumberOf returns a Number.
func NumberOf[N ~int | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64](n N) Value {
	return Value{Type: Number, Int: int64(n)}
}

// BoolOf returns a Bool.
func BoolOf(b bool) Value {
	if b {
		return Value{Type: Bool, Int: 1}
	}
	return Value{Type: Bool}
}

// FloatOf returns a Float.
func FloatOf(f float64) Value { return Value{Type: Float, Float: f} }

// StringOf returns a String.
func StringOf(s string) Value { return Value{Type: String, Text: s} }

// BytesOf returns Bytes; it copies them.
func BytesOf(b []byte) Value { return Value{Type: Bytes, Text: string(b)} }

// DurationOf returns a Duration.
func DurationOf(d time.Duration) Value { return Value{Type: Duration, Int: int64(d)} }

// TimeOf returns a Time from nanoseconds since 1970.
func TimeOf(ns int64) Value { return Value{Type: Time, Int: ns} }

// AddrOf returns an address. The invalid one is a String "".
func AddrOf(a netip.Addr) Value {
	switch a = a.Unmap(); {
	case a.Is4():
		b := a.As4()
		return Value{Type: IPv4, Int: int64(b[0])<<24 | int64(b[1])<<16 | int64(b[2])<<8 | int64(b[3])}
	case a.Is6():
		b := a.As16()
		return Value{Type: IPv6, Text: string(b[:])}
	}
	return StringOf("")
}

// MACOf returns a MAC address of 6 bytes.
func MACOf(b []byte) Value {
	n := int64(0)
	for _, c := range b {
		n = n<<8 | int64(c)
	}
	return Value{Type: MAC, Int: n}
}

// bytes returns the bytes of a value that is made of some.
func (v Value) bytes() (string, bool) {
	switch v.Type {
	case String, Bytes, Protocol, IPv6:
		return v.Text, true
	case IPv4:
		return string([]byte{byte(v.Int >> 24), byte(v.Int >> 16), byte(v.Int >> 8), byte(v.Int)}), true
	case MAC:
		return string([]byte{byte(v.Int >> 40), byte(v.Int >> 32), byte(v.Int >> 24), byte(v.Int >> 16), byte(v.Int >> 8), byte(v.Int)}), true
	}
	return "", false
}

// float returns a numeric value as a number; durations in seconds.
func (v Value) float() float64 {
	switch v.Type {
	case Float:
		return v.Float
	case Duration:
		return float64(v.Int) / 1e9
	}
	return float64(v.Int)
}

// Truth reports whether a value counts as true: every one but the false Bool.
func (v Value) Truth() bool { return v.Type != Bool || v.Int != 0 }

// String writes a value as the language reads it, but for the quotes of strings.
func (v Value) String() string {
	switch v.Type {
	case Bool:
		return strconv.FormatBool(v.Int != 0)
	case Number:
		return strconv.FormatInt(v.Int, 10)
	case Float:
		return strconv.FormatFloat(v.Float, 'g', 6, 64)
	case Duration:
		return time.Duration(v.Int).String()
	case Time:
		return time.Unix(0, v.Int).UTC().Format(time.RFC3339Nano)
	case String:
		return v.Text
	case Bytes, Protocol:
		return colons(v.Text)
	case IPv4:
		b, _ := v.bytes()
		return netip.AddrFrom4([4]byte([]byte(b))).String()
	case IPv6:
		return netip.AddrFrom16([16]byte([]byte(v.Text))).String()
	case MAC:
		b, _ := v.bytes()
		return colons(b)
	case Found:
		return "event " + strconv.FormatInt(v.Int, 10)
	}
	return ""
}

func colons(b string) string {
	var s strings.Builder
	for i := range len(b) {
		if i > 0 {
			s.WriteByte(':')
		}
		s.WriteString(hex.EncodeToString([]byte{b[i]}))
	}
	return s.String()
}

// Compare orders two values: -1, 0 or 1. ok is false if their types can't be
// compared.
func Compare(a, b Value) (order int, ok bool) {
	switch {
	case a.Type == Float || b.Type == Float || a.Type != b.Type && a.Type.numeric() && b.Type.numeric():
		if !a.Type.numeric() || !b.Type.numeric() {
			return 0, false
		}
		return compare(a.float(), b.float()), true
	case a.Type == Bytes && b.Type == Protocol || a.Type == Protocol && b.Type == Bytes:
		return compare(a.Text, b.Text), true
	case a.Type != b.Type:
		return 0, false
	case a.Type == String || a.Type == Bytes || a.Type == Protocol || a.Type == IPv6:
		return compare(a.Text, b.Text), true
	}
	return compare(a.Int, b.Int), true
}

func compare[T int64 | float64 | string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Comparable reports whether values of two types can be compared.
func Comparable(a, b Type) bool {
	switch {
	case a == b:
		return a != None
	case a == Protocol || a == Bytes:
		return b == Protocol || b == Bytes
	}
	return a.numeric() && b.numeric()
}

// GoString helps tests.
func (v Value) GoString() string { return fmt.Sprintf("%v(%s)", v.Type, v.String()) }
