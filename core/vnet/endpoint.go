package vnet

import (
	"encoding/binary"
	"net/netip"
)

// ipv4 is an IPv4 address as a number: it compares and hashes faster than a
// netip.Addr, and each frame looks two of them up.
type ipv4 uint32

// endpoint is an address and a port.
type endpoint struct {
	ip   ipv4
	port uint16
}

// fromAddr returns an address as a number; ok is false if it isn't IPv4. An
// IPv4-mapped IPv6 address is taken for what it maps.
func fromAddr(a netip.Addr) (ip ipv4, ok bool) {
	a = a.Unmap()
	if !a.Is4() {
		return 0, false
	}
	b := a.As4()
	return ipv4(binary.BigEndian.Uint32(b[:])), true
}

func (ip ipv4) addr() netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(ip))
	return netip.AddrFrom4(b)
}

// loopback reports whether the address is one of 127.0.0.0/8.
//
// RFC 1122 §3.2.1.3 (g): "Addresses of this form MUST NOT appear outside a
// host."
func (ip ipv4) loopback() bool { return ip>>24 == 127 }

// localhost is 127.0.0.1.
const localhost ipv4 = 127<<24 | 1

func (e endpoint) addrPort() netip.AddrPort { return netip.AddrPortFrom(e.ip.addr(), e.port) }

func (e endpoint) String() string { return e.addrPort().String() }
