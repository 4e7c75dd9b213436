package lab

import (
	"playnet/core/torrent/peer"
	"playnet/core/trace"
	"playnet/core/view"
)

// farPick is how many events back a decision for a piece is looked for.
const farPick = 500_000

// PickOf returns the last decision of a host's peer to ask for a piece; ok is false where there
// is none.
func (w *World) PickOf(host string, piece int) (picked view.Picked, ok bool) {
	now := w.run.trace.At()
	w.run.trace.SkimBack(now, func(h trace.Head) bool {
		if h.Kind != peer.KindPicked || h.Host != host {
			return now-h.ID < farPick
		}
		e, _ := w.run.trace.Event(h.ID)
		b, is := e.Body.(*peer.EventPicked)
		if !is || b.Piece != piece {
			return true
		}
		picked, ok = view.Picked{Event: uint64(e.ID), At: int64(e.At), Piece: piece, From: w.hostAt(b.From), Copies: b.Copies, Least: b.Least,
			Ties: b.Ties, Why: b.Why}, true
		return false
	})
	return picked, ok
}
