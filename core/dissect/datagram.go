package dissect

import "playnet/core/view"

// Datagram is a protocol of which each message fills a datagram.
type Datagram interface {
	Name() string  // Wireshark's: "bt-dht"
	Title() string // "BitTorrent DHT Protocol"
	// Speaks reports whether a datagram between two ports is one of its messages.
	Speaks(src, dst uint16, b []byte) bool
	// Reply reports whether a message answers another one.
	Reply(b []byte) bool
	// Summary tells a message in one line.
	Summary(b []byte) string
	// Fields takes a message apart. Offsets count from its first byte.
	Fields(b []byte) []view.MessageField
}

var datagrams = []Datagram{krpc{}, udpTracker{}}

// Datagrams lists the protocols of datagrams that this package speaks.
func Datagrams() []Datagram { return append([]Datagram{}, datagrams...) }

// DatagramOf returns the protocol of a datagram; nil if it is none that this package speaks.
func DatagramOf(src, dst uint16, b []byte) Datagram {
	for _, d := range datagrams {
		if d.Speaks(src, dst, b) {
			return d
		}
	}
	return nil
}
