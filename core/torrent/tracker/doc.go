// Package tracker lets the peers of a swarm find each other by a tracker: by HTTP (BEP 3, with
// compact answers as in BEP 23, and scraping as in BEP 48) and by UDP (BEP 15).
//
// A peer announces itself: which torrent it wants, on which port it listens, how much it still
// lacks. The tracker answers with the addresses of some of the others, drawn at random, and
// with the time after which it wants to hear from the peer again. It never sees a byte of the
// file.
//
// [Server] is the tracker's program, [Client] what a peer asks with. Both are written for a
// host.Host, in straight lines.
package tracker
