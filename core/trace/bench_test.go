package trace_test

import (
	"testing"

	"playnet/core/sim"
	"playnet/core/trace"
)

// BenchmarkEmit records frames of 64 bytes, as an echo does.
func BenchmarkEmit(b *testing.B) {
	tr := trace.New(trace.Options{PayloadLimit: 1 << 20})
	h := tr.Host("client")
	f := &frame{Size: 64, data: make([]byte, 64)}
	b.ReportAllocs()
	for i := range b.N {
		tr.Emit(sim.Instant(i*1000), h, sim.Context{Cause: uint64(i), For: 1}, f)
	}
}

func BenchmarkScan(b *testing.B) {
	tr := trace.New(trace.Options{})
	fill(tr, 10_000)
	b.ReportAllocs()
	for n := 0; n < b.N; {
		tr.Scan(1, func(trace.Event) bool { n++; return n < b.N })
	}
}

func BenchmarkRandomAccess(b *testing.B) {
	tr := trace.New(trace.Options{})
	fill(tr, 10_000)
	for i := range b.N {
		tr.Event(trace.ID(i*7919%10_000 + 1))
	}
}

func BenchmarkHash(b *testing.B) {
	b.SetBytes(1)
	for n := 0; n < b.N; {
		b.StopTimer()
		tr := trace.New(trace.Options{})
		fill(tr, 10_000)
		records, payloads := tr.Size()
		b.StartTimer()
		tr.Hash()
		n += records + payloads
	}
}
