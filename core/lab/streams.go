package lab

import (
	"encoding/binary"
	"net/netip"
	"sort"

	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// streams finds the conversations of a trace, and notes of each which frames belong to
// it: some words a frame, whatever the frames hold. It reads on where it stopped.
type streams struct {
	list     []*stream
	of       map[streamKey][]int         // numbers, in the order of their beginning
	opening  map[streamKey][]stateChange // of connections whose SYN isn't sent yet
	sessions sessions
	scanned  trace.ID
}

// streamKey is what the frames of a conversation have in common, whichever way they go:
// the lower endpoint first.
type streamKey struct {
	proto vnet.Protocol
	a, b  netip.AddrPort // of a ping: its identifier is the port
}

// stream is one conversation. Index 0 is the client, or what it sends; 1 the server.
type stream struct {
	number   int
	proto    vnet.Protocol
	ends     [2]netip.AddrPort
	hosts    [2]string
	frames   []trace.ID
	states   []stateChange
	sessions []sessionChange
	next     [2]int // of TCP: the offset after the last byte sent
	bytes    [2]int
	begun    sim.Instant
	last     sim.Instant
	heard    bool   // it has had data
	told     string // the protocol that these told, if any
}

// stateChange says that a side of a connection came into a state.
type stateChange struct {
	event trace.ID
	local netip.AddrPort
	to    vnet.TCPState
}

func newStreams() streams {
	return streams{of: map[streamKey][]int{}, opening: map[streamKey][]stateChange{}}
}

func keyOf(proto vnet.Protocol, x, y netip.AddrPort) streamKey {
	if y.Compare(x) < 0 {
		x, y = y, x
	}
	return streamKey{proto, x, y}
}

// quotedAt is where an ICMP error quotes the beginning of what caused it, and where in
// that the ports stand (RFC 792; RFC 791 §3.1 without options).
const (
	icmpErrorHeader = 8
	quotedHeader    = 20
)

// keyOfSent returns the key of a frame's conversation. An ICMP error belongs to the one
// that it is about.
func keyOfSent(sent *vnet.FrameSent, payload []byte) (key streamKey, about bool) {
	if sent.Proto != vnet.ICMP {
		return keyOf(sent.Proto, sent.Src, sent.Dst), false
	}
	src, dst := sent.Src.Addr(), sent.Dst.Addr()
	if sent.Role(payload) == vnet.Fails {
		if len(payload) < icmpErrorHeader+quotedHeader+4 {
			return keyOf(vnet.ICMP, sent.Src, sent.Dst), false
		}
		ip := payload[icmpErrorHeader:]
		ports := ip[quotedHeader:]
		return keyOf(vnet.Protocol(ip[9]),
			netip.AddrPortFrom(netip.AddrFrom4([4]byte(ip[12:16])), binary.BigEndian.Uint16(ports)),
			netip.AddrPortFrom(netip.AddrFrom4([4]byte(ip[16:20])), binary.BigEndian.Uint16(ports[2:]))), true
	}
	ident := uint16(0)
	if len(payload) >= 6 {
		ident = binary.BigEndian.Uint16(payload[4:])
	}
	return keyOf(vnet.ICMP, netip.AddrPortFrom(src, ident), netip.AddrPortFrom(dst, ident)), false
}

// catchUp takes in what was recorded since the last time; more, which may be nil, can
// interrupt it. It reports whether it is done.
func (x *streams) catchUp(t *trace.Trace, more func() bool) bool {
	done := true
	n := 0
	t.Scan(x.scanned+1, func(e trace.Event) bool {
		if n++; n%checkEvery == 0 && more != nil && !more() {
			done = false
			return false
		}
		x.scanned = e.ID
		x.take(t, e)
		return true
	})
	return done
}

func (x *streams) take(t *trace.Trace, e trace.Event) {
	switch b := e.Body.(type) {
	case *vnet.FrameSent:
		payload := []byte(nil)
		if b.Proto == vnet.ICMP {
			payload, _ = t.Payload(b.Payload)
		}
		key, about := keyOfSent(b, payload)
		s := x.current(key)
		if s == nil && about {
			return // about nothing that anybody has seen
		}
		if s == nil || begins(b) && len(s.frames) > 0 {
			s = x.begin(key, b, e)
		}
		if !s.heard && b.Payload.Len > 0 && b.Proto == s.proto {
			data, _ := t.Payload(b.Payload)
			s.hear(b, data)
		}
		s.take(b, e)
	case *vnet.TCPStateChanged:
		key := keyOf(vnet.TCP, b.Local, b.Remote)
		c := stateChange{e.ID, b.Local, b.To}
		if s := x.current(key); s != nil && b.To != vnet.StateSynSent {
			s.states = append(s.states, c)
		} else if b.To == vnet.StateSynSent {
			x.opening[key] = append(x.opening[key], c)
		}
	default:
		x.takeSession(t, e)
	}
}

// begins reports whether a frame is the first of a new connection.
func begins(b *vnet.FrameSent) bool {
	return b.TCP != nil && b.TCP.Flags&(vnet.SYN|vnet.ACK) == vnet.SYN && !b.TCP.Retransmission
}

func (x *streams) current(key streamKey) *stream {
	list := x.of[key]
	if len(list) == 0 {
		return nil
	}
	return x.list[list[len(list)-1]]
}

func (x *streams) begin(key streamKey, b *vnet.FrameSent, e trace.Event) *stream {
	s := &stream{
		number: len(x.list), proto: b.Proto, ends: [2]netip.AddrPort{b.Src, b.Dst}, hosts: [2]string{e.Host, b.To},
		states: x.opening[key], begun: e.At,
	}
	delete(x.opening, key)
	x.list = append(x.list, s)
	x.of[key] = append(x.of[key], s.number)
	x.sessions.begins(s)
	return s
}

func (s *stream) take(b *vnet.FrameSent, e trace.Event) {
	s.frames = append(s.frames, e.ID)
	s.last = e.At
	side := s.side(b)
	switch {
	case b.Proto != s.proto: // an error about it
	case b.TCP != nil:
		if from, n := segment(b); n > 0 && from+n > s.next[side] {
			s.bytes[side] += from + n - max(s.next[side], from)
			s.next[side] = from + n
		}
	default:
		s.bytes[side] += b.Payload.Len
	}
}

// side returns who sends a frame: 0 the client, 1 the server. An error about the
// conversation comes from the other side of whom it goes to.
func (s *stream) side(b *vnet.FrameSent) int {
	if b.Src.Addr() == s.ends[0].Addr() && (b.Proto != s.proto || b.Src.Port() == s.ends[0].Port()) {
		return 0
	}
	return 1
}

// segment returns which bytes of its direction a segment carries: the first's offset,
// and how many there are. The SYN takes the number 0, the first byte 1.
func segment(b *vnet.FrameSent) (from, n int) {
	return int(b.TCP.RelSeq) - 1, b.Payload.Len
}

// state returns the named state of a side when a frame was sent; "" if it had none.
func (s *stream) state(side int, frame trace.ID) string {
	n := sort.Search(len(s.states), func(i int) bool { return s.states[i].event > frame })
	for i := n - 1; i >= 0; i-- {
		if s.states[i].local == s.ends[side] {
			return s.states[i].to.String()
		}
	}
	return ""
}

func (s *stream) view() view.Stream {
	v := view.Stream{
		Number: s.number, Protocol: s.proto.String(), Application: s.application(),
		Client: s.hosts[0], Server: s.hosts[1], ClientAddr: s.ends[0].String(), ServerAddr: s.ends[1].String(),
		Frames: len(s.frames), ToServer: s.bytes[0], ToClient: s.bytes[1],
		First: uint64(s.frames[0]), Begun: int64(s.begun), Last: int64(s.last),
	}
	if s.proto == vnet.ICMP {
		v.ClientAddr, v.ServerAddr = s.ends[0].Addr().String(), s.ends[1].Addr().String()
	}
	return v
}

// FindStreams looks for conversations in what has happened since the last time; more,
// which may be nil, can interrupt it. It reports whether all of them are found.
func (w *World) FindStreams(more func() bool) (done bool) {
	return w.run.streams.catchUp(w.run.trace, more)
}

// Streams describes up to limit conversations, from the from-th on (counted from zero,
// in the order of their beginning), and how many there are, of those that
// [World.FindStreams] has found.
func (w *World) Streams(from, limit int) (list []view.Stream, total int) {
	x := &w.run.streams
	total = len(x.list)
	from = min(max(from, 0), total)
	for _, s := range x.list[from : from+min(max(limit, 0), total-from)] {
		list = append(list, s.view())
	}
	return list, total
}

// StreamOf returns the number of the conversation that a frame belongs to. It reports
// false if there is none, or [World.FindStreams] hasn't come to it yet.
func (w *World) StreamOf(frame trace.ID) (number int, ok bool) {
	e, ok := w.run.trace.Event(frame)
	if !ok {
		return 0, false
	}
	if copied, is := e.Body.(*vnet.FrameDuplicated); is {
		return w.StreamOf(copied.Frame)
	}
	sent, ok := e.Body.(*vnet.FrameSent)
	if !ok {
		return 0, false
	}
	payload, _ := w.run.trace.Payload(sent.Payload)
	key, _ := keyOfSent(sent, payload)
	numbers := w.run.streams.of[key]
	i := sort.Search(len(numbers), func(i int) bool { return w.run.streams.list[numbers[i]].frames[0] > frame })
	if i == 0 {
		return 0, false
	}
	return numbers[i-1], true
}
