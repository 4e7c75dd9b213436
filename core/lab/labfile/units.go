package labfile

import (
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time in nanoseconds, from 0 to 100 years. It is
// written as in Go: numbers with units, "2ms" or "1m30s".
type Duration int64

// MaxDuration is the longest Duration: 100 years of 365 days.
const MaxDuration = Duration(100 * 365 * 24 * time.Hour)

// Std returns d as package time knows it.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// String writes d in the form that UnmarshalText reads.
func (d Duration) String() string { return time.Duration(d).String() }

// MarshalText implements encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(text []byte) error {
	s := string(text)
	if strings.HasPrefix(s, "-") {
		return negativeDuration.With("value", s)
	}
	// ParseDuration also takes "0" and "+1s"; a unit is what makes a lab
	// readable, so it must be there.
	v, err := time.ParseDuration(s)
	if err != nil || strings.HasPrefix(s, "+") || s == "0" || strings.ContainsAny(s, "μ") {
		return badDuration.With("value", s)
	}
	if Duration(v) > MaxDuration {
		return outOfRange.With("value", s, "least", "0s", "most", "876000h")
	}
	*d = Duration(v)
	return nil
}

// Rate is a data rate in bits per second.
type Rate int64

// Decimal multiples of bits per second.
const (
	Kbit Rate = 1e3
	Mbit Rate = 1e6
	Gbit Rate = 1e9
)

// MaxRate is the largest Rate a lab may state: 1 Tbit/s.
const MaxRate Rate = 1e12

// rateUnits in the order in which String tries them.
var rateUnits = []unit{{"Gbit/s", 1e9}, {"Mbit/s", 1e6}, {"kbit/s", 1e3}, {"bit/s", 1}}

// String writes r with the largest unit that leaves a whole number.
func (r Rate) String() string { return withUnit(uint64(r), rateUnits) }

// MarshalText implements encoding.TextMarshaler.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Rate) UnmarshalText(text []byte) error {
	v, ok := parseUnit(string(text), rateUnits)
	if !ok {
		return badRate.With("value", string(text))
	}
	if v < 1 || v > uint64(MaxRate) {
		return outOfRange.With("value", string(text), "least", "1bit/s", "most", "1000Gbit/s")
	}
	*r = Rate(v)
	return nil
}

// Size is a number of bytes.
type Size int64

// Binary multiples of a byte.
const (
	KiB Size = 1 << 10
	MiB Size = 1 << 20
	GiB Size = 1 << 30
)

// MaxSize is the largest Size a lab may state: 1 GiB.
const MaxSize = GiB

// sizeUnits in the order in which String tries them; the decimal ones are read
// but never needed to write.
var sizeUnits = []unit{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1}}

// String writes s with the largest unit that leaves a whole number.
func (s Size) String() string { return withUnit(uint64(s), sizeUnits) }

// MarshalText implements encoding.TextMarshaler.
func (s Size) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Size) UnmarshalText(text []byte) error {
	v, ok := parseUnit(string(text), sizeUnits)
	if !ok {
		return badSize.With("value", string(text))
	}
	if v < 1 || v > uint64(MaxSize) {
		return outOfRange.With("value", string(text), "least", "1B", "most", "1GiB")
	}
	*s = Size(v)
	return nil
}

// Probability is a chance from 0 (never) to 1 (always).
type Probability float64

// Validate implements strict.Validator.
func (p Probability) Validate() error {
	if !(p >= 0 && p <= 1) {
		return badProbability.With("value", p.String())
	}
	return nil
}

// String writes p as JSON does.
func (p Probability) String() string { return strconv.FormatFloat(float64(p), 'g', -1, 64) }

type unit struct {
	name string
	size uint64
}

// withUnit writes v with the first unit that divides it.
func withUnit(v uint64, units []unit) string {
	for _, u := range units {
		if v != 0 && v%u.size == 0 || u.size == 1 {
			return strconv.FormatUint(v/u.size, 10) + u.name
		}
	}
	panic("labfile: the last unit must be 1")
}

// parseUnit reads a decimal number followed by one of the units. It works in
// integers, so that every machine reads the same number: the value must come
// out whole.
func parseUnit(s string, units []unit) (v uint64, ok bool) {
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.') {
		end++
	}
	number, name := s[:end], strings.TrimPrefix(s[end:], " ")
	whole, fraction, dot := strings.Cut(number, ".")
	if whole == "" || dot && fraction == "" || len(fraction) > 9 {
		return 0, false
	}
	for _, u := range units {
		if u.name == name {
			return scale(whole, fraction, u.size)
		}
	}
	return 0, false
}

// scale returns whole.fraction × size, if that is a whole number below 2^63.
func scale(whole, fraction string, size uint64) (v uint64, ok bool) {
	digits, err := strconv.ParseUint(whole+fraction, 10, 63)
	if err != nil {
		return 0, false
	}
	hi, lo := bits.Mul64(digits, size)
	if hi != 0 {
		return 0, false
	}
	for range fraction {
		if lo%10 != 0 {
			return 0, false
		}
		lo /= 10
	}
	return lo, lo < 1<<63
}

