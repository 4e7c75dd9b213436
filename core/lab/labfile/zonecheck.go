package labfile

import (
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"playnet/core/lab/strict"
	"playnet/core/spelling"
)

var (
	noSuchMember = strict.Define("no-such-member", `there is no member "{name}"`)
	nearMember   = strict.Define("no-such-member-near", `there is no member "{name}"; did you mean "{near}"?`)
	notAZone     = strict.Define("not-a-zone", `"{name}" is no zone: zones are the members zones/NAME.zone`)
	zoneTwice    = strict.Define("zone-twice", `the server has the zone "{apex}" already, from "{other}"`)
	unusedZone   = strict.Define("unused-zone", `no service uses this zone`)
	noBaseMember = strict.Define("no-base-member", `there is no member "{name}" that this one could stand in for`)
	otherApex    = strict.Define("other-apex", `this is the zone "{apex}", but it stands in for the zone "{base}"`)
)

// zoneMember marks a member that lab.json speaks of as used.
func (c *checker) zoneMember(name MemberName, at *strict.Node) bool {
	if _, ok := c.file.index[string(name)]; !ok || strings.HasPrefix(string(name), switchFolder) {
		var known []string
		for _, m := range c.file.Members {
			if strings.HasPrefix(m.Name, "zones/") {
				known = append(known, m.Name)
			}
		}
		if near := spelling.Nearest(string(name), known); near != "" {
			c.fail(at, nearMember.With("name", string(name), "near", near))
		} else {
			c.fail(at, noSuchMember.With("name", string(name)))
		}
		return false
	}
	if !strings.HasPrefix(string(name), "zones/") {
		c.fail(at, notAZone.With("name", string(name)))
		return false
	}
	return true
}

// versions are a member and those that stand in for it while a switch is on.
func (c *checker) versions(name MemberName) []*Member {
	list := []*Member{&c.file.Members[c.file.index[string(name)]]}
	for _, s := range c.file.Lab.Switches {
		if at, ok := c.file.index[switchFolder+string(s.ID)+"/"+string(name)]; ok {
			list = append(list, &c.file.Members[at])
		}
	}
	return list
}

// servedZones checks the zones of one server.
func (c *checker) servedZones(names []MemberName, at *strict.Node) {
	apexes := make(map[string]MemberName)
	for i, name := range names {
		if !c.zoneMember(name, at.At(i)) {
			continue
		}
		base := ""
		for v, m := range c.versions(name) {
			z := c.file.zones[m.Name]
			if z == nil { // does not parse: said before
				continue
			}
			if !c.used[m.Name] {
				c.used[m.Name] = true
				c.zone(z, m)
			}
			if v == 0 {
				base = z.Apex
			} else if base != "" && z.Apex != "" && z.Apex != base {
				c.member(m.written, m.Line, otherApex.With("apex", z.Apex, "base", base))
			}
		}
		if other, twice := apexes[base]; twice && base != "" {
			c.fail(at.At(i), zoneTwice.With("apex", base, "other", string(other)))
		}
		apexes[base] = name
	}
}

// zone checks that the records make a zone: RFC 1035, section 5.2: "Exactly
// one SOA RR should be present at the top of the zone." It sets the apex.
func (c *checker) zone(z *Zone, m *Member) {
	soa := -1
	for i, rr := range z.Records {
		if rr.Header().Rrtype != dns.TypeSOA {
			continue
		}
		if soa >= 0 {
			c.member(m.written, z.lines[i], twoSOA.With("line", strconv.Itoa(z.lines[soa])))
			continue
		}
		soa = i
	}
	if soa < 0 {
		c.member(m.written, m.Line, noSOA.With())
		return
	}
	z.Apex = dns.CanonicalName(z.Records[soa].Header().Name)
	apexNS := false
	for i, rr := range z.Records {
		h := rr.Header()
		if !dns.IsSubDomain(z.Apex, dns.CanonicalName(h.Name)) {
			c.member(m.written, z.lines[i], outOfZone.With("name", h.Name, "apex", z.Apex))
		}
		if h.Rrtype == dns.TypeNS && dns.CanonicalName(h.Name) == z.Apex {
			apexNS = true
		}
	}
	// RFC 1034, section 4.2.1: the zone's data include "data that describes
	// the top node … The RRs that describe … are name server RRs … and exactly
	// one SOA RR".
	if !apexNS {
		c.member(m.written, z.lines[soa], noApexNS.With("apex", z.Apex))
	}
	c.conflicts(z, m)
}

