package smtp

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindState trace.Kind = 0x1201 + iota
	KindRefused
	KindAccepted
	KindQueued
	KindTry
	KindUnreachable
	KindDeferred
	KindDelivered
	KindBounced
	KindWarned
	KindDropped
	KindRouted
)

// EventState: a session of one end went from one named state to another.
type EventState struct {
	Side   string         `json:"side"` // "server", "client"
	Peer   netip.AddrPort `json:"peer"`
	Before string         `json:"before"`
	After  string         `json:"after"`
	Why    string         `json:"why"` // the command or reply
}

// EventRefused: a server answered a command with 4xx or 5xx.
type EventRefused struct {
	Peer    netip.AddrPort `json:"peer"`
	Command string         `json:"command"` // the line; for a message "."
	Reply   string         `json:"reply"`
}

// EventAccepted: a server has taken the responsibility for a mail: 250 after its data.
type EventAccepted struct {
	Peer netip.AddrPort `json:"peer"`
	ID   string         `json:"mail"` // in the queue
	From string         `json:"from"`
	To   []string       `json:"to"`
	Size int64          `json:"size"`
}

// EventQueued: a mail stands in a queue, on the disk.
type EventQueued struct {
	ID   string   `json:"mail"`
	From string   `json:"from"`
	To   []string `json:"to"`
	Size int64    `json:"size"`
}

// EventRouted: where the mail of a domain goes, hosts in the order of trying.
type EventRouted struct {
	Domain string   `json:"domain"`
	Hosts  []string `json:"hosts"` // "10 mail.crepes.fr"
	By     string   `json:"by"`    // "MX", "A", "literal"
}

// EventTry: a try to deliver a mail begins.
type EventTry struct {
	ID     string `json:"mail"`
	Domain string `json:"domain"`
	Number int    `json:"number"` // 1 is the first
}

// EventUnreachable: a host can't be reached or does not want to talk; the next is tried,
// if there is one.
type EventUnreachable struct {
	Host   string         `json:"server"`
	Addr   netip.AddrPort `json:"addr"`
	Reason string         `json:"reason"`
}

// EventDeferred: a mail could not be delivered to these recipients now.
type EventDeferred struct {
	ID     string        `json:"mail"`
	To     []string      `json:"to"`
	Tries  int           `json:"tries"`
	Reason string        `json:"reason"` // a reply, or what happened
	Wait   time.Duration `json:"waitNS"` // until the next try
}

// EventDelivered: a mail has reached these recipients' mailboxes, or another server that
// is responsible for it now.
type EventDelivered struct {
	ID    string   `json:"mail"`
	To    []string `json:"to"`
	Host  string   `json:"server"` // "" for mailboxes of this server
	Reply string   `json:"reply"`
}

// EventBounced: a mail can't be delivered to these recipients; its sender is told so.
type EventBounced struct {
	ID     string   `json:"mail"`
	To     []string `json:"to"`
	Reason string   `json:"reason"`
	Report string   `json:"report"` // the report's id in the queue
}

// EventWarned: the sender of a mail is told that it waits.
type EventWarned struct {
	ID     string   `json:"mail"`
	To     []string `json:"to"`
	Reason string   `json:"reason"`
	Report string   `json:"report"`
}

// EventDropped: a report can't be delivered. There is nobody to report that to.
type EventDropped struct {
	ID     string   `json:"mail"`
	To     []string `json:"to"`
	Reason string   `json:"reason"`
}

func register(k trace.Kind, name string, decode func(*trace.Decoder) trace.Body) {
	trace.Register(trace.Spec{Kind: k, Name: name, Decode: decode})
}

func init() {
	register(KindState, "smtp.state", func(d *trace.Decoder) trace.Body {
		return EventState{Side: d.String(), Peer: d.AddrPort(), Before: d.String(), After: d.String(), Why: d.String()}
	})
	register(KindRefused, "smtp.refused", func(d *trace.Decoder) trace.Body {
		return EventRefused{Peer: d.AddrPort(), Command: d.String(), Reply: d.String()}
	})
	register(KindAccepted, "smtp.accepted", func(d *trace.Decoder) trace.Body {
		return EventAccepted{Peer: d.AddrPort(), ID: d.String(), From: d.String(), To: trace.DecodeList(d, d.String), Size: d.Int()}
	})
	register(KindQueued, "smtp.queued", func(d *trace.Decoder) trace.Body {
		return EventQueued{ID: d.String(), From: d.String(), To: trace.DecodeList(d, d.String), Size: d.Int()}
	})
	register(KindRouted, "smtp.routed", func(d *trace.Decoder) trace.Body {
		return EventRouted{Domain: d.String(), Hosts: trace.DecodeList(d, d.String), By: d.String()}
	})
	register(KindTry, "smtp.try", func(d *trace.Decoder) trace.Body {
		return EventTry{ID: d.String(), Domain: d.String(), Number: int(d.Int())}
	})
	register(KindUnreachable, "smtp.unreachable", func(d *trace.Decoder) trace.Body {
		return EventUnreachable{Host: d.String(), Addr: d.AddrPort(), Reason: d.String()}
	})
	register(KindDeferred, "smtp.deferred", func(d *trace.Decoder) trace.Body {
		return EventDeferred{ID: d.String(), To: trace.DecodeList(d, d.String), Tries: int(d.Int()), Reason: d.String(), Wait: time.Duration(d.Int())}
	})
	register(KindDelivered, "smtp.delivered", func(d *trace.Decoder) trace.Body {
		return EventDelivered{ID: d.String(), To: trace.DecodeList(d, d.String), Host: d.String(), Reply: d.String()}
	})
	register(KindBounced, "smtp.bounced", func(d *trace.Decoder) trace.Body {
		return EventBounced{ID: d.String(), To: trace.DecodeList(d, d.String), Reason: d.String(), Report: d.String()}
	})
	register(KindWarned, "smtp.warned", func(d *trace.Decoder) trace.Body {
		return EventWarned{ID: d.String(), To: trace.DecodeList(d, d.String), Reason: d.String(), Report: d.String()}
	})
	register(KindDropped, "smtp.dropped", func(d *trace.Decoder) trace.Body {
		return EventDropped{ID: d.String(), To: trace.DecodeList(d, d.String), Reason: d.String()}
	})
}

