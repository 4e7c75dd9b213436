//go:build linux

package main

import (
	"fmt"
	"strings"
	"testing"

	"playnet/tests/peers"
)

// recordsLab has zones with records of all kinds, one signed with NSEC, one with NSEC3;
// names with many addresses (aN.many has N); and a host, mute, that hears everything and
// says nothing.
func recordsLab() string {
	var b strings.Builder
	b.WriteString(`-- lab.json --
{
  "playnet": 1, "id": "all-records", "title": "All records", "subject": "dns", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [
    {"name": "client", "address": "10.0.0.9", "resolvers": ["mute", "resolver"]},
    {"name": "resolver", "address": "10.0.0.53"},
    {"name": "mute", "address": "10.0.0.7"},
    {"name": "ns", "address": "10.0.0.2"}
  ],
  "services": [
    {"kind": "dns.resolver", "host": "resolver", "hints": "zones/hints.zone"},
    {"kind": "dns.authority", "host": "ns", "openTransfer": true,
     "zones": ["zones/root.zone", "zones/many.zone", "zones/signed.zone", "zones/hashed.zone"],
     "dnssec": [{"zone": "signed", "twoKeys": true}, {"zone": "hashed", "denial": "NSEC3", "salt": "c0ffee", "algorithm": "ECDSAP256SHA256"}]}
  ]
}
-- zones/hints.zone --
. 60 NS ns.
ns. 60 A 10.0.0.2
-- zones/root.zone --
$ORIGIN .
$TTL 60
@ SOA ns h 1 2 3 4 5
@ NS ns
ns A 10.0.0.2
many NS ns
signed NS ns
hashed NS ns
lame NS nobody
nobody A 10.0.0.7
-- zones/signed.zone --
$ORIGIN signed.
$TTL 7384
@ SOA ns. hostmaster 7 7200 900 1209600 60
@ NS ns.
www A 192.0.2.80
www AAAA 2001:db8::80
*.wild TXT "made up" "of two"
a.b.ent MX 10 www
moved DNAME elsewhere.example.
text TXT "\"quoted\" \; \009 and \\" "" "\195\164"
long TXT "` + strings.Repeat("0123456789", 25) + `" "` + strings.Repeat("abcdefghij", 20) + `"
do\.t CNAME www
_sip._udp SRV 1 2 5060 www
@ CAA 0 issue "ca.example; policy=ev"
@ CAA 128 iodef "mailto:security@ca.example"
1 PTR www
sub NS ns.sub
ns.sub AAAA 2001:db8::53
big\032name A 192.0.2.9
odd TYPE65280 \# 4 0A00beef
-- zones/hashed.zone --
$ORIGIN hashed.
$TTL 86400
@ SOA ns. hostmaster 7 7200 900 1209600 60
@ NS ns.
www A 192.0.2.80
-- zones/many.zone --
$ORIGIN many.
$TTL 60
@ SOA ns. h 1 2 3 4 5
@ NS ns.
`)
	for _, n := range []int{20, 40, 100, 1000} {
		for i := range n {
			fmt.Fprintf(&b, "a%d A 10.1.%d.%d\n", n, i/250, i%250+1)
		}
	}
	return b.String()
}

// recordLines ask for what is in there.
var recordLines = []string{
	// cut short, and fetched again by TCP
	"dig @10.0.0.2 a40.many +noedns",
	"dig @10.0.0.2 a40.many +noedns +ignore",
	"dig @10.0.0.2 a40.many +bufsize=512 +noall +answer +stats",
	"dig @10.0.0.2 a100.many +short",
	"dig @10.0.0.2 a1000.many +noall +comments +stats",
	"dig @10.0.0.53 a100.many +noall +comments +stats +bufsize=4096",
	"dig @10.0.0.2 +tcp +noedns a20.many +nostats",
	// whoever is silent
	"dig @10.0.0.7 +time=1 a20.many",
	"dig @10.0.0.7 +time=1 +tries=1 +short a20.many",
	"dig +time=1 +tries=2 a20.many +noall +answer +stats",
	"nslookup -timeout=1 a20.many",
	"nslookup -timeout=1 -retry=1 a20.many 10.0.0.7",
	"dig @10.0.0.53 www.lame +time=20",
	// records of all kinds
	"dig @10.0.0.2 signed txt +noall +answer",
	"dig @10.0.0.2 text.signed txt",
	"dig @10.0.0.2 x.wild.signed txt",
	"dig @10.0.0.2 long.signed txt",
	"dig @10.0.0.2 'do\\.t.signed'",
	"dig @10.0.0.2 'big name.signed'",
	"dig @10.0.0.2 x.y.moved.signed mx",
	"dig @10.0.0.2 _sip._udp.signed srv",
	"dig @10.0.0.2 signed caa +short",
	"dig @10.0.0.2 www.sub.signed aaaa",
	"dig @10.0.0.2 odd.signed TYPE65280",
	"dig @10.0.0.2 signed any +noall +answer",
	"nslookup -type=srv _sip._udp.signed 10.0.0.2",
	"nslookup -type=txt text.signed 10.0.0.2",
	"nslookup -type=any signed 10.0.0.2",
	// signatures
	"dig @10.0.0.2 www.signed +dnssec",
	"dig @10.0.0.2 www.signed +dnssec +short",
	"dig @10.0.0.2 signed dnskey",
	"dig @10.0.0.2 signed dnskey +short",
	"dig @10.0.0.2 signed dnskey +nocrypto +noall +answer",
	"dig @10.0.0.2 hashed dnskey +dnssec +tcp",
	"dig @10.0.0.2 hashed nsec3param +short",
	"dig @10.0.0.2 nowhere.hashed +dnssec",
	"dig @10.0.0.2 nowhere.signed +dnssec +noall +authority",
	"dig @10.0.0.2 nowhere.signed +dnssec +noall +authority +split=20",
	"dig @10.0.0.2 www.signed a +dnssec +nosplit +noall +answer",
	"dig @10.0.0.2 www.signed nsec +noall +answer",
	"dig @10.0.0.2 www.signed a +dnssec +multi +noall +answer",
	"dig @10.0.0.2 signed dnskey +multi +noall +answer",
	"dig @10.0.0.2 hashed dnskey +multi +noall +answer",
	"dig @10.0.0.2 nowhere.hashed +dnssec +multi +noall +authority",
	// whole zones
	"dig @10.0.0.2 signed axfr",
	"dig @10.0.0.2 hashed axfr +onesoa +noall +answer",
	"dig @10.0.0.2 many axfr +noall +stats",
	"dig @10.0.0.2 signed ixfr=7",
	"dig @10.0.0.2 signed ixfr=3",
	"dig @10.0.0.2 other axfr",
	"dig @10.0.0.53 signed axfr",
}

// The same for truncation, silence, signatures, zones and records of all kinds.
func TestDigPrintsRecordsAsDigDoes(t *testing.T) {
	peers.Need(t, "dig")
	peers.Need(t, "nslookup")
	peers.Need(t, "socat")
	// On real sockets somebody has to listen where nobody answers.
	compare{lab: recordsLab(), host: "client", silent: "mute", lines: recordLines}.run(t)
}
