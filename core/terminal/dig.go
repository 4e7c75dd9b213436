package terminal

import (
	"net/netip"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/dns/dig"
)

func init() {
	Register(Command{
		Name: "dig", Args: "[@server] [name] [type] [class] [-x address] [+option...]",
		Summary: "ask name servers, and print their answers whole",
		Operand: HostName, Words: dig.Words(), Plus: dig.Options(),
		Options: []Option{
			{'c', "class", "the class asked for; IN unless told"},
			{'h', "", "list the options that begin with +"},
			{'p', "port", "the server's port; 53 unless told"},
			{'q', "name", "the name asked for, whatever it looks like"},
			{'t', "type", "the type asked for; A unless told"},
			{'u', "", "times in microseconds"},
			{'v', "", "print the version"},
			{'x', "address", "ask for the name of an address (PTR)"},
		},
		Run: func(p *Process) int { return dig.Dig(p.Host, p.digEnv(), p.Args) },
	})
	Register(Command{
		Name: "nslookup", Args: "[-type=type] [-debug] name [server]",
		Summary: "ask a name server, and print the answer in words",
		Operand: HostName,
		Run:     func(p *Process) int { return dig.Nslookup(p.Host, p.digEnv(), p.Args) },
	})
}

// digEnv is what the tools that question name servers find on this machine.
func (p *Process) digEnv() dig.Env {
	env := dig.Env{Out: p, Resolve: p.resolveAll}
	if stub := p.stub(); stub != nil {
		env.Servers = stub.Servers()
	}
	return env
}

// resolveAll returns the addresses of a name, as getaddrinfo(3) does.
func (p *Process) resolveAll(name string) []netip.Addr {
	if a, ok := p.fromHosts(name); ok {
		return []netip.Addr{a}
	}
	stub := p.stub()
	if stub == nil {
		return nil
	}
	r := stub.Lookup(p.Host, name, mdns.TypeA)
	if r.State != dns.LookupFound {
		return nil
	}
	return r.Addrs()
}
