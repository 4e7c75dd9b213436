package lab_test

import (
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/public"
)

// A lab's own checks are held against the run: what is true passes, what is not fails, and
// what nothing in the run decides is no pass.
func TestChecksOfALab(t *testing.T) {
	text, _ := public.Lab("dns-iterated")
	for that, want := range map[string]bool{
		`count(dns) == 8`:                                  true,
		`count(dns) == 9`:                                  false,
		`first(icmp).frame.len > 0`:                        false,
		`last(dns).dns.a == 128.119.245.12`:                true,
		`last(dns.flags.response == 1).dns.a == 192.0.2.1`: false,
	} {
		quoted := strings.ReplaceAll(that, `"`, `\"`)
		changed := strings.Replace(string(text), `"checks": [`, `"checks": [{"id": "mine", "what": "mine", "that": "`+quoted+`"},`, 1)
		f, err := labfile.Parse([]byte(changed))
		if err != nil {
			t.Fatal(err)
		}
		w, err := lab.New(f, 7, lab.Options{})
		if err != nil {
			t.Fatal(err)
		}
		w.RunIdle(nil)
		found := false
		for _, c := range w.Check() {
			if c.What == "mine" {
				found = true
				if c.OK != want {
					t.Errorf("%s: %v", that, c)
				}
			} else if !c.OK {
				t.Errorf("%v", c)
			}
		}
		if !found {
			t.Errorf("%s is not checked", that)
		}
		w.Close()
	}
}