// Epoch is the instant that a world's wall clock reads at its beginning.
type Epoch struct{ time.Time }

// UnmarshalText implements encoding.TextUnmarshaler.
func (e *Epoch) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil || !strings.HasSuffix(string(text), "Z") {
		return badEpoch.With("value", string(text))
	}
	// Instants are nanoseconds in 64 bits, and a run may be 100 years long.
	if t.Year() < 1970 || t.Year() > 2150 {
		return outOfRange.With("value", string(text), "least", "1970-01-01T00:00:00Z", "most", "2150-12-31T23:59:59Z")
	}
	e.Time = t.UTC()
	return nil
}

// MarshalText implements encoding.TextMarshaler.
func (e Epoch) MarshalText() ([]byte, error) {
	return e.AppendFormat(nil, time.RFC3339Nano), nil
}

// FormatVersion is the number in the field "playnet".
type FormatVersion int

// Validate implements strict.Validator.
func (v FormatVersion) Validate() error {
	switch {
	case v > Version:
		return newerFormat.With("value", strconv.Itoa(int(v)), "known", strconv.Itoa(Version))
	case v < 1:
		return outOfRange.With("value", strconv.Itoa(int(v)), "least", "1", "most", strconv.Itoa(Version))
	}
	return nil
}

// Attempts is how often something is tried: 1 to 20.
type Attempts int

// Validate implements strict.Validator.
func (a Attempts) Validate() error { return between(int64(a), 1, 20) }

// SourcePorts is from how many ports a resolver sends: 1 to 1024.
type SourcePorts int

// Validate implements strict.Validator.
func (n SourcePorts) Validate() error { return between(int64(n), 1, 1024) }

// IDBits is of how many bits ids are drawn: 1 to 16.
type IDBits int

// Validate implements strict.Validator.
func (n IDBits) Validate() error { return between(int64(n), 1, 16) }

// Speed is how many seconds of a world pass in one second: 0.001 to 1000.
type Speed float64

// Validate implements strict.Validator.
func (s Speed) Validate() error {
	if !(s >= 0.001 && s <= 1000) {
		return outOfRange.With("value", strconv.FormatFloat(float64(s), 'g', -1, 64), "least", "0.001", "most", "1000")
	}
	return nil
}

// QueryRate is how many queries a server deals with in a second: 1 to 1,000,000.
type QueryRate int

// Validate implements strict.Validator.
func (n QueryRate) Validate() error { return between(int64(n), 1, 1_000_000) }

// QueueLength is how many queries may wait for a server: 1 to 100,000.
type QueueLength int

// Validate implements strict.Validator.
func (n QueueLength) Validate() error { return between(int64(n), 1, 100_000) }

// Port is a port of a transport protocol, from 1 (RFC 6335 §6).
type Port int

// Validate implements strict.Validator.
func (p Port) Validate() error { return between(int64(p), 1, 65535) }

// ByteCount is how many bytes a program sends by one connection, 1 to 100,000,000.
type ByteCount int64

// Validate implements strict.Validator.
func (n ByteCount) Validate() error { return between(int64(n), 1, 100_000_000) }

// Entries is how many entries a cache holds: 1 to 1,000,000.
type Entries int

// Validate implements strict.Validator.
func (n Entries) Validate() error { return between(int64(n), 1, 1_000_000) }

// FrameNumber is a packet's number in the order of sending, from 1.
type FrameNumber int64

// Validate implements strict.Validator.
func (n FrameNumber) Validate() error { return between(int64(n), 1, maxExact) }

// Position is a number of queue events popped, from 0.
type Position int64

// Validate implements strict.Validator.
func (p Position) Validate() error { return between(int64(p), 0, maxExact) }

// Seed is the number from which all dice of a world derive. It is written as a text: JSON's
// readers do not agree on numbers of 64 bits.
type Seed uint64

// MarshalText implements encoding.TextMarshaler.
func (s Seed) MarshalText() ([]byte, error) { return strconv.AppendUint(nil, uint64(s), 10), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Seed) UnmarshalText(text []byte) error {
	v, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		return badSeed.With("value", string(text))
	}
	*s = Seed(v)
	return nil
}

// maxExact is the largest integer that JSON's readers agree on (RFC 8259,
// section 6: "integers … in the range [-(2**53)+1, (2**53)-1] are
// interoperable").
const maxExact = 1<<53 - 1

func between(v, least, most int64) error {
	if v < least || v > most {
		return outOfRange.With("value", strconv.FormatInt(v, 10),
			"least", strconv.FormatInt(least, 10), "most", strconv.FormatInt(most, 10))
	}
	return nil
}

// Examples of right values, for reasons and for the schema.

func (Duration) Example() string { return "2ms" }
func (Rate) Example() string     { return "10Mbit/s" }
func (Size) Example() string     { return "64KiB" }
func (Epoch) Example() string    { return "2026-03-02T09:00:00Z" }
func (IPv4) Example() string     { return "128.119.240.1" }
