package vnet

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"playnet/core/sim"
)

// ChangeError reports a change of a frame's bytes that can't be made.
type ChangeError struct {
	Frame uint64
	Size  int // bytes of the frame
	// Same: these bytes stand there already. Otherwise they lie outside.
	Same bool
}

func (e *ChangeError) Error() string {
	if e.Same {
		return fmt.Sprintf("frame %d has these bytes there already", e.Frame)
	}
	return fmt.Sprintf("frame %d has %d bytes", e.Frame, e.Size)
}

// Change writes bytes over those of a frame from an offset on, counted from the
// first byte of the Ethernet header. With fix the checksums of IP and of what it
// carries are computed anew, so that nobody notices; without, they stay as they
// were, as if a router's faulty memory had changed the frame.
//
// The frame keeps its way, which was chosen when it was sent. The host at the way's
// end reads it as it arrives: what is not for it, makes no sense or has a wrong
// checksum it discards. The error is an [UnknownFrameError] or a [*ChangeError].
func (n *Network) Change(id uint64, offset int, data []byte, fix bool) error {
	f, before, after, err := n.changeOf(id, offset, data, fix)
	if err != nil {
		return err
	}
	b := &FrameChanged{
		Frame: f.id, Where: f.where(n.k.Now()), Offset: offset,
		Old: before[offset : offset+len(data)], New: after[offset : offset+len(data)], Fixed: fix, Data: after,
	}
	f.wire = after
	f.changed = n.emit(f.from.id, n.because(f), b)
	return nil
}

// CanChange returns the error that [Network.Change] would return, and does nothing.
func (n *Network) CanChange(id uint64, offset int, data []byte, fix bool) error {
	_, _, _, err := n.changeOf(id, offset, data, fix)
	return err
}

// changeOf finds out what a change makes of which frame.
func (n *Network) changeOf(id uint64, offset int, data []byte, fix bool) (f *frame, before, after []byte, err error) {
	if f = n.underWay(id); f == nil {
		return nil, nil, nil, UnknownFrameError(id)
	}
	before = f.bytes()
	if offset < 0 || len(data) == 0 || offset > len(before)-len(data) {
		return nil, nil, nil, &ChangeError{Frame: id, Size: len(before)}
	}
	after = bytes.Clone(before)
	copy(after[offset:], data)
	if fix {
		fixChecksums(after)
	}
	if bytes.Equal(before, after) {
		return nil, nil, nil, &ChangeError{Frame: id, Size: len(before), Same: true}
	}
	return f, before, after, nil
}

// bytes returns the whole frame as it is now.
func (f *frame) bytes() []byte {
	if f.wire != nil {
		return f.wire
	}
	return FrameBytes(f.net.bodies.sentBody(f), f.data)
}

// inherit gives a duplicate the bytes of a frame that was changed. The record says
// so, because the event that sent the first one has other bytes.
func (n *Network) inherit(d, f *frame, where string) {
	d.wire = bytes.Clone(f.wire)
	d.changed = n.emit(f.from.id, d.ctx, &FrameChanged{Frame: d.id, Where: where, Data: d.wire})
}

// fixChecksums computes the checksums of a frame anew, as far as it can be read.
func fixChecksums(b []byte) {
	ip, ok := parseIP(b)
	if !ok {
		return
	}
	header := b[ethernetHeader : ethernetHeader+ip.header]
	binary.BigEndian.PutUint16(header[10:], 0)
	binary.BigEndian.PutUint16(header[10:], checksum(0, header))
	at := -1
	switch body := ip.body; {
	case ip.proto == UDP && len(body) >= udpHeader:
		at = 6
	case ip.proto == TCP && len(body) >= tcpHeader:
		at = 16
	case ip.proto == ICMP && len(body) >= icmpHeader:
		at = 2
	}
	if at < 0 {
		return
	}
	binary.BigEndian.PutUint16(ip.body[at:], 0)
	sum := checksum(ip.pseudo(), ip.body)
	if sum == 0 && ip.proto == UDP {
		sum = 0xffff // see putUDP
	}
	binary.BigEndian.PutUint16(ip.body[at:], sum)
}