// conflicts finds records that cannot stand beside each other.
func (c *checker) conflicts(z *Zone, m *Member) {
	same := make(map[string]int)
	cname := make(map[string]int) // owner → record
	other := make(map[string]int)
	for i, rr := range z.Records {
		h := rr.Header()
		owner := dns.CanonicalName(h.Name)
		data := strings.TrimPrefix(rr.String(), h.String())
		key := owner + "\x00" + strconv.Itoa(int(h.Rrtype)) + "\x00" + data
		if first, twice := same[key]; twice {
			c.member(m.written, z.lines[i], twiceInZone.With("line", strconv.Itoa(z.lines[first])))
			continue
		}
		same[key] = i
		// RFC 1034, section 3.6.2: "If a CNAME RR is present at a node, no
		// other data should be present". RFC 4035, section 2.5, lets RRSIG and
		// NSEC stand beside it.
		switch h.Rrtype {
		case dns.TypeCNAME:
			if first, clash := cname[owner]; clash {
				c.member(m.written, z.lines[i], cnameOther.With("name", h.Name, "line", strconv.Itoa(z.lines[first])))
			} else if first, clash := other[owner]; clash {
				c.member(m.written, z.lines[i], cnameOther.With("name", h.Name, "line", strconv.Itoa(z.lines[first])))
			}
			cname[owner] = i
		case dns.TypeRRSIG, dns.TypeNSEC:
		default:
			if first, clash := cname[owner]; clash {
				c.member(m.written, z.lines[i], cnameOther.With("name", h.Name, "line", strconv.Itoa(z.lines[first])))
			}
			other[owner] = i
		}
	}
}

// hints checks a resolver's list of root servers, and its stand-ins.
func (c *checker) hints(name MemberName, at *strict.Node) {
	if !c.zoneMember(name, at) {
		return
	}
	for _, m := range c.versions(name) {
		z := c.file.zones[m.Name]
		if z == nil || c.used["hints "+m.Name] {
			continue
		}
		c.used[m.Name], c.used["hints "+m.Name] = true, true
		c.rootHints(z, m)
	}
}

func (c *checker) rootHints(z *Zone, m *Member) {
	hasAddress := make(map[string]bool)
	servers := make(map[string]bool)
	for _, rr := range z.Records {
		switch rr := rr.(type) {
		case *dns.A:
			hasAddress[dns.CanonicalName(rr.Hdr.Name)] = true
		case *dns.NS:
			servers[dns.CanonicalName(rr.Ns)] = true
		}
	}
	roots := 0
	for i, rr := range z.Records {
		h := rr.Header()
		owner := dns.CanonicalName(h.Name)
		switch {
		case h.Rrtype == dns.TypeNS && owner == ".":
			roots++
			if target := rr.(*dns.NS).Ns; !hasAddress[dns.CanonicalName(target)] {
				c.member(m.written, z.lines[i], hintsAddress.With("name", target))
			}
		case (h.Rrtype == dns.TypeA || h.Rrtype == dns.TypeAAAA) && servers[owner]:
		default:
			c.member(m.written, z.lines[i], hintsType.With("type", dns.TypeToString[h.Rrtype], "name", h.Name))
		}
	}
	if roots == 0 {
		c.member(m.written, m.Line, noHints.With())
	}
}

// members checks what lab.json leaves over: zones that nobody serves, and
// stand-ins for nothing.
func (c *checker) members() {
	for i := range c.file.Members {
		m := &c.file.Members[i]
		if rest, ok := strings.CutPrefix(m.Name, switchFolder); ok {
			id, base, _ := strings.Cut(rest, "/")
			if !c.isSwitch(ID(id)) {
				c.member(m.written, m.Line-1, unknownSwitch.With("name", id))
				continue
			}
			if _, ok := c.file.index[base]; !ok {
				c.member(m.written, m.Line-1, noBaseMember.With("name", base))
				continue
			}
		}
		if c.file.zones[m.Name] != nil && !c.used[m.Name] {
			c.member(m.written, m.Line-1, unusedZone.With())
		}
	}
}

func (c *checker) isSwitch(id ID) bool {
	for _, s := range c.file.Lab.Switches {
		if s.ID == id {
			return true
		}
	}
	return false
}
