// Package picker holds the strategies by which a peer of a swarm chooses the next piece to
// ask for: rarest first with random first pieces, as BEP 3 and B. Cohen's "Incentives Build
// Robustness in BitTorrent" (2003) describe it, random order, and in order, for comparison.
//
// A strategy is told what the peer knows and gives back its choice together with the reasons
// in numbers, so that a screen can show them. It decides on a *new* piece only: a piece that
// was begun is completed first, which is the peer's own rule and the same for all strategies
// (Cohen's "strict priority").
package picker
