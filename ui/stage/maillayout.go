package stage

import (
	"math"
	"slices"
	"strings"

	"playnet/ui/scene"
)

// mailPlan is how large the cards of mail's programs are, and what they have room for.
type mailPlan struct {
	slots  int // envelopes that a queue shows; 0: numbers alone
	trays  int // users
	line   float64
	slot   float64   // height of an envelope's line
	strip  scene.Box // where the six steps are printed; empty: nowhere
	upward bool      // agents above their servers, not beside them
	wide   bool      // mail programs have room for all that their cards say
}

// mailDetail is a way to draw the cards.
type mailDetail struct {
	density, slots, trays int
	dot                   bool // instead of an icon: names have more room
}

// mailDetails are the ways to draw the cards, from large to small; the last ones show
// numbers alone.
var mailDetails = []mailDetail{{1, 3, 4, false}, {1, 2, 3, false}, {1, 3, 4, true}, {1, 2, 3, true}, {1, 1, 2, false}, {1, 1, 2, true},
	{2, 2, 3, true}, {2, 1, 2, true}, {2, 1, 1, true}, {1, 0, 0, false}, {2, 0, 0, true}, {3, 0, 0, true}}

// inNumbers is from where on they do.
const inNumbers = 9

// arrangeMail finds room for the stations of mail's way, at the most detail possible: from
// left to right where the stage is wide, for that is how a way is read.
func arrangeMail(all []member, width, height, scale float64, m *scene.Metrics) *layout {
	ways := []bool{false, true}
	if width < 1.25*height {
		ways = []bool{true, false}
	}
	for grow := 1.0; ; grow *= 1.12 {
		for _, details := range [][]mailDetail{mailDetails[:inNumbers], mailDetails[inNumbers:]} {
			for _, upward := range ways {
				for _, x := range details {
					d := densities[x.density].scaled(scale)
					if x.dot {
						d.icon = 0
					}
					for _, wide := range []bool{true, false} {
						l := &layout{density: d, width: width * grow, height: height * grow, members: all, cards: make([]scene.Box, len(all))}
						l.mail = &mailPlan{slots: x.slots, trays: min(x.trays, usersOf(all)), line: d.role * 1.5, slot: d.role * 2.75, upward: upward, wide: wide}
						if l.placeMail(m) && !l.inLowerCorner() {
							l.finish()
							return l
						}
					}
				}
			}
		}
	}
}

// The stage's lower left corner, in pixels, where the page has a button in labs with mail.
const lowerW, lowerH = 66, 44

// inLowerCorner reports whether a card stands in that corner.
func (l *layout) inLowerCorner() bool {
	for _, c := range l.cards {
		if c.X < lowerW && c.Bottom() > l.height-lowerH {
			return true
		}
	}
	return false
}

// mailSide is what stands on one side of the way: servers, and the agents that they serve.
type mailSide struct{ agents, servers []int }

// mailSides sorts the hosts: servers by their places, the first half of these on the left; agents
// and other people's hosts beside the server of their place; all others, which help.
func mailSides(all []member) (sides [2]mailSide, others []int) {
	var servers, agents []int
	for i := range all {
		switch all[i].role {
		case roleMailServer, roleWebmail:
			servers = append(servers, i)
		case roleMailAgent, roleClient:
			agents = append(agents, i)
		default:
			others = append(others, i)
		}
	}
	half := leftServers(all, servers)
	sides[0].servers, sides[1].servers = servers[:half], servers[half:]
	var homeless []int
	for _, i := range agents {
		k := serverOf(all, servers, i)
		switch {
		case k < 0 || len(servers) == 1:
			homeless = append(homeless, i)
		case k < half:
			sides[0].agents = append(sides[0].agents, i)
		default:
			sides[1].agents = append(sides[1].agents, i)
		}
	}
	for _, i := range homeless { // one after the other on either side
		side := &sides[0]
		if len(sides[1].agents) < len(sides[0].agents) {
			side = &sides[1]
		}
		side.agents = append(side.agents, i)
	}
	return sides, others
}

// leftServers sorts servers by their places, in the order in which these come first, and returns
// how many of them stand on the left: the first half of the places, or of the only place's servers.
func leftServers(all []member, servers []int) int {
	var places []string
	place := func(i int) string {
		if site := all[i].host.Site; site != "" {
			return "site " + site
		}
		return "host " + all[i].host.Name
	}
	for _, i := range servers {
		if !slices.Contains(places, place(i)) {
			places = append(places, place(i))
		}
	}
	if len(places) < 2 {
		return (len(servers) + 1) / 2
	}
	slices.SortStableFunc(servers, func(i, j int) int {
		return slices.Index(places, place(i)) - slices.Index(places, place(j))
	})
	left := places[:(len(places)+1)/2]
	return len(servers) - len(slices.DeleteFunc(slices.Clone(servers), func(i int) bool { return slices.Contains(left, place(i)) }))
}

