package lab

import (
	"sort"

	"playnet/core/trace"
)

// transfer is the way of a frame in four words. Events are counted in 32 bits: a
// trace of more than four thousand million events fits into no memory.
type transfer struct {
	frame  uint32 // the frame's id
	sent   uint32 // frame.sent that describes it: another's for a duplicate
	end    uint32 // frame.delivered or frame.lost; 0: in flight
	number uint32 // see view.Transfer.Number
}

// frameTable lists transfers in the order of their ids. It grows by chunks: to copy
// a million of them to a larger place would hold the page up.
type frameTable struct {
	chunks [][]transfer
	size   int
}

const frameChunk = 4096

// at returns the i-th transfer.
func (t *frameTable) at(i int) *transfer { return &t.chunks[i/frameChunk][i%frameChunk] }

func (t *frameTable) add(v transfer) {
	if t.size%frameChunk == 0 {
		t.chunks = append(t.chunks, make([]transfer, 0, frameChunk))
	}
	last := len(t.chunks) - 1
	t.chunks[last] = append(t.chunks[last], v)
	t.size++
}

// before returns how many frames have lower ids.
func (t *frameTable) before(id trace.ID) int {
	return sort.Search(t.size, func(i int) bool { return trace.ID(t.at(i).frame) >= id })
}

// find returns the place of a frame.
func (t *frameTable) find(frame trace.ID) (int, bool) {
	i := t.before(frame)
	return i, i < t.size && trace.ID(t.at(i).frame) == frame
}

// cut forgets the frames that were sent, and how those ended that did, after an event.
func (t *frameTable) cut(now trace.ID) {
	t.size = t.before(now + 1)
	full := (t.size + frameChunk - 1) / frameChunk
	clear(t.chunks[full:])
	t.chunks = t.chunks[:full]
	if used := t.size % frameChunk; used > 0 {
		t.chunks[full-1] = t.chunks[full-1][:used]
	}
	for i := range t.size {
		if v := t.at(i); trace.ID(v.end) > now {
			v.end = 0
		}
	}
}