// ipDatagram is what a frame's IP header says.
type ipDatagram struct {
	header   int // bytes
	proto    Protocol
	ttl      uint8
	src, dst ipv4
	fragment bool
	body     []byte
}

// parseIP reads the IP datagram that a frame carries; ok is false if its header
// makes no sense. Padding behind the datagram is left out.
func parseIP(frame []byte) (d ipDatagram, ok bool) {
	if len(frame) < ethernetHeader+ipHeader || binary.BigEndian.Uint16(frame[12:]) != etherTypeIPv4 {
		return d, false
	}
	b := frame[ethernetHeader:]
	d.header = int(b[0]&15) * 4
	length := int(binary.BigEndian.Uint16(b[2:]))
	if b[0]>>4 != 4 || d.header < ipHeader || length < d.header || length > len(b) {
		return d, false
	}
	d.proto, d.ttl = Protocol(b[9]), b[8]
	d.src, d.dst = ipv4(binary.BigEndian.Uint32(b[12:])), ipv4(binary.BigEndian.Uint32(b[16:]))
	d.fragment = binary.BigEndian.Uint16(b[6:])&0x3fff != 0 // more fragments, or an offset
	d.body = b[d.header:length]
	return d, true
}

// pseudo returns the sum of what the body's checksum covers beyond the body.
func (d *ipDatagram) pseudo() uint32 {
	if d.proto == ICMP {
		return 0
	}
	return pseudoHeader(d.proto, d.src, d.dst, len(d.body))
}

// receiveChanged takes a frame whose bytes were changed on the way: it is read as an
// interface, IP and the protocol above read it, and discarded where these would.
func (m *Machine) receiveChanged(f *frame) {
	if why := m.reread(f); why != 0 {
		m.net.lost(f, m.id, sim.Context{Cause: uint64(f.changed), For: f.ctx.For}, m.name, why)
		return
	}
	m.receive(f)
}

// reread makes of a changed frame's bytes what the frame says. It returns why the
// frame is discarded, or 0.
func (m *Machine) reread(f *frame) Reason {
	var own [6]byte
	own[0] = 0x02 // see putEthernet
	binary.BigEndian.PutUint32(own[2:], uint32(f.dst.ip))
	switch {
	case !bytes.Equal(f.wire[:6], own[:]):
		return NotItsInterface
	case binary.BigEndian.Uint16(f.wire[12:]) != etherTypeIPv4:
		return NotIP
	}
	ip, ok := parseIP(f.wire)
	switch {
	case !ok:
		return BadIPHeader
	case checksum(0, f.wire[ethernetHeader:ethernetHeader+ip.header]) != 0:
		// RFC 1122 §3.2.1.2: "A host MUST verify the IP header checksum on every
		// received datagram and silently discard every datagram that has a bad checksum."
		return BadIPChecksum
	case !m.local(ip.dst):
		// RFC 1122 §3.2.1.3: "A host MUST silently discard an incoming datagram that is
		// not destined for the host."
		return NotItsAddress
	case ip.src>>24 == 0 || ip.src>>28 >= 14 || ip.src.loopback() != f.src.ip.loopback():
		// The same: "A host MUST silently discard an incoming datagram containing an IP
		// source address that is invalid by the rules of this section."
		return BadSource
	case ip.fragment:
		return LoneFragment
	}
	f.proto, f.ttl, f.src.ip, f.dst.ip = ip.proto, ip.ttl, ip.src, ip.dst
	switch ip.proto {
	case UDP:
		return f.rereadUDP(&ip)
	case TCP:
		return f.rereadTCP(&ip)
	case ICMP:
		return f.rereadICMP(&ip)
	}
	return UnknownProtocol
}

