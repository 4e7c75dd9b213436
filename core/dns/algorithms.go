package dns

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	_ "crypto/sha1" // the digests of the algorithms below
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/base64"
	"math/big"
	"slices"

	mdns "github.com/miekg/dns"
)

// Verifier reports whether a signature over some data is a key's.
type Verifier func(key *mdns.DNSKEY, signed, signature []byte) bool

// Algorithms are the algorithms of signatures that a validator knows, by their numbers. A
// zone that is signed with no other counts as unsigned: RFC 4035, section 5.2.
type Algorithms map[uint8]Verifier

// StandardAlgorithms returns those that RFC 8624, section 3.1, has validators know, without
// Ed448, which the language's library lacks.
func StandardAlgorithms() Algorithms {
	return Algorithms{
		mdns.RSASHA1:          rsaWith(crypto.SHA1, "3021300906052b0e03021a05000414"),
		mdns.RSASHA1NSEC3SHA1: rsaWith(crypto.SHA1, "3021300906052b0e03021a05000414"),
		mdns.RSASHA256:        rsaWith(crypto.SHA256, "3031300d060960864801650304020105000420"),
		mdns.RSASHA512:        rsaWith(crypto.SHA512, "3051300d060960864801650304020305000440"),
		mdns.ECDSAP256SHA256:  ecdsaWith(elliptic.P256(), crypto.SHA256),
		mdns.ECDSAP384SHA384:  ecdsaWith(elliptic.P384(), crypto.SHA384),
		mdns.ED25519:          verifyEd25519,
	}
}

func digest(h crypto.Hash, data []byte) []byte {
	d := h.New()
	d.Write(data)
	return d.Sum(nil)
}

// decoded returns the bytes that a key or a signature is written for in base64.
func decoded(text string) []byte {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return b
}

// What a validator puts up with of an RSA key, in bits. The small keys of old zones are
// verified, as crypto/rsa would not: whether 512 bits are enough is the zone owner's
// decision, and to refuse them would make a zone bogus that is only weak. Verifying has
// no secret that could leak, so that arithmetic with math/big is good enough. A large
// exponent would only make it slow.
const (
	minRSAModulus  = 512
	maxRSAModulus  = 4096
	maxRSAExponent = 64
)

// rsaKey reads a key as RFC 3110, section 2, has it: the length of the exponent in one
// byte, or in three of which the first is zero, the exponent, the modulus.
func rsaKey(key *mdns.DNSKEY) (e, n *big.Int, ok bool) {
	b := decoded(key.PublicKey)
	if len(b) < 3 {
		return nil, nil, false
	}
	size := int(b[0])
	b = b[1:]
	if size == 0 {
		size = int(b[0])<<8 | int(b[1])
		b = b[2:]
	}
	if size == 0 || size > len(b) {
		return nil, nil, false
	}
	e, n = new(big.Int).SetBytes(b[:size]), new(big.Int).SetBytes(b[size:])
	fits := e.BitLen() <= maxRSAExponent && e.Sign() > 0 && n.BitLen() >= minRSAModulus && n.BitLen() <= maxRSAModulus
	return e, n, fits
}

// rsaWith verifies RSASSA-PKCS1-v1_5 signatures (RFC 8017, section 8.2.2); prefix is the
// DER encoding of the digest's name (section 9.2, note 1), in hexadecimal.
func rsaWith(h crypto.Hash, prefix string) Verifier {
	der, _ := new(big.Int).SetString(prefix, 16)
	return func(key *mdns.DNSKEY, signed, signature []byte) bool {
		e, n, ok := rsaKey(key)
		s := new(big.Int).SetBytes(signature)
		if !ok || s.Cmp(n) >= 0 {
			return false
		}
		k := (n.BitLen() + 7) / 8
		t := append(der.Bytes(), digest(h, signed)...)
		// Section 9.2: EM = 0x00 || 0x01 || PS || 0x00 || T, with PS of at least eight bytes.
		if len(signature) != k || k < len(t)+11 {
			return false
		}
		want := make([]byte, k)
		want[1] = 1
		for i := 2; i < k-len(t)-1; i++ {
			want[i] = 0xff
		}
		copy(want[k-len(t):], t)
		return slices.Equal(s.Exp(s, e, n).FillBytes(make([]byte, k)), want)
	}
}

// ecdsaWith verifies signatures of RFC 6605: keys and signatures are two numbers each, one
// behind the other.
func ecdsaWith(curve elliptic.Curve, h crypto.Hash) Verifier {
	size := curve.Params().BitSize / 8
	return func(key *mdns.DNSKEY, signed, signature []byte) bool {
		b := decoded(key.PublicKey)
		if len(b) != 2*size || len(signature) != 2*size {
			return false
		}
		public, err := ecdsa.ParseUncompressedPublicKey(curve, append([]byte{4}, b...))
		if err != nil {
			return false
		}
		r, s := new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])
		return ecdsa.Verify(public, digest(h, signed), r, s)
	}
}

// verifyEd25519 verifies signatures of RFC 8080.
func verifyEd25519(key *mdns.DNSKEY, signed, signature []byte) bool {
	b := decoded(key.PublicKey)
	return len(b) == ed25519.PublicKeySize && ed25519.Verify(b, signed, signature)
}

// algorithmName returns the mnemonic of an algorithm's number.
func algorithmName(n uint8) string {
	if s, ok := mdns.AlgorithmToString[n]; ok {
		return s
	}
	return decimal(int(n))
}
