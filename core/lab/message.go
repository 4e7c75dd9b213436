package lab

import (
	"encoding/binary"
	"fmt"

	"playnet/core/dissect"
	"playnet/core/dns"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// dnsIn finds the DNS message that a frame's payload holds, and where in it. The
// protocol is told by the port, as every dissector does that sees a single frame.
// By TCP a message follows its length (RFC 1035, section 4.2.2); one that does not
// fill its segment is not recognised.
func dnsIn(sent *vnet.FrameSent, payload []byte) (message []byte, at int, ok bool) {
	if sent.Src.Port() != dns.Port && sent.Dst.Port() != dns.Port {
		return nil, 0, false
	}
	const prefix = 2
	switch {
	case sent.Proto == vnet.UDP:
		return payload, 0, true
	case sent.Proto == vnet.TCP && len(payload) > prefix && int(binary.BigEndian.Uint16(payload)) == len(payload)-prefix:
		return payload[prefix:], prefix, true
	}
	return nil, 0, false
}

// datagramIn returns the protocol of a datagram's data; nil for DNS, and if nobody knows it.
func datagramIn(sent *vnet.FrameSent, payload []byte) dissect.Datagram {
	if sent.Proto != vnet.UDP || sent.Src.Port() == dns.Port || sent.Dst.Port() == dns.Port {
		return nil
	}
	return dissect.DatagramOf(sent.Src.Port(), sent.Dst.Port(), payload)
}

// datagramLayer takes a datagram's data apart.
func datagramLayer(p dissect.Datagram, payload []byte) view.Layer {
	return view.Layer{Protocol: p.Name(), Title: p.Title(), Len: len(payload), Fields: p.Fields(payload)}
}

// summarise tells of a transfer its innermost protocol, what it says in one line,
// and how it stands to earlier ones.
func summarise(v *view.Transfer, sent *vnet.FrameSent, payload []byte) {
	if sent.TCP != nil {
		v.Retransmission, v.Data = sent.TCP.Retransmission, int(sent.Payload.Len)
		v.Connection, v.Control = connection(sent), control(sent.TCP.Flags)
	}
	if message, _, ok := dnsIn(sent, payload); ok {
		v.Protocol, v.Summary, v.Reply = "dns", dns.Summary(message), sent.Src.Port() == dns.Port
		return
	}
	if p := datagramIn(sent, payload); p != nil {
		v.Protocol, v.Summary, v.Reply = p.Name(), p.Summary(payload), p.Reply(payload)
		return
	}
	role := sent.Role(payload)
	v.Protocol, v.Summary = sent.Proto.String(), sent.Info(payload)
	v.Reply, v.Failure = role != vnet.Asks, role == vnet.Fails
}

// connection names a segment's connection: see [view.Transfer].
func connection(sent *vnet.FrameSent) string {
	a, b := sent.Src, sent.Dst
	if b.Compare(a) < 0 {
		a, b = b, a
	}
	return a.String() + " " + b.String()
}

func control(flags vnet.TCPFlags) view.Control {
	switch {
	case flags&vnet.RST != 0:
		return view.Resets
	case flags&vnet.SYN != 0 && flags&vnet.ACK != 0:
		return view.Accepts
	case flags&vnet.SYN != 0:
		return view.Opens
	case flags&vnet.FIN != 0:
		return view.Closes
	}
	return view.NoControl
}

// numbered reports whether a frame holds a whole message of an application that was
// not sent before. Of a byte stream's segments that is guessed from the bytes of each,
// where the ports tell its protocol.
func numbered(sent *vnet.FrameSent, payload []byte) bool {
	if sent.TCP == nil {
		return sent.Proto == vnet.UDP
	}
	if sent.TCP.Retransmission || len(payload) == 0 {
		return false
	}
	p := speaks(sent)
	if p == nil {
		p = dissect.Recognise(payload)
	}
	return p != nil && p.Ends(payload)
}

// Message returns a frame's bytes, from the Ethernet header on, and what they
// mean layer by layer.
func (w *World) Message(frame trace.ID) (view.Message, error) {
	t, ok := w.Transfer(frame)
	if !ok {
		return view.Message{}, fmt.Errorf("event %d sent no frame", frame)
	}
	at, _ := w.TransferIndex(frame)
	e, _ := w.run.trace.Event(trace.ID(w.run.index.frames.at(at).sent))
	sent := e.Body.(*vnet.FrameSent)
	payload, kept := w.run.trace.Payload(sent.Payload)
	if !kept {
		return view.Message{}, fmt.Errorf("the bytes of frame %d are no longer kept", frame)
	}
	m := w.run.takeApart(e.ID, sent, payload)
	m.ID, m.From, m.To, m.Protocol, m.Summary, m.SentAt = t.Frame, t.From, t.To, t.Protocol, t.Summary, t.SentAt
	return m, nil
}

// Changed reports whether the bytes of a frame were changed on its way.
func (w *World) Changed(frame trace.ID) bool { return w.run.changes[frame] != 0 }

// Arrived returns a frame whose bytes were changed on its way as it arrived, or will
// arrive; ok is false for any other frame. [World.Message] has it as it was sent.
func (w *World) Arrived(frame trace.ID) (m view.Message, ok bool) {
	e, ok := w.run.trace.Event(w.run.changes[frame])
	if !ok {
		return m, false
	}
	bytes, kept := w.run.trace.Payload(e.Body.(*vnet.FrameChanged).Payload)
	t, known := w.Transfer(frame)
	if !kept || !known {
		return m, false
	}
	m = view.Message{Bytes: bytes, Layers: vnet.Dissect(bytes)}
	if sent, from, to, ok := vnet.SentAs(bytes); ok { // else it is shown as far as it can be told
		if message, at, ok := dnsIn(sent, bytes[from:to]); ok {
			m.Layers = append(m.Layers, shifted(dnsLayer(message, bytes[from:from+at]), from))
		} else if p := datagramIn(sent, bytes[from:to]); p != nil {
			m.Layers = append(m.Layers, shifted(datagramLayer(p, bytes[from:to]), from))
		}
		addData(&m, sent)
	}
	m.ID, m.From, m.To, m.Protocol, m.Summary, m.SentAt = t.Frame, t.From, t.To, t.Protocol, t.Summary, t.SentAt
	return m, true
}

// takeApart returns the bytes of the frame that an event sent, and its layers.
func (r *run) takeApart(id trace.ID, sent *vnet.FrameSent, payload []byte) view.Message {
	m := view.Message{Bytes: vnet.FrameBytes(sent, payload)}
	m.Layers = vnet.DissectSent(sent, m.Bytes)
	r.addApplication(&m, id, sent, payload)
	return m
}

// shifted moves a layer's offsets from the payload's beginning to the frame's.
func shifted(l view.Layer, by int) view.Layer {
	l.Offset += by
	shiftFields(l.Fields, by)
	return l
}

func shiftFields(fields []view.MessageField, by int) {
	for i := range fields {
		fields[i].Offset += by
		shiftFields(fields[i].Children, by)
	}
}
