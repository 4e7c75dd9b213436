package wire

import "encoding/binary"

// Decoder finds messages in the bytes of a connection:
//
//	d.Feed(b)
//	for {
//		m, ok, err := d.Next()
//		if err != nil { … the connection must be closed }
//		if !ok { break } // bytes are missing
//		…
//	}
//
// Before the first message stands the handshake: see [Decoder.Handshake].
//
// Bytes that were fed are not copied but for a message that comes in several portions.
type Decoder struct {
	Limits Limits // may be changed between messages, when more is known
	// Fragments has blocks given in parts, as they come, so that none is ever kept here: each
	// part is a [Piece] message of its own, Begin its place, Rest the bytes that are to follow.
	Fragments bool

	held []byte // the beginning of a message, and whatever else was fed before it was read
	in   []byte // fed and not read yet; after held
	part Message
	err  *Error
}

// Feed gives the decoder more bytes. They must stay as they are until Next has said that it
// needs more; the connection's own buffer may be used again then.
func (d *Decoder) Feed(b []byte) {
	if len(d.in) > 0 { // the user has stopped in the middle
		d.held = append(d.held, d.in...)
	}
	d.in = b
}

// Handshake returns the handshake once it is there. It is not ok as long as bytes are missing.
func (d *Decoder) Handshake() (h Handshake, ok bool, err error) {
	b, ok := d.take(HandshakeLen)
	if !ok {
		_, _, err = ParseHandshake(d.held)
		return h, false, err
	}
	return ParseHandshake(b)
}

// Next returns the next message. It is not ok if bytes are missing. The error is an [*Error],
// and stays: what follows can't be told apart any more.
func (d *Decoder) Next() (m Message, ok bool, err error) {
	if d.err == nil {
		m, ok, d.err = d.next()
	}
	if d.err != nil {
		return Message{}, false, d.err
	}
	return m, ok, nil
}

func (d *Decoder) next() (m Message, ok bool, refused *Error) {
	if d.part.Rest > 0 {
		m, ok = d.fragment()
		return m, ok, nil
	}
	b, ok := d.look(4)
	if !ok {
		return m, false, nil
	}
	n := binary.BigEndian.Uint32(b)
	if n == 0 {
		d.take(4)
		return Message{ID: KeepAlive}, true, nil
	}
	if b, ok = d.look(5); !ok {
		return m, false, nil
	}
	m.ID = ID(b[4])
	if e := d.Limits.length(m.ID, n-1); e != nil {
		return m, false, e
	}
	if m.ID == Piece && d.Fragments {
		return d.firstFragment(int(n) - 9)
	}
	if b, ok = d.take(int(n) + 4); !ok {
		return Message{}, false, nil
	}
	m.parse(b[5:])
	size := m.Length
	if m.ID == Piece {
		size = uint32(len(m.Payload))
	}
	return m, true, d.Limits.check(&m, size)
}

// parse reads what follows the byte of the kind. Its length is right.
func (m *Message) parse(b []byte) {
	switch m.ID {
	case Have, Suggest, AllowedFast:
		m.Index = uint32At(b, 0)
	case Port:
		m.Index = uint32(binary.BigEndian.Uint16(b))
	case Request, Cancel, Reject:
		m.Index, m.Begin, m.Length = uint32At(b, 0), uint32At(b, 4), uint32At(b, 8)
	case Piece:
		m.Index, m.Begin, m.Payload = uint32At(b, 0), uint32At(b, 4), b[8:]
	default:
		m.Payload = b
	}
}

// firstFragment reads the header of a block of n bytes.
func (d *Decoder) firstFragment(n int) (Message, bool, *Error) {
	b, ok := d.take(13)
	if !ok {
		return Message{}, false, nil
	}
	d.part = Message{ID: Piece, Index: uint32At(b, 5), Begin: uint32At(b, 9), Rest: n}
	if e := d.Limits.check(&d.part, uint32(n)); e != nil {
		return Message{}, false, e
	}
	m, ok := d.fragment()
	return m, ok, nil
}

// fragment returns what is there of a block.
func (d *Decoder) fragment() (Message, bool) {
	n := min(d.part.Rest, len(d.held)+len(d.in))
	if n == 0 {
		return Message{}, false
	}
	m := d.part
	m.Payload, _ = d.take(n)
	m.Rest -= n
	d.part.Begin += uint32(n)
	d.part.Rest = m.Rest
	return m, true
}

// look returns the next n bytes without reading them.
func (d *Decoder) look(n int) ([]byte, bool) {
	if len(d.held) == 0 && len(d.in) >= n {
		return d.in[:n], true
	}
	if more := min(max(n-len(d.held), 0), len(d.in)); more > 0 {
		d.held = append(d.held, d.in[:more]...)
		d.in = d.in[more:]
	}
	if len(d.held) < n {
		return nil, false
	}
	return d.held[:n], true
}

// take reads the next n bytes. What it returns holds until the next call.
func (d *Decoder) take(n int) ([]byte, bool) {
	b, ok := d.look(n)
	switch {
	case !ok:
	case len(d.held) == 0:
		d.in = d.in[n:]
	case len(d.held) == n:
		d.held = d.held[:0]
	default:
		d.held = d.held[n:]
	}
	return b, ok
}
