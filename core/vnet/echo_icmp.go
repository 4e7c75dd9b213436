package vnet

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"time"

	"playnet/core/sim"
)

// How a machine pings, as ping(8) does unless told otherwise. A request counts as
// unanswered after pingTimeout; a reply that comes later is not looked at.
const (
	pingData     = 56 // bytes
	pingInterval = time.Second
	pingTimeout  = 10 * time.Second
)

// pinger sends echo requests from a machine and waits for the replies.
type pinger struct {
	m     *Machine
	timer sim.Timer
	ctx   sim.Context // of its beginning: due to that it sends and gives up
	to    ipv4
	id    uint16 // "used like a port in TCP or UDP to identify a session" (RFC 792, page 15)
	count int
	sent  int         // requests so far; seq counts them from 1
	next  sim.Instant // of the next request
	got   int         // replies
	// waiting are the requests without reply, oldest first.
	waiting []echoRequest
}

type echoRequest struct {
	seq  uint16
	sent sim.Instant
}

// Ping sends count echo requests to an IPv4 address, one a second, and records each
// reply, and each request that gets none. It does nothing if the machine is down.
func (m *Machine) Ping(to netip.Addr, count int) {
	ip, ok := fromAddr(to)
	if !m.up || count < 1 || !ok {
		return
	}
	m.pings++
	p := &pinger{m: m, ctx: m.net.k.Context(), to: ip, id: m.pings, count: count, next: m.net.k.Now()}
	m.pingers = append(m.pingers, p)
	p.work()
}

// Fire goes on when there is something to send, or to give up.
func (p *pinger) Fire() {
	p.m.net.k.SetContext(p.ctx)
	p.work()
}

// work does what is due, and arms the timer for what will be.
func (p *pinger) work() {
	n := p.m.net
	now := n.k.Now()
	for len(p.waiting) > 0 && p.waiting[0].sent.Add(pingTimeout) <= now {
		n.emit(p.m.id, n.k.Context(), &PingTimeout{To: p.to.addr(), Seq: p.waiting[0].seq, Waited: pingTimeout})
		p.waiting = p.waiting[1:]
	}
	if p.sent < p.count && p.next <= now {
		p.send(now)
	}
	p.wait()
}

func (p *pinger) send(now sim.Instant) {
	p.sent++
	p.next = now.Add(pingInterval)
	p.waiting = append(p.waiting, echoRequest{uint16(p.sent), now})
	var b [icmpHeader + pingData]byte
	b[0] = icmpEchoRequest
	binary.BigEndian.PutUint16(b[4:], p.id)
	binary.BigEndian.PutUint16(b[6:], uint16(p.sent))
	for i := range pingData { // a pattern that shows what is missing, as ping(8) has it
		b[icmpHeader+i] = byte(i)
	}
	p.m.sendEcho(endpoint{}, p.to, b[:])
}

// wait arms the timer. Without anything to wait for, the pinger is done.
func (p *pinger) wait() {
	due := sim.Never
	if len(p.waiting) > 0 {
		due = p.waiting[0].sent.Add(pingTimeout)
	}
	if p.sent < p.count {
		due = min(due, p.next)
	}
	p.m.net.k.Arm(&p.timer, due, p)
	if due == sim.Never {
		m := p.m
		m.pingers = slices.DeleteFunc(m.pingers, func(other *pinger) bool { return other == p })
		m.net.emit(m.id, m.net.k.Context(), &PingDone{To: p.to.addr(), Sent: p.sent, Received: p.got})
	}
}

// sendEcho computes an echo message's checksum and sends it. Without an address of
// its own it comes from the one that the way to its destination begins at.
func (m *Machine) sendEcho(src endpoint, to ipv4, b []byte) {
	way := m.pathTo(to)
	if src.ip == 0 {
		src.ip = way.src
	}
	binary.BigEndian.PutUint16(b[2:], 0)
	binary.BigEndian.PutUint16(b[2:], checksum(0, b))
	m.net.send(m, way, ICMP, src, endpoint{ip: to}, 0, b)
}

// echo answers an echo request.
//
// RFC 1122 §3.2.2.6: "Every host MUST implement an ICMP Echo server function that
// receives Echo Requests and sends corresponding Echo Replies. [...] The IP source
// address in an ICMP Echo Reply MUST be the same as the specific-destination address
// [...] of the corresponding ICMP Echo Request message. Data received in an ICMP Echo
// Request MUST be entirely included in the resulting Echo Reply."
func (m *Machine) echo(f *frame) {
	reply := slices.Clone(f.data)
	reply[0] = icmpEchoReply
	m.sendEcho(endpoint{ip: f.dst.ip}, f.src.ip, reply)
}

// echoed takes an echo reply: the pinger is found by its identifier, the request by
// its number. A second reply to one request finds none.
func (m *Machine) echoed(f *frame) {
	id, seq := binary.BigEndian.Uint16(f.data[4:]), binary.BigEndian.Uint16(f.data[6:])
	for _, p := range m.pingers {
		if p.id != id || p.to != f.src.ip {
			continue
		}
		i := slices.IndexFunc(p.waiting, func(r echoRequest) bool { return r.seq == seq })
		if i < 0 {
			return
		}
		n := m.net
		took := n.k.Now().Sub(p.waiting[i].sent)
		p.waiting = slices.Delete(p.waiting, i, i+1)
		p.got++
		n.emit(m.id, n.k.Context(), &PingReply{From: p.to.addr(), Seq: seq, TTL: f.ttl, Took: took})
		p.wait()
		return
	}
	m.echoedTo(f, id, seq)
}

// stopPinging forgets what the machine was pinging: it is off.
func (m *Machine) stopPinging() {
	for _, p := range m.pingers {
		p.timer.Cancel()
	}
	m.pingers = nil
}
