package vnet

import "time"

// Anycast: several machines share an address, and what is sent to it reaches the one
// that is nearest to the sender. RFC 4786, section 2.1 calls it making a service address
// available in several places, of which routing picks one.
//
// Here the nearest is the one with the shortest propagation delay among those that can be
// reached at all: a machine that is down or cut off is no longer announced, and the next
// one takes over at once, where real routing takes its time.

// share lets a machine have an address that others may have, too.
func (n *Network) share(m *Machine, ip ipv4) {
	if n.anycast == nil {
		n.anycast = map[ipv4][]*Machine{}
	}
	n.anycast[ip] = append(n.anycast[ip], m)
}

// owner returns the machine that a frame from m to an address is for; nil if nobody has
// it.
func (n *Network) owner(m *Machine, ip ipv4) *Machine {
	if to := n.byIP[ip]; to != nil {
		return to
	}
	var best *Machine
	var least time.Duration
	for _, to := range n.anycast[ip] {
		if to == m {
			return m
		}
		if best != nil && !to.announcedTo(m) {
			continue
		}
		d := n.distance(m, to)
		if best == nil || !best.announcedTo(m) || d < least {
			best, least = to, d
		}
	}
	return best
}

// announcedTo reports whether another machine's routers know a way to this one: inside of
// a site they do, whatever becomes of the site's own link.
func (m *Machine) announcedTo(from *Machine) bool {
	return m.up && !m.link.cut && (m.site == nil || m.site == from.site || !m.site.link.cut)
}

// distance is the propagation delay from one machine to another.
func (n *Network) distance(from, to *Machine) (d time.Duration) {
	p := &path{to: to}
	n.route(p, from)
	for _, l := range p.legs {
		d += l.delay
	}
	return d
}

// reroute has frames that are sent from now on find the nearest of machines that share an
// address, one of which has come or gone. What is under way goes on to where it was sent.
func (n *Network) reroute() {
	if len(n.anycast) > 0 {
		n.wiring++
	}
}
