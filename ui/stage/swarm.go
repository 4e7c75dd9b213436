package stage

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// SwarmIn is all that the picture of a swarm shows.
type SwarmIn struct {
	Swarm    *view.Swarm
	Hosts    []view.Host  // of the world; those that are no peers stand in the corners
	Frames   []view.Frame // in flight
	Now      int64        // nanoseconds
	Width    float64      // of the island, in pixels
	Height   float64
	Selected string // key of what is selected, as in [In]
	Pointed  string // key of what the pointer or the focus is at
	Metrics  *scene.Metrics
	View     View
	Choices  []SwarmChoice // of several torrents; of one there is no choice
	Version  uint64        // of the swarm: as long as it is the same, so are its links
}

// SwarmChoice is a torrent whose swarm can be shown.
type SwarmChoice struct {
	Name  string
	Shown bool
}

// ChoiceKey begins the key of a choice: its number follows.
const ChoiceKey = "swarm-choice:"

// FieldKey is the key of the canvas of a swarm's frames in flight, LinksKey that of its
// connections below it.
const (
	FieldKey = "swarm-field"
	LinksKey = "swarm-links"
)

// Swarm draws a swarm: its peers on a ring, with how much they have; between them their
// connections, as wide as what flows there, and the frames in flight.
//
// The peers are a scene: they have names, take the focus, and change seldom. What lies
// between them may be thousands of lines and beads: it is painted on two canvases below them,
// each from one list of numbers (see [Paint]). The connections are painted when they have
// changed, the frames in flight with each frame of the animation. The zero value is ready.
type Swarm struct {
	key     string
	layout  *swarmLayout
	peers   []keptPeer
	rest    *scene.Node // scenery: sites, other hosts, names
	links   Paint       // the connections, below
	paint   Paint       // the frames in flight, above
	linked  linkedFor
	lasting int // spots of connections; those of frames follow
	ways    ways
	spots   []spot
	lines   []bool // pairs of peers between which a line is painted
	hover   hover  // what of the canvas the pointer is at
	stop    string // the peer at which the Tab key stops
}

// keptPeer is a peer as it was drawn.
type keptPeer struct {
	look peerLook
	node *scene.Node
}

// peerLook is all of a peer that its drawing depends on.
type peerLook struct {
	count, pieces           int
	state, rider            string
	selected, pointed, stop bool
	related                 relation
}

// relation is how a peer stands to the one that is selected or pointed at.
type relation int

const (
	unrelated relation = iota
	served             // it is served by that one
	tried              // it is served as the optimistic one
)

// Draw returns the picture; [Swarm.Painting] and [Swarm.Links] are what is painted on its
// canvases.
func (s *Swarm) Draw(in SwarmIn) *scene.Node {
	in.Width, in.Height = max(120, in.Width), max(100, in.Height)
	if key := swarmKey(&in); s.layout == nil || s.key != key {
		s.key, s.layout = key, newSwarmLayout(&in)
		s.peers, s.rest = make([]keptPeer, len(in.Swarm.Peers)), nil
		s.ways = ways{}
	}
	l := s.layout
	box := (&layout{width: l.w, height: l.h}).viewBox(in.View)
	picture := scene.New("svg", "swarm").Class("stage swarm").Num("width", in.Width).Num("height", in.Height).
		Set("viewBox", box).Set("role", "group").Set("aria-label", text.T("swarm.label", "name", in.Swarm.Name))
	if s.rest == nil {
		s.rest = l.scenery(&in)
	}
	picture.Add(s.rest, s.drawOthers(&in), s.drawPeers(&in))
	s.paintAll(&in)
	below := scene.New("canvas", "links").Class("swarm-canvas").Set("data-paint", LinksKey).Set("aria-hidden", "true")
	field := scene.New("canvas", "field").Class("swarm-canvas").Set("data-key", FieldKey).Set("data-paint", FieldKey).
		Set("data-track", "").Set("aria-hidden", "true")
	return scene.New("div", "swarm-field").Class("swarm-stage").Add(below, field, picture, choices(&in), s.legend(&in))
}

