package peer

import (
	"net/netip"

	"playnet/core/torrent/wire"
)

// partial is a piece that has been begun.
type partial struct {
	piece, size int
	blocks      []part
	missing     int // blocks that are neither here nor asked for
	arrived     int
	buf         []byte // of blocks that could not be compared; nil: none so far
	// Once the piece has come out wrong from several neighbours, it is asked of one alone, so
	// that it can be told who lies: the first one that is asked.
	alone bool
	only  *conn
}

// part is a block of a piece that has been begun.
type part struct {
	here  bool
	wrong bool   // it differs from the verified copy
	known bool   // it was compared
	asked uint16 // of how many: of those that stall, of any number
	// coming: somebody has sent the beginning of it.
	coming bool
	// stalled: the end game waits for it in vain.
	stalled bool
	from    netip.AddrPort
}

// asked is a request that waits for its answer.
type asked struct {
	piece *partial
	at    int   // index of the block
	since int64 // nanoseconds
}

// blocksOf returns how many blocks a piece of so many bytes has.
func blocksOf(size int) int { return (size + wire.Block - 1) / wire.Block }

// length returns the bytes of a block.
func (a *partial) length(at int) int { return min(wire.Block, a.size-at*wire.Block) }

// begin begins a piece.
func (p *Peer) begin(i int) *partial {
	a := &partial{piece: i, size: p.info.PieceSize(i)}
	n := blocksOf(a.size)
	a.blocks, a.missing = make([]part, n), n
	for k := range p.failed {
		a.alone = a.alone || p.failed[k].piece == i
	}
	p.begun = append(p.begun, a)
	p.partials[i] = a
	return a
}

// drop forgets a piece that was begun.
func (p *Peer) drop(a *partial) {
	for i, b := range p.begun {
		if a == b {
			p.begun = append(p.begun[:i], p.begun[i+1:]...)
			break
		}
	}
	delete(p.partials, a.piece)
}

// may reports whether a neighbour may be asked for blocks of the piece.
func (a *partial) may(c *conn) bool { return !a.alone || a.only == nil || a.only == c }

// failure is a copy of a piece that had the wrong hash and came from several neighbours. When
// the right one is there, it can be told which of them has sent what was wrong.
type failure struct {
	piece  int
	blocks []part
	buf    []byte
}

// maxFailures bounds the failures that are remembered.
const maxFailures = 16
