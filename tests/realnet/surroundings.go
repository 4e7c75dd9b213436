package main

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
)

// started is when the world begins: COMMAND looks at the machine's clock.
var started = time.Now()

// surroundings are what the lab's programs depend on. The keys of signed zones are those
// of seed 1.
func surroundings(f *labfile.File) lab.Surroundings {
	return lab.Surroundings{SwitchesOn: f.SwitchesOn, Seed: 1, Begins: started}
}

// trustAnchors writes DS records as BIND's tools read them.
func trustAnchors(records string) string {
	var b strings.Builder
	b.WriteString("trust-anchors {\n")
	for line := range strings.Lines(records) {
		rr, err := dns.NewRR(line)
		if ds, ok := rr.(*dns.DS); ok && err == nil {
			fmt.Fprintf(&b, "  %q static-ds %d %d %d %q;\n", ds.Hdr.Name, ds.KeyTag, ds.Algorithm, ds.DigestType, ds.Digest)
		}
	}
	b.WriteString("};\n")
	return b.String()
}

// localhost is COMMAND's address where no host lends it one.
var localhost = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// source returns the address from which COMMAND sends.
func source(f *labfile.File, as labfile.Name) netip.Addr {
	if as != "" {
		return f.Host(as).Address.Addr
	}
	serves := map[labfile.Name]bool{}
	for _, s := range f.Lab.Services {
		serves[s.On()] = true
	}
	for i := range f.Lab.Hosts {
		if h := &f.Lab.Hosts[i]; !serves[h.Name] {
			return h.Address.Addr
		}
	}
	return localhost
}

// resolvConf writes the file that names the resolvers for COMMAND (resolv.conf(5)).
func resolvConf(f *labfile.File, as labfile.Name) string {
	var servers []netip.Addr
	if as != "" {
		for _, ref := range f.Host(as).Resolvers {
			addr, _ := f.Resolve(ref) // the file's checks found it
			servers = append(servers, addr)
		}
	}
	for _, s := range f.Lab.Services {
		if r, ok := s.(labfile.DNSResolver); ok && len(servers) == 0 {
			servers = append(servers, f.Host(r.Host).Address.Addr)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# The resolvers of the lab %s.\nsearch .\n", f.Lab.ID)
	for _, addr := range servers {
		fmt.Fprintf(&b, "nameserver %v\n", addr)
	}
	return b.String()
}

// nameSwitch returns /etc/nsswitch.conf with nothing but files and DNS for names of
// hosts: other ways (a resolver of the machine's own, asked through a Unix socket)
// would lead out of the lab.
func nameSwitch(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if database, _, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(database) == "hosts" {
			lines[i] = "hosts: files dns"
		}
	}
	return strings.Join(lines, "\n")
}

// rootHints returns the names and addresses of the lab's root servers as a zone
// file: what a resolver of the lab has for hints, or what the root zone itself
// says; "" where the lab has no root.
func rootHints(f *labfile.File) string {
	on := f.SwitchesOn()
	for _, s := range f.Lab.Services {
		if r, ok := s.(labfile.DNSResolver); ok && r.Hints != "" {
			text, _ := f.Member(string(r.Hints), on) // the file's checks found it
			return string(text)
		}
	}
	for _, s := range f.Lab.Services {
		a, ok := s.(labfile.DNSAuthority)
		if !ok {
			continue
		}
		for _, name := range a.Zones {
			if z, ok := f.Zone(string(name), on); ok && z.Apex == "." {
				return hintsIn(z)
			}
		}
	}
	return ""
}

// hintsIn picks the root's servers and their addresses out of the root zone.
func hintsIn(root *labfile.Zone) string {
	var b strings.Builder
	servers := map[string]bool{}
	for _, rr := range root.Records {
		if ns, ok := rr.(*dns.NS); ok && ns.Hdr.Name == "." {
			servers[dns.CanonicalName(ns.Ns)] = true
			fmt.Fprintln(&b, ns)
		}
	}
	for _, rr := range root.Records {
		if a, ok := rr.(*dns.A); ok && servers[dns.CanonicalName(a.Hdr.Name)] {
			fmt.Fprintln(&b, a)
		}
	}
	return b.String()
}

// environment lists what COMMAND finds in its environment besides ours.
func environment(f *labfile.File) []string {
	var list []string
	taken := map[string]bool{}
	for i := range f.Lab.Hosts {
		h := &f.Lab.Hosts[i]
		name := variable(h.Name)
		if !taken[name] {
			taken[name] = true
			list = append(list, name+"="+h.Address.String())
		}
	}
	return list
}

// variable is the environment variable of a host's address.
func variable(h labfile.Name) string {
	return "PLAYNET_HOST_" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= '0' && r <= '9':
			return r
		}
		return '_' // names are lower case
	}, string(h))
}
