package vnet

import "iter"

// flight holds the frames under way in the order in which they were sent. One that has
// arrived leaves a hole behind; when most are holes, the others move together: so to take one
// out touches no other, of which there may be a hundred thousand all over the memory.
type flight struct {
	frames []*frame
	holes  int
}

// fewHoles is a number of holes that is not worth moving anything.
const fewHoles = 64

// add puts a frame behind all others.
func (l *flight) add(f *frame) {
	if l.holes > len(l.frames)/2+fewHoles {
		l.close()
	}
	f.seat = int32(len(l.frames))
	l.frames = append(l.frames, f)
}

// remove takes a frame out.
func (l *flight) remove(f *frame) {
	l.frames[f.seat] = nil
	l.holes++
}

// close moves the frames together.
func (l *flight) close() {
	kept := l.frames[:0]
	for _, f := range l.frames {
		if f != nil {
			f.seat = int32(len(kept))
			kept = append(kept, f)
		}
	}
	clear(l.frames[len(kept):])
	l.frames, l.holes = kept, 0
}

// all yields the frames, oldest first. Frames must not be added meanwhile; the present one may
// be taken out, and armed for another time.
func (l *flight) all() iter.Seq[*frame] {
	return func(yield func(*frame) bool) {
		for _, f := range l.frames {
			if f != nil && !yield(f) {
				return
			}
		}
	}
}
