package dns_test

import (
	"crypto"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// trap is a zone whose owner means to wear validators out: its keys all have one tag, and
// its answers many signatures that look right.
type trap struct {
	key    *mdns.DNSKEY
	secret crypto.Signer
	keys   []mdns.RR
	sigs   int // over each set of data
	chain  int // aliases before the address
}

func newTrap(t testing.TB, keys, sigs, chain int) *trap {
	key := &mdns.DNSKEY{Hdr: mdns.RR_Header{Name: "org.", Rrtype: mdns.TypeDNSKEY, Class: mdns.ClassINET, Ttl: 300},
		Flags: 257, Protocol: 3, Algorithm: mdns.ECDSAP256SHA256}
	secret, err := key.Generate(256)
	if err != nil {
		t.Fatal(err)
	}
	p := &trap{key: key, secret: secret.(crypto.Signer), keys: []mdns.RR{key}, sigs: sigs, chain: chain}
	for i := range keys - 1 {
		// The tag is a sum of pairs of bytes (RFC 4034, appendix B): their order does not matter.
		other := mdns.Copy(key).(*mdns.DNSKEY)
		b, _ := base64.StdEncoding.DecodeString(key.PublicKey)
		for j := range 2 {
			b[j], b[2*i+2+j] = b[2*i+2+j], b[j]
		}
		other.PublicKey = base64.StdEncoding.EncodeToString(b)
		if other.KeyTag() != key.KeyTag() {
			t.Fatal("the tags differ")
		}
		p.keys = append(p.keys, other)
	}
	return p
}

func (p *trap) sign(t testing.TB, set []mdns.RR) *mdns.RRSIG {
	sig := &mdns.RRSIG{Hdr: mdns.RR_Header{Name: set[0].Header().Name, Rrtype: mdns.TypeRRSIG, Class: mdns.ClassINET, Ttl: 300},
		Algorithm: p.key.Algorithm, KeyTag: p.key.KeyTag(), SignerName: "org.",
		Inception: uint32(epoch.Add(-time.Hour).Unix()), Expiration: uint32(epoch.Add(time.Hour).Unix())}
	if err := sig.Sign(p.secret, set); err != nil {
		t.Error(err)
	}
	return sig
}

// answer answers keys as they are, and all else with signatures of which none is good.
func (p *trap) answer(t testing.TB, q *mdns.Msg) *mdns.Msg {
	m := new(mdns.Msg)
	m.SetReply(q)
	m.Authoritative = true
	name := q.Question[0].Name
	if q.Question[0].Qtype == mdns.TypeDNSKEY {
		m.Answer = append(append(m.Answer, p.keys...), p.sign(t, p.keys))
		return m
	}
	data := rr(name + " 300 A 192.0.2.1")
	if len(name) < p.chain+len("x.org.") {
		data = rr(name + " 300 CNAME x" + name)
	}
	m.Answer = append(m.Answer, data)
	good := p.sign(t, []mdns.RR{data})
	for i := range p.sigs {
		bad := mdns.Copy(good).(*mdns.RRSIG)
		b, _ := base64.StdEncoding.DecodeString(good.Signature)
		b[i%64] ^= byte(1 + i/64)
		bad.Signature = base64.StdEncoding.EncodeToString(b)
		m.Answer = append(m.Answer, bad)
	}
	return m
}

// The KeyTrap attack (CVE-2023-50387): colliding keys × signatures that fit none of them. A
// validator tries a few, and answers SERVFAIL.
func TestKeyTrap(t *testing.T) {
	for _, c := range []struct {
		name              string
		keys, sigs, chain int
		tries, least      uint64
	}{
		{"one key, one signature", 1, 1, 0, 2, 2},
		{"one key, many signatures", 1, 6, 0, 9, 7},
		{"many keys, one signature", 12, 1, 0, 9, 9},
		{"many keys, many signatures", 12, 6, 0, 16, 9},
		{"and a chain of aliases", 12, 4, 15, 100, 90},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newTrap(t, c.keys, c.sigs, c.chain)
			anchors := dns.TrustAnchors{}
			anchors.Add(p.key.ToDS(mdns.SHA256))
			w := small(t, 1, "org NS ns.org.\nns.org. A 10.9.9.1", dns.ResolverConfig{TrustAnchors: anchors})
			w.serve(w.host("org", "10.9.9.1"), func(q *mdns.Msg) *mdns.Msg { return p.answer(t, q) })
			w.run()
			if a := w.lookup("client", "x.org", "A"); a.Rcode != "SERVFAIL" {
				t.Errorf("%+v", a)
			}
			load := w.resolvers["local"].Load()
			if load.Signatures > c.tries || load.Signatures < c.least {
				t.Errorf("%d signatures tried, want %d to %d", load.Signatures, c.least, c.tries)
			}
			if failed := events[dns.EventFailed](w, 0); len(failed) != 1 {
				t.Errorf("%+v", failed)
			}
		})
	}
}

