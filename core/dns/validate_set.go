package dns

import (
	"slices"
	"strings"
	"time"

	mdns "github.com/miekg/dns"
)

// setCheck is what the signatures over a set of records came to.
type setCheck struct {
	finding
	until time.Time // when the good signature expires
	// encloser: the records come from the wildcard below it.
	encloser string
}

// signatureShown names the key that made a signature.
func signatureShown(sig *mdns.RRSIG) string {
	return "key " + decimal(int(sig.KeyTag)) + " (" + algorithmName(sig.Algorithm) + ")"
}

// verify looks for a good signature of a zone over a set of records. One is enough:
// RFC 4035, section 5.3.3: "If other RRSIG RRs also cover this RRset, the local resolver
// security policy determines whether the resolver also has to test these". The reason for
// failure is that of the signature that came nearest to being good.
func (w *work) verify(set, signatures RRset, t *trust) setCheck {
	best, near := bogus(mdns.ExtendedErrorCodeRRSIGsMissing, "there is no signature of "+t.zone), 0
	tries := 0
	for _, rr := range signatures {
		sig, ok := rr.(*mdns.RRSIG)
		if !ok || canonical(sig.SignerName) != t.zone || sig.TypeCovered != set.rrtype() {
			continue
		}
		f, how := w.verifyOne(set, sig, t, &tries)
		w.decided(EventRRSIG{Name: canonical(set[0].Header().Name), Type: typeName(set.rrtype()), Signer: t.zone,
			KeyTag: sig.KeyTag, Algorithm: algorithmName(sig.Algorithm), Inception: sig.Inception, Expiration: sig.Expiration,
			Problem: f.reason})
		if f.security == Secure {
			return setCheck{finding: f, until: w.r.h.Now().Add(remaining(sig, w.r.h.Now())), encloser: expansion(set, sig)}
		}
		if how > near {
			best, near = f, how
		}
		if how == exhausting {
			break
		}
	}
	return setCheck{finding: best, until: w.r.h.Now().Add(bogusFor)}
}

// How near a signature came to being good.
const (
	unusable = iota + 1
	keyless
	untimely
	broken
	exhausting
)

// verifyOne checks one signature: RFC 4035, section 5.3.1, lists what must hold before it
// is worth computing anything.
func (w *work) verifyOne(set RRset, sig *mdns.RRSIG, t *trust, tries *int) (f finding, near int) {
	if int(sig.Labels) > labelCount(canonical(set[0].Header().Name)) {
		return bogus(mdns.ExtendedErrorCodeDNSBogus, signatureShown(sig)+" signed a longer name"), unusable
	}
	verifier := w.r.algorithms()[sig.Algorithm]
	if verifier == nil {
		return bogus(mdns.ExtendedErrorCodeUnsupportedDNSKEYAlgorithm, signatureShown(sig)+": an unknown algorithm"), unusable
	}
	keys := slices.DeleteFunc(slices.Clone(t.keys), func(k *mdns.DNSKEY) bool {
		return k.Algorithm != sig.Algorithm || k.KeyTag() != sig.KeyTag
	})
	if len(keys) == 0 {
		return bogus(mdns.ExtendedErrorCodeDNSKEYMissing, t.zone+" has no "+signatureShown(sig)), keyless
	}
	if f := timely(sig, w.r.h.Now()); f.security != Secure {
		return f, untimely
	}
	signed, err := signedData(sig, set)
	if err != nil {
		return bogus(mdns.ExtendedErrorCodeDNSBogus, signatureShown(sig)+": "+errUnsignable.Error()), unusable
	}
	for _, k := range keys {
		if *tries++; *tries > maxSetTries || w.signatures >= maxTries {
			return bogus(mdns.ExtendedErrorCodeDNSBogus, "too many signatures to be tried"), exhausting
		}
		w.signatures++
		w.r.load.Signatures++
		if verifier(k, signed, decoded(sig.Signature)) {
			return finding{security: Secure}, broken
		}
	}
	return bogus(mdns.ExtendedErrorCodeDNSBogus, "the signature of "+signatureShown(sig)+" does not fit the records"), broken
}

// timely reports whether a signature is valid now. RFC 4034, section 3.1.5, has its times
// compared by the arithmetic of serial numbers.
func timely(sig *mdns.RRSIG, now time.Time) finding {
	n := uint32(now.Unix())
	switch {
	case int32(sig.Expiration-sig.Inception) < 0:
		return bogus(mdns.ExtendedErrorCodeSignatureExpired, signatureShown(sig)+": the signature expires before it begins")
	case int32(sig.Expiration-n) < 0:
		return bogus(mdns.ExtendedErrorCodeSignatureExpired, "the signature of "+signatureShown(sig)+" has expired")
	case int32(n-sig.Inception) < 0:
		return bogus(mdns.ExtendedErrorCodeSignatureNotYetValid, "the signature of "+signatureShown(sig)+" is not valid yet")
	}
	return finding{security: Secure}
}

// remaining returns how long a set may be kept for its signature: RFC 4035, section
// 5.3.3, names its original TTL and its expiration.
func remaining(sig *mdns.RRSIG, now time.Time) time.Duration {
	left := time.Duration(sig.Expiration-uint32(now.Unix())) * time.Second
	return min(left, time.Duration(sig.OrigTtl)*time.Second)
}

// expansion returns the closest encloser of a set that comes from a wildcard, else "".
func expansion(set RRset, sig *mdns.RRSIG) string {
	owner := canonical(set[0].Header().Name)
	if int(sig.Labels) < labelCount(owner) {
		return lastLabels(owner, int(sig.Labels))
	}
	return ""
}

// gather collects the NSEC and NSEC3 records of a zone whose signatures are good. It
// returns nil where they cannot be used at all, and why; else what was wrong with others.
func (w *work) gather(records RRset, t *trust) (*evidence, finding) {
	d := &evidence{zone: t.zone}
	worst := finding{security: Secure}
	for _, set := range sets(records) {
		if rrtype := set.rrtype(); rrtype != mdns.TypeNSEC && rrtype != mdns.TypeNSEC3 {
			continue
		}
		name := set[0].Header().Name
		s := w.verify(set, signaturesOf(records, name, set.rrtype()), t)
		// One that comes from a wildcard says nothing of other names.
		if s.security != Secure || s.encloser != "" {
			worst = s.finding
			continue
		}
		for _, rr := range set {
			switch rr := rr.(type) {
			case *mdns.NSEC:
				d.nsec = append(d.nsec, rr)
			case *mdns.NSEC3:
				if parent(canonical(rr.Hdr.Name)) == t.zone {
					d.nsec3 = append(d.nsec3, rr)
				}
			}
		}
	}
	if d.nsec3 = usable3(d.nsec3); len(d.nsec3) > 0 {
		n := d.nsec3[0]
		if n.Iterations > maxNSEC3Iterations {
			return nil, finding{Insecure, "names are hashed " + decimal(int(n.Iterations)) + " times more", mdns.ExtendedErrorCodeUnsupportedNSEC3IterValue}
		}
		d.hash = w.hasher(n)
	}
	return d, worst
}

// hasher returns the hash function of a set of NSEC3 records. Each name is hashed once.
func (w *work) hasher(n *mdns.NSEC3) func(string) string {
	known := map[string]string{}
	return func(name string) string {
		h, ok := known[name]
		if !ok && w.hashes <= maxHashes {
			if w.hashes++; w.hashes <= maxHashes {
				w.r.load.Hashes++
				h = strings.ToUpper(mdns.HashName(name, n.Hash, n.Iterations, n.Salt))
			}
			known[name] = h
		}
		return h
	}
}
