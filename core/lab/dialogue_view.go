package lab

import (
	"bytes"
	"fmt"
	"unicode/utf8"

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
	for i, left := l.piece, min(l.len, most); i < len(pieces) && left > 0; i++ {
		p := &pieces[i]
		payload, kept := t.Payload(p.ref)
		if !kept {
			break
		}
		from := max(l.offset-p.offset, 0)
		n := min(p.len-from, left)
		if n <= 0 {
			break
		}
		out = append(out, payload[p.skip+from:p.skip+from+n]...)
		left -= n
	}
	return out
}

// message returns the DNS message of a line, without what stands before it.
func (d *dialogue) message(t *trace.Trace, l *line) []byte {
	b := d.bytes(t, l, l.len)
	if d.stream.proto == vnet.TCP {
		b = b[min(lengthPrefix, len(b)):]
	}
	return b
}

// shownText is how many bytes of a line's text are shown.
const shownText = 400

// text returns what a line says.
func (d *dialogue) text(t *trace.Trace, l *line) string {
	switch l.kind {
	case view.LineText:
		b := bytes.TrimRight(d.bytes(t, l, shownText), "\r\n")
		for len(b) > 0 && !utf8.Valid(b) {
			b = b[:len(b)-1] // cut within a character
		}
		return string(b)
	case view.LineMessage:
		if l.len < l.want {
			return ""
		}
		return dns.Summary(d.message(t, l))
	case view.LineOpens, view.LineCloses, view.LineResets, view.LineError:
		e, _ := t.Event(l.frame)
		sent := e.Body.(*vnet.FrameSent)
		payload, _ := t.Payload(sent.Payload)
		return sent.Info(payload)
	}
	return ""
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
	r.dialogues[0] = &dialogue{stream: s}
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
		Number: i, Kind: l.kind, FromClient: l.side == 0, Text: d.text(w.run.trace, l),
		Frame: uint64(l.frame), At: int64(l.at), Frames: l.frames, Offset: l.offset, Len: l.len, Again: l.again,
		ClientState: d.stream.state(0, l.frame), ServerState: d.stream.state(1, l.frame),
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
	if l.kind == view.LineMessage && l.len == l.want {
		out.Bytes = d.message(w.run.trace, l)
		layer := dns.Dissect(out.Bytes)
		out.Layer = &layer
		out.Bytes = out.Bytes[:min(len(out.Bytes), limit)]
		out.Left = layer.Len - len(out.Bytes)
		return out, nil
	}
	out.Bytes = d.bytes(w.run.trace, l, limit)
	out.Left = l.len - len(out.Bytes)
	return out, nil
}
