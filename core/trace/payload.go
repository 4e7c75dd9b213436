package trace

// payloadStore holds payload bytes in chunks. Bytes are addressed by their place
// in the sequence of all payload bytes ever recorded, so that dropping the
// oldest chunk moves nothing.
type payloadStore struct {
	chunks [][]byte
	first  uint64 // address of the first byte of chunks[0]
	size   uint64 // address after the last byte
	limit  int    // bytes to keep, at least
}

const payloadChunk = 256 << 10

// add appends b and returns its address. A payload never straddles two chunks:
// what is left of a chunk is skipped, as if it had never been.
func (s *payloadStore) add(b []byte) uint64 {
	last := len(s.chunks) - 1
	if last < 0 || len(s.chunks[last])+len(b) > cap(s.chunks[last]) {
		s.chunks = append(s.chunks, make([]byte, 0, max(payloadChunk, len(b))))
		last++
	}
	s.chunks[last] = append(s.chunks[last], b...)
	at := s.size
	s.size += uint64(len(b))
	return at
}

// get returns the bytes of a reference, or false if they were dropped.
func (s *payloadStore) get(r PayloadRef) ([]byte, bool) {
	if r.Len == 0 {
		return []byte{}, true // there is nothing to drop
	}
	if r.Offset < s.first {
		return nil, false
	}
	at, n := r.Offset-s.first, uint64(r.Len)
	for _, c := range s.chunks {
		if size := uint64(len(c)); at >= size {
			at -= size
		} else if n <= size-at {
			return c[at : at+n : at+n], true
		} else {
			break // no payload straddles two chunks
		}
	}
	return nil, false
}

// kept returns the number of bytes held.
func (s *payloadStore) kept() int { return int(s.size - s.first) }

// full reports whether the oldest chunk may go.
func (s *payloadStore) full() bool {
	return s.limit > 0 && len(s.chunks) > 1 && s.kept()-len(s.chunks[0]) >= s.limit
}

func (s *payloadStore) dropOldest() {
	s.first += uint64(len(s.chunks[0]))
	s.chunks[0] = nil
	s.chunks = s.chunks[1:]
}

// cut forgets all bytes from an address on, which must not have been dropped.
func (s *payloadStore) cut(size uint64) {
	at := s.first
	for i, c := range s.chunks {
		if end := at + uint64(len(c)); end < size {
			at = end
			continue
		}
		s.chunks[i] = append(make([]byte, 0, cap(c)), c[:size-at]...)
		clear(s.chunks[i+1:])
		s.chunks = s.chunks[:i+1]
		break
	}
	s.size = size
}

// between passes all bytes from one address to another to f.
func (s *payloadStore) between(from, to uint64, f func([]byte)) {
	at := s.first
	for _, c := range s.chunks {
		end := at + uint64(len(c))
		if from < end && at < to {
			f(c[max(from, at)-at : min(to, end)-at])
		}
		at = end
	}
}
