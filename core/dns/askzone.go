package dns

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	mdns "github.com/miekg/dns"
)

// attemptsPerServer is how often each server of a zone is asked by default. If one
// message in twenty is lost, four attempts fail once in ten thousand times.
const attemptsPerServer = 4

// candidate is a server's address that may be asked.
type candidate struct {
	*serverState
	useless bool // it answered, but not to the point
	// exchange is the one with a forwarder, whose late answer still counts: it may
	// have to look things up itself. A zone's own server is asked with a new port
	// and id each time.
	exchange *exchange
}

// round is the asking of one zone's servers for one question.
type round struct {
	w        *work
	d        *delegation
	q        mdns.Question
	t        *trail
	list     []candidate
	nameless int // servers before this one have had their addresses looked up
	sent     int
	// doubtful is the first answer that is taken only for want of a better one.
	doubtful *mdns.Msg
	found    Found
}

// askZone asks the servers of a zone, one after the other, until one gives an
// answer that helps. Those that were silent lately come last; a server without
// known address is looked up when the others gave nothing.
func (w *work) askZone(d *delegation, name string, qtype uint16, t *trail) (*mdns.Msg, Found, string) {
	w.unreached = false
	a := round{w: w, d: d, q: question(name, qtype), t: t}
	a.collect()
	defer a.end()
	for n := range a.rounds() {
		for i := 0; i < len(a.list) || n == 0 && (a.findServer() || a.findGlue()); i++ {
			if a.list[i].useless {
				continue
			}
			if reason := a.spent(); reason != "" {
				return nil, Found{}, reason
			}
			if m, f := a.askOne(&a.list[i], n); m != nil {
				return m, f, ""
			}
		}
	}
	if a.doubtful != nil {
		return a.doubtful, a.found, ""
	}
	w.unreached = true
	return nil, Found{}, "no server of " + d.zone + " gave an answer"
}

// secondHand reports whether an answer comes from a resolver's cache instead of the
// zone: it offers recursion, and doesn't claim authority. Such an answer is taken only
// if no other server of the zone has a better one.
func (a *round) secondHand(m *mdns.Msg, f *Found) bool {
	return m.RecursionAvailable && !m.Authoritative && f.Result != Referral && !a.w.r.forwards() && len(a.d.servers) > 1
}

// rounds returns how often each server is asked at most.
func (a *round) rounds() int {
	switch c := &a.w.r.config; {
	case c.Attempts > 0:
		return c.Attempts // the bound is on all servers together: see spent
	case a.w.r.forwards():
		return max(chaseRounds, chaseAttempts/len(c.Forwarders))
	}
	return attemptsPerServer
}

func (a *round) end() {
	for i := range a.list {
		a.list[i].exchange.end()
	}
}

// spent says which bound forbids another query, if one does.
func (a *round) spent() string {
	w := a.w
	switch {
	case w.queries >= maxQueries:
		return "more than " + decimal(maxQueries) + " queries"
	case w.r.h.Now().Sub(w.began) >= maxWork:
		return "it took longer than " + maxWork.String()
	case w.r.config.Attempts > 0 && a.sent >= w.r.config.Attempts:
		return "no server of " + a.d.zone + " gave an answer"
	}
	return ""
}

// collect lists the known addresses by their measured round-trip times, those that were
// silent lately last.
func (a *round) collect() {
	now := a.w.r.h.Now()
	var behind []candidate
	for i := range a.d.servers {
		s := &a.d.servers[i]
		if len(s.addrs) == 0 {
			s.addrs = a.w.r.knownAddresses(s.name)
		}
		for _, addr := range s.addrs {
			addr, ok := a.w.r.way(addr)
			if !ok {
				continue
			}
			c := candidate{serverState: a.w.r.servers.of(addr, s.name)}
			if c.avoided(now) {
				behind = append(behind, c)
			} else {
				a.list = append(a.list, c)
			}
		}
	}
	// The nearest first, and before it those that nobody has measured: they may be nearer
	// still. Among equals the order of the records stays.
	slices.SortStableFunc(a.list, func(x, y candidate) int { return cmp.Compare(x.srtt, y.srtt) })
	a.list = append(a.list, behind...)
}

// findServer looks up the address of the next server that has none. A name within
// the zone itself could be told only by that zone's servers, and a name that is
// being looked up already leads in a circle: both are left out.
func (a *round) findServer() bool {
	w := a.w
	for ; a.nameless < len(a.d.servers); a.nameless++ {
		s := &a.d.servers[a.nameless]
		if len(s.addrs) > 0 || within(s.name, a.d.zone) || a.t.holds(s.name) || a.t.length() >= maxDepth {
			continue
		}
		if w.queries >= maxQueries {
			return false
		}
		w.become(Finding, a.d.zone, s.name)
		for _, qtype := range w.r.addressTypes() {
			if len(s.addrs) == 0 {
				o := w.resolve(s.name, qtype, &trail{s.name, a.t.length() + 1, a.t})
				s.addrs = anyAddresses(o.answer)
			}
		}
		if len(s.addrs) == 0 {
			// Glue that its own zone's servers don't confirm is better than nothing.
			s.addrs = w.r.knownAddresses(s.name)
		}
		if a.add(s.name, s.addrs) {
			a.nameless++
			return true
		}
	}
	return false
}

