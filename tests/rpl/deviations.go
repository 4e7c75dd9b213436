package main

import mdns "github.com/miekg/dns"

// deviation is a step in which our resolver must say something else than unbound.
type deviation struct {
	scenario string
	step     int
}

// expected is what it must say.
type expected struct {
	rcode  int
	reason string
}

// deviations lists them all.
var deviations = map[deviation]expected{
	// The scenario quotes the sentence itself, and accepts NOERROR all the same.
	{"iter_dname_insec", 220902}: {mdns.RcodeServerFailure, "RFC 1034, section 3.6.2: CNAME loops are \"signalled as an error\""},
}

// instead makes the entry that is expected: a response code without records.
func (e *entry) instead(d expected) *entry {
	other := *e
	other.rcode = d.rcode
	other.msg.Answer, other.msg.Ns, other.msg.Extra = nil, nil, nil
	return &other
}

// noted tells of the deviations of a scenario.
func noted(scenario string, steps []step) string {
	for _, s := range steps {
		if d, ok := deviations[deviation{scenario, s.number}]; ok {
			return d.reason
		}
	}
	return ""
}
