package nameserver

import (
	"slices"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"
)

// expected returns what our server should answer: what named answers, completed
// where named leaves an alias behind that leads into another of its zones.
func expected(t *testing.T, server string, q asked) *mdns.Msg {
	t.Helper()
	m := askPeer(t, server, q.query, q.tcp)
	for range 16 {
		next := openEnd(m, q.query.Question[0].Qtype)
		if next == "" {
			return m
		}
		on := q.query.Copy()
		on.Question[0].Name = next
		rest := askPeer(t, server, on, true)
		if rest.Rcode == mdns.RcodeRefused {
			return m // it leads out of all zones
		}
		m.Rcode, m.Ns = rest.Rcode, union(rest.Ns, m.Ns)
		m.Answer = union(m.Answer, rest.Answer)
		m.Extra = rest.Extra
		fit(m, q)
	}
	return m
}

// union puts two sections together, each record once.
func union(a, b []mdns.RR) []mdns.RR {
	for _, rr := range b {
		if !slices.ContainsFunc(a, func(old mdns.RR) bool { return mdns.IsDuplicate(old, rr) }) {
			a = append(a, rr)
		}
	}
	return a
}

// withoutSignatures leaves the signatures of a section out.
func withoutSignatures(section []mdns.RR) []mdns.RR {
	return slices.DeleteFunc(slices.Clone(section), func(rr mdns.RR) bool { return rr.Header().Rrtype == mdns.TypeRRSIG })
}

// withoutProofs leaves the proofs that something is not there out, too: of wildcards, which
// may stand before an alias leads on.
func withoutProofs(section []mdns.RR) []mdns.RR {
	return slices.DeleteFunc(withoutSignatures(section), func(rr mdns.RR) bool {
		return rr.Header().Rrtype == mdns.TypeNSEC || rr.Header().Rrtype == mdns.TypeNSEC3
	})
}

// openEnd returns the name at which an answer ends with an alias, and nothing said
// about it.
func openEnd(m *mdns.Msg, qtype uint16) string {
	answer := withoutSignatures(m.Answer)
	n := len(answer)
	if n == 0 || m.Rcode != mdns.RcodeSuccess || len(withoutProofs(m.Ns)) > 0 || m.Truncated || qtype == mdns.TypeANY || qtype == mdns.TypeCNAME {
		return ""
	}
	alias, ok := answer[n-1].(*mdns.CNAME)
	if !ok {
		return ""
	}
	if inCircle(m.Answer) {
		return ""
	}
	return alias.Target
}

// inCircle reports whether the last of some aliases leads back to one before.
func inCircle(answer []mdns.RR) bool {
	if answer = withoutSignatures(answer); len(answer) == 0 {
		return false
	}
	alias, ok := answer[len(answer)-1].(*mdns.CNAME)
	return ok && slices.ContainsFunc(answer, func(rr mdns.RR) bool {
		return rr.Header().Rrtype == mdns.TypeCNAME && strings.EqualFold(rr.Header().Name, alias.Target)
	})
}

// fit marks a completed answer as truncated if it is too long for the asker.
func fit(m *mdns.Msg, q asked) {
	limit := 512
	if opt := q.query.IsEdns0(); opt != nil {
		limit = min(max(int(opt.UDPSize()), 512), 1232)
	}
	required := m.Copy()
	required.Compress = true
	if len(m.Ns) == 0 || m.Ns[0].Header().Rrtype != mdns.TypeNS {
		required.Extra = nil // addresses beside an answer may be left out
		if opt := m.IsEdns0(); opt != nil {
			required.Extra = []mdns.RR{opt}
		}
	}
	m.Truncated = m.Truncated || !q.tcp && required.Len() > limit
}