// focus is the peer whose links stand out: that which is pointed at, else the selected one;
// -1 for none.
func (s *Swarm) focus(in *SwarmIn) int {
	for _, key := range []string{in.Pointed, in.Selected} {
		if len(key) > len(HostKey) && key[:len(HostKey)] == HostKey {
			if i, ok := s.layout.index[key[len(HostKey):]]; ok {
				return i
			}
		}
	}
	return -1
}

// drawPeers draws the peers, each anew only where it has changed.
func (s *Swarm) drawPeers(in *SwarmIn) *scene.Node {
	g := scene.New("g", "peers").Set("role", "group").Set("aria-label", text.T("swarm.peers"))
	related := s.relations(in)
	s.keepStop(in)
	for i := range in.Swarm.Peers {
		p := &in.Swarm.Peers[i]
		key := HostKey + p.Host
		look := peerLook{count: p.Count, pieces: in.Swarm.Pieces, state: p.State, rider: p.Rider,
			selected: in.Selected == key, pointed: in.Pointed == key, stop: s.stop == key, related: related[i]}
		if k := &s.peers[i]; k.node == nil || k.look != look {
			k.look, k.node = look, s.layout.drawPeer(i, p, look, in)
		}
		g.Add(s.peers[i].node)
	}
	return g
}

// keepStop makes one peer the stop of the Tab key: the selected one, or the one that was it.
func (s *Swarm) keepStop(in *SwarmIn) {
	stop := ""
	for i := range in.Swarm.Peers {
		key := HostKey + in.Swarm.Peers[i].Host
		if key == in.Pointed || key == in.Selected && stop == "" {
			stop = key
		}
		if key == s.stop && stop == "" {
			stop = key
		}
	}
	if stop == "" && len(in.Swarm.Peers) > 0 {
		stop = HostKey + in.Swarm.Peers[0].Host
	}
	s.stop = stop
}

// Step returns the key of the peer to which an arrow key leads from another: around the
// ring.
func (s *Swarm) Step(from, arrow string) string {
	if s.layout == nil || len(s.layout.names) == 0 {
		return ""
	}
	names := s.layout.names
	i, ok := s.layout.index[from[min(len(HostKey), len(from)):]]
	if !ok {
		i = 0
	}
	switch arrow {
	case "ArrowRight", "ArrowDown":
		i = (i + 1) % len(names)
	case "ArrowLeft", "ArrowUp":
		i = (i + len(names) - 1) % len(names)
	case "Home":
		i = 0
	case "End":
		i = len(names) - 1
	}
	return HostKey + names[i]
}

// relations tells of each peer whether the one in the middle of the interest serves it.
func (s *Swarm) relations(in *SwarmIn) []relation {
	list := make([]relation, len(in.Swarm.Peers))
	focus := s.focus(in)
	if focus < 0 {
		return list
	}
	for i := range in.Swarm.Links {
		if k := &in.Swarm.Links[i]; k.From == focus && k.Unchoked {
			list[k.To] = served
			if k.Optimistic {
				list[k.To] = tried
			}
		}
	}
	return list
}

// swarmKey sums up what the layout depends on.
func swarmKey(in *SwarmIn) string {
	key := make([]byte, 0, 32*len(in.Swarm.Peers))
	add := func(word string) { key = append(append(key, word...), 0) }
	key = strconv.AppendInt(key, int64(in.Width*10), 10)
	key = strconv.AppendInt(append(key, ' '), int64(in.Height*10), 10)
	for i := range in.Swarm.Peers {
		add(in.Swarm.Peers[i].Host)
	}
	for i := range in.Hosts {
		add(in.Hosts[i].Name)
		add(in.Hosts[i].Site)
	}
	if in.Metrics != nil && in.Metrics != scene.DefaultMetrics {
		key = append(key, '.')
	}
	return string(key)
}
