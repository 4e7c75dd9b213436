package dig

import (
	"strings"

	mdns "github.com/miekg/dns"
)

// maxSteps is how far +trace walks: more servers than any name has labels to ask.
const maxSteps = 130

// walk asks for the root's servers, and then goes down from server to server as a
// resolver does, printing what each says (+trace).
func (t *tool) walk(l *lookup) error {
	step := l.clone()
	if step.atRoot {
		step.text, step.qtype, step.qclass = ".", mdns.TypeNS, mdns.ClassINET
	}
	zone := ""
	for range maxSteps {
		t.drawCookie(step)
		a := t.ask(step)
		if a == nil {
			t.status = statusNoReply
			return nil
		}
		if a.broken != nil {
			t.badPacket(a)
			return nil
		}
		t.printAnswer(step, a)
		t.printEnd(step, a)
		records := a.msg.Ns
		switch {
		case step.atRoot:
			records = a.msg.Answer
		case len(a.msg.Answer) > 0:
			return nil
		}
		below, names := delegated(records, l.text)
		if len(names) == 0 {
			return nil
		}
		if bad := t.misleads(zone, below, step.atRoot); bad {
			return nil
		}
		zone = below
		servers, err := t.found(names)
		if err != nil {
			return err
		}
		next := l.clone()
		next.banner, next.atRoot, next.header.rd, next.servers = "", false, false, servers
		step = next
	}
	return nil
}

// delegated returns the zone that NS records hand over, and its servers' names.
func delegated(records []mdns.RR, name string) (zone string, servers []string) {
	for _, rr := range records {
		ns, ok := rr.(*mdns.NS)
		if !ok || !mdns.IsSubDomain(rr.Header().Name, mdns.Fqdn(name)) {
			continue
		}
		zone = strings.ToLower(rr.Header().Name)
		servers = append(servers, ns.Ns)
	}
	return zone, servers
}

// misleads reports a referral that leads no further down, and says so.
func (t *tool) misleads(zone, below string, atRoot bool) bool {
	switch {
	case atRoot || zone == "" || zone != below && mdns.IsSubDomain(zone, below):
		return false
	case zone == below:
		t.printf(";; BAD (HORIZONTAL) REFERRAL\n")
	default:
		t.printf(";; BAD REFERRAL\n")
	}
	return true
}

// found finds the addresses of servers, in an order that is drawn: dig asks any of them
// first.
func (t *tool) found(names []string) ([]server, error) {
	var list []server
	missing := ""
	for _, name := range names {
		called := strings.TrimSuffix(nameText(name), ".")
		if called == "" {
			called = "."
		}
		at := t.find(called)
		if len(at) == 0 {
			t.printf("couldn't get address for '%s': not found\n", called)
			missing = called
		}
		list = append(list, at...)
	}
	if len(list) == 0 {
		return nil, fatal(statusFatal, "couldn't get address for '%s': not found", missing)
	}
	t.dice.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list, nil
}
