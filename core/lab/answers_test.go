package lab_test

import (
	"slices"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/public"
)

// asking runs dns-iterated with one question of the test's own ahead, and returns what is
// known of it.
func asking(t *testing.T, question string) (lab.Asked, *lab.World) {
	t.Helper()
	text, _ := public.Lab("dns-iterated")
	head, rest, _ := strings.Cut(string(text), `"questions": [`)
	_, rest, _ = strings.Cut(rest, `"checks": [`)
	f, err := labfile.Parse([]byte(head + `"questions": [{"id": "q", "stopBefore": "dns", "ask": "?", ` + question + `}],` + "\n" + `"checks": [` + rest))
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(f, 3, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return ahead(t, w)["q"], w
}

func TestOptions(t *testing.T) {
	a, _ := asking(t, `"options": [
		{"text": "The root answers.", "that": "count(event.host == \"a.root\" && dns.count.answers > 0) > 0"},
		{"text": "The root **refers**.", "that": "count(event.host == \"a.root\" && dns.count.answers == 0) == 1"},
		{"text": "Nobody asks it.", "that": "count(event.host == \"a.root\") == 0"}]`)
	if got := lab.Words(a.Answer); got != "The root **refers**." || !a.Right(got) || a.Right("Nobody asks it.") {
		t.Errorf("right is %q", got)
	}
	if len(a.Choices) != 3 || a.Deciding <= a.Event {
		t.Errorf("%d choices, decided by event %d of %d", len(a.Choices), a.Deciding, a.Event)
	}
}

// What can be chosen is computed, in an order that tells nothing, and no value twice.
func TestChoicesFromTheRun(t *testing.T) {
	a, _ := asking(t, `"answer": "count(dns)", "kind": "choice", "choices": ["= count(dns)", "4", "=2 * count(dns)", "=count(dns) + 0", "=count(dns) / 2 - 1"]`)
	if want := []string{"3", "4", "8", "16"}; !slices.Equal(a.Choices, want) {
		t.Errorf("the choices are %v, want %v", a.Choices, want)
	}
}

func TestExplanationWithNumbers(t *testing.T) {
	a, _ := asking(t, `"answer": "count(dns)", "explain": "{count(dns)} on port {count(udp.dstport in {53, 5353})} times; a lone } is one."`)
	said := ""
	for _, s := range a.Explain {
		said += s.Words + lab.Words(s.Values)
	}
	if want := "8 on port 4 times; a lone } is one."; said != want {
		t.Errorf("it explains %q, want %q", said, want)
	}
}

func TestToleranceAndUnits(t *testing.T) {
	const took = `"answer": "last(dns).frame.time_relative - first(dns).frame.time_relative"`
	for _, c := range []struct {
		question, prediction string
		right                bool
	}{
		{`"answer": "count(dns)", "unit": "messages"`, "8 messages", true},
		{`"answer": "count(dns)", "unit": "messages"`, "8", true},
		{`"answer": "count(dns)", "unit": "messages"`, "9", false},
		{`"answer": "count(dns) * 1000"`, "8,000", true},
		{`"answer": "count(dns) * 1000"`, "8 000", true},
		{`"answer": "count(dns)", "tolerance": 0.25`, "10", true},
		{`"answer": "count(dns)", "tolerance": 0.25`, "6", true},
		{`"answer": "count(dns)", "tolerance": 0.25`, "11", false},
		{`"answer": "sum(dns, frame.len) / count(dns)", "tolerance": 0`, "1", false},
		{took + `, "unit": "ms", "tolerance": 0.05`, "136,2", true},
		{took + `, "unit": "ms", "tolerance": 0.05`, "135", true},
		{took + `, "unit": "ms", "tolerance": 0.05`, "0.135 s", true},
		{took + `, "unit": "ms", "tolerance": 0.05`, "123 s", false},
		{took + `, "unit": "ms", "tolerance": 0.05`, "135000 µs", true},
		{took + `, "unit": "ms", "tolerance": 0.05`, "soon", false},
		{took + `, "unit": "min", "tolerance": 0.05`, "0.00226", true},
		{took, "0.136", true},
	} {
		if a, _ := asking(t, c.question); a.Right(c.prediction) != c.right {
			t.Errorf("%s: %q is right: %v; the answer is %s", c.question, c.prediction, !c.right, lab.Words(a.Answer))
		}
	}
}

// What a teacher can get wrong is told by the check of the lab.
func TestCheckOfOptionsAndExplanation(t *testing.T) {
	for question, want := range map[string]string{
		`"options": [{"text": "a", "that": "count(tcp) > 0"}, {"text": "b", "that": "count(tcp) > 1"}]`: "none of its options is right",
		`"options": [{"text": "a", "that": "count(tcp) < 9"}, {"text": "b", "that": "count(tcp) < 8"}]`: "all of its choices are right",
		`"answer": "count(dns)", "kind": "choice", "choices": ["1", "=2"]`:                              "the answer, 8, is not among its choices",
		`"answer": "count(dns)", "explain": "At {first(tcp).frame.time_relative}."`:                     "an expression of its explanation has no value",
	} {
		_, w := asking(t, question)
		w.RunIdle(nil)
		if checks, err := w.CheckQuestions(); err != nil || len(checks) != 1 || checks[0].OK || checks[0].Detail != want {
			t.Errorf("%s: %+v, %v", question, checks, err)
		}
	}
}
