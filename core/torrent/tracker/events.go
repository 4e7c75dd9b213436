package tracker

import (
	"net/netip"
	"strconv"
	"time"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindAnnounce trace.Kind = 0x2101 + iota
	KindOffer
	KindAnswer
	KindFailed
	KindRefused
	KindExpired
)

// EventAnnounce: a tracker hears of a peer.
type EventAnnounce struct {
	Peer       netip.AddrPort `json:"peer"` // where it listens
	Torrent    string         `json:"torrent"`
	Event      string         `json:"event"` // "started", "completed", "stopped"; "" for a regular announce
	Left       int64          `json:"left"`  // bytes that it lacks
	Uploaded   int64          `json:"uploaded"`
	Downloaded int64          `json:"downloaded"`
	By         string         `json:"by"` // "http", "udp"
}

// EventOffer: a tracker has chosen whom to tell a peer of.
type EventOffer struct {
	Peer    netip.AddrPort   `json:"peer"`
	Offered []netip.AddrPort `json:"offered"` // in the order of the answer
	Of      int              `json:"of"`      // that could have been offered
	Near    int              `json:"near"`    // of those offered, how many stand in the peer's own site
	Why     string           `json:"why"`     // "all", "random", "by site", "none wanted"
}

// EventAnswer: a peer has a tracker's answer.
type EventAnswer struct {
	URL      string        `json:"url"`
	Event    string        `json:"event"` // of the announce
	Peers    int           `json:"peers"`
	Seeds    int           `json:"seeds"`
	Leechers int           `json:"leechers"`
	Interval time.Duration `json:"intervalNS"`
}

// EventFailed: a peer got no answer from a tracker, or a refusal.
type EventFailed struct {
	URL    string `json:"url"`
	Event  string `json:"event"`
	Reason string `json:"reason"`
}

// EventRefused: a tracker has refused a request.
type EventRefused struct {
	From   netip.AddrPort `json:"from"`
	Reason string         `json:"reason"`
	By     string         `json:"by"`
}

// EventExpired: a tracker has not heard of a peer for so long that it strikes it off.
type EventExpired struct {
	Peer    netip.AddrPort `json:"peer"`
	Torrent string         `json:"torrent"`
}

// Kind implements trace.Body.
func (EventAnnounce) Kind() trace.Kind { return KindAnnounce }

// Kind implements trace.Body.
func (EventOffer) Kind() trace.Kind { return KindOffer }

// Kind implements trace.Body.
func (EventAnswer) Kind() trace.Kind { return KindAnswer }

// Kind implements trace.Body.
func (EventFailed) Kind() trace.Kind { return KindFailed }

// Kind implements trace.Body.
func (EventRefused) Kind() trace.Kind { return KindRefused }

// Kind implements trace.Body.
func (EventExpired) Kind() trace.Kind { return KindExpired }

// Text implements trace.Body.
func (e EventAnnounce) Text() string {
	what := "announces itself"
	if e.Event != "" {
		what = "has " + e.Event
	}
	return e.Peer.String() + " " + what + ", " + strconv.FormatInt(e.Left, 10) + " bytes left"
}

// Text implements trace.Body.
func (e EventOffer) Text() string {
	return e.Peer.String() + " is told of " + strconv.Itoa(len(e.Offered)) + " of " + strconv.Itoa(e.Of) + " peers (" + e.Why + ")"
}

// Text implements trace.Body.
func (e EventAnswer) Text() string {
	return "the tracker tells of " + strconv.Itoa(e.Peers) + " peers; " + strconv.Itoa(e.Seeds) + " seeds and " +
		strconv.Itoa(e.Leechers) + " leechers in all"
}

// Text implements trace.Body.
func (e EventFailed) Text() string { return "no answer from " + e.URL + ": " + e.Reason }

// Text implements trace.Body.
func (e EventRefused) Text() string {
	return "the request of " + e.From.String() + " is refused: " + e.Reason
}

// Text implements trace.Body.
func (e EventExpired) Text() string {
	return e.Peer.String() + " has not been heard of and is struck off"
}

// Encode implements trace.Body.
func (e EventAnnounce) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	to.String(e.Torrent)
	to.String(e.Event)
	to.Int(e.Left)
	to.Int(e.Uploaded)
	to.Int(e.Downloaded)
	to.String(e.By)
}

// Encode implements trace.Body.
func (e EventOffer) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	trace.EncodeList(to, e.Offered, to.AddrPort)
	to.Int(int64(e.Of))
	to.Int(int64(e.Near))
	to.String(e.Why)
}

// Encode implements trace.Body.
func (e EventAnswer) Encode(to *trace.Encoder) {
	to.String(e.URL)
	to.String(e.Event)
	to.Int(int64(e.Peers))
	to.Int(int64(e.Seeds))
	to.Int(int64(e.Leechers))
	to.Int(int64(e.Interval))
}

// Encode implements trace.Body.
func (e EventFailed) Encode(to *trace.Encoder) {
	to.String(e.URL)
	to.String(e.Event)
	to.String(e.Reason)
}

// Encode implements trace.Body.
func (e EventRefused) Encode(to *trace.Encoder) {
	to.AddrPort(e.From)
	to.String(e.Reason)
	to.String(e.By)
}

// Encode implements trace.Body.
func (e EventExpired) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	to.String(e.Torrent)
}

func register(k trace.Kind, name string, decode func(*trace.Decoder) trace.Body) {
	trace.Register(trace.Spec{Kind: k, Name: name, Decode: decode})
}

func init() {
	register(KindAnnounce, "tracker.announce", func(d *trace.Decoder) trace.Body {
		return EventAnnounce{d.AddrPort(), d.String(), d.String(), d.Int(), d.Int(), d.Int(), d.String()}
	})
	register(KindOffer, "tracker.offer", func(d *trace.Decoder) trace.Body {
		return EventOffer{Peer: d.AddrPort(), Offered: trace.DecodeList(d, d.AddrPort), Of: int(d.Int()), Near: int(d.Int()), Why: d.String()}
	})
	register(KindAnswer, "tracker.answer", func(d *trace.Decoder) trace.Body {
		return EventAnswer{d.String(), d.String(), int(d.Int()), int(d.Int()), int(d.Int()), time.Duration(d.Int())}
	})
	register(KindFailed, "tracker.failed", func(d *trace.Decoder) trace.Body {
		return EventFailed{d.String(), d.String(), d.String()}
	})
	register(KindRefused, "tracker.refused", func(d *trace.Decoder) trace.Body {
		return EventRefused{d.AddrPort(), d.String(), d.String()}
	})
	register(KindExpired, "tracker.expired", func(d *trace.Decoder) trace.Body {
		return EventExpired{d.AddrPort(), d.String()}
	})
}
