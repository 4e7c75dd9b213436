package trace

import (
	"sort"

	"playnet/core/sim"
)

// A world that is taken back runs again through what it has recorded already: the
// same events, byte for byte. So the record outlives the runs. The run that takes
// another's place takes over its record with all that is known of the future; events
// that are known are counted and told to the subscribers, but not recorded again.

// Known returns the ID of the last event that is on record: that of the last one so
// far, or of a later one if the world was taken back.
func (t *Trace) Known() ID { return t.known }

// CanInherit reports whether t, which is off, can take over the record of another
// trace: it must not have come further than that one has recorded, nor may payloads
// have been dropped that come after its last event.
func (t *Trace) CanInherit(from *Trace) bool {
	return t.off && !from.off && t.count <= from.known && from.payloadSizeAt(t.count) >= from.payloads.first
}

// Inherit has t, which is off, take over the record of another trace, of which it
// must be a replay: the same lab, seed and actions. The other one is off from then on.
func (t *Trace) Inherit(from *Trace) {
	if !t.CanInherit(from) {
		panic("trace: a record can't be handed over")
	}
	t.off, t.known, t.arena, t.payloads, t.digest = false, from.known, from.arena, from.payloads, from.digest
	from.off, from.known, from.arena, from.payloads, from.digest = true, 0, arena{}, payloadStore{}, newDigest()
}

// Cut forgets what is known of the future: from now on it will be another one.
func (t *Trace) Cut() { t.cutAfter(t.count) }

// CutAfter forgets what is known beyond an event, which must not lie in the past.
func (t *Trace) CutAfter(id ID) { t.cutAfter(max(id, t.count)) }

func (t *Trace) cutAfter(id ID) {
	if t.off || t.known <= id {
		return
	}
	size := t.payloadSizeAt(id)
	t.digest.rewind(t.arena.end(id), size)
	t.arena.cut(id)
	t.payloads.cut(size)
	t.known = id
}

// KnownHead reads an event's head also where it belongs to the future, if that is known.
func (t *Trace) KnownHead(id ID) (Head, bool) {
	if t.off || id == 0 || id > t.known {
		return Head{}, false
	}
	rec, base := t.arena.get(id)
	return t.head(id, &Decoder{buf: rec}, base), true
}

// KnownBefore returns the last known event before an instant.
func (t *Trace) KnownBefore(at sim.Instant) ID {
	n := sort.Search(int(t.known), func(i int) bool {
		h, _ := t.KnownHead(ID(i + 1))
		return h.At >= at
	})
	return ID(n)
}

// visible is the ID of the last event so far that is on record.
func (t *Trace) visible() ID {
	if t.off {
		return 0
	}
	return t.count
}

func (t *Trace) payloadSize() uint64 { return t.payloadSizeAt(t.visible()) }

// payloadSizeAt returns how many payload bytes had been recorded after an event.
func (t *Trace) payloadSizeAt(id ID) uint64 {
	if id >= t.known {
		return t.payloads.size
	}
	start := t.arena.index[id/indexStep]
	size, p, base := start.payload, start.arenaPos, start.base
	for n := id - id%indexStep + 1; n <= id; n++ {
		var rec []byte
		rec, p = t.arena.next(p)
		e := t.decode(n, rec, base)
		base = e.At
		if c, ok := e.Body.(Carrier); ok {
			r := c.PayloadRef()
			size = r.Offset + uint64(r.Len)
		}
	}
	return size
}
