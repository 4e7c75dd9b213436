package dns

import (
	"slices"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/view"
)

// trust is what a validator knows of a zone: a link of the chain of trust.
type trust struct {
	finding
	zone  string
	above string         // the zone that vouches for it; "" for a trust anchor
	keys  []*mdns.DNSKEY // if it is secure
	links []uint16       // tags of the keys that DS records above, or the anchor, vouch for
	until time.Time
}

// trusts is what a validator knows of names: the zones with their keys, and names that are
// no zones, which lead to the zone that they belong to.
type trusts struct {
	at    map[string]trusted
	order []string // of the names, the oldest first
}

// trusted is what is known of one name.
type trusted struct {
	*trust
	until time.Time
}

// maxTrusts is how many names are remembered.
const maxTrusts = 2000

func newTrusts() *trusts { return &trusts{at: map[string]trusted{}} }

func (ts *trusts) get(name string, now time.Time) *trust {
	t, ok := ts.at[name]
	if !ok || !now.Before(t.until) || !now.Before(t.trust.until) {
		return nil
	}
	return t.trust
}

func (ts *trusts) put(name string, t *trust, until time.Time) {
	if _, ok := ts.at[name]; !ok {
		if len(ts.order) >= maxTrusts {
			delete(ts.at, ts.order[0])
			ts.order = ts.order[1:]
		}
		ts.order = append(ts.order, name)
	}
	ts.at[name] = trusted{t, until}
}

// trustAt follows the chain of trust from the anchor above a name down to the deepest
// zone at or above the name, or to where the chain ends.
func (w *work) trustAt(name string) *trust {
	anchors := w.r.config.TrustAnchors
	zone, ok := anchors.above(name)
	if !ok {
		return &trust{finding: finding{Indeterminate, "no trust anchor is for " + name, 0}, zone: root,
			until: w.r.h.Now().Add(bogusFor)}
	}
	t := w.r.trusts.get(zone, w.r.h.Now())
	if t == nil {
		t = w.anchor(zone)
	}
	for depth := mdns.CountLabel(zone) + 1; t.security == Secure && depth <= mdns.CountLabel(name); depth++ {
		next := lastLabels(name, depth)
		if _, own := anchors[next]; own {
			break // anchors.above has found the deepest
		}
		if slices.Contains(w.r.config.InsecureZones, next) {
			return &trust{finding: finding{Insecure, next + " is said to be unsigned", 0}, zone: next, above: t.zone, until: t.until}
		}
		known := w.r.trusts.get(next, w.r.h.Now())
		if known == nil {
			var more bool
			if known, more = w.descendTo(t, next); !more {
				return known
			}
		}
		t = known
	}
	return t
}

// anchor begins a chain: the zone's keys must be those of the anchor, or signed by one.
func (w *work) anchor(zone string) *trust {
	digests, keys := splitAnchors(w.r.config.TrustAnchors[zone])
	for _, k := range keys {
		if ds := k.ToDS(mdns.SHA256); ds != nil {
			digests = append(digests, ds)
		}
	}
	return w.enter(&trust{zone: ""}, zone, digests, w.r.h.Now().Add(w.r.cache.maxTTL))
}

// descendTo goes one name down the chain. It reports whether names below that one have to
// be looked at too.
func (w *work) descendTo(t *trust, name string) (*trust, bool) {
	e, reason := w.piece(name, mdns.TypeDS)
	if e == nil {
		f := bogus(mdns.ExtendedErrorCodeDNSBogus, "nobody tells whether "+name+" is a signed zone"+behindColon(reason))
		return w.closed(&trust{finding: f, zone: name, above: t.zone}), false
	}
	if e.result == Success {
		return w.delegatedTo(t, name, e)
	}
	f, until, p := w.noDS(t, e)
	switch {
	case f.security == Bogus, f.security == Insecure && !p.optOut:
		return w.closed(&trust{finding: f, zone: name, above: t.zone}), false
	case p.cut, p.optOut:
		f = finding{Insecure, name + " has no DS record in " + t.zone, 0}
		return w.closed(&trust{finding: f, zone: name, above: t.zone, until: until}), false
	}
	// No zone of its own: the keys are those of the zone above.
	w.r.trusts.put(name, t, until)
	return t, e.result != NXDomain
}

