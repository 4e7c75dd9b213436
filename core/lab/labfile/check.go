package labfile

import (
	"net/netip"
	"strconv"

	"playnet/core/lab/strict"
	"playnet/core/spelling"
)

var (
	nameOfHost     = strict.Define("name-of-host", `the name "{name}" is taken: a host in line {line} has it`)
	nameOfSite     = strict.Define("name-of-site", `the name "{name}" is taken: a site in line {line} has it`)
	duplicateAddr  = strict.Define("duplicate-address", `the address {address} is taken: host "{host}" in line {line} has it`)
	unknownSite    = strict.Define("unknown-site", `there is no site "{name}"`)
	unknownHost    = strict.Define("unknown-host", `there is no host "{name}"`)
	unknownPlace   = strict.Define("unknown-place", `there is no host and no site "{name}"`)
	nearSite       = strict.Define("unknown-site-near", `there is no site "{name}"; did you mean "{near}"?`)
	nearHost       = strict.Define("unknown-host-near", `there is no host "{name}"; did you mean "{near}"?`)
	nearPlace      = strict.Define("unknown-place-near", `there is no host and no site "{name}"; did you mean "{near}"?`)
	samePlace      = strict.Define("same-place", `both places are "{name}"; a link lies between two`)
	hostInSite     = strict.Define("host-in-site", `the host "{host}" belongs to the site "{site}": nothing lies between them but the host's access link`)
	duplicatePair  = strict.Define("duplicate-pair", `the link between "{a}" and "{b}" stands here a second time; the first is in line {line}`)
	portTaken      = strict.Define("port-taken", `port {port} of host "{host}" is taken: the service in line {line} listens there`)
	zeroDuration   = strict.Define("zero-duration", `must be longer than 0`)
	askedTwice     = strict.Define("listed-twice", `"{value}" stands in this list twice`)
	servesNothing  = strict.Define("serves-nothing", `a name server needs "zones" of its own or "copies" of others' zones`)
	copyOfOwn      = strict.Define("copy-of-own", `the server has the zone "{zone}" as its own, and can't be its secondary`)
	resolverSource = strict.Define("resolver-source", `a resolver needs "hints" (a zone with the root servers) or "forwarders"`)
	forwardsToSelf = strict.Define("forwards-to-self", `the resolver forwards to its own host`)
)

// checker holds lab.json against itself and against the other members.
type checker struct {
	file  *File
	root  *strict.Node // of the member name, or nil when an action stands alone
	name  string       // lab.json, or log.json
	first int          // the line where root's text begins
	errs  Errors

	used map[string]bool // members that lab.json speaks of

	hostsFrom, servicesFrom []origin   // of each host and service of the lab
	whileFrom               [][]origin // of what each switch holds
	inTimeline              bool
}

func (c *checker) fail(at *strict.Node, why *strict.Reason) {
	if len(c.errs) >= maxErrors {
		return
	}
	c.errs = append(c.errs, fromStrict(c.name, c.first, at.Error(why)))
}

// line says where a node stands, for errors that speak of two places.
func (c *checker) line(at *strict.Node) string {
	return strconv.Itoa(at.Line + c.first - 1)
}

// lab checks everything that the types alone don't promise.
func (c *checker) lab() {
	lab := &c.file.Lab
	c.spread(lab)
	c.places(lab)
	for i := range lab.Sites {
		c.link(lab.Sites[i].Link, c.root.Get("sites").At(i).Get("link"))
		c.filters(lab.Sites[i].Filters, c.root.Get("sites").At(i).Get("filters"))
	}
	for i := range lab.Hosts {
		if c.hostsFrom[i].member == 0 { // the others of its group are alike
			c.host(&lab.Hosts[i], c.hostAt(i))
		}
	}
	c.overrides(lab.Links)
	c.keys(lab.Keys)
	c.torrents(lab.Torrents)
	c.services(lab.Services)
	c.switches(lab.Switches)
	c.parameters(lab.Parameters)
	c.positive(lab.End, c.root.Get("end"))
	c.timeline(lab)
	c.questions(lab.Questions)
	c.sweeps(lab.Sweeps)
	c.checks(lab.Checks)
}

