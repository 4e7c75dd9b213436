package dns_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
)

// chainWorld is a small signed Internet: the root, "test" (NSEC) and "hash" (NSEC3, opting
// out) below it, with secure and unsigned zones below these, and a validating resolver.
type chainWorld struct {
	*world
	keys   map[string]*dns.ZoneKeys
	client host.Host
}

// meddling is what is done to a signed world: change is given a zone's text and how it is to
// be signed, by its name, before that is done; forge, what the server of "test" answers.
type meddling struct {
	change func(zone string, text *string, how *dns.Signing)
	forge  func(*mdns.Msg)
}

const (
	testText = `$TTL 300
@ SOA ns hostmaster 1 7200 900 1209600 60
@ NS ns
ns A 10.1.0.2
www A 192.0.2.80
www A 192.0.2.81
alias CNAME www
away CNAME www.plain.test.
*.wild TXT "from the asterisk"
a.b.c A 192.0.2.9
gone DNAME plain.test.
moved DNAME c.test.
secure NS ns.secure
ns.secure A 10.1.0.4
plain NS ns.plain
ns.plain A 10.1.0.5
island NS ns.island
ns.island A 10.1.0.6
`
	leafText = `$TTL 300
@ SOA ns hostmaster 1 7200 900 1209600 60
@ NS ns
ns A 192.0.2.2
www A 192.0.2.82
`
)

// newChainWorld builds it.
func newChainWorld(t testing.TB, c dns.ResolverConfig, wrong meddling) *chainWorld {
	w := &chainWorld{world: newWorld(t, 1), keys: map[string]*dns.ZoneKeys{}}
	zones := []struct{ name, text, at string }{
		{".", "$TTL 300\n@ SOA a.root-servers.net. h. 1 7200 900 604800 60\n@ NS a.root-servers.net.\na.root-servers.net. A 198.41.0.4\n" +
			"test NS ns.test.\nns.test. A 10.1.0.2\nhash NS ns.hash.\nns.hash. A 10.1.0.3\n", "198.41.0.4"},
		{"test.", testText, "10.1.0.2"},
		{"hash.", strings.ReplaceAll(testText, "10.1.0.2", "10.1.0.3"), "10.1.0.3"},
		{"secure.test.", leafText, "10.1.0.4"},
		{"plain.test.", leafText, "10.1.0.5"},
		{"island.test.", leafText, "10.1.0.6"},
	}
	var ds []*mdns.DS
	for i, z := range zones {
		keys, err := dns.NewZoneKeys(7, z.name, []uint8{dns.Ed25519, dns.ECDSAP256}[i%2], i%2 == 0)
		if err != nil {
			t.Fatal(err)
		}
		w.keys[z.name] = keys
		if i == 1 || i == 2 || i == 3 {
			ds = append(ds, keys.DS())
		}
	}
	for _, z := range zones {
		how := &dns.Signing{Keys: w.keys[z.name], Inception: epoch.Add(-time.Hour), Expiration: epoch.Add(30 * 24 * time.Hour),
			Delegations: ds, NSEC3: z.name == "hash.", OptOut: z.name == "hash."}
		text := z.text
		if wrong.change != nil {
			wrong.change(z.name, &text, how)
		}
		made := zone(t, z.name, text)
		if z.name != "plain.test." {
			signed, err := dns.SignZone(made, *how)
			if err != nil {
				t.Fatal(err)
			}
			made = signed
		}
		at := z.at
		if wrong.forge != nil && z.name == "test." {
			at = "10.1.9.2"
			w.host("man", z.at).Install("relay", func() host.Program { return relay(at53(at), wrong.forge) })
		}
		w.authority(w.host(z.name, at), false, made)
	}
	c.Hints = hints(t, rootHints)
	if c.TrustAnchors == nil {
		c.TrustAnchors = dns.TrustAnchors{}
		c.TrustAnchors.Add(w.keys["."].DS())
	}
	w.resolver(w.host("local", "10.0.0.53"), c)
	m := w.host("client", "10.0.0.1")
	m.Run(&prog{func(h host.Host) error {
		w.client = h
		return h.NewSignal().Wait()
	}})
	w.run()
	return w
}

// ask asks the resolver, with DO and RD, and what else change sets.
func (w *chainWorld) ask(name, qtype string, change ...func(*mdns.Msg)) *mdns.Msg {
	w.Helper()
	q := new(mdns.Msg)
	t, _ := dns.TypeNamed(qtype)
	q.SetQuestion(mdns.Fqdn(name), t)
	q.SetEdns0(1232, true)
	for _, f := range change {
		f(q)
	}
	var answer *mdns.Msg
	w.client.Go("ask", func() {
		conn, err := w.client.Dial("udp", at53("10.0.0.53"))
		if err != nil {
			w.Error(err)
			return
		}
		defer conn.Close()
		b, _ := q.Pack()
		conn.Write(b)
		conn.SetReadDeadline(w.client.Now().Add(time.Minute))
		buf := make([]byte, 4096)
		n, err := conn.Read(buf)
		if err != nil {
			w.Errorf("%s %s: %v", qtype, name, err)
			return
		}
		answer = new(mdns.Msg)
		if err := answer.Unpack(buf[:n]); err != nil {
			w.Error(err)
		}
	})
	w.run()
	if answer == nil {
		w.Fatalf("no answer to %s %s", qtype, name)
	}
	return answer
}

