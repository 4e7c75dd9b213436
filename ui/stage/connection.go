package stage

import (
	"math"
	"strings"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// phase is how far a TCP connection is, of both its ends together.
type phase int

const (
	noPhase     phase = iota
	waiting           // closed, and kept for a while: TIME-WAIT
	closing           // a side has sent its FIN
	handshake         // a side has not heard of the other yet, or not its acknowledgment
	established       // both may send
)

// phaseOf sorts the states of RFC 9293.
func phaseOf(state string) phase {
	switch state {
	case "SYN-SENT", "SYN-RECEIVED":
		return handshake
	case "ESTABLISHED":
		return established
	case "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK":
		return closing
	case "TIME-WAIT":
		return waiting
	}
	return noPhase
}

// both joins what the two ends of a connection say: one that closes, or that has not
// heard of the other yet, decides.
func (p phase) both(q phase) phase {
	for _, x := range [...]phase{closing, handshake, established, waiting} {
		if p == x || q == x {
			return x
		}
	}
	return noPhase
}

func (p phase) class() string {
	return [...]string{"", "waiting", "closing", "handshake", "established"}[p]
}

// words is the phase in the page's language.
func (p phase) words() string {
	switch p {
	case waiting:
		return text.T("stage.connection.waiting")
	case closing:
		return text.T("stage.connection.closing")
	case handshake:
		return text.T("stage.connection.handshake")
	case established:
		return text.T("stage.connection.established")
	}
	return ""
}

// connection sums up the connections between two hosts: how many are in the liveliest
// phase of all.
type connection struct {
	phase phase
	count int
}

func (c connection) words() string {
	if c.count > 1 {
		return text.T("stage.connection.many", "n", text.Number(c.count), "phase", c.phase.words())
	}
	return c.phase.words()
}

// connections finds the TCP connections in the hosts' socket tables.
func connections(s *view.Snapshot) map[flight.Pair]connection {
	type ends struct{ a, b string } // the sockets' addresses, a before b
	var found map[ends]phase
	var order []ends
	hosts := map[string]string{} // by address
	for i := range s.Hosts {
		hosts[s.Hosts[i].Address] = s.Hosts[i].Name
		for _, k := range s.Hosts[i].Sockets {
			p := phaseOf(k.State)
			if k.Protocol != "tcp" || p == noPhase {
				continue
			}
			e := ends{min(k.Local, k.Remote), max(k.Local, k.Remote)}
			if found == nil {
				found = map[ends]phase{}
			}
			if _, ok := found[e]; !ok {
				order = append(order, e)
			}
			found[e] = found[e].both(p)
		}
	}
	if found == nil {
		return nil
	}
	all := map[flight.Pair]connection{}
	for _, e := range order {
		a, okA := hosts[addressOf(e.a)]
		b, okB := hosts[addressOf(e.b)]
		if !okA || !okB || a == b {
			continue
		}
		pair := flight.PairOf(a, b)
		switch c, p := all[pair], found[e]; {
		case p > c.phase:
			all[pair] = connection{p, 1}
		case p == c.phase:
			all[pair] = connection{p, c.count + 1}
		}
	}
	return all
}

// addressOf returns the address of "address:port".
func addressOf(endpoint string) string {
	if i := strings.LastIndexByte(endpoint, ':'); i >= 0 {
		return endpoint[:i]
	}
	return endpoint
}

// sign is where the state of two hosts' connections is written, beside their line. It
// keeps its place as long as they are connected.
type sign struct {
	pair flight.Pair
	room scene.Box // for the longest words; empty: there is none
	at   scene.Point
}

// placeSigns finds a place for each pair that is connected. Where there is none, the
// line alone tells.
func (s *Stage) placeSigns(links map[flight.Pair]connection, m *scene.Metrics) {
	kept := s.signs[:0]
	for _, g := range s.signs {
		if _, ok := links[g.pair]; ok {
			kept = append(kept, g)
		}
	}
	s.signs = kept
	if len(links) == 0 {
		return
	}
	for _, p := range s.pairs {
		if _, ok := links[p]; ok && s.signOf(p) == nil {
			s.signs = append(s.signs, s.placeSign(p, m))
		}
	}
}

func (s *Stage) signOf(p flight.Pair) *sign {
	for i := range s.signs {
		if s.signs[i].pair == p {
			return &s.signs[i]
		}
	}
	return nil
}

// signSize is the size of a sign's words.
func (l *layout) signSize() float64 { return l.label * 0.92 }

// placeSign looks for room from the middle of the line outwards, on both sides of it;
// if possible where no other line runs. A sign without room is not drawn.
func (s *Stage) placeSign(p flight.Pair, m *scene.Metrics) sign {
	g := sign{pair: p}
	r, _, ok := s.route(p.A, p.B)
	if !ok {
		return g
	}
	l := s.layout
	size := l.signSize()
	w := 0.0
	for x := waiting; x <= established; x++ {
		w = math.Max(w, m.Width(connection{x, 9}.words(), scene.Plain, size))
	}
	w, h := w+size, size*1.5
	for _, strict := range []bool{true, false} {
		for _, share := range []float64{0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82} {
			for _, side := range []float64{-1, 1} {
				c, dx, dy := r.at(share)
				far := (math.Abs(dy)*w/2 + math.Abs(dx)*h/2 + 4) * side
				at := c.Add(-dy*far, dx*far)
				room := scene.BoxAround(at, w, h)
				if l.holds(room) && !overlapsAny(room.Grow(2), l.cards) && !l.hitsCaption(room) && !s.hitsSign(room) &&
					!(strict && s.crossed(room, p)) {
					g.at, g.room = at, room
					return g
				}
			}
		}
	}
	return g
}

// crossed reports whether the line of another pair that has talked runs through a box.
func (s *Stage) crossed(b scene.Box, own flight.Pair) bool {
	for _, p := range s.pairs {
		r, _, ok := s.route(p.A, p.B)
		if !ok || p == own {
			continue
		}
		// Steps as long as half of the box's height miss a corner at most.
		n := math.Ceil(2 * r.length() / b.H)
		for i := 0.0; i <= n; i++ {
			if at, _, _ := r.at(i / n); b.Holds(scene.Box{X: at.X, Y: at.Y}) {
				return true
			}
		}
	}
	return false
}

func (s *Stage) hitsSign(b scene.Box) bool {
	for i := range s.signs {
		if s.signs[i].room.W > 0 && b.Overlaps(s.signs[i].room) {
			return true
		}
	}
	return false
}

// signsKey names the signs: the marks make room for them.
func (s *Stage) signsKey() string {
	var key strings.Builder
	for i := range s.signs {
		key.WriteString(s.signs[i].pair.A + "\n" + s.signs[i].pair.B + "\n")
	}
	return key.String()
}

// drawSigns draws the signs, but for those that a message in flight passes over; nil if
// there is none.
func (s *Stage) drawSigns(pills []pill, links map[flight.Pair]connection, metrics *scene.Metrics) *scene.Node {
	if len(s.signs) == 0 {
		return nil
	}
	g, size := scene.New("g", "signs").Set("aria-hidden", "true"), s.layout.signSize()
	for i := range s.signs {
		n := &s.signs[i]
		hidden := n.room.W == 0
		for k := range pills {
			hidden = hidden || pills[k].box.Overlaps(n.room)
		}
		if hidden {
			continue
		}
		c := links[n.pair]
		words := c.words()
		ground := n.room
		if w := metrics.Width(words, scene.Plain, size) + size; w < ground.W {
			ground = scene.BoxAround(n.at, w, ground.H)
		} else {
			words = metrics.Fit(words, scene.Plain, size, ground.W-size)
		}
		g.Add(scene.New("g", n.pair.A+" "+n.pair.B).Class("sign "+c.phase.class()).Add(
			scene.Rect("ground", "ground", ground, size*0.75),
			scene.Label("words", "words", words, n.at.X, n.at.Y+size*0.36).Num("font-size", size).Set("text-anchor", "middle")))
	}
	return g
}
