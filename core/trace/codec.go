package trace

import (
	"encoding/binary"
	"errors"
	"net/netip"
)

// Encoder writes a body's fields into the arena.
type Encoder struct {
	buf      []byte
	payloads *payloadStore
}

// Uint writes an unsigned number.
func (e *Encoder) Uint(v uint64) { e.buf = binary.AppendUvarint(e.buf, v) }

// Int writes a signed number.
func (e *Encoder) Int(v int64) { e.buf = binary.AppendVarint(e.buf, v) }

// Bool writes a truth value.
func (e *Encoder) Bool(v bool) {
	if v {
		e.buf = append(e.buf, 1)
	} else {
		e.buf = append(e.buf, 0)
	}
}

// String writes a text.
func (e *Encoder) String(s string) {
	e.Uint(uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// Bytes writes a short byte string in place. Long ones go by [Encoder.Payload].
func (e *Encoder) Bytes(b []byte) {
	e.Uint(uint64(len(b)))
	e.buf = append(e.buf, b...)
}

// Addr writes an IPv4 or IPv6 address; the zero Addr is written as an empty one.
func (e *Encoder) Addr(a netip.Addr) {
	switch {
	case !a.IsValid():
		e.buf = append(e.buf, 0)
	case a.Is4() || a.Is4In6():
		b := a.As4()
		e.buf = append(e.buf, 4, b[0], b[1], b[2], b[3])
	default:
		b := a.As16()
		e.buf = append(append(e.buf, 16), b[:]...)
	}
}

// AddrPort writes an address and a port.
func (e *Encoder) AddrPort(a netip.AddrPort) {
	e.Addr(a.Addr())
	e.Uint(uint64(a.Port()))
}

// Payload stores bytes in the payload store and writes a reference to them.
func (e *Encoder) Payload(b []byte) {
	e.Uint(e.payloads.add(b))
	e.Uint(uint64(len(b)))
}

// Lent is [Encoder.Payload] for n bytes of a body, from one on. The body never changes: it is not
// copied, however many records refer to a part of it.
func (e *Encoder) Lent(body []byte, from, n int) {
	e.Uint(e.payloads.lend(body, from, n))
	e.Uint(uint64(n))
}

// EncodeList writes how many items a list has, then each by one of the encoder's methods.
func EncodeList[T any](e *Encoder, list []T, item func(T)) {
	e.Uint(uint64(len(list)))
	for _, v := range list {
		item(v)
	}
}

// PayloadRef refers to bytes in a trace's payload store.
type PayloadRef struct {
	Offset uint64 // in the sequence of all payload bytes ever recorded
	Len    int    // bytes
}

// ErrShort reports a record that ends before its fields do.
var ErrShort = errors.New("trace: record too short")

// Decoder reads a body's fields in the order in which they were written. After
// an error it returns zero values; Err tells.
type Decoder struct {
	buf []byte
	err error
}

// NewDecoder returns a decoder of a body's bytes.
func NewDecoder(b []byte) *Decoder { return &Decoder{buf: b} }

// Err returns the first error met.
func (d *Decoder) Err() error { return d.err }

func (d *Decoder) fail() {
	d.err = ErrShort
	d.buf = nil
}

// Uint reads an unsigned number.
func (d *Decoder) Uint() uint64 {
	v, n := binary.Uvarint(d.buf)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

// Int reads a signed number.
func (d *Decoder) Int() int64 {
	v, n := binary.Varint(d.buf)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

// Bool reads a truth value.
func (d *Decoder) Bool() bool {
	b := d.take(1)
	return len(b) == 1 && b[0] != 0
}

// String reads a text.
func (d *Decoder) String() string { return string(d.take(d.Uint())) }

// Bytes reads a byte string; it points into the arena and must not be changed.
func (d *Decoder) Bytes() []byte { return d.take(d.Uint()) }

// Addr reads an address.
func (d *Decoder) Addr() netip.Addr {
	size := d.take(1)
	if len(size) == 0 || size[0] == 0 {
		return netip.Addr{}
	}
	if size[0] != 4 && size[0] != 16 {
		d.fail()
		return netip.Addr{}
	}
	b := d.take(uint64(size[0]))
	a, _ := netip.AddrFromSlice(b) // of nothing it is the zero Addr
	return a
}

// AddrPort reads an address and a port.
func (d *Decoder) AddrPort() netip.AddrPort {
	a := d.Addr()
	return netip.AddrPortFrom(a, uint16(d.Uint()))
}

// Payload reads a reference to a payload.
func (d *Decoder) Payload() PayloadRef {
	offset := d.Uint()
	return PayloadRef{Offset: offset, Len: int(d.Uint())}
}

func (d *Decoder) take(n uint64) []byte {
	if n > uint64(len(d.buf)) {
		d.fail()
		return nil
	}
	b := d.buf[:n:n]
	d.buf = d.buf[n:]
	return b
}

// DecodeList reads a list, each item by one of the decoder's methods; nil if it is empty.
func DecodeList[T any](d *Decoder, item func() T) (list []T) {
	for n := d.Uint(); n > 0 && d.Err() == nil; n-- {
		list = append(list, item())
	}
	return list
}
