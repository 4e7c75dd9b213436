package stage

import (
	"math"
	"strconv"

	"playnet/core/view"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// hover is what of the canvas the pointer is at: one direction of a connection, or a frame.
type hover struct {
	on       bool
	frame    uint64
	from, to int
}

// Point notes where the pointer is on the canvas, and reports whether something else is
// there than before. Outside says that it has left.
func (s *Swarm) Point(in *SwarmIn, x, y float64, outside bool) (changed bool) {
	was := s.hover
	s.hover = hover{}
	if key, link := s.Find(x, y, in.View); !outside {
		switch {
		case key != "":
			id, _ := strconv.ParseUint(key[len(FrameKey):], 10, 64)
			s.hover = hover{on: true, frame: id}
		case link >= 0 && link < len(in.Swarm.Links):
			s.hover = hover{on: true, from: in.Swarm.Links[link].From, to: in.Swarm.Links[link].To}
		}
	}
	return was != s.hover
}

// spotWords is what the pointer is at in words; "" for nothing.
func (s *Swarm) spotWords(in *SwarmIn) string {
	h := s.hover
	if !h.on {
		return ""
	}
	if h.frame != 0 {
		for i := range s.ways.list {
			t := &s.ways.list[i]
			if t.leader != nil && t.leader.ID == h.frame {
				return text.T("swarm.frame.says", "from", t.leader.From, "to", t.leader.To)
			}
		}
		return ""
	}
	for i := range in.Swarm.Links {
		k := &in.Swarm.Links[i]
		if k.From == h.from && k.To == h.to && s.known(k) {
			return linkSays(in.Swarm, k) + " · " + text.T("swarm.ask")
		}
	}
	return ""
}

// linkSays is one direction of a connection in words.
func linkSays(w *view.Swarm, k *view.SwarmLink) string {
	says := text.T("swarm.link.says", "from", w.Peers[k.From].Host, "to", w.Peers[k.To].Host, "state", swarmLinkState(k))
	if k.Rate > 0 {
		says += " · " + text.ByteRate(k.Rate)
	}
	if k.Asked > 0 {
		says += " · " + text.T("swarm.link.piece", "piece", strconv.Itoa(k.Piece))
	}
	return says
}

// swarmLinkState says whether one peer serves another.
func swarmLinkState(k *view.SwarmLink) string {
	switch {
	case k.Unchoked && k.Optimistic:
		return text.T("swarm.link.tried")
	case k.Unchoked:
		return text.T("swarm.link.served")
	case k.Interested:
		return text.T("swarm.link.choked")
	}
	return text.T("swarm.link.idle")
}

// Knows reports whether a key is that of a peer on the picture.
func (s *Swarm) Knows(key string) bool {
	if s.layout == nil || len(key) <= len(HostKey) || key[:len(HostKey)] != HostKey {
		return false
	}
	_, ok := s.layout.index[key[len(HostKey):]]
	return ok
}

// Find returns what is at a place of the island: the key of a frame, or of the peer from
// which a connection leads; "" for nothing.
func (s *Swarm) Find(x, y float64, v View) (key string, link int) {
	if s.layout == nil {
		return "", -1
	}
	p := s.layout.unzoomed(x, y, v)
	best, found := 7.0, -1
	for i := range s.spots {
		d := distanceTo(p, s.spots[i].from, s.spots[i].to)
		if s.spots[i].frame != 0 {
			d -= 5 // it lies above the lines
		}
		if d <= best {
			best, found = d, i
		}
	}
	if found < 0 {
		return "", -1
	}
	if f := s.spots[found].frame; f != 0 {
		return FrameKey + strconv.FormatUint(f, 10), -1
	}
	return "", s.spots[found].link
}

// unzoomed is the place of the picture at a place of the island.
func (l *swarmLayout) unzoomed(x, y float64, v View) scene.Point {
	zoom := math.Max(v.Zoom, 1)
	w, h := l.w/zoom, l.h/zoom
	if zoom > 1 {
		return scene.Point{X: math.Max(0, math.Min(l.w-w, v.X*l.w-w/2)) + x/zoom, Y: math.Max(0, math.Min(l.h-h, v.Y*l.h-h/2)) + y/zoom}
	}
	return scene.Point{X: x, Y: y}
}

// distanceTo is how far a point is from a stretch.
func distanceTo(p, a, b scene.Point) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	t := 0.0
	if d := dx*dx + dy*dy; d > 0 {
		t = math.Max(0, math.Min(1, ((p.X-a.X)*dx+(p.Y-a.Y)*dy)/d))
	}
	return p.Distance(scene.Point{X: a.X + dx*t, Y: a.Y + dy*t})
}
