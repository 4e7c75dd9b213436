package dns

import (
	"crypto/hmac"
	"encoding/hex"
	"time"

	mdns "github.com/miekg/dns"
)

// authenticate looks at a request's signature. It returns what signs the answer, nil
// for a request without one, and reports whether the request may be dealt with: where
// not, it is answered here.
func (a *Authority) authenticate(b []byte, m *mdns.Msg, from client) (*tsig, bool) {
	message, t, err := cutTSIG(b)
	if t == nil && err == nil {
		return nil, true
	}
	if err != nil {
		// Section 5.2: a record of the kind in any other place, or a second one, is a
		// format error.
		return nil, a.rejectSignature(m, from, nil, mdns.RcodeFormatError, err)
	}
	s := &tsig{key: a.key(t), asked: t}
	if s.key == nil {
		// Section 5.2.1: a key that is not known: NOTAUTH, BADKEY, and no signature.
		s.key = &Key{Name: t.Hdr.Name, Algorithm: t.Algorithm}
		return nil, a.rejectSignature(m, from, s, mdns.RcodeBadKey, errOtherKey)
	}
	switch err := s.check(t, a.h.Now(), message); err {
	case nil:
		a.h.Because(a.h.Emit(EventSignature{Peer: from.AddrPort, Key: canonical(s.key.Name)}))
		return s, true
	case errMACSize:
		return nil, a.rejectSignature(m, from, nil, mdns.RcodeFormatError, err)
	case errSignature:
		return nil, a.rejectSignature(m, from, s, mdns.RcodeBadSig, err)
	case errBadTime:
		return nil, a.rejectSignature(m, from, s, mdns.RcodeBadTime, err)
	default:
		return nil, a.rejectSignature(m, from, s, mdns.RcodeBadTrunc, err)
	}
}

// key returns the key that a TSIG record names, or nil.
func (a *Authority) key(t *mdns.TSIG) *Key {
	for i := range a.config.Keys {
		if a.config.Keys[i].is(t) {
			return &a.config.Keys[i]
		}
	}
	return nil
}

// rejectSignature answers a request whose signature is not good.
func (a *Authority) rejectSignature(m *mdns.Msg, from client, s *tsig, wrong int, why error) bool {
	a.load.Refused++
	event := EventSignature{Peer: from.AddrPort, Error: rcodeName(wrong), Reason: why.Error()}
	r := reply(m)
	r.Rcode = wrong
	if s != nil {
		event.Key = canonical(s.key.Name)
		r.Rcode, s.wrong = mdns.RcodeNotAuth, uint16(wrong)
	}
	a.h.Because(a.h.Emit(event))
	from.signing = s
	a.send(r, m, from)
	return false
}

// check verifies a signature, in the order of section 5.2: the digest, then the time,
// then whether enough of the digest was sent.
func (s *tsig) check(t *mdns.TSIG, now time.Time, messages ...[]byte) error {
	sent, err := hex.DecodeString(t.MAC)
	whole := s.digest(t, messages...)
	if err != nil || len(sent) > len(whole) || len(sent) < max(leastMAC, len(whole)/2) {
		return errMACSize
	}
	if !hmac.Equal(sent, whole[:len(sent)]) {
		return errSignature
	}
	// What follows in the exchange covers the digest as it was sent.
	s.mac = sent
	if distance := now.Unix() - int64(t.TimeSigned); max(distance, -distance) > int64(t.Fudge) {
		return errBadTime
	}
	if len(sent) < len(whole) {
		// Section 5.2.4 leaves it to the server how much of a digest it wants: here all
		// of it.
		return errTruncation
	}
	return nil
}

// verify checks the next message of an answer. A message without a signature passes for
// the time being where it is not the first (section 5.3.1).
func (s *tsig) verify(b []byte, now time.Time) error {
	if s == nil {
		return nil
	}
	message, t, err := cutTSIG(b)
	switch {
	case err != nil:
		return err
	case t == nil && (!s.part || len(s.unsigned) >= maxUnsigned):
		return errUnsigned
	case t == nil:
		s.unsigned = append(s.unsigned, b)
		return nil
	case !s.key.is(t):
		return errOtherKey
	case t.Error == mdns.RcodeBadKey:
		return errOtherKey // it says so without a signature: nothing to rely on
	case t.Error == mdns.RcodeBadSig:
		return errSignature
	}
	next := *s
	if err := next.check(t, now, append(s.unsigned, message)...); err != nil {
		return err
	}
	next.part, next.unsigned = true, nil
	*s = next
	if t.Error == mdns.RcodeBadTime {
		return errBadTime
	}
	if t.Error == mdns.RcodeBadTrunc {
		return errTruncation
	}
	return nil
}

// settled reports whether all that has come is covered by a signature.
func (s *tsig) settled() bool { return s == nil || s.part && len(s.unsigned) == 0 }
