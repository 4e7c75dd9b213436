//go:build linux

package main

import (
	"fmt"
	"strings"
	"testing"

	"playnet/tests/peers"
)

// provenLab is the signed hierarchy that others validate here.
const provenLab = "../labs/dnssec.lab"

// verdicts are questions about provenLab with what a validating resolver makes of the
// answer: its response code, whether it sets AD, and an address or text.
var verdicts = []struct{ name, qtype, status, ad, value string }{
	{"www.nsec.edu", "A", "NOERROR", "ad", "192.0.2.80"},
	{"www.hashed.edu", "A", "NOERROR", "ad", "192.0.2.90"},
	{"alias.nsec.edu", "A", "NOERROR", "ad", "192.0.2.90"},
	{"www.moved.nsec.edu", "A", "NOERROR", "ad", "192.0.2.90"},
	{"any.thing.wild.nsec.edu", "TXT", "NOERROR", "ad", `"made up"`},
	{"any.thing.wild.hashed.edu", "TXT", "NOERROR", "ad", `"made up"`},
	// There is no such name, no such type, and an empty non-terminal.
	{"nobody.nsec.edu", "A", "NXDOMAIN", "ad", ""},
	{"nobody.here.hashed.edu", "A", "NXDOMAIN", "ad", ""},
	{"nobody", "A", "NXDOMAIN", "ad", ""},
	{"www.nsec.edu", "MX", "NOERROR", "ad", ""},
	{"www.hashed.edu", "MX", "NOERROR", "ad", ""},
	{"any.wild.nsec.edu", "A", "NOERROR", "ad", ""},
	{"any.wild.hashed.edu", "A", "NOERROR", "ad", ""},
	{"ent.nsec.edu", "A", "NOERROR", "ad", ""},
	{"ent.hashed.edu", "A", "NOERROR", "ad", ""},
	{"plain.edu", "DS", "NOERROR", "ad", ""},
	// By opt-out com proves nothing of what is not there.
	{"nobody.com", "A", "NXDOMAIN", "", ""},
	// Not signed, or not known to be.
	{"www.plain.edu", "A", "NOERROR", "", "192.0.2.100"},
	{"out.nsec.edu", "A", "NOERROR", "", "192.0.2.100"},
	{"www.shop.com", "A", "NOERROR", "", "192.0.2.140"},
	{"www.island.com", "A", "NOERROR", "", "192.0.2.130"},
	// Bogus.
	{"www.late.edu", "A", "SERVFAIL", "", ""},
	{"nobody.late.edu", "A", "SERVFAIL", "", ""},
	{"www.wrong.edu", "A", "SERVFAIL", "", ""},
}

// digAll asks a validating resolver everything and prints a line for each answer.
func digAll(port int) string {
	var s strings.Builder
	for _, v := range verdicts {
		fmt.Fprintf(&s, "dig +dnssec +tries=2 +time=10 @127.0.0.1 -p %d %s %s >$d/answer\n", port, v.name, v.qtype)
		s.WriteString(`echo "$(grep -o 'status: [A-Z]*' $d/answer | cut -c 9-)" \
			"$(grep '^;; flags:' $d/answer | grep -o ' ad' | cut -c 2-)" \
			"$(grep -v '^;' $d/answer | tr -s '\t ' ' ' | grep -E ' IN (A|TXT) ' | cut -d ' ' -f 5- | head -n 1)"` + "\n")
	}
	return s.String()
}

// judge compares what digAll has printed.
func judge(t *testing.T, who string, got result) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(got.stdout, "\n"), "\n")
	if len(lines) != len(verdicts) {
		t.Fatalf("%s: %d answers to %d questions\n%s\n%s", who, len(lines), len(verdicts), got.stdout, got.stderr)
	}
	for i, v := range verdicts {
		if want := v.status + " " + v.ad + " " + v.value; lines[i] != want {
			t.Errorf("%s says of %s %s: %s, want %s", who, v.name, v.qtype, lines[i], want)
		}
	}
}

