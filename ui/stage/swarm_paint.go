package stage

import (
	"encoding/binary"
	"math"
	"strconv"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
)

// Paint is what is painted on a canvas: 32-bit floats, little endian, that cross to
// public/js/brushes.js as one array. The first ten say how large the canvas is and which
// part of the picture it shows; then come commands, each a number of [paintLine] on and its
// arguments.
type Paint struct{ bytes []byte }

// The commands, with their arguments.
const (
	paintLine = 1 // x1 y1 x2 y2 width tone alpha dash(0 none, 1 dashed, 2 dotted)
	paintDot  = 2 // x y radius tone alpha
	paintChip = 3 // x y number tone
)

// tone is a colour: its place in the list of brushes.js.
type tone float64

const (
	toneLine tone = iota
	toneServed
	toneTried
	tonePiece
	toneMuted
	toneAccent
)

func (p *Paint) put(values ...float64) {
	for _, v := range values {
		p.bytes = binary.LittleEndian.AppendUint32(p.bytes, math.Float32bits(float32(v)))
	}
}

// Painting returns what is painted of the frames in flight, until the next Draw.
func (s *Swarm) Painting() []byte { return s.paint.bytes }

// Links returns what is painted of the connections, and whether it has changed since it was
// asked for last.
func (s *Swarm) Links() (painting []byte, changed bool) {
	changed, s.linked.fresh = s.linked.fresh, false
	return s.links.bytes, changed
}

// linkedFor says for what the connections were painted.
type linkedFor struct {
	version uint64
	focus   int
	layout  *swarmLayout
	view    View
	fresh   bool
}

// begin starts a painting of the part of the picture that is shown.
func (p *Paint) begin(l *swarmLayout, v View) {
	p.bytes = p.bytes[:0]
	zoom := math.Max(v.Zoom, 1)
	w, h := l.w/zoom, l.h/zoom
	x, y := 0.0, 0.0
	if zoom > 1 {
		x = math.Max(0, math.Min(l.w-w, v.X*l.w-w/2))
		y = math.Max(0, math.Min(l.h-h, v.Y*l.h-h/2))
	}
	p.put(l.w, l.h, x, y, zoom)
}

// spot is something on the canvas that the pointer can find.
type spot struct {
	from, to scene.Point
	link     int    // place in the swarm's list
	frame    uint64 // of a chip
}

// ways gathers the frames in flight by their senders and receivers.
type ways struct {
	at   map[uint32]int
	list []way
	led  map[uint32]uint64 // by way: the frame on which the number of its piece rides
}

// way is what is under way from one peer to another.
type way struct {
	key      uint32
	from, to int // places of peers; -1: another host
	a, b     scene.Point
	beads    [swarmBeads]int
	small    [swarmBeads]int
	leader   *view.Frame
	newest   *view.Frame
}

const (
	// swarmBeads is into how many pieces a way is cut: a picture of ten thousand frames
	// costs what one of a thousand does.
	swarmBeads = 18
	// smallFrame is up to which size a frame carries no block of a piece: requests, haves,
	// acknowledgments.
	smallFrame = 200
	// manyLines is from how many connections on those that are idle are drawn fainter.
	manyLines = 300
	// manyServed is likewise of those on which somebody is served.
	manyServed = 120
	// chipsUpTo is up to how many peers the numbers of pieces can be told apart.
	chipsUpTo = 40
)

// paintAll paints connections, then frames, then the numbers of pieces.
func (s *Swarm) paintAll(in *SwarmIn) {
	l := s.layout
	focus := s.focus(in)
	if now := (linkedFor{in.Version, focus, l, in.View, s.linked.fresh}); in.Version == 0 || now != s.linked {
		s.linked = now
		s.linked.fresh = true
		s.links.begin(l, in.View)
		s.spots = s.spots[:0]
		s.paintLinks(in, focus)
		s.lasting = len(s.spots)
	}
	s.spots = s.spots[:s.lasting]
	s.paint.begin(l, in.View)
	s.gather(in)
	for i := range s.ways.list {
		s.paintWay(&s.ways.list[i], focus)
	}
	if len(in.Swarm.Peers) <= chipsUpTo {
		s.paintChips(in, focus)
	}
}

