//go:build linux

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"playnet/tests/peers"
)

// digFlags let dig print a message whole, and nothing else.
const digFlags = "+noall +comments +answer +authority +additional +tries=1 +timeout=10"

// has reports whether all of some records are there, in any order, and no others.
func has(got []string, want ...string) bool {
	got, want = slices.Clone(got), slices.Clone(want)
	slices.Sort(got)
	slices.Sort(want)
	return slices.Equal(got, want)
}

// Down the hierarchy by hand, as the textbook does it: each server refers to the
// next, with glue and without AA; the last one answers with AA.
func TestDigDownTheHierarchy(t *testing.T) {
	peers.Need(t, "dig")
	forUsers(t, func(t *testing.T, r *runner) {
		ask := func(server string) string {
			return fmt.Sprintf("dig %s +norecurse gaia.cs.umass.edu @$PLAYNET_HOST_%s\n", digFlags, server)
		}
		got := digs(t, r.shell("dns-iterated", nil,
			ask("A_ROOT")+ask("A_EDU_SERVERS")+ask("DNS_CS_UMASS_EDU")+ask("A_COM_SERVERS")).stdout)
		if len(got) != 4 {
			t.Fatalf("%d messages", len(got))
		}
		for i, referral := range []struct{ ns, glue string }{
			{"edu. 172800 IN NS a.edu-servers.net.", "a.edu-servers.net. 172800 IN A 192.5.6.30"},
			{"cs.umass.edu. 172800 IN NS dns.cs.umass.edu.", "dns.cs.umass.edu. 172800 IN A 128.119.240.1"},
		} {
			a := got[i]
			if a.status != "NOERROR" || a.flags["aa"] || a.flags["ra"] || !has(a.answer) ||
				!has(a.authority, referral.ns) || !has(a.additional, referral.glue) {
				t.Errorf("referral %d: %v", i+1, a)
			}
		}
		if a := got[2]; a.status != "NOERROR" || !a.flags["aa"] || !has(a.answer, "gaia.cs.umass.edu. 86400 IN A 128.119.245.12") {
			t.Errorf("the answer: %v", a)
		}
		if a := got[3]; a.status != "REFUSED" || a.flags["aa"] {
			t.Errorf("a server that knows nothing of it: %v", a)
		}
	})
}

// Through the resolver that resolv.conf names: iterating in the one lab, passing
// the question on in the other.
func TestDigThroughTheResolver(t *testing.T) {
	peers.Need(t, "dig")
	forUsers(t, func(t *testing.T, r *runner) {
		for _, lab := range []string{"dns-iterated", "dns-recursive"} {
			got := digs(t, r.shell(lab, nil, "dig "+digFlags+" gaia.cs.umass.edu A nowhere.cs.umass.edu A gaia.cs.umass.edu MX gaia.cs.umass.edu").stdout)
			if len(got) != 4 {
				t.Fatalf("%s: %d messages", lab, len(got))
			}
			for i, a := range got {
				if !a.flags["ra"] || !a.flags["rd"] || a.flags["aa"] {
					t.Errorf("%s, message %d: flags %v", lab, i+1, a.flags)
				}
			}
			for _, i := range []int{0, 3} {
				if got[i].status != "NOERROR" || len(got[i].answer) != 1 || !strings.HasSuffix(got[i].answer[0], " IN A 128.119.245.12") {
					t.Errorf("%s: %v", lab, got[i])
				}
			}
			if a := got[1]; a.status != "NXDOMAIN" || len(a.authority) != 1 || !strings.Contains(a.authority[0], " IN SOA ") {
				t.Errorf("%s: a name that there is not: %v", lab, a)
			}
			if a := got[2]; a.status != "NOERROR" || len(a.answer) != 0 || len(a.authority) != 1 {
				t.Errorf("%s: a type that there is not: %v", lab, a)
			}
		}
	})
}

