package main

import (
	"crypto/dsa" //lint:ignore SA1019 most of the scenarios are signed with nothing else
	"crypto/sha1"
	"encoding/asn1"
	"encoding/base64"
	"math/big"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// algorithms are those of our validator, and DSA with SHA-1 (algorithm 3), which most of
// the scenarios are signed with. Labs don't have it: RFC 8624, section 3.1, has validators
// leave it out.
func algorithms() dns.Algorithms {
	all := dns.StandardAlgorithms()
	all[mdns.DSA] = verifyDSA
	return all
}

// verifyDSA verifies signatures with keys of RFC 2536: T, which tells the length of the
// numbers, Q of 20 bytes, and P, G and Y of 64+8T each. A signature is T, and R and S of 20
// bytes; or both in DER, as the programs wrote it that made the older scenarios.
func verifyDSA(key *mdns.DNSKEY, signed, signature []byte) bool {
	b, err := base64.StdEncoding.DecodeString(key.PublicKey)
	if err != nil || len(b) < 21 {
		return false
	}
	size := 64 + 8*int(b[0])
	if b[0] > 8 || len(b) != 21+3*size {
		return false
	}
	var pair struct{ R, S *big.Int }
	if len(signature) == 41 && signature[0] <= 8 {
		pair.R, pair.S = new(big.Int).SetBytes(signature[1:21]), new(big.Int).SetBytes(signature[21:])
	} else if rest, err := asn1.Unmarshal(signature, &pair); err != nil || len(rest) > 0 {
		return false
	}
	number := func(from, n int) *big.Int { return new(big.Int).SetBytes(b[from : from+n]) }
	public := &dsa.PublicKey{
		Parameters: dsa.Parameters{Q: number(1, 20), P: number(21, size), G: number(21+size, size)},
		Y:          number(21+2*size, size),
	}
	digest := sha1.Sum(signed)
	return dsa.Verify(public, digest[:], pair.R, pair.S)
}
