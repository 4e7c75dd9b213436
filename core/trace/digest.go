package trace

import (
	"crypto/sha256"
	"hash"
)

// digest is how far the hashes of records and payloads have been computed. It goes
// on from there, unless the trace has been taken back to before.
type digest struct {
	records  hash.Hash
	upTo     arenaPos // records holds the arena's bytes up to here
	dropped  hash.Hash
	payloads hash.Hash // nil: begins anew with what was dropped
	size     uint64    // payloads holds the bytes below this address
}

func newDigest() digest { return digest{records: sha256.New(), dropped: sha256.New()} }

// drop takes in payloads that are about to be dropped.
func (d *digest) drop(payloads []byte) { d.dropped.Write(payloads) }

// rewind sees to it that nothing is in the digest that lies beyond the given ends.
func (d *digest) rewind(records arenaPos, size uint64) {
	if records.before(d.upTo) {
		d.records, d.upTo = sha256.New(), arenaPos{}
	}
	if size < d.size {
		d.payloads = nil
	}
}

// hashStep is how many bytes are hashed before it is asked whether there is time for more.
const hashStep = 256 << 10

// advance takes in what has been recorded since, until more says no, and reports whether nothing
// is left.
func (d *digest) advance(t *Trace, more func() bool) bool {
	end, size := t.arena.end(t.visible()), t.payloadSize()
	d.rewind(end, size)
	if d.payloads == nil || d.size < t.payloads.first {
		d.payloads, d.size = clone(d.dropped), t.payloads.first
	}
	for first := true; d.upTo != end || d.size < size; first = false {
		if !first && !more() { // each call comes on
			return false
		}
		if d.upTo == end {
			to := min(size, d.size+hashStep)
			t.payloads.between(d.size, to, func(b []byte) { d.payloads.Write(b) })
			d.size = to
			continue
		}
		to := end
		if d.upTo.chunk < end.chunk {
			to = arenaPos{d.upTo.chunk + 1, 0}
		}
		t.arena.between(d.upTo, to, func(b []byte) { d.records.Write(b) })
		d.upTo = to
	}
	d.size = size
	return true
}

// sums returns the digests of the records and of the payloads of all events so far.
func (d *digest) sums(t *Trace) (records, payloads []byte) {
	d.advance(t, func() bool { return true })
	return d.records.Sum(nil), d.payloads.Sum(nil)
}

func clone(h hash.Hash) hash.Hash {
	c, err := h.(hash.Cloner).Clone()
	if err != nil {
		panic("trace: SHA-256 can't be copied: " + err.Error())
	}
	return c
}
