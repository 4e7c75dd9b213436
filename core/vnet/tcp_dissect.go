package vnet

import (
	"encoding/binary"
	"fmt"

	"playnet/core/view"
)

const tcpRFC = "RFC 9293 §3.1"

// dissectTCP takes the TCP header at an offset apart; the IP header that carries
// it, and whose addresses the checksum covers, begins at ip. ok is false if the
// header is cut short.
func dissectTCP(frame []byte, ip, at int) (layer view.Layer, ok bool) {
	b := frame[at:]
	if len(b) < tcpHeader {
		return layer, false
	}
	size := int(b[12]>>4) * 4
	if size < tcpHeader || size > len(b) {
		return layer, false
	}
	f := fields{protocol: "tcp", rfc: tcpRFC, at: at}
	f.add("srcport", "Source Port", 0, 2, "%d", binary.BigEndian.Uint16(b))
	f.add("dstport", "Destination Port", 2, 2, "%d", binary.BigEndian.Uint16(b[2:]))
	f.add("seq_raw", "Sequence Number", 4, 4, "%d", binary.BigEndian.Uint32(b[4:]))
	f.add("ack_raw", "Acknowledgment Number", 8, 4, "%d", binary.BigEndian.Uint32(b[8:]))
	f.bits("hdr_len", "Data Offset", 12, 0, 4, "%d (%d bytes)", b[12]>>4, size)
	f.bits("flags.res", "Reserved", 12, 4, 4, "%d", b[12]&15)
	for i, bit := range [...]struct{ name, label string }{
		{"cwr", "CWR"}, {"ece", "ECE"}, {"urg", "URG"}, {"ack", "ACK"}, {"push", "PSH"}, {"reset", "RST"}, {"syn", "SYN"}, {"fin", "FIN"},
	} {
		f.bits("flags."+bit.name, bit.label, 13, i, 1, "%d", b[13]>>(7-i)&1)
	}
	f.add("window_size_value", "Window", 14, 2, "%d", binary.BigEndian.Uint16(b[14:]))
	src := ipv4(binary.BigEndian.Uint32(frame[ip+12:]))
	dst := ipv4(binary.BigEndian.Uint32(frame[ip+16:]))
	length := int(binary.BigEndian.Uint16(frame[ip+2:])) - (at - ip)
	sound := length >= size && length <= len(b) && checksum(pseudoHeader(TCP, src, dst, length), b[:length]) == 0
	f.add("checksum", "Checksum", 16, 2, "0x%04x%s", binary.BigEndian.Uint16(b[16:]), right(sound))
	f.add("urgent_pointer", "Urgent Pointer", 18, 2, "%d", binary.BigEndian.Uint16(b[18:]))
	f.tcpOptions(b[:size])
	return view.Layer{Protocol: "tcp", Title: "Transmission Control Protocol", Offset: at, Len: size, Fields: f.list}, true
}

// tcpOptions takes apart what stands behind the fixed part of a header. An option
// whose length is wrong ends the list: the rest is shown as it is.
func (f *fields) tcpOptions(header []byte) {
	for at := tcpHeader; at < len(header); {
		rest := header[at:]
		kind, size := rest[0], 1
		if kind != optionEnd && kind != optionNop {
			if len(rest) < 2 || rest[1] < 2 || int(rest[1]) > len(rest) {
				f.add("options.unknown", "Options", at, len(rest), "%x", rest)
				return
			}
			size = int(rest[1])
		}
		switch {
		case kind == optionEnd:
			size = len(rest) // what follows is padding
			f.add("options.eol", "End of Option List", at, size, "%x", rest)
		case kind == optionNop:
			f.add("options.nop", "No-Operation", at, 1, "1")
		case kind == optionMSS && size == 4:
			f.add("options.mss_val", "Maximum Segment Size", at, size, "%d bytes", binary.BigEndian.Uint16(rest[2:]))
		case kind == optionScale && size == 3:
			p := f.add("options.wscale.shift", "Window Scale", at, size, "%d (multiply by %d)", rest[2], 1<<min(rest[2], 14))
			p.RFC = "RFC 7323 §2.2"
		default:
			f.add("options.unknown", "Options", at, size, "%x", rest[:size])
		}
		at += size
	}
}

// tellRelative adds to the sequence numbers of a dissected segment how they count
// from the initial ones, which its bytes do not tell.
func tellRelative(l *view.Layer, h *TCPHeader) {
	for i := range l.Fields {
		switch f := &l.Fields[i]; {
		case f.Name == "tcp.seq_raw":
			f.Value += fmt.Sprintf(" (relative: %d)", h.RelSeq)
		case f.Name == "tcp.ack_raw" && h.Flags&ACK != 0:
			f.Value += fmt.Sprintf(" (relative: %d)", h.RelAck)
		case f.Name == "tcp.window_size_value" && h.Flags&SYN == 0 && h.Scale > 0:
			f.Value += fmt.Sprintf(" (scaled: %d bytes)", h.bytesAhead())
		}
	}
}
