package lab

import (
	"net/netip"

	"playnet/core/trace"
	"playnet/core/vnet"
)

// explainSegment tells why a segment was sent. Of the segments and acknowledgments that
// came before it on the same connection the last one is told, if the story begins here;
// then the story goes on with what the connection was for.
func (s *story) explainSegment(e trace.Event, b *vnet.FrameSent) trace.ID {
	cause := s.event(e.Cause)
	switch cause.Body.(type) {
	case *vnet.TCPRetransmit:
		s.add(e, "", nil)
		return cause.ID
	case *vnet.FrameDelivered:
	default: // a program wrote, connected or closed
		s.add(e, "", nil)
		return cause.ID
	}
	arrived := s.event(s.frameBehind(cause.ID))
	other, ok := arrived.Body.(*vnet.FrameSent)
	if !ok || !sameEnds(b, other) { // what came by another connection, or a datagram
		s.add(e, "", nil)
		return arrived.ID
	}
	key, _ := s.w.state(e)
	if key == "mail.line" && other.Payload.Len > 0 {
		s.add(e, key+".answer", args{"because": s.w.summary(arrived.ID)})
	} else if b.Payload.Len > 0 && other.TCP.Flags&vnet.SYN == 0 {
		s.add(e, key+".allowed", args{"ack": decimal(int64(other.TCP.RelAck))})
	} else {
		s.add(e, "", nil)
	}
	if len(s.steps) == 1 && other.TCP.Flags&vnet.SYN == 0 {
		s.add(arrived, "", nil)
	}
	return s.before(arrived.ID, b.Src, b.Dst, e.For)
}

// explainRetransmission tells how a connection found out that something was lost, and
// where it was.
func (s *story) explainRetransmission(e trace.Event, b *vnet.TCPRetransmit) trace.ID {
	s.add(e, "", nil)
	sent := s.lastCopy(e, b)
	if sent.ID == 0 {
		return s.before(e.Cause, b.Local, b.Remote, e.For)
	}
	lost := s.search(sent.ID+1, e.ID, func(x trace.Event) bool {
		l, ok := x.Body.(*vnet.FrameLost)
		return ok && l.Frame == sent.ID
	})
	if lost.ID != 0 {
		s.add(lost, "", nil)
	}
	f := sent.Body.(*vnet.FrameSent)
	if f.TCP.Flags&vnet.SYN != 0 {
		return sent.ID
	}
	return s.before(sent.Cause, f.Src, f.Dst, e.For)
}

// lastCopy returns the frame that last carried what is sent again.
func (s *story) lastCopy(e trace.Event, b *vnet.TCPRetransmit) trace.Event {
	return s.lastBefore(e.ID, func(x trace.Event) bool {
		f, ok := x.Body.(*vnet.FrameSent)
		return ok && f.TCP != nil && f.Src == b.Local && f.Dst == b.Remote && carries(f, b)
	})
}

// carries reports whether a segment holds the first octet of what is sent again: of
// data, or the SYN or the FIN that stands there.
func carries(f *vnet.FrameSent, b *vnet.TCPRetransmit) bool {
	n := f.Payload.Len
	if f.TCP.Flags&(vnet.SYN|vnet.FIN) != 0 {
		n++
	}
	return int(b.RelSeq-f.TCP.RelSeq) < n
}

// before passes over what a connection's segments and acknowledgments did to each other,
// from an event back: to the SYN that opened it, or to the event of a program on which it
// sent what it sent. Where that is too far off, the operation has to do.
func (s *story) before(id trace.ID, local, remote netip.AddrPort, operation trace.ID) trace.ID {
	for range patience {
		e := s.event(id)
		switch b := e.Body.(type) {
		case *vnet.FrameDelivered:
			id = b.Frame
		case *vnet.FrameDuplicated:
			id = b.Frame
		case *vnet.FrameSent:
			if !ends(b.Src, b.Dst, local, remote) || b.TCP == nil || b.TCP.Flags&(vnet.SYN|vnet.ACK) == vnet.SYN {
				return id
			}
			id = e.Cause
		case *vnet.TCPRetransmit:
			if !ends(b.Local, b.Remote, local, remote) {
				return id
			}
			id = e.Cause
		default:
			return id
		}
	}
	return operation
}

// onConnection reports whether a frame is a segment of another's connection.
func (s *story) onConnection(frame trace.ID, b *vnet.FrameSent) bool {
	other, ok := s.event(frame).Body.(*vnet.FrameSent)
	return ok && sameEnds(b, other)
}

func sameEnds(a, b *vnet.FrameSent) bool {
	return a.TCP != nil && b.TCP != nil && ends(a.Src, a.Dst, b.Src, b.Dst)
}

// ends reports whether two pairs of addresses are those of one connection.
func ends(a, b, c, d netip.AddrPort) bool { return a == c && b == d || a == d && b == c }
