// Package choker holds the strategies by which a peer of a swarm decides whom it serves:
// tit for tat with optimistic unchoking and anti-snubbing, as BEP 3 and B. Cohen's "Incentives
// Build Robustness in BitTorrent" (2003) describe them; what a seed does, as A. Legout et al.,
// "Rarest First and Choke Algorithms Are Enough" (IMC 2006), section 2, found it in the
// original client; serving anybody, for comparison; and the free rider, who serves nobody.
//
// A strategy is told what the peer knows of its neighbours and gives back the whole ranking,
// each neighbour with its verdict, so that a screen can show why somebody is served.
package choker