// places fills the file's indexes of hosts and sites: names are unique among
// both, since an action or an override may mean either.
func (c *checker) places(lab *Lab) {
	taken := make(map[Name]*strict.Node)
	claim := func(name Name, at *strict.Node) bool {
		first, twice := taken[name]
		if twice {
			why := nameOfHost
			switch {
			case c.file.Site(name) != nil:
				why = nameOfSite
			case c.file.Host(name) == nil:
				why = nameOfGroup
			}
			c.fail(at, why.With("name", string(name), "line", c.line(first)))
			return false
		}
		taken[name] = at
		return true
	}
	for i := range lab.Sites {
		if s := &lab.Sites[i]; claim(s.Name, c.root.Get("sites").At(i).Get("name")) {
			c.file.sites[s.Name] = i
		}
	}
	addresses := make(map[netip.Addr]int)
	for i := range lab.Hosts {
		h, at := &lab.Hosts[i], c.hostAt(i)
		if claim(h.Name, at.Get("name")) {
			c.file.hosts[h.Name] = i
		}
		if first, twice := addresses[h.Address.Addr]; twice {
			c.fail(at.Get("address"), duplicateAddr.With("address", h.Address.String(),
				"host", string(lab.Hosts[first].Name), "line", c.line(c.hostAt(first).Get("address"))))
			continue
		}
		addresses[h.Address.Addr] = i
	}
	for i := range lab.Groups {
		claim(lab.Groups[i].Name, c.root.Get("groups").At(i).Get("name"))
	}
}

func (c *checker) host(h *Host, at *strict.Node) {
	if h.Site != "" && c.file.Site(h.Site) == nil {
		c.failNear(at.Get("site"), unknownSite, nearSite, h.Site)
	}
	c.refs(h.Resolvers, at.Get("resolvers"))
	c.link(h.Link, at.Get("link"))
	c.anycast(h, at.Get("anycast"))
	c.wire(h.Wire, at.Get("wire"))
}

func (c *checker) link(l *Link, at *strict.Node) {
	if l != nil {
		c.positive(l.ReorderDelay, at.Get("reorderDelay"))
	}
}

// refs checks a list of hosts or addresses.
func (c *checker) refs(list []HostRef, at *strict.Node) {
	seen := make(map[HostRef]bool)
	for i, ref := range list {
		c.ref(ref, at.At(i))
		if seen[ref] {
			c.fail(at.At(i), askedTwice.With("value", string(ref)))
		}
		seen[ref] = true
	}
}

func (c *checker) ref(ref HostRef, at *strict.Node) {
	if _, ok := c.file.Resolve(ref); !ok {
		c.failNear(at, unknownHost, nearHost, Name(ref))
	}
}

func (c *checker) hostName(name Name, at *strict.Node) {
	if c.file.Host(name) == nil {
		c.failNear(at, unknownHost, nearHost, name)
	}
}

func (c *checker) place(name Name, at *strict.Node) bool {
	if c.file.Host(name) == nil && c.file.Site(name) == nil {
		c.failNear(at, unknownPlace, nearPlace, name)
		return false
	}
	return true
}

// failNear reports an unknown name, with the name that was probably meant.
func (c *checker) failNear(at *strict.Node, why, whyNear *strict.Template, name Name) {
	if len(c.errs) >= maxErrors { // the search costs more than the error
		return
	}
	var known []string
	if whyNear != nearSite {
		for i := range c.file.Lab.Hosts {
			known = append(known, string(c.file.Lab.Hosts[i].Name))
		}
	}
	if whyNear != nearHost {
		for i := range c.file.Lab.Sites {
			known = append(known, string(c.file.Lab.Sites[i].Name))
		}
	}
	if near := spelling.Nearest(string(name), known); near != "" {
		c.fail(at, whyNear.With("name", string(name), "near", near))
		return
	}
	c.fail(at, why.With("name", string(name)))
}

func (c *checker) overrides(links []Override) {
	type pair [2]Name
	seen := make(map[pair]*strict.Node)
	for i, o := range links {
		at := c.root.Get("links").At(i).Get("between")
		c.positive(o.ReorderDelay, c.root.Get("links").At(i).Get("reorderDelay"))
		a, b := o.Between[0], o.Between[1]
		okA, okB := c.place(a, at.At(0)), c.place(b, at.At(1))
		if !okA || !okB {
			continue
		}
		if a == b {
			c.fail(at, samePlace.With("name", string(a)))
			continue
		}
		for _, p := range []pair{{a, b}, {b, a}} {
			if h := c.file.Host(p[0]); h != nil && h.Site == p[1] {
				c.fail(at, hostInSite.With("host", string(p[0]), "site", string(p[1])))
			}
		}
		key := pair{min(a, b), max(a, b)}
		if first := seen[key]; first != nil {
			c.fail(at, duplicatePair.With("a", string(a), "b", string(b), "line", c.line(first)))
			continue
		}
		seen[key] = at
	}
}

