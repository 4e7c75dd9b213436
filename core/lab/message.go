package lab

import (
	"fmt"

	"playnet/core/dns"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// dissected is what a frame's payload turns out to be.
type dissected struct {
	protocol string // the innermost layer's
	summary  string // one line
	reply    bool
	layer    *view.Layer // nil where no dissector knows it
}

// dissectPayload takes the application's message apart. The protocol is told by
// the port, as every dissector does that sees a single datagram.
func dissectPayload(sent *vnet.FrameSent, payload []byte) dissected {
	d := dissected{protocol: sent.Proto.String(), summary: sent.Text()}
	if sent.Proto == vnet.UDP && (sent.Src.Port() == dns.Port || sent.Dst.Port() == dns.Port) {
		d.protocol, d.reply = "dns", sent.Src.Port() == dns.Port
		d.summary = dns.Summary(payload)
		layer := dns.Dissect(payload)
		d.layer = &layer
	}
	return d
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
	if d := dissectPayload(sent, payload); d.layer != nil {
		m.Layers = append(m.Layers, shifted(*d.layer, len(m.Bytes)-len(payload)))
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
