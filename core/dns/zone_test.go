package dns_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

const exampleZone = `
$TTL 3600
@           SOA   ns1 hostmaster 7 7200 900 1209600 300
@           NS    ns1
@           NS    ns.elsewhere.net.
ns1         A     192.0.2.1
@           MX    10 mail
mail        A     192.0.2.25
mail        AAAA  2001:db8::25
www         CNAME server
server      A     192.0.2.80
server      A     192.0.2.81
out         CNAME www.elsewhere.net.
nowhere     CNAME missing
chain1      CNAME chain2
chain2      CNAME chain3
chain3      A     192.0.2.3
loop1       CNAME loop2
loop2       CNAME loop1
self        CNAME self
into        CNAME host.sub
a.deep.ent  TXT   "far down"
sub         NS    ns.sub
sub         NS    ns2.elsewhere.net.
ns.sub      A     192.0.2.53
sub         DS    12345 13 2 49FD46E6C4B45C55D4AC69CBD3CD34AC1AFE51DE6AFE51DE6AFE51DE6AFE51DE
host.sub    A     192.0.2.99
*.wild      TXT   "made up"
*.wild      MX    5 mail
host.wild   A     192.0.2.7
*.calias    CNAME server
UPPER       A     192.0.2.8
moved       DNAME home
moved       TXT   "beside"
b.home      A     192.0.2.44
up          DNAME up.up
abroad      DNAME elsewhere.net.
`

// show writes a look-up's outcome in the order of a response.
func show(f dns.Found) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%v %s\n", f.Result, f.Name)
	for _, section := range []struct {
		name string
		rrs  []mdns.RR
	}{{"an", f.Answer}, {"ns", f.Authority}, {"ar", f.Additional}} {
		for _, rr := range section.rrs {
			h := rr.Header()
			data := strings.TrimPrefix(rr.String(), h.String())
			fmt.Fprintf(&s, "%s %s %d %s %s\n", section.name, h.Name, h.Ttl, mdns.Type(h.Rrtype), data)
		}
	}
	return s.String()
}

const soaLine = "ns example.org. 300 SOA ns1.example.org. hostmaster.example.org. 7 7200 900 1209600 300\n"

const subReferral = `
ns sub.example.org. 3600 NS ns.sub.example.org.
ns sub.example.org. 3600 NS ns2.elsewhere.net.
ar ns.sub.example.org. 3600 A 192.0.2.53`