// findGlue adds the addresses that only parents have given for the zone's servers.
func (a *round) findGlue() bool {
	found := false
	for i := range a.d.servers {
		s := &a.d.servers[i]
		found = a.add(s.name, a.w.r.parentAddresses(s.name)) || found
	}
	return found
}

// add puts addresses of a server behind the others, and reports whether any is new.
func (a *round) add(name string, addrs []netip.AddrPort) bool {
	before := len(a.list)
	for _, addr := range addrs {
		addr, ok := a.w.r.way(addr)
		if ok && !slices.ContainsFunc(a.list, func(c candidate) bool { return c.addr == addr }) {
			a.list = append(a.list, candidate{serverState: a.w.r.servers.of(addr, name)})
		}
	}
	return len(a.list) > before
}

// askOne asks one server. It returns nil when another has to be tried.
func (a *round) askOne(c *candidate, n int) (*mdns.Msg, Found) {
	w, r := a.w, a.w.r
	w.become(Asking, a.d.zone, c.name)
	w.addr, w.attempt = c.addr, n+1
	w.queries++
	a.sent++
	c.queries++
	r.load.Asked++
	wait, began := r.servers.wait(c.serverState, n), r.h.Now()
	m, err := a.send(c, wait)
	now := r.h.Now()
	switch {
	case err == nil:
		if n == 0 || !r.forwards() {
			// Karn's rule (RFC 6298, section 3): of a query that was sent again nobody
			// knows which copy the answer is for.
			c.answered(now.Sub(began))
		} else {
			c.spoke()
		}
		scrubbed := r.scrub(m)
		f, reason := useful(m, a.d.zone, a.q)
		if r.forwards() && f.Result == Referral {
			// Who recurses has nowhere to refer to: what it has found ends here.
			if f.Result, f.Authority = NoData, f.Proof; len(f.Answer) > 0 && len(f.Proof) == 0 {
				f.Result = Alias
			}
		}
		if scrubbed && len(m.Answer) == 0 && m.Rcode == mdns.RcodeSuccess {
			f, reason = Found{Result: NoData, Zone: a.d.zone, Name: canonical(a.q.Name)}, ""
		}
		if reason == "" && a.secondHand(m, &f) {
			reason = "it only repeats what others told it"
			if a.doubtful == nil {
				a.doubtful, a.found = m, f
			}
		}
		if reason == "" {
			return m, f
		}
		c.useless = true
		a.unreachable(c.addr, reason)
	case timedOut(err):
		c.failed(now)
		r.load.Timeouts++
		w.why = r.h.Emit(EventTimeout{Server: c.addr, Name: a.q.Name, Type: typeName(a.q.Qtype), Attempt: n + 1, Waited: wait})
		r.h.Because(w.why)
	default:
		c.failed(now)
		c.useless = true
		a.unreachable(c.addr, reasonOf(err))
	}
	return nil, Found{}
}

// send sends a query and waits for its answer.
func (a *round) send(c *candidate, wait time.Duration) (*mdns.Msg, error) {
	r := a.w.r
	if !r.forwards() {
		return r.asker.ask(c.addr, a.q, false, wait, a.w.why)
	}
	a.w.why = r.h.Emit(EventForward{Server: c.addr, Name: a.q.Name, Type: typeName(a.q.Qtype)})
	r.h.Because(a.w.why)
	return r.asker.again(&c.exchange, c.addr, a.q, true, wait, a.w.why)
}

func (a *round) unreachable(server netip.AddrPort, reason string) {
	h := a.w.r.h
	a.w.why = h.Emit(EventUnreachable{Server: server, Name: a.q.Name, Type: typeName(a.q.Qtype), Reason: reason})
	h.Because(a.w.why)
}

// useful reads a response and says why it does not help, if it does not.
func useful(m *mdns.Msg, zone string, q mdns.Question) (Found, string) {
	switch m.Rcode {
	case mdns.RcodeSuccess, mdns.RcodeNameError, mdns.RcodeYXDomain:
	default:
		return Found{}, rcodeName(m.Rcode)
	}
	if len(m.Question) != 1 {
		return Found{}, "no question in the answer"
	}
	f := read(m, zone, canonical(q.Name), q.Qtype)
	if f.Result == OutOfZone {
		// RFC 1912, section 2.8, "lame delegations": the server was named as one of
		// the zone's, but does not know it.
		return f, "not a server of " + zone
	}
	if m.Rcode == mdns.RcodeYXDomain && f.Result != TooLong {
		return f, rcodeName(m.Rcode) // without the DNAME record that it is about
	}
	return f, ""
}