// paintLinks paints the connections: those that nothing flows on, then those on which
// somebody is served.
func (s *Swarm) paintLinks(in *SwarmIn, focus int) {
	links := in.Swarm.Links
	n := len(s.layout.at)
	s.lines = append(s.lines[:0], make([]bool, n*n)...)
	faint := 0.9
	if len(links) > 2*manyLines {
		faint = math.Max(0.12, 0.9*2*manyLines/float64(len(links)))
	}
	most, busy := int64(1), 0
	for i := range links {
		most = max(most, links[i].Rate)
		if links[i].Unchoked {
			busy++
		}
	}
	strong := 0.95 // of many lines each is fainter: where they meet it is dense all the same
	if busy > manyServed {
		strong = math.Max(0.25, strong*manyServed/float64(busy))
	}
	for i := range links {
		k := &links[i]
		if k.Unchoked || !s.known(k) || s.drawn(k) {
			continue
		}
		alpha := faint
		if focus >= 0 && k.From != focus && k.To != focus {
			alpha *= 0.4
		}
		s.paintLink(k, i, 1, toneLine, alpha, 0, 0)
	}
	for _, tried := range []bool{false, true} {
		for i := range links {
			k := &links[i]
			if !k.Unchoked || k.Optimistic != tried || !s.known(k) {
				continue
			}
			width := 1.2 + 0.17*s.layout.r*math.Sqrt(float64(k.Rate)/float64(most))
			if k.Rate == 0 {
				width = 1.2
			}
			alpha := strong
			switch {
			case focus >= 0 && (k.From == focus || k.To == focus):
				alpha = 0.95
			case focus >= 0:
				alpha *= 0.23
			}
			hue, dash := toneServed, 0.0
			if tried {
				hue, dash = toneTried, 1
			}
			s.paintLink(k, i, width, hue, alpha, dash, 2.6)
		}
	}
}

// known reports whether a link's ends are on the picture.
func (s *Swarm) known(k *view.SwarmLink) bool {
	n := len(s.layout.at)
	return k.From >= 0 && k.To >= 0 && k.From < n && k.To < n && k.From != k.To
}

// drawn reports whether the line between two peers is there already, for the other
// direction, and notes that it is now.
func (s *Swarm) drawn(k *view.SwarmLink) bool {
	at := min(k.From, k.To)*len(s.layout.at) + max(k.From, k.To)
	was := s.lines[at]
	s.lines[at] = true
	return was
}

func (s *Swarm) paintLink(k *view.SwarmLink, i int, width float64, hue tone, alpha, dash, aside float64) {
	a, b := s.ends(k.From, k.To, aside)
	s.links.put(paintLine, a.X, a.Y, b.X, b.Y, width, float64(hue), alpha, dash)
	s.spots = append(s.spots, spot{from: a, to: b, link: i})
}

// ends are where the way from one peer to another begins and ends: at their rims, and a
// little to the right of the middle, as on a road, so that both directions can be seen.
func (s *Swarm) ends(from, to int, aside float64) (a, b scene.Point) {
	l := s.layout
	return trimmed(l.at[from], l.at[to], l.r+2, l.r+3, aside)
}

func trimmed(a, b scene.Point, atA, atB, aside float64) (scene.Point, scene.Point) {
	d := math.Max(a.Distance(b), 1e-6)
	dx, dy := (b.X-a.X)/d, (b.Y-a.Y)/d
	if atA+atB > d*0.8 {
		atA, atB = d*0.4, d*0.4
	}
	sx, sy := -dy*aside, dx*aside
	return a.Add(dx*atA+sx, dy*atA+sy), b.Add(-dx*atB+sx, -dy*atB+sy)
}

// place is where a host's frames begin and end.
func (s *Swarm) place(host string) (i int, p scene.Point, rim float64, ok bool) {
	if i, ok = s.layout.index[host]; ok {
		return i, s.layout.at[i], s.layout.r + 2, true
	}
	p, ok = s.layout.corner[host]
	return -1, p, 2, ok
}

