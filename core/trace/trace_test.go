package trace_test

import (
	"bytes"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"

	"playnet/core/sim"
	"playnet/core/trace"
)

func get(t *testing.T, tr *trace.Trace, id trace.ID) trace.Event {
	t.Helper()
	e, ok := tr.Event(id)
	if !ok {
		t.Fatalf("no event %d", id)
	}
	return e
}

func TestRoundTrip(t *testing.T) {
	bodies := []*note{
		{},
		{U: math.MaxUint64, I: math.MinInt64, B: true, S: "\x00\xff é", Bytes: []byte{0, 1}},
		{U: 127, I: math.MaxInt64, S: strings.Repeat("x", 1000), Bytes: make([]byte, 300)},
		{U: 128, Addr: netip.MustParseAddr("0.0.0.0"), Port: netip.MustParseAddrPort("255.255.255.255:65535")},
		{Port: netip.AddrPortFrom(netip.Addr{}, 53)},
	}
	tr := trace.New(trace.Options{})
	world, gaia := trace.HostID(0), tr.Host("gaia")
	for i, b := range bodies {
		id := tr.Emit(sim.Instant(1000*i), gaia, sim.Context{Cause: uint64(i), For: uint64(i / 2)}, b)
		if id != trace.ID(i+1) {
			t.Fatalf("event %d has ID %d", i+1, id)
		}
	}
	tr.Emit(math.MaxInt64-1, world, sim.Context{}, &note{})
	for i, b := range bodies {
		e := get(t, tr, trace.ID(i+1))
		want := trace.Event{ID: e.ID, Cause: trace.ID(i), For: trace.ID(i / 2), At: sim.Instant(1000 * i), Host: "gaia"}
		got := *e.Body.(*note)
		if e.Body = nil; e != want {
			t.Errorf("event %d: %+v, want %+v", i+1, e, want)
		}
		if len(got.Bytes) == 0 { // nil and empty are the same to the arena
			got.Bytes = b.Bytes
		}
		if !reflect.DeepEqual(&got, b) {
			t.Errorf("event %d: body %+v, want %+v", i+1, got, *b)
		}
	}
	if e := get(t, tr, trace.ID(tr.Len())); e.At != math.MaxInt64-1 || e.Host != "" {
		t.Errorf("last event: %+v", e)
	}
	for _, id := range []trace.ID{0, trace.ID(tr.Len() + 1), math.MaxUint64} {
		if e, ok := tr.Event(id); ok {
			t.Errorf("event %d exists: %+v", id, e)
		}
		if k, ok := tr.KindOf(id); ok {
			t.Errorf("event %d has kind %v", id, k)
		}
	}
}

// A parent later than its child is as good as one before it.
func TestParentsOnEitherSide(t *testing.T) {
	tr := trace.New(trace.Options{})
	for _, ctx := range []sim.Context{{Cause: 3, For: 2}, {Cause: 1, For: 5}, {}} {
		id := tr.Emit(0, 0, ctx, &note{})
		if e := get(t, tr, id); uint64(e.Cause) != ctx.Cause || uint64(e.For) != ctx.For {
			t.Errorf("event %d: cause %d, for %d; want %+v", id, e.Cause, e.For, ctx)
		}
	}
}

// The record says nothing of a body that is changed after Emit has returned.
func TestBodiesMayBeReused(t *testing.T) {
	tr := trace.New(trace.Options{})
	n, data := &note{}, []byte("first")
	f := &frame{data: data}
	n.S, n.Bytes = "one", data
	tr.Emit(0, 0, sim.Context{}, n)
	tr.Emit(0, 0, sim.Context{}, f)
	copy(data, "XXXXX")
	n.S = "two"
	if got := get(t, tr, 1).Body.(*note); got.S != "one" || string(got.Bytes) != "first" {
		t.Errorf("recorded %+v", got)
	}
	if got, _ := tr.Payload(get(t, tr, 2).Body.(*frame).ref); string(got) != "first" {
		t.Errorf("recorded payload %q", got)
	}
}

