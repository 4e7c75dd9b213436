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
	encodeList(to, e.To)
	to.Int(e.Size)
}

// Encode writes the fields.
func (e EventQueued) Encode(to *trace.Encoder) {
	encode(to, e.ID, e.From)
	encodeList(to, e.To)
	to.Int(e.Size)
}

// Encode writes the fields.
func (e EventRouted) Encode(to *trace.Encoder) {
	to.String(e.Domain)
	encodeList(to, e.Hosts)
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
	encodeList(to, e.To)
	to.Int(int64(e.Tries))
	to.String(e.Reason)
	to.Int(int64(e.Wait))
}

// Encode writes the fields.
func (e EventDelivered) Encode(to *trace.Encoder) {
	to.String(e.ID)
	encodeList(to, e.To)
	encode(to, e.Host, e.Reply)
}

// Encode writes the fields.
func (e EventBounced) Encode(to *trace.Encoder) {
	to.String(e.ID)
	encodeList(to, e.To)
	encode(to, e.Reason, e.Report)
}

// Encode writes the fields.
func (e EventWarned) Encode(to *trace.Encoder) { EventBounced(e).Encode(to) }

// Encode writes the fields.
func (e EventDropped) Encode(to *trace.Encoder) {
	to.String(e.ID)
	encodeList(to, e.To)
	to.String(e.Reason)
}

func encode(to *trace.Encoder, all ...string) {
	for _, s := range all {
		to.String(s)
	}
}

func encodeList(to *trace.Encoder, list []string) {
	to.Uint(uint64(len(list)))
	encode(to, list...)
}

func decodeList(d *trace.Decoder) []string {
	var list []string
	for n := d.Uint(); n > 0 && d.Err() == nil; n-- {
		list = append(list, d.String())
	}
	return list
}
