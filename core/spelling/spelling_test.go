package spelling

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"delay", "reorderDelay", "ip.src", "ip.dst", "MX", "frame.time_relative", strings.Repeat("x", 100)}
	for word, want := range map[string]string{
		"delay":                 "delay",
		"dealy":                 "delay", // two neighbours swapped count once
		"dely":                  "delay",
		"delays":                "delay",
		"DELAY":                 "delay",
		"ip.scr":                "ip.src",
		"mx":                    "MX",
		"mz":                    "MX", // of a short word one letter may be wrong
		"ab":                    "",
		"loss":                  "",
		"frame.tme_relativ":     "frame.time_relative",
		"":                      "",
		strings.Repeat("x", 61): "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%q: %q is meant, want %q", word, got, want)
		}
	}
	if got := Nearest("delxy", []string{"delay", "delby"}); got != "delay" {
		t.Errorf("of two that are as near, %q is meant, want the first", got)
	}
}

// The textbook's distances, the same in both directions.
func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "acb", 1}, {"ca", "abc", 3}, {"kitten", "sitting", 3},
	} {
		if got := distance(c.a, c.b, 10); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := distance(c.b, c.a, 10); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
	if got := distance("a", "abcdef", 3); got < 3 {
		t.Errorf("beyond the limit: %d", got)
	}
}
