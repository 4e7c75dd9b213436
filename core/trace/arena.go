package trace

import (
	"encoding/binary"

	"playnet/core/sim"
)

const (
	arenaChunk = 256 << 10
	// Every indexStep-th record has an entry in the index; the others are found
	// by walking from there. 32 records are walked in about a microsecond, and a
	// million events need an index of half a megabyte.
	indexStep = 32
	// shortRecord is the length from which on a record's length takes more than a byte.
	shortRecord = 1 << 7
)

// arenaPos is a place in the arena.
type arenaPos struct{ chunk, offset int }

type indexEntry struct {
	arenaPos
	base    sim.Instant // instant of the record before
	payload uint64      // payload bytes that were recorded before it
}

// arena holds length-prefixed records. It is never rewritten.
type arena struct {
	chunks [][]byte
	index  []indexEntry
}

// room returns where the next record is written, as a rule: behind the last one, and the byte that
// a short record's length takes. (To copy it there would cost as much as to write it.)
func (a *arena) room() []byte {
	last := len(a.chunks) - 1
	if last < 0 || cap(a.chunks[last])-len(a.chunks[last]) < shortRecord {
		a.chunks = append(a.chunks, make([]byte, 0, arenaChunk))
		last++
	}
	at := len(a.chunks[last]) + 1
	return a.chunks[last][at:at]
}

// add takes in a record that was begun in the arena's room.
func (a *arena) add(id ID, base sim.Instant, payload uint64, rec []byte) {
	last := len(a.chunks) - 1
	c, head := a.chunks[last], 1
	if len(rec) >= shortRecord {
		if head = binary.MaxVarintLen64; len(c)+head+len(rec) > cap(c) {
			c = make([]byte, 0, max(arenaChunk, head+len(rec)))
			a.chunks = append(a.chunks, c)
			last++
		}
		var length [binary.MaxVarintLen64]byte
		head = binary.PutUvarint(length[:], uint64(len(rec)))
	}
	if (id-1)%indexStep == 0 {
		a.index = append(a.index, indexEntry{arenaPos{last, len(c)}, base, payload})
	}
	at := len(c)
	c = c[:at+head+len(rec)]
	if head > 1 {
		copy(c[at+head:], rec) // it may have been a byte or more before
	}
	binary.PutUvarint(c[at:], uint64(len(rec)))
	a.chunks[last] = c
}

// next returns the record at p and the place after it.
func (a *arena) next(p arenaPos) ([]byte, arenaPos) {
	if p.offset == len(a.chunks[p.chunk]) {
		p = arenaPos{p.chunk + 1, 0}
	}
	c := a.chunks[p.chunk][p.offset:]
	n, w := binary.Uvarint(c)
	end := w + int(n)
	return c[w:end:end], arenaPos{p.chunk, p.offset + end}
}

// get returns a record and the instant of the one before.
func (a *arena) get(id ID) (rec []byte, base sim.Instant) {
	start := a.index[(id-1)/indexStep]
	p, base := start.arenaPos, start.base
	for range (id - 1) % indexStep {
		rec, p = a.next(p)
		base += instantOf(rec)
	}
	rec, _ = a.next(p)
	return rec, base
}

// instantOf returns a record's instant as the difference to the one before.
func instantOf(rec []byte) sim.Instant {
	v, _ := binary.Uvarint(rec)
	return sim.Instant(v)
}

// scan visits records from one ID to another; visit returns the record's instant
// and whether to go on.
func (a *arena) scan(from, to ID, visit func(ID, []byte, sim.Instant) (sim.Instant, bool)) {
	if from > to {
		return
	}
	start := a.index[(from-1)/indexStep]
	p, base := start.arenaPos, start.base
	var rec []byte
	for id := from - (from-1)%indexStep; id <= to; id++ {
		rec, p = a.next(p)
		if id < from {
			base += instantOf(rec)
			continue
		}
		var more bool
		if base, more = visit(id, rec, base); !more {
			return
		}
	}
}

// end returns the place after the record of an ID; that of ID 0 is the beginning.
func (a *arena) end(id ID) arenaPos {
	if id == 0 {
		return arenaPos{}
	}
	p := a.index[(id-1)/indexStep].arenaPos
	for range (id-1)%indexStep + 1 {
		_, p = a.next(p)
	}
	return p
}

// before reports whether a place comes before another.
func (p arenaPos) before(q arenaPos) bool {
	return p.chunk < q.chunk || p.chunk == q.chunk && p.offset < q.offset
}

// between passes all bytes from one place to another to f.
func (a *arena) between(p, end arenaPos, f func([]byte)) {
	for ; p.chunk < end.chunk; p = (arenaPos{p.chunk + 1, 0}) {
		f(a.chunks[p.chunk][p.offset:])
	}
	if p.before(end) {
		f(a.chunks[p.chunk][p.offset:end.offset])
	}
}

// cut forgets all records after that of an ID. What is left of the last chunk is
// copied: who holds bytes of what was cut off still has them.
func (a *arena) cut(id ID) {
	end := a.end(id)
	clear(a.chunks[min(end.chunk+1, len(a.chunks)):])
	a.chunks = a.chunks[:min(end.chunk+1, len(a.chunks))]
	if len(a.chunks) > 0 {
		last := a.chunks[end.chunk]
		a.chunks[end.chunk] = append(make([]byte, 0, cap(last)), last[:end.offset]...)
	}
	a.index = a.index[:(int(id)+indexStep-1)/indexStep]
}

func (a *arena) size() int {
	n := 0
	for _, c := range a.chunks {
		n += len(c)
	}
	return n
}
