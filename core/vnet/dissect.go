package vnet

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"playnet/core/view"
)

// Dissect takes a frame apart, layer by layer, as far as its bytes go: what is
// cut short or unknown ends the list. The payload of the last layer is left to
// whoever knows the application.
func Dissect(frame []byte) []view.Layer {
	if len(frame) < ethernetHeader {
		return nil
	}
	layers := []view.Layer{dissectEthernet(frame)}
	if binary.BigEndian.Uint16(frame[12:]) != etherTypeIPv4 {
		return layers
	}
	at := ethernetHeader
	ip, ok := dissectIP(frame, at)
	if !ok {
		return layers
	}
	layers = append(layers, ip)
	at += ip.Len
	switch b := frame[at:]; Protocol(frame[ethernetHeader+9]) {
	case UDP:
		if len(b) >= udpHeader {
			layers = append(layers, dissectUDP(frame, ethernetHeader, at))
		}
	case TCP:
		if tcp, ok := dissectTCP(frame, ethernetHeader, at); ok {
			layers = append(layers, tcp)
		}
	case ICMP:
		if len(b) >= icmpHeader {
			layers = append(layers, dissectICMP(frame, at))
		}
	}
	return layers
}

// DissectSent takes a frame apart of which the record says more than its bytes do:
// the sequence numbers of TCP also stand as they count from the initial ones.
func DissectSent(sent *FrameSent, frame []byte) []view.Layer {
	layers := Dissect(frame)
	if last := len(layers) - 1; last >= 0 && sent.TCP != nil && layers[last].Protocol == "tcp" {
		tellRelative(&layers[last], sent.TCP)
	}
	return layers
}

// fields collects the fields of one layer.
type fields struct {
	protocol string // first part of the names: "ip"
	rfc      string
	at       int // where the layer begins
	list     []view.MessageField
}

// add appends a field at an offset of the layer. Its explanation in the message
// catalogue goes by its name.
func (f *fields) add(name, label string, offset, size int, format string, args ...any) *view.MessageField {
	full := f.protocol + "." + name
	f.list = append(f.list, view.MessageField{
		Name: full, Label: label, Value: fmt.Sprintf(format, args...),
		Offset: f.at + offset, Len: size, Note: "field." + full, RFC: f.rfc,
	})
	return &f.list[len(f.list)-1]
}

// bits appends a field of bits that begin bit bits after the first one of offset.
func (f *fields) bits(name, label string, offset, bit, bits int, format string, args ...any) {
	p := f.add(name, label, offset, (bit+bits+7)/8, format, args...)
	p.Bit, p.Bits = bit, bits
}

func dissectEthernet(b []byte) view.Layer {
	f := fields{protocol: "eth", rfc: "RFC 894"}
	f.add("dst", "Destination", 0, 6, "%s", mac(b[0:6]))
	f.add("src", "Source", 6, 6, "%s", mac(b[6:12]))
	kind := binary.BigEndian.Uint16(b[12:])
	f.add("type", "Type", 12, 2, "0x%04x%s", kind, named(kind == etherTypeIPv4, "IPv4"))
	return view.Layer{Protocol: "eth", Title: "Ethernet II", Len: ethernetHeader, Fields: f.list}
}

func mac(b []byte) string {
	return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4], b[5])
}

// named appends a number's name if it is the one.
func named(is bool, name string) string {
	if is {
		return " (" + name + ")"
	}
	return ""
}

// dissectIP takes the IPv4 header apart that begins at an offset of a frame.
func dissectIP(frame []byte, at int) (view.Layer, bool) {
	b := frame[at:]
	if len(b) < ipHeader || b[0]>>4 != 4 {
		return view.Layer{}, false
	}
	size := int(b[0]&15) * 4
	if size < ipHeader || size > len(b) {
		return view.Layer{}, false
	}
	f := fields{protocol: "ip", rfc: "RFC 791 §3.1", at: at}
	f.bits("version", "Version", 0, 0, 4, "%d", b[0]>>4)
	f.bits("hdr_len", "IHL", 0, 4, 4, "%d (%d bytes)", b[0]&15, size)
	f.add("dsfield", "Type of Service", 1, 1, "0x%02x", b[1])
	f.list[len(f.list)-1].RFC = "RFC 2474 §3"
	f.add("len", "Total Length", 2, 2, "%d", binary.BigEndian.Uint16(b[2:]))
	f.add("id", "Identification", 4, 2, "0x%04x", binary.BigEndian.Uint16(b[4:]))
	flags := binary.BigEndian.Uint16(b[6:])
	f.bits("flags.rb", "Reserved", 6, 0, 1, "%d", flags>>15)
	f.bits("flags.df", "Don't Fragment", 6, 1, 1, "%d", flags>>14&1)
	f.bits("flags.mf", "More Fragments", 6, 2, 1, "%d", flags>>13&1)
	f.bits("frag_offset", "Fragment Offset", 6, 3, 13, "%d", int(flags&0x1fff)*8)
	f.add("ttl", "Time to Live", 8, 1, "%d", b[8])
	f.add("proto", "Protocol", 9, 1, "%d (%v)", b[9], Protocol(b[9]))
	f.add("checksum", "Header Checksum", 10, 2, "0x%04x%s", binary.BigEndian.Uint16(b[10:]), right(checksum(0, b[:size]) == 0))
	f.add("src", "Source Address", 12, 4, "%v", netip.AddrFrom4([4]byte(b[12:16])))
	f.add("dst", "Destination Address", 16, 4, "%v", netip.AddrFrom4([4]byte(b[16:20])))
	if size > ipHeader {
		f.add("options", "Options", ipHeader, size-ipHeader, "%x", b[ipHeader:size])
	}
	return view.Layer{Protocol: "ip", Title: "Internet Protocol Version 4", Offset: at, Len: size, Fields: f.list}, true
}

