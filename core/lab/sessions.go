package lab

import (
	"net/netip"
	"sort"

	"playnet/core/imap"
	"playnet/core/pop3"
	"playnet/core/sim"
	"playnet/core/smtp"
	"playnet/core/trace"
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

// takeSession notes a session's state with its conversation.
func (x *streams) takeSession(e trace.Event) {
	peer, client, state, ok := sessionState(e.Body)
	if !ok {
		return
	}
	c := sessionChange{event: e.ID, at: e.At, state: state}
	if !client {
		c.side = 1
	}
	end := sessionEnd{e.Host, peer}
	if number, ok := x.sessions.of[end]; ok {
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
