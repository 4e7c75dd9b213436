package dns

import (
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/trace"
)

// Security says how far records, or their absence, can be trusted: the states of
// RFC 4035, section 4.3.
type Security uint8

// The states. Those that come later are worse; an answer is as good as its worst part.
const (
	// Unchecked: nobody has looked at the signatures yet.
	Unchecked Security = iota
	// Secure: a chain of signatures leads from a trust anchor to the records.
	Secure
	// Insecure: it is proven that no such chain exists, because a zone on the way is not
	// signed, or not in a way that the validator knows.
	Insecure
	// Indeterminate: no trust anchor is for the name.
	Indeterminate
	// Bogus: there should be a chain, and there is none.
	Bogus
)

var securityNames = [...]string{"unchecked", "secure", "insecure", "indeterminate", "bogus"}

func (s Security) String() string { return securityNames[s] }

// finding is what a check came to.
type finding struct {
	security Security
	reason   string // for all but Secure
	extended uint16 // the reason by the codes of RFC 8914
}

func bogus(extended uint16, reason string) finding { return finding{Bogus, reason, extended} }

// bogusFor is how long a validator remembers that data are bogus, so that it neither
// asks for them over and over, nor stays wrong for long once they are mended: RFC 4035,
// section 4.7, and RFC 9520, section 3.2, which allows up to five minutes.
const bogusFor = time.Minute

// What one look-up may cost, whatever servers send. The KeyTrap attack makes validators
// try every signature with every key of the same tag; other zones make them hash names
// thousands of times.
const (
	maxSetTries = 8   // signatures tried on one set of records
	maxTries    = 100 // tried in one look-up
	maxHashes   = 100 // of names for NSEC3, in one look-up
)

// validates reports whether the resolver checks signatures.
func (r *Resolver) validates() bool { return len(r.config.TrustAnchors) > 0 }

// checked reports whether everything that an answer is made of has been checked.
func (o *outcome) checked() bool {
	for _, e := range o.parts {
		if e.security == Unchecked {
			return false
		}
	}
	return true
}

// conclude gives the answer the state of its worst part. Bogus data are no answer:
// RFC 4035, section 5.5: the response code is 2, SERVFAIL.
func (o *outcome) conclude() outcome {
	worst := &finding{security: Secure}
	if len(o.parts) == 0 {
		worst = &finding{security: Indeterminate}
	}
	for _, e := range o.parts {
		if e.security > worst.security || e.security == worst.security && worst.extended == 0 {
			worst = &e.finding
		}
	}
	if worst.security == Bogus {
		return outcome{rcode: mdns.RcodeServerFailure, security: Bogus, reason: worst.reason, extended: worst.extended}
	}
	o.security = worst.security
	if o.extended == 0 {
		o.extended, o.reason = worst.extended, worst.reason
	}
	return *o
}

// validate checks what an answer is made of.
func (w *work) validate(o outcome) outcome {
	if o.rcode == mdns.RcodeServerFailure {
		return o
	}
	for _, e := range o.parts {
		w.check(e)
		if e.result == NoData {
			o.rcode = mdns.RcodeSuccess
		}
	}
	return o.conclude()
}

// check finds out how far a set of records, or a denial, can be trusted, and has the cache
// remember it.
func (w *work) check(e *cacheEntry) {
	if e.security != Unchecked {
		return
	}
	w.become(Checking, "", e.name)
	var until time.Time
	if e.result == Success {
		e.finding, until = w.checkSet(e)
	} else {
		e.finding, until = w.checkDenial(e)
	}
	r := w.r
	if e.security == Bogus {
		until = r.h.Now().Add(bogusFor)
	}
	// RFC 4035, section 5.3.3: what is secure is kept no longer than its signature says.
	if !until.IsZero() && until.Before(e.expires) {
		e.expires = until
	}
	w.decided(EventValidated{Name: e.name, Type: e.typeShown(), What: e.what(), Security: e.security.String(),
		Reason: e.reason, Code: e.extended})
}

// checkSet judges records by the signatures over them.
func (w *work) checkSet(e *cacheEntry) (finding, time.Time) {
	signer := signerOf(e.beside, e.name, e.qtype)
	if signer == "" {
		return w.unsigned(e.name, e.qtype, mdns.ExtendedErrorCodeRRSIGsMissing, "there is no signature")
	}
	t := w.trustAt(signer)
	if t.security != Secure {
		return t.finding, t.until
	}
	if t.zone != signer {
		return bogus(mdns.ExtendedErrorCodeDNSBogus, "signed by "+signer+", which is no zone"), time.Time{}
	}
	s := w.verify(e.rrs, e.beside, t)
	if s.security != Secure || s.encloser == "" {
		return s.finding, s.until
	}
	d, f := w.gather(e.proof, t)
	if d == nil {
		return f, time.Time{}
	}
	p := d.noCloser(e.name, s.encloser)
	return w.proven(p, "nothing proves that "+e.name+" itself is absent", f), s.until
}

