package lab

import (
	"sort"
	"strconv"
	"strings"

	"playnet/core/dissect"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// share is what a frame holds of a unit of its connection's protocol.
type share struct {
	line *line
	at   int  // where that begins in the frame's payload
	len  int  // bytes
	ends bool // the unit is all there, and ends in this frame
}

// sharesOf returns what a frame holds, and says for the first time, of its connection's
// units, in their order; and the dialogue in which they stand.
func (r *run) sharesOf(frame trace.ID, sent *vnet.FrameSent) (*dialogue, []share) {
	if sent.Payload.Len == 0 || sent.Proto != vnet.TCP {
		return nil, nil
	}
	d := r.index.connections.upTo(r.trace, frame, sent)
	if d == nil || d.protocol == nil {
		return nil, nil
	}
	s := &d.sides[d.stream.side(sent)]
	from, n := segment(sent)
	k := sort.Search(len(s.pieces), func(i int) bool { return s.pieces[i].offset >= from })
	if k == len(s.pieces) || s.pieces[k].frame != frame || s.pieces[k].offset >= from+n {
		return nil, nil // it says nothing new
	}
	p := &s.pieces[k]
	var list []share
	first := sort.Search(len(s.lines), func(i int) bool { l := &d.lines[s.lines[i]]; return l.offset+l.len > p.offset })
	for _, number := range s.lines[first:] {
		l := &d.lines[number]
		if l.offset >= p.offset+int(p.len) {
			break
		}
		if !spoken(l.kind) {
			continue
		}
		lo, hi := max(l.offset, p.offset), min(l.offset+l.len, p.offset+int(p.len))
		list = append(list, share{line: l, at: int(p.skip) + lo - p.offset, len: hi - lo, ends: l.whole && l.frame == frame})
	}
	return d, list
}

// framesOf lists the frames that carry a line.
func (d *dialogue) framesOf(l *line) []uint64 {
	var list []uint64
	pieces := d.sides[l.side].pieces
	for k := int(l.piece); k < len(pieces) && pieces[k].offset < l.offset+l.len; k++ {
		list = append(list, uint64(pieces[k].frame))
	}
	return list
}

// manyShares is how many of a segment's units one line tells of.
const manyShares = 4

// summariseWhole tells of a segment what it says, or completes. (Where it holds one whole
// DNS message, that is told already.)
func (r *run) summariseWhole(v *view.Transfer, frame trace.ID, sent *vnet.FrameSent) {
	if v.Protocol == "dns" || v.Retransmission {
		return
	}
	d, list := r.sharesOf(frame, sent)
	var told []string
	for i := range list {
		x := &list[i]
		text, ok := "", x.ends
		if x.line.kind == lineBody {
			text, ok = d.toldOf(r.trace, x), true
		} else if ok {
			text = d.text(r.trace, x.line)
		}
		if !ok {
			continue
		}
		if !d.protocol.Joined() { // the last one counts, but its head more than its body
			if len(told) > 0 && x.line.kind == lineBody {
				continue
			}
			told = told[:0]
		}
		if told = append(told, text); len(told) == manyShares && i < len(list)-1 {
			told = append(told, "…")
			break
		}
	}
	if len(told) == 0 {
		return
	}
	side := d.stream.side(sent)
	v.Protocol, v.Reply = d.protocol.Name(), side == 1
	v.Summary = d.protocol.Prefix(dissect.Side(side)) + strings.Join(told, " | ")
}

// toldOf tells of content that a frame holds some of.
func (d *dialogue) toldOf(t *trace.Trace, x *share) string {
	_, label, _ := d.protocol.Fragment(x.line.unit)
	text := label + ", " + strconv.Itoa(x.len) + " bytes"
	if x.ends {
		if head := d.text(t, x.line); head != "" {
			text += ", " + head
		}
	}
	return text
}

// addApplication adds the layers of what a frame carries or completes, and bytes of which
// nothing is known. payload is the end of m.Bytes.
func (r *run) addApplication(m *view.Message, frame trace.ID, sent *vnet.FrameSent, payload []byte) {
	before := len(m.Bytes) - len(payload)
	var apart []view.Layer // of reassembled units: they stand last
	if message, at, ok := dnsIn(sent, payload); ok {
		m.Layers = append(m.Layers, shifted(dnsLayer(message, payload[:at]), before))
	} else if p := datagramIn(sent, payload); p != nil {
		m.Layers = append(m.Layers, shifted(datagramLayer(p, payload), before))
	} else {
		d, list := r.sharesOf(frame, sent)
		here := len(m.Layers)
		for i := range list {
			apart = append(apart, r.addShare(m, d, &list[i], before, here)...)
		}
	}
	addData(m, sent)
	m.Layers = append(m.Layers, apart...)
}

// addShare adds the layer of what a frame holds of a unit; what was put together from
// several frames is returned. The protocol's own layers stand from the here-th on.
func (r *run) addShare(m *view.Message, d *dialogue, x *share, before, here int) (apart []view.Layer) {
	b := m.Bytes[before+x.at : before+x.at+x.len]
	switch {
	case x.line.kind == lineBody:
		name, label, rfc := d.protocol.Fragment(x.line.unit)
		join(m, d.protocol, here, before+x.at, x.len, []view.MessageField{
			{Name: name, Label: label, Value: dataText(b), Len: x.len, Note: "field." + name, RFC: rfc}})
		if !x.ends {
			return nil
		}
		layer, ok := d.head(r.trace, x.line)
		if !ok {
			return nil
		}
		if x.len == x.line.len {
			m.Layers = append(m.Layers, shifted(layer, before+x.at))
			return nil
		}
		part := view.Reassembled{Bytes: d.bytes(r.trace, x.line, layer.Len), Frames: d.framesOf(x.line)}
		return []view.Layer{put(m, layer, part)}
	case !x.ends:
		return nil
	case x.len == x.line.len:
		join(m, d.protocol, here, before+x.at, x.len, d.protocol.Fields(x.line.unit, b))
		return nil
	}
	part := view.Reassembled{Bytes: d.bytes(r.trace, x.line, longUnit), Frames: d.framesOf(x.line)}
	if len(part.Bytes) < min(x.line.len, longUnit) {
		return nil // no longer kept
	}
	return []view.Layer{put(m, view.Layer{Protocol: d.protocol.Name(), Title: d.protocol.Title(), Len: len(part.Bytes),
		Fields: d.protocol.Fields(x.line.unit, part.Bytes)}, part)}
}

// put adds a unit that was put together, and makes its layer stand in it.
func put(m *view.Message, l view.Layer, part view.Reassembled) view.Layer {
	m.Reassembled = append(m.Reassembled, part)
	l.Part = len(m.Reassembled)
	return l
}

// join adds the fields of bytes of a frame: to the layer of those before them where the
// protocol has it so, else in one of their own.
func join(m *view.Message, p dissect.Protocol, here, at, n int, fields []view.MessageField) {
	shiftFields(fields, at)
	if last := len(m.Layers) - 1; p.Joined() && last >= here && m.Layers[last].Protocol == p.Name() && m.Layers[last].Offset+m.Layers[last].Len == at {
		l := &m.Layers[last]
		l.Len += n
		l.Fields = append(l.Fields, fields...)
		return
	}
	m.Layers = append(m.Layers, view.Layer{Protocol: p.Name(), Title: p.Title(), Offset: at, Len: n, Fields: fields})
}

// addData adds what a frame carries and no layer has taken apart.
func addData(m *view.Message, sent *vnet.FrameSent) {
	at := 0
	var data []view.Layer
	for _, l := range m.Layers {
		if l.Offset > at {
			data = append(data, dataLayer(m.Bytes, at, l.Offset-at, sent.Proto))
		}
		at = max(at, l.Offset+l.Len) // a message's header lies in what carries it
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
