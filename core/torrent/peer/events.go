package peer

import (
	"net/netip"
	"time"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindJoined trace.Kind = 0x2001 + iota
	KindLeft
	KindConnected
	KindDisconnected
	KindPicked
	KindPiece
	KindBad
	KindBanned
	KindRound
	KindOptimistic
	KindSnubbed
	KindEndGame
	KindComplete
	KindMetadata
	KindByHand
)

// EventJoined: the peer begins to take part in a swarm.
type EventJoined struct {
	InfoHash string `json:"infoHash"`
	Name     string `json:"name"`
	Have     int    `json:"have"`   // pieces that it has
	Pieces   int    `json:"pieces"` // of the torrent; 0: not known yet
	Seed     bool   `json:"seed"`   // it has them all
}

// EventLeft: the peer takes part no more.
type EventLeft struct {
	Why      string `json:"why"`
	Have     int    `json:"have"`
	Pieces   int    `json:"pieces"`
	Sent     int64  `json:"sent"` // bytes of payload
	Received int64  `json:"received"`
}

// EventConnected: a connection to another peer stands, handshakes included.
type EventConnected struct {
	Addr     netip.AddrPort `json:"peer"`
	Incoming bool           `json:"incoming"` // the other one has begun it
	Client   string         `json:"client"`   // as its peer id says
}

// EventDisconnected: a neighbour is one no more.
type EventDisconnected struct {
	Addr   netip.AddrPort `json:"peer"`
	Reason string         `json:"reason"`
}

// EventPicked: the peer begins a piece, which a strategy has chosen.
type EventPicked struct {
	Piece  int            `json:"piece"`
	From   netip.AddrPort `json:"from"`   // of whom it is asked first
	Copies int            `json:"copies"` // of it among the neighbours
	Least  int            `json:"least"`  // the fewest copies of any piece that could have been chosen
	Ties   int            `json:"ties"`   // how many others were as good
	Why    string         `json:"why"`    // "rarest", "random first", "random", "in order"
}

// EventPiece: a piece has come whole, and has the right hash.
type EventPiece struct {
	Piece  int            `json:"piece"`
	From   netip.AddrPort `json:"from"`   // of whom the last block came
	Have   int            `json:"have"`   // pieces now
	Pieces int            `json:"pieces"` // of the torrent
}

// EventBad: a piece has come whole, and has the wrong hash.
type EventBad struct {
	Piece int              `json:"piece"`
	From  []netip.AddrPort `json:"from"` // who has sent blocks of it
}

// EventBanned: the peer has nothing to do any more with an address.
type EventBanned struct {
	Addr   netip.Addr `json:"addr"`
	Reason string     `json:"reason"`
}

// EventRound: it was decided whom to serve.
type EventRound struct {
	Number   int              `json:"number"` // 0, 1, 2, …, every ten seconds
	Fill     bool             `json:"fill"`   // between two rounds: only free slots are given away
	Strategy string           `json:"strategy"`
	Ranking  []netip.AddrPort `json:"ranking"`  // neighbours that want something, the best first
	Rates    []int64          `json:"rates"`    // by which they are ranked, bytes a second
	Verdicts []string         `json:"verdicts"` // "unchoked", "optimistic", "choked", "snubbed", "by hand"
	// Best is the head of the ranking, which a record does not state twice.
	Best netip.AddrPort `json:"best"`
}

// settle fills in what follows from the rest.
func (e *EventRound) settle() {
	if len(e.Ranking) > 0 {
		e.Best = e.Ranking[0]
	}
}

// EventOptimistic: a neighbour is served on trial from now on.
type EventOptimistic struct {
	Addr netip.AddrPort `json:"peer"`
}

// EventSnubbed: a neighbour that serves us has sent nothing for a minute.
type EventSnubbed struct {
	Addr netip.AddrPort `json:"peer"`
}

// EventEndGame: everything that is missing has been asked for: from now on it is asked of several.
type EventEndGame struct {
	Blocks int `json:"blocks"` // that are missing
}

