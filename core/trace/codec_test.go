package trace_test

import (
	"testing"

	"playnet/core/trace"
)

// FuzzDecoder drives a decoder with arbitrary bytes: the first half says what
// to read, the second is what it is read from. Nothing may panic, nothing may be
// read beyond the end, and after an error everything is zero.
func FuzzDecoder(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7}, []byte{1, 2, 1, 1, 'x', 1, 'y', 4, 10, 0, 0, 1, 53})
	f.Add([]byte{0}, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}) // overflows 64 bits
	f.Add([]byte{3}, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 'x'})  // a length of 2^64 - 1
	f.Add([]byte{5, 5, 6}, []byte{16, 1, 2, 3})
	f.Add([]byte{5}, []byte{4, 1, 2, 3})
	f.Fuzz(func(t *testing.T, plan, data []byte) {
		d := trace.NewDecoder(data)
		read := 0
		for _, what := range plan {
			failed := d.Err() != nil
			zero := false
			switch what % 8 {
			case 0:
				zero = d.Uint() == 0
			case 1:
				zero = d.Int() == 0
			case 2:
				zero = !d.Bool()
			case 3:
				s := d.String()
				read += len(s)
				zero = s == ""
			case 4:
				b := d.Bytes()
				read += len(b)
				zero = len(b) == 0
			case 5:
				zero = !d.Addr().IsValid()
			case 6:
				a := d.AddrPort()
				zero = !a.Addr().IsValid() && a.Port() == 0
			case 7:
				zero = d.Payload() == trace.PayloadRef{}
			}
			if failed && (!zero || d.Err() == nil) {
				t.Fatalf("after an error: not zero, or the error forgotten (%v)", d.Err())
			}
		}
		if read > len(data) {
			t.Fatalf("%d bytes read out of %d", read, len(data))
		}
	})
}

func TestDecoderErrors(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		read func(*trace.Decoder)
	}{
		"nothing":         {"", func(d *trace.Decoder) { d.Uint() }},
		"half a number":   {"\x80", func(d *trace.Decoder) { d.Uint() }},
		"too big":         {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", func(d *trace.Decoder) { d.Int() }},
		"short text":      {"\x05abc", func(d *trace.Decoder) { _ = d.String() }},
		"short bytes":     {"\x05abc", func(d *trace.Decoder) { d.Bytes() }},
		"short address":   {"\x04abc", func(d *trace.Decoder) { d.Addr() }},
		"short IPv6":      {"\x10abcdabcdabcdabc", func(d *trace.Decoder) { d.Addr() }},
		"strange address": {"\x05abcde", func(d *trace.Decoder) { d.Addr() }},
		"no truth":        {"", func(d *trace.Decoder) { d.Bool() }},
		"no port":         {"\x04abcd", func(d *trace.Decoder) { d.AddrPort() }},
		"half a payload":  {"\x04", func(d *trace.Decoder) { d.Payload() }},
	} {
		d := trace.NewDecoder([]byte(c.data))
		if c.read(d); d.Err() != trace.ErrShort {
			t.Errorf("%s: %v", name, d.Err())
		}
	}
}

func TestBytesCannotGrowIntoTheArena(t *testing.T) {
	d := trace.NewDecoder([]byte("\x01ab"))
	if b := d.Bytes(); cap(b) != 1 {
		t.Errorf("capacity %d: appending would write into the next field", cap(b))
	}
}
