package attack

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
)

// knowledge is what an attacker knows of how a resolver draws ports and ids.
type knowledge struct {
	probed bool
	ports  []uint16 // that it was seen to send from; empty: it may be any
	bits   int      // of the ids, from the highest one that was seen
	mixed  bool     // it writes names in mixed case
	counts bool     // its ids follow each other
	next   uint16   // the last one seen
}

const (
	// probes is how many queries are looked at at least; a resolver that has used another
	// port in most of them has no pool.
	probes = 48
	// probesPerPort is how many are looked at for each port that is known: a port of a
	// pool stays unseen in one of 160,000 cases.
	probesPerPort = 12
	patience      = 2 * time.Second
	// countedGuesses is how far ahead of the last id seen a counter is looked for.
	countedGuesses = 16
)

// guessing tells what has to be guessed.
func (k *knowledge) guessing(name string) Guessing {
	g := Guessing{IDBits: k.bits, Ports: len(k.ports)}
	if !k.probed {
		g.IDBits = 16
	}
	if len(k.ports) == 0 {
		g.Ports = ephemeral
	}
	if k.counts {
		g.IDBits = 4 // one of countedGuesses
	}
	if k.mixed {
		g.Letters = Letters(name)
	}
	return g
}

// probe has the resolver look names up in the attacker's own zone, and notes from which
// ports and with which ids it asks. Where the attacker has no zone it knows nothing.
func (p *Program) probe() error {
	if p.config.Own == "" {
		p.know = knowledge{probed: true, bits: 16}
		return nil
	}
	p.become(Probing)
	stop, err := p.wire.Tap(p.h.Name(), p.observe)
	if err != nil {
		return err
	}
	p.leave = stop
	for n := 0; n < max(probes, probesPerPort*distinct(p.seen)) && !p.ended; n++ {
		if _, err := p.ask(p.below(p.config.Own), nil); err != nil {
			return err
		}
		if n >= probes && distinct(p.seen) > n*9/10 {
			break // hardly a port comes again: it has no pool
		}
	}
	p.know = learned(p.seen)
	p.h.Emit(Learned{Ports: len(p.know.ports), IDBits: p.know.bits, Counted: p.know.counts, Mixed: p.know.mixed})
	return nil
}

// observed is a query of the resolver, as its server sees it.
type observed struct {
	port, id uint16
	mixed    bool
}

// observe notes how the resolver asks, when what it asks crosses the attacker's link.
func (p *Program) observe(c host.Crossing) host.Verdict {
	if c.Up || c.Dst.Port() != dns.Port || c.Src.Addr() != p.config.Target {
		return host.Verdict{}
	}
	m := new(mdns.Msg)
	if m.Unpack(c.Data) != nil || m.Response || len(m.Question) != 1 {
		return host.Verdict{}
	}
	name := m.Question[0].Name
	o := observed{port: c.Src.Port(), id: m.Id, mixed: name != strings.ToLower(name)}
	if p.know.probed {
		p.know.next = o.id
	} else {
		p.seen = append(p.seen, o)
	}
	return host.Verdict{}
}

// catchUp looks once more at how far the ids have been counted, right before a race.
func (p *Program) catchUp() error {
	if !p.know.counts {
		return nil
	}
	_, err := p.ask(p.below(p.config.Own), nil)
	return err
}

func distinct(seen []observed) int {
	var ports []uint16
	for _, o := range seen {
		if !slices.Contains(ports, o.port) {
			ports = append(ports, o.port)
		}
	}
	return len(ports)
}

// learned draws its conclusions from what was seen.
func learned(seen []observed) knowledge {
	k := knowledge{probed: true, bits: 1}
	steps := 0
	for i, o := range seen {
		if !slices.Contains(k.ports, o.port) {
			k.ports = append(k.ports, o.port)
		}
		for o.id>>k.bits > 0 {
			k.bits++
		}
		k.mixed = k.mixed || o.mixed
		if i > 0 && o.id-seen[i-1].id <= countedGuesses/4 {
			steps++
		}
	}
	if n := len(seen); n == 0 || len(k.ports) > n*9/10 {
		k.ports = nil // hardly one has come twice
	}
	if n := len(seen); n > 2 && steps > n*3/4 {
		k.counts, k.next = true, seen[n-1].id
	}
	if len(seen) == 0 {
		k.bits = 16
	}
	return k
}

// ask sends the resolver a query, calls do, and waits for the answer: nil if none comes.
func (p *Program) ask(name string, do func() error) (*mdns.Msg, error) {
	conn, err := p.h.Dial("udp", netip.AddrPortFrom(p.config.Target, dns.Port))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	id := p.id()
	if _, err := conn.Write(query(id, name, mdns.TypeA)); err != nil {
		return nil, err
	}
	if do != nil {
		if err := do(); err != nil {
			return nil, err
		}
	}
	if err := conn.SetReadDeadline(p.h.Now().Add(patience)); err != nil {
		return nil, err
	}
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return nil, unlessClosed(err)
		}
		m := new(mdns.Msg)
		if m.Unpack(buf[:n]) == nil && m.Id == id && m.Response {
			return m, nil
		}
	}
}
