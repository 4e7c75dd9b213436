package labfile

import (
	"net/netip"

	"github.com/miekg/dns"
)

// File is a lab file that has been read and found right.
type File struct {
	// Lab is the decoded member lab.json.
	Lab Lab
	// Members are all members in the order of the file, base64 decoded.
	Members []Member
	// Digest is the SHA-256 of the canonical text (see [File.Canonical]).
	Digest [32]byte
	// Run is the decoded member log.json: a run that was recorded with the lab; nil if
	// there is none.
	Run *Run

	index map[string]int // member name → index in Members
	hosts map[Name]int   // host name → index in Lab.Hosts
	sites map[Name]int   // site name → index in Lab.Sites
	zones map[string]*Zone
	raw   []rawMember

	values  map[ID]ParameterNumber // of parameters that don't have their defaults
	results map[ID]*SweepResults   // of sweeps, by their ids
}

// Member is one file of the archive.
type Member struct {
	// Name as other members call it: without ".b64".
	Name string
	// Data is its content, base64 decoded.
	Data []byte
	// Line is the line of the lab file where the content begins, from 1.
	Line int
	// Base64 says that the content was written in base64.
	Base64 bool

	written string // the name as the file has it, with ".b64"
}

// Member returns the content of a member. switchesOn are the switches that are
// on: while switch S is on, the member when/S/NAME stands in for NAME; the one
// declared last wins. The result must not be changed.
func (f *File) Member(name string, switchesOn []ID) (data []byte, ok bool) {
	m, ok := f.member(name, switchesOn)
	if !ok {
		return nil, false
	}
	return m.Data, true
}

func (f *File) member(name string, switchesOn []ID) (*Member, bool) {
	for i := len(f.Lab.Switches) - 1; i >= 0; i-- {
		id := f.Lab.Switches[i].ID
		if !contains(switchesOn, id) {
			continue
		}
		if at, ok := f.index[switchFolder+string(id)+"/"+name]; ok {
			return &f.Members[at], true
		}
	}
	at, ok := f.index[name]
	if !ok {
		return nil, false
	}
	return &f.Members[at], true
}

// Switch returns the switch with an id, or nil.
func (f *File) Switch(id ID) *Switch {
	for i := range f.Lab.Switches {
		if f.Lab.Switches[i].ID == id {
			return &f.Lab.Switches[i]
		}
	}
	return nil
}

// SwitchesOn lists the switches that are on when the lab is opened.
func (f *File) SwitchesOn() []ID {
	var on []ID
	for _, s := range f.Lab.Switches {
		if s.On {
			on = append(on, s.ID)
		}
	}
	return on
}

// Host returns the host of that name, or nil.
func (f *File) Host(name Name) *Host {
	if i, ok := f.hosts[name]; ok {
		return &f.Lab.Hosts[i]
	}
	return nil
}

// Site returns the site of that name, or nil.
func (f *File) Site(name Name) *Site {
	if i, ok := f.sites[name]; ok {
		return &f.Lab.Sites[i]
	}
	return nil
}

// Resolve returns the address that a HostRef stands for.
func (f *File) Resolve(ref HostRef) (addr netip.Addr, ok bool) {
	if h := f.Host(Name(ref)); h != nil {
		return h.Address.Addr, true
	}
	addr, err := netip.ParseAddr(string(ref))
	return addr, err == nil
}

func contains[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// Zone returns a zone or hints member, parsed, as [File.Member] chooses it.
func (f *File) Zone(name string, switchesOn []ID) (*Zone, bool) {
	m, ok := f.member(name, switchesOn)
	if !ok {
		return nil, false
	}
	z, ok := f.zones[m.Name]
	return z, ok
}

// RoleOf is the host's role: what the lab says or, where it is silent, what
// the host's services say.
func (f *File) RoleOf(h *Host) Role {
	if h.Role != "" {
		return h.Role
	}
	role := RoleClient
	for _, s := range f.Lab.Services {
		if s.On() != h.Name {
			continue
		}
		switch s := s.(type) {
		case DNSResolver:
			return RoleResolver
		case DNSAuthority:
			return f.authorityRole(s)
		case DNSLoad:
			continue // its users make no server of it
		}
		role = RoleServer
	}
	return role
}

// authorityRole is the highest level of the hierarchy that a server has a zone of.
func (f *File) authorityRole(s DNSAuthority) Role {
	role := RoleAuthority
	for _, name := range s.Zones {
		z, ok := f.Zone(string(name), nil)
		if !ok {
			continue
		}
		switch {
		case z.Apex == ".":
			return RoleRoot
		case dns.CountLabel(z.Apex) == 1:
			role = RoleTLD
		}
	}
	return role
}
