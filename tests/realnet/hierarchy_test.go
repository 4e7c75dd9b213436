//go:build linux

package main

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"playnet/public"
	"playnet/tests/peers"
)

// kdig, another resolver project's tool, gets from our servers and our resolver what dig
// gets: by UDP, by TCP, with signatures, with answers that are cut short.
func TestKdig(t *testing.T) {
	peers.Need(t, "dig")
	peers.Need(t, "kdig")
	r := newRunner(t, users(t)[0])
	lab := r.write("records.lab", strings.NewReader(recordsLab()), 0o644)
	var script strings.Builder
	lines := 0
	for _, server := range []string{"10.0.0.2", "10.0.0.53"} {
		for _, what := range []string{"www.signed A", "signed MX", "signed NS", "signed SOA", "signed CAA", "text.signed TXT", "_sip._udp.signed SRV",
			"do\\\\.t.signed A", "x.y.moved.signed A", "a.wild.signed TXT", "a40.many A", "a40.many A +tcp", "a100.many A +noedns",
			"signed DNSKEY", "hashed DNSKEY +dnssec", "www.signed AAAA +dnssec", "nowhere.hashed A +dnssec", "www.signed A +norecurse", "odd.signed TYPE65280"} {
			for _, tool := range []string{"dig", "kdig"} {
				fmt.Fprintf(&script, "%s @%s %s +short | tr -d '\"' | tr -s ' ' | sed '/^$/d' | sort\n", tool, server, what)
				fmt.Fprintf(&script, "%s @%s %s | sed -n 's/.*status: \\([A-Z]*\\).*/\\1/p'\necho --\n", tool, server, what)
			}
			lines++
		}
	}
	got := strings.Split(r.shell(lab, []string{"-as", "client"}, script.String()).stdout, "--\n")
	if len(got) != 4*lines/2+1 {
		t.Fatalf("%d answers to %d questions", len(got), lines)
	}
	filled := 0
	for i := 0; i+1 < len(got); i += 2 {
		// kdig leaves the signatures' data in one piece.
		if a, b := strings.ReplaceAll(got[i], " ", ""), strings.ReplaceAll(got[i+1], " ", ""); a != b {
			t.Errorf("question %d: dig finds\n%s\nkdig\n%s", i/2+1, got[i], got[i+1])
		}
		if strings.Count(got[i], "\n") > 1 {
			filled++
		}
	}
	if filled < lines*3/4 {
		t.Errorf("only %d of %d answers hold anything", filled, lines)
	}
}

// namedServer begins named on an address, with zones of files.
const namedServer = `
serve() {
  address=$1; shift; d=$(mktemp -d); pids="$pids $d"
  {
    echo "options { directory \"$d\"; pid-file none; session-keyfile \"$d/key\"; listen-on { $address; }; listen-on-v6 { none; };"
    echo "  recursion no; notify no; empty-zones-enable no; dnssec-validation no; query-source address $address; minimal-responses yes; };"
    echo "controls { };"
    for pair in "$@"; do echo "zone \"${pair%%=*}\" { type primary; file \"${pair#*=}\"; check-names ignore; };"; done
  } >$d/conf
  NAMED -g -c $d/conf 2>$d/log &
  n=0
  # It answers before it has taken all its sockets, and refuses for a moment then.
  while ! grep -q ' running$' $d/log || ! dig +time=1 +tries=1 +norecurse @$address "${1%%=*}" SOA +short 2>/dev/null | grep -q ' '; do
    n=$((n + 1)); [ $n -lt 100 ] || { cat $d/log; exit 1; }; sleep 0.1
  done
}
`

// Our resolver finds through a hierarchy of named's what it finds through ours: the same
// text from dig, line by line, and nslookup's as well.
func TestOurResolverThroughNamed(t *testing.T) {
	peers.Need(t, "dig")
	named := peers.Need(t, "named")
	text, ok := public.Lab("dns-records")
	if !ok {
		t.Fatal("no lab dns-records")
	}
	// Who begins a set with which record is no matter here.
	steady := strings.ReplaceAll(strings.ReplaceAll(string(text), `, "rotate": true`, ""), ",\n     \"rotate\": true", "")
	const questions = `
		for q in "shop.example.com A" "www.example.com AAAA" "example.com NS" "example.com SOA" "example.com TXT" "-x 192.0.2.25" "-x 192.0.2.26" "-x 192.0.2.99" \
			"nowhere.example.com A" "mail.east-coast.example.com AAAA" "example.com A" "com NS" "nothing A" ". NS" "SHOP.example.com A" \
			"www.example.com A +tcp" "www.example.com A +dnssec" "play.example.com A +noedns" "example.com MX"; do
			dig $q +nocookie +nocmd +nostats +tries=1 +time=10 | sed 's/id: [0-9]*/id: ID/' | awk '/SECTION/ {s=$0} /^[^;]/ {$2="TTL"} {print}' | sort
			echo --
		done
		nslookup shop.example.com
		nslookup -type=mx example.com | sort
	`
	r := newRunner(t, users(t)[0])
	lab := r.write("records.lab", strings.NewReader(steady), 0o644)
	ours := r.shell(lab, []string{"-as", "ada"}, questions).stdout
	zones := map[string]string{}
	for _, m := range txtar.Parse([]byte(steady)).Files {
		if name, isZone := strings.CutPrefix(m.Name, "zones/"); isZone {
			zones[strings.TrimSuffix(name, ".zone")] = r.write(strings.ReplaceAll(name, "/", "_"), strings.NewReader(string(m.Data)), 0o644)
		}
	}
	got := r.shell(lab, []string{"-as", "ada", "-only", "dns.college", "-v"}, strings.ReplaceAll(namedServer, "NAMED", named)+`
		pids=
		serve $PLAYNET_HOST_A_ROOT .=`+zones["root"]+`
		serve $PLAYNET_HOST_A_COM_SERVERS com=`+zones["com"]+`
		serve $PLAYNET_HOST_A_ARPA_SERVERS in-addr.arpa=`+zones["in-addr.arpa"]+`
		serve $PLAYNET_HOST_DNS1_EXAMPLE_COM example.com=`+zones["example.com"]+` 2.0.192.in-addr.arpa=`+zones["2.0.192.in-addr.arpa"]+`
		`+questions+`rm -r $pids`)
	theirs := got.stdout
	a, b := strings.Split(ours, "--\n"), strings.Split(theirs, "--\n")
	if len(a) != 20 || len(b) != 20 {
		t.Fatalf("%d and %d answers\n%s", len(a), len(b), got.stderr)
	}
	for i := range a {
		if a[i] != b[i] || len(a[i]) < 100 {
			t.Errorf("through our servers\n%s\nthrough named\n%s", a[i], b[i])
		}
	}
	if strings.Contains(got.stderr, " a.root ") {
		t.Errorf("our servers ran all the same:\n%s", got.stderr)
	}
}