func (f *frame) rereadUDP(ip *ipDatagram) Reason {
	b := ip.body
	if len(b) < udpHeader {
		return BadHeader
	}
	length := int(binary.BigEndian.Uint16(b[4:]))
	if length < udpHeader || length > len(b) {
		return BadHeader
	}
	b = b[:length]
	ip.body = b
	// RFC 1122 §4.1.3.4: "If a UDP datagram is received with a checksum that is
	// non-zero and invalid, UDP MUST silently discard the datagram." Zero means that
	// the sender made none: what was changed then goes unnoticed.
	if binary.BigEndian.Uint16(b[6:]) != 0 && checksum(ip.pseudo(), b) != 0 {
		return BadChecksum
	}
	f.src.port, f.dst.port = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	f.carry(b[udpHeader:])
	return 0
}

func (f *frame) rereadTCP(ip *ipDatagram) Reason {
	b := ip.body
	if len(b) < tcpHeader {
		return BadHeader
	}
	// RFC 9293 §3.1: "The receiver MUST check it [MUST-3]."
	if checksum(ip.pseudo(), b) != 0 {
		return BadChecksum
	}
	size := int(b[12]>>4) * 4
	if size < tcpHeader || size > len(b) {
		return BadHeader
	}
	f.src.port, f.dst.port = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	h := f.tcp
	h.Seq, h.Ack = binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	h.RelSeq, h.RelAck = h.RelSeq+h.Seq-f.tcp.Seq, h.RelAck+h.Ack-f.tcp.Ack
	h.Flags, h.Window = TCPFlags(b[13]), binary.BigEndian.Uint16(b[14:])
	h.readOptions(b[tcpHeader:size])
	f.tcp = h
	f.carry(b[size:])
	return 0
}

// readOptions reads the options that are understood. The rest of a list that makes
// no sense is not looked at.
func (h *TCPHeader) readOptions(b []byte) {
	h.MSS, h.Scaling = 0, false
	for len(b) > 0 && b[0] != optionEnd {
		if b[0] == optionNop {
			b = b[1:]
			continue
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			return
		}
		switch size := int(b[1]); {
		case b[0] == optionMSS && size == 4:
			h.MSS = binary.BigEndian.Uint16(b[2:])
		case b[0] == optionScale && size == 3:
			h.Scaling, h.Scale = true, b[2]
		}
		b = b[b[1]:]
	}
}

func (f *frame) rereadICMP(ip *ipDatagram) Reason {
	if len(ip.body) < icmpHeader {
		return BadHeader
	}
	if checksum(0, ip.body) != 0 {
		return BadChecksum
	}
	f.src.port, f.dst.port = 0, 0
	f.carry(ip.body)
	return 0
}

// SentAs returns what would have to be sent so that a frame has these bytes, as far
// as they tell it: protocol, ends, and from where to where its payload lies. ok is
// false where they make no sense.
func SentAs(frame []byte) (s *FrameSent, from, to int, ok bool) {
	ip, ok := parseIP(frame)
	if !ok {
		return nil, 0, 0, false
	}
	src, dst, skip := endpoint{ip: ip.src}, endpoint{ip: ip.dst}, 0
	switch {
	case ip.proto == UDP && len(ip.body) >= udpHeader:
		skip = udpHeader
	case ip.proto == TCP && len(ip.body) >= tcpHeader:
		skip = min(max(int(ip.body[12]>>4)*4, tcpHeader), len(ip.body))
	}
	if skip > 0 {
		src.port, dst.port = binary.BigEndian.Uint16(ip.body), binary.BigEndian.Uint16(ip.body[2:])
	}
	s = &FrameSent{Proto: ip.proto, Src: src.addrPort(), Dst: dst.addrPort(), Size: len(frame), TTL: ip.ttl}
	from = ethernetHeader + ip.header
	return s, from + skip, from + len(ip.body), true
}
