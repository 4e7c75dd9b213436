package stage

import (
	"strconv"

	"playnet/core/view"
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
			return linkSays(in.Swarm, k)
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
