package dns_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"playnet/core/dns"
	"playnet/tests/scenarios"
)

// The scenarios in testdata/resolver are of the resolver alone: servers that answer as the
// file says, what the client asks, and what is said and decided. Above each stands the
// RFC's sentence that decides it. `go test ./core/dns -run Scenarios -rewrite` writes
// them anew.
//
//	resolver [minimise] [mix-case] [stale=1h] [strangers]
//	server ADDRESS          answers, one a line: NAME TYPE: [aa] [ra] [RCODE] RECORD; RECORD | …
//	ask NAME TYPE           what is said from then on
//	wait DURATION
//	stop ADDRESS
//
// In an answer "|" ends a section. A name may begin with "*." for all below.
func TestScenarios(t *testing.T) {
	datadriven.Walk(t, "testdata/resolver", func(t *testing.T, path string) {
		var w *world
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "resolver":
				w = scenarioWorld(t, d)
				return ""
			case "server":
				rules := scenarios.Read(d.Input)
				w.serve(w.host(d.CmdArgs[0].Key, d.CmdArgs[0].Key), rules.Answer)
				w.run()
				return ""
			case "ask":
				begin := w.t.Len()
				a := w.lookup("client", d.CmdArgs[0].Key, d.CmdArgs[1].Key)
				return untimed(w.play(begin)) + "= " + strings.Join(append([]string{a.Rcode}, a.Answers...), " / ") + "\n"
			case "wait":
				span, err := time.ParseDuration(d.CmdArgs[0].Key)
				if err != nil {
					d.Fatalf(t, "%v", err)
				}
				w.after(span)
				return ""
			case "stop":
				m, _ := w.n.Machine(d.CmdArgs[0].Key)
				m.Stop()
				w.run()
				return ""
			}
			d.Fatalf(t, "unknown command")
			return ""
		})
	})
}

func scenarioWorld(t *testing.T, d *datadriven.TestData) *world {
	w := newWorld(t, 1)
	c := dns.ResolverConfig{Hints: hints(t, rootHints), Minimise: d.HasArg("minimise"), MixCase: d.HasArg("mix-case")}
	if d.HasArg("strangers") {
		c.Allow = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	}
	if s := argument(d, "stale"); s != "" {
		c.StaleFor, _ = time.ParseDuration(s)
	}
	w.stub(w.host("client", "10.0.0.1"), at53("10.0.0.53"))
	w.resolver(w.host("local", "10.0.0.53"), c)
	return w
}

// untimed leaves the instants out: what is said in which order is the scenario.
func untimed(play string) string {
	lines := strings.Split(play, "\n")
	for i, line := range lines {
		if _, rest, ok := strings.Cut(line, " s  "); ok {
			lines[i] = rest
		}
	}
	return strings.Join(lines, "\n")
}