// serverOf returns which of the servers is an agent's: that of its address's domain, else
// the one at its place; -1 if that is not to be told.
func serverOf(all []member, servers []int, agent int) int {
	h := all[agent].host
	if m := mailOf(h); m != nil && m.Account != "" {
		domain := strings.ToLower(domainOf(m.Account))
		if k := slices.IndexFunc(servers, func(i int) bool {
			return strings.HasSuffix("."+strings.ToLower(all[i].host.Name), "."+domain)
		}); k >= 0 {
			return k
		}
	}
	return slices.IndexFunc(servers, func(i int) bool { return h.Site != "" && all[i].host.Site == h.Site })
}

// mailSize is the size of a host's card.
func (l *layout) mailSize(i int, m *scene.Metrics) (w, h float64) {
	p, who := l.mail, &l.members[i]
	line := roleLines(who)[0]
	if who.role != roleMailServer {
		line = roleText(who) // its address is in the inspector
	}
	text := math.Max(m.Width(who.name(), scene.Bold, l.name), m.Width(line, scene.Plain, l.role))
	w = l.inset() + text + l.name*0.7
	if !who.isMail() {
		return math.Min(math.Max(w, l.minW*0.6), l.minW*1.25), l.h
	}
	least, most := l.minW*0.72, l.minW*1.28
	if who.role == roleMailServer {
		least, most = l.minW, l.minW*1.5
	}
	if p.slots == 0 {
		least *= 0.8
	} else if a := mailOf(who.host); a != nil && p.wide {
		w = math.Max(w, m.Width(a.Account, scene.Plain, l.role)+l.name*1.4)
		least = math.Max(least, l.minW*0.86)
	}
	w = math.Min(most, math.Max(least, w))
	head := l.h
	switch {
	case p.slots == 0:
		h = head + p.line
	case who.role == roleMailServer:
		h = head + p.line*1.3 + float64(p.slots)*p.slot + p.line*1.2 + float64(p.trays)*p.line*1.25 + p.line*1.35
	case who.role == roleMailAgent:
		h = head + p.slot + 2*p.line
	default:
		h = head + 2*p.line
	}
	return w, h + l.role*0.5
}

// column is a stack of cards.
type column struct {
	list []int
	w, h float64
}

func (l *layout) column(list []int, m *scene.Metrics) column {
	c := column{list: list}
	for k, i := range list {
		w, h := l.mailSize(i, m)
		c.w = math.Max(c.w, w)
		if k > 0 {
			c.h += l.between()
		}
		c.h += h
	}
	return c
}

// putColumn sets the cards of a column whose middle is at x, from y on.
func (l *layout) putColumn(c column, x, y float64, m *scene.Metrics) {
	for _, i := range c.list {
		_, h := l.mailSize(i, m)
		l.cards[i] = scene.Box{X: x - c.w/2, Y: y, W: c.w, H: h}
		y += h + l.between()
	}
}

// placeMail puts the stations into a row from left to right, or each side's agents above its
// servers; the others stand below. It reports whether there was room.
func (l *layout) placeMail(m *scene.Metrics) bool {
	p := l.mail
	sides, others := mailSides(l.members)
	l.cardW = l.cardWidth(l.members, m)
	top := l.edge * 0.6
	if slices.ContainsFunc(l.members, func(m member) bool { return m.role == roleMailAgent }) {
		p.strip = scene.Box{X: l.side(), Y: l.edge * 0.5, W: l.width - 2*l.side() - cornerW, H: l.label * 1.9}
		l.frames = append(l.frames, frame{key: "steps", text: p.strip, bare: true})
		top = p.strip.Bottom() + l.clear()
	} else {
		top = math.Max(top, cornerH)
	}
	bottom, ok := l.placeOthers(others, m)
	if !ok {
		return false
	}
	if p.upward {
		return l.placeUpward(sides, top, bottom, m)
	}
	return l.placeAcross(sides, top, bottom, m)
}

