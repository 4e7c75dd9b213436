package vnet

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
)

// Machine is a host of the network: a computer with one interface, its sockets
// and its programs.
type Machine struct {
	net   *Network
	name  string
	id    trace.HostID
	ips   []ipv4
	addrs []netip.Addr
	site  *Site
	link  *link
	up    bool
	boots int // how often it was switched on

	paths map[ipv4]*path
	ipID  uint16
	udp   portTable
	tcp   tcpTable
	ports *rand.Rand // for ephemeral ports

	pings   uint16    // begun so far
	pingers []*pinger // at work, oldest first

	pingCalls []*pingCall // programs' that wait for a reply

	traffic traffic
	grant   *WireConfig // what its programs may do on the wire; nil: nothing

	installed []service
	programs  []*process     // of the present run of the machine, in order of starting
	started   map[string]int // how many of each kind were, in this run
	disk      host.Disk      // which outlasts the runs
}

// service is a program that starts with its machine.
type service struct {
	kind   string
	make   func() host.Program
	server bool // an administrator may stop and start it
}

func (n *Network) newMachine(name string) *Machine {
	m := &Machine{
		net: n, name: name, id: n.trace.Host(name), up: true, boots: 1,
		paths: map[ipv4]*path{}, udp: portTable{},
		ports: n.k.Rand("host/" + name + "/ports"), started: map[string]int{},
		disk: host.NewDisk(),
	}
	m.tcp = newTCPTable(m)
	return m
}

// Name returns the machine's name.
func (m *Machine) Name() string { return m.name }

// Addr returns the machine's own address, from which it sends.
func (m *Machine) Addr() netip.Addr { return m.addrs[0] }

// Addrs returns all of the machine's addresses.
func (m *Machine) Addrs() []netip.Addr { return m.addrs }

// Disk returns the machine's disk, which keeps its files while the machine is off.
func (m *Machine) Disk() host.Disk { return m.disk }

// Site returns the machine's site, or nil.
func (m *Machine) Site() *Site { return m.site }

// Up reports whether the machine is switched on.
func (m *Machine) Up() bool { return m.up }

// Link returns the present state of the machine's access link.
func (m *Machine) Link() view.Link { return m.link.view() }

func (m *Machine) access() *link { return m.link }

// nextIPID returns an identification for an IP header. (RFC 6864 §4.1: "the IPv4
// ID field MUST NOT be used for purposes other than fragmentation and
// reassembly", and nothing here is fragmented: a counter shows the order.)
func (m *Machine) nextIPID() uint16 {
	m.ipID++
	return m.ipID
}

// Install adds a program that the machine runs whenever it is up. make is called
// at each start. If the machine is up, the program is started now.
func (m *Machine) Install(kind string, make func() host.Program) {
	m.install(service{kind: kind, make: make})
}

// InstallServer is Install for a server, which whoever sits at the machine may stop and
// start while the machine is up (see [host.ServiceManager]).
func (m *Machine) InstallServer(kind string, make func() host.Program) {
	m.install(service{kind: kind, make: make, server: true})
}

func (m *Machine) install(s service) {
	m.installed = append(m.installed, s)
	if m.up {
		m.start(s, false)
	}
}

// Run starts a program once; it isn't started again with the machine, and when
// it has returned it is forgotten. Run reports whether the machine is up.
func (m *Machine) Run(p host.Program) bool {
	if !m.up {
		return false
	}
	m.start(service{kind: p.Kind(), make: func() host.Program { return p }}, true)
	return true
}

// Start switches the machine on: its programs are started anew. It does nothing
// if the machine is up.
func (m *Machine) Start() {
	if m.up {
		return
	}
	k := m.net.k
	before := k.Context()
	defer k.SetContext(before)
	id := m.net.emit(m.id, before, &HostUp{})
	k.SetContext(sim.Context{Cause: uint64(id), For: before.For})
	m.up = true
	m.net.reroute()
	m.boots++
	m.programs = nil
	clear(m.started)
	for _, s := range m.installed {
		m.start(s, false)
	}
}

// Stop switches the machine off, without warning: its programs are unwound, its
// sockets closed without a word to their peers, and the frames on its access
// link lost. Frames that are still further away will find it off. It does
// nothing if the machine is down.
func (m *Machine) Stop() {
	if !m.up {
		return
	}
	k := m.net.k
	before := k.Context()
	defer k.SetContext(before)
	id := m.net.emit(m.id, before, &HostIsDown{})
	ctx := sim.Context{Cause: uint64(id), For: before.For}
	k.SetContext(ctx)
	m.up = false // a dying program can send nothing
	m.net.reroute()
	m.tcp.vanish()
	m.stopPinging()
	for _, p := range m.programs {
		if p.state == running {
			p.finish(stopped, nil)
		}
	}
	k.SetContext(ctx)
	m.net.clearLink(m.link, ctx, HostDown)
}

// Cut cuts the machine's access link.
func (m *Machine) Cut() { _ = m.net.Cut(m.name) } // the name is known

// Restore makes the machine's access link work again.
func (m *Machine) Restore() { _ = m.net.Restore(m.name) }

// Programs describes the machine's programs, in the order of starting. One that
// has ended or crashed, or whose machine is off, only shows that.
func (m *Machine) Programs() []view.Program {
	all := make([]view.Program, 0, len(m.programs))
	for _, p := range m.programs {
		all = append(all, p.view())
	}
	return all
}

// Sockets describes the machine's sockets, ordered by program and age. Connections
// that their programs have closed, and that are not yet gone, stand at the end.
func (m *Machine) Sockets() []view.Socket {
	all := []view.Socket{}
	for _, p := range m.programs {
		for _, s := range p.sockets {
			all = append(all, s.view())
		}
		for _, l := range p.listeners {
			all = append(all, l.view())
			all = l.ready.appendViews(l.half.appendViews(all))
		}
		all = p.conns.appendViews(all)
	}
	return m.tcp.orphans.appendViews(all)
}

// start makes a program and starts it.
func (m *Machine) start(s service, once bool) *process {
	m.started[s.kind]++
	name := s.kind
	if n := m.started[s.kind]; n > 1 { // two of a kind must not share their dice
		name = fmt.Sprintf("%s#%d", s.kind, n)
	}
	p := m.net.newProcess(m, s.kind, name)
	p.once = once
	m.programs = append(m.programs, p)
	p.start(s.make)
	return p
}

// forget takes a program that has done its work off the list.
func (m *Machine) forget(p *process) {
	if i := slices.Index(m.programs, p); i >= 0 {
		m.programs = slices.Delete(m.programs, i, i+1)
	}
}

// receive takes a frame that has arrived.
func (m *Machine) receive(f *frame) {
	switch f.proto {
	case UDP:
		m.receiveUDP(f)
	case TCP:
		m.receiveTCP(f)
	case ICMP:
		m.receiveICMP(f)
	default:
		panic(fmt.Sprintf("vnet: a frame of %v arrived, which nobody can have sent", f.proto))
	}
}