func TestRandomAccessAgreesWithScan(t *testing.T) {
	const n = 20_000 // some three chunks of the arena, eighty of payloads
	tr := trace.New(trace.Options{})
	payloads := fill(tr, n)
	if records, bytes := tr.Size(); records < 2*256<<10 || bytes < 2*256<<10 {
		t.Fatalf("only %d bytes of records, %d of payloads: one chunk tests nothing", records, bytes)
	}
	var all []trace.Event
	tr.Scan(1, func(e trace.Event) bool {
		all = append(all, e)
		return true
	})
	if len(all) != n || tr.Len() != n {
		t.Fatalf("scanned %d of %d", len(all), tr.Len())
	}
	for i := range n {
		id := trace.ID((i*7919)%n + 1)
		e, want := get(t, tr, id), all[id-1]
		if !reflect.DeepEqual(e, want) {
			t.Fatalf("event %d is %+v alone and %+v in the scan", id, e, want)
		}
		if e.ID != id || uint64(e.Cause) != uint64(id-1) {
			t.Fatalf("event %d: %+v", id, e)
		}
		if k, ok := tr.KindOf(id); !ok || k != e.Body.Kind() {
			t.Fatalf("event %d: KindOf = %v", id, k)
		}
		if c, ok := e.Body.(trace.Carrier); ok {
			if got, kept := tr.Payload(c.PayloadRef()); !kept || !bytes.Equal(got, payloads[id]) {
				t.Fatalf("event %d: payload of %d bytes, want %d", id, len(got), len(payloads[id]))
			}
		} else if want := makeNote(int(id - 1)); !reflect.DeepEqual(e.Body, want) {
			t.Fatalf("event %d: %+v, want %+v", id, e.Body, want)
		}
	}
	for _, from := range []trace.ID{0, 1, 2, 31, 32, 33, 34, 4711, n, n + 1} {
		var got []trace.Event
		tr.Scan(from, func(e trace.Event) bool {
			got = append(got, e)
			return len(got) < 70
		})
		first := max(int(from), 1) - 1
		if want := all[first:min(first+70, n)]; len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("Scan(%d) gave %d events, want %d", from, len(got), len(want))
		}
	}
}

func TestPayloadCap(t *testing.T) {
	const n, limit = 6000, 1 << 20
	big, small := trace.New(trace.Options{}), trace.New(trace.Options{PayloadLimit: limit})
	payloads := fill(big, n)
	fill(small, n)
	if _, held := small.Size(); held < limit || held > limit+2*256<<10 {
		t.Errorf("%d payload bytes held with a cap of %d", held, limit)
	}
	if _, held := big.Size(); held < 2*limit {
		t.Fatalf("only %d payload bytes: the test tests nothing", held)
	}
	keptBytes, dropped := 0, false
	for id := trace.ID(n); id > 0; id-- {
		c, ok := get(t, small, id).Body.(trace.Carrier)
		if !ok || len(payloads[id]) == 0 {
			continue
		}
		got, kept := small.Payload(c.PayloadRef())
		switch {
		case kept && dropped:
			t.Fatalf("event %d is kept, a later one dropped", id)
		case kept && !bytes.Equal(got, payloads[id]):
			t.Fatalf("event %d: wrong payload", id)
		case kept:
			keptBytes += len(got)
		default:
			dropped = true
		}
	}
	if !dropped || keptBytes < limit {
		t.Errorf("%d bytes of the newest payloads kept, dropped %v", keptBytes, dropped)
	}
	if big.Hash() != small.Hash() {
		t.Error("the hash depends on the cap")
	}
}

func TestOddPayloads(t *testing.T) {
	tr := trace.New(trace.Options{})
	huge := bytes.Repeat([]byte("huge"), 100_000) // more than a chunk
	var refs []trace.PayloadRef
	all := [][]byte{{}, []byte("a"), huge, {}, []byte("b"), {}}
	for _, data := range all {
		id := tr.Emit(0, 0, sim.Context{}, &frame{data: data})
		refs = append(refs, get(t, tr, id).Body.(*frame).ref)
	}
	for i, want := range all {
		if got, kept := tr.Payload(refs[i]); !kept || !bytes.Equal(got, want) {
			t.Errorf("payload %d: %d bytes, kept %v; want %d bytes", i, len(got), kept, len(want))
		}
	}
	for _, r := range []trace.PayloadRef{
		{Offset: 0, Len: 2}, // would straddle two payload chunks
		{Offset: 0, Len: 1 << 40},
		{Offset: 1, Len: -1},
		{Offset: math.MaxUint64, Len: 1},
		{Offset: math.MaxUint64, Len: math.MaxInt},
		{Offset: uint64(len(huge)) + 2, Len: 1},
	} {
		if got, kept := tr.Payload(r); kept {
			t.Errorf("payload %+v: %d bytes out of nowhere", r, len(got))
		}
	}
	if got, kept := tr.Payload(trace.PayloadRef{Offset: 1 << 60}); !kept || len(got) != 0 {
		t.Error("an empty payload must never be dropped")
	}
}

