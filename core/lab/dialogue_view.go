package lab

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"playnet/core/dissect"
	"playnet/core/dns"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// bytes returns up to most of a line's bytes, from its beginning on; it stops where the
// trace no longer keeps them.
func (d *dialogue) bytes(t *trace.Trace, l *line, most int) []byte {
	var out []byte
	pieces := d.sides[l.side].pieces
	for i, left := int(l.piece), min(l.len, most); i < len(pieces) && left > 0; i++ {
		p := &pieces[i]
		payload, kept := p.in(t)
		if !kept {
			break
		}
		from := max(l.offset-p.offset, 0)
		n := min(int(p.len)-from, left)
		if n <= 0 {
			break
		}
		out = append(out, payload[int(p.skip)+from:][:n]...)
		left -= n
	}
	return out
}

// shownText is how many bytes of a line's text are shown.
const shownText = 400

// text returns what a line says.
func (d *dialogue) text(t *trace.Trace, l *line) string {
	switch l.kind {
	case lineText:
		return plainText(d.bytes(t, l, shownText))
	case lineMessage:
		switch {
		case d.stream.isDNS():
			return dns.Summary(d.bytes(t, l, l.len))
		case d.protocol == nil:
			p, b := d.datagram(t, l)
			return p.Summary(b)
		case l.whole:
			return d.protocol.Summary(l.unit, d.bytes(t, l, longUnit))
		case l.want == 0:
			if b := d.bytes(t, l, shownText); isText(b) {
				return plainText(b)
			}
		}
	case lineBody:
		if head, ok := d.head(t, l); ok {
			return contentSummary(head)
		}
	case lineOpens, lineCloses, lineResets, lineError:
		e, _ := t.Event(l.frame)
		sent := e.Body.(*vnet.FrameSent)
		payload, _ := t.Payload(sent.Payload)
		return sent.Info(payload)
	}
	return ""
}

// plainText is text without the end of its line.
func plainText(b []byte) string {
	b = bytes.TrimRight(b, "\r\n")
	for len(b) > 0 && !utf8.Valid(b) {
		b = b[:len(b)-1] // cut within a character
	}
	return string(b)
}

// longUnit is how many bytes of a command, a reply or a head are taken apart.
const longUnit = 64<<10 + lengthPrefix

// head takes content apart that a line holds: the header of a message, a tracker's answer.
func (d *dialogue) head(t *trace.Trace, l *line) (view.Layer, bool) {
	switch {
	case l.unit.Kind == dissect.Message:
		return dissect.IMF(d.bytes(t, l, dissect.MessageHead))
	case l.unit.Kind == dissect.Body && l.whole && l.len <= longUnit:
		return dissect.TrackerAnswer(d.bytes(t, l, longUnit))
	}
	return view.Layer{}, false
}

// contentSummary tells such content in one line.
func contentSummary(l view.Layer) string {
	if l.Protocol == "imf" {
		return dissect.IMFSummary(l)
	}
	return dissect.TrackerAnswerSummary(l)
}

// datagram returns a datagram's protocol and data, where a line is one that somebody knows.
func (d *dialogue) datagram(t *trace.Trace, l *line) (dissect.Datagram, []byte) {
	b := d.bytes(t, l, l.len)
	ends := d.stream.ends
	return dissect.DatagramOf(ends[l.side].Port(), ends[1-l.side].Port(), b), b
}

// dialogueOf returns the dialogue of a conversation. The last few that were asked for are
// kept, so that they read on.
func (r *run) dialogueOf(number int) (*dialogue, error) {
	if number < 0 || number >= len(r.streams.list) {
		return nil, fmt.Errorf("there is no conversation %d", number)
	}
	s := r.streams.list[number]
	for i, d := range r.dialogues {
		if d != nil && d.stream == s {
			r.dialogues[0], r.dialogues[i] = d, r.dialogues[0]
			return d, nil
		}
	}
	r.dialogues[1] = r.dialogues[0]
	r.dialogues[0] = newDialogue(s)
	return r.dialogues[0], nil
}

