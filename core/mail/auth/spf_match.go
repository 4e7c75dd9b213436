package auth

import (
	"net/netip"
	"strings"
)

// matches evaluates a mechanism (RFC 7208 §5). trouble, where its result is not "", ends the
// whole check.
func (e *evaluation) matches(m mechanism, domain string) (matched bool, trouble outcome) {
	switch m.name {
	case "all":
		return true, outcome{}
	case "ip4", "ip6":
		return m.prefix.Contains(e.ip), outcome{}
	}
	if !e.lookup() {
		return false, permError(errTooMany.Error())
	}
	target := domain
	if m.domain != "" {
		var err error
		if target, err = e.expand(m.domain, domain); err != nil {
			return false, permError(err.Error())
		}
	}
	switch m.name {
	case "include":
		return e.include(target)
	case "exists":
		// §5.7: the type is always A, whatever the client's address is.
		found, err := e.resolver.Addresses(target, false)
		return len(found) > 0, e.asked(err)
	case "a":
		return e.hasAddress(target, m, true)
	case "mx":
		return e.mx(target, m)
	}
	return e.ptr(target)
}

// include asks another domain's record: only its "pass" matches (§5.2).
func (e *evaluation) include(target string) (matched bool, trouble outcome) {
	switch o := e.check(target); o.result {
	case Pass:
		return true, outcome{}
	case TempError, PermError:
		return false, o
	case None:
		return false, permError("include of " + target + ", which has no SPF record")
	}
	return false, outcome{}
}

// hasAddress asks whether the client's address is one of a name's. counted: no answer counts
// as a look-up without one.
func (e *evaluation) hasAddress(name string, m mechanism, counted bool) (matched bool, trouble outcome) {
	list, err := e.resolver.Addresses(name, e.ip.Is6())
	if counted {
		if trouble = e.asked(err); trouble.result != "" {
			return false, trouble
		}
	}
	bits := m.v4
	if e.ip.Is6() {
		bits = m.v6
	}
	for _, a := range list {
		if netip.PrefixFrom(a.Unmap(), bits).Masked().Contains(e.ip) {
			return true, outcome{}
		}
	}
	return false, outcome{}
}

// mx asks the addresses of a domain's mail hosts (§5.4): "MUST NOT" look at more than ten.
func (e *evaluation) mx(domain string, m mechanism) (matched bool, trouble outcome) {
	hosts, err := e.resolver.MX(domain)
	if trouble = e.asked(err); trouble.result != "" {
		return false, trouble
	}
	if len(hosts) > maxNames {
		return false, permError("more than 10 MX records") // §4.6.4
	}
	for _, host := range hosts {
		if matched, trouble = e.hasAddress(host, m, true); matched || trouble.result != "" {
			return matched, trouble
		}
	}
	return false, outcome{}
}

// ptr asks whether the client's address has a name within the domain, which has the address (§5.5; it
// says itself that nobody should use it). Whatever goes wrong, it does not match.
func (e *evaluation) ptr(target string) (matched bool, trouble outcome) {
	names, err := e.resolver.Names(e.ip)
	if trouble = e.asked(err); trouble.result != "" {
		if trouble.result == TempError {
			trouble = outcome{}
		}
		return false, trouble
	}
	for _, name := range names[:min(len(names), maxNames)] {
		name = strings.ToLower(strings.TrimSuffix(name, "."))
		target = strings.ToLower(target)
		if name != target && !strings.HasSuffix(name, "."+target) {
			continue
		}
		if matched, _ := e.hasAddress(name, mechanism{v4: 32, v6: 128}, false); matched {
			return true, outcome{}
		}
	}
	return false, outcome{}
}
