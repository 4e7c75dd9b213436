package text_test

import (
	"testing"

	"playnet/ui/text"
)

func TestSentences(t *testing.T) {
	c := text.Catalogue{}
	err := c.Parse([]byte(`{"hello": "Hello, {who}!", "n": "{n} rows", "n.one": "one row", "rich": "**{a}** asks <{b}> for ` + "`{c}`" + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	text.Use(c)
	for _, test := range []struct{ got, want string }{
		{text.T("hello", "who", "you"), "Hello, you!"},
		{text.T("hello"), "Hello, {who}!"},
		{text.T("hello", "who", "{who}"), "Hello, {who}!"}, // an argument is no sentence
		{text.T("nothing"), "[nothing]"},
		{text.Count("n", 1), "one row"},
		{text.Count("n", 1200), "1,200 rows"},
		{string(text.Rich("rich", map[string]string{"a": "<b>", "b": "**x**", "c": "`"})),
			"<strong>&lt;b&gt;</strong> asks &lt;**x**&gt; for <code>`</code>"},
		{text.Plain("rich", map[string]string{"a": "A", "b": "B", "c": "C"}), "A asks <B> for C"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
	for _, bad := range []string{`{"hello": "again"}`, ``, `[]`, `{"a": 1}`, `{"b" "c"}`, `{"d": "e" "f": "g"}`, `{"h": "i`, `{"j": "\x"}`, `{"k": "l"`} {
		if err := c.Parse([]byte(bad)); err == nil {
			t.Errorf("%s is no error", bad)
		}
	}
	if err := c.Parse([]byte(" {\n\"q\": \"say \\\"{a}\\\" \\u00e9\"\n} ")); err != nil || text.T("q", "a", "b") != `say "b" é` {
		t.Errorf("quoted: %v, %q", err, text.T("q", "a", "b"))
	}
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{text.Number(0), "0"},
		{text.Number(999), "999"},
		{text.Number(1000), "1,000"},
		{text.Number(-1234567), "-1,234,567"},
		{text.Seconds(142_318_999), "0.142 318"},
		{text.Seconds(57_402_903_000), "57.402 903"},
		{text.Seconds(3_600_000_000_000), "3,600.000 000"},
		{text.Span(312), "312 ns"},
		{text.Span(1_500), "1.5 µs"},
		{text.Span(14_200_000), "14.2 ms"},
		{text.Span(138_126_000), "138 ms"},
		{text.Span(2_000_000_000), "2 s"},
		{text.Rate(100_000_000), "100 Mbit/s"},
		{text.Rate(28_800), "28.8 kbit/s"},
		{text.Percent(0.005), "0.5 %"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
