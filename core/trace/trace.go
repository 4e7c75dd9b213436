package trace

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"

	"playnet/core/sim"
)

// HostID is a host's number in a trace; zero is the world itself.
type HostID uint32

// Event is one decoded record.
type Event struct {
	ID    ID
	Cause ID // the event that triggered this one
	For   ID // the operation that it serves
	At    sim.Instant
	Host  string // empty: the world itself
	Body  Body
}

// Options set a trace up.
type Options struct {
	Off          bool // record nothing; identifiers are still counted
	PayloadLimit int  // bytes of memory for payloads; 0: [DefaultPayloadLimit]
}

// DefaultPayloadLimit is how much memory a trace has for payloads unless told otherwise: 64 MiB.
// Those that were lent take hardly any of it.
const DefaultPayloadLimit = 64 << 20

// Trace is the record of one world.
type Trace struct {
	off      bool
	count    ID
	known    ID          // records in the arena: more than count after a handing over
	last     sim.Instant // instant of the last record
	hosts    []string    // by HostID
	hostIDs  map[string]HostID
	arena    arena
	payloads payloadStore
	enc      Encoder // reused for every record
	subs     []*subscription
	telling  bool // subscribers are being called

	digest digest
}

type subscription struct {
	kinds []Kind // nil: all
	f     func(Event)
}

// New returns an empty trace.
func New(o Options) *Trace {
	t := &Trace{
		off:     o.Off,
		hosts:   []string{""},
		hostIDs: map[string]HostID{"": 0},
		digest:  newDigest(),
	}
	t.payloads.limit = o.PayloadLimit
	if o.PayloadLimit == 0 {
		t.payloads.limit = DefaultPayloadLimit
	}
	t.enc.payloads = &t.payloads
	return t
}

// Host returns the number of a host, giving it one at the first call.
func (t *Trace) Host(name string) HostID {
	if id, ok := t.hostIDs[name]; ok {
		return id
	}
	id := HostID(len(t.hosts))
	t.hosts = append(t.hosts, name)
	t.hostIDs[name] = id
	return id
}

// Emit records an event and returns its ID. The body is read before Emit
// returns and not kept.
func (t *Trace) Emit(at sim.Instant, host HostID, ctx sim.Context, body Body) ID {
	if t.telling {
		panic("trace: a subscriber emits " + body.Kind().String())
	}
	t.count++
	id := t.count
	if !t.off && id > t.known {
		t.record(id, at, host, ctx, body)
	}
	t.last = at
	if len(t.subs) > 0 {
		t.notify(Event{id, ID(ctx.Cause), ID(ctx.For), at, t.hosts[host], body})
	}
	return id
}

func (t *Trace) record(id ID, at sim.Instant, host HostID, ctx sim.Context, body Body) {
	e, size := &t.enc, t.payloads.size
	e.buf = t.arena.room()
	e.Uint(uint64(at - t.last))
	e.Uint(back(id, ctx.Cause))
	e.Uint(back(id, ctx.For))
	e.Uint(uint64(host))
	e.Uint(uint64(body.Kind()))
	body.Encode(e)
	t.arena.add(id, t.last, size, e.buf)
	t.known = id
	for t.payloads.full() {
		t.payloads.dropOldest(t.digest.drop)
	}
}

// back writes a parent as the distance to it, which is small as a rule.
func back(id ID, parent uint64) uint64 {
	if parent == 0 {
		return 0
	}
	return uint64(id) - parent
}

func (t *Trace) notify(e Event) {
	t.telling = true
	defer func() { t.telling = false }()
	for _, s := range t.subs {
		if s.kinds == nil || slices.Contains(s.kinds, e.Body.Kind()) {
			s.f(e)
		}
	}
}

// Subscribe calls f for each event of the given kinds (none: all) as it is
// recorded. The event's body is only valid during the call, and f must not emit.
// The returned function ends the subscription.
func (t *Trace) Subscribe(f func(Event), kinds ...Kind) (cancel func()) {
	s := &subscription{kinds: slices.Clone(kinds), f: f}
	t.subs = append(t.subs, s)
	return func() {
		for i, other := range t.subs {
			if other == s {
				t.subs = append(t.subs[:i:i], t.subs[i+1:]...)
				return
			}
		}
	}
}

// Recording reports whether events are kept.
func (t *Trace) Recording() bool { return !t.off }

// Len returns the number of events emitted, which is also the last one's ID.
func (t *Trace) Len() int { return int(t.count) }

// Event decodes one event. It reports false if there is none of that ID.
func (t *Trace) Event(id ID) (Event, bool) {
	if t.off || id == 0 || id > t.count {
		return Event{}, false
	}
	rec, base := t.arena.get(id)
	return t.decode(id, rec, base), true
}

// Scan decodes the events from an ID on, in order, until f returns false.
func (t *Trace) Scan(from ID, f func(Event) bool) {
	if t.off {
		return
	}
	t.arena.scan(max(from, 1), t.count, func(id ID, rec []byte, base sim.Instant) (sim.Instant, bool) {
		e := t.decode(id, rec, base)
		return e.At, f(e)
	})
}

func (t *Trace) decode(id ID, rec []byte, base sim.Instant) Event {
	d := Decoder{buf: rec}
	h := t.head(id, &d, base)
	spec, ok := specs[h.Kind]
	if !ok {
		panic(fmt.Sprintf("trace: kind %#04x was recorded but never registered", uint16(h.Kind)))
	}
	e := Event{h.ID, h.Cause, h.For, h.At, h.Host, spec.Decode(&d)}
	if d.err != nil || len(d.buf) != 0 {
		panic(fmt.Sprintf("trace: %s: Encode and Decode disagree (%d bytes left, %v)", spec.Name, len(d.buf), d.err))
	}
	return e
}

func forth(id ID, distance uint64) ID {
	if distance == 0 {
		return 0
	}
	return id - ID(distance)
}

// KindOf returns the kind of an event without decoding its body.
func (t *Trace) KindOf(id ID) (Kind, bool) {
	if t.off || id == 0 || id > t.count {
		return 0, false
	}
	rec, _ := t.arena.get(id)
	d := Decoder{buf: rec}
	for range 4 {
		d.Uint()
	}
	return Kind(d.Uint()), true
}

// Payload returns the bytes of a reference, or false if they were dropped
// because the cap was reached. The bytes must not be changed.
func (t *Trace) Payload(r PayloadRef) ([]byte, bool) { return t.payloads.get(r) }

// Size returns the bytes held for records and for payloads; those that were only lent don't count.
func (t *Trace) Size() (records, payloads int) { return t.arena.size(), t.payloads.held }

// HashOn goes on computing the digest of everything recorded so far, until more says no, and
// reports whether [Trace.Hash] has nothing left to compute.
func (t *Trace) HashOn(more func() bool) bool { return t.digest.advance(t, more) }

// Hash returns the digest of everything recorded so far.
func (t *Trace) Hash() [32]byte {
	records, payloads := t.digest.sums(t)
	h := sha256.New()
	h.Write([]byte("playnet trace 1\n"))
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(t.hosts)))
	h.Write(n[:])
	for _, name := range t.hosts {
		binary.BigEndian.PutUint64(n[:], uint64(len(name)))
		h.Write(n[:])
		h.Write([]byte(name))
	}
	h.Write(records)
	h.Write(payloads)
	return [32]byte(h.Sum(nil))
}

// HashString returns [Trace.Hash] in hexadecimal.
func (t *Trace) HashString() string {
	sum := t.Hash()
	return hex.EncodeToString(sum[:])
}
