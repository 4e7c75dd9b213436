package imap

import (
	"strings"

	"playnet/core/trace"
)

// idle: RFC 2177. Until the client says DONE it is told of changes as they happen. Two
// fibers work meanwhile: this one reads, the other one writes.
func (s *session) idle(c *call) Reply {
	if !c.parsed() {
		return Reply{}
	}
	s.out = append(s.out, "+ idling\r\n"...)
	if s.box != nil {
		s.update(true, false)
	}
	if !s.flush() {
		return no("", "The client has gone")
	}
	stop := s.tellMeanwhile()
	s.waitForInput()
	line, err := s.in.line(nil, maxLogin)
	stop()
	switch {
	case err != nil:
		s.unreadable(nil, err)
		s.become(Logout)
		return bad("IDLE was not ended")
	case !strings.EqualFold(string(line), "DONE"):
		return bad("DONE ends IDLE, and nothing else")
	}
	return ok("IDLE completed")
}

// tellMeanwhile starts a fiber that tells the client of changes, and returns what ends
// it.
func (s *session) tellMeanwhile() (stop func()) {
	if s.box == nil {
		return func() {}
	}
	h, b := s.srv.h, s.box
	wake, ended := h.NewSignal(), h.NewSignal()
	running, done, pending := true, false, false
	var cause, operation trace.ID
	b.changed = func() {
		// Whoever changed the mailbox is at work now: what the client is told is due to that.
		operation = h.Serve(0)
		h.Serve(operation)
		cause = h.Emit(EventNotice{Client: s.peer, User: s.user.Name(), Mailbox: b.mailbox.Name()})
		pending = true
		wake.Broadcast()
	}
	h.Go("idle", func() {
		defer func() { running = false; ended.Broadcast() }()
		for !done {
			if !pending {
				if wake.Wait() != nil {
					return // the host stops
				}
				continue
			}
			pending = false
			h.Serve(operation)
			h.Because(cause)
			s.update(true, false)
			if !s.flush() {
				return
			}
		}
	})
	return func() {
		b.changed, done = nil, true
		wake.Broadcast()
		for running && ended.Wait() == nil {
		}
	}
}
