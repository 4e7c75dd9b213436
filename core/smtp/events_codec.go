package smtp

import "playnet/core/trace"

// Encode writes the fields.
func (e EventState) Encode(to *trace.Encoder) {
	to.String(e.Side)
	to.AddrPort(e.Peer)
	encode(to, e.Before, e.After, e.Why)
}

// Encode writes the fields.
func (e EventRefused) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	encode(to, e.Command, e.Reply)
}

// Encode writes the fields.
func (e EventAccepted) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	encode(to, e.ID, e.From)
	trace.EncodeList(to, e.To, to.String)
	to.Int(e.Size)
}

// Encode writes the fields.
func (e EventQueued) Encode(to *trace.Encoder) {
	encode(to, e.ID, e.From)
	trace.EncodeList(to, e.To, to.String)
	to.Int(e.Size)
}

// Encode writes the fields.
func (e EventRouted) Encode(to *trace.Encoder) {
	to.String(e.Domain)
	trace.EncodeList(to, e.Hosts, to.String)
	to.String(e.By)
}

// Encode writes the fields.
func (e EventTry) Encode(to *trace.Encoder) {
	encode(to, e.ID, e.Domain)
	to.Int(int64(e.Number))
}

// Encode writes the fields.
func (e EventUnreachable) Encode(to *trace.Encoder) {
	to.String(e.Host)
	to.AddrPort(e.Addr)
	to.String(e.Reason)
}

// Encode writes the fields.
func (e EventDeferred) Encode(to *trace.Encoder) {
	to.String(e.ID)
	trace.EncodeList(to, e.To, to.String)
	to.Int(int64(e.Tries))
	to.String(e.Reason)
	to.Int(int64(e.Wait))
}

// Encode writes the fields.
func (e EventDelivered) Encode(to *trace.Encoder) {
	to.String(e.ID)
	trace.EncodeList(to, e.To, to.String)
	encode(to, e.Host, e.Reply)
}

// Encode writes the fields.
func (e EventBounced) Encode(to *trace.Encoder) {
	to.String(e.ID)
	trace.EncodeList(to, e.To, to.String)
	encode(to, e.Reason, e.Report)
}

// Encode writes the fields.
func (e EventWarned) Encode(to *trace.Encoder) { EventBounced(e).Encode(to) }

// Encode writes the fields.
func (e EventDropped) Encode(to *trace.Encoder) {
	to.String(e.ID)
	trace.EncodeList(to, e.To, to.String)
	to.String(e.Reason)
}

func encode(to *trace.Encoder, all ...string) {
	for _, s := range all {
		to.String(s)
	}
}