// placeOthers puts the hosts that only help into rows at the bottom, and returns where
// these begin.
func (l *layout) placeOthers(others []int, m *scene.Metrics) (bottom float64, ok bool) {
	bottom = l.height - l.edge*0.6
	if len(others) == 0 {
		return bottom, true
	}
	begin := math.Max(l.side(), lowerW+4)
	room := l.width - begin - l.side()
	w := math.Min(l.cardW, room)
	columns := int((room + l.gapX) / (w + l.gapX))
	for columns < len(others) && columns < 8 && w > l.minW*0.8 { // rather narrower than in two rows
		w = math.Max(l.minW*0.8, (room+l.gapX)/float64(columns+1)-l.gapX)
		if int((room+l.gapX)/(w+l.gapX)) <= columns {
			break
		}
		columns++
	}
	columns = max(1, min(columns, len(others)))
	rows := (len(others) + columns - 1) / columns
	columns = (len(others) + rows - 1) / rows
	h := float64(rows)*l.h + float64(rows-1)*l.between()
	bottom -= h
	if bottom < 0 {
		return 0, false
	}
	for k, i := range others {
		inRow := min(columns, len(others)-k/columns*columns)
		gap := math.Min(l.gapX*2, math.Max(l.gapX, (room-float64(inRow)*w)/float64(inRow+1)))
		left := math.Max(begin, (l.width-float64(inRow)*w-float64(inRow-1)*gap)/2)
		l.cards[i] = scene.Box{X: left + float64(k%columns)*(w+gap), Y: bottom + float64(k/columns)*(l.h+l.between()), W: w, H: l.h}
	}
	return bottom - l.between(), true
}

// placeAcross puts agents, servers, servers, agents beside each other.
func (l *layout) placeAcross(sides [2]mailSide, top, bottom float64, m *scene.Metrics) bool {
	type station struct {
		column
		servers bool
	}
	var columns []station
	for k, list := range [][]int{sides[0].agents, sides[0].servers, sides[1].servers, sides[1].agents} {
		if len(list) > 0 {
			columns = append(columns, station{l.column(list, m), k == 1 || k == 2})
		}
	}
	w, h := 0.0, 0.0
	for _, c := range columns {
		w, h = w+c.w, math.Max(h, c.h)
	}
	gaps := float64(len(columns) - 1)
	least := l.trunk * 0.42
	free := l.width - 2*l.side() - w
	if h > bottom-top || free < gaps*least {
		return false
	}
	// The way between servers is the longest: there a message crosses the network.
	share := func(k int) float64 {
		if len(sides[0].servers) > 0 && len(sides[1].servers) > 0 && columns[k-1].servers && columns[k].servers {
			return 1.7
		}
		return 1
	}
	shares := 0.0
	for k := 1; k < len(columns); k++ {
		shares += share(k)
	}
	gap := 0.0
	if gaps > 0 {
		gap = math.Min(free/shares, math.Max(least, l.mostX*0.75))
	}
	x := (l.width - w - shares*gap) / 2
	for k, c := range columns {
		if k > 0 {
			x += share(k) * gap
		}
		l.putColumn(c.column, x+c.w/2, top+(bottom-top-c.h)/2, m)
		x += c.w
	}
	return true
}

// placeUpward puts each side's agents above its servers.
func (l *layout) placeUpward(sides [2]mailSide, top, bottom float64, m *scene.Metrics) bool {
	between := l.gapY
	var blocks [2][2]column
	var w [2]float64
	upper, lower := 0.0, 0.0
	for k, s := range sides {
		blocks[k] = [2]column{l.column(s.agents, m), l.column(s.servers, m)}
		w[k] = math.Max(blocks[k][0].w, blocks[k][1].w)
		upper, lower = math.Max(upper, blocks[k][0].h), math.Max(lower, blocks[k][1].h)
	}
	if upper == 0 {
		between = 0
	}
	room := l.width - 2*l.side()
	gap := l.trunk * 0.4
	both := w[0] > 0 && w[1] > 0
	if !both {
		gap = 0
	}
	if upper+lower+between > bottom-top || w[0]+w[1]+gap > room {
		return false
	}
	if both {
		gap = math.Min(l.mostX, math.Max(gap, (room-w[0]-w[1])*0.6))
	}
	between = math.Min(l.mostY, between+(bottom-top-upper-lower-between)*0.4)
	y := top + (bottom-top-upper-lower-between)/2
	x := (l.width - w[0] - w[1] - gap) / 2
	for k := range blocks {
		middle := x + w[k]/2
		if len(sides[1-k].servers) == 0 && len(blocks[k][1].list) > 0 {
			middle = l.width / 2 // the only server stands between the agents
		}
		l.putColumn(blocks[k][0], x+w[k]/2, y+upper-blocks[k][0].h, m)
		l.putColumn(blocks[k][1], middle, y+upper+between, m)
		x += w[k] + gap
	}
	return true
}