// checkDenial judges that a name, or its records of a type, do not exist.
func (w *work) checkDenial(e *cacheEntry) (finding, time.Time) {
	qtype := e.qtype
	signer := signerOf(e.beside, e.name, qtype)
	if signer == "" {
		return w.unsigned(e.name, qtype, mdns.ExtendedErrorCodeNSECMissing, "nothing proves that there is no "+e.asked())
	}
	t := w.trustAt(signer)
	if t.security != Secure {
		return t.finding, t.until
	}
	if t.zone != signer {
		return bogus(mdns.ExtendedErrorCodeDNSBogus, "signed by "+signer+", which is no zone"), time.Time{}
	}
	until := t.until
	if e.soa != nil {
		s := w.verify(RRset{e.soa}, signaturesOf(e.beside, e.soa.Hdr.Name, mdns.TypeSOA), t)
		if s.security != Secure {
			return s.finding, s.until
		}
		until = earlier(until, s.until)
	}
	d, f := w.gather(e.beside, t)
	if d == nil {
		return f, time.Time{}
	}
	_, f = w.denied(d, e, f)
	return f, until
}

// denied looks for the proof of a denial in its evidence.
func (w *work) denied(d *evidence, e *cacheEntry, worst finding) (proof, finding) {
	var p proof
	if e.result == NXDomain {
		if p = d.absentName(e.name); p.exists {
			// Signed records weigh more than a response code, which nobody signs: some
			// servers say NXDOMAIN of an empty name.
			e.result = NoData
		}
	} else {
		p = d.absentType(e.name, e.qtype)
	}
	return p, w.proven(p, "nothing proves that there is no "+e.asked(), worst)
}

// asked says what an entry is about.
func (e *cacheEntry) asked() string {
	if e.result == NXDomain {
		return e.name
	}
	return typeName(e.qtype) + " record of " + e.name
}

// proven says what a proof is worth. Where it is missing, what was wrong with the evidence
// is the better reason.
func (w *work) proven(p proof, missing string, worst finding) finding {
	switch {
	case w.hashes > maxHashes:
		return bogus(mdns.ExtendedErrorCodeDNSBogus, "more than "+decimal(maxHashes)+" names to be hashed")
	case !p.proven && worst.security == Bogus:
		return worst
	case !p.proven:
		return bogus(mdns.ExtendedErrorCodeNSECMissing, missing)
	}
	w.decided(EventDenied{By: p.by, OptOut: p.optOut})
	if p.optOut {
		// RFC 5155, section 9.2: no AD where the span opts out.
		return finding{Insecure, "the span opts out: unsigned zones may be there", 0}
	}
	return finding{security: Secure}
}

// unsigned judges what has no signature: the zone may have none, which its parents must
// have proven.
func (w *work) unsigned(name string, qtype uint16, extended uint16, reason string) (finding, time.Time) {
	if qtype == mdns.TypeDS && name != root {
		name = parent(name)
	}
	t := w.trustAt(name)
	if t.security != Secure {
		return t.finding, t.until
	}
	return bogus(extended, reason), time.Time{}
}

// signerOf returns the zone that signatures say they are of: the deepest one that a name
// can belong to. DS records and what denies them stand above the cut.
func signerOf(signatures RRset, name string, qtype uint16) (signer string) {
	for _, rr := range signatures {
		sig, ok := rr.(*mdns.RRSIG)
		if !ok {
			continue
		}
		s := canonical(sig.SignerName)
		if !within(name, s) || qtype == mdns.TypeDS && s == name && name != root {
			continue
		}
		if signer == "" || below(s, signer) {
			signer = s
		}
	}
	return signer
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// decided notes a step, which what follows is due to.
func (w *work) decided(b trace.Body) {
	w.why = w.r.h.Emit(b)
	w.r.h.Because(w.why)
}

var standardAlgorithms = StandardAlgorithms()

func (r *Resolver) algorithms() Algorithms {
	if r.config.Algorithms != nil {
		return r.config.Algorithms
	}
	return standardAlgorithms
}

// distrust forgets what has come of all checks.
func (r *Resolver) distrust() {
	r.trusts = newTrusts()
	for e := r.cache.newest; e != nil; e = e.older {
		e.finding = finding{}
	}
}