// piece returns what is known of a name's records of a type, from the cache or by asking,
// without following aliases; nil, and why, if that can't be found out.
func (w *work) piece(name string, qtype uint16) (*cacheEntry, string) {
	if e := w.r.cache.find(name, qtype); e != nil {
		return e, ""
	}
	if e := w.r.cache.get(name, mdns.TypeDS, rankReferral); e != nil && qtype == mdns.TypeDS {
		return e, ""
	}
	_, parts, _, reason := w.iterate(name, qtype, nil)
	if len(parts) == 0 {
		return nil, reason
	}
	return parts[0], ""
}

// delegatedTo goes on where there are DS records, or an alias instead.
func (w *work) delegatedTo(t *trust, name string, e *cacheEntry) (*trust, bool) {
	s := w.verify(e.rrs, e.beside, t)
	if s.security != Secure {
		return w.closed(&trust{finding: s.finding, zone: name, above: t.zone}), false
	}
	e.finding = s.finding
	until := earlier(s.until, e.expires)
	if e.qtype != mdns.TypeDS {
		w.r.trusts.put(name, t, until)
		return t, true
	}
	var digests []*mdns.DS
	for _, rr := range e.rrs {
		if ds, ok := rr.(*mdns.DS); ok {
			digests = append(digests, ds)
		}
	}
	next := w.enter(t, name, digests, until)
	return next, next.security == Secure
}

// noDS judges the denial of DS records.
func (w *work) noDS(t *trust, e *cacheEntry) (f finding, until time.Time, p proof) {
	until = w.r.h.Now().Add(bogusFor)
	if e.expires.After(until) {
		until = e.expires
	}
	d, f := w.gather(e.beside, t)
	if d == nil {
		return f, until, p
	}
	p, f = w.denied(d, e, f)
	return f, until, p
}

// enter verifies the keys of a zone by the DS records above it, or the trust anchor.
func (w *work) enter(above *trust, zone string, digests []*mdns.DS, until time.Time) *trust {
	next := &trust{zone: zone, above: above.zone, until: until}
	usable, f := w.usableDigests(digests)
	if len(usable) == 0 {
		next.finding = f
		return w.closed(next)
	}
	e, reason := w.piece(zone, mdns.TypeDNSKEY)
	if e == nil || e.result != Success || e.qtype != mdns.TypeDNSKEY {
		next.finding = bogus(mdns.ExtendedErrorCodeDNSKEYMissing, "no DNSKEY records of "+zone+" could be had"+behindColon(reason))
		return w.closed(next)
	}
	all := keysOf(e.rrs)
	entries := &trust{zone: zone, keys: vouched(all, usable)}
	if len(entries.keys) == 0 {
		next.finding = bogus(mdns.ExtendedErrorCodeDNSKEYMissing, "no DNSKEY record of "+zone+" fits the DS records")
		return w.closed(next)
	}
	// RFC 4035, section 5.2: a key that a DS record vouches for must have signed all of them.
	s := w.verify(e.rrs, e.beside, entries)
	if next.finding = s.finding; s.security != Secure {
		return w.closed(next)
	}
	e.finding = s.finding
	next.keys = all
	for _, k := range entries.keys {
		next.links = append(next.links, k.KeyTag())
	}
	next.until = earlier(earlier(until, s.until), e.end(w.r.h.Now()))
	return w.closed(next)
}