// Names hashed more often than RFC 9276 wants are not hashed at all, and a name of many
// labels not without end.
func TestHashesAreBounded(t *testing.T) {
	w := newChainWorld(t, dns.ResolverConfig{}, meddling{change: func(zone string, _ *string, how *dns.Signing) {
		if zone == "hash." {
			how.Iterations = 151
		}
	}})
	if got := gist(w.ask("www.hash", "MX")); got != "NOERROR EDE27" {
		t.Error(got)
	}
	if n := w.resolvers["local"].Load().Hashes; n != 0 {
		t.Errorf("%d names hashed", n)
	}
	w = newChainWorld(t, dns.ResolverConfig{}, meddling{})
	if got := gist(w.ask(strings.Repeat("x.", 90)+"hash", "A")); got != "NXDOMAIN" {
		t.Error(got)
	}
	if n := w.resolvers["local"].Load().Hashes; n < 90 || n > 100 {
		t.Errorf("%d names hashed", n)
	}
	w = newChainWorld(t, dns.ResolverConfig{}, meddling{})
	if got := gist(w.ask(strings.Repeat("x.", 120)+"hash", "A")); got != "SERVFAIL EDE06" {
		t.Error(got)
	}
	if n := w.resolvers["local"].Load().Hashes; n != 100 {
		t.Errorf("%d names hashed", n)
	}
}

// A chain of trust through very many zones ends with the bound on queries.
func TestDeepChainOfTrust(t *testing.T) {
	const depth = 60
	name := "."
	anchors := dns.TrustAnchors{}
	var ds []*mdns.DS
	zones := make([]*dns.Zone, depth)
	names := make([]string, depth)
	keys := make([]*dns.ZoneKeys, depth)
	for i := range depth {
		names[i] = name
		k, err := dns.NewZoneKeys(1, name, dns.Ed25519, false)
		if err != nil {
			t.Fatal(err)
		}
		keys[i] = k
		ds = append(ds, k.DS())
		name = strings.TrimPrefix("a."+name, ".")
		name = strings.Replace(name, "..", ".", 1)
	}
	for i, n := range names {
		text := "$TTL 300\n@ SOA ns.invalid. h. 1 1 1 1 60\n@ NS a.root-servers.net.\nwww A 192.0.2.1\n"
		if i+1 < depth {
			text += names[i+1] + " NS a.root-servers.net.\n"
		}
		z, err := dns.SignZone(zone(t, n, text), dns.Signing{Keys: keys[i], Inception: epoch.Add(-time.Hour),
			Expiration: epoch.Add(time.Hour), Delegations: ds})
		if err != nil {
			t.Fatal(err)
		}
		zones[i] = z
	}
	anchors.Add(ds[0])
	w := newWorld(t, 1)
	w.stub(w.host("client", "10.0.0.1"), at53("10.0.0.53"))
	w.resolver(w.host("local", "10.0.0.53"), dns.ResolverConfig{Hints: hints(t, rootHints), TrustAnchors: anchors})
	w.authority(w.host("all", "198.41.0.4"), false, zones...)
	w.run()
	a := w.lookup("client", "www."+names[depth-1], "A")
	load := w.resolvers["local"].Load()
	if a.Rcode != "SERVFAIL" || load.Asked > 50 || load.Signatures > 100 {
		t.Errorf("%s, %d queries, %d signatures", a.Rcode, load.Asked, load.Signatures)
	}
	if a := w.lookup("client", "www."+names[9], "A"); a.Rcode != "NOERROR" {
		t.Errorf("ten zones deep: %+v", a)
	}
}
