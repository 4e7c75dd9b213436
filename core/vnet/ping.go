package vnet

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
)

var _ host.Pinger = (*process)(nil)

// pingCall is a program's echo request that waits for its reply.
type pingCall struct {
	to      ipv4
	id, seq uint16
	sent    sim.Instant
	done    sim.WaitQueue
	reply   host.Pong
	heard   sim.Context // of the reply
}

// Ping sends an echo request and blocks until the reply has come.
func (p *process) Ping(to netip.Addr, size int, timeout time.Duration) (host.Pong, error) {
	m := p.m
	fail := func(err error) (host.Pong, error) {
		return host.Pong{}, &net.OpError{Op: "ping", Net: "ip4:icmp", Addr: &net.IPAddr{IP: to.AsSlice()}, Err: err}
	}
	ip, ok := fromAddr(to)
	switch {
	case p.state != running || !m.up:
		return fail(net.ErrClosed)
	case !ok:
		return fail(sysError("sendto", errFamily))
	case size < 0 || size > maxDatagram: // the two headers are of equal length
		return fail(sysError("sendto", errTooLong))
	}
	if p.pingID == 0 {
		m.pings++
		p.pingID = m.pings
	}
	p.pingSeq++
	c := &pingCall{to: ip, id: p.pingID, seq: p.pingSeq, sent: p.k.Now()}
	m.pingCalls = append(m.pingCalls, c)
	defer func() { m.pingCalls = slices.DeleteFunc(m.pingCalls, func(o *pingCall) bool { return o == c }) }()

	b := make([]byte, icmpHeader+size)
	b[0] = icmpEchoRequest
	binary.BigEndian.PutUint16(b[4:], c.id)
	binary.BigEndian.PutUint16(b[6:], c.seq)
	for i := range size {
		b[icmpHeader+i] = byte(i)
	}
	m.sendEcho(endpoint{}, ip, b)

	deadline := sim.Never
	if timeout > 0 {
		deadline = p.k.Now().Add(timeout)
	}
	if err := c.done.Wait(p.k, deadline); err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			m.net.emit(m.id, p.k.Context(), &PingTimeout{To: to, Seq: c.seq, Waited: timeout})
		}
		return fail(err)
	}
	p.k.SetContext(c.heard)
	m.net.emit(m.id, c.heard, &PingReply{From: c.reply.From, Seq: c.seq, TTL: c.reply.TTL, Took: c.reply.RTT})
	return c.reply, nil
}

// echoedTo hands an echo reply to the program that waits for it, if one does. Only
// the first reply to a request counts.
func (m *Machine) echoedTo(f *frame, id, seq uint16) {
	for _, c := range m.pingCalls {
		if c.id == id && c.seq == seq && c.to == f.src.ip && c.reply.Seq == 0 {
			c.reply = host.Pong{From: f.src.ip.addr(), Size: len(f.data), Seq: seq, TTL: f.ttl, RTT: m.net.k.Now().Sub(c.sent)}
			c.heard = f.because()
			c.done.WakeOne()
			return
		}
	}
}
