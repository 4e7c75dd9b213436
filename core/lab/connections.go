package lab

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"sort"

	"playnet/core/dissect"
	"playnet/core/slab"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// connections notes which frames belong to the byte streams that somebody may want to have
// taken apart: a segment says nothing of where the things that are said begin. It listens
// while the world runs, so that nobody has to look for a connection's beginning, and it
// reads each connection once, however many of its segments are asked for.
type connections struct {
	list    []*connected
	room    slab.Slab[connected]
	of      map[pairKey][]int // numbers, in the order of their beginning
	reading []*connected      // those that have a dialogue
	held    int               // frames that these have read
	read    int               // frames that were read for them and for those before
	asked   int               // how often one was asked for
}

// connected is a connection, and its dialogue as far as that was read.
type connected struct {
	stream   stream // its frames and ends
	dialogue *dialogue
	asked    int      // when it was asked for last, see connections
	heard    trace.ID // the first frame with data, which may tell its protocol; 0: none yet
	foreign  bool     // neither ports nor data tell the protocol: the frames are not noted
}

// pairKey is what the segments of a TCP connection have in common, whichever way they go: the
// addresses and ports of its ends, the smaller first. A streamKey says the same of all protocols;
// it takes several times as long to look up, and every segment of the world comes by here.
type pairKey struct{ a, b uint64 }

func pairOf(x, y netip.AddrPort) pairKey {
	a, b := endOf(x), endOf(y)
	return pairKey{min(a, b), max(a, b)}
}

// endOf writes an end as a number. The addresses of the network are IPv4.
func endOf(x netip.AddrPort) uint64 {
	return uint64(numberOf(x.Addr()))<<16 | uint64(x.Port())
}

func numberOf(ip netip.Addr) uint32 {
	if !ip.Is4() {
		return 0
	}
	b := ip.As4()
	return binary.BigEndian.Uint32(b[:])
}

// manyRead is how many connections' dialogues are kept in any case, and manyFramesRead how
// many frames those may have together that are kept besides: a swarm has thousands of
// connections, and whoever goes through its frames comes to each of them again and again. A
// frame takes some 60 bytes. Where there are too many, those go that were asked for longest
// ago, half of the frames at once.
const (
	manyRead       = 64
	manyFramesRead = 1 << 20
)

// take notes a segment as it is sent: its data are at hand then.
func (x *connections) take(sent *vnet.FrameSent, frame trace.ID, f *flow) {
	if sent.Proto != vnet.TCP {
		return
	}
	c := f.connected
	if c == nil || begins(sent) {
		if c = x.find(sent); c == nil {
			return // nobody has seen it begin
		}
		f.connected = c
	}
	if c.heard == 0 && len(sent.Data) > 0 {
		c.heard = frame
		c.foreign = speaks(sent) == nil && dissect.Recognise(sent.Data) == nil
	}
	if !c.foreign {
		c.stream.frames = append(c.stream.frames, frame)
	}
}

// find returns the connection of a segment, which may be its first; nil if its first was not seen.
func (x *connections) find(sent *vnet.FrameSent) *connected {
	key := pairOf(sent.Src, sent.Dst)
	numbers := x.of[key]
	if begins(sent) {
		if x.of == nil {
			x.of = map[pairKey][]int{}
		}
		c := x.room.New()
		c.stream.proto = vnet.TCP
		c.stream.ends[0], c.stream.ends[1] = sent.Src, sent.Dst
		x.of[key] = append(numbers, len(x.list))
		x.list = append(x.list, c)
		return c
	}
	if len(numbers) == 0 {
		return nil
	}
	return x.list[numbers[len(numbers)-1]]
}

// cut forgets the frames after an event.
func (x *connections) cut(now trace.ID) {
	for _, c := range x.reading {
		c.dialogue = nil
	}
	x.reading, x.held = nil, 0
	kept := sort.Search(len(x.list), func(i int) bool { return x.list[i].stream.frames[0] > now })
	for _, c := range x.list[kept:] {
		key := pairOf(c.stream.ends[0], c.stream.ends[1])
		numbers := x.of[key]
		x.of[key] = numbers[:len(numbers)-1]
	}
	x.list = x.list[:kept]
	for _, c := range x.list {
		frames := c.stream.frames
		c.stream.frames = frames[:sort.Search(len(frames), func(i int) bool { return frames[i] > now })]
		if c.heard > now {
			c.heard, c.foreign = 0, false
		}
	}
}

// upTo returns the dialogue of a segment's connection, read up to the frame at least; nil
// if its beginning was not seen.
func (x *connections) upTo(t *trace.Trace, frame trace.ID, sent *vnet.FrameSent) *dialogue {
	numbers := x.of[pairOf(sent.Src, sent.Dst)]
	i := sort.Search(len(numbers), func(i int) bool { return x.list[numbers[i]].stream.frames[0] > frame })
	if i == 0 {
		return nil
	}
	c := x.list[numbers[i-1]]
	if c.foreign {
		return nil
	}
	if c.dialogue == nil {
		c.dialogue = newDialogue(&c.stream)
		x.reading = append(x.reading, c)
	}
	x.asked++
	c.asked = x.asked
	d := c.dialogue
	before := d.read
	d.catchUpTo(t, frame, nil)
	x.read += d.read - before
	if x.held += d.read - before; x.held > manyFramesRead {
		x.forget(manyRead, manyFramesRead/2)
	}
	return d
}

// forget drops dialogues, those first that were asked for longest ago, until there are no
// more than so many, or they have read no more than so many frames.
func (x *connections) forget(many, frames int) {
	slices.SortFunc(x.reading, func(a, b *connected) int { return a.asked - b.asked })
	drop := 0
	for len(x.reading)-drop > many && x.held > frames {
		x.held -= x.reading[drop].dialogue.read
		x.reading[drop].dialogue = nil
		drop++
	}
	x.reading = slices.Delete(x.reading, 0, drop)
}