// EventComplete: the peer has everything.
type EventComplete struct {
	Took     time.Duration `json:"tookNS"` // since it joined
	Sent     int64         `json:"sent"`   // bytes of payload
	Received int64         `json:"received"`
}

// EventMetadata: the info dictionary has come from other peers, and has the right hash.
type EventMetadata struct {
	Size   int            `json:"size"` // bytes
	Pieces int            `json:"pieces"`
	From   netip.AddrPort `json:"from"` // of whom the last block came
}

// EventByHand: the user has had a neighbour choked, or takes that back.
type EventByHand struct {
	Addr netip.Addr `json:"addr"` // the zero Addr: everybody
	On   bool       `json:"on"`
}

func register(k trace.Kind, name string, decode func(*trace.Decoder) trace.Body) {
	trace.Register(trace.Spec{Kind: k, Name: name, Decode: decode})
}

func init() {
	register(KindJoined, "torrent.joined", func(d *trace.Decoder) trace.Body {
		return &EventJoined{InfoHash: d.String(), Name: d.String(), Have: int(d.Int()), Pieces: int(d.Int()), Seed: d.Bool()}
	})
	register(KindLeft, "torrent.left", func(d *trace.Decoder) trace.Body {
		return &EventLeft{Why: d.String(), Have: int(d.Int()), Pieces: int(d.Int()), Sent: d.Int(), Received: d.Int()}
	})
	register(KindConnected, "torrent.connected", func(d *trace.Decoder) trace.Body {
		return &EventConnected{Addr: d.AddrPort(), Incoming: d.Bool(), Client: d.String()}
	})
	register(KindDisconnected, "torrent.disconnected", func(d *trace.Decoder) trace.Body {
		return &EventDisconnected{Addr: d.AddrPort(), Reason: d.String()}
	})
	register(KindPicked, "torrent.picked", func(d *trace.Decoder) trace.Body {
		return &EventPicked{Piece: int(d.Int()), From: d.AddrPort(), Copies: int(d.Int()), Least: int(d.Int()), Ties: int(d.Int()), Why: d.String()}
	})
	register(KindPiece, "torrent.piece", func(d *trace.Decoder) trace.Body {
		return &EventPiece{Piece: int(d.Int()), From: d.AddrPort(), Have: int(d.Int()), Pieces: int(d.Int())}
	})
	register(KindBad, "torrent.bad", func(d *trace.Decoder) trace.Body {
		return &EventBad{Piece: int(d.Int()), From: trace.DecodeList(d, d.AddrPort)}
	})
	register(KindBanned, "torrent.banned", func(d *trace.Decoder) trace.Body {
		return &EventBanned{Addr: d.Addr(), Reason: d.String()}
	})
	register(KindRound, "torrent.round", func(d *trace.Decoder) trace.Body {
		e := &EventRound{Number: int(d.Int()), Fill: d.Bool(), Strategy: d.String(), Ranking: trace.DecodeList(d, d.AddrPort), Rates: trace.DecodeList(d, d.Int), Verdicts: trace.DecodeList(d, d.String)}
		e.settle()
		return e
	})
	register(KindOptimistic, "torrent.optimistic", func(d *trace.Decoder) trace.Body {
		return &EventOptimistic{Addr: d.AddrPort()}
	})
	register(KindSnubbed, "torrent.snubbed", func(d *trace.Decoder) trace.Body {
		return &EventSnubbed{Addr: d.AddrPort()}
	})
	register(KindEndGame, "torrent.endgame", func(d *trace.Decoder) trace.Body {
		return &EventEndGame{Blocks: int(d.Int())}
	})
	register(KindComplete, "torrent.complete", func(d *trace.Decoder) trace.Body {
		return &EventComplete{Took: time.Duration(d.Int()), Sent: d.Int(), Received: d.Int()}
	})
	register(KindMetadata, "torrent.metadata", func(d *trace.Decoder) trace.Body {
		return &EventMetadata{Size: int(d.Int()), Pieces: int(d.Int()), From: d.AddrPort()}
	})
	register(KindByHand, "torrent.choke", func(d *trace.Decoder) trace.Body {
		return &EventByHand{Addr: d.Addr(), On: d.Bool()}
	})
}
