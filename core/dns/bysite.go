package dns

import (
	"net/netip"
	"slices"

	mdns "github.com/miekg/dns"

	"playnet/core/trace"
	"playnet/core/view"
)

// SiteAnswers are records that askers from one site get in place of the zone's own: the
// way in which a content distribution network sends each user to a copy nearby.
//
// The asker is whoever sends the query: as a rule a local name server, near which its
// users are taken to be. What a resolver could tell of a user's own address (EDNS Client
// Subnet, RFC 7871) is not looked at.
type SiteAnswers struct {
	Site    string
	Clients []netip.Addr // who is there
	Records []mdns.RR    // each set in place of the zone's set of that name and type
}

// answersFor returns what askers from an address get; nil if nothing else than all.
func (a *Authority) answersFor(from netip.Addr) *SiteAnswers {
	for i := range a.config.BySite {
		if s := &a.config.BySite[i]; slices.Contains(s.Clients, from) {
			return s
		}
	}
	return nil
}

// tailor puts a site's own records into an answer to an asker from there.
func (a *Authority) tailor(answer []mdns.RR, from client) []mdns.RR {
	s := a.answersFor(from.Addr())
	if s == nil {
		return answer
	}
	var out []mdns.RR
	var done []mdns.RR // the first records of the sets that were replaced
	for _, rr := range answer {
		set := s.set(rr)
		switch {
		case len(set) == 0:
			out = append(out, rr)
		case !slices.ContainsFunc(done, func(d mdns.RR) bool { return sameSet(d, rr) }):
			done = append(done, rr)
			out = append(out, set...)
		}
	}
	if len(done) > 0 {
		h := done[0].Header()
		a.h.Because(a.h.Emit(EventTailored{Client: from.AddrPort, Site: s.Site, Name: canonical(h.Name), Type: typeName(h.Rrtype)}))
	}
	return out
}

// set returns the site's records in place of the set that a record belongs to.
func (s *SiteAnswers) set(rr mdns.RR) (set []mdns.RR) {
	for _, own := range s.Records {
		if sameSet(own, rr) {
			set = append(set, own)
		}
	}
	return set
}

func (a *Authority) viewBySite() view.Table {
	t := table("dns.bysite", "site", view.Text, "name", view.Mono, "ttl", view.Number, "type", view.Mono, "value", view.Mono)
	for _, s := range a.config.BySite {
		for _, rr := range s.Records {
			h := rr.Header()
			addRow(&t, s.Site+" "+line(rr), s.Site, canonical(h.Name), number(uint64(h.Ttl)), typeName(h.Rrtype), value(rr))
		}
	}
	return t
}

// KindTailored is the kind of [EventTailored].
const KindTailored trace.Kind = 0x1070

func init() {
	register(KindTailored, "dns.tailored", func(d *trace.Decoder) trace.Body {
		return EventTailored{Client: d.AddrPort(), Site: d.String(), Name: d.String(), Type: d.String()}
	})
}

// EventTailored: a server gives an asker the records that are meant for its site.
type EventTailored struct {
	Client netip.AddrPort `json:"client"`
	Site   string         `json:"site"`
	Name   string         `json:"name"`
	Type   string         `json:"type"`
}

// Kind returns [KindTailored].
func (EventTailored) Kind() trace.Kind { return KindTailored }

// Text returns the event in one line.
func (e EventTailored) Text() string {
	return e.Client.String() + " is in " + e.Site + ": give it that site's " + e.Type + " " + shown(e.Name)
}

// Encode writes the fields.
func (e EventTailored) Encode(to *trace.Encoder) {
	to.AddrPort(e.Client)
	encodeStrings(to, e.Site, e.Name, e.Type)
}
