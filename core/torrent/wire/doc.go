// Package wire is the peer wire protocol as bytes: the handshake and the messages of BEP 3
// ("peer protocol"), with the PORT message of BEP 5, the fast extension (BEP 6), the extension
// protocol (BEP 10) and the exchange of metadata (BEP 9).
//
// [Append] writes a message behind others, a [Decoder] takes the bytes of a connection in any
// portions and gives messages. Neither allocates for a message. Every length and every number
// of a piece that a peer sends is held against the [Limits] of the torrent first: a message
// that breaks them is an [*Error], after which the connection is of no use.
//
// What a peer does with messages is not this package's business.
package wire
