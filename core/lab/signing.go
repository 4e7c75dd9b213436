package lab

import (
	"fmt"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/lab/labfile"
)

// What a lab says of a zone's signatures where it says nothing.
const (
	signaturesAge   = time.Hour
	signaturesValid = 30 * 24 * time.Hour
)

// Surroundings are what the programs of a lab depend on besides the lab.
type Surroundings struct {
	// SwitchesOn is asked each time that a program is made: the members that it reads
	// depend on the switches.
	SwitchesOn func() []labfile.ID
	// Seed gives the keys of signed zones.
	Seed uint64
	// Begins is when the world begins; signatures are made before that.
	Begins time.Time
}

// signer signs the zones of a lab.
type signer struct {
	file *labfile.File
	Surroundings
	*keyring
}

// keyring is what has been made of a seed: all runs of a world share it.
type keyring struct {
	keys       map[string]*dns.ZoneKeys
	signatures dns.Signatures
}

func newKeyring() *keyring { return &keyring{keys: map[string]*dns.ZoneKeys{}} }

// sign signs a zone of a server, if the lab has it signed.
func (g *signer) sign(s labfile.DNSAuthority, z *dns.Zone) (*dns.Zone, error) {
	how, signed := s.SigningOf(labfile.DomainName(z.Origin()), g.SwitchesOn())
	if !signed {
		return z, nil
	}
	keys, err := g.keysOf(how)
	if err != nil {
		return nil, err
	}
	begin := g.Begins.Add(-durationOr(how.Age, signaturesAge))
	c := dns.Signing{
		Keys: keys, Inception: begin, Expiration: begin.Add(durationOr(how.ValidFor, signaturesValid)),
		NSEC3: how.Denial == labfile.DenyNSEC3, Salt: string(how.Salt), OptOut: how.OptOut,
		Delegations: g.delegations(), Signatures: &g.signatures,
	}
	if how.Iterations != nil {
		c.Iterations = uint16(*how.Iterations)
	}
	return dns.SignZone(z, c)
}

func durationOr(d *labfile.Duration, usual time.Duration) time.Duration {
	if d == nil {
		return usual
	}
	return d.Std()
}

// keysOf makes the keys of a zone, or finds them.
func (g *signer) keysOf(how labfile.ZoneSigning) (*dns.ZoneKeys, error) {
	name := fmt.Sprint(how.Zone.FQDN(), " ", how.Algorithm, " ", how.TwoKeys)
	if k := g.keys[name]; k != nil {
		return k, nil
	}
	algorithm := uint8(dns.Ed25519)
	if how.Algorithm == labfile.SignECDSAP256 {
		algorithm = dns.ECDSAP256
	}
	k, err := dns.NewZoneKeys(g.Seed, how.Zone.FQDN(), algorithm, how.TwoKeys)
	if err == nil {
		g.keys[name] = k
	}
	return k, err
}

// delegations lists the DS records of the lab's signed zones, each once: a zone may be served
// from several hosts.
func (g *signer) delegations() []*mdns.DS {
	var list []*mdns.DS
	listed := map[*dns.ZoneKeys]bool{}
	g.eachSigned(func(how labfile.ZoneSigning) {
		keys, err := g.keysOf(how)
		if err == nil && !how.Island && !listed[keys] {
			listed[keys] = true
			list = append(list, keys.DS())
		}
	})
	return list
}

// eachSigned calls f for each zone that is signed at the moment, for each server of it.
func (g *signer) eachSigned(f func(labfile.ZoneSigning)) {
	on := g.SwitchesOn()
	for _, s := range g.file.Lab.Services {
		a, ok := s.(labfile.DNSAuthority)
		if !ok {
			continue
		}
		for i, entry := range a.DNSSEC {
			first := true // of the entries of this zone
			for _, before := range a.DNSSEC[:i] {
				first = first && before.Zone.FQDN() != entry.Zone.FQDN()
			}
			if how, signed := a.SigningOf(entry.Zone, on); first && signed {
				f(how)
			}
		}
	}
}

// anchor returns the trust anchor of the lab: the DS records of its root zone. Without a
// signed root there is none.
func (g *signer) anchor() (dns.Anchor, bool) {
	anchor := dns.Anchor{Zone: "."}
	g.eachSigned(func(how labfile.ZoneSigning) {
		keys, err := g.keysOf(how)
		if err == nil && how.Zone.FQDN() == anchor.Zone && len(anchor.DS) == 0 {
			anchor = keys.Anchor()
		}
	})
	return anchor, len(anchor.DS) > 0
}

// Anchor returns the DS records of a lab's root zone, one a line in master-file syntax: what
// a validating resolver is given to trust. "" if the root is not signed.
func Anchor(f *labfile.File, where Surroundings) string {
	g := signer{file: f, Surroundings: where, keyring: newKeyring()}
	anchor, _ := g.anchor()
	var b strings.Builder
	for _, ds := range anchor.DS {
		b.WriteString(ds.String() + "\n")
	}
	return b.String()
}
