//go:build linux

package main

import (
	"fmt"
	"strings"
	"testing"

	"playnet/tests/peers"
)

// bigLab is a lab with names that have many addresses: aN.big has N.
func bigLab() string {
	var b strings.Builder
	b.WriteString(`-- lab.json --
{
  "playnet": 1, "id": "big", "title": "Big answers", "subject": "dns", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [
    {"name": "client", "address": "10.0.0.9", "resolvers": ["resolver"]},
    {"name": "resolver", "address": "10.0.0.53"},
    {"name": "ns", "address": "10.0.0.2"}
  ],
  "services": [
    {"kind": "dns.resolver", "host": "resolver", "hints": "zones/hints.zone"},
    {"kind": "dns.authority", "host": "ns", "zones": ["zones/root.zone", "zones/big.zone"]}
  ]
}
-- zones/hints.zone --
. 60 NS ns.big.
ns.big. 60 A 10.0.0.2
-- zones/root.zone --
$ORIGIN .
$TTL 60
@ SOA ns.big. h.big. 1 2 3 4 5
@ NS ns.big.
big. NS ns.big.
ns.big. A 10.0.0.2
-- zones/big.zone --
$ORIGIN big.
$TTL 60
@ SOA ns h 1 2 3 4 5
@ NS ns
ns A 10.0.0.2
`)
	for _, n := range []int{20, 40, 100, 1000} {
		for i := range n {
			fmt.Fprintf(&b, "a%d A 10.1.%d.%d\n", n, i/250, i%250+1)
		}
	}
	return b.String()
}

// dig by TCP, with different EDNS buffers, and with the fall-back that truncation
// asks for; from the authority and through the resolver.
func TestDigByTCP(t *testing.T) {
	peers.Need(t, "dig")
	cases := []struct {
		flags   string
		name    string
		answers int // -1: some, with TC
	}{
		{"+tcp", "a20.big", 20},
		{"+tcp +noedns", "a1000.big", 1000},
		{"+tcp +bufsize=512", "a100.big", 100}, // the size is of datagrams
		{"+ignore +noedns", "a20.big", 20},
		{"+ignore +noedns", "a40.big", -1},
		{"+ignore +bufsize=1232", "a40.big", 40},
		{"+ignore +bufsize=600", "a40.big", -1},
		{"+ignore +bufsize=4096", "a100.big", -1}, // our own limit is 1,232
		{"+bufsize=512", "a40.big", 40},           // dig falls back to TCP
		{"", "a1000.big", 1000},
	}
	forUsers(t, func(t *testing.T, r *runner) {
		lab := r.write("big.lab", strings.NewReader(bigLab()), 0o644)
		for _, server := range []string{"$PLAYNET_HOST_NS", "$PLAYNET_HOST_RESOLVER"} {
			var script strings.Builder
			for _, c := range cases {
				fmt.Fprintf(&script, "dig %s %s @%s %s\n", digFlags, c.flags, server, c.name)
			}
			got := digs(t, r.shell(lab, nil, script.String()).stdout)
			if len(got) != len(cases) {
				t.Fatalf("%d messages from %s", len(got), server)
			}
			for i, c := range cases {
				a, truncated := got[i], c.answers < 0
				if a.status != "NOERROR" || a.flags["tc"] != truncated || !truncated && len(a.answer) != c.answers || truncated && len(a.answer) == 0 {
					t.Errorf("dig %s %s from %s: %s, flags %v, %d answers", c.flags, c.name, server, a.status, a.flags, len(a.answer))
				}
			}
		}
	})
}

// Several queries on one connection, from a tool that keeps it open.
func TestDigKeepsItsConnection(t *testing.T) {
	peers.Need(t, "dig")
	forUsers(t, func(t *testing.T, r *runner) {
		lab := r.write("big.lab", strings.NewReader(bigLab()), 0o644)
		for _, server := range []string{"$PLAYNET_HOST_NS", "$PLAYNET_HOST_RESOLVER"} {
			got := digs(t, r.shell(lab, nil, "dig "+digFlags+" +tcp +keepopen @"+server+" a20.big a1000.big a40.big nowhere.big").stdout)
			if len(got) != 4 || len(got[0].answer) != 20 || len(got[1].answer) != 1000 || len(got[2].answer) != 40 || got[3].status != "NXDOMAIN" {
				t.Errorf("from %s: %d messages", server, len(got))
			}
		}
	})
}

// unbound with a small buffer has to fetch from us by TCP.
func TestUnboundFallsBackToTCP(t *testing.T) {
	peers.Need(t, "dig")
	unbound := peers.Need(t, "unbound")
	forUsers(t, func(t *testing.T, r *runner) {
		lab := r.write("big.lab", strings.NewReader(bigLab()), 0o644)
		got := r.shell(lab, nil, "conf=$(mktemp)\ncat >$conf <<EOF\n"+fmt.Sprintf(unboundConf, "127.0.0.1", 5300, "no")+
			"  edns-buffer-size: 600\nEOF\n"+unbound+" -c $conf\ndig "+digFlags+" @127.0.0.1 -p 5300 a100.big\nrm $conf")
		if a := digs(t, got.stdout)[0]; a.status != "NOERROR" || len(a.answer) != 100 {
			t.Errorf("unbound finds %s with %d answers\n%s", a.status, len(a.answer), got.stderr)
		}
	})
}
