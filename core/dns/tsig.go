package dns

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"time"

	mdns "github.com/miekg/dns"
)

// Signatures of messages (TSIG, RFC 8945): two parties share a secret; the last record
// of a message holds a digest that only they can make, and when it was made.

// Key is a secret that two parties share, by the name that both have for it.
type Key struct {
	Name      string // a domain name
	Algorithm string // as in a TSIG record: "hmac-sha256."; see [KeyAlgorithms]
	Secret    []byte
}

// KeyAlgorithms lists the names of the digests that a [Key] can be used with (RFC 8945,
// section 6; HMAC-MD5 is left out, which new keys must not use).
func KeyAlgorithms() []string {
	return []string{mdns.HmacSHA1, mdns.HmacSHA224, mdns.HmacSHA256, mdns.HmacSHA384, mdns.HmacSHA512}
}

// digest begins a digest of the key's kind; nil if there is no such algorithm.
func (k *Key) digest() hash.Hash {
	switch canonical(k.Algorithm) {
	case mdns.HmacSHA1:
		return hmac.New(sha1.New, k.Secret)
	case mdns.HmacSHA224:
		return hmac.New(sha256.New224, k.Secret)
	case mdns.HmacSHA256:
		return hmac.New(sha256.New, k.Secret)
	case mdns.HmacSHA384:
		return hmac.New(sha512.New384, k.Secret)
	case mdns.HmacSHA512:
		return hmac.New(sha512.New, k.Secret)
	}
	return nil
}

// is reports whether a TSIG record says that it was made with the key.
func (k *Key) is(t *mdns.TSIG) bool {
	return k != nil && canonical(k.Name) == canonical(t.Hdr.Name) && canonical(k.Algorithm) == canonical(t.Algorithm) && k.digest() != nil
}

const (
	// fudge is by how many seconds clocks may differ: section 10 recommends 300.
	fudge = 300
	// maxUnsigned is how many messages of a transfer may come without a signature
	// between two that have one (section 5.3.1).
	maxUnsigned = 99
	// leastMAC is how many bytes of a digest must be sent at least (section 5.2.2.1).
	leastMAC = 10
)

// tsig is one side of an exchange of signed messages: a request and the messages of
// its answer. Each digest covers the one before, so that none can be left out, put
// elsewhere, or taken from another exchange.
type tsig struct {
	key *Key
	mac []byte // of the message before: empty before the request
	// part: the first message of an answer has gone by. Of those that follow only the
	// times are covered beside the message (section 4.3.3.2).
	part bool
	// unsigned are the messages that have come since the last signature (section 5.3.1).
	unsigned [][]byte
	// wrong is what a server has found wrong with the request's signature: the error of
	// its own TSIG record, or 0.
	wrong uint16
	asked *mdns.TSIG // the request's, for a server
}

// errUnsigned and others say why a signed answer is not taken.
var (
	errUnsigned   = errors.New("not signed")
	errMisplaced  = errors.New("a TSIG record in the wrong place")
	errSignature  = errors.New("BADSIG: the signature is wrong")
	errOtherKey   = errors.New("BADKEY: signed with another key")
	errBadTime    = errors.New("BADTIME: signed at another time")
	errTruncation = errors.New("BADTRUNC: the signature is too short")
	errMACSize    = errors.New("a signature of an impossible length")
)

// size is the most that signing adds to a message, in bytes.
func (s *tsig) size() int {
	if s == nil {
		return 0
	}
	return mdns.Len(s.record(time.Time{})) + sha512.Size + 6 // the digest, and the time of BADTIME
}

// record makes the TSIG record of the next message, its digest left out.
func (s *tsig) record(now time.Time) *mdns.TSIG {
	t := &mdns.TSIG{Hdr: mdns.RR_Header{Name: canonical(s.key.Name), Rrtype: mdns.TypeTSIG, Class: mdns.ClassANY},
		Algorithm: canonical(s.key.Algorithm), TimeSigned: uint64(now.Unix()), Fudge: fudge, Error: s.wrong}
	if s.wrong == mdns.RcodeBadTime {
		// Section 5.2.3: the answer states the client's time as when it was signed, and
		// the server's own behind it, so that the client learns how far it is off.
		t.TimeSigned = s.asked.TimeSigned
		t.OtherLen, t.OtherData = 6, hex.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(now.Unix()))[2:])
	}
	return t
}