func checkingDisabled(m *mdns.Msg) { m.CheckingDisabled = true }
func plainDNS(m *mdns.Msg)         { m.Extra = nil }

// gist is what a validator said: code, AD, extended errors.
func gist(m *mdns.Msg) string {
	s := mdns.RcodeToString[m.Rcode]
	if m.AuthenticatedData {
		s += " AD"
	}
	if opt := m.IsEdns0(); opt != nil {
		for _, o := range opt.Option {
			if e, ok := o.(*mdns.EDNS0_EDE); ok {
				s += " EDE" + string('0'+rune(e.InfoCode/10)) + string('0'+rune(e.InfoCode%10))
			}
		}
	}
	return s
}

// What exists and what does not, in signed and unsigned zones: each is told with the state
// that RFC 4035, section 4.3, gives it, the first time and from the cache.
func TestValidation(t *testing.T) {
	w := newChainWorld(t, dns.ResolverConfig{}, meddling{})
	for _, c := range []struct{ name, qtype, want string }{
		{".", "NS", "NOERROR AD"},
		{".", "DNSKEY", "NOERROR AD"},
		{"test", "DS", "NOERROR AD"},
		{"test", "SOA", "NOERROR AD"},
		{"www.test", "A", "NOERROR AD"},
		{"www.test", "ANY", "NOERROR AD"},
		{"alias.test", "A", "NOERROR AD"},
		{"alias.test", "CNAME", "NOERROR AD"},
		{"www.test", "MX", "NOERROR AD"},
		{"no.test", "A", "NXDOMAIN AD"},
		{"no.such.test", "A", "NXDOMAIN AD"},
		{"b.c.test", "A", "NOERROR AD"}, // an empty name above another one
		{"x.wild.test", "TXT", "NOERROR AD"},
		{"x.y.wild.test", "TXT", "NOERROR AD"},
		{"x.wild.test", "A", "NOERROR AD"},
		{"a.b.moved.test", "A", "NOERROR AD"},
		{"www.gone.test", "A", "NOERROR"},
		{"www.secure.test", "A", "NOERROR AD"},
		{"no.secure.test", "A", "NXDOMAIN AD"},
		{"secure.test", "DS", "NOERROR AD"},
		{"plain.test", "DS", "NOERROR AD"}, // that there is none is proven
		{"www.plain.test", "A", "NOERROR"},
		{"no.plain.test", "A", "NXDOMAIN"},
		{"away.test", "A", "NOERROR"}, // as good as its worst part
		{"www.island.test", "A", "NOERROR"},
		{"www.hash", "A", "NOERROR AD"},
		{"www.hash", "MX", "NOERROR AD"},
		{"b.c.hash", "A", "NOERROR AD"},
		{"x.y.wild.hash", "TXT", "NOERROR"}, // the span opts out
		{"no.hash", "A", "NXDOMAIN"},
		{"plain.hash", "DS", "NOERROR"},
		{"nowhere", "A", "NXDOMAIN AD"},
	} {
		for _, when := range []string{"first", "again"} {
			if got := gist(w.ask(c.name, c.qtype)); got != c.want {
				t.Errorf("%s %s, %s: %s, want %s", c.qtype, c.name, when, got, c.want)
			}
		}
	}
	if m := w.ask("www.test", "A", plainDNS); m.AuthenticatedData || len(m.Answer) != 2 {
		t.Errorf("a client that knows nothing of DNSSEC gets\n%v", m)
	}
	if m := w.ask("www.test", "A", plainDNS, func(m *mdns.Msg) { m.AuthenticatedData = true }); !m.AuthenticatedData || len(m.Answer) != 2 {
		t.Errorf("a client that sets AD gets\n%v", m)
	}
	if m := w.ask("x.y.wild.test", "TXT"); len(m.Ns) == 0 || m.Ns[0].Header().Rrtype != mdns.TypeNSEC {
		t.Errorf("the proof for a wildcard is missing:\n%v", m)
	}
}

