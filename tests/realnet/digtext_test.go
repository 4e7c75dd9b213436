//go:build linux

package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/view"
	"playnet/public"
	"playnet/tests/peers"
)

// digLines are asked by the field's tools on real sockets and by ours in the world.
// Servers and clients have the same addresses in both.
var digLines = []string{
	"dig shop.example.com",
	"dig +short shop.example.com",
	"dig shop.example.com +short mx",
	"dig example.com mx",
	"dig example.com MX +noall +answer",
	"dig +noall +answer +stats example.com ns www.example.com",
	"dig www.example.com aaaa +norecurse @dns1.example.com",
	"dig @192.0.2.53 www.example.com +nocmd +nocomments",
	"dig www.example.com @192.0.2.53 +noquestion +nostats",
	"dig @192.0.2.53 +norecurse nowhere.example.com",
	"dig @198.41.0.4 +norec www.example.com",
	"dig +trace www.example.com",
	"dig +trace nowhere.example.com mx",
	"dig +trace +nodnssec @198.41.0.4 25.2.0.192.in-addr.arpa ptr",
	"dig +trace +short www.example.com",
	"dig -x 192.0.2.25",
	"dig -x 2001:db8::25 +noall +question +comments",
	"dig -x 192.0.2",
	"dig",
	"dig com",
	"dig -t soa -c in -q example.com +multiline",
	"dig example.com soa +multi +ttlunits @192.0.2.53",
	"dig example.com soa +nottlid +noclass @192.0.2.53 +noall +answer +multi",
	"dig @192.0.2.53 example.com txt +nottl +nocl +noall +answer",
	"dig @192.0.2.53 example.com txt +nottl +noall +answer +question",
	"dig @192.0.2.53 example.com any",
	"dig @192.0.2.53 example.com any +notcp",
	"dig @192.0.2.53 example.com axfr",
	"dig +dnssec +cd +noad www.example.com",
	"dig +noedns www.example.com @192.0.2.53",
	"dig +bufsize=4096 www.example.com @192.0.2.53",
	"dig +edns=1 www.example.com @192.0.2.53",
	"dig +edns=1 +noednsneg www.example.com @192.0.2.53",
	"dig +nocookie +nsid +subnet=192.0.2.0/24 www.example.com @192.0.2.53",
	"dig +tcp www.example.com",
	"dig +tcp www.example.com @192.0.2.53 +short +identify",
	"dig +qr www.example.com @192.0.2.53",
	"dig +qr +short www.example.com @192.0.2.53",
	"dig +qr +nocookie +norec +noad +cd +dnssec +nsid +noall +comments +question x.example.com @192.0.2.53",
	"dig +opcode=status www.example.com @192.0.2.53",
	"dig +opcode=notify www.example.com @192.0.2.53",
	"dig +header-only www.example.com @192.0.2.53",
	"dig version.bind txt ch @192.0.2.53",
	"dig www.example.com TYPE65280 @192.0.2.53",
	"dig www.example.com TYPE1 class1 @192.0.2.53",
	"dig www.example.com srv +noall +authority @192.0.2.53",
	"dig www.example.com a shop.example.com aaaa +short example.com mx @192.0.2.53",
	"dig WWW.Example.COM @192.0.2.53",
	`dig 'a b.example.com' +noall +question @192.0.2.53`,
	`dig 'a$@x.example.com' +noall +question @192.0.2.53`,
	"dig mx mx example.com in in",
	"dig -p 54 +tries=2 @192.0.2.53 example.com",
	"dig -p 54 +tries=2 +tcp @192.0.2.53 example.com",
	"dig -p 54 +short +tries=1 @192.0.2.53 example.com www.example.com @192.0.2.53 -p 53",
	"dig @nobody.example.com example.com",
	"dig a..b",
	"dig www.example.com .b +short",
	"dig aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.org",
	"dig +foo x",
	"dig -Z x",
	"dig -t",
	"dig -t nothing www.example.com +short",
	"dig -c nothing www.example.com +short",
	"dig +time=x www.example.com",
	"dig +bufsize=99999 www.example.com",
	"dig -p 99999 www.example.com",
	"dig www.example.com +tries=1 @203.0.113.31",
	"nslookup shop.example.com",
	"nslookup www.example.com 192.0.2.53",
	"nslookup mail.east-coast.example.com",
	"nslookup 192.0.2.25",
	"nslookup 192.0.2.77",
	"nslookup 192.0.2.25 192.0.2.53",
	"nslookup -type=mx example.com",
	"nslookup -type=mx example.com 192.0.2.53",
	"nslookup -q=soa example.com",
	"nslookup -type=ns example.com",
	"nslookup -type=txt example.com dns1.example.com",
	"nslookup -type=srv example.com",
	"nslookup -type=ptr 25.2.0.192.in-addr.arpa",
	"nslookup -type=aaaa www.example.com",
	"nslookup -type=cname www.example.com",
	"nslookup -debug www.example.com 192.0.2.53",
	"nslookup -debug -type=mx example.com",
	"nslookup -norecurse www.example.com 198.41.0.4",
	"nslookup nowhere.example.com",
	"nslookup nowhere.example.com 192.0.2.53",
	"nslookup www.example.com nobody.example.com",
	"nslookup -port=54 www.example.com 192.0.2.53",
	"nslookup play.example.com 192.0.2.53",
}

