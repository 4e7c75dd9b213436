package dns_test

import (
	"net/netip"
	"testing"

	"playnet/core/dns"
)

const rootZone = `
$TTL 518400
@            SOA  a.root-servers.net. hostmaster.root-servers.net. 2026030200 1800 900 604800 86400
@            NS   a.root-servers.net.
a.root-servers.net. A 198.41.0.4
edu.         172800 NS   a.edu-servers.net.
a.edu-servers.net. 172800 A 192.5.6.30
`

const rootHints = `
.                   3600000 NS a.root-servers.net.
a.root-servers.net. 3600000 A  198.41.0.4
`

const eduZone = `
$TTL 86400
@         SOA  a.edu-servers.net. hostmaster 1 1800 900 604800 900
@         NS   a.edu-servers.net.
umass     NS   dns.cs.umass
dns.cs.umass A 128.119.240.1
`

const eduZoneIntermediate = `
$TTL 86400
@         SOA  a.edu-servers.net. hostmaster 1 1800 900 604800 900
@         NS   a.edu-servers.net.
umass     NS   dns.umass
dns.umass A    128.119.10.27
`

const umassZone = `
$TTL 3600
@         SOA  dns.cs hostmaster 1 1800 900 604800 300
@         NS   dns.cs
dns.cs    A    128.119.240.1
gaia.cs   A    128.119.245.12
www.cs    CNAME gaia.cs
`

const umassZoneIntermediate = `
$TTL 86400
@         SOA  dns hostmaster 1 1800 900 604800 300
@         NS   dns
dns       A    128.119.10.27
cs        NS   dns.cs
dns.cs    A    128.119.240.1
`

const csZone = `
$TTL 3600
@         SOA  dns hostmaster 1 1800 900 604800 300
@         NS   dns
dns       A    128.119.240.1
gaia      A    128.119.245.12
`

// textbook builds the network of the textbook's figure.
func textbook(t testing.TB, seed uint64, intermediate, recursive bool) *world {
	w := newWorld(t, seed)
	w.stub(w.hostOn("engineering", "128.122.81.9", lan), at53("128.122.0.53"))
	local := w.hostOn("dns.nyu.edu", "128.122.0.53", lan)
	c := dns.ResolverConfig{Hints: hints(t, rootHints)}
	if recursive {
		c = dns.ResolverConfig{Forwarders: []netip.AddrPort{at53("198.41.0.4")}}
	}
	w.resolver(local, c)
	w.authority(w.host("a.root", "198.41.0.4"), recursive, zone(t, ".", rootZone))
	edu, auth := zone(t, "edu", eduZone), zone(t, "umass.edu", umassZone)
	if intermediate {
		edu, auth = zone(t, "edu.", eduZoneIntermediate), zone(t, "cs.umass.edu", csZone)
		w.authority(w.host("dns.umass.edu", "128.119.10.27"), recursive, zone(t, "umass.edu", umassZoneIntermediate))
	}
	w.authority(w.host("a.edu", "192.5.6.30"), recursive, edu)
	w.authority(w.host("dns.cs.umass.edu", "128.119.240.1"), recursive, auth)
	w.run()
	return w
}

// checkFigure asserts hosts, order and content, whatever a golden file says.
func checkFigure(t *testing.T, w *world, want string) {
	t.Helper()
	begin := w.t.Len()
	a := w.lookup("engineering", "gaia.cs.umass.edu", "A")
	same(t, "messages", texts(w.messages(begin)), want)
	if a.Rcode != "NOERROR" || len(a.Answers) != 1 || a.Answers[0] != "gaia.cs.umass.edu. A 128.119.245.12" {
		t.Errorf("answer %+v", a)
	}
	if a.Server != at53("128.122.0.53") {
		t.Errorf("answered by %v", a.Server)
	}
}

// The figure "Interaction of the various DNS servers": the host asks its local
// server, which asks root, edu and dns.cs.umass.edu in turn.
func TestTextbookIterated(t *testing.T) {
	w := textbook(t, 7, false, false)
	checkFigure(t, w, `
engineering > dns.nyu.edu: A? gaia.cs.umass.edu
dns.nyu.edu > a.root: A? gaia.cs.umass.edu
a.root > dns.nyu.edu: NS edu + glue
dns.nyu.edu > a.edu: A? gaia.cs.umass.edu
a.edu > dns.nyu.edu: NS umass.edu + glue
dns.nyu.edu > dns.cs.umass.edu: A? gaia.cs.umass.edu
dns.cs.umass.edu > dns.nyu.edu: A 128.119.245.12
dns.nyu.edu > engineering: A 128.119.245.12`)
	all := w.messages(0)
	for i, m := range all {
		rd, ra, aa := m.payload[2]&1 == 1, m.payload[3]&0x80 != 0, m.payload[2]&4 != 0
		client := i == 0 || i == len(all)-1
		if rd != client {
			t.Errorf("%v: RD is %v", m, rd)
		}
		if ra != (i == 7) {
			t.Errorf("%v: RA is %v", m, ra)
		}
		if aa != (i == 6) {
			t.Errorf("%v: AA is %v", m, aa)
		}
	}
}

