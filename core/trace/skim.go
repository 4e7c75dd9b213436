package trace

import "playnet/core/sim"

// Head is what stands before an event's body in its record.
type Head struct {
	ID    ID
	Cause ID
	For   ID
	At    sim.Instant
	Host  string
	Kind  Kind
}

// At returns the ID of the last event so far.
func (t *Trace) At() ID { return t.count }

// Skim reads the heads of the events from an ID on, in order, until f returns false:
// decoding bodies costs ten times as much.
func (t *Trace) Skim(from ID, f func(Head) bool) { t.skim(from, t.visible(), f) }

// SkimKnown is [Trace.Skim] that goes on into the future, as far as that is known.
func (t *Trace) SkimKnown(from ID, f func(Head) bool) { t.skim(from, t.known, f) }

func (t *Trace) skim(from, to ID, f func(Head) bool) {
	t.arena.scan(max(from, 1), to, func(id ID, rec []byte, base sim.Instant) (sim.Instant, bool) {
		h := t.head(id, &Decoder{buf: rec}, base)
		return h.At, f(h)
	})
}

// SkimBack reads the heads of the events from an ID on backwards until f returns false.
func (t *Trace) SkimBack(from ID, f func(Head) bool) {
	var block [indexStep]Head
	for last := min(from, t.visible()); last > 0; {
		first := last - (last-1)%indexStep
		t.skim(first, last, func(h Head) bool { block[h.ID-first] = h; return true })
		for i := int(last - first); i >= 0; i-- {
			if !f(block[i]) {
				return
			}
		}
		last = first - 1
	}
}

// head reads what stands before the body in a record; base is the instant of the record
// before it.
func (t *Trace) head(id ID, d *Decoder, base sim.Instant) Head {
	h := Head{ID: id, At: base + sim.Instant(d.Uint())}
	h.Cause, h.For = forth(id, d.Uint()), forth(id, d.Uint())
	h.Host, h.Kind = t.hosts[d.Uint()], Kind(d.Uint())
	return h
}
