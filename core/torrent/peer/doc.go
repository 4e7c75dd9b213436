// Package peer is a peer of a BitTorrent swarm as a program: it speaks the peer wire protocol
// (BEP 3) with the fast extension (BEP 6) and the exchange of metadata (BEP 9, over BEP 10)
// where they are switched on, decides by core/torrent/picker what to ask for and by
// core/torrent/choker whom to serve, and finds others through trackers and the DHT.
//
//	joining ──▶ leeching ──▶ seeding ──▶ left
//	   └──▶ metadata ──▶ leeching      (a magnet link: the pieces' hashes come from peers first)
//
// All connections are in callback form ([host.StreamHandler]): a swarm has thousands. What a
// callback wants to say is collected and sent when it ends, so that a HAVE and the next REQUEST
// to the same neighbour travel in one segment.
//
// A peer believes nobody. Message lengths, piece numbers, offsets, the number of requests that
// wait, neighbours and addresses are bounded; who breaks the protocol loses the connection, who
// sends bytes that don't have the torrent's SHA-1 is banned (see core/torrent/store for how that
// is checked without hashing everything).
//
// A leecher keeps its world alive while pieces come, and for a while after ([Patience]); seeds
// and whoever waits in vain don't: a world ends when nobody gets any further.
//
// Left out on purpose: peer exchange (BEP 11), encryption, uTP (BEP 29), web seeds (BEP 19).
package peer