// The same with an intermediate server: edu knows dns.umass.edu only, which
// knows dns.cs.umass.edu. Ten messages.
func TestTextbookIntermediate(t *testing.T) {
	checkFigure(t, textbook(t, 7, true, false), `
engineering > dns.nyu.edu: A? gaia.cs.umass.edu
dns.nyu.edu > a.root: A? gaia.cs.umass.edu
a.root > dns.nyu.edu: NS edu + glue
dns.nyu.edu > a.edu: A? gaia.cs.umass.edu
a.edu > dns.nyu.edu: NS umass.edu + glue
dns.nyu.edu > dns.umass.edu: A? gaia.cs.umass.edu
dns.umass.edu > dns.nyu.edu: NS cs.umass.edu + glue
dns.nyu.edu > dns.cs.umass.edu: A? gaia.cs.umass.edu
dns.cs.umass.edu > dns.nyu.edu: A 128.119.245.12
dns.nyu.edu > engineering: A 128.119.245.12`)
}

// The figure "Recursive queries in DNS": each server asks the next one on.
func TestTextbookRecursive(t *testing.T) {
	w := textbook(t, 7, false, true)
	checkFigure(t, w, `
engineering > dns.nyu.edu: A? gaia.cs.umass.edu
dns.nyu.edu > a.root: A? gaia.cs.umass.edu
a.root > a.edu: A? gaia.cs.umass.edu
a.edu > dns.cs.umass.edu: A? gaia.cs.umass.edu
dns.cs.umass.edu > a.edu: A 128.119.245.12
a.edu > a.root: A 128.119.245.12
a.root > dns.nyu.edu: A 128.119.245.12
dns.nyu.edu > engineering: A 128.119.245.12`)
	for i, m := range w.messages(0) {
		if m.payload[2]&1 == 0 {
			t.Errorf("%v: RD is off in a recursive look-up", m)
		}
		if aa := m.payload[2]&4 != 0; aa != (i == 4) {
			t.Errorf("%v: AA is %v; only the zone's own server speaks with authority", m, aa)
		}
		if ra := m.payload[3]&0x80 != 0; ra != (i >= 4) {
			t.Errorf("%v: RA is %v", m, ra)
		}
	}
	if load := w.servers["a.root"].Load(); load.Queries != 1 || load.AskedOn != 1 || load.Answers != 1 {
		t.Errorf("load of the root: %+v", load)
	}
}

func TestTextbookRecursiveIntermediate(t *testing.T) {
	checkFigure(t, textbook(t, 7, true, true), `
engineering > dns.nyu.edu: A? gaia.cs.umass.edu
dns.nyu.edu > a.root: A? gaia.cs.umass.edu
a.root > a.edu: A? gaia.cs.umass.edu
a.edu > dns.umass.edu: A? gaia.cs.umass.edu
dns.umass.edu > dns.cs.umass.edu: A? gaia.cs.umass.edu
dns.cs.umass.edu > dns.umass.edu: A 128.119.245.12
dns.umass.edu > a.edu: A 128.119.245.12
a.edu > a.root: A 128.119.245.12
a.root > dns.nyu.edu: A 128.119.245.12
dns.nyu.edu > engineering: A 128.119.245.12`)
}

// All of it serves the user's look-up, and the second look-up needs the local
// server only.
func TestOperationAndCache(t *testing.T) {
	w := textbook(t, 7, false, false)
	begin := w.t.Len()
	w.lookup("engineering", "gaia.cs.umass.edu", "A")
	operation := w.t.Len()
	for _, m := range w.messages(begin) {
		if m.event.For == 0 {
			t.Errorf("%v serves no operation", m)
		}
		e, _ := w.t.Event(m.event.For)
		if l, ok := e.Body.(dns.EventLookup); !ok || l.Name != "gaia.cs.umass.edu." {
			t.Errorf("%v serves %v", m, e.Body)
		}
	}
	w.lookup("engineering", "GAIA.cs.umass.edu.", "A")
	same(t, "second look-up", texts(w.messages(operation)), `
engineering > dns.nyu.edu: A? gaia.cs.umass.edu
dns.nyu.edu > engineering: A 128.119.245.12`)
}

// Each message's cause names what decided it.
func TestWhy(t *testing.T) {
	for _, c := range []struct {
		recursive bool
		want      []string
	}{
		{false, []string{"dns.lookup", "dns.cache.miss", "dns.served", "dns.referral", "dns.served",
			"dns.referral", "dns.served", "frame.delivered"}},
		{true, []string{"dns.lookup", "dns.forward", "dns.forward", "dns.forward", "dns.served",
			"dns.served", "dns.served", "frame.delivered"}},
	} {
		w := textbook(t, 7, false, c.recursive)
		begin := w.t.Len()
		w.lookup("engineering", "gaia.cs.umass.edu", "A")
		for i, m := range w.messages(begin) {
			e, _ := w.t.Event(m.event.Cause)
			if got := e.Body.Kind().String(); got != c.want[i] {
				t.Errorf("%v was sent because of %s, want %s", m, got, c.want[i])
			}
		}
		// From answer to look-up there is a way back along the causes.
		answers := w.messages(begin)
		id, steps := answers[len(answers)-1].event.ID, 0
		for e, ok := w.t.Event(id); ok && e.Body.Kind() != dns.KindLookup; e, ok = w.t.Event(e.Cause) {
			steps++
		}
		if steps < 10 || steps > 40 {
			t.Errorf("%d causes between answer and look-up", steps)
		}
	}
}
