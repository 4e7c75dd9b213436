package terminal

import (
	"net/netip"
	"strings"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// A resolveError says why a name has no address, in the words of glibc's gai_strerror(3),
// which begin with a capital.
type resolveError string

func (e resolveError) Error() string { return string(e) }

// What getaddrinfo(3) may fail with.
const (
	errNoName    resolveError = "Name or service not known"
	errNoAddress resolveError = "No address associated with hostname"
	errNoHelp    resolveError = "Temporary failure in name resolution"
	errFamily    resolveError = "Address family for hostname not supported"
)

// Resolve returns the address that a command's argument stands for: an address as it
// is; a name from /etc/hosts, else from the host's name servers, as nsswitch.conf
// orders them by default. It blocks.
func (p *Process) Resolve(name string) (netip.Addr, error) {
	if addr, err := netip.ParseAddr(name); err == nil {
		if !addr.Is4() {
			return netip.Addr{}, errFamily
		}
		return addr, nil
	}
	if addr, ok := p.fromHosts(name); ok {
		return addr, nil
	}
	stub := p.stub()
	if stub == nil {
		return netip.Addr{}, errNoHelp
	}
	r := stub.Lookup(p.Host, name, mdns.TypeA)
	switch r.State {
	case dns.LookupFound:
		if list := r.Addrs(); len(list) > 0 {
			return list[0], nil
		}
		return netip.Addr{}, errNoAddress
	case dns.LookupNoData:
		return netip.Addr{}, errNoAddress
	case dns.LookupNXDomain, dns.LookupInvalid:
		return netip.Addr{}, errNoName
	}
	return netip.Addr{}, errNoHelp
}

// stub returns the machine's resolver library, or nil if it knows no name servers.
func (p *Process) stub() *dns.Stub {
	if p.Env.Stub == nil {
		return nil
	}
	return p.Env.Stub()
}

// hostsFile is where a host keeps names that it needs not ask for (hosts(5)).
const hostsFile = "/etc/hosts"

func (p *Process) fromHosts(name string) (netip.Addr, bool) {
	if p.Env.Files == nil {
		return netip.Addr{}, false
	}
	text, _ := p.Env.Files.Read(hostsFile)
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		for i := 1; i < len(words); i++ {
			if strings.EqualFold(words[i], strings.TrimSuffix(name, ".")) {
				addr, err := netip.ParseAddr(words[0])
				return addr, err == nil
			}
		}
	}
	return netip.Addr{}, false
}
