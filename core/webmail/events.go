package webmail

import (
	"fmt"
	"strings"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindSession trace.Kind = 0x0F01 + iota
	KindSubmitted
	KindComposed
	KindRead
	KindMoved
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

// EventComposed: a user has written a mail in the browser, and wants it sent.
type EventComposed struct {
	User      string   `json:"user"`
	MessageID string   `json:"messageID"`
	To        []string `json:"to"` // all that get it
	Subject   string   `json:"subject"`
	Size      int64    `json:"size"` // bytes of the message
}

// EventRead: a mail was fetched from its folder, and shown to its user.
type EventRead struct {
	User      string `json:"user"`
	Folder    string `json:"folder"`
	UID       int64  `json:"uid"`
	MessageID string `json:"messageID"`
	From      string `json:"from"`
	Subject   string `json:"subject"`
	Size      int64  `json:"size"`
}

// EventMoved: a user has put a mail into another folder.
type EventMoved struct {
	User   string `json:"user"`
	Folder string `json:"folder"`
	UID    int64  `json:"uid"`
	To     string `json:"to"`
}

// Kind implements trace.Body.
func (EventComposed) Kind() trace.Kind { return KindComposed }

// Kind implements trace.Body.
func (EventRead) Kind() trace.Kind { return KindRead }

// Kind implements trace.Body.
func (EventMoved) Kind() trace.Kind { return KindMoved }

// Kind implements trace.Body.
func (EventSession) Kind() trace.Kind { return KindSession }

// Kind implements trace.Body.
func (EventSubmitted) Kind() trace.Kind { return KindSubmitted }

// Text implements trace.Body.
func (e EventSession) Text() string { return "session of " + e.User + " " + e.What }

// Text implements trace.Body.
func (e EventSubmitted) Text() string { return e.User + "'s mail " + e.MessageID + ": " + e.Reply }

// Text implements trace.Body.
func (e EventComposed) Text() string {
	return fmt.Sprintf("%s's mail <%s> composed, to %s: %q, %d bytes", e.User, e.MessageID, strings.Join(e.To, ", "), e.Subject, e.Size)
}

// Text implements trace.Body.
func (e EventRead) Text() string {
	return fmt.Sprintf("%d of %s, <%s>, shown to %s: %d bytes", e.UID, e.Folder, e.MessageID, e.User, e.Size)
}

// Text implements trace.Body.
func (e EventMoved) Text() string {
	return fmt.Sprintf("%d of %s moved to %s by %s", e.UID, e.Folder, e.To, e.User)
}

// Encode implements trace.Body.
func (e EventComposed) Encode(to *trace.Encoder) {
	to.String(e.User)
	to.String(e.MessageID)
	trace.EncodeList(to, e.To, to.String)
	to.String(e.Subject)
	to.Int(e.Size)
}

// Encode implements trace.Body.
func (e EventRead) Encode(to *trace.Encoder) {
	to.String(e.User)
	to.String(e.Folder)
	to.Int(e.UID)
	to.String(e.MessageID)
	to.String(e.From)
	to.String(e.Subject)
	to.Int(e.Size)
}

// Encode implements trace.Body.
func (e EventMoved) Encode(to *trace.Encoder) {
	to.String(e.User)
	to.String(e.Folder)
	to.Int(e.UID)
	to.String(e.To)
}

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
	trace.Register(trace.Spec{Kind: KindComposed, Name: "webmail.composed", Decode: func(d *trace.Decoder) trace.Body {
		return EventComposed{User: d.String(), MessageID: d.String(), To: trace.DecodeList(d, d.String), Subject: d.String(), Size: d.Int()}
	}})
	trace.Register(trace.Spec{Kind: KindRead, Name: "webmail.read", Decode: func(d *trace.Decoder) trace.Body {
		return EventRead{User: d.String(), Folder: d.String(), UID: d.Int(), MessageID: d.String(), From: d.String(), Subject: d.String(), Size: d.Int()}
	}})
	trace.Register(trace.Spec{Kind: KindMoved, Name: "webmail.moved", Decode: func(d *trace.Decoder) trace.Body {
		return EventMoved{User: d.String(), Folder: d.String(), UID: d.Int(), To: d.String()}
	}})
}
