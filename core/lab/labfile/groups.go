package labfile

import (
	"net/netip"
	"reflect"
	"slices"
	"strconv"

	"playnet/core/lab/strict"
)

// Group is a number of hosts that are alike: NAME-1, NAME-2 and so on. A service whose host
// is the group's name runs on each of them.
type Group struct {
	// The group's name, unique among groups, sites and hosts.
	Name Name `json:"name" strict:"required"`
	// How many hosts there are: a number, or {"parameter": id}.
	Count HostCount `json:"count" strict:"required,parameter"`
	// The IPv4 address of the first host; the others have the ones that follow.
	Address IPv4 `json:"address" strict:"required"`
	// What each host is called on the screen, with its number behind it; without it, its name.
	Title string `json:"title,omitempty" strict:"max=100"`
	// The name of the site the hosts belong to. Hosts without one hang on the cloud directly.
	Site Name `json:"site,omitempty"`
	// The access link of each host. Absent values are those of a host.
	Link *Link `json:"link,omitempty"`
	// What the hosts are for, where their services don't tell.
	Role Role `json:"role,omitempty"`
	// The DNS servers that the hosts' programs ask, in this order: names of hosts, or addresses.
	Resolvers []HostRef `json:"resolvers,omitempty" strict:"max=8"`
}

// HostCount is how many hosts a group has: 0 to 5,000.
type HostCount int

// Validate implements strict.Validator.
func (n HostCount) Validate() error { return between(int64(n), 0, 5000) }

var (
	groupAddresses = strict.Define("group-addresses", `{count} hosts from {address} on would need an address that no host can have`)
	nameOfGroup    = strict.Define("name-of-group", `the name "{name}" is taken: a group in line {line} has it`)
)

// origin says where in lab.json a host or a service comes from.
type origin struct {
	group  int // index of the group; -1: it stands on its own
	entry  int // index of the host or service in its list
	member int // which host of the group, from 0
}

// spread puts the hosts of the groups behind the lab's own, and their services in the place
// of the groups'; so it does with what a switch holds of a group.
func (c *checker) spread(lab *Lab) {
	for i := range lab.Hosts {
		c.hostsFrom = append(c.hostsFrom, origin{group: -1, entry: i})
	}
	if len(lab.Groups) == 0 {
		for i := range lab.Services {
			c.servicesFrom = append(c.servicesFrom, origin{group: -1, entry: i})
		}
		c.spreadSwitches(lab, nil)
		return
	}
	byName := map[Name]int{}
	own := len(lab.Hosts)
	for i := range lab.Groups {
		g := &lab.Groups[i]
		byName[g.Name] = i
		addr := g.Address.Addr
		for k := range int(g.Count) {
			if checkAddr(addr, addr.String()) != nil {
				c.fail(c.root.Get("groups").At(i).Get("address"), groupAddresses.With("count", strconv.Itoa(int(g.Count)), "address", g.Address.String()))
				break
			}
			lab.Hosts = append(lab.Hosts, g.host(k, addr))
			c.hostsFrom = append(c.hostsFrom, origin{group: i, entry: i, member: k})
			addr = addr.Next()
		}
	}
	c.spreadSwitches(lab, byName)
	written := lab.Services
	lab.Services = nil
	for i, s := range written {
		g, ok := byName[s.On()]
		if !ok || slices.ContainsFunc(lab.Hosts[:own], func(h Host) bool { return h.Name == s.On() }) {
			lab.Services = append(lab.Services, s)
			c.servicesFrom = append(c.servicesFrom, origin{group: -1, entry: i})
			continue
		}
		for k := range int(lab.Groups[g].Count) {
			lab.Services = append(lab.Services, serviceOf(s, lab.Groups[g].member(k), k))
			c.servicesFrom = append(c.servicesFrom, origin{group: g, entry: i, member: k})
		}
	}
}

// spreadSwitches has what a switch holds of a group hold of each of its hosts.
func (c *checker) spreadSwitches(lab *Lab, groups map[Name]int) {
	for i := range lab.Switches {
		written := lab.Switches[i].While
		var list []Action
		var from []origin
		for entry, a := range written {
			set, ok := a.(ServiceSet)
			g, group := groups[set.Host]
			if !ok || !group {
				list, from = append(list, a), append(from, origin{group: -1, entry: entry})
				continue
			}
			for k := range int(lab.Groups[g].Count) {
				set.Host = lab.Groups[g].member(k)
				list, from = append(list, set), append(from, origin{group: g, entry: entry, member: k})
			}
		}
		lab.Switches[i].While = list
		c.whileFrom = append(c.whileFrom, from)
	}
}

// member is the name of a host of the group.
func (g *Group) member(k int) Name { return g.Name + "-" + Name(strconv.Itoa(k+1)) }

func (g *Group) host(k int, addr netip.Addr) Host {
	h := Host{Name: g.member(k), Address: IPv4{addr}, Site: g.Site, Link: g.Link, Role: g.Role, Resolvers: g.Resolvers}
	if g.Title != "" {
		h.Title = g.Title + " " + strconv.Itoa(k+1)
	}
	return h
}

// numbered is a service that is not the same on each host of a group.
type numbered interface{ member(k int) Service }

// serviceOf is a group's service on one of its hosts.
func serviceOf(s Service, h Name, k int) Service {
	v := reflect.New(reflect.TypeOf(s)).Elem()
	v.Set(reflect.ValueOf(s))
	v.FieldByName("Host").SetString(string(h))
	s = v.Interface().(Service)
	if n, ok := s.(numbered); ok {
		return n.member(k)
	}
	return s
}

// hostAt returns where a host of the lab stands in the text.
func (c *checker) hostAt(i int) *strict.Node {
	if from := c.hostsFrom[i]; from.group >= 0 {
		return c.root.Get("groups").At(from.group)
	}
	return c.root.Get("hosts").At(i)
}