// varying are the parts of what dig prints that differ from run to run: how long it
// took, when it was, the ids and cookies that were drawn, and the program's release.
var varying = []struct {
	pattern *regexp.Regexp
	text    string
}{
	{regexp.MustCompile(`<<>> DiG [^ ]+ <<>>`), "<<>> DiG VERSION <<>>"},
	{regexp.MustCompile(`, id: \d+`), ", id: ID"},
	{regexp.MustCompile(`;; Query time: \d+ msec`), ";; Query time: TIME msec"},
	{regexp.MustCompile(`(?m)^;; WHEN: \w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}$`), ";; WHEN: DATE"},
	{regexp.MustCompile(` in \d+ ms`), " in TIME ms"},
	{regexp.MustCompile(`; COOKIE: [0-9a-f]{16}`), "; COOKIE: COOKIE"},
	// Signatures are made when the world begins.
	{regexp.MustCompile(`\b20\d{12} 20\d{12} (\d+ \S+)`), "EXPIRES SINCE $1"},
}

func masked(text string) string {
	for _, v := range varying {
		text = v.pattern.ReplaceAllString(text, v.text)
	}
	return signature.ReplaceAllStringFunc(text, func(s string) string {
		names := signature.FindStringSubmatch(s)
		return names[1] + letter.ReplaceAllString(names[2], "x") // what stands in which line is kept
	})
}

// signature is a signature with what stands before it, once that is masked.
var (
	signature = regexp.MustCompile(`(EXPIRES SINCE \d+ \S+)([A-Za-z0-9+/\s]+==)`)
	letter    = regexp.MustCompile(`[A-Za-z0-9+/]`)
)

// ttl is a record's time to live, which runs down in a cache while the world's clock
// and the machine's go on at their own pace.
var ttl = regexp.MustCompile(`^([^;\s]\S*[ \t]+|\tttl = )(\d+)([ \t]+IN[ \t]|$)`)

// sameLines reports whether two texts are equal but for TTLs that are a few seconds apart.
func sameLines(a, b string) bool {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	if len(as) != len(bs) {
		return false
	}
	for i := range as {
		x, y := ttl.FindStringSubmatch(as[i]), ttl.FindStringSubmatch(bs[i])
		if x != nil && y != nil {
			n, _ := strconv.Atoi(x[2])
			m, _ := strconv.Atoi(y[2])
			if d := n - m; d >= -60 && d <= 60 {
				as[i], bs[i] = ttl.ReplaceAllString(as[i], "${1}TTL$3"), ttl.ReplaceAllString(bs[i], "${1}TTL$3")
			}
		}
		if as[i] != bs[i] {
			return false
		}
	}
	return true
}

// compare is a comparison of our tools with the field's.
type compare struct {
	lab    string // the text of a lab
	host   labfile.Name
	silent labfile.Name // a host that never answers; "": none
	lines  []string
}

