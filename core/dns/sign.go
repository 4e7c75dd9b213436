package dns

import (
	"fmt"
	"slices"
	"strings"
	"time"

	mdns "github.com/miekg/dns"
)

// Signing says how a zone is signed (RFC 4035, section 2).
type Signing struct {
	Keys *ZoneKeys
	// Inception and Expiration are when its signatures begin and cease to be valid.
	Inception, Expiration time.Time
	// NSEC3 hashes the names in the records that prove what there is not (RFC 5155);
	// otherwise they stand there as they are (NSEC).
	NSEC3      bool
	Iterations uint16 // how often names are hashed again; RFC 9276, section 3.1, wants 0
	Salt       string // in hexadecimal; the same section wants none
	OptOut     bool   // unsigned delegations have no NSEC3 record of their own
	// Delegations are the DS records of zones that may be delegated to. Those that are, and
	// of which the zone says nothing itself, are put in.
	Delegations []*mdns.DS
	// Signatures remembers; nil: nothing is remembered.
	Signatures *Signatures
}

// signedAs is what a signed zone was made of. A change is made to the zone without
// signatures, which is then signed as a whole anew: there is one way to come to a signed
// zone, and with the signatures remembered it costs little more than what has changed.
// They are valid from and to the same instants as before: nobody sees to it that they are
// renewed.
type signedAs struct {
	source *Zone
	how    Signing
}

// Source returns the zone as it was before it was signed; of one that was not, itself.
func (z *Zone) Source() *Zone {
	if z.signed != nil {
		return z.signed.source
	}
	return z
}

// like signs a zone as another one is signed, if that is.
func (z *Zone) like(model *Zone) (*Zone, error) {
	if model.signed == nil {
		return z, nil
	}
	return SignZone(z, model.signed.how)
}

// SignZone signs a zone: it puts the keys in, the records that prove what there is not, and
// for each set for which the zone is authoritative its signature. What there is of these
// is replaced. It fails for keys of another zone.
func SignZone(z *Zone, how Signing) (*Zone, error) {
	if how.Keys.zone != z.origin {
		return nil, fmt.Errorf("dns: the zone %s is to be signed with the keys of %s", z.origin, how.Keys.zone)
	}
	s := signing{Signing: how, out: newZone(z.origin), ttl: z.negative.Header().Ttl}
	s.out.signed = &signedAs{source: z.Source(), how: how}
	z.Source().each(func(rr mdns.RR) {
		if !madeBySigning(rr.Header().Rrtype) {
			s.out.add(plain(rr.Header().Name), rr)
		}
	})
	s.addKeys()
	s.addDelegations()
	s.survey()
	if how.NSEC3 {
		s.chainHashes()
	} else {
		s.chainNames()
	}
	if err := s.signAll(); err != nil {
		return nil, err
	}
	s.out.finish()
	return s.out, nil
}

// madeBySigning reports whether records of a type come into a zone by its signing alone.
func madeBySigning(t uint16) bool {
	return t == mdns.TypeRRSIG || t == mdns.TypeNSEC || t == mdns.TypeNSEC3 || t == mdns.TypeNSEC3PARAM || t == mdns.TypeDNSKEY
}

// signing is a zone while it is signed.
type signing struct {
	Signing
	out   *Zone
	ttl   uint32 // of what proves that something is not there
	names []surveyed
}

// surveyed is a name of the zone that the zone speaks for: not one below a delegation.
type surveyed struct {
	*node
	key string // sorts in the canonical order of names
	cut bool   // it is delegated: the zone speaks for its DS records alone
}

func (s *signing) addKeys() {
	ttl := s.out.SOA().Hdr.Ttl
	for _, key := range s.Keys.Records() {
		s.out.add(s.out.origin, withTTL(key, ttl))
	}
	if s.NSEC3 {
		s.out.add(s.out.origin, s.param())
	}
}

func withTTL(rr mdns.RR, ttl uint32) mdns.RR {
	c := mdns.Copy(rr)
	c.Header().Ttl = ttl
	return c
}

// addDelegations puts in the DS records of zones that are delegated to.
func (s *signing) addDelegations() {
	spoken := map[string]bool{} // of these the zone speaks itself
	for _, ds := range s.Delegations {
		name := plain(ds.Hdr.Name)
		n := s.out.nodes[name]
		if name == s.out.origin || n == nil || n.set(mdns.TypeNS) == nil {
			continue
		}
		if _, met := spoken[name]; !met {
			spoken[name] = n.set(mdns.TypeDS) != nil
		}
		if !spoken[name] {
			// RFC 4035, section 2.4, would have its TTL be that of the delegation.
			s.out.add(name, withTTL(ds, n.set(mdns.TypeNS).ttl()))
		}
	}
}

