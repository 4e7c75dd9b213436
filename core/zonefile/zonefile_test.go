package zonefile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"playnet/core/zonefile"
)

func read(text, origin string) string {
	var s strings.Builder
	err := zonefile.Read(text, origin, func(rr dns.RR, line int) error {
		fmt.Fprintf(&s, "%d %s\n", line, strings.Join(strings.Fields(rr.String()), " "))
		return nil
	})
	var wrong *zonefile.Error
	if errors.As(err, &wrong) {
		fmt.Fprintf(&s, "%d: %s", wrong.Line, wrong.Reason())
	}
	return s.String()
}

// Each record comes with the line on which it begins, whatever stands before it.
func TestLines(t *testing.T) {
	got := read("; nothing\n\n$TTL 60\n@ SOA ns h ( 1 ; serial\n 2 3\n\n 4 5 )\n\nwww A 192.0.2.1\n$GENERATE 1-2 h$ A 192.0.2.$\nlast TXT \"a;(\" ; end", "example.org.")
	for _, line := range []string{"4 example.org. 60 IN SOA ns.example.org. h.example.org. 1 2 3 4 5\n", "9 www.example.org. 60 IN A 192.0.2.1\n",
		"10 h1.example.org. 3600 IN A 192.0.2.1\n", "10 h2.example.org. 3600 IN A 192.0.2.2\n", "11 last.example.org. 60 IN TXT \"a;(\"\n"} {
		if !strings.Contains(got, line) {
			t.Errorf("%q is missing in\n%s", line, got)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"a 60 A 192.0.2.1\n\nb 60 A 192.0.2.300\n": `3: bad A A: "192.0.2.300"`,
		"a 60 A 192.0.2.1\nb 60 MX\n":              "2: no data",
		"a 60 A\n":                                 "1: no data",
		"a 60 TYPE1234 \\# 0\n":                    "",
		"a 60 NS .\n":                              "",
	} {
		got := read(text, "example.org.")
		if !strings.HasSuffix(got, want) || want == "" && strings.Contains(got, ": ") {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if got := read("a 60 A 192.0.2.1\n", ""); got != `1: bad owner name: "a"` {
		t.Errorf("without an origin: %s", got)
	}
}
