package agent

import "playnet/core/trace"

func register(k trace.Kind, name string, decode func(*trace.Decoder) trace.Body) {
	trace.Register(trace.Spec{Kind: k, Name: name, Decode: decode})
}

func init() {
	register(KindState, "agent.state", func(d *trace.Decoder) trace.Body {
		return EventState{Before: d.String(), After: d.String(), Why: d.String()}
	})
	register(KindComposed, "mail.composed", func(d *trace.Decoder) trace.Body {
		return EventComposed{MessageID: d.String(), From: d.String(), To: trace.DecodeList(d, d.String), Subject: d.String(), Size: d.Int(), Draft: d.Bool()}
	})
	register(KindSubmitted, "mail.submitted", func(d *trace.Decoder) trace.Body {
		return EventSubmitted{MessageID: d.String(), Server: d.String(), Reply: d.String()}
	})
	register(KindUnsent, "mail.unsent", func(d *trace.Decoder) trace.Body {
		return EventUnsent{MessageID: d.String(), Server: d.String(), Reason: d.String(), Final: d.Bool()}
	})
	register(KindFetched, "mail.fetched", func(d *trace.Decoder) trace.Body {
		return EventFetched{Protocol: d.String(), Folder: d.String(), UID: d.Int(), MessageID: d.String(), From: d.String(), Subject: d.String(), What: d.String(), Size: d.Int()}
	})
	register(KindChecked, "mail.checked", func(d *trace.Decoder) trace.Body {
		return EventChecked{Protocol: d.String(), Server: d.String(), New: d.Int()}
	})
	register(KindFiled, "mail.filed", func(d *trace.Decoder) trace.Body {
		return EventFiled{Folder: d.String(), MessageID: d.String(), Size: d.Int()}
	})
	register(KindFlagged, "mail.flagged", func(d *trace.Decoder) trace.Body {
		return EventFlagged{Folder: d.String(), UIDs: decodeUIDs(d), Add: trace.DecodeList(d, d.String), Remove: trace.DecodeList(d, d.String)}
	})
	register(KindMoved, "mail.moved", func(d *trace.Decoder) trace.Body {
		return EventMoved{Folder: d.String(), UIDs: decodeUIDs(d), To: d.String(), Copied: d.Bool()}
	})
	register(KindRemoved, "mail.removed", func(d *trace.Decoder) trace.Body {
		return EventRemoved{Folder: d.String(), UIDs: decodeUIDs(d)}
	})
	register(KindFolder, "mail.folder", func(d *trace.Decoder) trace.Body {
		return EventFolder{What: d.String(), Folder: d.String(), To: d.String()}
	})
	register(KindFailed, "mail.failed", func(d *trace.Decoder) trace.Body {
		return EventFailed{What: d.String(), Reason: d.String()}
	})
}

// Kind returns [KindState].
func (EventState) Kind() trace.Kind { return KindState }

// Kind returns [KindComposed].
func (EventComposed) Kind() trace.Kind { return KindComposed }

// Kind returns [KindSubmitted].
func (EventSubmitted) Kind() trace.Kind { return KindSubmitted }

// Kind returns [KindUnsent].
func (EventUnsent) Kind() trace.Kind { return KindUnsent }

// Kind returns [KindFetched].
func (EventFetched) Kind() trace.Kind { return KindFetched }

// Kind returns [KindChecked].
func (EventChecked) Kind() trace.Kind { return KindChecked }

// Kind returns [KindFiled].
func (EventFiled) Kind() trace.Kind { return KindFiled }

// Kind returns [KindFlagged].
func (EventFlagged) Kind() trace.Kind { return KindFlagged }

// Kind returns [KindMoved].
func (EventMoved) Kind() trace.Kind { return KindMoved }

// Kind returns [KindRemoved].
func (EventRemoved) Kind() trace.Kind { return KindRemoved }

// Kind returns [KindFolder].
func (EventFolder) Kind() trace.Kind { return KindFolder }

// Kind returns [KindFailed].
func (EventFailed) Kind() trace.Kind { return KindFailed }

// Encode writes the fields.
func (e EventState) Encode(to *trace.Encoder) {
	to.String(e.Before)
	to.String(e.After)
	to.String(e.Why)
}

// Encode writes the fields.
func (e EventComposed) Encode(to *trace.Encoder) {
	to.String(e.MessageID)
	to.String(e.From)
	trace.EncodeList(to, e.To, to.String)
	to.String(e.Subject)
	to.Int(e.Size)
	to.Bool(e.Draft)
}

// Encode writes the fields.
func (e EventSubmitted) Encode(to *trace.Encoder) {
	to.String(e.MessageID)
	to.String(e.Server)
	to.String(e.Reply)
}

// Encode writes the fields.
func (e EventUnsent) Encode(to *trace.Encoder) {
	to.String(e.MessageID)
	to.String(e.Server)
	to.String(e.Reason)
	to.Bool(e.Final)
}

// Encode writes the fields.
func (e EventFetched) Encode(to *trace.Encoder) {
	to.String(e.Protocol)
	to.String(e.Folder)
	to.Int(e.UID)
	to.String(e.MessageID)
	to.String(e.From)
	to.String(e.Subject)
	to.String(e.What)
	to.Int(e.Size)
}

// Encode writes the fields.
func (e EventChecked) Encode(to *trace.Encoder) {
	to.String(e.Protocol)
	to.String(e.Server)
	to.Int(e.New)
}

// Encode writes the fields.
func (e EventFiled) Encode(to *trace.Encoder) {
	to.String(e.Folder)
	to.String(e.MessageID)
	to.Int(e.Size)
}

// Encode writes the fields.
func (e EventFlagged) Encode(to *trace.Encoder) {
	to.String(e.Folder)
	encodeUIDs(to, e.UIDs)
	trace.EncodeList(to, e.Add, to.String)
	trace.EncodeList(to, e.Remove, to.String)
}

// Encode writes the fields.
func (e EventMoved) Encode(to *trace.Encoder) {
	to.String(e.Folder)
	encodeUIDs(to, e.UIDs)
	to.String(e.To)
	to.Bool(e.Copied)
}

// Encode writes the fields.
func (e EventRemoved) Encode(to *trace.Encoder) {
	to.String(e.Folder)
	encodeUIDs(to, e.UIDs)
}

// Encode writes the fields.
func (e EventFolder) Encode(to *trace.Encoder) {
	to.String(e.What)
	to.String(e.Folder)
	to.String(e.To)
}

// Encode writes the fields.
func (e EventFailed) Encode(to *trace.Encoder) {
	to.String(e.What)
	to.String(e.Reason)
}

func encodeUIDs(to *trace.Encoder, list []uint32) {
	trace.EncodeList(to, list, func(n uint32) { to.Uint(uint64(n)) })
}

func decodeUIDs(d *trace.Decoder) []uint32 {
	return trace.DecodeList(d, func() uint32 { return uint32(d.Uint()) })
}
