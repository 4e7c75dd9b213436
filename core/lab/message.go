package lab

import (
	"fmt"

	"playnet/core/dns"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// carriesDNS reports whether a frame carries a DNS message. The protocol is told
// by the port, as every dissector does that sees a single datagram.
func carriesDNS(sent *vnet.FrameSent) bool {
	return sent.Proto == vnet.UDP && (sent.Src.Port() == dns.Port || sent.Dst.Port() == dns.Port)
}

// summarise tells a frame's innermost protocol, what it says in one line, and
// whether it is a reply.
func summarise(sent *vnet.FrameSent, payload []byte) (protocol, summary string, reply bool) {
	if carriesDNS(sent) {
		return "dns", dns.Summary(payload), sent.Src.Port() == dns.Port
	}
	return sent.Proto.String(), sent.Text(), false
}

// Message returns a frame's bytes, from the Ethernet header on, and what they
// mean layer by layer.
func (w *World) Message(frame trace.ID) (view.Message, error) {
	t, ok := w.Transfer(frame)
	if !ok {
		return view.Message{}, fmt.Errorf("event %d sent no frame", frame)
	}
	at, _ := w.run.index.find(frame)
	e, _ := w.run.trace.Event(w.run.index.transfers[at].sent)
	sent := e.Body.(*vnet.FrameSent)
	payload, kept := w.run.trace.Payload(sent.Payload)
	if !kept {
		return view.Message{}, fmt.Errorf("the bytes of frame %d are no longer kept", frame)
	}
	m := view.Message{
		ID: t.Frame, From: t.From, To: t.To, Protocol: t.Protocol, Summary: t.Summary, SentAt: t.SentAt,
		Bytes: vnet.FrameBytes(sent, payload),
	}
	m.Layers = vnet.Dissect(m.Bytes)
	if carriesDNS(sent) {
		m.Layers = append(m.Layers, shifted(dns.Dissect(payload), len(m.Bytes)-len(payload)))
	}
	return m, nil
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
