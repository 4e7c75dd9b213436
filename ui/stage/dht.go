package stage

import (
	"slices"
	"strconv"

	"playnet/core/view"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// DHTIn is all that the picture of a distributed hash table shows.
type DHTIn struct {
	Hosts    []view.Host
	Frames   []view.Frame    // in flight
	Flying   []view.Transfer // the same, in their order: what they say
	Now      int64           // nanoseconds
	Width    float64         // of the island, in pixels
	Height   float64
	Selected string // key of what is selected, as in [In]
	Pointed  string // key of the node that the pointer or the focus is at
	Metrics  *scene.Metrics
	View     View
}

// DHT draws a distributed hash table: the ring of all identifiers with the nodes where
// theirs lie, one look-up with whom it has asked in which step, and the messages in
// flight. The zero value is ready.
type DHT struct {
	key    string
	layout *dhtLayout
	stop   string // the node at which the Tab key stops
}

// dhtNode is a node of the picture.
type dhtNode struct {
	host  *view.Host
	state *view.DHTNode
	name  string
}

// HasDHT reports whether a node of a distributed hash table runs on one of the hosts.
func HasDHT(hosts []view.Host) bool {
	return slices.ContainsFunc(hosts, func(h view.Host) bool { return dhtOf(&h) != nil })
}

// dhtOf returns the node that runs on a host; nil if none does.
func dhtOf(h *view.Host) *view.DHTNode {
	for i := range h.Programs {
		if d := h.Programs[i].DHT; d != nil {
			return d
		}
	}
	return nil
}

// dhtNodes are the nodes that have an identifier, in the order of the hosts.
func dhtNodes(hosts []view.Host) (list []dhtNode) {
	for i := range hosts {
		if d := dhtOf(&hosts[i]); d != nil && d.ID != "" {
			list = append(list, dhtNode{&hosts[i], d, hosts[i].Name})
		}
	}
	return list
}

// shownLookup returns the look-up that the picture shows, and who makes it: that of the
// selected node, or else the one that began last.
func shownLookup(nodes []dhtNode, selected string) (by int, l *view.DHTLookup) {
	by = -1
	for i := range nodes {
		for k := range nodes[i].state.Lookups {
			x := &nodes[i].state.Lookups[k]
			chosen := selected == HostKey+nodes[i].name
			if l == nil || chosen && by >= 0 && selected != HostKey+nodes[by].name || x.Operation > l.Operation && (chosen || by < 0 || selected != HostKey+nodes[by].name) {
				by, l = i, x
			}
		}
	}
	return by, l
}

// Draw returns the picture.
func (s *DHT) Draw(in DHTIn) *scene.Node {
	in.Width, in.Height = max(120, in.Width), max(100, in.Height)
	nodes := dhtNodes(in.Hosts)
	by, lookup := shownLookup(nodes, in.Selected)
	target := ""
	if lookup != nil {
		target = lookup.Target
	}
	if key := dhtKey(&in, nodes, target); s.layout == nil || s.key != key {
		s.key, s.layout = key, newDHTLayout(&in, nodes, target)
	}
	l := s.layout
	box := (&layout{width: l.w, height: l.h}).viewBox(in.View)
	picture := scene.New("svg", "dht").Class("stage dht").Num("width", in.Width).Num("height", in.Height).
		Set("viewBox", box).Set("role", "group").Set("aria-label", text.T("dht.label"))
	picture.Add(l.scenery())
	picture.Add(l.drawKnown(&in, nodes))
	if lookup != nil {
		picture.Add(l.drawTarget(target, lookup), l.drawAsked(by, lookup))
	}
	picture.Add(s.drawNodes(&in, nodes, by, lookup), l.drawFrames(&in))
	return scene.New("div", "dht-field").Class("dht-stage").Add(picture, dhtCaption(nodes, by, lookup), dhtLegend())
}

// drawNodes draws the nodes: dots at their identifiers, with their names where there is
// room.
func (s *DHT) drawNodes(in *DHTIn, nodes []dhtNode, by int, lookup *view.DHTLookup) *scene.Node {
	s.keepStop(in, nodes)
	step := map[string]int{} // of the look-up, by host
	if lookup != nil {
		for i := range lookup.Closest {
			if c := &lookup.Closest[i]; c.Answered != "" {
				step[c.Host] = c.Hop + 1
			}
		}
	}
	g := scene.New("g", "nodes").Set("role", "group").Set("aria-label", text.T("dht.nodes"))
	for i := range nodes {
		n := &nodes[i]
		class := "dht-node " + dhtClass(n)
		key := HostKey + n.name
		switch {
		case in.Selected == key:
			class += " selected"
		case in.Pointed == key:
			class += " pointed"
		}
		if i == by {
			class += " seeks"
		}
		tab := "-1"
		if s.stop == key {
			tab = "0"
		}
		says := nodeSays(n)
		if at, ok := step[n.name]; ok {
			says += " " + text.T("dht.node.asked", "step", strconv.Itoa(at))
		}
		g.Add(s.layout.drawNode(i, n, scene.New("g", n.name).Class(class).Set("data-key", key).Set("tabindex", tab).Set("role", "button").
			Set("data-arrows", "").Set("aria-label", says).Set("aria-pressed", strconv.FormatBool(in.Selected == key)).Add(scene.Title(says))))
	}
	return g
}

// keepStop makes one node the stop of the Tab key: the selected one, or the one that was it.
func (s *DHT) keepStop(in *DHTIn, nodes []dhtNode) {
	for _, want := range []string{in.Pointed, in.Selected, s.stop} {
		if slices.ContainsFunc(nodes, func(n dhtNode) bool { return HostKey+n.name == want }) {
			s.stop = want
			return
		}
	}
	s.stop = ""
	if len(nodes) > 0 {
		s.stop = HostKey + nodes[0].name
	}
}

// Step returns the key of the node to which an arrow key leads from another: around the
// ring, in the order of the identifiers.
func (s *DHT) Step(from, arrow string) string {
	if s.layout == nil || len(s.layout.around) == 0 {
		return ""
	}
	around := s.layout.around
	i := max(0, slices.Index(around, from[min(len(HostKey), len(from)):]))
	switch arrow {
	case "ArrowRight", "ArrowDown":
		i = (i + 1) % len(around)
	case "ArrowLeft", "ArrowUp":
		i = (i + len(around) - 1) % len(around)
	case "Home":
		i = 0
	case "End":
		i = len(around) - 1
	}
	return HostKey + around[i]
}

// Knows reports whether a key is that of a node on the picture.
func (s *DHT) Knows(key string) bool {
	return s.layout != nil && len(key) > len(HostKey) && key[:len(HostKey)] == HostKey && slices.Contains(s.layout.around, key[len(HostKey):])
}

// dhtClass says what a node is, for the style sheet.
func dhtClass(n *dhtNode) string {
	switch {
	case !n.host.Up:
		return "is-away"
	case n.state.State != "ready" && n.state.Nodes == 0:
		return "is-alone"
	case n.state.State == "joining" || n.state.State == "filling":
		return "is-joining"
	}
	return "is-ready"
}

// nodeSays is a node in words.
func nodeSays(n *dhtNode) string {
	state := n.state.State
	if !n.host.Up {
		state = "off"
	}
	says := text.T("dht.node.says", "host", n.name, "id", ShortID(n.state.ID), "state", text.T("dht.state."+state), "nodes", strconv.Itoa(n.state.Nodes))
	if len(n.state.Stored) > 0 {
		says += " " + text.T("dht.node.stores", "n", strconv.Itoa(len(n.state.Stored)))
	}
	return says
}

// ShortID is the beginning of an identifier: enough to tell it from others.
func ShortID(id string) string {
	if len(id) <= 8 {
		return id
	}
	return id[:8] + "…"
}

// dhtKey sums up what the layout depends on.
func dhtKey(in *DHTIn, nodes []dhtNode, target string) string {
	key := strconv.AppendInt(nil, int64(in.Width*10), 10)
	key = strconv.AppendInt(append(key, ' '), int64(in.Height*10), 10)
	for i := range nodes {
		key = append(append(append(append(key, nodes[i].name...), 0), nodes[i].state.ID...), 0)
	}
	key = append(key, target...)
	if in.Metrics != nil && in.Metrics != scene.DefaultMetrics {
		key = append(key, '.')
	}
	return string(key)
}