func TestOffCountsOnly(t *testing.T) {
	tr := trace.New(trace.Options{Off: true})
	var heard []trace.ID
	tr.Subscribe(func(e trace.Event) { heard = append(heard, e.ID) }, kindNote)
	empty := tr.Hash()
	for i := range 10 {
		if id := tr.Emit(0, 0, sim.Context{}, makeNote(i)); id != trace.ID(i+1) {
			t.Fatalf("event %d has ID %d", i+1, id)
		}
	}
	if tr.Len() != 10 || tr.Recording() || len(heard) != 10 {
		t.Errorf("Len() = %d, Recording() = %v, %d heard", tr.Len(), tr.Recording(), len(heard))
	}
	if _, ok := tr.Event(1); ok {
		t.Error("an event can be read though nothing is recorded")
	}
	if _, ok := tr.KindOf(1); ok {
		t.Error("an event has a kind though nothing is recorded")
	}
	tr.Scan(1, func(trace.Event) bool { t.Error("Scan found an event"); return true })
	if records, payloads := tr.Size(); records+payloads != 0 || tr.Hash() != empty {
		t.Error("something was recorded")
	}
}

func TestSubscriptions(t *testing.T) {
	tr := trace.New(trace.Options{})
	var got []string
	listen := func(name string, kinds ...trace.Kind) func() {
		return tr.Subscribe(func(e trace.Event) {
			got = append(got, fmt.Sprintf("%s %d %s %d %d %d %s", name, e.ID, e.Host, e.Cause, e.For, e.At, e.Body.Text()))
		}, kinds...)
	}
	var once func()
	once = tr.Subscribe(func(trace.Event) { got = append(got, "once"); once() })
	listen("all")
	cancel := listen("notes", kindNote)
	listen("frames", kindOdd, kindFrame)
	h := tr.Host("h")
	tr.Emit(5, h, sim.Context{Cause: 7, For: 8}, &note{S: "x"})
	tr.Emit(6, 0, sim.Context{}, &frame{Size: 3})
	cancel()
	cancel() // does nothing
	tr.Emit(7, 0, sim.Context{}, &note{})
	want := []string{
		"once", `all 1 h 7 8 5 note 0 "x"`, `notes 1 h 7 8 5 note 0 "x"`,
		"all 2  0 0 6 frame of 3 bytes", "frames 2  0 0 6 frame of 3 bytes",
		`all 3  0 0 7 note 0 ""`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("heard\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func panicOf(f func()) (text string) {
	defer func() {
		if v := recover(); v != nil {
			text = fmt.Sprint(v)
		}
	}()
	f()
	return ""
}

func TestSubscribersMustNotEmit(t *testing.T) {
	tr := trace.New(trace.Options{})
	cancel := tr.Subscribe(func(trace.Event) { tr.Emit(0, 0, sim.Context{}, &note{}) })
	if got := panicOf(func() { tr.Emit(0, 0, sim.Context{}, &note{}) }); !strings.Contains(got, "subscriber") {
		t.Errorf("panic %q", got)
	}
	cancel()
	if got := panicOf(func() { tr.Emit(0, 0, sim.Context{}, &note{}) }); got != "" {
		t.Errorf("after it was cancelled: panic %q", got)
	}
}

func TestAsymmetricBodiesAreReported(t *testing.T) {
	for numbers, want := range map[int]string{
		1: "test.odd: Encode and Decode disagree (0 bytes left, trace: record too short)",
		2: "",
		3: "test.odd: Encode and Decode disagree (1 bytes left, <nil>)",
	} {
		tr := trace.New(trace.Options{})
		tr.Emit(0, 0, sim.Context{}, &odd{numbers})
		got := panicOf(func() { tr.Event(1) })
		if (got == "") != (want == "") || !strings.HasSuffix(got, want) {
			t.Errorf("%d numbers: panic %q, want %q", numbers, got, want)
		}
	}
	tr := trace.New(trace.Options{})
	tr.Emit(0, 0, sim.Context{}, lost{})
	if got := panicOf(func() { tr.Event(1) }); !strings.Contains(got, "0xff04") {
		t.Errorf("unregistered kind: panic %q", got)
	}
}

func TestKindsAreRegisteredOnce(t *testing.T) {
	decode := func(*trace.Decoder) trace.Body { return nil }
	if panicOf(func() { trace.Register(trace.Spec{Kind: kindNote, Name: "test.other", Decode: decode}) }) == "" {
		t.Error("a number can be registered twice")
	}
	if panicOf(func() { trace.Register(trace.Spec{Kind: 0xff77, Name: "test.note", Decode: decode}) }) == "" {
		t.Error("a name can be registered twice")
	}
	if k, ok := trace.KindNamed("test.frame"); !ok || k != kindFrame || k.String() != "test.frame" {
		t.Errorf("KindNamed: %v, %v", k, ok)
	}
	if _, ok := trace.KindNamed("test.other"); ok {
		t.Error("a refused registration left its name behind")
	}
	if got := kindLost.String(); got != "kind(0xff04)" {
		t.Errorf("String() of an unknown kind: %q", got)
	}
	if all := trace.Kinds(); !slices.IsSorted(all) || !slices.Contains(all, kindNote) {
		t.Errorf("Kinds() = %v", all)
	}
}
