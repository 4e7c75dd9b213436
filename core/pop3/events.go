package pop3

import (
	"fmt"
	"net/netip"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindState trace.Kind = 0x0C01 + iota
	KindLogin
	KindUpdate
	KindAbandoned
	KindTurnedAway
)

// EventState: an end of a session has come to another state.
type EventState struct {
	Client bool           `json:"client"` // of the client's end; else of the server's
	Peer   netip.AddrPort `json:"peer"`
	From   string         `json:"from"`
	State  string         `json:"state"`
}

// EventLogin: a server has heard who a client says it is.
type EventLogin struct {
	Peer   netip.AddrPort `json:"peer"`
	User   string         `json:"user"`
	Method string         `json:"method"` // "PASS", "APOP"
	// Refused is why the client was not let in: "password", "in use"; "" if it was.
	Refused string `json:"refused,omitempty"`
}

// EventUpdate: a session has ended with QUIT, and the server has deleted what was
// marked.
type EventUpdate struct {
	Peer    netip.AddrPort `json:"peer"`
	User    string         `json:"user"`
	Deleted int            `json:"deleted"` // messages
	Left    int            `json:"left"`    // messages
}

// EventAbandoned: a session has ended without QUIT: nothing was deleted.
type EventAbandoned struct {
	Peer   netip.AddrPort `json:"peer"`
	User   string         `json:"user"`
	Marked int            `json:"marked"` // messages that would have been deleted
	Why    string         `json:"why"`    // "connection", "idle", "commands"
}

// EventTurnedAway: a server has closed a connection at once, because it has too many.
type EventTurnedAway struct {
	Peer netip.AddrPort `json:"peer"`
	Held int            `json:"held"` // connections; all, or those of this client
}

func init() {
	register(KindState, "pop3.state", func(d *trace.Decoder) trace.Body {
		return EventState{Client: d.Bool(), Peer: d.AddrPort(), From: d.String(), State: d.String()}
	})
	register(KindLogin, "pop3.login", func(d *trace.Decoder) trace.Body {
		return EventLogin{Peer: d.AddrPort(), User: d.String(), Method: d.String(), Refused: d.String()}
	})
	register(KindUpdate, "pop3.update", func(d *trace.Decoder) trace.Body {
		return EventUpdate{Peer: d.AddrPort(), User: d.String(), Deleted: int(d.Uint()), Left: int(d.Uint())}
	})
	register(KindAbandoned, "pop3.abandoned", func(d *trace.Decoder) trace.Body {
		return EventAbandoned{Peer: d.AddrPort(), User: d.String(), Marked: int(d.Uint()), Why: d.String()}
	})
	register(KindTurnedAway, "pop3.turned", func(d *trace.Decoder) trace.Body {
		return EventTurnedAway{Peer: d.AddrPort(), Held: int(d.Uint())}
	})
}

func register(k trace.Kind, name string, decode func(*trace.Decoder) trace.Body) {
	trace.Register(trace.Spec{Kind: k, Name: name, Decode: decode})
}

// Kind returns [KindState].
func (EventState) Kind() trace.Kind { return KindState }

// Text returns the event in one line.
func (e EventState) Text() string {
	end := "server"
	if e.Client {
		end = "client"
	}
	return fmt.Sprintf("POP3 %s: %s → %s, with %v", end, e.From, e.State, e.Peer)
}

// Encode writes the fields.
func (e EventState) Encode(to *trace.Encoder) {
	to.Bool(e.Client)
	to.AddrPort(e.Peer)
	to.String(e.From)
	to.String(e.State)
}

// Kind returns [KindLogin].
func (EventLogin) Kind() trace.Kind { return KindLogin }

// Text returns the event in one line.
func (e EventLogin) Text() string {
	if e.Refused != "" {
		return fmt.Sprintf("%v is not let in as %q with %s: %s", e.Peer, e.User, e.Method, e.Refused)
	}
	return fmt.Sprintf("%v is let in as %q with %s", e.Peer, e.User, e.Method)
}

// Encode writes the fields.
func (e EventLogin) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	to.String(e.User)
	to.String(e.Method)
	to.String(e.Refused)
}

// Kind returns [KindUpdate].
func (EventUpdate) Kind() trace.Kind { return KindUpdate }

// Text returns the event in one line.
func (e EventUpdate) Text() string {
	return fmt.Sprintf("%q has quit: %d messages deleted, %d left", e.User, e.Deleted, e.Left)
}

// Encode writes the fields.
func (e EventUpdate) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	to.String(e.User)
	to.Uint(uint64(e.Deleted))
	to.Uint(uint64(e.Left))
}

// Kind returns [KindAbandoned].
func (EventAbandoned) Kind() trace.Kind { return KindAbandoned }

// Text returns the event in one line.
func (e EventAbandoned) Text() string {
	return fmt.Sprintf("%q is gone without QUIT (%s): %d messages that were marked stay", e.User, e.Why, e.Marked)
}

// Encode writes the fields.
func (e EventAbandoned) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	to.String(e.User)
	to.Uint(uint64(e.Marked))
	to.String(e.Why)
}

// Kind returns [KindTurnedAway].
func (EventTurnedAway) Kind() trace.Kind { return KindTurnedAway }

// Text returns the event in one line.
func (e EventTurnedAway) Text() string {
	return fmt.Sprintf("%v is turned away: %d connections", e.Peer, e.Held)
}

// Encode writes the fields.
func (e EventTurnedAway) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	to.Uint(uint64(e.Held))
}
