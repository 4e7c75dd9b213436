package dns

import (
	"crypto"
	"testing"

	mdns "github.com/miekg/dns"
)

// What another implementation has signed is verified, for each algorithm; a change of a
// bit, of the data, the signature or the key, is not.
func TestAlgorithms(t *testing.T) {
	set := RRset{rr("B.www.Example. 300 IN MX 10 Mail.Example."), rr("b.www.example. 60 IN MX 5 a.example.")}
	for algorithm, bits := range map[uint8]int{
		mdns.RSASHA1: 1024, mdns.RSASHA1NSEC3SHA1: 1024, mdns.RSASHA256: 2048, mdns.RSASHA512: 1024,
		mdns.ECDSAP256SHA256: 256, mdns.ECDSAP384SHA384: 384, mdns.ED25519: 256,
	} {
		key := &mdns.DNSKEY{Hdr: mdns.RR_Header{Name: "example.", Rrtype: mdns.TypeDNSKEY, Class: mdns.ClassINET, Ttl: 60},
			Flags: 256, Protocol: 3, Algorithm: algorithm}
		secret, err := key.Generate(bits)
		if err != nil {
			t.Fatal(err)
		}
		sig := &mdns.RRSIG{Hdr: mdns.RR_Header{Name: "b.www.example.", Rrtype: mdns.TypeRRSIG, Class: mdns.ClassINET, Ttl: 300},
			Algorithm: algorithm, Expiration: 2000, Inception: 1000, KeyTag: key.KeyTag(), SignerName: "example."}
		if err := sig.Sign(secret.(crypto.Signer), set); err != nil {
			t.Fatal(err)
		}
		verify := StandardAlgorithms()[algorithm]
		data, err := signedData(sig, set)
		if err != nil {
			t.Fatal(err)
		}
		b := decoded(sig.Signature)
		if !verify(key, data, b) {
			t.Errorf("%s: a good signature is rejected", algorithmName(algorithm))
		}
		for i := range b {
			b[i] ^= 4
			if verify(key, data, b) {
				t.Errorf("%s: a signature with byte %d changed is accepted", algorithmName(algorithm), i)
			}
			b[i] ^= 4
		}
		data[len(data)-1] ^= 1
		if verify(key, data, b) || verify(key, nil, b) || verify(key, data, nil) || verify(key, data, b[1:]) {
			t.Errorf("%s: a signature over other data is accepted", algorithmName(algorithm))
		}
		for _, public := range []string{"", "AA==", "AAAA", "AwEAAQ==", key.PublicKey[:8]} {
			other := *key
			other.PublicKey = public
			if verify(&other, data, b) {
				t.Errorf("%s: key %q", algorithmName(algorithm), public)
			}
		}
	}
}

func rr(s string) mdns.RR {
	r, err := mdns.NewRR(s)
	if err != nil {
		panic(err)
	}
	return r
}
