package vnet

import "math/bits"

// sendBuffer is a ring of bytes that were written and are not yet acknowledged.
// It remembers for which operation each was written, so that a segment that is
// sent much later, when the window opens, still serves the one that it belongs to.
type sendBuffer struct {
	ring  []byte // length a power of two
	head  int    // of the first byte
	size  int    // bytes held
	first uint64 // how many bytes have gone through before the first one held
	ops   []written
	gone  int // of ops, from the front: their bytes are acknowledged
	pool  *ringPool
}

// ringPool holds rings that nobody uses, by the logarithm of their length: of a thousand
// connections few have anything to send at the same time. nil is a pool that keeps nothing.
type ringPool [24][][]byte

// get returns a ring of a length that is a power of two. What stands in it means nothing.
func (p *ringPool) get(length int) []byte {
	if p != nil {
		list := &p[bits.TrailingZeros(uint(length))]
		if last := len(*list) - 1; last >= 0 {
			ring := (*list)[last]
			*list = (*list)[:last]
			return ring
		}
	}
	return make([]byte, length)
}

// put takes a ring back.
func (p *ringPool) put(ring []byte) {
	if p != nil && len(ring) > 0 {
		list := &p[bits.TrailingZeros(uint(len(ring)))]
		*list = append(*list, ring)
	}
}

// written is a run of bytes that serve one operation.
type written struct {
	end uint64 // how many bytes had been written after it
	op  uint64
}

const smallestRing = 512

// write appends bytes.
func (b *sendBuffer) write(p []byte, op uint64) {
	if len(p) == 0 {
		return
	}
	if need := b.size + len(p); need > len(b.ring) {
		b.grow(need)
	}
	at := (b.head + b.size) & (len(b.ring) - 1)
	n := copy(b.ring[at:], p)
	copy(b.ring, p[n:])
	b.size += len(p)
	end := b.first + uint64(b.size)
	if last := len(b.ops) - 1; last >= b.gone && b.ops[last].op == op {
		b.ops[last].end = end
		return
	}
	if b.gone > 0 && len(b.ops) == cap(b.ops) {
		b.ops = b.ops[:copy(b.ops, b.ops[b.gone:])]
		b.gone = 0
	}
	b.ops = append(b.ops, written{end, op})
}

func (b *sendBuffer) grow(need int) {
	size := max(smallestRing, len(b.ring))
	for size < need {
		size *= 2
	}
	bigger := b.pool.get(size)
	b.read(bigger[:0], 0, b.size)
	b.pool.put(b.ring)
	b.ring, b.head = bigger, 0
}

// read appends n of the bytes, from an offset on, to p.
func (b *sendBuffer) read(p []byte, offset, n int) []byte {
	if n == 0 {
		return p
	}
	at := (b.head + offset) & (len(b.ring) - 1)
	first := min(n, len(b.ring)-at)
	p = append(p, b.ring[at:at+first]...)
	return append(p, b.ring[:n-first]...)
}

// drop takes the first n bytes out.
func (b *sendBuffer) drop(n int) {
	b.size -= n
	b.first += uint64(n)
	if b.size == 0 {
		b.head, b.ops, b.gone = 0, b.ops[:0], 0
		if len(b.ring) > smallestRing {
			b.pool.put(b.ring)
			b.ring = nil
		}
		return
	}
	b.head = (b.head + n) & (len(b.ring) - 1)
	for b.ops[b.gone].end <= b.first {
		b.gone++
	}
}

// operation returns what the byte at an offset serves.
func (b *sendBuffer) operation(offset int) uint64 {
	at := b.first + uint64(offset)
	last := len(b.ops) - 1
	if last > b.gone && b.ops[last-1].end <= at {
		return b.ops[last].op // what was written last is sent next, as a rule
	}
	for i := b.gone; i < last; i++ {
		if at < b.ops[i].end {
			return b.ops[i].op
		}
	}
	return b.ops[last].op
}
