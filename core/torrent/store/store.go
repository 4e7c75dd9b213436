// Package store keeps the pieces of a torrent that somebody has verified, once for all peers
// of a world.
//
// A peer must not believe what it is sent: it takes a piece for good only if the bytes have the
// SHA-1 that the torrent states (BEP 3). Where a thousand peers live in one memory, hashing
// each piece a thousand times, and keeping it as often, would teach nothing. So each piece is
// hashed once, when the first peer has it, and a peer that receives it later compares its bytes
// with that copy: equal bytes have equal hashes, so the answer is the same as that of SHA-1,
// bit by bit, at the cost of a comparison. On a real machine a process has a [Library] of its
// own and hashes whatever comes.
package store

import (
	"bytes"

	"playnet/core/torrent/metainfo"
)

// Library holds the verified pieces of a torrent.
type Library struct {
	info    *metainfo.Info
	pieces  [][]byte
	offered []byte // content that nobody has looked at
}

// New returns an empty library of a torrent.
func New(info *metainfo.Info) *Library {
	return &Library{info: info, pieces: make([][]byte, len(info.Pieces))}
}

// Offer gives the whole content, as a seed has it. Each piece is verified when somebody first
// needs it; what is wrong is as good as absent. The bytes must not change afterwards.
func (l *Library) Offer(content []byte) { l.offered = content }

// Piece returns the verified bytes of a piece, which must not be changed; nil: nobody has them.
func (l *Library) Piece(i int) []byte {
	if i < 0 || i >= len(l.pieces) {
		return nil
	}
	if l.pieces[i] == nil && l.offered != nil {
		from := int64(i) * int64(l.info.PieceLength)
		if to := from + int64(l.info.PieceSize(i)); to <= int64(len(l.offered)) {
			if b := l.offered[from:to:to]; l.info.Verify(i, b) {
				l.pieces[i] = b
			}
		}
	}
	return l.pieces[i]
}

// Add takes bytes for a piece and reports whether they are right. If they are the first, they
// are kept, and must not change afterwards.
func (l *Library) Add(i int, b []byte) bool {
	if have := l.Piece(i); have != nil {
		return bytes.Equal(b, have)
	}
	if i < 0 || i >= len(l.pieces) || !l.info.Verify(i, b) {
		return false
	}
	l.pieces[i] = b
	return true
}

// Matches reports whether b is what a verified piece has at an offset; not known if nobody has
// verified the piece.
func (l *Library) Matches(i, begin int, b []byte) (equal, known bool) {
	have := l.Piece(i)
	if have == nil || begin < 0 || begin+len(b) > len(have) {
		return false, false
	}
	return bytes.Equal(b, have[begin:begin+len(b)]), true
}
