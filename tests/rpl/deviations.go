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

const cnameAsked = "a CNAME record that was asked for is the end of the chain (RFC 1034, section 3.6.2), and exists"

// The record that covers the name came with another answer, and unbound has kept it.
const unproven = "the NSEC records of the answer don't cover the name, and our resolver looks for no others (RFC 8198)"

// deviations lists them all.
var deviations = map[deviation]expected{
	// The scenario quotes the sentence itself, and accepts NOERROR all the same.
	{"iter_dname_insec", 220902}: {mdns.RcodeServerFailure, "RFC 1034, section 3.6.2: CNAME loops are \"signalled as an error\""},
	// Asked for a CNAME record, the server says in its response code what becomes of the target.
	{"val_cnameqtype", 130}:                 {mdns.RcodeSuccess, cnameAsked},
	{"val_cnameqtype", 150}:                 {mdns.RcodeServerFailure, unproven},
	{"val_cnameqtype_qmin", 130}:            {mdns.RcodeSuccess, cnameAsked},
	{"val_cnameqtype_qmin", 150}:            {mdns.RcodeServerFailure, unproven},
	{"val_cnameqtype", 190}:                 {mdns.RcodeSuccess, cnameAsked},
	{"val_cnameqtype_qmin", 190}:            {mdns.RcodeSuccess, cnameAsked},
	{"val_nsec3_cnametocnamewctoposwc", 10}: {mdns.RcodeSuccess, "a complete answer is not truncated, though a server has said so of its own"},
}

// instead makes the entry that is expected: the response code is compared alone.
func (e *entry) instead(d expected) *entry {
	other := *e
	other.rcode, other.match = d.rcode, []string{"rcode"}
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
