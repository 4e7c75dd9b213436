package labfile

import (
	"encoding/hex"
	"strings"

	"github.com/miekg/dns"

	"playnet/core/lab/strict"
)

var (
	signedTwice   = strict.Define("signed-twice", `that the zone is signed stands here a second time; the first is in line {line}`)
	signedAlready = strict.Define("signed-already", `the zone is signed by the lab, so it can't bring records of the type {type} along`)
	onlyNSEC3     = strict.Define("only-nsec3", `this has a meaning with "denial": "NSEC3" alone`)
	badAnchor     = strict.Define("bad-anchor", `"{value}" is no trust anchor: it is "lab", or DS or DNSKEY records as in a zone file`)
	badSalt       = strict.Define("bad-salt", `"{value}" is no salt: it is written in hexadecimal digits, two for each byte`)
)

// ZoneSigning says how one of a server's zones is signed with DNSSEC, with keys that the
// lab's seed gives. The parent zone, if a server of the lab signs it too, gets the DS record
// of the key, unless it has one for the zone itself.
type ZoneSigning struct {
	// The zone's name: a zone of the server's own.
	Zone DomainName `json:"zone" strict:"required"`
	// The switch with which the zone is signed so: while it is on, this entry stands in for the one without. Absent: always.
	When ID `json:"when,omitempty"`
	// With what it is signed; ED25519 if absent.
	Algorithm SigningAlgorithm `json:"algorithm,omitempty"`
	// Whether one key signs the zone, and another one nothing but the keys. If absent, one key does it all.
	TwoKeys bool `json:"twoKeys,omitempty"`
	// With what the server proves that there is no such name: NSEC, or NSEC3 with hashed names; NSEC if absent.
	Denial Denial `json:"denial,omitempty"`
	// How often NSEC3 hashes a name again; 0 if absent, as RFC 9276 asks for.
	Iterations *HashIterations `json:"iterations,omitempty"`
	// What NSEC3 hashes together with each name, in hexadecimal; nothing if absent.
	Salt Salt `json:"salt,omitempty"`
	// Whether delegations to unsigned zones have no NSEC3 records.
	OptOut bool `json:"optOut,omitempty"`
	// How long before the beginning of the world the signatures were made; an hour if absent.
	Age *Duration `json:"age,omitempty"`
	// How long the signatures are valid from when they were made; 30 days if absent. Nobody renews them.
	ValidFor *Duration `json:"validFor,omitempty"`
	// Whether the parent zone has no DS record of the key: nobody can tell that the zone is signed.
	Island bool `json:"island,omitempty"`
}

// SigningAlgorithm is the algorithm of a zone's keys, as DNSKEY records name it.
type SigningAlgorithm string

// The algorithms.
const (
	SignEd25519   SigningAlgorithm = "ED25519"
	SignECDSAP256 SigningAlgorithm = "ECDSAP256SHA256"
)

// Enum lists the algorithms.
func (SigningAlgorithm) Enum() []string {
	return []string{string(SignEd25519), string(SignECDSAP256)}
}

// Denial is the kind of records that prove what there is not.
type Denial string

// The kinds.
const (
	DenyNSEC  Denial = "NSEC"
	DenyNSEC3 Denial = "NSEC3"
)

// Enum lists the kinds.
func (Denial) Enum() []string { return []string{string(DenyNSEC), string(DenyNSEC3)} }

// HashIterations is how often NSEC3 hashes a name again: 0 to 150.
type HashIterations int

// Validate implements strict.Validator.
func (n HashIterations) Validate() error { return between(int64(n), 0, 150) }

// Salt is what NSEC3 hashes together with each name, in hexadecimal digits: up to 32 bytes.
type Salt string

// Validate implements strict.Validator.
func (s Salt) Validate() error {
	if b, err := hex.DecodeString(string(s)); err != nil || len(b) > 32 {
		return badSalt.With("value", string(s))
	}
	return nil
}

// TrustAnchor is what a resolver believes without proof: [LabAnchor], or DS and DNSKEY records
// in the syntax of zone files.
type TrustAnchor string

// LabAnchor is the key of the lab's own root zone, which its seed gives.
const LabAnchor TrustAnchor = "lab"

// Records returns the records that the anchor is written as.
func (a TrustAnchor) Records() ([]dns.RR, error) {
	var list []dns.RR
	p := dns.NewZoneParser(strings.NewReader(string(a)), ".", "")
	p.SetDefaultTTL(3600)
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		list = append(list, rr)
	}
	return list, p.Err()
}

// Validate implements strict.Validator.
func (a TrustAnchor) Validate() error {
	if a == LabAnchor {
		return nil
	}
	list, err := a.Records()
	for _, rr := range list {
		if t := rr.Header().Rrtype; t != dns.TypeDS && t != dns.TypeDNSKEY {
			return badAnchor.With("value", string(a))
		}
	}
	if err != nil || len(list) == 0 {
		return badAnchor.With("value", string(a))
	}
	return nil
}

// SigningOf returns how a zone of a server is signed with some switches on, if it is.
func (s DNSAuthority) SigningOf(zone DomainName, switchesOn []ID) (ZoneSigning, bool) {
	found, ok := ZoneSigning{}, false
	for _, entry := range s.DNSSEC {
		switch {
		case entry.Zone.FQDN() != zone.FQDN():
		case entry.When == "" && !ok, entry.When != "" && contains(switchesOn, entry.When):
			found, ok = entry, true
		}
	}
	return found, ok
}

// signings checks how a server's zones are signed.
func (c *checker) signings(s DNSAuthority, at *strict.Node) {
	type key struct {
		zone string
		when ID
	}
	seen := map[key]*strict.Node{}
	for i, entry := range s.DNSSEC {
		here := at.At(i)
		if entry.When != "" && !c.isSwitch(entry.When) {
			c.fail(here.Get("when"), unknownSwitch.With("name", string(entry.When)))
		}
		if first := seen[key{entry.Zone.FQDN(), entry.When}]; first != nil {
			c.fail(here, signedTwice.With("line", c.line(first)))
			continue
		}
		seen[key{entry.Zone.FQDN(), entry.When}] = here
		c.positive(entry.ValidFor, here.Get("validFor"))
		if entry.Denial != DenyNSEC3 {
			for _, field := range []string{"iterations", "salt", "optOut"} {
				if node := here.Get(field); node != here { // it is given
					c.fail(node, onlyNSEC3.With())
				}
			}
		}
		c.servedZone(s.Host, entry.Zone, here)
		for _, name := range s.Zones {
			if z, ok := c.file.Zone(string(name), nil); ok && z.Apex == entry.Zone.FQDN() {
				c.unsigned(name)
			}
		}
	}
}

// unsigned checks that a zone that the lab signs is not signed yet.
func (c *checker) unsigned(name MemberName) {
	for _, m := range c.versions(name) {
		z := c.file.zones[m.Name]
		if z == nil {
			continue
		}
		for i, rr := range z.Records {
			switch t := rr.Header().Rrtype; t {
			case dns.TypeRRSIG, dns.TypeNSEC, dns.TypeNSEC3, dns.TypeNSEC3PARAM, dns.TypeDNSKEY:
				c.member(m.written, z.lines[i], signedAlready.With("type", dns.TypeToString[t]))
				return
			}
		}
	}
}
