package dht

import (
	"encoding/binary"
	"slices"
	"time"

	"playnet/core/trace"
)

const (
	// patience is how long a node waits for an answer. All queries wait equally long, so
	// the first in the list is the first to give up, and one timer serves them all.
	//
	// BEP 5, KRPC Protocol: "A single query packet is sent out and a single packet is sent
	// in response. There is no retry."
	patience = 2 * time.Second
	// maxPending bounds the queries that wait at a time, most of which others cause.
	maxPending = 256
)

// query is a query that waits for its answer.
type query struct {
	transaction uint16
	to          Contact // the ID is zero if it isn't known yet
	method      Method
	until       time.Time
	operation   trace.ID
	cause       trace.ID // of what follows if no answer comes
	done        func(answer *Message)
}

// ask sends a query. done hears the response, or nil if there is none: an error or too
// long a silence. It is never called before ask has returned.
func (n *Node) ask(to Contact, m *Message, cause trace.ID, done func(answer *Message)) {
	if len(n.pending) >= maxPending {
		n.h.After(0, func() { done(nil) })
		return
	}
	q := &query{transaction: n.newTransaction(), to: to, method: m.Method,
		until: n.h.Now().Add(patience), operation: n.operation(), cause: cause, done: done}
	m.Type, m.ID = Query, n.id
	m.Transaction = string([]byte{byte(q.transaction >> 8), byte(q.transaction)})
	n.send(m, to.Addr)
	if n.pending = append(n.pending, q); len(n.pending) == 1 {
		n.wait()
	}
}

// newTransaction draws a number at random: who can't see a query can't answer it either.
func (n *Node) newTransaction() uint16 {
	for {
		t := uint16(n.dice.Uint32())
		if !slices.ContainsFunc(n.pending, func(q *query) bool { return q.transaction == t }) {
			return t
		}
	}
}

// wait arms the timer for the query that gives up first.
func (n *Node) wait() {
	if n.timer != nil {
		n.timer.Stop()
	}
	n.timer = n.h.After(n.pending[0].until.Sub(n.h.Now()), n.giveUp)
}

// giveUp ends the queries that have waited too long.
func (n *Node) giveUp() {
	now := n.h.Now()
	for len(n.pending) > 0 && !n.pending[0].until.After(now) {
		q := n.pending[0]
		n.pending = slices.Delete(n.pending, 0, 1)
		n.h.Serve(q.operation)
		if q.cause != 0 {
			n.h.Because(q.cause)
		}
		id := n.h.Emit(EventSilent{Node: q.to.ID, Addr: q.to.Addr.AddrPort(), Method: string(q.method)})
		n.h.Because(id)
		n.fail(q)
	}
	if len(n.pending) > 0 {
		n.wait()
	}
}

func (n *Node) fail(q *query) {
	if q.to.ID != (ID{}) {
		n.table.failed(q.to.ID, n.now())
	}
	q.done(nil)
}

// settle gives a response or an error to who waits for it. What nobody waits for is
// dropped: it comes too late, or from somebody who was not asked.
func (n *Node) settle(m *Message, bad error, from Endpoint) {
	if len(m.Transaction) != 2 {
		return
	}
	t := binary.BigEndian.Uint16([]byte(m.Transaction))
	i := slices.IndexFunc(n.pending, func(q *query) bool { return q.transaction == t && q.to.Addr == from })
	if i < 0 {
		return
	}
	q := n.pending[i]
	n.pending = slices.Delete(n.pending, i, i+1)
	if len(n.pending) == 0 {
		n.timer.Stop() // nothing is left that could keep a world waiting
	}
	n.h.Serve(q.operation)
	switch {
	case m.Type == Failure && bad == nil:
		n.h.Emit(EventFailed{Node: q.to.ID, Addr: from.AddrPort(), Method: string(q.method), Code: int(m.Code), Reason: m.Text})
		q.done(nil)
	case bad != nil || q.to.ID != (ID{}) && q.to.ID != m.ID || m.ID == n.id:
		n.fail(q) // it is not the node that was meant, or makes no sense
	default:
		q.to.ID = m.ID
		n.met(q.to)
		q.done(m)
	}
}

// ping asks a node whether it is there.
func (n *Node) ping(c Contact, done func(answer *Message)) {
	n.ask(c, &Message{Method: Ping}, 0, done)
}
