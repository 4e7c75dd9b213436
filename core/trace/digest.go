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
func (d *digest) drop(chunk []byte) { d.dropped.Write(chunk) }

// rewind sees to it that nothing is in the digest that lies beyond the given ends.
func (d *digest) rewind(records arenaPos, size uint64) {
	if records.before(d.upTo) {
		d.records, d.upTo = sha256.New(), arenaPos{}
	}
	if size < d.size {
		d.payloads = nil
	}
}

// sums returns the digests of the records and of the payloads of all events so far.
func (d *digest) sums(t *Trace) (records, payloads []byte) {
	end, size := t.arena.end(t.visible()), t.payloadSize()
	d.rewind(end, size)
	t.arena.between(d.upTo, end, func(b []byte) { d.records.Write(b) })
	d.upTo = end
	if d.payloads == nil || d.size < t.payloads.first {
		d.payloads, d.size = clone(d.dropped), t.payloads.first
	}
	t.payloads.between(d.size, size, func(b []byte) { d.payloads.Write(b) })
	d.size = size
	return d.records.Sum(nil), d.payloads.Sum(nil)
}

func clone(h hash.Hash) hash.Hash {
	c, err := h.(hash.Cloner).Clone()
	if err != nil {
		panic("trace: SHA-256 can't be copied: " + err.Error())
	}
	return c
}
