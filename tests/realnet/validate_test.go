//go:build linux

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"playnet/tests/peers"
)

// resolverAdded adds our validating resolver to a lab.
func resolverAdded(lab string) string {
	lab = strings.Replace(lab, `"hosts": [`, `"hosts": [{"name": "local", "address": "10.0.0.53"},`, 1)
	lab = strings.Replace(lab, `"services": [`,
		`"services": [{"kind": "dns.resolver", "host": "local", "hints": "zones/hints.zone", "trustAnchor": "lab"},`, 1)
	return lab + "-- zones/hints.zone --\n. 3600000 NS a.root-servers.net.\na.root-servers.net. 3600000 A 10.0.0.1\n"
}

// Our resolver makes of our signed hierarchy what unbound and named make of it.
func TestOurResolverValidates(t *testing.T) {
	peers.Need(t, "dig")
	text, err := os.ReadFile(provenLab)
	if err != nil {
		t.Fatal(err)
	}
	r := newRunner(t, users(t)[0])
	lab := r.write("validated.lab", strings.NewReader(resolverAdded(string(text))), 0o644)
	script := strings.ReplaceAll(digAll(53), "@127.0.0.1", "@10.0.0.53")
	judge(t, "our resolver", r.shell(lab, []string{"-as", "client"}, "d=$(mktemp -d)\n"+script+"rm -r $d"))
}

// overNamed is a lab of our resolver alone; the zones are signed by BIND's tools, and served
// by named from the other hosts' addresses.
const overNamed = `-- lab.json --
{
  "playnet": 1, "id": "over-named", "title": "Over named", "subject": "dns", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [
    {"name": "client", "address": "10.0.0.9"},
    {"name": "local",  "address": "10.0.0.53"},
    {"name": "root",   "address": "10.0.0.1"},
    {"name": "tld",    "address": "10.0.0.2"},
    {"name": "ns",     "address": "10.0.0.3"}
  ],
  "services": [{"kind": "dns.resolver", "host": "local", "hints": "zones/hints.zone", "minimise": true, "trustAnchor": "ANCHOR"}]
}
-- zones/hints.zone --
. 3600000 NS a.root-servers.net.
a.root-servers.net. 3600000 A 10.0.0.1
`

// signWithBIND makes the zones of a hierarchy in a folder, signs them with four algorithms,
// with NSEC and NSEC3, writes configurations for three servers, and prints the root's DS
// record.
const signWithBIND = `set -e
d=$1
cd $d
soa='@ 300 SOA ns hostmaster 1 1800 900 604800 60'
printf '%s\n' "$soa" '@ 300 NS a.root-servers.net.' 'a.root-servers.net. 300 A 10.0.0.1' 'test. 300 NS ns.test.' 'ns.test. 300 A 10.0.0.2' >root
printf '%s\n' "$soa" '@ 300 NS ns' 'ns 300 A 10.0.0.2' 'www 300 A 192.0.2.1' '*.wild 300 TXT "made up"' 'alias 300 CNAME www.sub' \
  'sub 300 NS ns.sub' 'ns.sub 300 A 10.0.0.3' 'late 300 NS ns.sub' 'plain 300 NS ns.sub' >test
for z in sub.test late.test plain.test; do
  printf '%s\n' "$soa" '@ 300 NS ns.sub.test.' 'ns 300 A 10.0.0.3' 'www 300 A 192.0.2.2' 'b.a 300 A 192.0.2.3' >$z
done
sign() { # zone, file, algorithm, until, options
  zone=$1 file=$2 algorithm=$3 until=$4
  shift 4
  k=$(dnssec-keygen -q -a $algorithm -f KSK -n ZONE $zone) z=$(dnssec-keygen -q -a $algorithm -n ZONE $zone)
  cat $k.key $z.key >>$file
  dnssec-signzone -Q -P -s now-172800 -e $until "$@" -o $zone -f $file.signed $file 2>&1
}
{
sign late.test late.test ECDSAP256SHA256 now-86400
sign sub.test sub.test ED25519 now+864000
cat dsset-late.test. dsset-sub.test. >>test
sign test test RSASHA256 now+864000 -3 abcd -H 2
cat dsset-test. >>root
sign . root ECDSAP384SHA384 now+864000
} >log
cp plain.test plain.test.signed
server() { # number, files
  n=$1
  shift
  echo "options { directory \"$d\"; pid-file none; session-keyfile \"$d/key$n\"; listen-on { 10.0.0.$n; }; listen-on-v6 { none; };
    recursion no; empty-zones-enable no; dnssec-validation no; };
    controls { };" >conf$n
  for file; do
    zone=$file
    [ $zone != root ] || zone=.
    echo "zone \"$zone\" { type primary; file \"$file.signed\"; };" >>conf$n
  done
}
server 1 root
server 2 test
server 3 sub.test late.test plain.test
chmod -R a+rX .
tr -s '\t ' ' ' <dsset-.
`

