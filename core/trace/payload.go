package trace

import "sort"

// payloadStore holds payload bytes in spans. Bytes are addressed by their place
// in the sequence of all payload bytes ever recorded, so that dropping the
// oldest span moves nothing.
type payloadStore struct {
	spans [][]byte
	start []uint64 // addresses of the spans' first bytes
	first uint64   // address of the first byte of spans[0]
	size  uint64   // address after the last byte
	limit int      // bytes to keep, at least
	room  []byte   // memory of the store's own that the next copies go to
	own   bool     // the last span ends where room begins
}

const (
	// payloadRoom is how much memory is had at once for payloads that are copied.
	payloadRoom = 256 << 10
	// fewLent is up to how many bytes it costs less to copy a payload than to refer to it.
	fewLent = 256
)

// add appends a copy of b and returns its address. A payload never straddles two spans.
func (s *payloadStore) add(b []byte) uint64 {
	if len(b) > len(s.room) {
		s.room, s.own = make([]byte, max(payloadRoom, len(b))), false
	}
	n := copy(s.room, b)
	if last := len(s.spans) - 1; s.own && len(s.spans[last])+n <= payloadRoom {
		s.spans[last] = s.spans[last][:len(s.spans[last])+n]
	} else if n > 0 {
		s.append(s.room[:n], true)
	}
	s.room = s.room[n:]
	at := s.size
	s.size += uint64(n)
	return at
}

// lend appends b itself, whose bytes never change, and returns its address.
func (s *payloadStore) lend(b []byte) uint64 {
	if len(b) <= fewLent {
		return s.add(b)
	}
	s.append(b[:len(b):len(b)], false)
	at := s.size
	s.size += uint64(len(b))
	return at
}

func (s *payloadStore) append(span []byte, own bool) {
	s.spans, s.start, s.own = append(s.spans, span), append(s.start, s.size), own
}

// spanOf returns the place of the span in which an address lies that was recorded and not dropped.
func (s *payloadStore) spanOf(address uint64) int {
	return sort.Search(len(s.start), func(i int) bool { return s.start[i] > address }) - 1
}

// get returns the bytes of a reference, or false if they were dropped.
func (s *payloadStore) get(r PayloadRef) ([]byte, bool) {
	if r.Len == 0 {
		return []byte{}, true // there is nothing to drop
	}
	if r.Offset < s.first || r.Offset >= s.size {
		return nil, false
	}
	i := s.spanOf(r.Offset)
	at, span := r.Offset-s.start[i], s.spans[i]
	if n := uint64(r.Len); n <= uint64(len(span))-at {
		return span[at : at+n : at+n], true
	}
	return nil, false // no payload straddles two spans
}

// kept returns the number of bytes held.
func (s *payloadStore) kept() int { return int(s.size - s.first) }

// full reports whether the oldest span may go.
func (s *payloadStore) full() bool {
	return s.limit > 0 && len(s.spans) > 1 && s.kept()-len(s.spans[0]) >= s.limit
}

// dropOldest forgets the oldest span, and returns it.
func (s *payloadStore) dropOldest() []byte {
	oldest := s.spans[0]
	s.first += uint64(len(oldest))
	s.spans[0] = nil
	s.spans, s.start = s.spans[1:], s.start[1:]
	return oldest
}

// cut forgets all bytes from an address on, which must not have been dropped. What comes next
// does not take their place: who holds them still has them.
func (s *payloadStore) cut(size uint64) {
	kept := sort.Search(len(s.start), func(i int) bool { return s.start[i] >= size })
	clear(s.spans[kept:])
	s.spans, s.start = s.spans[:kept], s.start[:kept]
	if last := kept - 1; last >= 0 {
		n := min(uint64(len(s.spans[last])), size-s.start[last])
		s.spans[last] = s.spans[last][:n:n]
	}
	s.size, s.own, s.room = size, false, nil
}

// between passes all bytes from one address to another to f.
func (s *payloadStore) between(from, to uint64, f func([]byte)) {
	for i := max(s.spanOf(from), 0); i < len(s.spans) && s.start[i] < to; i++ {
		at, span := s.start[i], s.spans[i]
		if end := at + uint64(len(span)); from < end {
			f(span[max(from, at)-at : min(to, end)-at])
		}
	}
}
