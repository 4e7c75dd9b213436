package bencode

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestOneEncodingEach(t *testing.T) {
	for text, want := range map[string]Value{
		"i0e":                      int64(0),
		"i3e":                      int64(3),
		"i-3e":                     int64(-3),
		"i9223372036854775807e":    int64(math.MaxInt64),
		"i-9223372036854775808e":   int64(math.MinInt64),
		"0:":                       "",
		"4:spam":                   "spam",
		"2:\x00\xff":               "\x00\xff",
		"le":                       []Value{},
		"l4:spami7ee":              []Value{"spam", int64(7)},
		"de":                       Dict{},
		"d3:cow3:moo4:spam4:eggse": Dict{{"cow", "moo"}, {"spam", "eggs"}},
		"d4:spaml1:a1:bee":         Dict{{"spam", []Value{"a", "b"}}},
		"d0:i1e1:Zi2e1:ai3ee":      Dict{{"", int64(1)}, {"Z", int64(2)}, {"a", int64(3)}},
	} {
		v, err := Decode([]byte(text))
		if err != nil || !reflect.DeepEqual(v, want) {
			t.Errorf("%q: %#v %v, want %#v", text, v, err, want)
			continue
		}
		if got := string(Append([]byte("x"), v)); got != "x"+text {
			t.Errorf("%q is written %q", text, got)
		}
		if Size(v) != len(text) {
			t.Errorf("%q: size %d", text, Size(v))
		}
	}
}

func TestRefusals(t *testing.T) {
	for text, want := range map[string]Error{
		"":                       {0, Truncated},
		"i":                      {1, Truncated},
		"i12":                    {3, Truncated},
		"ie":                     {1, BadInteger},
		"i-e":                    {1, BadInteger},
		"i-0e":                   {1, BadInteger},
		"i03e":                   {1, BadInteger},
		"i-03e":                  {1, BadInteger},
		"i+3e":                   {1, BadInteger},
		"i3.5e":                  {1, BadInteger},
		"i9223372036854775808e":  {1, Overflow},
		"i-9223372036854775809e": {1, Overflow},
		"5:spam":                 {0, Truncated},
		"4spam":                  {0, BadLength},
		"04:spam":                {0, BadLength},
		"99999999999999999999:x": {0, Truncated},
		"x":                      {0, BadByte},
		"-1:x":                   {0, BadByte},
		"e":                      {0, BadByte},
		"l":                      {1, Truncated},
		"li1e":                   {4, Truncated},
		"d":                      {1, Truncated},
		"d1:a":                   {4, Truncated},
		"d1:ae":                  {4, BadByte},
		"di1ei2ee":               {1, BadKey},
		"d1:bi1e1:ai2ee":         {7, UnsortedKeys},
		"d1:ai1e1:ai2ee":         {7, UnsortedKeys},
		"i1ei2e":                 {3, Trailing},
		strings.Repeat("l", MaxDepth+1) + strings.Repeat("e", MaxDepth+1): {MaxDepth, TooDeep},
	} {
		_, err := Decode([]byte(text))
		var got *Error
		if !errors.As(err, &got) || *got != want {
			t.Errorf("%q: %v, want byte %d: %v", text, err, want.Offset, want.Fault)
		}
	}
	if _, err := Decode([]byte(strings.Repeat("l", MaxDepth) + strings.Repeat("e", MaxDepth))); err != nil {
		t.Error("at the limit:", err)
	}
}

func TestPrefix(t *testing.T) {
	v, rest, err := DecodePrefix([]byte("d8:msg_typei1ee\x00\x01raw"))
	if d, ok := v.(Dict); err != nil || !ok || len(d) != 1 || string(rest) != "\x00\x01raw" {
		t.Errorf("%v %q %v", v, rest, err)
	}
}

func TestDict(t *testing.T) {
	d := Make(Entry{"z", int64(1)}, Entry{"a", "x"}, Entry{"m", []Value{}}, Entry{"a", "y"})
	d.Put("empty", "")
	d.Put("none", int64(0))
	d.Put("k", Dict{{"v", int64(2)}})
	if got := string(Append(nil, d)); got != "d1:a1:y1:kd1:vi2ee1:mle1:zi1ee" {
		t.Error(got)
	}
	if _, ok := d.Int("a"); ok {
		t.Error("a string is taken for an integer")
	}
	if n, ok := d.Int("z"); !ok || n != 1 {
		t.Error(n, ok)
	}
	if sub, ok := d.Dict("k"); !ok || len(sub) != 1 {
		t.Error(sub, ok)
	}
	if _, ok := d.Get("b"); ok {
		t.Error("a key that is not there")
	}
}

// Work must be linear in the input, whatever it holds: a reader that copied the rest for each
// value would take hours for this one.
func TestLinear(t *testing.T) {
	text := "l" + strings.Repeat("0:", 2_000_000) + "e"
	v, err := Decode([]byte(text))
	if err != nil || len(v.([]Value)) != 2_000_000 {
		t.Fatal(err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"i-3e", "4:spam", "d3:cowl3:mooi7eee", "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe", "lllleeee", "d1:bi1e1:ai2ee", "i-0e"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, rest, err := DecodePrefix(b)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(b) {
				t.Fatalf("%q: %v", b, err)
			}
			return
		}
		if out := Append(nil, v); !bytes.Equal(out, b[:len(b)-len(rest)]) || Size(v) != len(out) {
			t.Fatalf("%q is written %q", b, out)
		}
	})
}
