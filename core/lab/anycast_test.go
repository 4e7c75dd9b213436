package lab_test

import (
	"testing"

	"playnet/core/sim"
)

// Of machines that share an address the story names the one that has spoken.
func TestTheStoryNamesTheOneThatSpoke(t *testing.T) {
	w := open(t, "dns-cdn", 7)
	for _, c := range []struct {
		until sim.Instant
		host  string
		root  string
	}{{2e9, "dns.japan", "root.japan"}, {4e9, "dns.europe", "root.europe"}, {6e9, "dns.america", "root.america"}} {
		w.RunUntil(c.until, nil)
		told := false
		for _, h := range w.Story(1000) {
			if h.Key == "happening.dns.referral" && h.Args["host"] == c.host && h.Args["zone"] == "com" {
				told = true
				if h.Args["from"] != c.root {
					t.Errorf("%s is told to have been referred by %s, want %s", c.host, h.Args["from"], c.root)
				}
			}
		}
		if !told {
			t.Errorf("nothing is told of %s's referral", c.host)
		}
	}
}