// run fails the test for each line of which the outputs differ.
func (c compare) run(t *testing.T) {
	t.Helper()
	ours, theirs := c.inTheWorld(t), c.onRealSockets(newRunner(t, users(t)[0]))
	if len(ours) != len(c.lines) || len(theirs) != len(c.lines) {
		t.Fatalf("%d lines, %d and %d outputs", len(c.lines), len(ours), len(theirs))
	}
	for i, line := range c.lines {
		if a, b := masked(ours[i]), masked(theirs[i]); !sameLines(a, b) {
			t.Errorf("%s prints in the world\n%s\nand on real sockets\n%s", line, a, b)
		}
	}
}

// inTheWorld types the lines at the host's terminal and returns what each printed.
func (c compare) inTheWorld(t *testing.T) []string {
	t.Helper()
	f, err := labfile.Parse([]byte(c.lab))
	if err != nil {
		t.Fatal(err)
	}
	f.Lab.Timeline = nil // nobody else asks, as on real sockets
	w, err := lab.New(f, 1, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	w.RunUntil(sim.Instant(50*time.Millisecond), nil)
	if c.silent != "" {
		if _, err := w.Do(labfile.HostStop{Host: c.silent}); err != nil {
			t.Fatal(err)
		}
	}
	var printed []string
	for _, line := range c.lines {
		printed = append(printed, c.typed(t, w, line))
	}
	return printed
}

// typed types a line and returns what it prints: of more than a screen its end.
func (c compare) typed(t *testing.T, w *lab.World, line string) string {
	t.Helper()
	before, _ := w.Terminal(c.host)
	if _, err := w.Do(labfile.TerminalLine{Host: c.host, Line: labfile.TypedLine(line)}); err != nil {
		t.Fatal(err)
	}
	shown, _ := w.Terminal(c.host)
	for steps := 0; steps < 10_000 && (shown.Running != "" || shown.Waiting || shown.Total == before.Total); steps++ {
		w.RunUntil(w.Now()+sim.Instant(20*time.Millisecond), nil)
		shown, _ = w.Terminal(c.host)
	}
	var out strings.Builder
	for _, l := range shown.Lines[len(shown.Lines)-min(shown.Total-before.Total, len(shown.Lines)):] {
		if l.Kind == view.Printed {
			out.WriteString(l.Text + "\n")
		}
	}
	fmt.Fprintf(&out, "exit %d\n", shown.Status)
	return out.String()
}

// onRealSockets has the field's tools run the lines and returns what each printed.
func (c compare) onRealSockets(r *runner) []string {
	r.Helper()
	const end = "== end of a command =="
	script := "export TZ=UTC LC_ALL=C\n"
	flags := []string{"-as", string(c.host)}
	if c.silent != "" {
		address := "$PLAYNET_HOST_" + strings.ToUpper(string(c.silent))
		script += "socat -u UDP4-RECV:53,bind=" + address + " /dev/null &\nsleep 0.3\n"
	}
	for _, line := range c.lines {
		script += "status=0; " + line + " 2>&1 || status=$?; echo exit $status; echo '" + end + "'\n"
	}
	path := r.write("compared.lab", strings.NewReader(c.lab), 0o644)
	printed := strings.Split(r.shell(path, flags, script).stdout, end+"\n")
	return printed[:len(printed)-1]
}

// What dig and nslookup print in the world is what BIND's print on real sockets, of the
// same questions to the same servers: equal text but for the parts named above. Two
// differences are kept out of the way: dig asks any of a zone's servers first, so these
// zones have one each, and a resolver that turns sets of records draws where it begins.
func TestDigPrintsWhatDigPrints(t *testing.T) {
	peers.Need(t, "dig")
	peers.Need(t, "nslookup")
	text, ok := public.Lab("dns-records")
	if !ok {
		t.Fatal("no lab dns-records")
	}
	steady := strings.Replace(string(text), `"hints": "zones/hints.zone", "rotate": true`, `"hints": "zones/hints.zone"`, 1)
	compare{lab: steady, host: "ada", lines: digLines}.run(t)
}
