package vnet

import (
	"encoding/binary"
	"net"
	"net/netip"

	"playnet/core/host"
	"playnet/core/trace"
)

// WireConfig grants a machine's programs the use of host.Wire.
type WireConfig struct {
	// Forge: they may send under another's address.
	Forge bool
	// Taps are the hosts and sites on whose links they may listen beside their own.
	Taps []string
}

// GrantWire lets a machine's programs forge and listen from now on.
func (m *Machine) GrantWire(c WireConfig) error {
	for _, place := range c.Taps {
		if _, ok := m.net.byName[place]; !ok {
			return configError("host "+m.name, "there is no host or site %s to listen at", place)
		}
	}
	m.grant = &c
	return nil
}

// wire is a program's use of its machine's grant.
type wire struct {
	p *process
}

// Wire returns what the lab grants the program's machine, or nil.
func (p *process) Wire() host.Wire {
	if p.m.grant == nil {
		return nil
	}
	return &wire{p}
}

// Forge sends a datagram under another's address.
func (w *wire) Forge(src, dst netip.AddrPort, b []byte) (trace.ID, error) {
	from, okSrc := fromAddr(src.Addr())
	to, okDst := fromAddr(dst.Addr())
	switch {
	case !okSrc || !okDst || dst.Port() == 0:
		return 0, sysError("sendto", errInvalid)
	case len(b) > maxDatagram:
		return 0, sysError("sendto", errTooLong)
	}
	return w.send(UDP, endpoint{from, src.Port()}, endpoint{to, dst.Port()}, udpHeader, b)
}

// ForgePing sends an ICMP echo request under another's address.
func (w *wire) ForgePing(src, dst netip.Addr, size int) (trace.ID, error) {
	from, okSrc := fromAddr(src)
	to, okDst := fromAddr(dst)
	if !okSrc || !okDst || size < 0 || size > maxDatagram {
		return 0, sysError("sendto", errInvalid)
	}
	b := make([]byte, icmpHeader+size)
	b[0] = icmpEchoRequest
	binary.BigEndian.PutUint16(b[2:], checksum(0, b))
	return w.send(ICMP, endpoint{ip: from}, endpoint{ip: to}, 0, b)
}

func (w *wire) send(proto Protocol, src, dst endpoint, transport int, b []byte) (trace.ID, error) {
	m := w.p.m
	switch {
	case w.p.state != running || !m.up:
		return 0, net.ErrClosed
	case !m.grant.Forge && !m.local(src.ip):
		return 0, host.ErrNotGranted
	}
	f := m.net.newFrame()
	f.proto, f.src, f.dst = proto, src, dst
	f.carry(b)
	f.forged, f.injector = !m.local(src.ip), w.p
	return m.net.launch(f, m, m.pathTo(dst.ip), transport), nil
}

// tap is a program that listens on a link.
type tap struct {
	p    *process
	hear func(host.Crossing) host.Verdict
}

// Tap listens on a link.
func (w *wire) Tap(place string, hear func(host.Crossing) host.Verdict) (stop func(), err error) {
	m := w.p.m
	granted := place == m.name
	for _, t := range m.grant.Taps {
		granted = granted || t == place
	}
	if !granted {
		return nil, host.ErrNotGranted
	}
	l, t := m.net.byName[place].access(), &tap{w.p, hear}
	l.taps = append(l.taps, t)
	m.net.rewire()
	return func() { l.untap(t) }, nil
}

// untap ends a listening. A link stays one on which frames stop, as if somebody could
// still listen: what has stopped there once is no different for it.
func (l *link) untap(t *tap) {
	for i, other := range l.taps {
		if other == t {
			l.taps = append(l.taps[:i:i], l.taps[i+1:]...)
			l.up.leg, l.down.leg = nil, nil
			return
		}
	}
}

// tapped lets those hear a frame who listen on the link that it is about to cross. It
// reports whether the frame goes on.
func (n *Network) tapped(f *frame, l *leg) bool {
	if f.proto != UDP || f.wire != nil {
		return true
	}
	for _, t := range l.line.link.taps {
		if t.p.state != running || f.injector == t.p {
			continue
		}
		c := host.Crossing{Frame: f.id, Src: f.src.addrPort(), Dst: f.dst.addrPort(), Up: l.up(), Data: f.data}
		var v host.Verdict
		before := n.k.Context()
		n.k.SetContext(f.ctx)
		t.p.guard(func() { v = t.hear(c) })
		n.k.SetContext(before)
		if v.Drop {
			n.lose(f, l, f.ctx, Intercepted)
			return false
		}
		if v.Data != nil && len(v.Data) <= maxDatagram {
			n.rewrite(f, l, t.p, v.Data)
			return true
		}
	}
	return true
}

// rewrite puts other data into a frame on its way. The record has the whole frame as it
// is from there on, as where bytes are changed by hand.
func (n *Network) rewrite(f *frame, l *leg, by *process, data []byte) {
	b := f.bytes()
	after := make([]byte, ethernetHeader+ipHeader+udpHeader, ethernetHeader+ipHeader+udpHeader+len(data))
	copy(after, b)
	after = append(after, data...)
	binary.BigEndian.PutUint16(after[ethernetHeader+2:], uint16(len(after)-ethernetHeader))
	binary.BigEndian.PutUint16(after[ethernetHeader+ipHeader+4:], uint16(udpHeader+len(data)))
	fixChecksums(after)
	at := ethernetHeader + ipHeader + udpHeader
	f.wire = after
	f.changed = n.emit(by.m.id, f.ctx, &FrameChanged{
		Frame: f.id, Where: l.where, Offset: at, Old: b[at:], New: after[at:], Fixed: true, Data: after,
	})
}