// Kind returns [KindState].
func (EventState) Kind() trace.Kind { return KindState }

// Kind returns [KindRefused].
func (EventRefused) Kind() trace.Kind { return KindRefused }

// Kind returns [KindAccepted].
func (EventAccepted) Kind() trace.Kind { return KindAccepted }

// Kind returns [KindQueued].
func (EventQueued) Kind() trace.Kind { return KindQueued }

// Kind returns [KindRouted].
func (EventRouted) Kind() trace.Kind { return KindRouted }

// Kind returns [KindTry].
func (EventTry) Kind() trace.Kind { return KindTry }

// Kind returns [KindUnreachable].
func (EventUnreachable) Kind() trace.Kind { return KindUnreachable }

// Kind returns [KindDeferred].
func (EventDeferred) Kind() trace.Kind { return KindDeferred }

// Kind returns [KindDelivered].
func (EventDelivered) Kind() trace.Kind { return KindDelivered }

// Kind returns [KindBounced].
func (EventBounced) Kind() trace.Kind { return KindBounced }

// Kind returns [KindWarned].
func (EventWarned) Kind() trace.Kind { return KindWarned }

// Kind returns [KindDropped].
func (EventDropped) Kind() trace.Kind { return KindDropped }

// Text returns the event in one line.
func (e EventState) Text() string {
	return fmt.Sprintf("%s's session with %s: %s, was %s (%s)", e.Side, e.Peer, e.After, e.Before, e.Why)
}

// Text returns the event in one line.
func (e EventRefused) Text() string {
	return fmt.Sprintf("refused %s's %q: %s", e.Peer, e.Command, e.Reply)
}

// Text returns the event in one line.
func (e EventAccepted) Text() string {
	return fmt.Sprintf("accepted from %s: <%s> to %s, %d bytes, queued as %s", e.Peer, e.From, strings.Join(e.To, " "), e.Size, e.ID)
}

// Text returns the event in one line.
func (e EventQueued) Text() string {
	return fmt.Sprintf("%s queued: <%s> to %s, %d bytes", e.ID, e.From, strings.Join(e.To, " "), e.Size)
}

// Text returns the event in one line.
func (e EventRouted) Text() string {
	return fmt.Sprintf("mail for %s goes to %s (by %s)", e.Domain, strings.Join(e.Hosts, ", "), e.By)
}

// Text returns the event in one line.
func (e EventTry) Text() string { return fmt.Sprintf("%s: try %d for %s", e.ID, e.Number, e.Domain) }

// Text returns the event in one line.
func (e EventUnreachable) Text() string {
	return fmt.Sprintf("no mail through %s (%s): %s", e.Host, e.Addr, e.Reason)
}

// Text returns the event in one line.
func (e EventDeferred) Text() string {
	return fmt.Sprintf("%s to %s deferred for %s after %d tries: %s", e.ID, strings.Join(e.To, " "), e.Wait, e.Tries, e.Reason)
}

// Text returns the event in one line.
func (e EventDelivered) Text() string {
	where := "into the mailbox"
	if e.Host != "" {
		where = "to " + e.Host
	}
	return fmt.Sprintf("%s to %s delivered %s: %s", e.ID, strings.Join(e.To, " "), where, e.Reply)
}

// Text returns the event in one line.
func (e EventBounced) Text() string {
	return fmt.Sprintf("%s to %s bounced, reported by %s: %s", e.ID, strings.Join(e.To, " "), e.Report, e.Reason)
}

// Text returns the event in one line.
func (e EventWarned) Text() string {
	return fmt.Sprintf("%s to %s waits, its sender is warned by %s: %s", e.ID, strings.Join(e.To, " "), e.Report, e.Reason)
}

// Text returns the event in one line.
func (e EventDropped) Text() string {
	return fmt.Sprintf("%s to %s dropped: %s", e.ID, strings.Join(e.To, " "), e.Reason)
}
