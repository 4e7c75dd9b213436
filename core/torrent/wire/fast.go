package wire

import (
	"crypto/sha1"
	"encoding/binary"
	"net/netip"
	"slices"
)

// AllowedFastSet returns the pieces that a peer at an IPv4 address may ask for although it is
// choked, so many of them (BEP 6, "Allowed Fast Set Generation"). Everybody computes the same
// ones, and neighbours of one network the same, so that nobody gets more by asking around.
func AllowedFastSet(k, pieces int, infoHash [20]byte, ip netip.Addr) []int {
	ip = ip.Unmap()
	if !ip.Is4() || pieces <= 0 {
		return nil
	}
	k = min(k, pieces)
	addr := ip.As4()
	x := append([]byte{addr[0], addr[1], addr[2], 0}, infoHash[:]...)
	set := make([]int, 0, k)
	for len(set) < k {
		sum := sha1.Sum(x)
		x = sum[:]
		for i := 0; i < 5 && len(set) < k; i++ {
			index := int(binary.BigEndian.Uint32(x[4*i:]) % uint32(pieces))
			if !slices.Contains(set, index) {
				set = append(set, index)
			}
		}
	}
	return set
}