// What is wrong is not answered, with the reason; who checks by itself (CD) gets it.
func TestBogus(t *testing.T) {
	for name, c := range map[string]struct {
		meddling
		anchor func(w *chainWorld) mdns.RR
		ask    string
		want   string
	}{
		"expired": {meddling: meddling{change: func(zone string, _ *string, how *dns.Signing) {
			if zone == "secure.test." {
				how.Inception, how.Expiration = epoch.Add(-48*time.Hour), epoch.Add(-time.Hour)
			}
		}}, ask: "www.secure.test", want: "SERVFAIL EDE07"},
		"not valid yet": {meddling: meddling{change: func(zone string, _ *string, how *dns.Signing) {
			if zone == "secure.test." {
				how.Inception = epoch.Add(time.Hour)
			}
		}}, ask: "www.secure.test", want: "SERVFAIL EDE08"},
		"forged address": {meddling: meddling{forge: func(m *mdns.Msg) {
			for _, rr := range m.Answer {
				if a, ok := rr.(*mdns.A); ok {
					a.A = []byte{6, 6, 6, 6}
				}
			}
		}}, ask: "www.test", want: "SERVFAIL EDE06"},
		"one address left out": {meddling: meddling{forge: func(m *mdns.Msg) {
			if len(m.Answer) > 2 {
				m.Answer = m.Answer[1:]
			}
		}}, ask: "www.test", want: "SERVFAIL EDE06"},
		"signatures left out": {meddling: meddling{forge: func(m *mdns.Msg) { m.Answer = without(m.Answer, mdns.TypeRRSIG) }}, ask: "www.test", want: "SERVFAIL EDE10"},
		"signatures of data left out": {meddling: meddling{forge: func(m *mdns.Msg) {
			if m.Question[0].Qtype == mdns.TypeA {
				m.Answer = without(m.Answer, mdns.TypeRRSIG)
			}
		}}, ask: "www.test", want: "SERVFAIL EDE10"},
		"proof left out":                    {meddling: meddling{forge: func(m *mdns.Msg) { m.Ns = without(m.Ns, mdns.TypeNSEC) }}, ask: "no.test", want: "SERVFAIL EDE12"},
		"no such name, said of one that is": {meddling: meddling{forge: func(m *mdns.Msg) { denyName(m) }}, ask: "www.test", want: "SERVFAIL EDE12"},
		"proof for a wildcard left out":     {meddling: meddling{forge: func(m *mdns.Msg) { m.Ns = nil }}, ask: "x.wild.test TXT", want: "SERVFAIL EDE12"},
		"DS records left out": {meddling: meddling{forge: func(m *mdns.Msg) {
			m.Ns, m.Answer = without(m.Ns, mdns.TypeDS), without(m.Answer, mdns.TypeDS)
		}}, ask: "www.secure.test", want: "SERVFAIL EDE12"},
		"other anchor": {anchor: func(w *chainWorld) mdns.RR {
			ds := mdns.Copy(w.keys["."].DS()).(*mdns.DS)
			ds.Digest = strings.Repeat("ab", 32)
			return ds
		}, ask: "www.test", want: "SERVFAIL EDE09"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newChainWorld(t, dns.ResolverConfig{}, c.meddling)
			if c.anchor != nil {
				anchors := dns.TrustAnchors{}
				anchors.Add(c.anchor(w))
				w.resolvers["local"].Configure(dns.ResolverConfig{Hints: hints(t, rootHints), TrustAnchors: anchors})
			}
			name, qtype, _ := strings.Cut(c.ask, " ")
			if qtype == "" {
				qtype = "A"
			}
			first := w.ask(name, qtype)
			if got := gist(first); got != c.want || len(first.Answer) > 0 {
				t.Errorf("%s, want %s\n%v", got, c.want, first)
			}
			// RFC 9520: a failure is not looked for again at once.
			begin := w.t.Len()
			if got := gist(w.ask(name, qtype)); got != c.want+" EDE13" && got != c.want {
				t.Errorf("again: %s", got)
			}
			if n := len(w.messages(begin)); n != 2 {
				t.Errorf("%d messages for a failure that is known", n)
			}
			if m := w.ask(name, qtype, checkingDisabled); m.Rcode == mdns.RcodeServerFailure || m.AuthenticatedData {
				t.Errorf("with CD:\n%v", m)
			}
		})
	}
}

func without(section []mdns.RR, t uint16) []mdns.RR {
	return slices.DeleteFunc(slices.Clone(section), func(rr mdns.RR) bool {
		sig, ok := rr.(*mdns.RRSIG)
		return rr.Header().Rrtype == t || ok && sig.TypeCovered == t
	})
}

// denyName makes "no such name" of the answer about an address, with the proof that there is
// no other name.
func denyName(m *mdns.Msg) {
	if m.Question[0].Qtype == mdns.TypeA && len(m.Answer) > 0 {
		m.Answer, m.Rcode = nil, mdns.RcodeNameError
	}
}

// relay is a man in the middle: he passes queries on to a server, and changes its answers.
func relay(server netip.AddrPort, change func(*mdns.Msg)) *prog {
	return onQueries(func(h host.Host, query []byte, reply func([]byte) error) error {
		on, err := h.Dial("udp", server)
		if err != nil {
			return err
		}
		on.Write(query)
		buf := make([]byte, 2048)
		n, err := on.Read(buf)
		if err != nil {
			return err
		}
		on.Close()
		m := new(mdns.Msg)
		if err := m.Unpack(buf[:n]); err != nil {
			return err
		}
		m.Compress = true
		change(m)
		b, err := m.Pack()
		if err != nil {
			return err
		}
		return reply(b)
	})
}