// right says whether a checksum is.
func right(ok bool) string {
	if ok {
		return " (correct)"
	}
	return " (wrong)"
}

// dissectUDP takes the UDP header at an offset apart; the IP header that carries
// it, and whose addresses the checksum covers, begins at ip.
func dissectUDP(frame []byte, ip, at int) view.Layer {
	b := frame[at:]
	f := fields{protocol: "udp", rfc: "RFC 768", at: at}
	f.udpPorts(b)
	length := int(binary.BigEndian.Uint16(b[4:]))
	sum, verdict := binary.BigEndian.Uint16(b[6:]), " (none)"
	if sum != 0 {
		ok := length >= udpHeader && length <= len(b)
		if ok {
			src := ipv4(binary.BigEndian.Uint32(frame[ip+12:]))
			dst := ipv4(binary.BigEndian.Uint32(frame[ip+16:]))
			ok = checksum(pseudoHeader(UDP, src, dst, length), b[:length]) == 0
		}
		verdict = right(ok)
	}
	f.add("checksum", "Checksum", 6, 2, "0x%04x%s", sum, verdict)
	return view.Layer{Protocol: "udp", Title: "User Datagram Protocol", Offset: at, Len: udpHeader, Fields: f.list}
}

func (f *fields) udpPorts(b []byte) {
	f.add("srcport", "Source Port", 0, 2, "%d", binary.BigEndian.Uint16(b))
	f.add("dstport", "Destination Port", 2, 2, "%d", binary.BigEndian.Uint16(b[2:]))
	f.add("length", "Length", 4, 2, "%d", binary.BigEndian.Uint16(b[4:]))
}

// dissectICMP takes an ICMP message apart, with the datagram that it quotes.
func dissectICMP(frame []byte, at int) view.Layer {
	b := frame[at:]
	f := fields{protocol: "icmp", rfc: "RFC 792", at: at}
	unreachable, request, reply := b[0] == icmpUnreachable, b[0] == icmpEchoRequest, b[0] == icmpEchoReply
	f.add("type", "Type", 0, 1, "%d%s%s%s", b[0], named(unreachable, "destination unreachable"),
		named(request, "echo request"), named(reply, "echo reply"))
	f.add("code", "Code", 1, 1, "%d%s", b[1], named(unreachable && b[1] == icmpPortUnreachable, "port unreachable"))
	f.add("checksum", "Checksum", 2, 2, "0x%04x%s", binary.BigEndian.Uint16(b[2:]), right(checksum(0, b) == 0))
	layer := view.Layer{Protocol: "icmp", Title: "Internet Control Message Protocol", Offset: at, Len: icmpHeader}
	if unreachable {
		f.add("unused", "unused", 4, 4, "%x", b[4:8])
		if quote, size, ok := dissectQuote(frame, at+icmpHeader); ok {
			q := f.add("quoted", "Internet Header + 64 bits of Original Data Datagram", icmpHeader, size, "%d bytes", size)
			q.Children = quote
			layer.Len += size
		}
	}
	if request || reply {
		f.add("ident", "Identifier", 4, 2, "%d", binary.BigEndian.Uint16(b[4:]))
		f.add("seq", "Sequence Number", 6, 2, "%d", binary.BigEndian.Uint16(b[6:]))
	}
	layer.Fields = f.list
	return layer
}

// dissectQuote takes the header and the 8 bytes apart that an ICMP error quotes.
func dissectQuote(frame []byte, at int) (quote []view.MessageField, size int, ok bool) {
	ip, ok := dissectIP(frame, at)
	if !ok {
		return nil, 0, false
	}
	quote = ip.Fields
	rest := frame[at+ip.Len:]
	if Protocol(frame[at+9]) == UDP && len(rest) >= udpHeader {
		// The checksum can't be judged: the data that it covers isn't quoted.
		f := fields{protocol: "udp", rfc: "RFC 768", at: at + ip.Len}
		f.udpPorts(rest)
		f.add("checksum", "Checksum", 6, 2, "0x%04x", binary.BigEndian.Uint16(rest[6:]))
		quote = append(quote, f.list...)
	}
	return quote, len(frame) - at, true
}
