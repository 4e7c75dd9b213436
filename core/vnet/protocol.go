package vnet

import "fmt"

// Protocol is the number in an IP header's protocol field (RFC 791 §3.1).
type Protocol uint8

// The protocols.
const (
	ICMP Protocol = 1  // RFC 792
	TCP  Protocol = 6  // RFC 9293
	UDP  Protocol = 17 // RFC 768
)

// String returns the protocol's name as package net spells networks: "udp".
func (p Protocol) String() string {
	switch p {
	case ICMP:
		return "icmp"
	case TCP:
		return "tcp"
	case UDP:
		return "udp"
	}
	return fmt.Sprintf("ip-%d", uint8(p))
}

// MarshalText returns [Protocol.String].
func (p Protocol) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Reason says why a frame was lost.
type Reason uint8

// The reasons.
const (
	LinkLoss     Reason = iota + 1 // the link's dice
	QueueFull                      // drop-tail
	LinkCut                        // the link was cut under it, or before it
	HostDown                       // its host, or the one it left, is off
	NoSuchHost                     // nobody has the destination address
	SocketBuffer                   // the receiver doesn't read fast enough
	ByHand                         // the user dropped it

	// What was changed on its way comes as far as its host, which discards it:
	NotItsInterface // the hardware address is another's
	NotIP           // the EtherType is unknown
	BadIPHeader     // the IP header makes no sense
	BadIPChecksum   // the IP header's checksum is wrong
	NotItsAddress   // the IP destination is another's
	BadSource       // no host can have the IP source
	LoneFragment    // the other fragments never come
	UnknownProtocol // nobody takes the IP protocol
	BadHeader       // the header behind IP's is too short, or tells a wrong length
	BadChecksum     // the checksum of UDP, TCP or ICMP is wrong

	// Somebody on the way has kept it:
	ForgedSource // a border lets no source address out that is not its site's (RFC 2827)
	FilteredPing // a border lets no pings in
	Intercepted  // whoever listens on the link took it
)

// AtHost reports whether a frame that was lost for that reason had come as far as
// its host, which threw it away.
func (r Reason) AtHost() bool { return r == SocketBuffer || r >= NotItsInterface && r <= BadChecksum }

var reasonNames = [...]string{
	LinkLoss:     "loss",
	QueueFull:    "queue full",
	LinkCut:      "link cut",
	HostDown:     "host down",
	NoSuchHost:   "no such host",
	SocketBuffer: "socket buffer",
	ByHand:       "dropped by hand",

	NotItsInterface: "not its hardware address",
	NotIP:           "unknown EtherType",
	BadIPHeader:     "malformed IP header",
	BadIPChecksum:   "wrong IP checksum",
	NotItsAddress:   "not its IP address",
	BadSource:       "impossible IP source",
	LoneFragment:    "fragment without the others",
	UnknownProtocol: "unknown IP protocol",
	BadHeader:       "malformed transport header",
	BadChecksum:     "wrong transport checksum",

	ForgedSource: "forged source",
	FilteredPing: "ping filtered",
	Intercepted:  "intercepted",
}

// String returns the reason in words.
func (r Reason) String() string {
	if int(r) < len(reasonNames) && r > 0 {
		return reasonNames[r]
	}
	return fmt.Sprintf("reason %d", uint8(r))
}

// MarshalText returns [Reason.String].
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
