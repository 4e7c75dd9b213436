package dns

import (
	"net/netip"
	"slices"

	mdns "github.com/miekg/dns"

	"playnet/core/spelling"
)

// Helper is what a resolver does beyond resolving, for its clients' good or by somebody's
// order: it keeps them from some names, corrects what they mistype, and knows short words
// for long names. What it says in these cases is its own word, not the zones'.
type Helper struct {
	Rules []Rule
	// Page is the address that is given for a name that is blocked, where a page tells
	// why; without one, such names do not exist.
	Page netip.Addr
	// Popular are the names that a mistyped one may have been meant to be.
	Popular   []string
	Shortcuts []Shortcut
	// Blocks and Corrects say what of this it does now.
	Blocks, Corrects bool
}

// Rule keeps clients from some names.
type Rule struct {
	Category string       // "phishing"
	Names    []string     // with everything below them, in canonical form
	Clients  []netip.Addr // whom it concerns; empty: everybody
	Grounds  Grounds
}

// Grounds say on whose account a name is blocked. Extended errors tell them apart.
type Grounds uint16

// The grounds.
const (
	// RFC 8914, section 4.16: the server's operator wants it so.
	Blocked = Grounds(mdns.ExtendedErrorCodeBlocked)
	// Section 4.17: somebody else has ordered it, whom the operator must obey.
	Censored = Grounds(mdns.ExtendedErrorCodeCensored)
	// Section 4.18: the client has asked for it.
	Filtered = Grounds(mdns.ExtendedErrorCodeFiltered)
)

func (g Grounds) String() string {
	switch g {
	case Censored:
		return "censored"
	case Filtered:
		return "filtered"
	}
	return "blocked"
}

// Shortcut is a short word for a name.
type Shortcut struct{ Word, Name string } // in canonical form

// helperTTL is how long clients may keep what the resolver has made up, in seconds: not
// long, as its rules may change.
const helperTTL = 60

// helperHits counts how often each part of a helper was of use.
type helperHits struct {
	rules     []uint64
	shortcuts []uint64
	corrected uint64
}

// hits returns the counters of the present configuration.
func (r *Resolver) hits() *helperHits {
	h := &r.helped
	for len(h.rules) < len(r.config.Helper.Rules) {
		h.rules = append(h.rules, 0)
	}
	for len(h.shortcuts) < len(r.config.Helper.Shortcuts) {
		h.shortcuts = append(h.shortcuts, 0)
	}
	return h
}

// blocked answers a question about a name that the client is kept from; nil for any other.
func (r *Resolver) blocked(name string, qtype uint16, from client) *outcome {
	if !r.config.Helper.Blocks {
		return nil
	}
	for i := range r.config.Helper.Rules {
		rule := &r.config.Helper.Rules[i]
		if rule.concerns(from.Addr()) && rule.covers(name) {
			r.hits().rules[i]++
			r.h.Because(r.h.Emit(EventHelped{Client: from.AddrPort, Name: name, Type: typeName(qtype),
				How: rule.Grounds.String(), Category: rule.Category}))
			return r.config.Helper.barred(name, qtype, rule)
		}
	}
	return nil
}

func (r *Rule) concerns(a netip.Addr) bool {
	return len(r.Clients) == 0 || slices.Contains(r.Clients, a)
}

func (r *Rule) covers(name string) bool {
	return slices.ContainsFunc(r.Names, func(barred string) bool { return within(name, barred) })
}

// barred is the answer about a name that is blocked: the address of the page that says so.
func (h *Helper) barred(name string, qtype uint16, rule *Rule) *outcome {
	o := &outcome{extended: uint16(rule.Grounds), reason: rule.Category}
	switch {
	case !h.Page.IsValid():
		o.rcode = mdns.RcodeNameError
	case qtype == mdns.TypeA || qtype == mdns.TypeANY:
		o.answer = []mdns.RR{&mdns.A{Hdr: made(name, mdns.TypeA), A: h.Page.AsSlice()}}
	}
	return o
}

// made heads a record that the resolver makes up.
func made(name string, rtype uint16) mdns.RR_Header {
	return mdns.RR_Header{Name: name, Rrtype: rtype, Class: mdns.ClassINET, Ttl: helperTTL}
}

// shortcut returns the name that a word stands for.
func (r *Resolver) shortcut(word string) (name string, ok bool) {
	for i, s := range r.config.Helper.Shortcuts {
		if s.Word == word {
			r.hits().shortcuts[i]++
			return s.Name, true
		}
	}
	return "", false
}

// meant returns the popular name that a name which does not exist was probably meant to
// be: one that differs in one letter, or has two swapped, or for long names in two.
func (r *Resolver) meant(name string) (popular string, ok bool) {
	if !r.config.Helper.Corrects {
		return "", false
	}
	most := 1
	if len(name) > longName {
		most = 2
	}
	popular = spelling.Within(name, r.config.Helper.Popular, most)
	if popular == "" || popular == name {
		return "", false
	}
	r.hits().corrected++
	return popular, true
}

// longName is from how many letters on two mistakes are taken for one name.
const longName = 16

// instead resolves another name than the one that was asked for, and answers with an
// alias that leads to it. It must run in a fiber of its own.
func (r *Resolver) instead(query *mdns.Msg, from client, name, other, how string) {
	q := query.Question[0]
	r.h.Because(r.h.Emit(EventHelped{Client: from.AddrPort, Name: name, Type: typeName(q.Qtype), How: how, Other: other}))
	o := r.blocked(other, q.Qtype, from)
	if o == nil {
		unchecked := query.CheckingDisabled || !r.validates()
		if o = r.lookUp(flight{cacheKey{other, q.Qtype}, unchecked}, asked{from, query.Id}); o == nil {
			return // the host stops, or the query came twice
		}
	}
	led := *o
	alias := &mdns.CNAME{Hdr: made(name, mdns.TypeCNAME), Target: other}
	led.answer = append([]mdns.RR{alias}, o.answer...)
	r.respond(query, from, &led)
}

// help answers a client's query by the helper's word, if it has one; lookUp begins where
// it does not.
func (r *Resolver) help(query *mdns.Msg, from client, name string) (done bool) {
	if o := r.blocked(name, query.Question[0].Qtype, from); o != nil {
		r.respond(query, from, o)
		return true
	}
	if other, ok := r.shortcut(name); ok {
		r.h.Go("shortcut", func() { r.instead(query, from, name, other, "shortcut") })
		return true
	}
	return false
}

// answer answers a client with what was found or, where there is no such name, with the
// one that was probably meant.
func (r *Resolver) answer(query *mdns.Msg, from client, name string, o *outcome) {
	if o.rcode == mdns.RcodeNameError {
		if other, ok := r.meant(name); ok {
			r.h.Go("correct", func() { r.instead(query, from, name, other, "corrected") })
			return
		}
	}
	r.respond(query, from, o)
}
