package trace_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"testing"

	"playnet/core/sim"
	"playnet/core/trace"
)

// variation changes one thing of the trace that sample records.
type variation struct {
	host    string
	at      sim.Instant
	cause   uint64
	operate uint64
	text    string
	payload string
	swap    bool // the order of the last two events
	more    int  // hosts that never appear
}

var plain = variation{host: "gaia", at: 40, cause: 1, operate: 1, text: "question", payload: "\x00\x01answer"}

func sample(v variation, o trace.Options) *trace.Trace {
	tr := trace.New(o)
	local := tr.Host("local")
	host := tr.Host(v.host)
	for range v.more {
		tr.Host("silent")
	}
	addr := netip.MustParseAddr("128.119.245.12")
	tr.Emit(7, local, sim.Context{}, &note{U: 300, I: -5, B: true, S: v.text, Bytes: []byte{9}, Addr: addr, Port: netip.AddrPortFrom(addr, 53)})
	last := []trace.Body{&frame{Size: 8, data: []byte(v.payload)}, &note{}}
	if v.swap {
		last[0], last[1] = last[1], last[0]
	}
	for _, b := range last {
		tr.Emit(v.at, host, sim.Context{Cause: v.cause, For: v.operate}, b)
	}
	return tr
}

// The canonical form of the plain sample, written by hand from doc.go.
const (
	sampleHosts = "\x00\x00\x00\x00\x00\x00\x00\x03" + // the world, local, gaia
		"\x00\x00\x00\x00\x00\x00\x00\x00" +
		"\x00\x00\x00\x00\x00\x00\x00\x05local" +
		"\x00\x00\x00\x00\x00\x00\x00\x04gaia"

	// length, instant, cause, for, host, kind (0xff01 and 0xff02 as uvarints)
	sampleRecords = "\x21\x07\x00\x00\x01\x81\xfe\x03" +
		"\xac\x02\x09\x01\x08question\x01\x09\x04\x80\x77\xf5\x0c\x04\x80\x77\xf5\x0c\x35" +
		"\x0a\x21\x01\x01\x02\x82\xfe\x03" + "\x08\x00\x08" +
		"\x0f\x00\x02\x02\x02\x81\xfe\x03" + "\x00\x00\x00\x00\x00\x00\x00\x00"

	samplePayloads = "\x00\x01answer"
)

func canonicalHash(hosts, records, payloads string) [32]byte {
	r, p := sha256.Sum256([]byte(records)), sha256.Sum256([]byte(payloads))
	return sha256.Sum256([]byte("playnet trace 1\n" + hosts + string(r[:]) + string(p[:])))
}

// The hash of a run stands in links and saved files. It may only change together
// with the first line of what is hashed ("playnet trace 1").
func TestHashIsForEver(t *testing.T) {
	tr := sample(plain, trace.Options{})
	if records, payloads := tr.Size(); records != len(sampleRecords) || payloads < len(samplePayloads) {
		t.Errorf("%d bytes of records, %d for payloads; want %d, and %d at least", records, payloads, len(sampleRecords), len(samplePayloads))
	}
	if tr.Hash() != canonicalHash(sampleHosts, sampleRecords, samplePayloads) {
		t.Error("the hash is not that of the canonical form")
	}
	const golden = "d39a63d668c77198457b5cdb729844f37f9c4d1568ab876204c462a975cc9b9c"
	if got := tr.HashString(); got != golden {
		t.Errorf("hash %s, want %s", got, golden)
	}
	if trace.New(trace.Options{}).Hash() != canonicalHash(sampleHosts[:7]+"\x01"+sampleHosts[8:16], "", "") {
		t.Error("the hash of an empty trace is not that of the canonical form")
	}
}

