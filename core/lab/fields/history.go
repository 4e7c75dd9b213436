package fields

import (
	"net/netip"
	"slices"

	"playnet/core/dns"
	"playnet/core/filter"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// History is what frames have in common with those before them: their numbers, and
// the conversations in which they stand. It takes 12 bytes a frame, and some more for
// each DNS message.
type History struct {
	scanned trace.ID
	ids     []trace.ID // of the frames, in order
	streams []int32
	first   sim.Instant
	known   map[conversation]int32
	count   map[vnet.Protocol]int32
	asked   map[question]int // queries by UDP: the number of their frame, from 0
	answers map[int]int      // answers' numbers → their queries'
}

// question is what an answer repeats of its query.
type question struct {
	conversation
	id uint16
}

type conversation struct {
	proto vnet.Protocol
	a, b  netip.AddrPort
}

// CatchUp takes in what a trace has recorded since the last time. It returns false
// if more, which may be nil, interrupted it; call it again to go on.
func (h *History) CatchUp(t *trace.Trace, more func() bool) bool {
	if h.known == nil {
		h.known, h.count = map[conversation]int32{}, map[vnet.Protocol]int32{}
		h.asked, h.answers = map[question]int{}, map[int]int{}
	}
	n, done := 0, true
	t.Scan(h.scanned+1, func(e trace.Event) bool {
		h.scanned = e.ID
		if b, ok := e.Body.(*vnet.FrameSent); ok {
			h.add(t, e, b)
		}
		if n++; n%checkEvery == 0 && more != nil && !more() {
			done = false
		}
		return done
	})
	return done
}

// checkEvery is how many events are read between two questions whether to go on.
const checkEvery = 256

func (h *History) add(t *trace.Trace, e trace.Event, b *vnet.FrameSent) {
	if len(h.ids) == 0 {
		h.first = e.At
	}
	h.ids = append(h.ids, e.ID)
	c := conversation{b.Proto, b.Src, b.Dst}
	if c.a.Compare(c.b) > 0 {
		c.a, c.b = c.b, c.a
	}
	stream, ok := h.known[c]
	opens := b.TCP != nil && b.TCP.Flags&vnet.SYN != 0 && b.TCP.Flags&vnet.ACK == 0 && !b.TCP.Retransmission
	if !ok || opens {
		stream = h.count[b.Proto]
		h.count[b.Proto]++
		h.known[c] = stream
	}
	h.streams = append(h.streams, stream)
	if b.Proto == vnet.UDP && (b.Src.Port() == dns.Port || b.Dst.Port() == dns.Port) {
		h.addDNS(t, b, c)
	}
}

// addDNS notes a query, or finds the one that is answered: the same hosts and ports,
// the same ID (RFC 1035 §4.1.1: it "is copied the corresponding reply and can be used
// by the requester to match up replies to outstanding queries").
func (h *History) addDNS(t *trace.Trace, b *vnet.FrameSent, c conversation) {
	payload, ok := t.Payload(b.Payload)
	if !ok || len(payload) < 12 {
		return
	}
	number := len(h.ids) - 1
	q := question{c, uint16(payload[0])<<8 | uint16(payload[1])}
	asked, known := h.asked[q]
	switch response := payload[2]&0x80 != 0; {
	case response && known && asked >= 0:
		h.answers[number] = asked
		h.asked[q] = -1 // what comes once more answers nothing
	case !response && !(known && asked >= 0 && h.soonAfter(t, asked)):
		h.asked[q] = number
	}
}

// soonAfter reports whether the last frame was sent so soon after a query that it is
// the same one, sent again: within 5 s, as Wireshark has it.
func (h *History) soonAfter(t *trace.Trace, query int) bool {
	before, _ := t.Event(h.ids[query])
	now, _ := t.Event(h.ids[len(h.ids)-1])
	return now.At-before.At < 5e9
}

// inAnswers makes the source of a field that only answers by UDP have.
func inAnswers(f func(r *Record, query int) filter.Value) *source {
	return &source{history: true, values: func(r *Record, to []filter.Value) []filter.Value {
		if r.sent == nil || r.sent.Proto != vnet.UDP {
			return to
		}
		number, _ := r.history.number(r.event.ID)
		if query, ok := r.history.answers[number]; ok {
			to = append(to, f(r, query))
		}
		return to
	}}
}

// number returns which frame an event sent, counted from 0.
func (h *History) number(id trace.ID) (int, bool) { return slices.BinarySearch(h.ids, id) }

// ofHistory makes the source of a field that depends on earlier frames.
func ofHistory(f func(r *Record, number int) filter.Value) *source {
	return &source{history: true, values: func(r *Record, to []filter.Value) []filter.Value {
		if r.sent == nil || r.history == nil {
			return to
		}
		if n, ok := r.history.number(r.event.ID); ok {
			return append(to, f(r, n))
		}
		return to
	}}
}

func streams(p vnet.Protocol) *source {
	s := ofHistory(func(r *Record, n int) filter.Value { return filter.NumberOf(int64(r.history.streams[n])) })
	all := s.values
	s.values = func(r *Record, to []filter.Value) []filter.Value {
		if r.sent == nil || r.sent.Proto != p {
			return to
		}
		return all(r, to)
	}
	return s
}

func init() {
	register("frame", filter.Protocol, &source{
		has: func(r *Record) bool { return r.sent != nil },
		values: func(r *Record, to []filter.Value) []filter.Value {
			if b := r.message().Bytes; b != nil {
				to = append(to, filter.Value{Type: filter.Protocol, Text: string(b)})
			}
			return to
		}})
	register("frame.number", filter.Number, ofHistory(func(_ *Record, n int) filter.Value { return filter.NumberOf(n + 1) }))
	register("frame.time_relative", filter.Duration, ofHistory(func(r *Record, _ int) filter.Value {
		return filter.Value{Type: filter.Duration, Int: int64(r.event.At - r.history.first)}
	}))
	register("frame.time_delta", filter.Duration, ofHistory(func(r *Record, n int) filter.Value {
		before := r.event.At
		if n > 0 {
			e, _ := r.trace.Event(r.history.ids[n-1])
			before = e.At
		}
		return filter.Value{Type: filter.Duration, Int: int64(r.event.At - before)}
	}))
	register("dns.response_to", filter.Number, inAnswers(func(_ *Record, query int) filter.Value { return filter.NumberOf(query + 1) }))
	register("dns.time", filter.Duration, inAnswers(func(r *Record, query int) filter.Value {
		asked, _ := r.trace.Event(r.history.ids[query])
		return filter.Value{Type: filter.Duration, Int: int64(r.event.At - asked.At)}
	}))
	size := func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.Size) }
	register("frame.len", filter.Number, ofSent(size))
	register("frame.cap_len", filter.Number, ofSent(size))
	when := &source{values: func(r *Record, to []filter.Value) []filter.Value {
		if r.sent == nil {
			return to
		}
		return append(to, filter.TimeOf(r.epoch+int64(r.event.At)))
	}}
	register("frame.time", filter.Time, when)
	register("frame.time_epoch", filter.Time, when)
	register("frame.protocols", filter.String, &source{values: func(r *Record, to []filter.Value) []filter.Value {
		if r.sent == nil {
			return to
		}
		text := ""
		for i, p := range r.protocols() {
			if i > 0 {
				text += ":"
			}
			text += p
		}
		return append(to, filter.StringOf(text))
	}})
}

// ofSent makes the source of what the record of every frame's sending knows.
func ofSent(f func(*vnet.FrameSent) filter.Value) *source {
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		if r.sent == nil {
			return to
		}
		return append(to, f(r.sent))
	}}
}
