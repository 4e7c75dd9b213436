package vnet

import (
	"encoding/binary"
	"net/netip"
)

// etherTypeIPv4 is the EtherType of IPv4 (RFC 894).
const etherTypeIPv4 = 0x0800

// FrameBytes returns the whole frame as it stands on its sender's wire: Ethernet
// II, IPv4, and UDP, TCP or ICMP with right checksums. payload is what the event's
// payload reference stands for: the data of a datagram or segment, the whole ICMP
// message.
func FrameBytes(s *FrameSent, payload []byte) []byte {
	b := make([]byte, ethernetHeader+ipHeader, ethernetHeader+ipHeader+udpHeader+len(payload))
	src, dst := endpointOf(s.Src), endpointOf(s.Dst)
	putEthernet(b, src.ip, dst.ip)
	switch {
	case s.Proto == UDP:
		b = append(b, make([]byte, udpHeader)...)
		putUDP(b[ethernetHeader+ipHeader:], src, dst, payload)
	case s.TCP != nil:
		b = append(b, make([]byte, s.TCP.size())...)
		putTCP(b[ethernetHeader+ipHeader:], s.TCP, src, dst, payload)
	}
	b = append(b, payload...)
	putIP(b[ethernetHeader:], s.Proto, src.ip, dst.ip, len(b)-ethernetHeader, s.IPID, s.TTL)
	return b
}

func endpointOf(a netip.AddrPort) endpoint {
	ip, _ := fromAddr(a.Addr()) // what is recorded is IPv4
	return endpoint{ip, a.Port()}
}

// putEthernet writes an Ethernet II header. The hardware addresses are derived
// from the IP addresses: 02:00 (locally administered, unicast) and its 4 bytes.
func putEthernet(b []byte, src, dst ipv4) {
	for i, ip := range [2]ipv4{dst, src} {
		b[6*i], b[6*i+1] = 0x02, 0x00
		binary.BigEndian.PutUint32(b[6*i+2:], uint32(ip))
	}
	binary.BigEndian.PutUint16(b[12:], etherTypeIPv4)
}

// putIP writes an IPv4 header without options (RFC 791 §3.1). length is that of
// the whole datagram, in bytes.
func putIP(b []byte, p Protocol, src, dst ipv4, length int, id uint16, ttl uint8) {
	b = b[:ipHeader]
	b[0] = 4<<4 | ipHeader/4 // version, header length in 32-bit words
	b[1] = 0                 // type of service: routine
	binary.BigEndian.PutUint16(b[2:], uint16(length))
	binary.BigEndian.PutUint16(b[4:], id)
	binary.BigEndian.PutUint16(b[6:], 1<<14) // don't fragment
	b[8], b[9] = ttl, byte(p)
	b[10], b[11] = 0, 0
	binary.BigEndian.PutUint32(b[12:], uint32(src))
	binary.BigEndian.PutUint32(b[16:], uint32(dst))
	binary.BigEndian.PutUint16(b[10:], checksum(0, b))
}

// putUDP writes the header of a datagram that carries data (RFC 768).
func putUDP(b []byte, src, dst endpoint, data []byte) {
	length := udpHeader + len(data)
	b = b[:udpHeader]
	binary.BigEndian.PutUint16(b[0:], src.port)
	binary.BigEndian.PutUint16(b[2:], dst.port)
	binary.BigEndian.PutUint16(b[4:], uint16(length))
	b[6], b[7] = 0, 0
	sum := sum16(pseudoHeader(UDP, src.ip, dst.ip, length), b)
	c := checksum(sum, data)
	if c == 0 {
		// RFC 768: "If the computed checksum is zero, it is transmitted as all
		// ones (the equivalent in one's complement arithmetic). An all zero
		// transmitted checksum value means that the transmitter generated no
		// checksum".
		c = 0xffff
	}
	binary.BigEndian.PutUint16(b[6:], c)
}

// pseudoHeader returns the sum over the header that UDP and TCP conceptually
// prefix: "the source address, the destination address, the protocol, and the
// UDP length" (RFC 768).
func pseudoHeader(p Protocol, src, dst ipv4, length int) uint32 {
	return uint32(src>>16) + uint32(src&0xffff) + uint32(dst>>16) + uint32(dst&0xffff) +
		uint32(p) + uint32(length)
}

// sum16 adds the 16-bit words of b to a sum; an odd byte at the end is padded
// with zero. A sum over 65,535 bytes does not overflow.
func sum16(sum uint32, b []byte) uint32 {
	for ; len(b) >= 2; b = b[2:] {
		sum += uint32(b[0])<<8 | uint32(b[1])
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	return sum
}

// checksum returns the Internet checksum: "the 16-bit one's complement of the
// one's complement sum" (RFC 1071 §1).
func checksum(sum uint32, b []byte) uint16 {
	sum = sum16(sum, b)
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