// gather sorts the frames in flight into their ways.
func (s *Swarm) gather(in *SwarmIn) {
	w := &s.ways
	if w.at == nil {
		w.at, w.led = map[uint32]int{}, map[uint32]uint64{}
	}
	clear(w.at)
	w.list = w.list[:0]
	hosts := len(s.layout.at)
	other := map[string]int{}
	for i := range s.layout.others {
		other[s.layout.others[i].host] = hosts + i
	}
	for i := range in.Frames {
		f := &in.Frames[i]
		if in.Now < f.SentAt || f.From == f.To {
			continue
		}
		a, pa, ra, okA := s.place(f.From)
		b, pb, rb, okB := s.place(f.To)
		if !okA || !okB {
			continue
		}
		from, to := a, b
		if a < 0 {
			from = other[f.From]
		}
		if b < 0 {
			to = other[f.To]
		}
		key := uint32(from)<<16 | uint32(to)
		k, there := w.at[key]
		if !there {
			k = len(w.list)
			w.at[key] = k
			w.list = append(w.list, way{key: key, from: a, to: b})
			w.list[k].a, w.list[k].b = trimmed(pa, pb, ra, rb, 2.6)
		}
		w.list[k].take(f, in.Now, w.led[key])
	}
	for key := range w.led {
		if _, there := w.at[key]; !there {
			delete(w.led, key) // each on its own: the order does not matter
		}
	}
}

func (t *way) take(f *view.Frame, now int64, leader uint64) {
	slot := min(int(flight.Progress(f, now)*swarmBeads), swarmBeads-1)
	if f.Size <= smallFrame {
		t.small[slot]++
		return
	}
	t.beads[slot]++
	if f.ID == leader {
		t.leader = f
	}
	if t.newest == nil || f.SentAt > t.newest.SentAt {
		t.newest = f
	}
}

// paintWay paints the frames of a way as beads, the larger the more there are.
func (s *Swarm) paintWay(t *way, focus int) {
	alpha := 1.0
	if focus >= 0 && t.from != focus && t.to != focus {
		alpha = 0.3
	}
	hue := tonePiece
	if t.from < 0 || t.to < 0 {
		hue = toneAccent
	}
	small := math.Min(1.6, s.layout.r*0.3)
	for k := range swarmBeads {
		p := t.a.Toward(t.b, (float64(k)+0.5)/swarmBeads)
		if t.small[k] > 0 {
			s.paint.put(paintDot, p.X, p.Y, small, float64(toneMuted), alpha)
		}
		if n := t.beads[k]; n > 0 {
			r := math.Min(math.Max(2.1, s.layout.r*0.2), 1.5*math.Sqrt(float64(n))+0.6)
			s.paint.put(paintDot, p.X, p.Y, r, float64(hue), alpha)
		}
	}
}

// paintChips writes the number of the piece on one frame of each way, and stays with that
// frame until it has arrived.
func (s *Swarm) paintChips(in *SwarmIn, focus int) {
	var taken []scene.Box
	for _, p := range s.layout.at {
		taken = append(taken, scene.BoxAround(p, 2*s.layout.r-4, 2*s.layout.r-4))
	}
	piece := map[uint32]int{}
	for i := range in.Swarm.Links {
		if k := &in.Swarm.Links[i]; k.Asked > 0 && s.known(k) {
			piece[uint32(k.From)<<16|uint32(k.To)] = k.Piece + 1
		}
	}
	for i := range s.ways.list {
		t := &s.ways.list[i]
		n := piece[t.key]
		f := t.leader
		if f == nil {
			f = t.newest
		}
		if n == 0 || f == nil || focus >= 0 && t.from != focus && t.to != focus {
			continue
		}
		s.ways.led[t.key] = f.ID
		at := t.a.Toward(t.b, flight.Progress(f, in.Now))
		b := scene.BoxAround(at, 9+6.4*float64(len(strconv.Itoa(n-1))), 17)
		if overlapsAny(b, taken) {
			continue // its bead is there
		}
		taken = append(taken, b)
		s.paint.put(paintChip, at.X, at.Y, float64(n-1), float64(tonePiece))
		s.spots = append(s.spots, spot{from: at, to: at, frame: f.ID, link: -1})
	}
}
