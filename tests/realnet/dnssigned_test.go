//go:build linux

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/tests/peers"
)

// sharedSecret is the secret of the key "shared." of the labs here.
const sharedSecret = "c2hhcmVkIHNlY3JldCBvZiB0aGlydHktdHdvIGJ5dGVz"

// signedLab is copiedLab with a key that updates and transfers must be signed with.
var signedLab = strings.NewReplacer(
	`"hosts": [`, `"keys": [{"name": "shared", "secret": "`+sharedSecret+`"}],
  "hosts": [`,
	`"updaters": ["client"]`, `"updateKey": "shared", "transferKey": "shared"`,
	`"from": ["ns"]`, `"from": ["ns"], "key": "shared"`,
).Replace(copiedLab)

// hourOld is an update that was signed an hour ago, as bash writes it.
func hourOld(t *testing.T) string {
	m := &mdns.Msg{MsgHdr: mdns.MsgHdr{Id: 4711, Opcode: mdns.OpcodeUpdate}}
	m.Question = []mdns.Question{{Name: "example.org.", Qtype: mdns.TypeSOA, Qclass: mdns.ClassINET}}
	m.Ns = []mdns.RR{&mdns.A{Hdr: mdns.RR_Header{Name: "clock.example.org.", Rrtype: mdns.TypeA, Class: mdns.ClassINET, Ttl: 9}, A: []byte{192, 0, 2, 5}}}
	m.SetTsig("shared.", mdns.HmacSHA256, 300, time.Now().Add(-time.Hour).Unix())
	b, _, err := mdns.TsigGenerate(m, sharedSecret, "", false)
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	for _, c := range b {
		fmt.Fprintf(&s, "\\x%02x", c)
	}
	return s.String()
}

// nsupdate and dig sign with the key, with another secret, with a key that is not known,
// and not at all; an update of an hour ago comes again.
func TestSignedUpdates(t *testing.T) {
	peers.Need(t, "dig")
	peers.Need(t, "nsupdate")
	forUsers(t, func(t *testing.T, r *runner) {
		lab := r.write("signed.lab", strings.NewReader(signedLab), 0o644)
		got := r.shell(lab, []string{"-as", "client", "-v"}, await+`
			d=/nonexistent
			key=hmac-sha256:shared:`+sharedSecret+`
			change() { name=$1; shift; printf 'server %s\nzone example.org\nupdate add %s.example.org 60 A 192.0.2.5\nsend\n' $PLAYNET_HOST_NS $name | "$@" 2>&1 | tr -s '\n' '|' && echo; }
			change good nsupdate -y $key
			change secret nsupdate -y hmac-sha256:shared:d3Jvbmcgc2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXM=
			change name nsupdate -y hmac-sha256:other:`+sharedSecret+`
			change digest nsupdate -y hmac-sha512:shared:`+sharedSecret+`
			change unsigned nsupdate
			# The response code, and the error at the end of the TSIG record, before the time. (Written
			# by dd: bash would begin another datagram after each byte that is a line feed.)
			bash -c 'exec 3<>/dev/udp/$PLAYNET_HOST_NS/53; printf "`+hourOld(t)+`" | dd bs=600 iflag=fullblock status=none >&3; dd bs=600 count=1 status=none <&3' |
				od -An -v -tx1 -w600 | awk '{print $4, $(NF-9), $(NF-8)}'
			await $PLAYNET_HOST_NS2 8
			dig -y $key +noall +answer +onesoa @$PLAYNET_HOST_NS example.org AXFR | wc -l
			dig -y hmac-sha256:shared:d3Jvbmcgc2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXM= +noall +answer +onesoa @$PLAYNET_HOST_NS example.org AXFR | grep -c 'IN' || true
			dig +noall +answer @$PLAYNET_HOST_NS example.org AXFR | grep -o 'Transfer failed'
			dig -y $key +tcp @$PLAYNET_HOST_NS www.example.org | grep -c 'status: NOERROR\|hmac-sha256. .* NOERROR'
			for name in good secret name digest clock unsigned; do dig +short @$PLAYNET_HOST_NS2 $name.example.org; done`)
		want := strings.Join([]string{
			"", // the good one has nothing to say
			"; TSIG error with server: tsig indicates error|update failed: NOTAUTH(BADSIG)|",
			"; TSIG error with server: tsig indicates error|update failed: NOTAUTH(BADKEY)|",
			"; TSIG error with server: tsig indicates error|update failed: NOTAUTH(BADKEY)|",
			"update failed: REFUSED|",
			"09 00 12", // NOTAUTH, BADTIME
			"17", "0", "Transfer failed", "2", "192.0.2.5", ""}, "\n")
		if got.stdout != want {
			t.Errorf("printed\n%s\nwant\n%s\n%s", got.stdout, want, got.stderr)
		}
	})
}