// unbound validates our hierarchy from the lab's anchor down.
func TestUnboundValidates(t *testing.T) {
	peers.Need(t, "dig")
	unbound := peers.Need(t, "unbound")
	forUsers(t, func(t *testing.T, r *runner) {
		conf := strings.Replace(fmt.Sprintf(unboundConf, "127.0.0.1", 5300, "yes"), `"iterator"`, `"validator iterator"`, 1)
		judge(t, "unbound", r.shell(r.lab(provenLab), nil, "d=$(mktemp -d)\ncat >$d/conf <<EOF\n"+conf+
			"  trust-anchor-file: \"$PLAYNET_TRUST_ANCHOR\"\n  harden-below-nxdomain: no\nEOF\n"+unbound+" -c $d/conf\n"+digAll(5300)+"rm -r $d"))
	})
}

// named does, too.
func TestNamedValidates(t *testing.T) {
	peers.Need(t, "dig")
	named := peers.Need(t, "named")
	forUsers(t, func(t *testing.T, r *runner) {
		judge(t, "named", r.shell(r.lab(provenLab), nil, `d=$(mktemp -d)
cat >$d/conf <<EOF
options { directory "$d"; pid-file none; session-keyfile "$d/key"; listen-on port 5300 { 127.0.0.1; }; listen-on-v6 { none; };
  recursion yes; allow-query { any; }; dnssec-validation yes; empty-zones-enable no; synth-from-dnssec no; };
controls { };
zone "." { type hint; file "$PLAYNET_ROOT_HINTS"; };
EOF
cat $PLAYNET_TRUST_ANCHOR_BIND >>$d/conf
`+named+` -g -c $d/conf 2>$d/log &
n=0
until grep -q ' running$' $d/log; do n=$((n + 1)); [ $n -lt 5000 ] || { cat $d/log >&2; exit 1; }; done
`+digAll(5300)+"cat $d/log >&2\nrm -r $d"))
	})
}

// delv is told to trust the lab's anchor, and validates answers by itself. It asks a resolver
// that does not; a name of each kind.
func TestDelvValidates(t *testing.T) {
	delv, unbound := peers.Need(t, "delv"), peers.Need(t, "unbound")
	forUsers(t, func(t *testing.T, r *runner) {
		conf := fmt.Sprintf(unboundConf, "127.0.0.1", 5300, "no")
		got := r.shell(r.lab(provenLab), nil, "d=$(mktemp -d)\ncat >$d/conf <<EOF\n"+conf+"EOF\n"+unbound+" -c $d/conf\n"+`
ask() { `+delv+` @127.0.0.1 -p 5300 -a $PLAYNET_TRUST_ANCHOR_BIND +root=. "$@" 2>&1 | grep -E '^;.*(validated|unsigned|expired)' | head -n 1; }
ask www.nsec.edu A
ask www.hashed.edu A
ask alias.nsec.edu A
ask any.wild.hashed.edu TXT
ask nobody.nsec.edu A
ask nobody.hashed.edu A
ask www.hashed.edu MX
ask www.plain.edu A
ask www.late.edu A
ask edu DNSKEY
rm -r $d`)
		want := `; fully validated
; fully validated
; fully validated
; fully validated
; negative response, fully validated
; negative response, fully validated
; negative response, fully validated
; unsigned answer
`
		lines := strings.SplitAfter(got.stdout, "\n")
		if len(lines) < 10 || strings.Join(lines[:8], "") != want || !strings.Contains(lines[8], "expired") || lines[9] != "; fully validated\n" {
			t.Errorf("delv printed\n%s\nwant\n%s(expired)\n; fully validated\n%s", got.stdout, want, got.stderr)
		}
	})
}

// A signed zone that is transferred is whole: dnssec-verify finds each signature and the chain of
// proofs in what dig has got.
func TestSignedZonesAreTransferred(t *testing.T) {
	peers.Need(t, "dig")
	verify := peers.Need(t, "dnssec-verify")
	forUsers(t, func(t *testing.T, r *runner) {
		got := r.shell(r.lab(provenLab), nil, `d=$(mktemp -d)
for zone in nsec.edu hashed.edu; do
  dig +onesoa @$PLAYNET_HOST_NS $zone AXFR >$d/zone
  `+verify+` -z -o $zone $d/zone 2>&1 | grep -o 'Zone fully signed'
done
`+verify+` -z -o late.edu $d/zone >/dev/null 2>&1 || echo refused
rm -r $d`)
		if want := "Zone fully signed\nZone fully signed\nrefused\n"; got.stdout != want {
			t.Errorf("printed\n%s\nwant\n%s\n%s", got.stdout, want, got.stderr)
		}
	})
}
