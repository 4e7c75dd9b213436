package vnet

import (
	"net/netip"
	"time"

	"playnet/core/sim"
	"playnet/core/slab"
	"playnet/core/trace"
	"playnet/core/view"
)

// Network is the network of one world, with its machines.
type Network struct {
	k     *sim.Kernel
	trace *trace.Trace
	epoch time.Time // the wall clock at instant zero

	machines []*Machine // in the order in which they were added
	sites    []*Site
	byName   map[string]place
	byIP     map[ipv4]*Machine
	anycast  map[ipv4][]*Machine // who shares an address, in the order of coming
	pairs    []*pair
	wiring   int // counts changes that make known paths obsolete

	ends    uint32 // of connections that there have been
	frames  uint32 // that were sent or duplicated so far
	paths   slab.Slab[path]
	flows   flowPool
	texts   map[endText]string // how the ends of frames read: see textOf
	flight  flight             // frames under way
	spare   []*frame           // frames to use again
	sending sendPool           // likewise, of send buffers
	bodies  bodies
	groups  map[*sim.Group]*process
	crashes []view.Crash
	stopped bool
}

// bodies are the events of the frame path, used again and again.
type bodies struct {
	sent       FrameSent
	delivered  FrameDelivered
	lost       FrameLost
	duplicated FrameDuplicated
	state      TCPStateChanged
	retransmit TCPRetransmit
	phase      TCPPhaseChanged
}

// place is what a link belongs to: a machine or a site.
type place interface{ access() *link }

// New returns an empty network. It takes over the kernel's crash reports. The
// wall clock of its machines shows epoch at instant zero.
func New(k *sim.Kernel, t *trace.Trace, epoch time.Time) *Network {
	n := &Network{
		k: k, trace: t, epoch: epoch.Round(0),
		byName: map[string]place{},
		byIP:   map[ipv4]*Machine{},
		groups: map[*sim.Group]*process{},
	}
	k.OnCrash(n.crashed)
	return n
}

// Site is a network that several machines share, with its link to the cloud.
type Site struct {
	net  *Network
	name string
	link *link
}

// Name returns the site's name.
func (s *Site) Name() string { return s.name }

// Link returns the present state of the site's link.
func (s *Site) Link() view.Link { return s.link.view() }

func (s *Site) access() *link { return s.link }

// AddSite adds a site.
func (n *Network) AddSite(c SiteConfig) (*Site, error) {
	if err := n.checkName("site", c.Name); err != nil {
		return nil, err
	}
	if err := c.Link.check("the link of site " + c.Name); err != nil {
		return nil, err
	}
	s := &Site{net: n, name: c.Name, link: n.newLink(c.Name, c.Link)}
	for _, f := range c.Filters {
		s.link.filters[f] = true
	}
	n.sites = append(n.sites, s)
	n.byName[c.Name] = s
	n.wiring++
	return s, nil
}

// AddHost adds a machine. It is up.
func (n *Network) AddHost(c HostConfig) (*Machine, error) {
	what := "host " + c.Name
	if err := n.checkName("host", c.Name); err != nil {
		return nil, err
	}
	if err := c.Link.check("the link of " + what); err != nil {
		return nil, err
	}
	m := n.newMachine(c.Name)
	if len(c.Addrs) == 0 {
		return nil, configError(what, "it has no address")
	}
	for _, a := range c.Addrs {
		if err := n.give(m, what, a); err != nil {
			return nil, err
		}
		if ip := m.ips[len(m.ips)-1]; len(n.anycast[ip]) > 0 {
			return nil, configError(what, "host %s shares the address %v", n.anycast[ip][0].name, a)
		}
	}
	own := len(m.ips)
	for _, a := range c.Anycast {
		if err := n.give(m, what, a); err != nil {
			return nil, err
		}
	}
	if c.Site != "" {
		s, ok := n.byName[c.Site].(*Site)
		if !ok {
			return nil, configError(what, "there is no site %s", c.Site)
		}
		m.site = s
	}
	m.link = n.newLink(c.Name, c.Link)
	n.machines = append(n.machines, m)
	n.byName[c.Name] = m
	for _, ip := range m.ips[:own] {
		n.byIP[ip] = m
	}
	for _, ip := range m.ips[own:] {
		n.share(m, ip)
	}
	n.wiring++
	return m, nil
}

// give gives a new machine an address that no other has for its own.
func (n *Network) give(m *Machine, what string, a netip.Addr) error {
	ip, ok := fromAddr(a)
	if !ok {
		return configError(what, "%v is no IPv4 address", a)
	}
	if ip == 0 || ip.loopback() || ip>>28 >= 14 { // 224.0.0.0/4 and above
		return configError(what, "%v can't be a host's address", a)
	}
	if other := n.byIP[ip]; other != nil {
		return configError(what, "host %s has the address %v, too", other.name, a)
	}
	m.ips = append(m.ips, ip)
	m.addrs = append(m.addrs, ip.addr())
	return nil
}

func (n *Network) checkName(what, name string) error {
	if name == "" {
		return configError(what, "it has no name")
	}
	if _, taken := n.byName[name]; taken {
		return configError(what+" "+name, "the name is taken")
	}
	return nil
}

// Machine returns the machine of a name.
func (n *Network) Machine(name string) (*Machine, bool) {
	m, ok := n.byName[name].(*Machine)
	return m, ok
}

// Machines returns all machines in the order in which they were added.
func (n *Network) Machines() []*Machine { return n.machines }

// Sites returns all sites in the order in which they were added.
func (n *Network) Sites() []*Site { return n.sites }

// Epoch returns what the wall clock showed at instant zero.
func (n *Network) Epoch() time.Time { return n.epoch }

// Wall returns what the machines' wall clock shows now.
func (n *Network) Wall() time.Time { return n.epoch.Add(time.Duration(n.k.Now())) }

// instant returns when the wall clock shows t; the zero time means never.
func (n *Network) instant(t time.Time) sim.Instant {
	if t.IsZero() {
		return sim.Never
	}
	return sim.Instant(t.Sub(n.epoch))
}

// Crashes returns the programs that panicked, with their stacks.
func (n *Network) Crashes() []view.Crash { return n.crashes }

// Stop ends the world: every program is unwound and nothing more is recorded. It
// returns the fibers that would not go.
func (n *Network) Stop() []sim.Stuck {
	n.stopped = true
	return n.k.Stop()
}

// emit records an event with a context. What programs still do while a stopped
// world is torn down belongs to no record.
func (n *Network) emit(host trace.HostID, ctx sim.Context, b trace.Body) trace.ID {
	if n.stopped {
		return 0
	}
	return n.trace.Emit(n.k.Now(), host, ctx, b)
}