// services checks each service, and that no two listen on one port of a host.
func (c *checker) services(list []Service) {
	type socket struct {
		host Name
		port string
	}
	taken := make(map[socket]*strict.Node)
	for i, s := range list {
		from := c.servicesFrom[i]
		at := c.root.Get("services").At(from.entry)
		if from.member == 0 { // on the other hosts of its group it is alike
			c.hostName(s.On(), at.Get("host"))
			s.check(c, at)
		}
		for _, port := range s.Ports() {
			if first := taken[socket{s.On(), port}]; first != nil {
				c.fail(at, portTaken.With("port", port, "host", string(s.On()), "line", c.line(first)))
				break
			}
			taken[socket{s.On(), port}] = at
		}
	}
}

func (c *checker) positive(d *Duration, at *strict.Node) {
	if d != nil && *d == 0 {
		c.fail(at, zeroDuration.With())
	}
}

func (s DNSAuthority) check(c *checker, at *strict.Node) {
	c.servedZones(s.Zones, at.Get("zones"))
	if len(s.Zones) == 0 && len(s.Copies) == 0 {
		c.fail(at, servesNothing.With())
	}
	c.bySite(s, at.Get("bySite"))
	c.refs(s.Secondaries, at.Get("secondaries"))
	c.refs(s.Updaters, at.Get("updaters"))
	c.signings(s, at.Get("dnssec"))
	c.keyName(s.UpdateKey, at.Get("updateKey"))
	c.keyName(s.TransferKey, at.Get("transferKey"))
	for i, copied := range s.Copies {
		c.refs(copied.From, at.Get("copies").At(i).Get("from"))
		c.keyName(copied.Key, at.Get("copies").At(i).Get("key"))
		if _, _, own := c.file.Authority(s.Host, copied.Zone); own {
			c.fail(at.Get("copies").At(i).Get("zone"), copyOfOwn.With("zone", string(copied.Zone)))
		}
	}
}

// checkSettings checks what can be changed while it runs.
func (s DNSAuthority) checkSettings(c *checker, at *strict.Node) {
	c.refs(s.Secondaries, at)
	c.refs(s.Updaters, at)
}

func (s DNSResolver) check(c *checker, at *strict.Node) {
	if s.Hints != "" {
		c.hints(s.Hints, at.Get("hints"))
	}
	s.checkSettings(c, at)
	c.helper(s, at)
}

// checkSettings checks what can be changed while it runs, and what that has to do
// with the rest.
func (s DNSResolver) checkSettings(c *checker, at *strict.Node) {
	if s.Hints == "" && len(s.Forwarders) == 0 {
		c.fail(at, resolverSource.With())
	}
	c.refs(s.Forwarders, at.Get("forwarders"))
	self := c.file.Host(s.Host)
	for i, f := range s.Forwarders {
		if addr, ok := c.file.Resolve(f); ok && self != nil && addr == self.Address.Addr {
			c.fail(at.Get("forwarders").At(i), forwardsToSelf.With())
		}
	}
	c.positive(s.Timeout, at.Get("timeout"))
	c.positive(s.MaxCacheTTL, at.Get("maxCacheTTL"))
	c.positive(s.MinCacheTTL, at.Get("minCacheTTL"))
	c.positive(s.ServeStale, at.Get("serveStale"))
	c.refs(s.Clients, at.Get("clients"))
}

func (s DNSRegistrar) check(c *checker, at *strict.Node) {
	c.ref(s.Primary, at.Get("primary"))
	c.keyName(s.Key, at.Get("key"))
}

func (SocketsSmall) check(*checker, *strict.Node) {} // host and ports are every service's

func (a DNSQuery) check(c *checker, at *strict.Node) {
	c.hostName(a.Host, at.Get("host"))
	if a.Server != "" {
		c.ref(a.Server, at.Get("server"))
	}
}

func (a HostStop) check(c *checker, at *strict.Node)    { c.hostName(a.Host, at.Get("host")) }
func (a HostStart) check(c *checker, at *strict.Node)   { c.hostName(a.Host, at.Get("host")) }
func (a LinkCut) check(c *checker, at *strict.Node)     { c.place(a.Place, at.Get("place")) }
func (a LinkRestore) check(c *checker, at *strict.Node) { c.place(a.Place, at.Get("place")) }

// Whether a frame of that number is ever under way, only the run can tell.
func (FrameDrop) check(*checker, *strict.Node) {}

func (a Ping) check(c *checker, at *strict.Node) {
	c.hostName(a.Host, at.Get("host"))
	c.ref(a.To, at.Get("to"))
}

func (a TCPSend) check(c *checker, at *strict.Node) {
	c.hostName(a.Host, at.Get("host"))
	c.ref(a.To, at.Get("to"))
}
