package lab

import (
	"bytes"
	"unicode/utf8"

	"playnet/core/dissect"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// dialogue is a conversation, read frame by frame: who said what, each byte once, in the
// order in which it was first sent. It reads on where it stopped.
type dialogue struct {
	stream *stream
	read   int // frames
	lines  []line
	sides  [2]speaker
	again  int // bytes that were sent before

	protocol dissect.Protocol // of a byte stream; nil: neither its ports nor its first bytes tell
	session  dissect.Session  // listens to it
}

// newDialogue begins to read a conversation.
func newDialogue(s *stream) *dialogue {
	d := &dialogue{stream: s, protocol: s.speaks()}
	if d.protocol != nil {
		d.session = d.protocol.Session()
	}
	return d
}

// line is a line of a dialogue; its bytes are the pieces of its side from there on. There are
// hundreds of thousands where somebody looks through a swarm: lines and pieces are small, and
// hold no pointers, so that the garbage collector passes them by.
type line struct {
	frame  trace.ID // the last one that carries it
	offset int      // bytes of its side before it
	len    int
	want   int   // bytes that the whole message has; 0: unknown
	frames int32 // that carry it
	again  int32 // frames that sent some of it again
	piece  int32 // the first piece that holds some of it
	kind   lineKind
	side   uint8
	whole  bool // it is all there
	unit   dissect.Unit
}

// speaker is one side of a dialogue.
type speaker struct {
	pieces []piece
	lines  []int // numbers of the lines that hold its bytes
	next   int   // offset after the last byte that was seen
	open   int   // the line that goes on, counted from 1; 0: none
	adrift bool  // bytes are missing: nobody knows where its next message begins
	begun  int   // the line of its SYN, counted from 1
	closed int   // the line of its FIN
}

// piece is what a frame carries that was not sent before.
type piece struct {
	frame   trace.ID
	offset  int
	payload uint64 // where the trace keeps it
	skip    int32  // bytes of the payload before it
	len     int32
}

// in returns the payload up to the piece's end, unless the trace no longer keeps it.
func (p *piece) in(t *trace.Trace) ([]byte, bool) {
	return t.Payload(trace.PayloadRef{Offset: p.payload, Len: int(p.skip + p.len)})
}

// longLine is the most bytes that are taken for one line of text.
const longLine = 4096

// catchUp reads on; more, which may be nil, can interrupt it. It reports whether it is
// done.
func (d *dialogue) catchUp(t *trace.Trace, more func() bool) bool {
	return d.catchUpTo(t, ^trace.ID(0), more)
}

// catchUpTo is catchUp up to a frame.
func (d *dialogue) catchUpTo(t *trace.Trace, last trace.ID, more func() bool) bool {
	for n := 1; d.read < len(d.stream.frames) && d.stream.frames[d.read] <= last; n++ {
		e, _ := t.Event(d.stream.frames[d.read])
		d.read++
		sent := e.Body.(*vnet.FrameSent)
		payload, kept := t.Payload(sent.Payload)
		d.take(sent, payload, kept, e)
		if n%checkEvery == 0 && more != nil && !more() {
			return d.read == len(d.stream.frames)
		}
	}
	return true
}

func (d *dialogue) take(sent *vnet.FrameSent, payload []byte, kept bool, e trace.Event) {
	side := d.stream.side(sent)
	switch {
	case sent.Proto != d.stream.proto:
		d.add(side, line{kind: lineError, offset: d.sides[side].next}, e)
	case sent.TCP != nil:
		d.segment(side, sent, payload, kept, e)
	default:
		s := &d.sides[side]
		n := sent.Payload.Len
		at := d.add(side, line{kind: d.kindOf(sent, payload, kept), offset: s.next, len: n, piece: int32(len(s.pieces))}, e)
		if d.lines[at].kind == lineMessage {
			d.lines[at].want, d.lines[at].whole = n, true
		}
		s.pieces = append(s.pieces, piece{frame: e.ID, offset: s.next, payload: sent.Payload.Offset, len: int32(n)})
		s.next += n
	}
}

// kindOf says what a datagram's data are.
func (d *dialogue) kindOf(sent *vnet.FrameSent, b []byte, kept bool) lineKind {
	switch {
	case !kept:
		return lineDropped
	case d.stream.isDNS() || datagramIn(sent, b) != nil:
		return lineMessage
	case isText(b):
		return lineText
	}
	return lineData
}

// isText reports whether bytes can be shown as they are: UTF-8 without control
// characters, but for tabs and the ends of lines.
func isText(b []byte) bool {
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 && utf8.FullRune(b) || r < ' ' && r != '\t' && r != '\r' && r != '\n' || r == 0x7f {
			return false
		}
		b = b[size:]
	}
	return true
}

func (d *dialogue) add(side int, l line, e trace.Event) int {
	l.side, l.frame, l.frames = uint8(side), e.ID, 1
	d.lines = append(d.lines, l)
	return len(d.lines) - 1
}

