package lab

import (
	"slices"
	"sort"

	"playnet/core/dissect"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// connections notes which frames belong to the byte streams that somebody may want to have
// taken apart: a segment says nothing of where the things that are said begin. It listens
// while the world runs, so that nobody has to look for a connection's beginning, and it
// reads each connection once, however many of its segments are asked for.
type connections struct {
	list    []*connected
	of      map[streamKey][]int // numbers, in the order of their beginning
	reading []*connected        // those that have a dialogue, the one that was asked last at the end
	read    int                 // frames that were read for them
}

// connected is a connection, and its dialogue as far as that was read.
type connected struct {
	stream   stream // its frames and ends
	dialogue *dialogue
	heard    trace.ID // the first frame with data, which may tell its protocol; 0: none yet
	foreign  bool     // neither ports nor data tell the protocol: the frames are not noted
}

// manyRead is how many connections' dialogues are kept in any case, and manyFramesRead how
// many frames those may have together that are kept besides: a swarm has hundreds of
// connections, and whoever goes through its frames comes to each of them again and again.
const (
	manyRead       = 64
	manyFramesRead = 1 << 18
)

// take notes a segment as it is sent: its data are at hand then.
func (x *connections) take(sent *vnet.FrameSent, frame trace.ID) {
	if sent.Proto != vnet.TCP {
		return
	}
	key := keyOf(vnet.TCP, sent.Src, sent.Dst)
	numbers := x.of[key]
	if begins(sent) {
		if x.of == nil {
			x.of = map[streamKey][]int{}
		}
		c := &connected{stream: stream{proto: vnet.TCP}}
		c.stream.ends[0], c.stream.ends[1] = sent.Src, sent.Dst
		x.of[key] = append(numbers, len(x.list))
		x.list = append(x.list, c)
	} else if len(numbers) == 0 {
		return // nobody has seen it begin
	}
	numbers = x.of[key]
	c := x.list[numbers[len(numbers)-1]]
	if c.heard == 0 && len(sent.Data) > 0 {
		c.heard = frame
		c.foreign = speaks(sent) == nil && dissect.Recognise(sent.Data) == nil
	}
	if !c.foreign {
		c.stream.frames = append(c.stream.frames, frame)
	}
}

// cut forgets the frames after an event.
func (x *connections) cut(now trace.ID) {
	for _, c := range x.reading {
		c.dialogue = nil
	}
	x.reading = nil
	kept := sort.Search(len(x.list), func(i int) bool { return x.list[i].stream.frames[0] > now })
	for _, c := range x.list[kept:] {
		key := keyOf(vnet.TCP, c.stream.ends[0], c.stream.ends[1])
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
	numbers := x.of[keyOf(vnet.TCP, sent.Src, sent.Dst)]
	i := sort.Search(len(numbers), func(i int) bool { return x.list[numbers[i]].stream.frames[0] > frame })
	if i == 0 {
		return nil
	}
	c := x.list[numbers[i-1]]
	if c.foreign {
		return nil
	}
	x.use(c)
	before := c.dialogue.read
	c.dialogue.catchUpTo(t, frame, nil)
	x.read += c.dialogue.read - before
	return c.dialogue
}

// use has a connection's dialogue at hand.
func (x *connections) use(c *connected) {
	if c.dialogue == nil {
		c.dialogue = newDialogue(&c.stream)
		x.forget()
		x.reading = append(x.reading, c)
		return
	}
	for i, other := range x.reading {
		if other == c {
			x.reading = append(append(x.reading[:i], x.reading[i+1:]...), c)
			return
		}
	}
}

// forget makes room for one more dialogue.
func (x *connections) forget() {
	frames := 0
	for _, c := range x.reading {
		frames += c.dialogue.read
	}
	drop := 0
	for len(x.reading)-drop >= manyRead && frames > manyFramesRead {
		frames -= x.reading[drop].dialogue.read
		x.reading[drop].dialogue = nil
		drop++
	}
	x.reading = slices.Delete(x.reading, 0, drop)
}
