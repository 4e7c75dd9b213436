package imap

import (
	"net/netip"
	"strconv"
	"time"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindState trace.Kind = 0x1401 + iota
	KindCommand
	KindDone
	KindUpdate
	KindNotice
)

// EventState: an end of a connection is in another state.
type EventState struct {
	Peer    netip.AddrPort `json:"peer"`
	End     string         `json:"end"` // "server", "client"
	From    string         `json:"from"`
	To      string         `json:"to"`
	User    string         `json:"user,omitempty"`
	Mailbox string         `json:"mailbox,omitempty"` // of Selected
}

// EventCommand: the server has done a command.
type EventCommand struct {
	Client  netip.AddrPort `json:"client"`
	User    string         `json:"user,omitempty"`
	Command string         `json:"command"` // "UID FETCH"
	Status  string         `json:"status"`  // "OK", "NO", "BAD"
	Code    string         `json:"code,omitempty"`
	Said    string         `json:"text"`
}

// EventDone: the client has what it asked for, or a refusal.
type EventDone struct {
	Server  netip.AddrPort `json:"server"`
	Command string         `json:"command"` // without a password and without a message
	Status  string         `json:"status"`
	Code    string         `json:"code,omitempty"`
	Said    string         `json:"text"`
	Sent    int64          `json:"sent"`     // bytes
	Got     int64          `json:"received"` // bytes
	Took    time.Duration  `json:"tookNS"`
}

// EventUpdate: the server tells of a change that it was not asked for.
type EventUpdate struct {
	Client  netip.AddrPort `json:"client"`
	User    string         `json:"user,omitempty"`
	Mailbox string         `json:"mailbox"`
	Exists  int            `json:"exists"`  // messages that the client knows of now
	Arrived int            `json:"arrived"` // how many are new
	Gone    int            `json:"gone"`    // how many were expunged
	Flags   int            `json:"flags"`   // how many have other flags
}

// EventNotice: a session in IDLE hears that its mailbox has changed.
type EventNotice struct {
	Client  netip.AddrPort `json:"client"`
	User    string         `json:"user"`
	Mailbox string         `json:"mailbox"`
}

func init() {
	trace.Register(trace.Spec{Kind: KindNotice, Name: "imap.notice", Decode: func(d *trace.Decoder) trace.Body {
		return EventNotice{d.AddrPort(), d.String(), d.String()}
	}})
	trace.Register(trace.Spec{Kind: KindState, Name: "imap.state", Decode: func(d *trace.Decoder) trace.Body {
		return EventState{d.AddrPort(), d.String(), d.String(), d.String(), d.String(), d.String()}
	}})
	trace.Register(trace.Spec{Kind: KindCommand, Name: "imap.command", Decode: func(d *trace.Decoder) trace.Body {
		return EventCommand{d.AddrPort(), d.String(), d.String(), d.String(), d.String(), d.String()}
	}})
	trace.Register(trace.Spec{Kind: KindDone, Name: "imap.done", Decode: func(d *trace.Decoder) trace.Body {
		return EventDone{d.AddrPort(), d.String(), d.String(), d.String(), d.String(), d.Int(), d.Int(), time.Duration(d.Int())}
	}})
	trace.Register(trace.Spec{Kind: KindUpdate, Name: "imap.update", Decode: func(d *trace.Decoder) trace.Body {
		return EventUpdate{d.AddrPort(), d.String(), d.String(), int(d.Int()), int(d.Int()), int(d.Int()), int(d.Int())}
	}})
}

// Kind returns [KindState].
func (EventState) Kind() trace.Kind { return KindState }

// Text returns the event in one line.
func (e EventState) Text() string {
	text := e.From + " → " + e.To
	if e.Mailbox != "" {
		text += " (" + e.Mailbox + ")"
	}
	return "IMAP " + e.End + " with " + e.Peer.String() + ": " + text
}

// Encode writes the fields.
func (e EventState) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	encodeStrings(to, e.End, e.From, e.To, e.User, e.Mailbox)
}

// Kind returns [KindCommand].
func (EventCommand) Kind() trace.Kind { return KindCommand }

// Text returns the event in one line.
func (e EventCommand) Text() string {
	return e.Command + " of " + e.Client.String() + ": " + Reply{Status(e.Status), e.Code, e.Said}.String()
}

// Encode writes the fields.
func (e EventCommand) Encode(to *trace.Encoder) {
	to.AddrPort(e.Client)
	encodeStrings(to, e.User, e.Command, e.Status, e.Code, e.Said)
}

// Kind returns [KindDone].
func (EventDone) Kind() trace.Kind { return KindDone }

// Text returns the event in one line.
func (e EventDone) Text() string {
	return e.Command + ": " + Reply{Status(e.Status), e.Code, e.Said}.String() + " (" + strconv.FormatInt(e.Got, 10) + " bytes, " + e.Took.String() + ")"
}

// Encode writes the fields.
func (e EventDone) Encode(to *trace.Encoder) {
	to.AddrPort(e.Server)
	encodeStrings(to, e.Command, e.Status, e.Code, e.Said)
	to.Int(e.Sent)
	to.Int(e.Got)
	to.Int(int64(e.Took))
}

// Kind returns [KindUpdate].
func (EventUpdate) Kind() trace.Kind { return KindUpdate }

// Text returns the event in one line.
func (e EventUpdate) Text() string {
	return e.Client.String() + " is told of " + e.Mailbox + ": " + strconv.Itoa(e.Exists) + " messages, " +
		strconv.Itoa(e.Arrived) + " new, " + strconv.Itoa(e.Gone) + " gone, " + strconv.Itoa(e.Flags) + " with other flags"
}

// Encode writes the fields.
func (e EventUpdate) Encode(to *trace.Encoder) {
	to.AddrPort(e.Client)
	encodeStrings(to, e.User, e.Mailbox)
	to.Int(int64(e.Exists))
	to.Int(int64(e.Arrived))
	to.Int(int64(e.Gone))
	to.Int(int64(e.Flags))
}

// Kind returns [KindNotice].
func (EventNotice) Kind() trace.Kind { return KindNotice }

// Text returns the event in one line.
func (e EventNotice) Text() string {
	return e.Mailbox + " of " + e.User + " has changed while " + e.Client.String() + " is in IDLE"
}

// Encode writes the fields.
func (e EventNotice) Encode(to *trace.Encoder) {
	to.AddrPort(e.Client)
	encodeStrings(to, e.User, e.Mailbox)
}

func encodeStrings(to *trace.Encoder, texts ...string) {
	for _, s := range texts {
		to.String(s)
	}
}
