package mailserver

import (
	"fmt"

	"playnet/core/trace"
)

// KindAuthenticated is the kind of [EventAuthenticated].
const KindAuthenticated trace.Kind = 0x1301

// EventAuthenticated: a server has found out whether a mail that has come is from where it
// says, by one method. It writes the same into the mail (Authentication-Results, RFC 8601).
type EventAuthenticated struct {
	Method    string `json:"method"` // "spf", "dkim", "dmarc"
	Result    string `json:"result"` // "pass", "fail", "none", … (RFC 8601, section 2.7)
	Domain    string `json:"domain"` // whose hosts or key were asked for; with DMARC that of From
	Reason    string `json:"reason"` // the term that has decided, the key, the policy, or what went wrong
	MessageID string `json:"messageID"`
	From      string `json:"from"`   // of the header
	Sender    string `json:"sender"` // of the envelope
}

// Kind implements trace.Body.
func (EventAuthenticated) Kind() trace.Kind { return KindAuthenticated }

// Text implements trace.Body.
func (e EventAuthenticated) Text() string {
	words := fmt.Sprintf("%s=%s %s", e.Method, e.Result, e.Domain)
	if e.Reason != "" {
		words += " (" + e.Reason + ")"
	}
	return words + ": from <" + e.Sender + ">, From: " + e.From
}

// Encode implements trace.Body.
func (e EventAuthenticated) Encode(to *trace.Encoder) {
	for _, s := range [...]string{e.Method, e.Result, e.Domain, e.Reason, e.MessageID, e.From, e.Sender} {
		to.String(s)
	}
}

func init() {
	trace.Register(trace.Spec{Kind: KindAuthenticated, Name: "mail.authenticated", Decode: func(d *trace.Decoder) trace.Body {
		return EventAuthenticated{Method: d.String(), Result: d.String(), Domain: d.String(), Reason: d.String(),
			MessageID: d.String(), From: d.String(), Sender: d.String()}
	}})
}
