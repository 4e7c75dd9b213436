package dns

import (
	"strings"

	"playnet/core/trace"
)

// The kinds of events about the checking of signatures: the steps along the chain of
// trust, in their order.
const (
	KindRRSIG trace.Kind = 0x1060 + iota
	KindDenied
	KindTrust
	KindValidated
)

// EventRRSIG: a signature over a set of records was tried.
type EventRRSIG struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	Signer     string `json:"signer"` // the zone
	KeyTag     uint16 `json:"keyTag"`
	Algorithm  string `json:"algorithm"`
	Inception  uint32 `json:"inception"` // seconds since 1970, modulo 2³²
	Expiration uint32 `json:"expiration"`
	Problem    string `json:"problem"` // "" if it is good
}

// EventDenied: records prove that something does not exist.
type EventDenied struct {
	By     []string `json:"by"`     // owners of NSEC or NSEC3 records
	OptOut bool     `json:"optOut"` // only that nothing signed exists
}

// EventTrust: a zone's keys were found to be good, or that it has none to be trusted.
type EventTrust struct {
	Zone     string   `json:"zone"`
	Above    string   `json:"above"`    // the zone that vouches for it, "" where a trust anchor does
	Security string   `json:"security"` // as [Security] says
	Keys     []string `json:"keys"`     // the tags of those that DS records, or the anchor, vouch for
	Reason   string   `json:"reason"`
	Code     uint16   `json:"code"` // of RFC 8914
}

// EventValidated: a set of records, or a denial, has been judged.
type EventValidated struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	What     string `json:"what"` // answer, alias, NODATA, NXDOMAIN
	Security string `json:"security"`
	Reason   string `json:"reason"`
	Code     uint16 `json:"code"` // of RFC 8914
}

func init() {
	register(KindRRSIG, "dns.rrsig", func(d *trace.Decoder) trace.Body {
		return EventRRSIG{Name: d.String(), Type: d.String(), Signer: d.String(), KeyTag: uint16(d.Uint()),
			Algorithm: d.String(), Inception: uint32(d.Uint()), Expiration: uint32(d.Uint()), Problem: d.String()}
	})
	register(KindDenied, "dns.denied", func(d *trace.Decoder) trace.Body {
		return EventDenied{By: decodeList(d), OptOut: d.Uint() == 1}
	})
	register(KindTrust, "dns.trust", func(d *trace.Decoder) trace.Body {
		return EventTrust{Zone: d.String(), Above: d.String(), Security: d.String(), Keys: decodeList(d),
			Reason: d.String(), Code: uint16(d.Uint())}
	})
	register(KindValidated, "dns.validated", func(d *trace.Decoder) trace.Body {
		return EventValidated{Name: d.String(), Type: d.String(), What: d.String(), Security: d.String(),
			Reason: d.String(), Code: uint16(d.Uint())}
	})
}

// Kind returns [KindRRSIG].
func (EventRRSIG) Kind() trace.Kind { return KindRRSIG }

// Kind returns [KindDenied].
func (EventDenied) Kind() trace.Kind { return KindDenied }

// Kind returns [KindTrust].
func (EventTrust) Kind() trace.Kind { return KindTrust }

// Kind returns [KindValidated].
func (EventValidated) Kind() trace.Kind { return KindValidated }

// Text returns the event in one line.
func (e EventRRSIG) Text() string {
	s := "signature of " + e.Signer + ", key " + decimal(int(e.KeyTag)) + " (" + e.Algorithm + "), over " + e.Type + " " + shown(e.Name)
	if e.Problem != "" {
		return s + ": " + e.Problem
	}
	return s + ": good"
}

// Text returns the event in one line.
func (e EventDenied) Text() string {
	s := "absence proven by " + strings.Join(e.By, ", ")
	if e.OptOut {
		s += ", which opts out"
	}
	return s
}

// Text returns the event in one line.
func (e EventTrust) Text() string {
	s := "zone " + e.Zone + " is " + e.Security
	switch {
	case e.Reason != "":
		s += ": " + e.Reason
	case e.Above == "":
		s += ": key " + strings.Join(e.Keys, ", ") + " is the trust anchor"
	default:
		s += ": " + e.Above + " vouches for key " + strings.Join(e.Keys, ", ")
	}
	return s
}

// Text returns the event in one line.
func (e EventValidated) Text() string {
	s := e.What + " for " + e.Type + " " + shown(e.Name) + " is " + e.Security
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	return s
}

// Encode writes the fields.
func (e EventRRSIG) Encode(to *trace.Encoder) {
	encodeStrings(to, e.Name, e.Type, e.Signer)
	to.Uint(uint64(e.KeyTag))
	to.String(e.Algorithm)
	to.Uint(uint64(e.Inception))
	to.Uint(uint64(e.Expiration))
	to.String(e.Problem)
}

// Encode writes the fields.
func (e EventDenied) Encode(to *trace.Encoder) {
	encodeList(to, e.By)
	optOut := uint64(0)
	if e.OptOut {
		optOut = 1
	}
	to.Uint(optOut)
}

// Encode writes the fields.
func (e EventTrust) Encode(to *trace.Encoder) {
	encodeStrings(to, e.Zone, e.Above, e.Security)
	encodeList(to, e.Keys)
	to.String(e.Reason)
	to.Uint(uint64(e.Code))
}

// Encode writes the fields.
func (e EventValidated) Encode(to *trace.Encoder) {
	encodeStrings(to, e.Name, e.Type, e.What, e.Security, e.Reason)
	to.Uint(uint64(e.Code))
}
