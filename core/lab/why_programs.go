package lab

import (
	"net/netip"
	"strings"

	"playnet/core/dns"
	"playnet/core/program"
	"playnet/core/terminal"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// explainProgram tells the events of programs and of what stands below them.
func (s *story) explainProgram(e trace.Event) trace.ID {
	switch b := e.Body.(type) {
	case dns.EventTimeout:
		return s.explainSilence(e, s.question(e, b.Server))
	case dns.EventResolve, dns.EventCacheMiss, *vnet.SocketOpen, *vnet.SocketClosed, *vnet.TCPStateChanged, *vnet.TCPPhaseChanged:
		s.unlessPassing(e) // what they lead to says as much
	case dns.EventLookup, program.SendBegun, terminal.EventCommand:
		if _, ordered := s.order(e).Body.(*Action); s.first() || !ordered {
			s.add(e, "", nil)
		}
	case *vnet.ProgramStarted:
		if s.first() || e.Cause == 0 {
			s.add(e, "", nil)
		}
	default:
		s.add(e, "", nil)
	}
	return e.Cause
}

// order returns the event on whose account an operation began: a program that had to
// be started for it is passed over.
func (s *story) order(e trace.Event) trace.Event {
	before := s.event(e.Cause)
	if _, started := before.Body.(*vnet.ProgramStarted); started {
		return s.event(before.Cause)
	}
	return before
}

// question returns the frame with the question that a time-out is about: the first
// that its host sent to the server on the same account as it waited.
func (s *story) question(e trace.Event, server netip.AddrPort) trace.Event {
	return s.search(e.Cause+1, e.ID, func(x trace.Event) bool {
		b, ok := x.Body.(*vnet.FrameSent)
		return ok && x.Host == e.Host && x.Cause == e.Cause && b.Dst == server
	})
}

// request returns the frame with the echo request that was given up.
func (s *story) request(e trace.Event, b *vnet.PingTimeout) trace.Event {
	return s.search(e.Cause+1, e.ID, func(x trace.Event) bool {
		sent, ok := x.Body.(*vnet.FrameSent)
		if !ok || x.Host != e.Host || sent.Proto != vnet.ICMP || sent.Dst.Addr() != b.To {
			return false
		}
		payload, _ := s.t.Payload(sent.Payload)
		seq, isRequest := vnet.EchoSequence(payload)
		return isRequest && seq == b.Seq
	})
}

// search returns the first event from one on and before another that has a property;
// the zero event if there is none near.
func (s *story) search(from, before trace.ID, is func(trace.Event) bool) (found trace.Event) {
	left := patience
	s.t.Scan(from, func(e trace.Event) bool {
		left--
		if e.ID >= before || left < 0 {
			return false
		}
		if is(e) {
			found = e
			return false
		}
		return true
	})
	return found
}

// lastBefore returns the last event before another that has a property; the zero event
// if there is none near. What is looked for stands a round trip back as a rule, or a few:
// the search goes backwards window by window.
func (s *story) lastBefore(before trace.ID, is func(trace.Event) bool) (found trace.Event) {
	const window = 500
	for end := before; found.ID == 0 && end > 1 && before-end < patience; {
		begin := trace.ID(1)
		if end > window {
			begin = end - window
		}
		s.t.Scan(begin, func(e trace.Event) bool {
			if e.ID < end && is(e) {
				found = e
			}
			return e.ID < end
		})
		end = begin
	}
	return found
}

// culprit returns what lost a frame: the hand, the cut or the stop that took it where it
// was, or that had made its way impassable before; else the frame itself, which only met
// with bad luck.
func (s *story) culprit(e trace.Event, b *vnet.FrameLost) trace.ID {
	if e.Cause != b.Frame {
		return e.Cause
	}
	var found trace.Event
	switch b.Reason {
	case vnet.HostDown:
		found = s.lastBefore(e.ID, func(x trace.Event) bool {
			_, down := x.Body.(*vnet.HostIsDown)
			return down && x.Host == b.Where
		})
	case vnet.LinkCut:
		found = s.lastBefore(e.ID, func(x trace.Event) bool {
			cut, ok := x.Body.(*vnet.LinkIsCut)
			return ok && cut.Link == placeOf(b.Where)
		})
	case vnet.LinkLoss, vnet.QueueFull, vnet.NoSuchHost, vnet.SocketBuffer, vnet.ByHand:
	default: // the receiver could make nothing of it: somebody may have changed it
		found = s.lastBefore(e.ID, func(x trace.Event) bool {
			change, ok := x.Body.(*vnet.FrameChanged)
			return ok && change.Frame == b.Frame
		})
	}
	if found.ID != 0 {
		return found.ID
	}
	return b.Frame
}

// placeOf returns the host or the site of a place where a frame was lost: "campus" of
// "campus/up".
func placeOf(where string) string {
	place, _, _ := strings.Cut(where, "/")
	return place
}

// explainSilence tells that an answer was waited for in vain: which frame was lost, if
// one was, and then the question.
func (s *story) explainSilence(e, question trace.Event) trace.ID {
	sent, ok := question.Body.(*vnet.FrameSent)
	if !ok {
		s.add(e, "", nil)
		return e.Cause
	}
	lost, answer := s.lostBetween(question, sent, e.ID)
	switch {
	case lost.ID != 0 && answer:
		s.add(e, s.w.silence(e)+".answer.lost", nil)
		s.add(lost, "", nil)
	case lost.ID != 0:
		s.add(e, s.w.silence(e)+".question.lost", nil)
		s.add(lost, "", nil)
	default:
		s.add(e, "", nil)
	}
	return question.ID
}

// silence is the key of a time-out's plain sentence.
func (w *World) silence(e trace.Event) string {
	key, _ := w.state(e)
	return key
}

// lostBetween finds the loss of a question, or of an answer to it.
func (s *story) lostBetween(question trace.Event, sent *vnet.FrameSent, before trace.ID) (lost trace.Event, answer bool) {
	lost = s.search(question.ID+1, before, func(e trace.Event) bool {
		b, ok := e.Body.(*vnet.FrameLost)
		if !ok {
			return false
		}
		if b.Frame == question.ID {
			return true
		}
		other, ok := s.event(b.Frame).Body.(*vnet.FrameSent)
		answer = ok && other.Proto == sent.Proto && other.Src == sent.Dst && other.Dst == sent.Src
		return answer
	})
	return lost, answer && lost.ID != 0
}
