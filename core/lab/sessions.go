package lab

import (
	"net/netip"
	"sort"

	"playnet/core/imap"
	"playnet/core/pop3"
	"playnet/core/sim"
	"playnet/core/smtp"
	"playnet/core/trace"
	"playnet/core/vnet"
	"playnet/core/web"
)

// sessionChange says that an end of a protocol's session came into a named state.
type sessionChange struct {
	event trace.ID
	at    sim.Instant
	side  int // 0 the client, 1 the server
	state string
}

// sessionEnd is how a program knows its session: by its own host and the peer's address.
type sessionEnd struct {
	host string
	peer netip.AddrPort
}

// sessions finds the conversation that a program's session is.
type sessions struct {
	of    map[sessionEnd]int           // the last one that has begun
	early map[sessionEnd]sessionChange // a client's last state
}

// sessionState returns what an event tells of a session's state.
func sessionState(body trace.Body) (peer netip.AddrPort, client bool, state string, ok bool) {
	switch b := body.(type) {
	case smtp.EventState:
		return b.Peer, b.Side == "client", b.After, true
	case pop3.EventState:
		return b.Peer, b.Client, b.State, true
	case web.EventState:
		peer, err := netip.ParseAddrPort(b.Peer)
		return peer, false, b.To, err == nil
	case imap.EventState:
		state := b.To
		if b.Mailbox != "" {
			state += " " + b.Mailbox
		}
		return b.Peer, b.End == "client", state, true
	}
	return peer, false, "", false
}

// begins notes a conversation's ends.
func (x *sessions) begins(s *stream) {
	if s.speaks() == nil {
		return
	}
	if x.of == nil {
		x.of = map[sessionEnd]int{}
	}
	client, server := sessionEnd{s.hosts[0], s.ends[1]}, sessionEnd{s.hosts[1], s.ends[0]}
	x.of[client], x.of[server] = s.number, s.number
	if c, ok := x.early[client]; ok && c.at == s.begun { // it has just made up its mind to connect
		s.sessions = append(s.sessions, c)
	}
}

// maxHeard bounds how far back is looked for what a client has heard.
const maxHeard = 16

// heardOn returns the conversation on which a client has heard what an event is due to. Its
// events name the server alone, with which it may have several conversations at once; which
// one it is tells the frame that has made it go on.
func (x *streams) heardOn(t *trace.Trace, e trace.Event, end sessionEnd) (number int, ok bool) {
	cause := e.Cause
	for range maxHeard {
		before, known := t.Event(cause)
		if !known || before.Host != e.Host {
			return 0, false
		}
		cause = before.Cause
		b, heard := before.Body.(*vnet.FrameDelivered)
		if !heard {
			continue
		}
		frame, known := t.Event(b.Frame)
		if !known {
			return 0, false
		}
		sent, is := frame.Body.(*vnet.FrameSent)
		if !is {
			return 0, false
		}
		s := x.current(keyOf(sent.Proto, sent.Src, sent.Dst))
		if s == nil || s.ends[1] != end.peer || s.hosts[0] != end.host {
			return 0, false // it has heard something else: an answer of the DNS, for instance
		}
		return s.number, true
	}
	return 0, false
}

// takeSession notes a session's state with its conversation.
func (x *streams) takeSession(t *trace.Trace, e trace.Event) {
	peer, client, state, ok := sessionState(e.Body)
	if !ok {
		return
	}
	c := sessionChange{event: e.ID, at: e.At, state: state}
	if !client {
		c.side = 1
	}
	end := sessionEnd{e.Host, peer}
	number, ok := x.sessions.of[end]
	if client && ok {
		if on, heard := x.heardOn(t, e, end); heard {
			number = on
		}
	}
	if ok {
		s := x.list[number]
		s.sessions = append(s.sessions, c)
	}
	if client {
		if x.sessions.early == nil {
			x.sessions.early = map[sessionEnd]sessionChange{}
		}
		x.sessions.early[end] = c
	}
}

// session returns the named state of a side's session when a frame was sent; "" if it had
// none.
func (s *stream) session(side int, frame trace.ID) string {
	n := sort.Search(len(s.sessions), func(i int) bool { return s.sessions[i].event > frame })
	for i := n - 1; i >= 0; i-- {
		if s.sessions[i].side == side {
			return s.sessions[i].state
		}
	}
	return ""
}
