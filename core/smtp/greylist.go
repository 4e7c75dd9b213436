package smtp

import (
	"net/netip"
	"time"
)

// greylist remembers who has tried to send to whom. Programs that send spam often don't
// try again; mail servers do (RFC 6647).
type greylist struct {
	first map[string]time.Time // when a triplet was seen first
	order []string             // its keys, oldest first
}

// maxTriplets bounds the memory: the oldest is forgotten.
const maxTriplets = 10000

// passes reports whether client, sender and recipient were seen together at least so long
// ago, and remembers them.
func (g *greylist) passes(now time.Time, wait time.Duration, client netip.Addr, from, to Address) bool {
	key := client.String() + " " + from.Key() + " " + to.Key()
	if since, seen := g.first[key]; seen {
		return now.Sub(since) >= wait
	}
	if g.first == nil {
		g.first = map[string]time.Time{}
	}
	if len(g.order) == maxTriplets {
		delete(g.first, g.order[0])
		g.order = g.order[1:]
	}
	g.first[key] = now
	g.order = append(g.order, key)
	return false
}