// Our resolver validates what named serves, signed by BIND's own tools.
func TestOurResolverOverNamed(t *testing.T) {
	for _, tool := range []string{"dig", "dnssec-keygen", "dnssec-signzone"} {
		peers.Need(t, tool)
	}
	named := peers.Need(t, "named")
	r := newRunner(t, users(t)[0])
	folder := t.TempDir()
	lab := r.write("over-named.lab", strings.NewReader(strings.Replace(overNamed, "ANCHOR", signedByBIND(t, folder), 1)), 0o644)
	questions := [][2]string{
		{"www.sub.test A", "NOERROR ad 192.0.2.2"}, {"www.test A", "NOERROR ad 192.0.2.1"}, {"alias.test A", "NOERROR ad www.sub.test."},
		{"x.y.wild.test TXT", `NOERROR ad "made up"`}, {"no.test A", "NXDOMAIN ad "}, {"no.sub.test A", "NXDOMAIN ad "},
		{"www.sub.test MX", "NOERROR ad "}, {"www.test MX", "NOERROR ad "}, {"a.sub.test A", "NOERROR ad "}, {"sub.test DS", "NOERROR ad "},
		{"plain.test DS", "NOERROR ad "}, {"www.plain.test A", "NOERROR  192.0.2.2"}, {"no.plain.test A", "NXDOMAIN  "},
		{"www.late.test A", "SERVFAIL  "}, {"nowhere A", "NXDOMAIN ad "},
	}
	var script strings.Builder
	script.WriteString("cd " + folder + "\nfor n in 1 2 3; do " + named + " -g -c conf$n 2>log$n & done\n" +
		"for n in 1 2 3; do i=0; until grep -q ' running$' log$n; do i=$((i + 1)); [ $i -lt 20000 ] || { cat log$n >&2; exit 1; }; done; done\n")
	for _, q := range questions {
		script.WriteString("dig +dnssec +tries=2 +time=10 @10.0.0.53 " + q[0] + ` >answer
echo "$(grep -o 'status: [A-Z]*' answer | cut -c 9-)" "$(grep '^;; flags:' answer | grep -o ' ad' | cut -c 2-)" ` +
			`"$(grep -v '^;' answer | tr -s '\t ' ' ' | grep -E ' IN (A|TXT|CNAME) ' | cut -d ' ' -f 5- | head -n 1)"` + "\n")
	}
	got := r.shell(lab, []string{"-as", "client"}, script.String())
	lines := strings.Split(strings.TrimSuffix(got.stdout, "\n"), "\n")
	if len(lines) != len(questions) {
		t.Fatalf("%d answers to %d questions\n%s\n%s", len(lines), len(questions), got.stdout, got.stderr)
	}
	for i, q := range questions {
		if lines[i] != q[1] {
			t.Errorf("%s: %q, want %q", q[0], lines[i], q[1])
		}
	}
}

// signedByBIND signs the zones and returns the DS record of the root.
func signedByBIND(t *testing.T, folder string) string {
	t.Helper()
	out, err := exec.Command("sh", "-c", signWithBIND, "sh", folder).CombinedOutput()
	if err != nil {
		log, _ := os.ReadFile(folder + "/log")
		t.Fatalf("%v\n%s\n%s", err, out, log)
	}
	return strings.TrimSpace(string(out))
}
