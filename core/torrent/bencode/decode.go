package bencode

import (
	"strconv"
)

// MaxDepth is how deep lists and dictionaries may stand in each other. Nothing in BitTorrent
// needs more than six levels; without a limit a peer could have us recurse until the stack
// ends, at the price of a byte a level.
const MaxDepth = 32

// Fault is what is wrong with an encoding.
type Fault uint8

const (
	Truncated    Fault = iota + 1 // the input ends inside a value
	Trailing                      // something follows the value
	BadByte                       // no value begins with this byte
	BadInteger                    // empty, with a leading zero, "-0", or not a number
	Overflow                      // an integer that does not fit 64 bits
	BadLength                     // a string's length is not written as a number, or with a leading zero
	BadKey                        // a key is not a string
	UnsortedKeys                  // a key does not come after the one before it
	TooDeep                       // more than MaxDepth levels
)

var faultText = [...]string{
	Truncated:    "the input ends inside a value",
	Trailing:     "something follows the value",
	BadByte:      "no value begins with this byte",
	BadInteger:   "not an integer as it must be written",
	Overflow:     "an integer of more than 64 bits",
	BadLength:    "not a length as it must be written",
	BadKey:       "a key that is not a string",
	UnsortedKeys: "a key that does not come after the one before it",
	TooDeep:      "nested too deeply",
}

// String says it in words.
func (f Fault) String() string { return faultText[f] }

// Error is a refusal of the decoder.
type Error struct {
	Offset int // of the byte at which it was noticed
	Fault  Fault
}

func (e *Error) Error() string {
	return "bencode: byte " + strconv.Itoa(e.Offset) + ": " + e.Fault.String()
}

// Decode reads the value that fills the whole input. The error is an [*Error].
func Decode(b []byte) (Value, error) {
	v, rest, err := DecodePrefix(b)
	if err == nil && len(rest) > 0 {
		return nil, &Error{len(b) - len(rest), Trailing}
	}
	return v, err
}

// DecodePrefix reads the value at the beginning of b and returns what follows it, as in
// messages of BEP 9, where a dictionary is followed by raw bytes.
func DecodePrefix(b []byte) (v Value, rest []byte, err error) {
	d := decoder{b: b}
	v, err = d.value(0)
	if err != nil {
		return nil, b, err
	}
	return v, b[d.at:], nil
}

type decoder struct {
	b  []byte
	at int
}

func (d *decoder) refuse(at int, f Fault) error { return &Error{at, f} }

func (d *decoder) value(depth int) (Value, error) {
	if d.at >= len(d.b) {
		return nil, d.refuse(d.at, Truncated)
	}
	switch c := d.b[d.at]; {
	case c == 'i':
		return d.integer()
	case c >= '0' && c <= '9':
		return d.str()
	case c != 'l' && c != 'd':
		return nil, d.refuse(d.at, BadByte)
	case depth == MaxDepth:
		return nil, d.refuse(d.at, TooDeep)
	case c == 'l':
		return d.list(depth)
	default:
		return d.dict(depth)
	}
}

// digits returns the end of the run of digits that begins at from, and whether the run is a
// number as it must be written: not empty, and no zero in front of another digit.
func (d *decoder) digits(from int) (end int, ok bool) {
	end = from
	for end < len(d.b) && d.b[end] >= '0' && d.b[end] <= '9' {
		end++
	}
	return end, end > from && (d.b[from] != '0' || end == from+1)
}

// integer reads i…e. "i-0e is invalid. All encodings with a leading zero, such as i03e, are
// invalid, other than i0e" (BEP 3).
func (d *decoder) integer() (Value, error) {
	from := d.at + 1
	first := from
	if first < len(d.b) && d.b[first] == '-' {
		first++
	}
	end, ok := d.digits(first)
	if end == len(d.b) {
		return nil, d.refuse(end, Truncated)
	}
	if !ok || d.b[end] != 'e' || first > from && d.b[first] == '0' {
		return nil, d.refuse(from, BadInteger)
	}
	n, err := strconv.ParseInt(string(d.b[from:end]), 10, 64)
	if err != nil {
		return nil, d.refuse(from, Overflow)
	}
	d.at = end + 1
	return n, nil
}

// str reads length:bytes. The length is compared with what is there before anything is made
// of it.
func (d *decoder) str() (string, error) {
	end, ok := d.digits(d.at)
	if end == len(d.b) {
		return "", d.refuse(end, Truncated)
	}
	if !ok || d.b[end] != ':' {
		return "", d.refuse(d.at, BadLength)
	}
	n, err := strconv.Atoi(string(d.b[d.at:end]))
	if err != nil || n > len(d.b)-end-1 {
		return "", d.refuse(d.at, Truncated)
	}
	d.at = end + 1 + n
	return string(d.b[end+1 : d.at]), nil
}

func (d *decoder) list(depth int) (Value, error) {
	list := []Value{}
	for d.at++; ; {
		if d.at < len(d.b) && d.b[d.at] == 'e' {
			d.at++
			return list, nil
		}
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
}

// dict reads d…e. "Keys must be strings and appear in sorted order (sorted as raw strings,
// not alphanumerics)" (BEP 3).
func (d *decoder) dict(depth int) (Value, error) {
	dict := Dict{}
	for d.at++; ; {
		if d.at >= len(d.b) {
			return nil, d.refuse(d.at, Truncated)
		}
		at := d.at
		switch c := d.b[at]; {
		case c == 'e':
			d.at++
			return dict, nil
		case c < '0' || c > '9':
			return nil, d.refuse(at, BadKey)
		}
		key, err := d.str()
		if err != nil {
			return nil, err
		}
		if len(dict) > 0 && dict[len(dict)-1].Key >= key {
			return nil, d.refuse(at, UnsortedKeys)
		}
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		dict = append(dict, Entry{key, v})
	}
}