// ReadStream reads a conversation on, up to now; more, which may be nil, can interrupt it.
// It reports whether that is done.
func (w *World) ReadStream(number int, more func() bool) (done bool, err error) {
	d, err := w.run.dialogueOf(number)
	if err != nil {
		return false, err
	}
	return d.catchUp(w.run.trace, more), nil
}

// Stream tells up to limit lines of a conversation, from the from-th on (counted from
// zero), as far as [World.ReadStream] has read it.
func (w *World) Stream(number, from, limit int) (view.Dialogue, error) {
	d, err := w.run.dialogueOf(number)
	if err != nil {
		return view.Dialogue{}, err
	}
	from = min(max(from, 0), len(d.lines))
	out := view.Dialogue{Stream: d.stream.view(), From: from, Total: len(d.lines), Retransmitted: d.again}
	for i := from; i < len(d.lines) && len(out.Lines) < limit; i++ {
		out.Lines = append(out.Lines, w.line(d, i))
	}
	return out, nil
}

func (w *World) line(d *dialogue, i int) view.Line {
	l := &d.lines[i]
	v := view.Line{
		Number: i, Kind: lineKinds[l.kind], FromClient: l.side == 0, Text: d.text(w.run.trace, l),
		Frame: uint64(l.frame), Frames: int(l.frames), Offset: l.offset, Len: l.len, Again: int(l.again),
		ClientState: d.stream.state(0, l.frame), ServerState: d.stream.state(1, l.frame),
	}
	if sent, ok := w.run.trace.KnownHead(l.frame); ok {
		v.At = int64(sent.At)
	}
	if l.len > 0 { // what a program says: the states of its session count, if it has any
		for side, state := range []*string{&v.ClientState, &v.ServerState} {
			if named := d.stream.session(side, l.frame); named != "" {
				*state = named
			}
		}
	}
	if l.len < l.want {
		v.Want = l.want
	}
	if t, ok := w.Transfer(l.frame); ok {
		v.Fate = t.Fate
	}
	return v
}

// StreamLine returns a line's bytes, up to limit of them, and what they mean.
func (w *World) StreamLine(number, index, limit int) (view.LineDetail, error) {
	d, err := w.run.dialogueOf(number)
	if err == nil && (index < 0 || index >= len(d.lines)) {
		err = fmt.Errorf("conversation %d has no line %d", number, index)
	}
	if err != nil {
		return view.LineDetail{}, err
	}
	l := &d.lines[index]
	var out view.LineDetail
	if layer, n, ok := d.layer(w.run.trace, l); ok {
		out.Layer = &layer
		out.Bytes = d.bytes(w.run.trace, l, min(n, limit))
		out.Left = l.len - len(out.Bytes)
		return out, nil
	}
	out.Bytes = d.bytes(w.run.trace, l, limit)
	out.Left = l.len - len(out.Bytes)
	return out, nil
}

// layer takes a line apart, if it is a unit of a protocol and all there, and returns how
// many of its bytes that concerns.
func (d *dialogue) layer(t *trace.Trace, l *line) (layer view.Layer, n int, ok bool) {
	switch {
	case l.kind == lineBody:
		layer, ok = d.head(t, l)
		return layer, layer.Len, ok
	case l.kind != lineMessage || !l.whole:
		return layer, 0, false
	case d.stream.isDNS():
		return dns.Dissect(d.bytes(t, l, l.len)), l.len, true
	case d.protocol == nil:
		p, b := d.datagram(t, l)
		return datagramLayer(p, b), l.len, true
	}
	b := d.bytes(t, l, longUnit)
	return view.Layer{Protocol: d.protocol.Name(), Title: d.protocol.Title(), Len: len(b), Fields: d.protocol.Fields(l.unit, b)}, len(b), true
}
