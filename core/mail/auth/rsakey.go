package auth

import (
	"bytes"
	"crypto/rsa"
	"math/big"
)

// readRSA reads an RSA key, as a SubjectPublicKeyInfo, or bare as RFC 6376 §3.6.1 has it. RFC
// 8301 §3.2 has verifiers take those of less than 1024 bits for none. crypto/x509 would do it, and
// cost hundreds of kB in the page.
func readRSA(data []byte) (key *publicKey, reason string) {
	const (
		sequence  = 0x30
		bitString = 0x03
		integer   = 0x02
	)
	inner, _, ok := element(data, sequence)
	if algorithm, rest, wrapped := element(inner, sequence); wrapped {
		// The object identifier of rsaEncryption, 1.2.840.113549.1.1.1.
		if !bytes.HasPrefix(algorithm, []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1}) {
			return nil, "the key is for another algorithm"
		}
		bits, _, isBits := element(rest, bitString)
		if !isBits || len(bits) == 0 || bits[0] != 0 {
			return nil, "the key cannot be read"
		}
		inner, _, ok = element(bits[1:], sequence)
	}
	n, rest, okN := element(inner, integer)
	e, _, okE := element(rest, integer)
	if !ok || !okN || !okE || len(e) > 4 || len(n) > 1025 {
		return nil, "the key cannot be read"
	}
	k := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	if k.N.BitLen() < 1024 {
		return nil, "the key is too short"
	}
	return &publicKey{rsa: k}, ""
}

// element takes an element of DER with a tag off the front: what it holds, and what follows.
func element(data []byte, tag byte) (value, rest []byte, ok bool) {
	if len(data) < 2 || data[0] != tag {
		return nil, nil, false
	}
	length, data := int(data[1]), data[2:]
	if length >= 0x80 { // that many bytes hold the length
		count := length & 0x7f
		if count > 2 || count > len(data) {
			return nil, nil, false
		}
		length = 0
		for _, b := range data[:count] {
			length = length<<8 | int(b)
		}
		data = data[count:]
	}
	if length > len(data) {
		return nil, nil, false
	}
	return data[:length], data[length:], true
}
