package scene

import (
	"strings"
	"testing"
)

func TestNumbersAreShort(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 12: "12", 12.34: "12.3", 12.35: "12.4", -0.04: "0", -3.25: "-3.3", 0.05: "0.1"} {
		if got := Number(v); got != want {
			t.Errorf("Number(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestFitNeverGivesMoreThanItsRoom(t *testing.T) {
	texts := []string{"dns.cs.umass.edu", "A? gaia.cs.umass.edu", "日本語の名前", "a", "", "Ærøskøbing.example"}
	for _, text := range texts {
		for room := 0.0; room < 200; room += 1.5 {
			for _, w := range []Weight{Plain, Bold, Mono} {
				got := DefaultMetrics.Fit(text, w, 12, room)
				if DefaultMetrics.Width(got, w, 12) > room {
					t.Fatalf("Fit(%q, %v) = %q, wider than its room", text, room, got)
				}
				if got != text && got != "" && !strings.HasSuffix(got, Ellipsis) {
					t.Fatalf("Fit(%q, %v) = %q: nothing says that it was shortened", text, room, got)
				}
				if full := DefaultMetrics.Width(text, w, 12); full <= room && got != text {
					t.Fatalf("Fit(%q, %v) = %q, though all of it fits", text, room, got)
				}
			}
		}
	}
}

func TestMetricsAreRefusedWhenTheyAreNoMetrics(t *testing.T) {
	lines := strings.Split(wide, "\n")
	for name, text := range map[string]string{
		"empty":            "",
		"two lines":        lines[0] + "\n" + lines[1],
		"a number too few": strings.TrimSuffix(lines[0], " 838") + "\n" + lines[1] + "\n" + lines[2],
		"no number":        strings.Replace(wide, "318", "x", 1),
		"negative":         strings.Replace(wide, "318", "-318", 1),
	} {
		if _, err := ParseMetrics(text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	m, err := ParseMetrics(strings.Replace(wide, "318", "100", 1))
	if err != nil || m.Width(" ", Plain, 10) != 1 {
		t.Errorf("width of a blank: %v, %v; want 1", m.Width(" ", Plain, 10), err)
	}
}

func TestCut(t *testing.T) {
	b := Box{10, 10, 20, 10}
	for _, c := range []struct {
		p, q Point
		want bool
	}{
		{Point{0, 15}, Point{40, 15}, true},
		{Point{0, 10}, Point{40, 10}, false}, // along the side
		{Point{0, 0}, Point{10, 10}, false},  // to the corner
		{Point{0, 0}, Point{40, 30}, true},
		{Point{12, 12}, Point{14, 14}, true}, // inside
		{Point{0, 15}, Point{5, 15}, false},  // ends before
		{Point{20, 0}, Point{20, 9}, false},
		{Point{20, 0}, Point{20, 11}, true},
		{Point{0, 12}, Point{12, 0}, false}, // passes the corner
	} {
		if got := b.Cut(c.p, c.q); got != c.want {
			t.Errorf("Cut(%v, %v) = %v, want %v", c.p, c.q, got, c.want)
		}
		if got := b.Cut(c.q, c.p); got != c.want {
			t.Errorf("Cut(%v, %v) = %v, want %v", c.q, c.p, got, c.want)
		}
	}
}

func TestMarkupEscapes(t *testing.T) {
	n := New("svg", "").Set("viewBox", "0 0 1 1").Add(
		New("text", "").Set("aria-label", `"<`).Set("style:top", "1px"),
		&Node{Tag: "title", Text: "a < b & c"})
	want := "<svg viewBox=\"0 0 1 1\">\n <text aria-label=\"&quot;&lt;\" style=\"top:1px;\"></text>\n <title>a &lt; b &amp; c</title>\n</svg>\n"
	if got := Markup(n); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
