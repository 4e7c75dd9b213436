package fields_test

import (
	"os"
	"strings"
	"testing"

	"playnet/core/filter"
)

// What the documentation shows parses.
func TestDocs(t *testing.T) {
	text, err := os.ReadFile("../../../public/docs/filter-language.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "```\n")
	if len(blocks) != 5 {
		t.Fatalf("%d blocks, want filters and expressions", len(blocks)/2)
	}
	for line := range strings.Lines(blocks[1]) {
		if _, err := filter.Parse(strings.TrimSpace(line)); err != nil {
			t.Errorf("%s%v", line, err)
		}
	}
	for line := range strings.Lines(blocks[3]) {
		if _, err := filter.ParseExpression(strings.TrimSpace(line)); err != nil {
			t.Errorf("%s%v", line, err)
		}
	}
	for _, shown := range []string{`dns.timeout.waited > 2s`, `frame.lost.reason == "queue full"`, `frame.sent.to == "a.root"`, `tcp.state.to == "ESTABLISHED"`, `dns.cache.hit`,
		`eth.src[0:3]`, `dns.qry.type == MX`, `udp.length + 34 == frame.len`} {
		if !strings.Contains(string(text), shown) {
			t.Errorf("the documentation no longer shows %s", shown)
		}
		if _, err := filter.Parse(strings.Replace(shown, "eth.src[0:3]", "eth.src[0:3] == 02:00:0a", 1)); err != nil {
			t.Errorf("%s: %v", shown, err)
		}
	}
}
