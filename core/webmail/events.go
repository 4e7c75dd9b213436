package webmail

import "playnet/core/trace"

// The kinds of this package's events.
const (
	KindSession trace.Kind = 0x0F01 + iota
	KindSubmitted
)

// What happens to a session.
const (
	SessionOpened  = "opened"
	SessionRefused = "refused"
	SessionClosed  = "closed"
)

// EventSession: a user logs in, tries to, or logs out.
type EventSession struct {
	User string `json:"user"`
	What string `json:"what"`
}

// EventSubmitted: a mail that was written in the browser is handed to the mail server.
type EventSubmitted struct {
	User      string `json:"user"`
	MessageID string `json:"messageID"`
	Reply     string `json:"reply"` // the server's last word
}

// Kind implements trace.Body.
func (EventSession) Kind() trace.Kind { return KindSession }

// Kind implements trace.Body.
func (EventSubmitted) Kind() trace.Kind { return KindSubmitted }

// Text implements trace.Body.
func (e EventSession) Text() string { return "session of " + e.User + " " + e.What }

// Text implements trace.Body.
func (e EventSubmitted) Text() string { return e.User + "'s mail " + e.MessageID + ": " + e.Reply }

// Encode implements trace.Body.
func (e EventSession) Encode(to *trace.Encoder) {
	to.String(e.User)
	to.String(e.What)
}

// Encode implements trace.Body.
func (e EventSubmitted) Encode(to *trace.Encoder) {
	to.String(e.User)
	to.String(e.MessageID)
	to.String(e.Reply)
}

func init() {
	trace.Register(trace.Spec{Kind: KindSession, Name: "webmail.session", Decode: func(d *trace.Decoder) trace.Body {
		return EventSession{d.String(), d.String()}
	}})
	trace.Register(trace.Spec{Kind: KindSubmitted, Name: "webmail.submitted", Decode: func(d *trace.Decoder) trace.Body {
		return EventSubmitted{d.String(), d.String(), d.String()}
	}})
}