func TestZoneLookup(t *testing.T) {
	z := zone(t, "example.org", exampleZone)
	for _, c := range []struct{ why, name, qtype, want string }{
		{"an RR set is answered whole", "server.example.org.", "A", `
answer server.example.org.
an server.example.org. 3600 A 192.0.2.80
an server.example.org. 3600 A 192.0.2.81`},
		{"case does not matter (RFC 4343)", "sErVeR.EXAMPLE.org.", "A", `
answer server.example.org.
an server.example.org. 3600 A 192.0.2.80
an server.example.org. 3600 A 192.0.2.81`},
		{"case in the file does not matter", "upper.example.org.", "A", "answer upper.example.org.\nan UPPER.example.org. 3600 A 192.0.2.8"},
		{"the final dot may be left out", "ns1.example.org", "A", "answer ns1.example.org.\nan ns1.example.org. 3600 A 192.0.2.1"},
		{"no such name", "missing.example.org.", "A", "NXDOMAIN missing.example.org.\n" + soaLine},
		{"no such name far below", "x.y.z.example.org.", "A", "NXDOMAIN x.y.z.example.org.\n" + soaLine},
		{"no such type", "server.example.org.", "MX", "NODATA server.example.org.\n" + soaLine},
		{"an empty non-terminal exists (RFC 8020)", "ent.example.org.", "TXT", "NODATA ent.example.org.\n" + soaLine},
		{"so does the one below", "deep.ent.example.org.", "A", "NODATA deep.ent.example.org.\n" + soaLine},
		{"beside it there is nothing", "b.deep.ent.example.org.", "A", "NXDOMAIN b.deep.ent.example.org.\n" + soaLine},
		{"an alias is followed", "www.example.org.", "A", `
answer server.example.org.
an www.example.org. 3600 CNAME server.example.org.
an server.example.org. 3600 A 192.0.2.80
an server.example.org. 3600 A 192.0.2.81`},
		{"an alias itself is asked for", "www.example.org.", "CNAME", "answer www.example.org.\nan www.example.org. 3600 CNAME server.example.org."},
		{"a chain of aliases", "chain1.example.org.", "A", `
answer chain3.example.org.
an chain1.example.org. 3600 CNAME chain2.example.org.
an chain2.example.org. 3600 CNAME chain3.example.org.
an chain3.example.org. 3600 A 192.0.2.3`},
		{"an alias that leads out", "out.example.org.", "A", `
alias www.elsewhere.net.
an out.example.org. 3600 CNAME www.elsewhere.net.`},
		{"an alias to nothing: the code is the last name's (RFC 6604)", "nowhere.example.org.", "A", `
NXDOMAIN missing.example.org.
an nowhere.example.org. 3600 CNAME missing.example.org.
` + soaLine},
		{"an alias whose target lacks the type", "www.example.org.", "AAAA", `
NODATA server.example.org.
an www.example.org. 3600 CNAME server.example.org.
` + soaLine},
		{"aliases in a circle end", "loop1.example.org.", "A", `
alias loop2.example.org.
an loop1.example.org. 3600 CNAME loop2.example.org.
an loop2.example.org. 3600 CNAME loop1.example.org.`},
		{"an alias to itself ends", "self.example.org.", "A", "alias self.example.org.\nan self.example.org. 3600 CNAME self.example.org."},
		{"below a cut: referral with glue", "host.sub.example.org.", "A", "referral host.sub.example.org." + subReferral},
		{"at the cut: referral", "sub.example.org.", "NS", "referral sub.example.org." + subReferral},
		{"glue is no data of the zone", "ns.sub.example.org.", "A", "referral ns.sub.example.org." + subReferral},
		{"DS stands above the cut (RFC 4035)", "sub.example.org.", "DS", `
answer sub.example.org.
an sub.example.org. 3600 DS 12345 13 2 49FD46E6C4B45C55D4AC69CBD3CD34AC1AFE51DE6AFE51DE6AFE51DE6AFE51DE`},
		{"DS below the cut: referral", "host.sub.example.org.", "DS", "referral host.sub.example.org." + subReferral},
		{"an alias below a cut", "into.example.org.", "A", `
referral host.sub.example.org.
an into.example.org. 3600 CNAME host.sub.example.org.` + subReferral},
		{"the apex's own NS set", "example.org.", "NS", `
answer example.org.
an example.org. 3600 NS ns1.example.org.
an example.org. 3600 NS ns.elsewhere.net.
ar ns1.example.org. 3600 A 192.0.2.1`},
		{"MX brings the addresses along", "example.org.", "MX", `
answer example.org.
an example.org. 3600 MX 10 mail.example.org.
ar mail.example.org. 3600 A 192.0.2.25
ar mail.example.org. 3600 AAAA 2001:db8::25`},
		{"ANY gives one set (RFC 8482)", "mail.example.org.", "ANY", "answer mail.example.org.\nan mail.example.org. 3600 A 192.0.2.25"},
		{"a DNAME moves what lies below (RFC 6672)", "b.moved.example.org.", "A", `
answer b.home.example.org.
an moved.example.org. 3600 DNAME home.example.org.
an b.moved.example.org. 3600 CNAME b.home.example.org.
an b.home.example.org. 3600 A 192.0.2.44`},
		{"to where there is nothing", "c.moved.example.org.", "A", `
NXDOMAIN c.home.example.org.
an moved.example.org. 3600 DNAME home.example.org.
an c.moved.example.org. 3600 CNAME c.home.example.org.
` + soaLine},
		{"but not its owner", "moved.example.org.", "TXT", "answer moved.example.org.\nan moved.example.org. 3600 TXT \"beside\""},
		{"the made-up alias can be asked for", "b.moved.example.org.", "CNAME", `
answer b.moved.example.org.
an moved.example.org. 3600 DNAME home.example.org.
an b.moved.example.org. 3600 CNAME b.home.example.org.`},
		{"a DNAME that leads out", "x.abroad.example.org.", "A", `
alias x.elsewhere.net.
an abroad.example.org. 3600 DNAME elsewhere.net.
an x.abroad.example.org. 3600 CNAME x.elsewhere.net.`},
		{"a name that grows too long", strings.Repeat("a.", 119) + "up.example.org.", "A", `
too long ` + strings.Repeat("a.", 119) + `up.example.org.
an up.example.org. 3600 DNAME up.up.example.org.`},
		{"outside", "www.elsewhere.net.", "A", "out of zone www.elsewhere.net."},
		{"a suffix of letters is no zone", "notexample.org.", "A", "out of zone notexample.org."},
		{"the parent is outside", "org.", "A", "out of zone org."},
		// RFC 4592, section 2.2.1 ff., in this zone's terms.
		{"a wildcard makes names up", "any.wild.example.org.", "TXT", "answer any.wild.example.org.\nan any.wild.example.org. 3600 TXT \"made up\""},
		{"and names below", "a.b.wild.example.org.", "MX", `
answer a.b.wild.example.org.
an a.b.wild.example.org. 3600 MX 5 mail.example.org.
ar mail.example.org. 3600 A 192.0.2.25
ar mail.example.org. 3600 AAAA 2001:db8::25`},
		{"a wildcard without the type", "any.wild.example.org.", "A", "NODATA any.wild.example.org.\n" + soaLine},
		{"a name that exists is not made up", "host.wild.example.org.", "TXT", "NODATA host.wild.example.org.\n" + soaLine},
		{"nor what lies below one", "x.host.wild.example.org.", "TXT", "NXDOMAIN x.host.wild.example.org.\n" + soaLine},
		{"the wildcard's parent is no match", "wild.example.org.", "TXT", "NODATA wild.example.org.\n" + soaLine},
		{"the asterisk itself can be asked for", "*.wild.example.org.", "TXT", "answer *.wild.example.org.\nan *.wild.example.org. 3600 TXT \"made up\""},
		{"a wildcard that is an alias", "x.calias.example.org.", "A", `
answer server.example.org.
an x.calias.example.org. 3600 CNAME server.example.org.
an server.example.org. 3600 A 192.0.2.80
an server.example.org. 3600 A 192.0.2.81`},
	} {
		qtype, ok := dns.TypeNamed(c.qtype)
		if !ok {
			t.Fatal(c.qtype)
		}
		same(t, c.why+": "+c.name+" "+c.qtype, show(z.Lookup(c.name, qtype)), c.want)
	}
}

