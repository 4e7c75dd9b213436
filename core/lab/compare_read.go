package lab

import (
	"maps"
	"net/netip"
	"slices"

	"playnet/core/dns"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// reading is one run of a comparison, read from its trace.
type reading struct {
	world    *World // nil once it has been read
	next     trace.ID
	messages []said
	frames   map[trace.ID]int // frame in flight → the message that it carries; -1: none
	streams  map[oneWay]int   // → the last message of that direction of a connection
	talks    map[oneWay]oneWay
	chains   []int32            // by event: how many frames caused one another before it
	longest  map[trace.ID]int32 // operation → its longest chain
	roots    map[trace.ID]trace.ID
	loads    map[string]*view.HostLoad
	totals   view.Totals
}

// said is a message of a run.
type said struct {
	view   view.Counterpart
	digest uint64 // of its content, without what every run chooses by dice
	last   trace.ID
}

// likeness is what two messages have to share to be the same.
type likeness struct {
	from, to, protocol string
	control            view.Control
	digest             uint64
}

// oneWay is one direction of a connection.
type oneWay struct{ src, dst netip.AddrPort }

func newReading(w *World) *reading {
	return &reading{
		world: w, next: 1, frames: map[trace.ID]int{}, streams: map[oneWay]int{}, talks: map[oneWay]oneWay{},
		chains: make([]int32, 1, w.EventCount()+1), longest: map[trace.ID]int32{}, roots: map[trace.ID]trace.ID{},
		loads: map[string]*view.HostLoad{},
	}
}

// read reads on, and reports whether it has read everything.
func (r *reading) read(more func() bool) bool {
	const atOnce = 200
	for r.world != nil {
		n := 0
		r.world.run.trace.Scan(r.next, func(e trace.Event) bool {
			r.take(&e)
			r.next, n = e.ID+1, n+1
			return n < atOnce
		})
		if n < atOnce {
			r.finish()
			return true
		}
		if !more() {
			return false
		}
	}
	return true
}

// finish sums up and lets go of what only reading needs.
func (r *reading) finish() {
	t := &r.totals
	t.Time = int64(r.world.Now())
	t.Operations = len(r.longest)
	for _, op := range slices.Sorted(maps.Keys(r.longest)) {
		n := r.longest[op]
		t.RoundTrips += int(n+1) / 2
		t.Hops = max(t.Hops, int(n))
	}
	t.Hosts = []view.HostLoad{}
	for _, host := range slices.Sorted(maps.Keys(r.loads)) {
		t.Hosts = append(t.Hosts, *r.loads[host])
	}
	r.world, r.frames, r.streams, r.talks, r.chains, r.longest, r.roots, r.loads = nil, nil, nil, nil, nil, nil, nil, nil
}

// symbols numbers the messages so that equal ones have equal numbers, in both runs.
func (r *reading) symbols(known map[likeness]int32) []int32 {
	list := make([]int32, len(r.messages))
	for i := range r.messages {
		m := &r.messages[i]
		key := likeness{m.view.From, m.view.To, m.view.Protocol, m.view.Control, m.digest}
		n, ok := known[key]
		if !ok {
			n = int32(len(known))
			known[key] = n
		}
		list[i] = n
	}
	return list
}

func (r *reading) take(e *trace.Event) {
	chain := int32(0)
	if e.Cause != 0 {
		chain = r.chains[e.Cause]
	}
	switch b := e.Body.(type) {
	case *vnet.FrameSent:
		chain++
		r.totals.Frames++
		r.totals.Bytes += b.Size
		r.load(e.Host).Sent++
		r.frames[e.ID] = r.carry(e, b)
		if root := rootOf(r.world.run.trace, r.roots, e.For); root != 0 {
			r.longest[root] = max(r.longest[root], chain)
		}
	case *vnet.FrameDuplicated:
		if i, ok := r.frames[b.Frame]; ok {
			r.totals.Frames++
			r.frames[e.ID] = i
			r.again(i, 0, e.ID)
		}
	case *vnet.FrameDelivered:
		r.load(e.Host).Received++
		r.end(b.Frame, e.At, view.Delivered, "")
	case *vnet.FrameLost:
		r.totals.Losses++
		r.end(b.Frame, e.At, view.Lost, b.Reason.String())
	case dns.EventLookup:
		r.totals.LookUps++
	case dns.EventTimeout:
		r.totals.Timeouts++
	}
	r.chains = append(r.chains, chain)
}

func (r *reading) load(host string) *view.HostLoad {
	l := r.loads[host]
	if l == nil {
		l = &view.HostLoad{Host: host}
		r.loads[host] = l
	}
	return l
}

// end notes the end of a frame. A message that was sent more than once has arrived when
// one of its frames has; otherwise the last frame's end is its own.
func (r *reading) end(frame trace.ID, at sim.Instant, fate view.Fate, reason string) {
	i, ok := r.frames[frame]
	delete(r.frames, frame)
	if !ok || i < 0 {
		return
	}
	m := &r.messages[i]
	if m.view.Fate == view.Delivered && (fate == view.Lost || frame != m.last) {
		return
	}
	m.view.EndAt, m.view.Fate, m.view.Reason = int64(at), fate, reason
}

// again notes one more frame of a message.
func (r *reading) again(i, size int, frame trace.ID) {
	if i >= 0 {
		m := &r.messages[i]
		m.view.Frames++
		m.view.Size += size
		m.last = frame
	}
}

// carry returns the message that a frame carries, a new one or a further part of one;
// -1 for a frame that carries none.
func (r *reading) carry(e *trace.Event, b *vnet.FrameSent) int {
	payload, _ := r.world.run.trace.Payload(b.Payload)
	m := said{last: e.ID, view: view.Counterpart{
		Frame: uint64(e.ID), From: e.Host, To: b.To, Fate: view.InFlight, SentAt: int64(e.At), Frames: 1, Size: b.Size,
	}}
	var t view.Transfer
	summarise(&t, b, payload)
	m.view.Protocol, m.view.Summary, m.view.Reply = t.Protocol, t.Summary, t.Reply
	if b.TCP != nil {
		return r.carrySegment(m, t, b, payload)
	}
	m.digest = digest(t.Protocol, payload)
	return r.add(m)
}

// carrySegment is carry for a segment: what opens or resets a connection, or bytes of a
// stream. All that one side sends until the other side does is one message.
func (r *reading) carrySegment(m said, t view.Transfer, b *vnet.FrameSent, payload []byte) int {
	way, back := oneWay{b.Src, b.Dst}, oneWay{b.Dst, b.Src}
	last, spoken := r.streams[way]
	switch {
	case t.Retransmission:
		r.totals.Retransmissions++
		if !spoken {
			return -1
		}
		r.again(last, b.Size, m.last)
		if last >= 0 {
			r.messages[last].view.Again++
		}
		return last
	case t.Protocol == "dns":
		m.digest = digest("dns", payload[2:])
	case t.Control == view.Opens || t.Control == view.Resets:
		m.view.Summary, m.view.Control = "", t.Control
	case t.Data == 0:
		return -1
	default:
		m.view.Summary, m.view.Reply = "", false
		if spoken && last >= 0 && r.talks[way] == way && r.messages[last].view.Data > 0 {
			r.again(last, b.Size, m.last)
			into := &r.messages[last]
			into.view.Data += t.Data
			into.digest = digestOn(into.digest, payload)
			into.view.Fate, into.view.EndAt = view.InFlight, 0
			return last
		}
		m.view.Data, m.digest = t.Data, digestOn(0, payload)
	}
	i := r.add(m)
	r.streams[way] = i
	if t.Data > 0 {
		r.talks[way], r.talks[back] = way, way
	}
	return i
}

func (r *reading) add(m said) int {
	r.totals.Messages++
	if len(r.messages) == manyCompared {
		return -1
	}
	r.messages = append(r.messages, m)
	return len(r.messages) - 1
}

// digest sums up what a datagram says.
func digest(protocol string, payload []byte) uint64 {
	switch {
	case protocol == "dns" && len(payload) > 2:
		payload = payload[2:] // the ID (RFC 1035 §4.1.1)
	case protocol == "icmp" && len(payload) >= 8 && (payload[0] == 8 || payload[0] == 0):
		// Type and code; not the checksum and the identifier (RFC 792, Echo).
		return digestOn(digestOn(0, payload[:2]), payload[6:])
	case protocol == "icmp" && len(payload) >= 8:
		payload = payload[:2] // what it quotes has ports in it
	}
	return digestOn(0, payload)
}

// digestOn sums up bytes that follow others, however they were cut into pieces (FNV-1a).
func digestOn(before uint64, b []byte) uint64 {
	const basis, prime = 14695981039346656037, 1099511628211
	if before == 0 {
		before = basis
	}
	for _, c := range b {
		before = (before ^ uint64(c)) * prime
	}
	return before
}

// rootOf returns the operation at the top of the chain in which op stands, and
// remembers it for all on the way there.
func rootOf(t *trace.Trace, known map[trace.ID]trace.ID, op trace.ID) trace.ID {
	var chain []trace.ID
	for {
		if r, ok := known[op]; ok {
			op = r
			break
		}
		chain = append(chain, op)
		e, ok := t.Event(op)
		if !ok || e.For == 0 {
			break
		}
		op = e.For
	}
	for _, id := range chain {
		known[id] = op
	}
	return op
}