// unboundConf lets unbound resolve through the lab's hierarchy.
const unboundConf = `server:
  interface: %[1]s
  port: %[2]d
  access-control: 0.0.0.0/0 allow
  do-ip6: no
  module-config: "iterator"
  root-hints: "$PLAYNET_ROOT_HINTS"
  do-not-query-localhost: no
  qname-minimisation: %[3]s
  chroot: ""
  username: ""
  directory: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  num-threads: 1
`

// unbound resolves through our hierarchy: it starts where our hints say, and
// follows our referrals down. (It goes into the background when it listens, and
// ends with the lab.)
func TestUnboundThroughOurHierarchy(t *testing.T) {
	peers.Need(t, "dig")
	unbound := peers.Need(t, "unbound")
	const fiveLevels = "../labs/no-five-levels.lab"
	forUsers(t, func(t *testing.T, r *runner) {
		for _, c := range []struct {
			lab, name, address string
			minimise           string
			servers            []string
		}{
			{"dns-iterated", "gaia.cs.umass.edu", "128.119.245.12", "no", []string{"a.root", "a.edu-servers", "dns.cs.umass.edu"}},
			{"dns-iterated", "gaia.cs.umass.edu", "128.119.245.12", "yes", []string{"a.root", "a.edu-servers", "dns.cs.umass.edu"}},
			{fiveLevels, "printer.lab.idi.ntnu.no", "129.241.110.77", "no", nil},
			{fiveLevels, "printer.lab.idi.ntnu.no", "129.241.110.77", "yes", nil},
		} {
			got := r.shell(r.lab(c.lab), []string{"-v"}, "conf=$(mktemp)\ncat >$conf <<EOF\n"+
				fmt.Sprintf(unboundConf, "127.0.0.1", 5300, c.minimise)+"EOF\n"+unbound+" -c $conf\n"+
				"dig "+digFlags+" @127.0.0.1 -p 5300 "+c.name+"\n"+
				"dig "+digFlags+" @127.0.0.1 -p 5300 no-such-host."+c.name+"\nrm $conf")
			messages := digs(t, got.stdout)
			if len(messages) != 2 {
				t.Fatalf("%d messages\n%s", len(messages), got.stderr)
			}
			if a := messages[0]; a.status != "NOERROR" || len(a.answer) != 1 || !strings.HasSuffix(a.answer[0], " IN A "+c.address) {
				t.Errorf("unbound, minimising: %s, finds %v for %s\n%s", c.minimise, a, c.name, got.stderr)
			}
			if a := messages[1]; a.status != "NXDOMAIN" {
				t.Errorf("unbound, minimising: %s, finds %v below %s\n%s", c.minimise, a, c.name, got.stderr)
			}
			for _, server := range c.servers {
				if !strings.Contains(got.stderr, " "+server+" dns.served: ") {
					t.Errorf("%s was not asked:\n%s", server, got.stderr)
				}
			}
		}
	})
}

// With -only, the other hosts' addresses are there for COMMAND to serve on: unbound
// takes the place of the lab's resolver.
func TestUnboundInPlaceOfOurResolver(t *testing.T) {
	peers.Need(t, "dig")
	unbound := peers.Need(t, "unbound")
	forUsers(t, func(t *testing.T, r *runner) {
		got := r.shell("dns-iterated", []string{"-only", "a.root,a.edu-servers,dns.cs.umass.edu", "-as", "dns.nyu.edu", "-v"},
			"conf=$(mktemp)\ncat >$conf <<EOF\n"+fmt.Sprintf(unboundConf, "$PLAYNET_HOST_DNS_NYU_EDU", 53, "no")+"EOF\n"+
				unbound+" -c $conf\ndig "+digFlags+" www.cs.umass.edu\nrm $conf")
		if a := digs(t, got.stdout)[0]; a.status != "NOERROR" || len(a.answer) != 1 || !strings.HasSuffix(a.answer[0], " IN A 128.119.240.84") {
			t.Errorf("unbound finds %v\n%s", a, got.stderr)
		}
		if strings.Contains(got.stderr, " dns.nyu.edu ") {
			t.Errorf("our resolver ran all the same:\n%s", got.stderr)
		}
	})
}