// segment takes a TCP segment.
func (d *dialogue) segment(side int, sent *vnet.FrameSent, payload []byte, kept bool, e trace.Event) {
	s := &d.sides[side]
	flags := sent.TCP.Flags
	if flags&vnet.SYN != 0 {
		if s.begun == 0 {
			s.begun = 1 + d.add(side, line{kind: lineOpens}, e)
		} else {
			d.lines[s.begun-1].again++
		}
	}
	if from, n := segment(sent); n > 0 {
		d.data(side, from, n, piece{frame: e.ID, payload: sent.Payload.Offset}, payload, kept, e)
	}
	if flags&vnet.FIN != 0 {
		if s.closed == 0 {
			s.closed = 1 + d.add(side, line{kind: lineCloses, offset: s.next}, e)
		} else {
			d.lines[s.closed-1].again++
		}
	}
	if flags&vnet.RST != 0 {
		d.add(side, line{kind: lineResets, offset: s.next}, e)
	}
}

// data takes what a segment carries of its side's byte stream: n bytes from an offset on.
// What was sent before is counted and not repeated.
func (d *dialogue) data(side, from, n int, p piece, payload []byte, kept bool, e trace.Event) {
	s := &d.sides[side]
	if old := min(s.next-from, n); old > 0 {
		d.again += old
		d.markAgain(side, from, old)
		from, n, p.skip = from+old, n-old, int32(old)
		if n == 0 {
			return
		}
	}
	if from > s.next {
		s.open, s.adrift = 0, true
		d.add(side, line{kind: lineGap, offset: s.next, len: from - s.next, piece: int32(len(s.pieces))}, e)
		s.next = from
	}
	if len(d.sides[0].pieces)+len(d.sides[1].pieces) == 0 {
		d.recognise(payload)
	}
	p.offset, p.len = from, int32(n)
	s.pieces = append(s.pieces, p)
	if other := &d.sides[1-side]; other.open > 0 && !spoken(d.lines[other.open-1].kind) {
		other.open = 0 // the other side has its say: what was being said is over
	}
	if !kept {
		s.adrift = true
		d.extend(side, n, lineDropped, e)
		return
	}
	for b := payload[p.skip:]; len(b) > 0; {
		b = b[d.say(side, b, e):]
	}
}

// recognise finds the protocol of a byte stream whose first bytes tell it.
func (d *dialogue) recognise(first []byte) {
	if p := dissect.Recognise(first); p != nil && p != d.protocol {
		d.protocol, d.session = p, p.Session()
	}
}

// markAgain notes with the lines of a side that some of them were sent again.
func (d *dialogue) markAgain(side, from, n int) {
	for i := len(d.lines) - 1; i >= 0; i-- {
		l := &d.lines[i]
		if int(l.side) != side {
			continue
		}
		if l.offset+l.len <= from && l.len > 0 {
			return
		}
		if l.offset < from+n && l.len > 0 {
			l.again++
		}
	}
}

// say takes the next bytes of a side into its open line or a new one, and returns how
// many belong there.
func (d *dialogue) say(side int, b []byte, e trace.Event) int {
	s := &d.sides[side]
	kind := lineData
	switch {
	case d.session != nil && !s.adrift:
		return d.sayUnit(side, b, e)
	case isText(b):
		kind = lineText
	}
	if s.open > 0 && d.lines[s.open-1].kind == lineData {
		kind = lineData
	}
	if kind == lineData {
		if s.open > 0 && d.lines[s.open-1].kind == lineText {
			d.lines[s.open-1].kind = kind // what looked like text was not
		}
		d.extend(side, len(b), kind, e)
		return len(b)
	}
	n := bytes.IndexByte(b, '\n') + 1
	whole := n > 0
	if !whole {
		n = len(b)
	}
	d.extend(side, n, kind, e)
	if whole || d.lines[s.open-1].len >= longLine {
		s.open = 0
	}
	return n
}

// spoken reports whether lines of a kind are units of a protocol: it tells where they end.
func spoken(kind lineKind) bool { return kind == lineMessage || kind == lineBody }

// sayUnit takes the next bytes of a side into a unit of their protocol.
func (d *dialogue) sayUnit(side int, b []byte, e trace.Event) int {
	s := &d.sides[side]
	step := d.session.Take(dissect.Side(side), b)
	kind := lineMessage
	if step.Unit.Kind.Folded() {
		kind = lineBody
	}
	d.extend(side, step.N, kind, e)
	l := &d.lines[s.open-1]
	l.unit, l.whole = step.Unit, step.Done
	if l.want == 0 {
		l.want = step.Want
	}
	if step.Unit.Kind == dissect.Unknown { // it speaks something else
		s.adrift = true
		l.kind = lineData
		if isText(b[:step.N]) {
			l.kind = lineText
		}
	}
	if step.Done {
		s.open = 0
	}
	return step.N
}

// extend adds n bytes to the open line of a side, if that is of a kind, or begins one
// with them. They are in the last piece.
func (d *dialogue) extend(side, n int, kind lineKind, e trace.Event) {
	s := &d.sides[side]
	if s.open > 0 && d.lines[s.open-1].kind == kind {
		l := &d.lines[s.open-1]
		if l.frame != e.ID {
			l.frames++
		}
		l.frame, l.len = e.ID, l.len+n
	} else {
		s.open = 1 + d.add(side, line{kind: kind, offset: s.next, len: n, piece: int32(len(s.pieces) - 1)}, e)
		s.lines = append(s.lines, s.open-1)
	}
	s.next += n
}
