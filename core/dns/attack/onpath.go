package attack

import (
	"strings"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
)

// listen stands on the path: it sees the queries that cross its link, with their ids and
// ports, and answers those for its name first, or changes the answers to them.
func (p *Program) listen() error {
	stop, err := p.wire.Tap(p.config.Place, p.hear)
	if err != nil {
		p.become(Powerless)
		return nil
	}
	defer stop()
	p.become(Listening)
	for !p.ended {
		if err := p.waits.Wait(); err != nil {
			return err
		}
	}
	p.become(Over)
	return nil
}

// hear looks at a datagram that crosses the link.
func (p *Program) hear(c host.Crossing) host.Verdict {
	query := c.Dst.Port() == dns.Port
	if !query && c.Src.Port() != dns.Port {
		return host.Verdict{}
	}
	m := new(mdns.Msg)
	if m.Unpack(c.Data) != nil || len(m.Question) != 1 || m.Response == query {
		return host.Verdict{}
	}
	if query {
		p.done.Seen++
	}
	q := m.Question[0]
	if !strings.EqualFold(q.Name, dot(p.config.Name)) || q.Qtype != mdns.TypeA || query == p.config.Change {
		return host.Verdict{}
	}
	why := p.h.Emit(Answered{Name: strings.ToLower(q.Name), Server: c.Dst, Client: c.Src, Changed: p.config.Change})
	p.h.Because(why)
	if p.config.Change {
		return p.change(m)
	}
	forged := answering(q, p.config.Address)
	forged.Id, forged.RecursionDesired = m.Id, m.RecursionDesired
	b := packed(forged)
	if _, err := p.wire.Forge(c.Dst, c.Src, b); err == nil {
		p.done.Answered++
		p.done.Packets++
		p.done.Bytes += uint64(len(b))
	}
	return host.Verdict{}
}

// change puts the attacker's address into a true answer.
func (p *Program) change(m *mdns.Msg) host.Verdict {
	changed := false
	for _, rr := range m.Answer {
		if a, ok := rr.(*mdns.A); ok {
			a.A, changed = p.config.Address.AsSlice(), true
		}
	}
	if !changed {
		return host.Verdict{}
	}
	m.Compress = true
	p.done.Answered++
	return host.Verdict{Data: packed(m)}
}
