package trace_test

import (
	"fmt"
	"net/netip"

	"playnet/core/sim"
	"playnet/core/trace"
)

const (
	kindNote  trace.Kind = 0xff01
	kindFrame trace.Kind = 0xff02
	kindOdd   trace.Kind = 0xff03
	kindLost  trace.Kind = 0xff04 // never registered
)

func init() {
	trace.Register(trace.Spec{Kind: kindNote, Name: "test.note", Decode: decodeNote})
	trace.Register(trace.Spec{Kind: kindFrame, Name: "test.frame", Decode: decodeFrame})
	trace.Register(trace.Spec{Kind: kindOdd, Name: "test.odd", Decode: decodeOdd})
}

// note has a field of every sort that a codec knows.
type note struct {
	U     uint64         `json:"u"`
	I     int64          `json:"i"`
	B     bool           `json:"b"`
	S     string         `json:"s"`
	Bytes []byte         `json:"bytes"`
	Addr  netip.Addr     `json:"addr"`
	Port  netip.AddrPort `json:"port"`
}

func (n *note) Kind() trace.Kind { return kindNote }
func (n *note) Text() string     { return fmt.Sprintf("note %d %q", n.U, n.S) }
func (n *note) Encode(e *trace.Encoder) {
	e.Uint(n.U)
	e.Int(n.I)
	e.Bool(n.B)
	e.String(n.S)
	e.Bytes(n.Bytes)
	e.Addr(n.Addr)
	e.AddrPort(n.Port)
}

func decodeNote(d *trace.Decoder) trace.Body {
	return &note{d.Uint(), d.Int(), d.Bool(), d.String(), d.Bytes(), d.Addr(), d.AddrPort()}
}

// frame carries a payload: data when it is recorded, ref when it is read back.
type frame struct {
	Size int `json:"size"`
	data []byte
	ref  trace.PayloadRef
}

func (f *frame) Kind() trace.Kind             { return kindFrame }
func (f *frame) Text() string                 { return fmt.Sprintf("frame of %d bytes", f.Size) }
func (f *frame) PayloadRef() trace.PayloadRef { return f.ref }
func (f *frame) Encode(e *trace.Encoder) {
	e.Uint(uint64(f.Size))
	e.Payload(f.data)
}

func decodeFrame(d *trace.Decoder) trace.Body {
	return &frame{Size: int(d.Uint()), ref: d.Payload()}
}

// odd writes more or less than it reads.
type odd struct{ numbers int }

func (o *odd) Kind() trace.Kind { return kindOdd }
func (o *odd) Text() string     { return "odd" }
func (o *odd) Encode(e *trace.Encoder) {
	for range o.numbers {
		e.Uint(1)
	}
}

func decodeOdd(d *trace.Decoder) trace.Body { return &odd{int(d.Uint() + d.Uint())} }

// lost is of a kind that nobody registered.
type lost struct{}

func (lost) Kind() trace.Kind      { return kindLost }
func (lost) Text() string          { return "lost" }
func (lost) Encode(*trace.Encoder) {}

// fill records n events of both kinds, with payloads of various sizes and
// parents near and far, and returns the payloads by ID.
func fill(t *trace.Trace, n int) (payloads map[trace.ID][]byte) {
	payloads = map[trace.ID][]byte{}
	var at sim.Instant
	for i := range n {
		at += sim.Instant(i*i%1000) * sim.Instant(i%3) // sometimes no time passes
		ctx := sim.Context{}
		if i > 0 {
			ctx = sim.Context{Cause: uint64(i), For: uint64(1 + i/2)}
		}
		host := t.Host(fmt.Sprintf("host-%d", i%7))
		if i%2 == 0 {
			t.Emit(at, host, ctx, makeNote(i))
			continue
		}
		data := make([]byte, i*37%2000)
		for j := range data {
			data[j] = byte(i + j)
		}
		payloads[t.Emit(at, host, ctx, &frame{Size: len(data), data: data})] = data
	}
	return payloads
}

func makeNote(i int) *note {
	n := &note{U: uint64(i) << (i % 50), I: int64(-i), B: i%3 == 0, S: fmt.Sprint("note ", i), Bytes: []byte{byte(i)}}
	if i%4 == 0 {
		n.Addr = netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})
		if i%3 == 0 {
			n.Addr = netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 15: byte(i)})
		}
		n.Port = netip.AddrPortFrom(n.Addr, uint16(i))
	}
	return n
}
