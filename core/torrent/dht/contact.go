package dht

import (
	"encoding/binary"
	"net/netip"
	"strconv"
)

// Endpoint is an IPv4 address and a port, as compact as on the wire.
//
// BEP 5, Contact Encoding: "the 4-byte IP address is in network byte order with the 2
// byte port in network byte order concatenated onto the end."
type Endpoint [6]byte

// Contact is a node and where it is: its identifier and its endpoint, the 26 bytes of
// "Compact node info".
type Contact struct {
	ID   ID
	Addr Endpoint
}

const contactSize = Bits/8 + 6

// EndpointOf returns the endpoint of an address; false if it is not of IPv4.
func EndpointOf(a netip.AddrPort) (e Endpoint, ok bool) {
	ip := a.Addr().Unmap()
	if !ip.Is4() {
		return e, false
	}
	four := ip.As4()
	copy(e[:], four[:])
	binary.BigEndian.PutUint16(e[4:], a.Port())
	return e, true
}

// AddrPort returns the address.
func (e Endpoint) AddrPort() netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte(e[:4])), binary.BigEndian.Uint16(e[4:]))
}

// String returns the address and the port.
func (e Endpoint) String() string { return e.AddrPort().String() }

// usable reports whether something can be sent there.
func (e Endpoint) usable() bool {
	return e[0] != 0 && e[0] < 224 && binary.BigEndian.Uint16(e[4:]) != 0
}

// appendContacts appends compact node info.
func appendContacts(b []byte, list []Contact) []byte {
	for i := range list {
		b = append(append(b, list[i].ID[:]...), list[i].Addr[:]...)
	}
	return b
}

// parseContacts reads compact node info: as many nodes as K allows for; false if the
// length is no multiple of a node's.
func parseContacts(s string) (list []Contact, ok bool) {
	if len(s)%contactSize != 0 {
		return nil, false
	}
	n := min(len(s)/contactSize, maxContacts)
	list = make([]Contact, n)
	for i := range list {
		copy(list[i].ID[:], s[i*contactSize:])
		copy(list[i].Addr[:], s[i*contactSize+len(ID{}):])
	}
	return list, true
}

// NodeState says what is known of a node in the routing table (BEP 5, Routing Table).
type NodeState uint8

// The states of a node.
const (
	// Good: it has answered within the last 15 minutes, or has answered once and has
	// asked something within the last 15 minutes.
	Good NodeState = iota
	// Questionable: nothing was heard of it for 15 minutes.
	Questionable
	// Bad: it has left several queries in a row without an answer.
	Bad
)

var nodeStateNames = [...]string{"good", "questionable", "bad"}

// String returns the state's name.
func (s NodeState) String() string {
	if int(s) < len(nodeStateNames) {
		return nodeStateNames[s]
	}
	return "state " + strconv.Itoa(int(s))
}
