package dns_test

import (
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// The servers of a zone that stand beside an answer are told to clients only if they can be
// checked.
func TestServersBesideAnAnswer(t *testing.T) {
	for _, signed := range []bool{true, false} {
		var beside []mdns.RR
		w := newChainWorld(t, dns.ResolverConfig{}, meddling{forge: func(m *mdns.Msg) {
			if q := m.Question[0]; q.Qtype == mdns.TypeNS {
				beside = m.Answer
			} else if q.Name == "www.test." && len(m.Answer) > 0 && signed {
				m.Ns = beside
			} else if q.Name == "www.test." && len(m.Answer) > 0 {
				m.Ns = without(beside, mdns.TypeRRSIG)[:1]
			}
		}})
		w.ask("test", "NS")
		w.resolvers["local"].Flush()
		w.ask("www.test", "A")
		begin := w.t.Len()
		if got := gist(w.ask("test", "NS")); got != "NOERROR AD" {
			t.Errorf("signed: %v: %s", signed, got)
		}
		if asked := len(w.messages(begin)) > 2; asked == signed {
			t.Errorf("signed: %v: asked for again: %v", signed, asked)
		}
	}
}

// RFC 6840, section 4.1: the NSEC record of a delegation says nothing of the names below it,
// though these sort into its gap.
func TestRecordOfADelegation(t *testing.T) {
	for _, zone := range []string{"plain.test", "gone.test"} {
		var proof []mdns.RR
		w := newChainWorld(t, dns.ResolverConfig{}, meddling{forge: func(m *mdns.Msg) {
			switch q := m.Question[0]; {
			case q.Qtype == mdns.TypeDS && len(m.Ns) > 0 && q.Name == zone+".":
				proof = m.Ns
			case q.Name == "www."+zone+"." && proof != nil:
				m.Answer, m.Ns, m.Extra, m.Rcode, m.Authoritative = nil, proof, nil, mdns.RcodeNameError, true
			}
		}})
		if got := gist(w.ask(zone, "DS")); got != "NOERROR AD" {
			t.Errorf("%s: %s", zone, got)
		}
		w.resolvers["local"].Flush()
		if got := gist(w.ask("www."+zone, "A")); proof == nil || got != "SERVFAIL EDE12" {
			t.Errorf("denied below %s: %s", zone, got)
		}
	}
}
