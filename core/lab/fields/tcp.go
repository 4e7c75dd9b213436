package fields

import (
	"playnet/core/filter"
	"playnet/core/vnet"
)

func init() {
	ports("tcp", vnet.TCP)
	segment := func(name string, f func(*vnet.FrameSent) filter.Value) {
		register(name, filter.Number, header(name, filter.Number, vnet.TCP, f))
	}
	segment("tcp.seq", func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.TCP.RelSeq) })
	segment("tcp.seq_raw", func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.TCP.Seq) })
	segment("tcp.ack", func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.TCP.RelAck) })
	segment("tcp.ack_raw", func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.TCP.Ack) })
	segment("tcp.flags", func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.TCP.Flags) })
	segment("tcp.window_size_value", func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.TCP.Window) })
	segment("tcp.window_size", func(s *vnet.FrameSent) filter.Value {
		if s.TCP.Flags&vnet.SYN != 0 {
			return filter.NumberOf(s.TCP.Window) // not scaled: RFC 7323 §2.2
		}
		return filter.NumberOf(int64(s.TCP.Window) << s.TCP.Scale)
	})
	segment("tcp.len", func(s *vnet.FrameSent) filter.Value { return filter.NumberOf(s.Payload.Len) })
	for i, name := range []string{"fin", "syn", "reset", "push", "ack", "urg", "ece", "cwr"} {
		full, bit := "tcp.flags."+name, vnet.TCPFlags(1)<<i
		register(full, filter.Bool, header(full, filter.Bool, vnet.TCP, func(s *vnet.FrameSent) filter.Value {
			return filter.BoolOf(s.TCP.Flags&bit != 0)
		}))
	}
	register("tcp.hdr_len", filter.Number, times4("tcp.hdr_len"))
	ofBytes(filter.Number, "tcp.checksum", "tcp.urgent_pointer")
	register("tcp.options.mss_val", filter.Number, option("tcp.options.mss_val", func(h *vnet.TCPHeader) (int, bool) { return int(h.MSS), h.MSS != 0 }))
	register("tcp.options.wscale.shift", filter.Number, option("tcp.options.wscale.shift", func(h *vnet.TCPHeader) (int, bool) { return int(h.Scale), h.Scaling }))
	register("tcp.payload", filter.Bytes, payload(vnet.TCP))
	register("tcp.stream", filter.Number, streams(vnet.TCP))
	register("tcp.analysis.retransmission", filter.None, mark(func(r *Record) bool { return r.sent.TCP.Retransmission }))
	register("tcp.analysis.fast_retransmission", filter.None, mark(func(r *Record) bool {
		if !r.sent.TCP.Retransmission {
			return false
		}
		why, _ := r.trace.Event(r.event.Cause)
		again, ok := why.Body.(*vnet.TCPRetransmit)
		return ok && again.Reason.String() == "fast"
	}))
	register("tcp.analysis.zero_window", filter.None, mark(func(r *Record) bool {
		return r.sent.TCP.Window == 0 && r.sent.TCP.Flags&(vnet.SYN|vnet.FIN|vnet.RST) == 0
	}))
}

// option makes the source of an option's value.
func option(name string, f func(*vnet.TCPHeader) (int, bool)) *source {
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		if r.sent != nil && r.sent.TCP != nil {
			if n, ok := f(r.sent.TCP); ok {
				return append(to, filter.NumberOf(n))
			}
		}
		return to
	}}
}

// mark makes the source of what a segment is or is not.
func mark(is func(*Record) bool) *source {
	has := func(r *Record) bool { return r.sent != nil && r.sent.TCP != nil && is(r) }
	return &source{has: has, values: func(r *Record, to []filter.Value) []filter.Value {
		if has(r) {
			to = append(to, filter.Value{})
		}
		return to
	}}
}
