package tracker

import (
	"encoding/binary"
	"net/netip"
)

// addrSize is an IPv4 address and a port, both in network byte order (BEP 23).
const addrSize = 6

// appendAddr writes an address in compact form; others than IPv4's have none.
func appendAddr(b []byte, a netip.AddrPort) []byte {
	ip := a.Addr().Unmap().As4()
	return binary.BigEndian.AppendUint16(append(b, ip[:]...), a.Port())
}

// compactAddrs reads addresses in compact form. What nobody can be called at is left out.
func compactAddrs(b []byte) (list []netip.AddrPort, ok bool) {
	if len(b)%addrSize != 0 {
		return nil, false
	}
	for ; len(b) > 0 && len(list) < maxPeers; b = b[addrSize:] {
		a := netip.AddrPortFrom(netip.AddrFrom4([4]byte(b)), binary.BigEndian.Uint16(b[4:]))
		if callable(a) {
			list = append(list, a)
		}
	}
	return list, true
}

func callable(a netip.AddrPort) bool {
	return a.Port() != 0 && a.Addr().Is4() && !a.Addr().IsUnspecified() && !a.Addr().IsMulticast()
}
