package dns

import (
	mdns "github.com/miekg/dns"
)

// QNAME minimisation, RFC 9156: a server is told no more of the name than it needs to
// know, which is one label more than the name of its own zone.

const (
	// RFC 9156, section 2.1, is for A or AAAA: types that every server knows, that no
	// middlebox blocks, and that do not tell what is looked for.
	minimisedType = mdns.TypeA
	// Section 2.3 proposes both: how many queries a name costs at most, and how many
	// of these add a single label.
	maxMinimised = 10
	oneLabel     = 4
)

// next returns the shorter name to be asked for, if there is one.
func (g *descent) next() (string, bool) {
	r := g.w.r
	if !r.config.Minimise || g.whole || r.forwards() {
		return "", false
	}
	from := g.d.zone
	if g.known != "" {
		from = g.known
	}
	for {
		name, last := g.longer(from)
		if last {
			return "", false
		}
		// What the cache knows already needs no query.
		if e := r.cache.get(name, minimisedType, rankAnswer); e == nil || e.result == NXDomain {
			g.minimised++
			return name, true
		}
		from = name
		g.known = name
	}
}

// longer returns the name with more labels than from, and whether that is all of it,
// or the minimising has gone on long enough.
func (g *descent) longer(from string) (string, bool) {
	if g.minimised >= maxMinimised || !below(g.name, from) {
		return g.name, true
	}
	have, all := mdns.CountLabel(from), mdns.CountLabel(g.name)
	step := 1
	if g.minimised >= oneLabel {
		// Long names, as of hosts below ip6.arpa, go in a few big steps.
		step = max(1, (all-have)/(maxMinimised-g.minimised))
	}
	if have+step >= all {
		return g.name, true
	}
	labels := mdns.Split(g.name)
	return g.name[labels[all-have-step]:], false
}
