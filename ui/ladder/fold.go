package ladder

import (
	"math"
	"slices"
	"strconv"

	"playnet/core/view"
	"playnet/ui/text"
)

// rung is what the ladder draws as one thing: a frame, or the segments of a TCP connection
// that carry data in one direction until the other side has its say, with what acknowledges
// them.
type rung struct {
	t     view.Transfer // the frame, or what stands for its segments
	first int           // place of the (first) frame in the list
	// over says that its end is known, and since when: that of a frame when it has arrived
	// or is lost, that of segments when the next thing shows that no more will come.
	over  bool
	since int64

	segments    int // with data; 0: a frame by itself
	acks        int
	members     []int // places of all frames, where it has more than one
	lost, again int
	flying      []int // places of its segments that were in flight at the last look
	firstEnd    int64 // of the first segment that arrived; 0: none has
	lastEnd     int64 // of the last segment that has had its end so far
	lastSent    int64
	named       int  // place of the segment whose summary stands for all; -1: none has a number
	unfolded    bool // the first of segments that are drawn one by one
}

// frames is how many frames are folded into the rung.
func (r *rung) frames() int { return max(1, r.segments+r.acks) }

// folds is what the mark says that folds or unfolds a rung: how many frames are in it, "−"
// where they are drawn one by one, "" where there is nothing to fold.
func (r *rung) folds() string {
	switch {
	case r.unfolded:
		return "−"
	case r.frames() > 1:
		return "+" + strconv.Itoa(r.frames())
	}
	return ""
}

// shown is the rung as a transfer: what it says, and how it fared.
func (r *rung) shown() *view.Transfer {
	t := r.t
	if r.band() {
		t.Summary, t.Retransmission = r.words(), false
	}
	return &t
}

// band reports whether the rung is drawn as a band: its segments left, or arrived, one after
// the other.
func (r *rung) band() bool { return r.segments > 1 }

// talk is what a connection says in one direction.
type talk struct {
	rung     int  // the last one that carries data this way; -1: none yet
	open     bool // that rung still takes segments
	unfolded bool // its segments are drawn one by one
	data     bool // the last segment that was no bare acknowledgment carried data
	closed   bool // FIN was sent
}

// conversation is a TCP connection: what its two sides say, by the sender's name.
type conversation map[string]*talk

func (c conversation) of(host string) *talk {
	if c[host] == nil {
		c[host] = &talk{rung: -1}
	}
	return c[host]
}

// folding sorts the frames into rungs.
type folding struct {
	rungs         []rung
	rungOf        []int32 // of each frame; -1: not shown
	conversations map[string]conversation
	unfinished    []int // rungs whose end is not known
	hiddenCount   int   // frames that are not shown, because a host of theirs isn't
}

// options are what decides which rungs there are.
type options struct {
	fold   bool
	open   map[uint64]bool // first frames of rungs that are unfolded
	hidden map[string]bool // hosts
}

// read takes in the frames that are new, and what has become of the others.
func (f *folding) read(list []view.Transfer, o *options) {
	if f.conversations == nil {
		f.conversations = map[string]conversation{}
	}
	// Ends first, as far as the frames that are read already go: a fresh ladder reads the
	// ends of all at once, and has to come to the same rungs.
	for i := len(f.rungOf); i < len(list); i++ {
		f.rungOf = append(f.rungOf, -1)
		if o.hidden[list[i].From] || o.hidden[list[i].To] {
			f.hiddenCount++
			continue
		}
		f.add(list, i, o)
	}
	left := f.unfinished[:0]
	for _, i := range f.unfinished {
		r := &f.rungs[i]
		if r.segments == 0 {
			r.t = list[r.first]
			r.over, r.since = r.t.Fate != view.InFlight, r.t.EndAt
		} else if !r.over {
			f.look(r, list, math.MaxInt64)
			// Whether more will come is not known; what has come is no longer under way.
			r.t.Fate, r.t.EndAt = view.InFlight, 0
			if len(r.flying) == 0 && r.firstEnd > 0 {
				r.t.Fate, r.t.EndAt = view.Delivered, r.lastEnd
			}
		}
		if !r.over {
			left = append(left, i)
		}
	}
	f.unfinished = left
}

// add finds the rung of a frame.
func (f *folding) add(list []view.Transfer, i int, o *options) {
	t := &list[i]
	if t.Connection == "" || !o.fold || t.From == t.To {
		f.begin(list, i)
		return
	}
	c := f.conversations[t.Connection]
	if c == nil {
		c = conversation{}
		f.conversations[t.Connection] = c
	}
	me, peer := c.of(t.From), c.of(t.To)
	switch {
	case t.Control == view.NoControl && t.Data > 0:
		f.seal(peer, list, t.SentAt, false)
		f.data(me, list, i, o)
	case t.Control == view.NoControl:
		f.acknowledge(peer, list, i)
		f.seal(me, list, t.SentAt, true)
	default:
		if t.Control == view.Opens {
			*me, *peer = talk{rung: -1}, talk{rung: -1} // the ports may have been used before
		}
		f.seal(me, list, t.SentAt, false)
		f.seal(peer, list, t.SentAt, false)
		me.data, me.closed = false, t.Control == view.Closes
		f.begin(list, i)
	}
}

