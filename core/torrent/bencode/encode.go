package bencode

import (
	"fmt"
	"strconv"
)

// Append appends the encoding of v to b. It panics if v holds anything but a [Value]'s four
// types, or a dictionary that is not sorted.
func Append(b []byte, v Value) []byte {
	switch v := v.(type) {
	case int64:
		b = append(b, 'i')
		b = strconv.AppendInt(b, v, 10)
		return append(b, 'e')
	case string:
		return appendString(b, v)
	case []Value:
		b = append(b, 'l')
		for _, item := range v {
			b = Append(b, item)
		}
		return append(b, 'e')
	case Dict:
		b = append(b, 'd')
		for i, e := range v {
			if i > 0 && v[i-1].Key >= e.Key {
				panic(fmt.Sprintf("bencode: key %q after %q", e.Key, v[i-1].Key))
			}
			b = Append(appendString(b, e.Key), e.Value)
		}
		return append(b, 'e')
	}
	panic(fmt.Sprintf("bencode: no encoding for %T", v))
}

func appendString(b []byte, s string) []byte {
	b = strconv.AppendInt(b, int64(len(s)), 10)
	b = append(b, ':')
	return append(b, s...)
}

// Size returns the length of v's encoding, in bytes.
func Size(v Value) int {
	switch v := v.(type) {
	case int64:
		return 2 + len(strconv.FormatInt(v, 10))
	case string:
		return len(strconv.Itoa(len(v))) + 1 + len(v)
	case []Value:
		n := 2
		for _, item := range v {
			n += Size(item)
		}
		return n
	case Dict:
		n := 2
		for _, e := range v {
			n += Size(e.Key) + Size(e.Value)
		}
		return n
	}
	panic(fmt.Sprintf("bencode: no encoding for %T", v))
}
