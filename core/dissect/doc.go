// Package dissect understands what stands in the byte streams of protocols, as a
// capture's reader does: from the bytes alone, with no help of the programs that sent them.
//
// A [Session] listens to both sides of one connection and says where each thing that is
// said ends: a command, a reply, a message's text. What such a [Unit] means is told by its
// [Protocol], later and only if somebody asks: a unit and its bytes are all that it takes.
//
// Spoken are SMTP (RFC 5321), POP3 (RFC 1939), IMAP4rev1 (RFC 3501), HTTP/1.1 (RFC 9112) and
// the peer wire protocol of BitTorrent (BEP 3, 6, 9, 10); in datagrams, as a [Datagram], what
// trackers (BEP 15) and nodes of the DHT (BEP 5) say.
// Mail's messages are read as far as their header goes (RFC 5322). Fields bear the names that
// Wireshark gives them. Nothing here refuses anything: what a protocol forbids is
// shown as it stands on the wire.
package dissect
