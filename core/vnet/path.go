package vnet

import (
	"math/rand/v2"
	"slices"
	"time"
)

// leg is a part of a path: one direction of a link, or the cloud. The paths over a link
// share it.
type leg struct {
	name  string // "host-up", "site-up", "cloud", "site-down", "host-down"
	where string // for the record: "campus/up"
	line  *line  // nil: the cloud
	rng   *rand.Rand

	delay        time.Duration
	loss         float64
	duplicate    float64
	reorder      float64
	reorderDelay time.Duration
	// plain: neither rate nor dice. A frame runs through such a leg without an
	// event of its own.
	plain bool
}

// maxLegs is the length of the longest path.
const maxLegs = 5

// path is the way from one machine to an address.
type path struct {
	to     *Machine // nil: nobody has the address
	legs   []*leg
	room   [maxLegs]*leg // where legs stand
	src    ipv4          // from which an unbound socket sends
	wiring int           // Network.wiring when it was made
}

// pathTo returns the way from m to an address.
func (m *Machine) pathTo(ip ipv4) *path {
	p := m.paths[ip]
	if p == nil || p.wiring != m.net.wiring {
		p = m.net.newPath(m, ip)
		m.paths[ip] = p
	}
	return p
}

func (n *Network) newPath(m *Machine, ip ipv4) *path {
	p := n.paths.New()
	p.to, p.src, p.wiring = n.owner(m, ip), m.ips[0], n.wiring
	if ip.loopback() {
		p.to, p.src = m, localhost
	}
	if p.to != m { // what a host sends to itself never leaves it
		n.route(p, m)
	}
	return p
}

// route finds the legs of a path from a machine.
func (n *Network) route(p *path, m *Machine) {
	to := p.to
	p.legs = p.room[:0]
	inside := to != nil && m.site != nil && to.site == m.site
	add := func(name string, l *line) { p.legs = append(p.legs, l.asLeg(name, n.wiring)) }
	add("host-up", &m.link.up)
	if m.site != nil && !inside {
		add("site-up", &m.site.link.up)
	}
	middle := len(p.legs)
	if to != nil {
		if to.site != nil && !inside {
			add("site-down", &to.site.link.down)
		}
		add("host-down", &to.link.down)
		n.override(p, m, to, middle)
	}
}

// asLeg returns the leg that the line is in all paths of a wiring.
func (l *line) asLeg(name string, wiring int) *leg {
	if l.leg == nil || l.wiring != wiring {
		c := &l.link.config
		l.wiring, l.leg = wiring, &leg{
			name: name, where: l.name, line: l, rng: l.rng,
			delay: c.Delay, loss: c.Loss, duplicate: c.Duplicate,
			reorder: c.Reorder, reorderDelay: c.ReorderDelay,
		}
		l.leg.settle()
	}
	return l.leg
}

// settle finds out whether the leg is plain.
func (l *leg) settle() {
	l.plain = (l.line == nil || l.line.rate == 0 && !l.line.link.watched()) && l.loss == 0 && l.duplicate == 0 && l.reorder == 0
}

// pair says what holds between two places.
type pair struct {
	places   [2]string
	config   PairConfig
	there    *rand.Rand // from places[0] to places[1]
	back     *rand.Rand
	hostEnds int // how many of the two are hosts
}

// SetPair says what holds between two places, hosts or sites, instead of what
// their links say: for a host instead of its access link and of its site's, for
// a site instead of the site's link alone. It holds in both directions. Of
// several that apply to a path, the one with more hosts among its places goes
// first, then the one that was set first.
func (n *Network) SetPair(a, b string, c PairConfig) error {
	what := "the link between " + a + " and " + b
	if a == b {
		return configError(what, "these are not two places")
	}
	p := &pair{places: [2]string{a, b}, config: c}
	for _, name := range p.places {
		switch n.byName[name].(type) {
		case *Machine:
			p.hostEnds++
		case *Site:
		default:
			return configError(what, "there is no host or site %s", name)
		}
	}
	if err := c.check(what); err != nil {
		return err
	}
	p.there, p.back = n.k.Rand("pair/"+a+"/"+b), n.k.Rand("pair/"+b+"/"+a)
	n.pairs = append(n.pairs, p)
	n.wiring++
	return nil
}

// at reports whether a machine is the place of a name or stands in it.
func (m *Machine) at(name string) bool {
	return m.name == name || m.site != nil && m.site.name == name
}

// override puts the pair's leg, if one applies, into the middle of a path, and
// takes what it says from the legs in whose place it stands.
func (n *Network) override(p *path, from, to *Machine, middle int) {
	var best *pair
	for _, o := range n.pairs {
		a, b := o.places[0], o.places[1]
		if (from.at(a) && to.at(b) || from.at(b) && to.at(a)) && (best == nil || o.hostEnds > best.hostEnds) {
			best = o
		}
	}
	if best == nil {
		return
	}
	near, far, rng := best.places[0], best.places[1], best.there
	if !from.at(near) || !to.at(far) {
		near, far, rng = far, near, best.back
	}
	cloud := leg{name: "cloud", where: near + "/" + far, rng: rng, reorderDelay: DefaultReorderDelay}
	c := &best.config
	for i, l := range p.legs {
		host, place := from, near
		if i >= middle {
			host, place = to, far
		}
		if l.line.link == host.link && place != host.name {
			continue // between two sites the hosts' own links still count
		}
		own := *l
		c.replaceIn(&own)
		own.settle()
		p.legs[i] = &own
	}
	set(&cloud.delay, c.Delay)
	set(&cloud.loss, c.Loss)
	set(&cloud.duplicate, c.Duplicate)
	set(&cloud.reorder, c.Reorder)
	set(&cloud.reorderDelay, c.ReorderDelay)
	cloud.settle()
	p.legs = slices.Insert(p.legs, middle, &cloud)
}

// replaceIn takes out of a leg what the pair says instead.
func (c *PairConfig) replaceIn(l *leg) {
	if c.Delay != nil {
		l.delay = 0
	}
	if c.Loss != nil {
		l.loss = 0
	}
	if c.Duplicate != nil {
		l.duplicate = 0
	}
	if c.Reorder != nil {
		l.reorder = 0
	}
	set(&l.reorderDelay, c.ReorderDelay)
}
