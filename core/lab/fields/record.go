package fields

import (
	"slices"

	"playnet/core/filter"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// Record is one event of a trace as filters see it. One is used again for the next:
// see [Record.Set].
type Record struct {
	trace   *trace.Trace
	epoch   int64 // nanoseconds since 1970 at instant zero
	history *History
	dissect Dissect

	event trace.Event
	sent  *vnet.FrameSent // nil: it sent no frame

	read, kept bool // the payload has been asked for; and was there
	payload    []byte
	taken      bool // the frame has been taken apart
	apart      view.Message
}

// Dissect takes the frame apart that an event sent; of its result only the bytes and
// the layers count.
type Dissect func(id trace.ID, sent *vnet.FrameSent, payload []byte) view.Message

// NewRecord returns a record for the events of a trace, at whose instant zero the
// clocks show epoch, in nanoseconds since 1970. The history must have caught up with
// the trace if the filter [NeedsHistory].
func NewRecord(t *trace.Trace, epoch int64, h *History, d Dissect) *Record {
	return &Record{trace: t, epoch: epoch, history: h, dissect: d}
}

// Set makes it stand for another event.
func (r *Record) Set(e trace.Event) {
	r.event = e
	r.sent, _ = e.Body.(*vnet.FrameSent)
	r.read, r.taken = false, false
}

// ID returns the event's.
func (r *Record) ID() trace.ID { return r.event.ID }

// Has reports whether it has the field.
func (r *Record) Has(f *filter.Field) bool {
	s := f.Ref.(*source)
	if s.has != nil {
		return s.has(r)
	}
	var few [4]filter.Value
	return len(s.values(r, few[:0])) > 0
}

// Values appends the field's values.
func (r *Record) Values(f *filter.Field, to []filter.Value) []filter.Value {
	return f.Ref.(*source).values(r, to)
}

// source is how a field is read.
type source struct {
	values func(*Record, []filter.Value) []filter.Value
	has    func(*Record) bool // nil: ask for the values
	// history is set if earlier frames must be known.
	history bool
}

// load reads the payload; it reports false if it is no longer kept, or the event
// sent no frame.
func (r *Record) load() bool {
	if r.sent == nil {
		return false
	}
	if !r.read {
		r.payload, r.kept = r.trace.Payload(r.sent.Payload)
		r.read = true
	}
	return r.kept
}

// message takes the frame apart, once.
func (r *Record) message() *view.Message {
	if !r.taken {
		r.taken, r.apart = true, view.Message{}
		if r.load() {
			r.apart = r.dissect(r.event.ID, r.sent, r.payload)
		}
	}
	return &r.apart
}

// each calls f for the dissected fields of a name, in their order, and with the bytes
// in which they stand.
func (r *Record) each(name string, f func(bytes []byte, field view.MessageField)) {
	m := r.message()
	for i := range m.Layers {
		bytes := m.PartBytes(m.Layers[i].Part)
		eachOf(m.Layers[i].Fields, name, func(field view.MessageField) { f(bytes, field) })
	}
}

func eachOf(list []view.MessageField, name string, f func(view.MessageField)) {
	for _, m := range list {
		if m.Name == name {
			f(m)
		}
		eachOf(m.Children, name, f)
	}
}

// protocols lists the protocols of a frame, outermost first, as Wireshark does.
func (r *Record) protocols() []string {
	all := []string{"eth", "ethertype"}
	for _, l := range r.message().Layers {
		if l.Protocol != "eth" && !slices.Contains(all, l.Protocol) {
			all = append(all, l.Protocol)
		}
	}
	return all
}

// NeedsHistory reports whether one of the fields depends on earlier frames.
func NeedsHistory(uses []*filter.Field) bool {
	return slices.ContainsFunc(uses, func(f *filter.Field) bool { return f.Ref.(*source).history })
}
