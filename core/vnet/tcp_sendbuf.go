package vnet

import "math/bits"

// sendBuffer holds the bytes that were written and are not yet acknowledged. What is only
// lent stays where it is; everything else stands in a ring. The buffer remembers for which
// operation each byte was written, so that a segment that is sent much later, when the
// window opens, still serves the one that it belongs to.
type sendBuffer struct {
	size   int    // bytes held
	first  uint64 // how many bytes have gone through before the first one held
	runs   []run
	gone   int    // of runs, from the front: their bytes are acknowledged
	ring   []byte // length a power of two; nil while nothing that was copied is held
	head   int    // of the first byte in the ring
	copied uint64 // how many bytes were copied into it before that one
	pool   *sendPool
}

// run is a piece of what was written: it serves one operation, and was copied or lent as a
// whole.
type run struct {
	end    uint64 // how many bytes had been written after it
	copied uint64 // how many of those were copied
	op     uint64
	lent   []byte // nil: it was copied
}

// sendPool holds what send buffers have no use for now.
type sendPool struct {
	rings ringPool
	runs  [][]run
}

// fewRuns is the longest list of runs that is kept.
const fewRuns = 64

// get returns an empty list of runs.
func (p *sendPool) get() []run {
	if last := len(p.runs) - 1; last >= 0 {
		list := p.runs[last]
		p.runs = p.runs[:last]
		return list
	}
	return make([]run, 0, 4)
}

// put takes the memory of a buffer that is empty, or not needed any more.
func (p *sendPool) put(b *sendBuffer) {
	p.rings.put(b.ring)
	if 0 < cap(b.runs) && cap(b.runs) <= fewRuns {
		clear(b.runs)
		p.runs = append(p.runs, b.runs[:0])
	}
	b.ring, b.runs, b.head, b.gone = nil, nil, 0, 0
}

// ringPool holds rings that nobody uses, by the logarithm of their length: of a thousand
// connections few have anything to send at the same time. Rings of more than a megabyte are not
// kept: nobody needs those often.
type ringPool [21][][]byte

// of returns the list of the rings of a length that is a power of two; nil: they are not kept.
func (p *ringPool) of(length int) *[][]byte {
	if class := bits.TrailingZeros(uint(length)); class < len(p) {
		return &p[class]
	}
	return nil
}

// get returns a ring of a length that is a power of two. What stands in it means nothing.
func (p *ringPool) get(length int) []byte {
	list := p.of(length)
	if list == nil || len(*list) == 0 {
		return make([]byte, length)
	}
	last := len(*list) - 1
	ring := (*list)[last]
	*list = (*list)[:last]
	return ring
}

// put takes a ring back; one of length 0 is none.
func (p *ringPool) put(ring []byte) {
	if list := p.of(len(ring)); list != nil {
		*list = append(*list, ring)
	}
}

const smallestRing = 512

// write appends a copy of bytes.
func (b *sendBuffer) write(p []byte, op uint64) {
	if len(p) == 0 {
		return
	}
	before := b.first + uint64(b.size)
	copied := b.copied
	last := len(b.runs) - 1
	if last >= b.gone {
		copied = b.runs[last].copied
	}
	held := int(copied - b.copied)
	if need := held + len(p); need > len(b.ring) {
		b.grow(held, need)
	}
	at := (b.head + held) & (len(b.ring) - 1)
	n := copy(b.ring[at:], p)
	copy(b.ring, p[n:])
	b.size += len(p)
	end := before + uint64(len(p))
	copied += uint64(len(p))
	if last >= b.gone && b.runs[last].op == op && b.runs[last].lent == nil {
		b.runs[last].end, b.runs[last].copied = end, copied
		return
	}
	b.append(run{end: end, copied: copied, op: op})
}

// lend appends bytes that never change.
func (b *sendBuffer) lend(p []byte, op uint64) {
	if len(p) == 0 {
		return
	}
	copied := b.copied
	if last := len(b.runs) - 1; last >= b.gone {
		copied = b.runs[last].copied
	}
	b.size += len(p)
	b.append(run{end: b.first + uint64(b.size), copied: copied, op: op, lent: p})
}

func (b *sendBuffer) append(r run) {
	if b.runs == nil {
		b.runs = b.pool.get()
	}
	if b.gone > 0 && len(b.runs) == cap(b.runs) {
		b.runs = b.runs[:copy(b.runs, b.runs[b.gone:])]
		b.gone = 0
	}
	b.runs = append(b.runs, r)
}

func (b *sendBuffer) grow(held, need int) {
	size := max(smallestRing, len(b.ring))
	for size < need {
		size *= 2
	}
	bigger := b.pool.rings.get(size)
	b.fromRing(bigger[:0], 0, held)
	b.pool.rings.put(b.ring)
	b.ring, b.head = bigger, 0
}

// fromRing appends n of the bytes in the ring, from an offset on, to p.
func (b *sendBuffer) fromRing(p []byte, offset, n int) []byte {
	if n == 0 {
		return p
	}
	at := (b.head + offset) & (len(b.ring) - 1)
	first := min(n, len(b.ring)-at)
	p = append(p, b.ring[at:at+first]...)
	return append(p, b.ring[:n-first]...)
}

// borrow returns what was lent, and from which byte on it has the n bytes from an offset on; nil
// if they were not lent together.
func (b *sendBuffer) borrow(offset, n int) (lent []byte, from int) {
	if n == 0 {
		return nil, 0
	}
	at := b.first + uint64(offset)
	r := &b.runs[b.find(at)]
	from = len(r.lent) - int(r.end-at)
	if r.lent == nil || from+n > len(r.lent) {
		return nil, 0
	}
	return r.lent, from
}

// read appends n of the bytes, from an offset on, to p.
func (b *sendBuffer) read(p []byte, offset, n int) []byte {
	if n == 0 {
		return p
	}
	at := b.first + uint64(offset)
	for i := b.find(at); ; i++ {
		r := &b.runs[i]
		left := int(r.end - at) // bytes of this run
		part := min(n, left)
		if r.lent == nil {
			p = b.fromRing(p, int(r.copied-b.copied)-left, part)
		} else {
			from := len(r.lent) - left
			p = append(p, r.lent[from:from+part]...)
		}
		if n -= part; n == 0 {
			return p
		}
		at = r.end
	}
}

// drop takes the first n bytes out.
func (b *sendBuffer) drop(n int) {
	b.size -= n
	b.first += uint64(n)
	if b.size == 0 {
		b.copied = b.runs[len(b.runs)-1].copied
		b.pool.put(b)
		return
	}
	for b.runs[b.gone].end <= b.first {
		b.runs[b.gone].lent = nil
		b.gone++
	}
	r := &b.runs[b.gone]
	copied := r.copied
	if r.lent == nil {
		copied -= r.end - b.first
	}
	b.head = (b.head + int(copied-b.copied)) & (len(b.ring) - 1)
	b.copied = copied
}

// find returns the index of the run in which a byte stands, of those held.
func (b *sendBuffer) find(at uint64) int {
	low, high := b.gone, len(b.runs)-1
	for low < high {
		if middle := (low + high) / 2; b.runs[middle].end <= at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// operation returns what the byte at an offset serves.
func (b *sendBuffer) operation(offset int) uint64 {
	return b.runs[b.find(b.first+uint64(offset))].op
}
