package filter_test

import (
	"slices"
	"testing"
)

// offered are the words of a text's completion; | marks the cursor.
func offered(t *testing.T, text string) (words []string, from, to int) {
	t.Helper()
	runes := []rune(text)
	at := slices.Index(runes, '|')
	for _, c := range schema.Complete(string(runes[:at])+string(runes[at+1:]), at) {
		words = append(words, c.Text)
		from, to = c.From, c.To
	}
	return words, from, to
}

func TestComplete(t *testing.T) {
	for text, want := range map[string][]string{
		"ip|":              {"ip.src", "ip6"},
		"ip.s|":            {"ip.src"},
		"src|":             {"ip.src"},
		"p and ma|":        {"mac", "many", "mark"},
		"lo|":              {"lower("},
		"n |":              {"==", "!=", "<", "<=", ">", ">=", "in"},
		"s m|":             {"matches"},
		"flag |":           {"==", "!="},
		"p |":              {"==", "contains", "matches", "&&", "||"},
		"n == |":           {"ONE", "TWO"},
		"n == t|":          {"TWO"},
		"n in {|":          {"ONE", "TWO"},
		"n in {ONE, T|":    {"TWO"},
		"flag == |":        {"1", "0"},
		"n == 2 |":         {"&&", "||"},
		"n in {1, 2} |":    {"&&", "||"},
		"(p) |":            {"&&", "||"},
		"s == \"ip|":       nil,
		"n == 2 && fl|":    {"flag"},
		"zzz|":             nil,
		"s == \"x\" |":     {"&&", "||"},
		"n == 2 && n == |": {"ONE", "TWO"},
	} {
		if got, _, _ := offered(t, text); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if _, from, to := offered(t, "ü && ip.s|rc == 1"); from != 5 || to != 11 {
		t.Errorf("it replaces runes %d to %d, want 5 to 11", from, to)
	}
	if c := schema.Complete("ip.src", 6); c[0].Kind != "field" || c[0].Note != "note.src" {
		t.Errorf("%+v", c[0])
	}
	if c := schema.Complete("", 0); len(c) < 14 {
		t.Errorf("of nothing %d words are offered", len(c))
	}
}
