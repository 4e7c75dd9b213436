package peer

import "playnet/core/trace"

// Kind returns [KindJoined].
func (*EventJoined) Kind() trace.Kind { return KindJoined }

// Kind returns [KindLeft].
func (*EventLeft) Kind() trace.Kind { return KindLeft }

// Kind returns [KindConnected].
func (*EventConnected) Kind() trace.Kind { return KindConnected }

// Kind returns [KindDisconnected].
func (*EventDisconnected) Kind() trace.Kind { return KindDisconnected }

// Kind returns [KindPicked].
func (*EventPicked) Kind() trace.Kind { return KindPicked }

// Kind returns [KindPiece].
func (*EventPiece) Kind() trace.Kind { return KindPiece }

// Kind returns [KindBad].
func (*EventBad) Kind() trace.Kind { return KindBad }

// Kind returns [KindBanned].
func (*EventBanned) Kind() trace.Kind { return KindBanned }

// Kind returns [KindRound].
func (*EventRound) Kind() trace.Kind { return KindRound }

// Kind returns [KindOptimistic].
func (*EventOptimistic) Kind() trace.Kind { return KindOptimistic }

// Kind returns [KindSnubbed].
func (*EventSnubbed) Kind() trace.Kind { return KindSnubbed }

// Kind returns [KindEndGame].
func (*EventEndGame) Kind() trace.Kind { return KindEndGame }

// Kind returns [KindComplete].
func (*EventComplete) Kind() trace.Kind { return KindComplete }

// Kind returns [KindMetadata].
func (*EventMetadata) Kind() trace.Kind { return KindMetadata }

// Kind returns [KindByHand].
func (*EventByHand) Kind() trace.Kind { return KindByHand }

// Encode writes the fields.
func (e *EventJoined) Encode(to *trace.Encoder) {
	to.String(e.InfoHash)
	to.String(e.Name)
	to.Int(int64(e.Have))
	to.Int(int64(e.Pieces))
	to.Bool(e.Seed)
}

// Encode writes the fields.
func (e *EventLeft) Encode(to *trace.Encoder) {
	to.String(e.Why)
	to.Int(int64(e.Have))
	to.Int(int64(e.Pieces))
	to.Int(e.Sent)
	to.Int(e.Received)
}

// Encode writes the fields.
func (e *EventConnected) Encode(to *trace.Encoder) {
	to.AddrPort(e.Addr)
	to.Bool(e.Incoming)
	to.String(e.Client)
}

// Encode writes the fields.
func (e *EventDisconnected) Encode(to *trace.Encoder) {
	to.AddrPort(e.Addr)
	to.String(e.Reason)
}

// Encode writes the fields.
func (e *EventPicked) Encode(to *trace.Encoder) {
	to.Int(int64(e.Piece))
	to.AddrPort(e.From)
	to.Int(int64(e.Copies))
	to.Int(int64(e.Least))
	to.Int(int64(e.Ties))
	to.String(e.Why)
}

// Encode writes the fields.
func (e *EventPiece) Encode(to *trace.Encoder) {
	to.Int(int64(e.Piece))
	to.AddrPort(e.From)
	to.Int(int64(e.Have))
	to.Int(int64(e.Pieces))
}

// Encode writes the fields.
func (e *EventBad) Encode(to *trace.Encoder) {
	to.Int(int64(e.Piece))
	trace.EncodeList(to, e.From, to.AddrPort)
}

// Encode writes the fields.
func (e *EventBanned) Encode(to *trace.Encoder) {
	to.Addr(e.Addr)
	to.String(e.Reason)
}

// Encode writes the fields.
func (e *EventRound) Encode(to *trace.Encoder) {
	to.Int(int64(e.Number))
	to.Bool(e.Fill)
	to.String(e.Strategy)
	trace.EncodeList(to, e.Ranking, to.AddrPort)
	trace.EncodeList(to, e.Rates, to.Int)
	trace.EncodeList(to, e.Verdicts, to.String)
}

// Encode writes the fields.
func (e *EventOptimistic) Encode(to *trace.Encoder) {
	to.AddrPort(e.Addr)
}

// Encode writes the fields.
func (e *EventSnubbed) Encode(to *trace.Encoder) {
	to.AddrPort(e.Addr)
}

// Encode writes the fields.
func (e *EventEndGame) Encode(to *trace.Encoder) {
	to.Int(int64(e.Blocks))
}

// Encode writes the fields.
func (e *EventComplete) Encode(to *trace.Encoder) {
	to.Int(int64(e.Took))
	to.Int(e.Sent)
	to.Int(e.Received)
}

// Encode writes the fields.
func (e *EventMetadata) Encode(to *trace.Encoder) {
	to.Int(int64(e.Size))
	to.Int(int64(e.Pieces))
	to.AddrPort(e.From)
}

// Encode writes the fields.
func (e *EventByHand) Encode(to *trace.Encoder) {
	to.Addr(e.Addr)
	to.Bool(e.On)
}
