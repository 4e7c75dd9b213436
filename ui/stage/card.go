package stage

import (
	"strings"

	"playnet/core/view"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// keptCard is a drawn card and what it was drawn for.
type keptCard struct {
	state cardState
	node  *scene.Node
	above *scene.Node // what can be pressed on it; nil: nothing
}

// cardState is what a card's looks depend on beside the layout.
type cardState struct {
	selected, up, cut bool
	state             string
	mail              string // what a mail program's card shows
	said              string // what of it is written on the card
}

// drawCard draws a host and what stands on it, or returns what was drawn before if nothing
// has changed.
func (s *Stage) drawCard(i int, in *In) (card, above *scene.Node) {
	m := &s.layout.members[i]
	state := cardState{
		selected: in.Selected == HostKey+m.host.Name,
		up:       m.host.Up,
		cut:      m.host.Link.Cut || siteCut(in.Snapshot, m.host.Site),
		state:    stateOf(m.host),
	}
	var content *mailContent
	if m.isMail() && s.layout.mail != nil {
		content = s.layout.mailContent(i, in)
		state.mail, state.said = content.key(), content.said()
	}
	if kept, ok := s.cards[m.host.Name]; ok && kept.state == state {
		return kept.node, kept.above
	}
	card = s.layout.makeCard(i, state, in.Metrics)
	if content != nil {
		above = content.draw(card)
	}
	s.cards[m.host.Name] = keptCard{state, card, above}
	return card, above
}

func siteCut(snap *view.Snapshot, site string) bool {
	for i := range snap.Sites {
		if snap.Sites[i].Name == site {
			return snap.Sites[i].Link.Cut
		}
	}
	return false
}

// stateOf joins the states of a host's programs.
func stateOf(h *view.Host) string {
	var states []string
	for i := range h.Programs {
		if st := h.Programs[i].State; st != "" {
			states = append(states, st)
		}
	}
	return strings.Join(states, ", ")
}

// makeCard draws one card.
func (l *layout) makeCard(i int, state cardState, metrics *scene.Metrics) *scene.Node {
	m, box := &l.members[i], l.cards[i]
	class := "card " + m.role.class()
	if state.selected {
		class += " selected"
	}
	chip := ""
	switch {
	case !state.up:
		class += " down"
		chip = text.T("stage.down")
	case state.cut:
		class += " cut"
		chip = text.T("stage.cut")
	}
	left := box.X + l.inset()
	room := box.Right() - l.name*0.45 - left
	line := ""
	if l.role > 0 {
		line = fitFirst(metrics, roleLines(m), l.role, room)
	}
	says := describe(m, state, line)
	g := scene.New("g", HostKey+m.host.Name).Class(class).Press(HostKey+m.host.Name, says)
	if state.selected {
		g.Set("aria-pressed", "true")
	}
	g.Add(scene.Title(says))
	radius := l.h * 0.2
	g.Add(scene.Rect("box", "box", box, radius), scene.Rect("ring", "ring", box.Grow(0.5), radius+0.5))
	g.Add(l.drawIcon(m.role, scene.Box{X: box.X, Y: box.Y, W: box.W, H: l.h}))

	middle := box.Y + l.h/2
	baseline := middle + l.name*0.35
	if l.role > 0 {
		baseline = middle - l.name*0.18
	}
	nameRoom := room
	if chip != "" {
		size := l.name * 0.82
		w := metrics.Width(chip, scene.Bold, size)
		nameRoom -= w + size*0.9
		tag := scene.Box{X: box.Right() - l.name*0.4 - w - size*0.5, Y: baseline - size*1.1, W: w + size*0.7, H: size * 1.5}
		g.Add(scene.Rect("tag", "tag", tag, size*0.4),
			scene.Label("chip", "tag-text", chip+" ", tag.X+size*0.35, baseline).Num("font-size", size))
	}
	if name := metrics.Fit(m.name(), scene.Bold, l.name, nameRoom); name != "" {
		g.Add(scene.Label("name", "name", name+" ", left, baseline).Num("font-size", l.name)) // the blank parts the words for whoever hears them
	}
	if l.role > 0 {
		g.Add(scene.Label("role", "role", line+" ", left, middle+l.role*1.12).Num("font-size", l.role))
	}
	return g
}

// fitFirst returns the first of the lines that fits, or the last one shortened.
func fitFirst(m *scene.Metrics, lines []string, size, room float64) string {
	for _, line := range lines {
		if m.Width(line, scene.Plain, size) <= room {
			return line
		}
	}
	return m.Fit(lines[len(lines)-1], scene.Plain, size, room)
}

// roleLines says what a host is in one line: the line to show, then shorter ones.
func roleLines(m *member) []string {
	what := roleText(m)
	lines := []string{what + " · " + m.host.Address}
	if len(m.host.Anycast) > 0 {
		shared := text.T("host.anycast.short", "address", m.host.Anycast[0])
		lines = []string{what + " · " + shared, shared}
	}
	switch {
	case len(m.zones) == 1 && m.role == roleAuthority:
		lines = append(lines, bare(m.zones[0])+" · "+m.host.Address, bare(m.zones[0]))
	case m.role == roleResolver:
		lines = append(lines, text.T("stage.role.resolver.short")+" · "+m.host.Address)
	}
	return append(lines, what)
}

// roleText says what a host is.
func roleText(m *member) string {
	switch m.role {
	case roleRoot:
		return text.T("stage.role.root")
	case roleTLD:
		return text.T("stage.role.tld", "zones", zoneList(m.zones, 2))
	case roleAuthority:
		// The name mostly says the zone: ns1.umass.edu. Where it does not, the line does.
		if len(m.zones) == 1 && strings.HasSuffix("."+strings.ToLower(m.name()), "."+bare(m.zones[0])) {
			return text.T("stage.role.authority")
		}
		return text.T("stage.role.authority.zones", "zones", zoneList(m.zones, 2))
	case roleResolver:
		return text.T("stage.role.resolver")
	case roleClient:
		return text.T("stage.role.client")
	case roleMailServer:
		return text.T("stage.role.mail.server")
	case roleMailAgent:
		return text.T("stage.role.mail.agent")
	case roleWebmail:
		return text.T("stage.role.webmail")
	}
	return text.T("stage.role.server")
}

// zoneList names at most so many zones, and counts the rest.
func zoneList(zones []string, most int) string {
	names := make([]string, 0, most)
	for i, z := range zones {
		if i == most {
			return text.T("stage.zones.more", "zones", strings.Join(names, ", "), "n", text.Number(len(zones)-most))
		}
		names = append(names, bare(z))
	}
	return strings.Join(names, ", ")
}

// describe is the whole of a card in words: for a screen reader, and for whoever
// rests the pointer on it. It begins with what the card shows (line is what stands below
// the name): who speaks to the computer says what is seen.
func describe(m *member, state cardState, line string) string {
	parts := []string{m.name()}
	switch {
	case !state.up:
		parts = []string{text.T("stage.down"), m.name()}
	case state.cut:
		parts = []string{text.T("stage.cut"), m.name()}
	}
	if strings.HasSuffix(line, scene.Ellipsis) {
		line = "" // it is told whole below
	}
	if line != "" {
		parts = append(parts, line)
	}
	if state.said != "" {
		parts = append(parts, state.said)
	}
	if m.name() != m.host.Name {
		parts = append(parts, m.host.Name)
	}
	for _, more := range []string{roleText(m), m.host.Address} {
		if line == "" || !strings.Contains(line, more) {
			parts = append(parts, more)
		}
	}
	if m.role == roleRoot || len(m.zones) > 2 {
		parts = append(parts, text.T("stage.zones", "zones", zoneList(m.zones, 12)))
	}
	switch {
	case !state.up: // said already
	case state.cut:
		parts = append(parts, text.T("stage.cut.long"))
	case state.state != "":
		parts = append(parts, state.state)
	}
	return strings.Join(parts, " · ")
}

func (r role) class() string {
	switch r {
	case roleRoot, roleTLD, roleAuthority:
		return "is-name-server"
	case roleResolver:
		return "is-resolver"
	case roleClient:
		return "is-client"
	case roleMailServer:
		return "is-mail-server"
	case roleMailAgent:
		return "is-mail-agent"
	case roleWebmail:
		return "is-webmail"
	}
	return "is-server"
}

// The icons, in a square of 24 by 24, drawn with lines.
var icons = map[role]string{
	roleRoot:       "M12 4.5v6M12 10.5L5.5 15.5M12 10.5v5M12 10.5l6.5 5M10 4.5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0M3.5 17.5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0M10 17.5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0M16.5 17.5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0",
	roleTLD:        "M5 5h14v5.5h-14zM5 13.5h14v5.5h-14zM8 7.75h.01M8 16.25h.01M11.5 7.75h4.5M11.5 16.25h4.5",
	roleAuthority:  "M6 4h9l4 4v12h-13zM14.5 4v4.5h4.5M9 12.5h7M9 16h7",
	roleResolver:   "M4.5 10.5a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M15 15l5 5M7.5 10.5h6M10.5 7.5v6",
	roleClient:     "M3.5 5h17v11h-17zM8.5 20h7M12 16v4",
	roleMailServer: "M4 4.5h16v6h-16zM7 7.5h.01M10.5 7.5h6M4 14h16v6.5h-16zM4 14.5l8 4l8 -4",
	roleMailAgent:  "M3.5 5.5h17v13h-17zM4 6.5l8 6.5l8 -6.5",
	roleWebmail:    "M3.5 4.5h17v15h-17zM3.5 8.5h17M6 6.5h.01M7 12h10v5h-10zM7 12.3l5 3l5 -3",
	roleOther:      "M5 4.5h14v15h-14zM8.5 8.5h7M8.5 12h7M8.5 16h.01",
}

// drawIcon draws what a host is: the icon on its square, or a dot where the card
// is small; the shape of the dot tells resolvers and clients from servers.
func (l *layout) drawIcon(r role, box scene.Box) *scene.Node {
	g := scene.New("g", "icon").Class("icon")
	if l.icon == 0 {
		c := scene.Point{X: box.X + l.name*0.8, Y: box.Y + box.H/2}
		side := l.name * 0.62
		switch r {
		case roleResolver:
			return g.Add(scene.Circle("", "dot", c.X, c.Y, side/2))
		case roleClient:
			return g.Add(scene.Circle("", "dot hollow", c.X, c.Y, side/2-0.5))
		}
		return g.Add(scene.Rect("", "dot", scene.BoxAround(c, side, side), 1.5))
	}
	at := scene.Box{X: box.X + (l.h-l.icon)/2, Y: box.Y + (l.h-l.icon)/2, W: l.icon, H: l.icon}
	k := l.icon * 0.68 / 24
	move := "translate(" + scene.Number(at.X+l.icon*0.16) + " " + scene.Number(at.Y+l.icon*0.16) + ") scale(" + scale3(k) + ")"
	return g.Add(scene.Rect("", "tile", at, l.icon*0.22),
		scene.New("path", "").Class("glyph").Set("d", icons[r]).Set("transform", move))
}

// scale3 writes a factor with three decimals.
func scale3(k float64) string {
	n := int(k*1000 + 0.5)
	s := "000" + text.Number(n%1000)
	return text.Number(n/1000) + "." + s[len(s)-3:]
}
