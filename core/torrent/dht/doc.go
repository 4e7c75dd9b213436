// Package dht is a node of BitTorrent's distributed hash table: BEP 5, after Kademlia
// (Maymounkov and Mazières, 2002). All nodes together store who takes part in which
// torrent, each a little of it: the nodes whose identifiers lie nearest to a torrent's
// info-hash know its peers, so that no tracker is needed.
//
//   - [ID] is an identifier of 160 bits, of a node or a torrent; distance is XOR.
//   - [Message] is a KRPC message: a query, a response or an error, bencoded, in a datagram.
//   - A routing table knows many nodes near its own identifier and few far away: buckets
//     of [K] nodes, of which only the one that holds the own identifier splits.
//   - A [Lookup] walks towards a target: it asks the nearest nodes that it knows, [Alpha]
//     at a time, each of which tells it nearer ones.
//   - [Node] puts them together: one socket, one fiber, and timers; nothing waits for an
//     answer. [Program] runs a node by itself; a peer of a swarm embeds one.
//
// Left out on purpose: IPv6 (BEP 32), identifiers bound to addresses (BEP 42), read-only
// nodes (BEP 43), stored data other than peers (BEP 44), and a table that outlives the
// program: each start begins with the bootstrap nodes, with a new identifier.
package dht