// sign puts a signature behind a packed message. A nil tsig leaves it as it is.
func (s *tsig) sign(message []byte, now time.Time) []byte {
	if s == nil {
		return message
	}
	t := s.record(now)
	t.OrigId = binary.BigEndian.Uint16(message)
	// Section 5.2.1 and 5.2.2: who does not know the key, or doubts it, answers without
	// a signature.
	if s.wrong != mdns.RcodeBadKey && s.wrong != mdns.RcodeBadSig {
		s.mac = s.digest(t, message)
		s.part = s.asked != nil // the first message of an answer, not the request
		t.MACSize, t.MAC = uint16(len(s.mac)), hex.EncodeToString(s.mac)
	}
	record := make([]byte, mdns.Len(t)+1)
	n, err := mdns.PackRR(t, record, 0, nil, false)
	if err != nil {
		panic("dns: a TSIG record that can't be packed: " + err.Error()) // names were checked with the key
	}
	signed := append(message[:len(message):len(message)], record[:n]...)
	binary.BigEndian.PutUint16(signed[10:], binary.BigEndian.Uint16(message[10:])+1)
	return signed
}

// digest makes the digest of a message (section 4.3): of the digest before with its
// length, of the message as it is without a TSIG record, and of what that record says.
func (s *tsig) digest(t *mdns.TSIG, messages ...[]byte) []byte {
	h := s.key.digest()
	if len(s.mac) > 0 {
		h.Write(binary.BigEndian.AppendUint16(nil, uint16(len(s.mac))))
		h.Write(s.mac)
	}
	for _, m := range messages {
		h.Write(m)
	}
	var b []byte
	if !s.part {
		b = append(b, wire(t.Hdr.Name)...)
		b = binary.BigEndian.AppendUint16(b, mdns.ClassANY)
		b = binary.BigEndian.AppendUint32(b, 0) // the TTL
		b = append(b, wire(t.Algorithm)...)
	}
	b = append(b, binary.BigEndian.AppendUint64(nil, t.TimeSigned)[2:]...) // of 48 bits
	b = binary.BigEndian.AppendUint16(b, t.Fudge)
	if !s.part {
		b = binary.BigEndian.AppendUint16(b, t.Error)
		b = binary.BigEndian.AppendUint16(b, t.OtherLen)
		other, _ := hex.DecodeString(t.OtherData) // it was unpacked into this form, or written above
		b = append(b, other...)
	}
	h.Write(b)
	return h.Sum(nil)
}

// wire writes a name in its canonical form, without compression.
func wire(name string) []byte {
	b := make([]byte, 256)
	n, err := mdns.PackDomainName(canonical(name), b, 0, nil, false)
	if err != nil {
		return nil // no name of a key, which was packed before
	}
	return b[:n]
}

// cutTSIG takes the TSIG record off a message, which it leaves as it was: nil if there
// is none. Section 5.2: the record is the last of the message, and the only one.
func cutTSIG(b []byte) (message []byte, t *mdns.TSIG, err error) {
	last := firstTSIG(b)
	if last < 0 {
		return b, nil, nil
	}
	rr, end, err := mdns.UnpackRR(b, last)
	if err != nil || end != len(b) {
		return nil, nil, errMisplaced
	}
	t, isTSIG := rr.(*mdns.TSIG)
	if !isTSIG || t.Hdr.Class != mdns.ClassANY || binary.BigEndian.Uint16(b[10:]) == 0 {
		return nil, nil, errMisplaced
	}
	message = append([]byte(nil), b[:last]...)
	binary.BigEndian.PutUint16(message, t.OrigId)
	binary.BigEndian.PutUint16(message[10:], binary.BigEndian.Uint16(b[10:])-1)
	return message, t, nil
}

// firstTSIG returns the index of the first TSIG record of a message, or -1. What is wrong
// with a message that is cut short its reader says.
func firstTSIG(b []byte) int {
	if len(b) < headerLen {
		return -1
	}
	count := func(i int) int { return int(binary.BigEndian.Uint16(b[4+2*i:])) }
	next := headerLen
	for range count(0) {
		if next = skipName(b, next) + 4; next > len(b) {
			return -1
		}
	}
	for range count(1) + count(2) + count(3) {
		at := next
		fixed := skipName(b, at)
		if fixed+10 > len(b) {
			return -1
		}
		if binary.BigEndian.Uint16(b[fixed:]) == mdns.TypeTSIG {
			return at
		}
		next = fixed + 10 + int(binary.BigEndian.Uint16(b[fixed+8:]))
	}
	return -1
}