func TestHashCoversEverything(t *testing.T) {
	seen := map[string]string{sample(plain, trace.Options{}).HashString(): "the plain trace"}
	for name, change := range map[string]func(*variation){
		"one payload bit":       func(v *variation) { v.payload = "\x00\x01answes" },
		"the payload's length":  func(v *variation) { v.payload += "\x00" },
		"the host's name":       func(v *variation) { v.host = "gaja" },
		"a silent host":         func(v *variation) { v.more = 1 },
		"the instant":           func(v *variation) { v.at++ },
		"the cause":             func(v *variation) { v.cause = 0 },
		"the operation":         func(v *variation) { v.operate = 2 },
		"a field":               func(v *variation) { v.text = "Question" },
		"the order":             func(v *variation) { v.swap = true },
		"a byte in the payload": func(v *variation) { v.payload = "\x01\x01answer" },
	} {
		v := plain
		change(&v)
		h := sample(v, trace.Options{}).HashString()
		if other, taken := seen[h]; taken {
			t.Errorf("changing %s gives the hash of %s", name, other)
		}
		seen[h] = "the trace with another " + name
	}
}

// It does not matter when, or how often, one asks; nor what the cap is.
func TestHashIsIncremental(t *testing.T) {
	whole := trace.New(trace.Options{})
	fill(whole, 3000)
	for _, limit := range []int{1, 100_000, 1 << 30} {
		tr := trace.New(trace.Options{PayloadLimit: limit})
		asked := map[[32]byte]bool{}
		tr.Subscribe(func(e trace.Event) {
			if e.ID%71 == 0 {
				asked[tr.Hash()] = true
			}
		})
		fill(tr, 3000)
		if first := tr.Hash(); first != whole.Hash() || first != tr.Hash() {
			t.Errorf("cap %d: asking on the way changes the hash", limit)
		}
		if len(asked) != 3000/71 {
			t.Errorf("cap %d: %d different hashes on the way, want %d", limit, len(asked), 3000/71)
		}
	}
	sum := whole.Hash()
	if whole.HashString() != hex.EncodeToString(sum[:]) {
		t.Error("HashString is not Hash in hexadecimal")
	}
}

// A million events, half of them with 64 bytes of payload: what a run of some
// minutes in the page comes to.
func TestMemoryOfAMillionEvents(t *testing.T) {
	const n = 1_000_000
	tr := trace.New(trace.Options{})
	hosts := []trace.HostID{tr.Host("a"), tr.Host("b")}
	f := &frame{Size: 64, data: make([]byte, 64)}
	note := &note{U: 1, S: "answer", Addr: netip.AddrFrom4([4]byte{10, 0, 0, 1})}
	for i := range uint64(n / 2) {
		tr.Emit(sim.Instant(i*10_000), hosts[i&1], sim.Context{Cause: 2 * i, For: 1}, f)
		tr.Emit(sim.Instant(i*10_000+5000), hosts[i&1], sim.Context{Cause: 2*i + 1, For: 1}, note)
	}
	records, payloads := tr.Size()
	t.Logf("%.1f bytes a record, %.1f bytes for an event's payload", float64(records)/n, float64(payloads)/n)
	if records > 24*n || payloads < 32*n || payloads > 33*n {
		t.Errorf("%d bytes of records, %d for payloads", records, payloads)
	}
	if e := get(t, tr, n); e.At != (n/2-1)*10_000+5000 || e.Cause != n-1 {
		t.Errorf("last event: %+v", e)
	}
}

func TestRecordingDoesNotAllocate(t *testing.T) {
	tr := trace.New(trace.Options{PayloadLimit: 1})
	f := &frame{Size: 64, data: make([]byte, 64)}
	at := sim.Instant(0)
	emit := func() {
		at += 100
		tr.Emit(at, 0, sim.Context{Cause: 1, For: 1}, f)
	}
	// A chunk of a quarter of a megabyte comes once in thousands of events.
	if n := testing.AllocsPerRun(10_000, emit); n >= 1 {
		t.Errorf("%v allocations an event", n)
	}
}
