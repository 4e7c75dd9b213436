package lab

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strconv"

	"playnet/core/dns"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// farBack is how many events before a segment the beginning of its connection is looked
// for. A DNS connection is short.
const farBack = 50_000

// whole is a DNS message that is complete with a frame's segment.
type whole struct {
	bytes  []byte     // its length before it included
	frames []trace.ID // that carry it
	at     int        // where it stands in the last frame's payload, if it is all there
}

// completes returns the DNS messages of a connection that end in a frame: each is known
// only from what came before, for a segment says nothing of where messages begin.
func (r *run) completes(frame trace.ID, sent *vnet.FrameSent) []whole {
	if !mayHoldDNS(sent) || sent.Payload.Len == 0 {
		return nil
	}
	s := r.connectionUpTo(frame, sent)
	if s == nil {
		return nil
	}
	d := &dialogue{stream: s}
	d.catchUp(r.trace, nil)
	var list []whole
	for i := range d.lines {
		l := &d.lines[i]
		if l.kind != view.LineMessage || l.frame != frame || l.len != l.want {
			continue
		}
		m := whole{bytes: d.bytes(r.trace, l, l.len)}
		if len(m.bytes) != l.len {
			continue // no longer kept
		}
		pieces := d.sides[l.side].pieces
		for k := l.piece; k < len(pieces) && pieces[k].offset < l.offset+l.len; k++ {
			m.frames = append(m.frames, pieces[k].frame)
			m.at = pieces[k].skip + l.offset - pieces[k].offset
		}
		list = append(list, m)
	}
	return list
}

// summariseWhole tells of a segment which message it completes, if that began in an
// earlier one. (Where it holds one whole message, that is told already.)
func (r *run) summariseWhole(v *view.Transfer, frame trace.ID, sent *vnet.FrameSent) {
	if v.Protocol == "dns" || v.Retransmission {
		return
	}
	if list := r.completes(frame, sent); len(list) > 0 {
		last := list[len(list)-1]
		v.Protocol, v.Summary, v.Reply = "dns", dns.Summary(last.bytes[lengthPrefix:]), sent.Src.Port() == dns.Port
	}
}

// mayHoldDNS reports whether a frame is a segment of a connection to a name server.
func mayHoldDNS(sent *vnet.FrameSent) bool {
	return sent.Proto == vnet.TCP && (sent.Src.Port() == dns.Port || sent.Dst.Port() == dns.Port)
}

// connectionUpTo collects the frames of a segment's connection, from its SYN up to a
// frame; nil if the SYN is too far back.
func (r *run) connectionUpTo(frame trace.ID, sent *vnet.FrameSent) *stream {
	key := keyOf(vnet.TCP, sent.Src, sent.Dst)
	s := &stream{proto: vnet.TCP}
	for id := frame; id > 0 && frame-id < farBack; id-- {
		if kind, _ := r.trace.KindOf(id); kind != vnet.KindFrameSent {
			continue
		}
		e, _ := r.trace.Event(id)
		b := e.Body.(*vnet.FrameSent)
		if b.Proto != vnet.TCP || keyOf(vnet.TCP, b.Src, b.Dst) != key {
			continue
		}
		s.frames = append(s.frames, id)
		if begins(b) {
			s.ends = [2]netip.AddrPort{b.Src, b.Dst}
			slices.Reverse(s.frames)
			return s
		}
	}
	return nil
}

// addApplication adds the layers of what a frame carries or completes: DNS messages, and
// bytes of which nothing is known. payload is the end of m.Bytes.
func (r *run) addApplication(m *view.Message, frame trace.ID, sent *vnet.FrameSent, payload []byte) {
	before := len(m.Bytes) - len(payload)
	var apart []view.Layer // of reassembled messages: they stand last
	if message, at, ok := dnsIn(sent, payload); ok {
		m.Layers = append(m.Layers, shifted(dnsLayer(message, payload[:at]), before))
	} else {
		for _, done := range r.completes(frame, sent) {
			layer := dnsLayer(done.bytes[lengthPrefix:], done.bytes[:lengthPrefix])
			if len(done.frames) == 1 {
				m.Layers = append(m.Layers, shifted(layer, before+done.at))
				continue
			}
			p := view.Reassembled{Bytes: done.bytes}
			for _, id := range done.frames {
				p.Frames = append(p.Frames, uint64(id))
			}
			m.Reassembled = append(m.Reassembled, p)
			layer.Part = len(m.Reassembled)
			apart = append(apart, layer)
		}
	}
	addData(m, sent)
	m.Layers = append(m.Layers, apart...)
}

// dnsLayer takes a message apart, and the length before it, if it has one.
func dnsLayer(message, length []byte) view.Layer {
	if len(length) == 0 {
		return dns.Dissect(message)
	}
	l := shifted(dns.Dissect(message), lengthPrefix)
	l.Offset, l.Len = 0, l.Len+lengthPrefix
	l.Fields = slices.Insert(l.Fields, 0, view.MessageField{
		Name: "dns.length", Label: "Length", Value: strconv.Itoa(int(binary.BigEndian.Uint16(length))),
		Len: lengthPrefix, Note: "field.dns.length", RFC: "RFC 1035 §4.2.2",
	})
	return l
}

// addData adds what a frame carries and no layer has taken apart.
func addData(m *view.Message, sent *vnet.FrameSent) {
	at := 0
	var data []view.Layer
	for _, l := range m.Layers {
		if l.Offset > at {
			data = append(data, dataLayer(m.Bytes, at, l.Offset-at, sent.Proto))
		}
		at = l.Offset + l.Len
	}
	if at < len(m.Bytes) {
		data = append(data, dataLayer(m.Bytes, at, len(m.Bytes)-at, sent.Proto))
	}
	m.Layers = append(m.Layers, data...)
}

func dataLayer(b []byte, at, n int, carrier vnet.Protocol) view.Layer {
	f := view.MessageField{Name: "data.data", Label: "Data", Offset: at, Len: n, Note: "field.data.data", Value: dataText(b[at : at+n])}
	switch carrier {
	case vnet.UDP:
		f.RFC = "RFC 768"
	case vnet.TCP:
		f.Name, f.Note, f.RFC = "tcp.payload", "field.tcp.payload", "RFC 9293 §3.1"
	case vnet.ICMP:
		f.RFC = "RFC 792"
	}
	return view.Layer{Protocol: "data", Title: "Data", Offset: at, Len: n, Fields: []view.MessageField{f}}
}

// dataText shows the beginning of some data: as text where it is that, else as bytes.
func dataText(b []byte) string {
	const most = 24
	rest := ""
	if len(b) > most {
		b, rest = b[:most], "…"
	}
	if isText(b) {
		return strconv.Quote(string(b)) + rest
	}
	return hexText(b) + rest
}

func hexText(b []byte) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 3*len(b))
	for i, c := range b {
		if i > 0 {
			out = append(out, ' ')
		}
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}
