package dns

import (
	"net/netip"

	"playnet/core/trace"
)

// KindSignature is the kind of [EventSignature].
const KindSignature trace.Kind = 0x1036

// EventSignature: a server has looked at the signature (TSIG) of a request.
type EventSignature struct {
	Peer   netip.AddrPort `json:"peer"`
	Key    string         `json:"key"`
	Error  string         `json:"error"`  // "" if it is good; else "BADSIG" and such
	Reason string         `json:"reason"` // what is wrong with it
}

func init() {
	register(KindSignature, "dns.signature", func(d *trace.Decoder) trace.Body {
		return EventSignature{Peer: d.AddrPort(), Key: d.String(), Error: d.String(), Reason: d.String()}
	})
}

// Kind returns [KindSignature].
func (EventSignature) Kind() trace.Kind { return KindSignature }

// Text returns the event in one line.
func (e EventSignature) Text() string {
	if e.Error == "" {
		return e.Peer.Addr().String() + " has signed with the key " + e.Key
	}
	return "the signature of " + e.Peer.Addr().String() + " is refused: " + e.Reason
}

// Encode writes the fields.
func (e EventSignature) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	encodeStrings(to, e.Key, e.Error, e.Reason)
}
