package trace_test

import (
	"bytes"
	"testing"

	"playnet/core/sim"
	"playnet/core/trace"
)

// lentFrame is a frame some of whose payloads never change.
type lentFrame struct {
	frame
	lent bool
}

func (f *lentFrame) Encode(e *trace.Encoder) {
	e.Uint(uint64(f.Size))
	if f.lent {
		e.Lent(f.data, 0, len(f.data))
	} else {
		e.Payload(f.data)
	}
}

// record records n payloads of all sizes, every other few of them lent or copied, and returns
// them by ID.
func record(tr *trace.Trace, n int, lend bool) map[trace.ID][]byte {
	sizes := []int{0, 1, 1460, 257, 256, 300_000, 5, 1460, 1460, 0, 40}
	all := map[trace.ID][]byte{}
	for i := range n {
		data := bytes.Repeat([]byte{byte(i), byte(i >> 8)}, sizes[i%len(sizes)]/2+1)[:sizes[i%len(sizes)]]
		f := &lentFrame{frame{Size: len(data), data: bytes.Clone(data)}, lend && i%3 > 0}
		all[tr.Emit(sim.Instant(i), 0, sim.Context{}, f)] = data
		if !f.lent {
			clear(f.data) // its bytes were copied
		}
	}
	return all
}

func expectPayloads(t *testing.T, tr *trace.Trace, want map[trace.ID][]byte, up trace.ID) {
	t.Helper()
	for id := trace.ID(1); id <= up; id++ {
		got, ok := tr.Payload(get(t, tr, id).Body.(trace.Carrier).PayloadRef())
		if !ok || !bytes.Equal(got, want[id]) {
			t.Fatalf("event %d: %d bytes, kept %v, want %d", id, len(got), ok, len(want[id]))
		}
		if cap(got) != len(got) {
			t.Fatalf("event %d: who appends to its payload overwrites what follows", id)
		}
	}
}

// Whether payloads are lent or copied, the trace says the same of them.
func TestLentPayloads(t *testing.T) {
	const n = 500
	copied, lent := trace.New(trace.Options{}), trace.New(trace.Options{})
	want := record(copied, n, false)
	record(lent, n, true)
	expectPayloads(t, lent, want, n)
	if copied.Hash() != lent.Hash() {
		t.Error("the hashes differ")
	}

	small := trace.New(trace.Options{PayloadLimit: 2 << 20})
	record(small, n, true)
	if _, held := small.Size(); held < 2<<20 || held > 2<<20+300_000 {
		t.Errorf("%d bytes held", held)
	}
	if small.Hash() != lent.Hash() {
		t.Error("the hash depends on what was dropped")
	}

	// A replay takes the record over and then goes another way.
	for _, at := range []int{3, 6, 7, 200, n} {
		was, again := trace.New(trace.Options{}), trace.New(trace.Options{Off: true})
		record(was, n, true)
		record(again, at, true)
		again.Inherit(was)
		again.Cut()
		expectPayloads(t, again, want, trace.ID(at))
		direct := trace.New(trace.Options{})
		record(direct, at, true)
		for _, tr := range []*trace.Trace{again, direct} {
			record(tr, 50, true)
		}
		if again.Hash() != direct.Hash() {
			t.Errorf("cut after %d events: another hash", at)
		}
	}
}

// The hash comes to the same whether it is computed at once or bit by bit while more is recorded.
func TestHashBitByBit(t *testing.T) {
	never := func() bool { return false }
	at, bits := trace.New(trace.Options{}), trace.New(trace.Options{})
	calls := 0
	for range 5 {
		record(at, 200, true)
		record(bits, 200, true)
		bits.HashOn(never)
		calls++
	}
	for !bits.HashOn(never) {
		calls++
	}
	if at.Hash() != bits.Hash() {
		t.Error("the hashes differ")
	}
	if calls < 10 {
		t.Errorf("all was hashed in %d calls", calls)
	}
	if !bits.HashOn(func() bool { t.Error("there is nothing left to compute"); return false }) {
		t.Error("the hash is said not to be computed")
	}
}
