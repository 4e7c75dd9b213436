package trace

import "sort"

// payloadStore holds payload bytes in pages. Bytes are addressed by their place
// in the sequence of all payload bytes ever recorded, so that dropping the
// oldest page moves nothing.
type payloadStore struct {
	pages []*payloadPage
	first uint64          // address of the first byte that is kept
	size  uint64          // address after the last byte
	held  int             // bytes that the pages take
	limit int             // bytes that they may take before the oldest one goes; 0: any number
	lent  map[*byte]int32 // places in the last page's list, by the first byte that each has
}

// payloadPage holds some payloads that follow one another. What was lent is kept as numbers:
// references would be as many as segments, and the collector of garbage comes by each of them.
type payloadPage struct {
	first uint64 // address of its first byte
	spans []payloadSpan
	own   []byte   // payloads that were copied, one behind the other
	lent  [][]byte // what others have lent, each once, whatever part of it the spans have
}

// payloadSpan is a stretch of payload bytes up to where the next one begins.
type payloadSpan struct {
	at   uint64 // address of its first byte
	lent int32  // place of its bytes in the page's list; copied: they are the page's own
	from uint32 // their place in there
}

// copied stands for a page's own bytes.
const copied = -1

const (
	// pageBytes is how many bytes a page has for copies, at least.
	pageBytes = 256 << 10
	// pageSpans is up to how many spans a page has.
	pageSpans = 16 << 10
	// spanBytes and lentBytes are what a span and a reference to something lent take.
	spanBytes, lentBytes = 16, 24
	// fewLent is up to how many bytes it costs less to copy a payload than to refer to it.
	fewLent = 256
)

// room returns the page that the next payload goes to, of which n bytes are copied.
func (s *payloadStore) room(n int) *payloadPage {
	if last := len(s.pages) - 1; last >= 0 {
		if p := s.pages[last]; len(p.own)+n <= cap(p.own) && len(p.spans) < pageSpans {
			return p
		}
	}
	p := &payloadPage{first: s.size, own: make([]byte, 0, max(pageBytes, n))}
	s.pages, s.lent = append(s.pages, p), nil
	return p
}

// add appends a copy of b and returns its address. A payload never straddles two spans.
func (s *payloadStore) add(b []byte) uint64 {
	at := s.size
	if len(b) == 0 {
		return at
	}
	p := s.room(len(b))
	if last := len(p.spans) - 1; last < 0 || p.spans[last].lent != copied {
		s.append(p, payloadSpan{at, copied, uint32(len(p.own))})
	}
	p.own = append(p.own, b...)
	s.size += uint64(len(b))
	s.held += len(b)
	return at
}

// lend appends n bytes of a body, from one on, and returns their address. The body never changes:
// it is not copied.
func (s *payloadStore) lend(body []byte, from, n int) uint64 {
	if n <= fewLent {
		return s.add(body[from : from+n])
	}
	p, at := s.room(0), s.size
	i, known := s.lent[&body[0]]
	if !known || len(p.lent[i]) < len(body) {
		if s.lent == nil {
			s.lent = map[*byte]int32{}
		}
		i = int32(len(p.lent))
		s.lent[&body[0]] = i
		p.lent = append(p.lent, body)
		s.held += lentBytes
	}
	s.append(p, payloadSpan{at, i, uint32(from)})
	s.size += uint64(n)
	return at
}

func (s *payloadStore) append(p *payloadPage, span payloadSpan) {
	p.spans = append(p.spans, span)
	s.held += spanBytes
}

// takes returns how many bytes the page takes.
func (p *payloadPage) takes() int {
	return len(p.own) + len(p.spans)*spanBytes + len(p.lent)*lentBytes
}

// bytes returns n bytes of span i of the page, from one on.
func (p *payloadPage) bytes(i int, from, n uint64) []byte {
	span := p.spans[i]
	from += uint64(span.from)
	if span.lent == copied {
		return p.own[from : from+n : from+n]
	}
	return p.lent[span.lent][from : from+n : from+n]
}

// after returns the place of the first page that begins behind an address.
func (s *payloadStore) after(address uint64) int {
	return sort.Search(len(s.pages), func(i int) bool { return s.pages[i].first > address })
}

// after returns the place of the first span that begins behind an address.
func (p *payloadPage) after(address uint64) int {
	return sort.Search(len(p.spans), func(i int) bool { return p.spans[i].at > address })
}

// endOfPage and endOfSpan return the address after the last byte of a page, and of a span of it.
func (s *payloadStore) endOfPage(page int) uint64 {
	if page+1 < len(s.pages) {
		return s.pages[page+1].first
	}
	return s.size
}

func (s *payloadStore) endOfSpan(page, span int) uint64 {
	if p := s.pages[page]; span+1 < len(p.spans) {
		return p.spans[span+1].at
	}
	return s.endOfPage(page)
}

// get returns the bytes of a reference, or false if they were dropped.
func (s *payloadStore) get(r PayloadRef) ([]byte, bool) {
	if r.Len == 0 {
		return []byte{}, true // there is nothing to drop
	}
	if r.Offset < s.first || r.Offset >= s.size {
		return nil, false
	}
	page := s.after(r.Offset) - 1
	p := s.pages[page]
	span := p.after(r.Offset) - 1
	if n := uint64(r.Len); n <= s.endOfSpan(page, span)-r.Offset {
		return p.bytes(span, r.Offset-p.spans[span].at, n), true
	}
	return nil, false // no payload straddles two spans
}

// full reports whether the oldest page may go.
func (s *payloadStore) full() bool {
	return s.limit > 0 && len(s.pages) > 1 && s.held-s.pages[0].takes() >= s.limit
}

// dropOldest forgets the oldest page, after its bytes have been passed to f.
func (s *payloadStore) dropOldest(f func([]byte)) {
	end := s.endOfPage(0)
	s.between(s.first, end, f)
	s.held -= s.pages[0].takes()
	s.pages[0] = nil
	s.pages, s.first = s.pages[1:], end
}

// cut forgets all bytes from an address on, which must not have been dropped. What comes next
// does not take their place: who holds them still has them.
func (s *payloadStore) cut(size uint64) {
	kept := sort.Search(len(s.pages), func(i int) bool { return s.pages[i].first >= size })
	for i, p := range s.pages[kept:] {
		s.held -= p.takes()
		s.pages[kept+i] = nil
	}
	s.pages, s.size, s.lent = s.pages[:kept], min(s.size, size), nil
	if kept == 0 {
		return
	}
	p := s.pages[kept-1]
	s.held -= p.takes()
	p.spans = p.spans[:p.after(size-1)]
	if last := p.spans[len(p.spans)-1]; last.lent == copied {
		p.own = p.own[:uint64(last.from)+size-last.at]
	}
	p.own = p.own[:len(p.own):len(p.own)]
	s.held += p.takes()
}

// between passes all bytes from one address to another to f.
func (s *payloadStore) between(from, to uint64, f func([]byte)) {
	for page := max(s.after(from)-1, 0); page < len(s.pages) && s.pages[page].first < to; page++ {
		p := s.pages[page]
		for i := max(p.after(from)-1, 0); i < len(p.spans) && p.spans[i].at < to; i++ {
			at, end := p.spans[i].at, s.endOfSpan(page, i)
			if begin := max(from, at); begin < end {
				f(p.bytes(i, begin-at, min(to, end)-begin))
			}
		}
	}
}
