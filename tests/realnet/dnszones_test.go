//go:build linux

package main

import (
	"strings"
	"testing"

	"playnet/tests/peers"
)

// copiedLab has a zone on the server ns, and a copy on ns2.
const copiedLab = `-- lab.json --
{
  "playnet": 1, "id": "copied", "title": "A zone and its copy", "subject": "dns", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [
    {"name": "client", "address": "10.0.0.9"},
    {"name": "ns", "address": "10.0.0.2"},
    {"name": "ns2", "address": "10.0.0.3"}
  ],
  "services": [
    {"kind": "dns.authority", "host": "ns", "zones": ["zones/org.zone"], "secondaries": ["ns2"], "updaters": ["client"]},
    {"kind": "dns.authority", "host": "ns2", "copies": [{"zone": "example.org", "from": ["ns"]}]}
  ]
}
-- zones/org.zone --
$ORIGIN example.org.
$TTL 60
@ SOA ns hostmaster 7 7200 900 1209600 60
@ NS ns
@ NS ns2
ns A 10.0.0.2
ns2 A 10.0.0.3
www A 192.0.2.80
*.wild TXT "made up" "of two"
a.b.ent MX 10 www
moved DNAME elsewhere.example.
text TXT "\"quoted\" \; \009"
do\.t CNAME www
_sip._udp SRV 1 2 5060 www
@ CAA 0 issue "ca.example"
1 PTR www
sub NS ns.sub
ns.sub AAAA 2001:db8::53
`

// namedConf begins named's configuration: it listens on an address, and tells all to
// a file.
const namedConf = `
d=$(mktemp -d)
cat >$d/conf <<EOF
options { directory "$d"; pid-file none; session-keyfile "$d/key"; listen-on { $address; }; listen-on-v6 { none; };
  recursion no; notify explicit; allow-transfer { any; }; allow-notify { any; }; empty-zones-enable no; dnssec-validation no;
  query-source address $address; transfer-source $address; notify-source $address; };
controls { };
$zone
EOF
`

// await asks a server until it has a serial number, a bounded number of times.
const await = `
await() {
  n=0
  while [ "$(dig +short +time=1 +tries=1 @$1 example.org SOA | cut -d ' ' -f 3)" != "$2" ]; do
    n=$((n + 1))
    [ $n -lt 400 ] || { echo "serial $2 does not come to $1"; cat $d/log; exit 1; }
  done
}
`

// zoneOf prints a zone by transfer, sorted, without comments.
const zoneOf = `zone_of() { dig +noall +answer +onesoa "$@" example.org AXFR | tr -s '\t ' ' ' | sort; }
`

// sameText fails unless a script printed the same thing before and after "---".
func sameText(t *testing.T, got string, lines int) {
	t.Helper()
	ours, theirs, ok := strings.Cut(got, "---\n")
	if !ok || ours != theirs || strings.Count(ours, "\n") != lines {
		t.Errorf("%d lines, want %d; one has\n%s\nthe other\n%s", strings.Count(ours, "\n"), lines, ours, theirs)
	}
}

const copiedRecords = 16 // in the zone, its SOA record counted once

// named is a secondary server of ours.
func TestNamedCopiesOurZone(t *testing.T) {
	peers.Need(t, "dig")
	named := peers.Need(t, "named")
	forUsers(t, func(t *testing.T, r *runner) {
		lab := r.write("copied.lab", strings.NewReader(copiedLab), 0o644)
		got := r.shell(lab, []string{"-only", "ns", "-as", "client", "-v"}, `
			address=$PLAYNET_HOST_NS2
			zone="zone \"example.org\" { type secondary; primaries { $PLAYNET_HOST_NS; }; file \"copy\"; masterfile-format text; };"
			`+namedConf+await+zoneOf+named+` -g -c $d/conf 2>$d/log &
			await $PLAYNET_HOST_NS2 7
			zone_of @$PLAYNET_HOST_NS2
			echo ---
			zone_of @$PLAYNET_HOST_NS -b $PLAYNET_HOST_NS2
			dig @$PLAYNET_HOST_NS example.org AXFR >$d/refused
			grep -q 'Transfer failed' $d/refused
			# A change reaches it by our NOTIFY: its own REFRESH is two hours away.
			printf 'server %s\nzone example.org\nupdate add new.example.org 60 A 192.0.2.99\nsend\n' $PLAYNET_HOST_NS | nsupdate
			await $PLAYNET_HOST_NS2 8
			rm -r $d`)
		sameText(t, got.stdout, copiedRecords)
	})
}

// Ours is a secondary server of named, which starts after it: named's NOTIFY wakes it.
func TestWeCopyNamedsZone(t *testing.T) {
	peers.Need(t, "dig")
	named := peers.Need(t, "named")
	_, zone, _ := strings.Cut(copiedLab, "-- zones/org.zone --\n")
	forUsers(t, func(t *testing.T, r *runner) {
		text := strings.Replace(copiedLab, `"copies": [`, `"openTransfer": true, "copies": [`, 1)
		lab := r.write("copied.lab", strings.NewReader(text), 0o644)
		file := r.write("org.zone", strings.NewReader(zone), 0o644)
		got := r.shell(lab, []string{"-only", "ns2", "-as", "client", "-v"}, `
			address=$PLAYNET_HOST_NS
			zone="zone \"example.org\" { type primary; file \"`+file+`\"; also-notify { $PLAYNET_HOST_NS2; }; check-names ignore; };"
			`+namedConf+await+zoneOf+named+` -g -c $d/conf 2>$d/log &
			await $PLAYNET_HOST_NS2 7
			zone_of @$PLAYNET_HOST_NS
			echo ---
			zone_of @$PLAYNET_HOST_NS2
			rm -r $d`)
		sameText(t, got.stdout, copiedRecords)
	})
}

// nsupdate changes our zone, with prerequisites, and a secondary server of ours
// follows.
func TestNsupdate(t *testing.T) {
	peers.Need(t, "dig")
	peers.Need(t, "nsupdate")
	forUsers(t, func(t *testing.T, r *runner) {
		lab := r.write("copied.lab", strings.NewReader(copiedLab), 0o644)
		got := r.shell(lab, []string{"-as", "client", "-v"}, await+`
			d=/nonexistent
			change() { printf 'server %s\nzone example.org\n%b\nsend\n' $PLAYNET_HOST_NS "$1" | nsupdate 2>&1 || true; }
			change 'prereq nxdomain new.example.org\nupdate add new.example.org 300 A 192.0.2.5'
			change 'prereq nxdomain new.example.org\nupdate add new.example.org 300 A 192.0.2.6'
			change 'prereq yxrrset www.example.org A 192.0.2.80\nupdate delete www.example.org A\nupdate add www.example.org 60 A 192.0.2.81'
			change 'update add www.example.com 60 A 192.0.2.1'
			change 'update add alias.example.org 60 CNAME www.example.org\nupdate delete a.b.ent.example.org'
			await $PLAYNET_HOST_NS2 10
			dig +short @$PLAYNET_HOST_NS2 new.example.org www.example.org alias.example.org a.b.ent.example.org MX`)
		want := "update failed: YXDOMAIN\n" + "update failed: NOTZONE\n" + "192.0.2.5\n" + "192.0.2.81\n" + "www.example.org.\n192.0.2.81\n"
		if got.stdout != want {
			t.Errorf("printed\n%s\nwant\n%s\n%s", got.stdout, want, got.stderr)
		}
	})
}
