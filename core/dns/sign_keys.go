package dns

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"

	mdns "github.com/miekg/dns"
)

// Algorithms with which zones are signed (RFC 8624, section 3.1, recommends both). Their
// signatures depend on nothing but key and data: Ed25519's by its definition (RFC 8032),
// ECDSA's as RFC 6979 chooses the number that is otherwise drawn.
const (
	Ed25519   = mdns.ED25519         // 32 bytes a key, 64 a signature
	ECDSAP256 = mdns.ECDSAP256SHA256 // 64 bytes each
)

// ZoneKeys are the keys of a zone: one that signs everything, or two, of which one signs
// the zone's data and the other one nothing but the keys. Then the parent, which vouches
// for the latter, need not hear when the former is changed (RFC 6781, section 3.1).
type ZoneKeys struct {
	zone string
	ksk  *zoneKey // signs the DNSKEY set; the parent's DS record names it
	zsk  *zoneKey // signs the rest; the same one if there is one only
	ds   *mdns.DS
}

// zoneKey is a key with the record that publishes it.
type zoneKey struct {
	record *mdns.DNSKEY
	tag    uint16
	signer crypto.Signer
}

// NewZoneKeys makes the keys of a zone out of a seed: the same ones each time. Split
// asks for two. The error says that there is no such algorithm.
func NewZoneKeys(seed uint64, zone string, algorithm uint8, split bool) (*ZoneKeys, error) {
	k := &ZoneKeys{zone: plain(zone)}
	var err error
	// RFC 4034, section 2.1.1: bit 7 of the flags says that a zone's data are signed
	// with the key, and bit 15 that it is meant as a secure entry point, which means that
	// the parent has a DS record of it.
	if k.ksk, err = newZoneKey(seed, k.zone, "KSK", algorithm, mdns.ZONE|mdns.SEP); err != nil {
		return nil, err
	}
	k.zsk, k.ds = k.ksk, k.ksk.record.ToDS(mdns.SHA256)
	if split {
		k.zsk, err = newZoneKey(seed, k.zone, "ZSK", algorithm, mdns.ZONE)
	}
	return k, err
}

func newZoneKey(seed uint64, zone, role string, algorithm uint8, flags uint16) (*zoneKey, error) {
	k := &zoneKey{record: &mdns.DNSKEY{
		Hdr:   mdns.RR_Header{Name: zone, Rrtype: mdns.TypeDNSKEY, Class: mdns.ClassINET},
		Flags: flags, Protocol: 3, Algorithm: algorithm,
	}}
	var public []byte
	switch algorithm {
	case Ed25519:
		private := ed25519.NewKeyFromSeed(keyMaterial(seed, zone, role, algorithm, 0))
		public, k.signer = private.Public().(ed25519.PublicKey), private
	case ECDSAP256:
		private := p256Key(seed, zone, role)
		point, err := private.PublicKey.Bytes()
		if err != nil {
			return nil, err
		}
		// RFC 6605, section 4: the point's two coordinates, without the byte that says
		// that it is not compressed.
		public, k.signer = point[1:], withoutDice{private}
	default:
		return nil, fmt.Errorf("dns: nothing signs with the algorithm %d", algorithm)
	}
	k.record.PublicKey = base64.StdEncoding.EncodeToString(public)
	k.tag = k.record.KeyTag()
	return k, nil
}

// keyMaterial is the named stream of random bytes that a key is made of: 32 bytes for each
// attempt.
func keyMaterial(seed uint64, zone, role string, algorithm uint8, attempt byte) []byte {
	name := binary.BigEndian.AppendUint64([]byte("playnet dnssec key\x00"), seed)
	name = append(append(name, zone...), 0)
	name = append(append(name, role...), 0, algorithm, attempt)
	sum := sha256.Sum256(name)
	return sum[:]
}

// p256Key draws numbers until one is a key: those from the group's order on, one of 2^32,
// are none.
func p256Key(seed uint64, zone, role string) *ecdsa.PrivateKey {
	for attempt := byte(0); ; attempt++ {
		private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), keyMaterial(seed, zone, role, ECDSAP256, attempt))
		if err == nil {
			return private
		}
	}
}

// withoutDice signs without randomness: crypto/ecdsa follows RFC 6979 where it is given
// none.
type withoutDice struct{ *ecdsa.PrivateKey }

func (k withoutDice) Sign(_ io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	return k.PrivateKey.Sign(nil, digest, o)
}

// Zone returns the name of the zone, complete and in lower case.
func (k *ZoneKeys) Zone() string { return k.zone }

// Records returns the DNSKEY records, with TTL 0, the one that the parent vouches for
// first.
func (k *ZoneKeys) Records() []*mdns.DNSKEY {
	if k.zsk == k.ksk {
		return []*mdns.DNSKEY{k.ksk.record}
	}
	return []*mdns.DNSKEY{k.ksk.record, k.zsk.record}
}

// DS returns the record by which the parent zone vouches for the keys, with TTL 0. Its
// digest is SHA-256 (RFC 4509).
func (k *ZoneKeys) DS() *mdns.DS { return k.ds }

// Anchor is what a validating resolver is told to trust without proof: the digests of a
// zone's keys (RFC 4033, section 2, "Trust Anchor").
type Anchor struct {
	Zone string // complete, in lower case
	DS   []*mdns.DS
}

// Anchor returns the trust anchor of the keys' zone.
func (k *ZoneKeys) Anchor() Anchor { return Anchor{Zone: k.zone, DS: []*mdns.DS{k.DS()}} }