func behindColon(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// end returns when an entry expires; one that is not kept is good for a moment.
func (e *cacheEntry) end(now time.Time) time.Time {
	if e.expires.IsZero() {
		return now.Add(time.Second)
	}
	return e.expires
}

// closed remembers what is known of a zone, and tells.
func (w *work) closed(t *trust) *trust {
	if t.security == Bogus || t.until.IsZero() {
		t.until = w.r.h.Now().Add(bogusFor)
	}
	w.r.trusts.put(t.zone, t, t.until)
	w.decided(EventTrust{Zone: t.zone, Above: t.above, Security: t.security.String(), Keys: tagsShown(t.links), Reason: t.reason, Code: t.extended})
	return t
}

// usableDigests picks the DS records that can be followed. RFC 4035, section 5.2: if none
// of the algorithms is known, "the resolver will not be able to verify the authentication
// path to the child zone. In this case, the resolver SHOULD treat the child zone as if it
// were unsigned."
func (w *work) usableDigests(list []*mdns.DS) ([]*mdns.DS, finding) {
	f := finding{Insecure, "only unknown algorithms", mdns.ExtendedErrorCodeUnsupportedDNSKEYAlgorithm}
	var usable []*mdns.DS
	strong := false
	for _, ds := range list {
		switch {
		case w.r.algorithms()[ds.Algorithm] == nil:
		case ds.DigestType != mdns.SHA1 && ds.DigestType != mdns.SHA256 && ds.DigestType != mdns.SHA384:
			f = finding{Insecure, "only unknown digests", mdns.ExtendedErrorCodeUnsupportedDSDigestType}
		default:
			usable = append(usable, ds)
			strong = strong || ds.DigestType != mdns.SHA1
		}
	}
	if strong {
		// RFC 4509, section 3: where there is a better digest, SHA-1's are ignored.
		usable = slices.DeleteFunc(usable, func(ds *mdns.DS) bool { return ds.DigestType == mdns.SHA1 })
	}
	return usable, f
}

// keysOf returns the keys of a set that may sign: RFC 4034, section 2.1.1: zone keys, and
// 2.1.2: of protocol 3. RFC 5011, section 2.1: not those that are revoked.
func keysOf(set RRset) []*mdns.DNSKEY {
	var keys []*mdns.DNSKEY
	for _, rr := range set {
		if k, ok := rr.(*mdns.DNSKEY); ok && k.Flags&mdns.ZONE != 0 && k.Flags&mdns.REVOKE == 0 && k.Protocol == 3 {
			keys = append(keys, k)
		}
	}
	return keys
}

// vouched returns the keys that one of the DS records is the digest of.
func vouched(keys []*mdns.DNSKEY, digests []*mdns.DS) []*mdns.DNSKEY {
	var good []*mdns.DNSKEY
	tries := 0
	for _, k := range keys {
		tag := k.KeyTag()
		for _, ds := range digests {
			if ds.Algorithm != k.Algorithm || ds.KeyTag != tag {
				continue
			}
			if tries++; tries > maxSetTries {
				return good
			}
			if own := k.ToDS(ds.DigestType); own != nil && strings.EqualFold(own.Digest, ds.Digest) {
				good = append(good, k)
				break
			}
		}
	}
	return good
}

func tagsShown(tags []uint16) []string {
	var list []string
	for _, t := range tags {
		list = append(list, decimal(int(t)))
	}
	return list
}

// table shows the zones of the chains of trust that are known, in the order in which they
// were met.
func (ts *trusts) table(now time.Time) view.Table {
	t := table("dns.trust", "zone", view.Mono, "above", view.Mono, "security", view.Text, "keys", view.Mono, "reason", view.Text,
		"until", view.Instant)
	for _, name := range ts.order {
		if z := ts.get(name, now); z != nil && z.zone == name {
			addRow(&t, name, name, z.above, z.security.String(), strings.Join(tagsShown(z.links), ", "), z.reason, instant(z.until))
		}
	}
	return t
}
