package vnet

import "encoding/binary"

// ICMP types and codes (RFC 792).
const (
	icmpEchoReply       = 0
	icmpUnreachable     = 3
	icmpPortUnreachable = 3 // code
	icmpEchoRequest     = 8
	icmpHeader          = 8
)

// quoted is how much of the offending datagram an error carries: its header and
// "the first 64 bits of the original datagram's data" (RFC 792, page 4).
const quoted = ipHeader + 8

// unreachable answers a datagram for which no socket is open.
//
// RFC 1122 §4.1.3.1: "If a datagram arrives addressed to a UDP port for which
// there is no pending LISTEN call, UDP SHOULD send an ICMP Port Unreachable
// message."
func (m *Machine) unreachable(f *frame) {
	var b [icmpHeader + quoted]byte
	b[0], b[1] = icmpUnreachable, icmpPortUnreachable
	if f.wire != nil {
		copy(b[icmpHeader:], f.wire[ethernetHeader:]) // as it has arrived
	} else {
		putIP(b[icmpHeader:], f.proto, f.src.ip, f.dst.ip, f.size-ethernetHeader, f.ipID, f.ttl)
		putUDP(b[icmpHeader+ipHeader:], f.src, f.dst, f.data)
	}
	binary.BigEndian.PutUint16(b[2:], checksum(0, b[:]))
	m.net.send(m, m.pathTo(f.src.ip), ICMP, endpoint{ip: f.dst.ip}, endpoint{ip: f.src.ip}, 0, b[:])
}

// receiveICMP answers an echo request, hands a reply to who waits for it, and tells
// the socket that an error is about.
//
// RFC 1122 §4.1.3.3: "UDP MUST pass to the application layer all ICMP error
// messages that it receives from the IP layer." As in package net, only a
// connected socket can be told which of its datagrams is meant.
func (m *Machine) receiveICMP(f *frame) {
	m.net.delivered(f)
	if len(f.data) >= icmpHeader {
		switch f.data[0] {
		case icmpEchoRequest:
			m.echo(f)
		case icmpEchoReply:
			m.echoed(f)
		}
	}
	if about, ok := parseUnreachable(f.data); ok {
		if c := m.udp.lookup(about.src, about.dst); c != nil && c.connected {
			c.refused = true
			c.readers.WakeOne()
		}
	}
	m.net.release(f)
}

// offender is the datagram that an ICMP error quotes.
type offender struct{ src, dst endpoint }

func parseUnreachable(b []byte) (o offender, ok bool) {
	if len(b) < icmpHeader+quoted || b[0] != icmpUnreachable || b[1] != icmpPortUnreachable {
		return o, false
	}
	ip, udp := b[icmpHeader:], b[icmpHeader+ipHeader:]
	if ip[0] != 0x45 || Protocol(ip[9]) != UDP {
		return o, false
	}
	o.src = endpoint{ipv4(binary.BigEndian.Uint32(ip[12:])), binary.BigEndian.Uint16(udp)}
	o.dst = endpoint{ipv4(binary.BigEndian.Uint32(ip[16:])), binary.BigEndian.Uint16(udp[2:])}
	return o, true
}
