package tracker

import (
	"math/rand/v2"
	"net/netip"
	"time"

	"playnet/core/torrent/metainfo"
)

// Bounds of what a tracker keeps.
const (
	mostTorrents = 1000
	mostMembers  = 10_000
)

// member is a peer that has announced itself.
type member struct {
	addr     netip.AddrPort
	id       [20]byte
	left     int64
	up, down int64
	seen     time.Time // when it was last heard of
}

func (m *member) seed() bool { return m.left == 0 }

// swarm is who takes part in a torrent, in the order of their joining.
type swarm struct {
	hash      metainfo.Hash
	members   []*member
	completed int
}

func (s *swarm) find(addr netip.AddrPort) int {
	for i, m := range s.members {
		if m.addr == addr {
			return i
		}
	}
	return -1
}

// take enters what a peer says of itself.
func (s *swarm) take(addr netip.AddrPort, r *Request, now time.Time) (why string) {
	i := s.find(addr)
	if r.Event == Stopped {
		if i >= 0 {
			s.members = append(s.members[:i:i], s.members[i+1:]...)
		}
		return ""
	}
	if i < 0 {
		if len(s.members) == mostMembers {
			return "too many peers"
		}
		i = len(s.members)
		s.members = append(s.members, &member{addr: addr})
	}
	m := s.members[i]
	if r.Event == Completed && r.Left == 0 && m.left > 0 {
		s.completed++
	}
	m.id, m.left, m.up, m.down, m.seen = r.PeerID, r.Left, r.Uploaded, r.Downloaded, now
	return ""
}

// counts returns what a scrape tells.
func (s *swarm) counts() Counts {
	c := Counts{Completed: s.completed}
	for _, m := range s.members {
		if m.seed() {
			c.Seeds++
		} else {
			c.Leechers++
		}
	}
	return c
}

// choice is whom a peer is told of.
type choice struct {
	offered []*member
	of      int
	near    int
	why     string
}

// choose draws peers for one that asks. A seed is told of no seeds: they have nothing for each
// other. With a site for each address all but one in five come from the asker's own; those from
// elsewhere are there because the pieces of other sites would never come in without them.
func (s *swarm) choose(asker netip.AddrPort, seed bool, want int, dice *rand.Rand, siteOf func(netip.Addr) string) choice {
	var all []*member
	for _, m := range s.members {
		if m.addr != asker && !(seed && m.seed()) {
			all = append(all, m)
		}
	}
	c := choice{of: len(all), why: "random"}
	dice.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	switch {
	case want == 0:
		c.why, all = "none wanted", nil
	case siteOf != nil:
		c.why = "by site"
		all = nearest(all, siteOf(asker.Addr()), want, siteOf)
	case len(all) <= want:
		c.why = "all"
	default:
		all = all[:want]
	}
	c.offered = all
	if siteOf != nil {
		for _, m := range all {
			if siteOf(m.addr.Addr()) == siteOf(asker.Addr()) {
				c.near++
			}
		}
	}
	return c
}

// nearest takes as many from a site as there are, but one in five, and at least one, from
// elsewhere, and no more of these: however few the site has.
func nearest(all []*member, site string, want int, siteOf func(netip.Addr) string) []*member {
	var near, far []*member
	for _, m := range all {
		if siteOf(m.addr.Addr()) == site {
			near = append(near, m)
		} else {
			far = append(far, m)
		}
	}
	far = far[:min(len(far), max(want/5, 1))]
	return append(near[:min(len(near), want-len(far))], far...)
}
