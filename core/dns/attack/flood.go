package attack

import (
	"net/netip"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
)

const (
	// sockets is from how many ports a flood is sent that forges no addresses.
	sockets = 16
	// amplifiedSize is how long an answer the queries of an amplification ask for
	// (EDNS(0)), in bytes.
	amplifiedSize = 4096
	// pingSize is how many bytes of data a ping has, as of ping(8).
	pingSize = 56
)

// flood sends packets at the attack's rate until its time is over.
func (p *Program) flood() error {
	send, err := p.sender()
	if err != nil {
		return err
	}
	p.become(Sending)
	pause := time.Second / time.Duration(max(p.config.Rate, 1))
	// Each packet has its own instant, counted from the beginning: rounding adds up to
	// nothing.
	end := p.h.Now().Add(p.config.For)
	for !p.ended && (p.config.For == 0 || p.h.Now().Before(end)) {
		n, err := send()
		if err != nil {
			return err
		}
		p.done.Packets++
		p.done.Bytes += uint64(n)
		if err := p.h.Sleep(pause); err != nil {
			return err
		}
	}
	p.become(Over)
	return nil
}

// sender returns what sends the next packet, and how many bytes that were.
func (p *Program) sender() (send func() (int, error), err error) {
	c := &p.config
	to := netip.AddrPortFrom(c.Target, dns.Port)
	switch {
	case c.Kind == PingFlood:
		return func() (int, error) {
			_, err := p.wire.ForgePing(p.source(), c.Target, pingSize)
			return pingSize, err
		}, nil
	case c.Kind == Amplification:
		return func() (int, error) {
			b := p.amplified()
			_, err := p.wire.Forge(netip.AddrPortFrom(c.As, p.port()), to, b)
			return len(b), err
		}, nil
	case c.Spoof:
		return func() (int, error) {
			b := query(p.id(), p.below(c.Name), mdns.TypeA)
			_, err := p.wire.Forge(netip.AddrPortFrom(p.source(), p.port()), to, b)
			return len(b), err
		}, nil
	}
	return p.plainSender(to)
}

// plainSender sends queries from sockets of the host's own. What comes back nobody reads.
func (p *Program) plainSender(to netip.AddrPort) (func() (int, error), error) {
	var conns []host.PacketConn
	for range sockets {
		conn, err := p.h.ListenPacket("udp", netip.AddrPortFrom(p.h.Addrs()[0], 0))
		if err != nil {
			return nil, err
		}
		conns = append(conns, conn)
	}
	next := 0
	return func() (int, error) {
		next = (next + 1) % len(conns)
		b := query(p.id(), p.below(p.config.Name), mdns.TypeA)
		_, err := conns[next].WriteToUDPAddrPort(b, to)
		return len(b), err
	}, nil
}

// source is an address that a packet pretends to come from: one of 198.18.0.0/15, which
// is nobody's (RFC 2544), or the host's own where it does not pretend.
func (p *Program) source() netip.Addr {
	if !p.config.Spoof {
		return p.h.Addrs()[0]
	}
	n := p.dice.Uint32()
	return netip.AddrFrom4([4]byte{198, 18 | byte(n>>16&1), byte(n >> 8), byte(n)})
}

func (p *Program) id() uint16 { return uint16(p.dice.Uint32()) }

// port is one of those that hosts send from (RFC 6335, section 6).
func (p *Program) port() uint16 { return uint16(firstPort + p.dice.IntN(ephemeral)) }

// amplified is a query whose answer is as long as can be had.
func (p *Program) amplified() []byte {
	m := &mdns.Msg{Question: []mdns.Question{{Name: dot(p.config.Name), Qtype: p.config.Type, Qclass: mdns.ClassINET}}}
	m.Id, m.RecursionDesired = p.id(), true
	m.SetEdns0(amplifiedSize, true)
	return packed(m)
}
