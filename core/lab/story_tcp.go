package lab

import (
	"strconv"
	"strings"
	"time"

	"playnet/core/program"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// tellTransport turns an event of TCP, or of a ping, into a sentence. Of a
// connection's states only those are told that a program at one of its ends would
// speak of.
func (w *World) tellTransport(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case *vnet.FrameSent:
		if payload, _ := w.run.trace.Payload(b.Payload); b.Proto == vnet.ICMP && b.Role(payload) == vnet.Asks {
			return "ping.request", args{"host": e.Host, "peer": w.hostOf(b.Dst.Addr())}
		}
	case *vnet.TCPStateChanged:
		if key := w.tellState(e, b); key != "" {
			return "tcp." + key, args{"host": e.Host, "peer": w.hostAt(b.Remote), "port": port(b.Remote.Port())}
		}
	case *vnet.TCPRetransmit:
		return "tcp.retransmit." + strings.ToLower(b.Reason.String()), args{"host": e.Host, "peer": w.hostAt(b.Remote),
			"n": strconv.Itoa(b.Len), "seq": strconv.FormatUint(uint64(b.RelSeq), 10)}
	case program.SendBegun:
		return "send.begun", args{"host": e.Host, "peer": w.hostAt(b.To), "port": port(b.To.Port()), "n": decimal(b.Bytes)}
	case program.SendEnded:
		return "send." + sendKind(b.State), args{"host": e.Host, "peer": w.hostAt(b.To), "n": decimal(b.Sent), "back": decimal(b.Received),
			"state": b.State.String(), "took": b.Took.Round(time.Microsecond).String()}
	case *vnet.PingReply:
		return "ping.reply", args{"host": e.Host, "peer": w.hostOf(b.From), "seq": strconv.Itoa(int(b.Seq)),
			"took": b.Took.Round(time.Microsecond).String()}
	case *vnet.PingTimeout:
		return "ping.timeout", args{"host": e.Host, "peer": w.hostOf(b.To), "seq": strconv.Itoa(int(b.Seq)), "waited": b.Waited.String()}
	case *vnet.PingDone:
		return "ping.done", args{"host": e.Host, "peer": w.hostOf(b.To), "sent": strconv.Itoa(b.Sent), "received": strconv.Itoa(b.Received)}
	}
	return "", nil
}

// tellState tells what a change of state means; "" if there is nothing to tell.
func (w *World) tellState(e trace.Event, b *vnet.TCPStateChanged) string {
	switch {
	case b.To == vnet.StateSynSent:
		return "connecting"
	case b.From == vnet.StateSynSent && b.To == vnet.StateEstablished:
		return "open" // its listener is not told of again
	case b.To == vnet.StateFinWait1:
		return "closing"
	case b.To == vnet.StateLastAck:
		return "closing.too"
	case b.To == vnet.StateTimeWait:
		return "closed"
	case b.To != vnet.StateClosed, b.From == vnet.StateTimeWait, b.From == vnet.StateLastAck, b.From == vnet.StateFinWait2:
		return ""
	case w.isReset(e.Cause) && b.From == vnet.StateSynSent:
		return "refused"
	case w.isReset(e.Cause):
		return "reset"
	case b.From == vnet.StateSynSent:
		return "unanswered"
	}
	return "ended"
}

// isReset reports whether an event is the arrival of a reset.
func (w *World) isReset(id trace.ID) bool {
	e, _ := w.run.trace.Event(id)
	arrival, ok := e.Body.(*vnet.FrameDelivered)
	if !ok {
		return false
	}
	at, ok := w.run.trace.Event(arrival.Frame)
	sent, isSent := at.Body.(*vnet.FrameSent)
	return ok && isSent && sent.TCP != nil && sent.TCP.Flags&vnet.RST != 0
}

// sendKind tells apart how a transfer went.
func sendKind(s program.SendState) string {
	if s == program.SendDone {
		return "done"
	}
	return "failed"
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

func port(n uint16) string { return strconv.Itoa(int(n)) }