func TestZonesDeepest(t *testing.T) {
	parent := zone(t, "org", `
@ 60 SOA ns h 1 1 1 1 60
@ 60 NS ns
ns 60 A 192.0.2.1
example 60 NS ns1.example
example 60 DS 1 13 2 00
ns1.example 60 A 192.0.2.1
alias 60 CNAME www.example`)
	zs := dns.NewZones(parent, zone(t, "example.org", exampleZone))
	for _, c := range []struct{ name, qtype, want string }{
		{"server.example.org.", "A", "answer example.org."},
		{"sub.example.org.", "A", "referral sub.example.org."},
		{"nothing.org.", "A", "NXDOMAIN org."},
		{"alias.org.", "A", "answer example.org."}, // across zones of one server
		{"example.org.", "DS", "answer org."},      // DS belongs to the parent
		{"example.org.", "SOA", "answer example.org."},
		{"example.com.", "A", "out of zone "},
	} {
		qtype, _ := dns.TypeNamed(c.qtype)
		f := zs.Lookup(c.name, qtype)
		if got := f.Result.String() + " " + f.Zone; got != c.want {
			t.Errorf("%s %s: %s, want %s", c.name, c.qtype, got, c.want)
		}
	}
}

func TestRootZone(t *testing.T) {
	z := zone(t, ".", rootZone)
	for _, c := range []struct {
		name string
		want dns.Result
	}{
		{".", dns.NoData}, {"gaia.cs.umass.edu.", dns.Referral}, {"edu.", dns.Referral},
		{"com.", dns.NXDomain}, {"a.root-servers.net.", dns.Success}, {"net.", dns.NoData},
	} {
		if got := z.Lookup(c.name, mdns.TypeA).Result; got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestZoneErrors(t *testing.T) {
	const top = "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n" // four lines
	for _, c := range []struct {
		text   string
		line   int
		reason string
	}{
		{"", 1, "no SOA"},
		{"@ 60 NS ns\n", 1, "no SOA"},
		{"@ 60 SOA ns h 1 2 3 4 5\nns 60 A 192.0.2.1\n", 2, "no NS"},
		{top + "www A 192.0.2.256\n", 5, "bad A"},
		{top + "; a remark\n\nwww A\n", 7, "no data"},
		{top + "www MX\n", 5, "no data"},
		{top + "www QQ 1\n", 5, ""},
		{top + "\n\n  ; remark\nwww.example.net. A 192.0.2.2\n", 8, "outside of the zone"},
		{top + "mail MX 10 mail\n@ SOA ns h 2 2 3 4 5\n", 6, "second SOA"},
		{top + "sub SOA ns h 2 2 3 4 5\n", 5, "SOA record stands"},
		{top + "www CNAME ns\nwww A 192.0.2.2\n", 6, "alias"},
		{top + "www A 192.0.2.2\nwww CNAME ns\n", 6, "alias"},
		{top + "www CNAME ns\nwww CNAME @\n", 6, "twice"},
		{top + "www CH A 192.0.2.1\n", 5, "class"},
		{top + "$INCLUDE other.zone\n", 5, "INCLUDE"},
		{top + "multi TXT ( \"a\"\n  \"b\"\n  \"c\" )\nwww.x.net. A 192.0.2.1\n", 8, "outside"},
		{top + "x.net. TXT ( \"a\"\n  \"b\" )\n", 5, "outside"},
		{top + "x.net. A 192.0.2.1", 5, "outside"},
		{top + "bad..name A 192.0.2.1\n", 5, "bad owner"},
		{top + "open TXT ( \"a\"\n", 5, ""},
		{"@ SOA ns h 1 2 3 4 5\n", 1, "missing TTL"},
	} {
		_, err := dns.ParseZone("example.org", c.text)
		var e *dns.ZoneError
		if !errors.As(err, &e) {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if e.Line != c.line || !strings.Contains(e.Error(), c.reason) {
			t.Errorf("%q: %v; want line %d, %q", c.text, e, c.line, c.reason)
		}
	}
}

// RFC 2181: duplicates are suppressed, TTLs of a set made equal; RFC 2308: the
// negative TTL is the lesser of the SOA's TTL and its MINIMUM.
func TestZoneSets(t *testing.T) {
	z := zone(t, "example.org", `
@   100 SOA ns h 1 2 3 4 999
@   60  NS  ns
ns  60  A   192.0.2.1
ns  30  A   192.0.2.2
ns  60  A   192.0.2.1
\110s2 60 A 192.0.2.9
`)
	if z.Records() != 5 {
		t.Errorf("%d records", z.Records())
	}
	same(t, "set", show(z.Lookup("ns.example.org.", mdns.TypeA)), `
answer ns.example.org.
an ns.example.org. 30 A 192.0.2.1
an ns.example.org. 30 A 192.0.2.2`)
	if ttl := z.Lookup("x.example.org.", mdns.TypeA).Authority[0].Header().Ttl; ttl != 100 {
		t.Errorf("negative TTL %d, want the SOA's own 100", ttl)
	}
	if r := z.Lookup("ns2.example.org.", mdns.TypeA).Result; r != dns.Success {
		t.Errorf("an escaped letter is another name: %v", r)
	}
}

func TestHints(t *testing.T) {
	if _, err := dns.ParseHints(rootHints); err != nil {
		t.Error(err)
	}
	for text, want := range map[string]string{
		"":                                       "no NS",
		". 60 NS a.x.\n":                         "address",
		". 60 NS a.x.\nb.x. 60 A 192.0.2.1\n":    "address",
		"edu. 60 NS a.x.\n":                      "line 1: root hints name the servers of the root only",
		". 60 NS a.x.\na.x. 60 TXT \"x\"\n":      "line 2: root hints hold",
		". 60 NS a.x.\na.x. 60 A 192.0.2.1.1\n":  "line 2",
		". 60 NS a.x.\n\n;\na.x. 60 A 1.2.3\n":   "line 4",
		". 60 NS a.x.\n$INCLUDE /etc/hostname\n": "line 2",
	} {
		_, err := dns.ParseHints(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