// acknowledge takes in a segment that only acknowledges: it belongs to what the other side
// has said, or stands by itself where that was no data.
func (f *folding) acknowledge(peer *talk, list []view.Transfer, i int) {
	if !peer.data || peer.rung < 0 || peer.unfolded {
		f.begin(list, i)
		return
	}
	f.rungOf[i] = int32(peer.rung)
	if r := &f.rungs[peer.rung]; !r.over {
		r.acks++
		r.members = append(r.members, i)
	}
}

// begin makes a rung of a frame.
func (f *folding) begin(list []view.Transfer, i int) *rung {
	f.rungOf[i] = int32(len(f.rungs))
	f.unfinished = append(f.unfinished, len(f.rungs))
	f.rungs = append(f.rungs, rung{t: list[i], first: i, named: -1})
	return &f.rungs[len(f.rungs)-1]
}

// patience is how many times its first segment's time under way a side may be silent until
// what it says next is another message.
const patience = 4

// data takes a segment with data into the rung of its side.
func (f *folding) data(me *talk, list []view.Transfer, i int, o *options) {
	t := &list[i]
	me.data = true
	if me.open {
		r := &f.rungs[me.rung]
		f.look(r, list, t.SentAt)
		if silence := r.firstEnd - r.t.SentAt; len(r.flying) == 0 && t.SentAt-r.lastEnd > patience*max(silence, 1) && !t.Retransmission {
			f.end(me, t.SentAt)
		}
	}
	switch {
	case me.open && me.unfolded:
		f.begin(list, i)
		head := &f.rungs[me.rung] // it knows when they end, as if they were one
		head.flying = append(head.flying, i)
		return
	case !me.open && t.Retransmission && me.rung >= 0 && !me.unfolded:
		f.rungOf[i] = int32(me.rung) // it is drawn already
		return
	case !me.open:
		r := f.begin(list, i)
		me.rung, me.open, me.unfolded = int(f.rungOf[i]), true, o.open[t.Frame]
		r.flying = append(r.flying, i)
		if r.unfolded = me.unfolded; r.unfolded {
			return
		}
		r.segments, r.lastSent = 1, t.SentAt
		r.members = append(r.members, i)
		r.t.EndAt, r.t.Fate = 0, view.InFlight
		r.note(list, i)
		return
	}
	r := &f.rungs[me.rung]
	f.rungOf[i] = int32(me.rung)
	r.segments++
	r.lastSent = t.SentAt
	r.flying, r.members = append(r.flying, i), append(r.members, i)
	r.t.Size += t.Size
	if !t.Retransmission {
		r.t.Data += t.Data
	}
	r.note(list, i)
}

// note remembers what of a segment the rung's words say.
func (r *rung) note(list []view.Transfer, i int) {
	if list[i].Retransmission {
		r.again++
	}
	if list[i].Number > 0 {
		r.named = i
		r.t.Number, r.t.Protocol, r.t.Summary, r.t.Reply = list[i].Number, list[i].Protocol, list[i].Summary, list[i].Reply
	}
}

// look learns which of a rung's segments have had their end by an instant.
func (f *folding) look(r *rung, list []view.Transfer, by int64) {
	left := r.flying[:0]
	for _, i := range r.flying {
		t := &list[i]
		if t.Fate == view.InFlight || t.EndAt > by {
			left = append(left, i)
			continue
		}
		if t.Fate == view.Lost {
			r.lost++
		} else if r.firstEnd == 0 || t.EndAt < r.firstEnd {
			r.firstEnd = t.EndAt
		}
		r.lastEnd = max(r.lastEnd, t.EndAt)
	}
	r.flying = left
}

// seal ends what a side has said, if all of it has arrived by an instant at which something
// else begins. With final, only if that side has closed its direction.
func (f *folding) seal(s *talk, list []view.Transfer, at int64, final bool) {
	if !s.open || final && !s.closed {
		return
	}
	r := &f.rungs[s.rung]
	f.look(r, list, at)
	if len(r.flying) == 0 {
		f.end(s, at)
	}
}

// end ends the rung that a side's data is drawn as.
func (f *folding) end(s *talk, at int64) {
	s.open = false
	if s.unfolded {
		return
	}
	r := &f.rungs[s.rung]
	r.over, r.since = true, at
	r.t.EndAt, r.t.Fate = r.lastEnd, view.Delivered
	if r.firstEnd == 0 {
		r.t.Fate = view.Lost
	}
}

// regressed reports whether what was taken for ended is in flight again.
func (f *folding) regressed(list []view.Transfer) bool {
	for i := len(f.rungOf) - 1; i >= 0 && i >= len(f.rungOf)-64; i-- {
		if f.rungOf[i] < 0 {
			continue
		}
		r := &f.rungs[f.rungOf[i]]
		if list[i].Fate == view.InFlight && r.segments > 0 && list[i].Data > 0 && (r.over || !slices.Contains(r.flying, i)) {
			return true
		}
	}
	return false
}

// words are what stands on a band: the message that its segments make up, or how much
// they carry; and what went wrong on the way.
func (r *rung) words() string {
	words := text.Count("ladder.fold.bytes", r.t.Data)
	if r.named >= 0 {
		words = r.t.Summary
	}
	words = text.T("ladder.fold.segments", "what", words, "n", strconv.Itoa(r.segments))
	if r.lost > 0 {
		words = text.T("ladder.fold.lost", "what", words, "n", strconv.Itoa(r.lost))
	}
	return words
}