// survey lists the names that the zone speaks for in canonical order. RFC 4035, section
// 2.2, has neither the name servers of a delegation nor glue signed. Below a DNAME there is
// nothing (RFC 6672, section 2.4).
func (s *signing) survey() {
	all := make([]surveyed, 0, len(s.out.order))
	for _, n := range s.out.order {
		all = append(all, surveyed{node: n, key: sortKey(n.name)})
	}
	slices.SortFunc(all, func(a, b surveyed) int { return strings.Compare(a.key, b.key) })
	bar := ""
	for _, n := range all {
		if bar != "" && below(n.name, bar) {
			continue // names below another one follow it directly
		}
		n.cut = n.name != s.out.origin && n.set(mdns.TypeNS) != nil
		if n.cut || n.set(mdns.TypeDNAME) != nil {
			bar = n.name
		}
		s.names = append(s.names, n)
	}
}

// signAll signs the sets of all names, and of the hashed ones.
func (s *signing) signAll() error {
	for _, n := range s.names {
		for _, set := range slices.Clone(n.sets) {
			// RFC 4035, section 2.2: the signatures themselves are not signed, and at a
			// delegation nothing but what the parent says for certain.
			if t := set.rrtype(); n.cut && t != mdns.TypeDS && t != mdns.TypeNSEC {
				continue
			}
			if err := s.sign(n.node, set); err != nil {
				return err
			}
		}
	}
	for _, n := range s.out.hashed {
		if err := s.sign(n, n.sets[0]); err != nil {
			return err
		}
	}
	return nil
}

// sign signs a set and puts the signature beside it.
func (s *signing) sign(n *node, set RRset) error {
	key := s.Keys.zsk
	if set.rrtype() == mdns.TypeDNSKEY {
		key = s.Keys.ksk
	}
	sig := &mdns.RRSIG{
		Hdr:       mdns.RR_Header{Name: n.name, Class: mdns.ClassINET, Ttl: set.ttl()},
		Algorithm: key.record.Algorithm, KeyTag: key.tag, SignerName: s.out.origin,
		Inception: uint32(s.Inception.Unix()), Expiration: uint32(s.Expiration.Unix()),
		OrigTtl: set.ttl(),
	}
	if err := s.Signatures.sign(sig, key, set); err != nil {
		return fmt.Errorf("dns: %s %s can't be signed: %w", n.name, typeName(set.rrtype()), err)
	}
	s.out.add(n.name, sig)
	return nil
}

// Signatures remembers signatures: to make one takes ten times as long as all else that has
// to do with a record. The zero value remembers nothing yet. It belongs to one thread.
type Signatures struct {
	known map[string]string // what is signed, with what → signature
}

// maxSignatures bounds what is remembered.
const maxSignatures = 1 << 16

// sign fills a signature in.
func (m *Signatures) sign(sig *mdns.RRSIG, key *zoneKey, set RRset) error {
	if m == nil {
		return sign(sig, key, set)
	}
	var about strings.Builder
	about.WriteString(key.record.PublicKey)
	for _, n := range [...]uint32{sig.Inception, sig.Expiration, sig.OrigTtl} {
		about.WriteByte(' ')
		about.WriteString(number(uint64(n)))
	}
	about.WriteString(sig.SignerName)
	for _, rr := range set {
		about.WriteString("\n" + rr.String())
	}
	if have, ok := m.known[about.String()]; ok {
		sig.Signature = have
		h := set[0].Header()
		sig.Hdr.Rrtype, sig.TypeCovered, sig.Labels = mdns.TypeRRSIG, h.Rrtype, signedLabels(h.Name)
		return nil
	}
	if err := sign(sig, key, set); err != nil {
		return err
	}
	if len(m.known) >= maxSignatures || m.known == nil {
		m.known = map[string]string{}
	}
	m.known[about.String()] = sig.Signature
	return nil
}

// sign fills a signature in, by the codec. That takes each name that begins with an asterisk
// for a wildcard, "*x.example." as well, unless the asterisk is escaped.
func sign(sig *mdns.RRSIG, key *zoneKey, set RRset) error {
	owner := sig.Hdr.Name
	if owner[0] == '*' && signedLabels(owner) == uint8(mdns.CountLabel(owner)) {
		set = appendOwned(nil, set, `\`+owner)
	}
	err := sig.Sign(key.signer, set)
	sig.Hdr.Name = owner
	return err
}

// signedLabels counts the labels of a name as a signature states them: RFC 4034, section
// 3.1.3, leaves out the root's and the asterisk of a wildcard.
func signedLabels(name string) uint8 {
	n := mdns.CountLabel(name)
	if strings.HasPrefix(name, "*.") || name == "*." {
		n--
	}
	return uint8(n)
}