// namedKey lets named know the key, and sign what it sends to a server with it.
const namedKey = `key \"shared\" { algorithm hmac-sha256; secret \"` + sharedSecret + `\"; };`

// named copies our zone by signed transfers, in many messages, and hears of changes by
// signed NOTIFYs; then ours copies named's.
func TestNamedSigns(t *testing.T) {
	peers.Need(t, "dig")
	peers.Need(t, "nsupdate")
	named := peers.Need(t, "named")
	var more strings.Builder
	for _, a := range "abcdefghij" {
		for _, b := range "abcdefghijklmnopqrstuvwxyz" {
			for _, c := range "0123456789" {
				more.WriteString(string([]rune{a, b, c}) + ` TXT "so that the zone takes more than one message"` + "\n")
			}
		}
	}
	const records = 2600 + copiedRecords
	forUsers(t, func(t *testing.T, r *runner) {
		lab := r.write("signed.lab", strings.NewReader(signedLab+more.String()), 0o644)
		got := r.shell(lab, []string{"-only", "ns", "-as", "client", "-v"}, `
			address=$PLAYNET_HOST_NS2
			zone="`+namedKey+` zone \"example.org\" { type secondary; primaries { $PLAYNET_HOST_NS key \"shared\"; }; file \"copy\"; masterfile-format text; };"
			`+namedConf+await+zoneOf+named+` -g -c $d/conf 2>$d/log &
			await $PLAYNET_HOST_NS2 7
			zone_of @$PLAYNET_HOST_NS2
			echo ---
			zone_of -y hmac-sha256:shared:`+sharedSecret+` @$PLAYNET_HOST_NS
			printf 'server %s\nzone example.org\nupdate add new.example.org 60 A 192.0.2.99\nsend\n' $PLAYNET_HOST_NS | nsupdate -y hmac-sha256:shared:`+sharedSecret+`
			await $PLAYNET_HOST_NS2 8
			rm -r $d`)
		sameText(t, got.stdout, records)
	})
	_, zone, _ := strings.Cut(copiedLab, "-- zones/org.zone --\n")
	forUsers(t, func(t *testing.T, r *runner) {
		text := strings.Replace(signedLab, `"copies": [`, `"openTransfer": true, "copies": [`, 1)
		lab := r.write("signed.lab", strings.NewReader(text), 0o644)
		file := r.write("org.zone", strings.NewReader(zone+more.String()), 0o644)
		got := r.shell(lab, []string{"-only", "ns2", "-as", "client", "-v"}, `
			address=$PLAYNET_HOST_NS
			zone="`+namedKey+` zone \"example.org\" { type primary; file \"`+file+`\"; also-notify { $PLAYNET_HOST_NS2 key \"shared\"; };
				allow-transfer { key \"shared\"; }; check-names ignore; };"
			`+namedConf+await+zoneOf+named+` -g -c $d/conf 2>$d/log &
			await $PLAYNET_HOST_NS2 7
			zone_of -y hmac-sha256:shared:`+sharedSecret+` @$PLAYNET_HOST_NS
			echo ---
			zone_of @$PLAYNET_HOST_NS2
			rm -r $d`)
		sameText(t, got.stdout, records)
	})
}
