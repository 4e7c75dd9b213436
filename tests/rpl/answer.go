package main

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"

	mdns "github.com/miekg/dns"
)

// answer makes a server's answer to a query: that of the first entry, of the ranges
// that hold in this step, which fits. Without one there is silence.
func (w *stage) answer(server netip.Addr, query []byte) []byte {
	q := new(mdns.Msg)
	if q.Unpack(query) != nil || len(q.Question) != 1 {
		return nil
	}
	for _, r := range w.s.ranges {
		if w.step < r.from || w.step > r.to || len(r.servers) > 0 && !slices.Contains(r.servers, server) {
			continue
		}
		for _, e := range r.entries {
			if e.fits(q) {
				return e.response(q)
			}
		}
	}
	return nil
}

// fits reports whether a query is one that the entry answers.
func (e *entry) fits(q *mdns.Msg) bool {
	if len(e.msg.Question) == 0 {
		return !e.matches("qname") && !e.matches("qtype") && !e.matches("subdomain")
	}
	have, want := q.Question[0], e.msg.Question[0]
	name, pattern := mdns.CanonicalName(have.Name), mdns.CanonicalName(want.Name)
	switch {
	case e.matches("TCP"): // servers are asked by UDP
		return false
	case e.matches("qtype") && have.Qtype != want.Qtype,
		e.matches("qname") && name != pattern,
		e.matches("subdomain") && !mdns.IsSubDomain(pattern, name):
		return false
	case have.Qclass != want.Qclass:
		return false
	}
	return true
}

// response makes the message that answers a query.
func (e *entry) response(q *mdns.Msg) []byte {
	if e.raw != nil {
		out := slices.Clone(e.raw)
		binary.BigEndian.PutUint16(out, q.Id)
		return out
	}
	m := e.msg.Copy()
	m.Id = q.Id
	if contains(e.adjust, "copy_query") {
		m.Question = q.Question
	} else if len(m.Question) == 1 && strings.EqualFold(m.Question[0].Name, q.Question[0].Name) {
		m.Question[0].Name = q.Question[0].Name // in the letters that the query has
	}
	m.Response, m.Authoritative, m.Truncated = e.has("QR"), e.has("AA"), e.has("TC")
	m.RecursionDesired, m.RecursionAvailable = e.has("RD"), e.has("RA")
	m.AuthenticatedData, m.CheckingDisabled = e.has("AD"), e.has("CD")
	m.Rcode = e.rcode
	m.Compress = true
	if q.IsEdns0() != nil {
		m.SetEdns0(4096, e.has("DO"))
	}
	out, err := m.Pack()
	if err != nil {
		return nil
	}
	return out
}
