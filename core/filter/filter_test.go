package filter_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"playnet/core/filter"
)

var sample = record{id: 7, values: map[string][]filter.Value{
	"p":      {{Type: filter.Protocol, Text: "\x01\x02GET /x"}},
	"mark":   {{}},
	"flag":   {filter.BoolOf(false)},
	"n":      {filter.NumberOf(2)},
	"many":   {filter.NumberOf(5), filter.NumberOf(80), filter.NumberOf(443)},
	"t":      {filter.DurationOf(1500 * time.Millisecond)},
	"when":   {filter.TimeOf(time.Date(2026, 3, 2, 9, 0, 1, 5e8, time.UTC).UnixNano())},
	"s":      {filter.StringOf("gaia.cs.umass.edu"), filter.StringOf("Über")},
	"b":      {filter.BytesOf([]byte{0xde, 0xad, 0xbe, 0xef})},
	"ip.src": {{Type: filter.IPv4, Int: 10<<24 | 5}},
	"ip6":    {{Type: filter.IPv6, Text: "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80"}},
	"mac":    {filter.MACOf([]byte{2, 0, 10, 0, 0, 5})},
}}

func TestMatch(t *testing.T) {
	for text, want := range map[string]bool{
		// There or not.
		"p": true, "q": false, "!q": true, "not q and p": true, "mark": true, "flag": true, "none": false, "(p)": true, "((many))": true,
		// Logic: not binds before and, and before xor, xor before or.
		"p || q && q": true, "q && q || p": true, "(p || q) && q": false, "not p || p": true, "!(p || q)": false,
		"p xor q": true, "p ^^ p": false, "p xor p || p": true, "p or q and none": true, "!!p": true, "not not q": false, "not n == 2": false,
		// Comparisons.
		"n == 2": true, "n eq 2": true, "n != 2": false, "n ne 3": true, "n > 1": true, "n gt 2": false, "n >= 2": true, "n ge 3": false,
		"n < 3": true, "n lt 2": false, "n <= 2": true, "n le 1": false, "n == 0x2": true, "n == 0b10": true, "n == 002": true, "n == -2": false, "n > -1": true,
		"n == TWO": true, "n == two": true, "n == \"TWO\"": true, "n == ONE": false, "2 == n": true, "1 < n": true, "n < 2.5": true, "n == 2.0": true,
		// Of several values one will do, but for !=, which no value may fail.
		"many == 80": true, "many != 80": false, "many != 81": true, "!(many == 80)": false, "many ~= 80": true, "many !== 5": true, "many === 80": false,
		"all many > 4": true, "all many > 5": false, "any many > 400": true, "any many != 80": true, "all many == 80": false, "all many != 81": true,
		"none == 1": false, "none != 1": false, "all none == 1": false, "!(none == 1)": true,
		"n == many": false, "many > n": true, "all many > n": true,
		// Sets.
		"many in {1, 80}": true, "many in {6..79}": false, "many in {81 .. 443}": true, "many not in {80}": false, "none not in {80}": true, "none in {80}": false,
		"all many in {5, 80..443}": true, "all many in {5, 80}": false, "n in {ONE, TWO}": true, "n in {-3..-1}": false, "s in {\"Über\", \"x\"}": true,
		// Booleans.
		"flag == 0": true, "flag == false": true, "flag == FALSE": true, "flag == true": false, "flag != 1": true, "flag == 2": false,
		// Times.
		"t == 1.5": true, "t > 1s": true, "t < 1501ms": true, "t == 1500ms": true, "t in {1s..2s}": true, "t > -1": true, "t >= 2": false,
		"when > \"2026-03-02 09:00:01\"": true, "when < \"2026-03-02T09:00:02Z\"": true, "when == 1772442001.5": true, "when > \"2026-03-03\"": false,
		// Strings and bytes.
		"s == \"Über\"": true, "s == gaia.cs.umass.edu": true, "s == \"über\"": false, "s contains \"cs\"": true, "s contains \"CS\"": false, "s contains umass": true,
		"s matches \"^GAIA\"": true, "s matches r\"\\.edu$\"": true, "s ~ \"über\"": true, "s matches \"^cs\"": false, "s > \"f\"": true,
		"b == de:ad:be:ef": true, "b == deadbeef": true, "b contains ad:be": true, "b contains be:ad": false, "b == \"x\"": false, "p contains \"GET\"": true, "p contains 01:02": true,
		"p matches \"get /[a-z]\"": true, "s contains \"\\x67aia\"": true, "s contains \"\\147aia\"": true, "s == \"a\\\"b\"": false,
		// Addresses.
		"ip.src == 10.0.0.5": true, "ip.src == 10.0.0.0/8": true, "ip.src != 10.0.0.0/8": false, "ip.src == 11.0.0.0/8": false, "ip.src in {10.0.0.4/31, 1.1.1.1}": true,
		"ip.src in {10.0.0.1..10.0.0.9}": true, "ip.src > 9.255.255.255": true, "ip.src <= 10.0.0.0/24": true, "ip.src == 0.0.0.0/0": true,
		"mac == 02:00:0a:00:00:05": true, "mac == 02-00-0a-00-00-05": true, "mac contains 0a:00": true, "ip6 == 2001:db8::80": true, "ip6 == ::1": false,
		// Slices.
		"b[0:2] == de:ad": true, "b[1-2] == ad:be": true, "b[3] == ef": true, "b[-1] == ef": true, "b[:2] == de:ad": true, "b[2:] == be:ef": true, "b[0,3] == de:ef": true,
		"b[4] == 00": false, "b[0:9] == de": false, "s[0:4] == \"gaia\"": true, "s[-3:] == \"edu\"": true, "p[0:2] == 01:02": true, "mac[0:3] == 02:00:0a": true, "b[0:2][1] == ad": true,
		// Functions and calculation.
		"len(s) == 17": true, "len(s) == 4": true, "len(b) == 4": true, "count(many) == 3": true, "count(none) == 0": true, "upper(s) == \"GAIA.CS.UMASS.EDU\"": true, "lower(s) contains \"über\"": true,
		"n + 1 == 3": true, "n * 3 - 1 == 5": true, "n * (3 - 1) == 4": true, "-n == -2": true, "abs(n - 5) == 3": true, "n / 0 == 0": false, "n % 2 == 0": true, "7 / n == 3": true,
		"t + 500ms == 2s": true, "t * 2 == 3": true, "t / 3 == 500ms": true, "t / t == 1": true, "t - 1 == 0.5": true, "n + many > 400": true, "n == 1 + 1": true,
	} {
		f, err := schema.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for range 2 { // the second time the buffers are used again
			if got := f.Match(sample); got != want {
				t.Errorf("%s is %v", text, got)
			}
		}
	}
}

// What is wrong with a text is told by its column and an id.
func TestErrors(t *testing.T) {
	for text, want := range map[string]struct {
		column int
		id     string
	}{
		"":                             {1, "empty"},
		"   ":                          {1, "empty"},
		"p &&":                         {5, "ended"},
		"&& p":                         {1, "expected"},
		"p p":                          {3, "expected"},
		"p q == 1":                     {3, "expected"},
		"(p":                           {3, "ended"},
		"p)":                           {2, "expected"},
		"n == ":                        {6, "ended"},
		"n = 2":                        {3, "character"},
		"n == 2 & p":                   {8, "character"},
		"p; q":                         {2, "character"},
		"ip.scr == 1.2.3.4":            {1, "near"},
		"quite.unlike.anything":        {1, "unknown"},
		"p and ip.scr":                 {7, "near"},
		"n == ip.scr":                  {6, "near"},
		"n == x.y.z.unlike":            {6, "unknown"},
		"n == abc":                     {6, "literal"},
		"n == TWOO":                    {6, "named"},
		"n == \"abc\"":                 {6, "literal"},
		"ip.src == \"abc\"":            {11, "literal"},
		"ip.src == 10.0.0.256":         {11, "literal"},
		"ip.src == 10.0.0.0/33":        {11, "prefix"},
		"mac == 02:00":                 {8, "literal"},
		"t == soon":                    {6, "literal"},
		"flag == maybe":                {9, "literal"},
		"when > yesterday":             {8, "literal"},
		"ip.src == n":                  {11, "types"},
		"s == ip.src":                  {6, "types"},
		"1 == 2":                       {3, "twoLiterals"},
		"\"x\"":                        {1, "alone"},
		"n + 1":                        {3, "noTest"},
		"len(s)":                       {1, "noTest"},
		"mark == 1":                    {1, "operator"},
		"n contains 1":                 {3, "operator"},
		"n matches \"x\"":              {3, "operator"},
		"s + s == s":                   {3, "operator"},
		"-s == s":                      {1, "operator"},
		"upper(n) == \"x\"":            {7, "operator"},
		"s matches \"(\"":              {11, "regexp"},
		"s matches x":                  {11, "expected"},
		"s == \"abc":                   {6, "string"},
		"s == \"\\q\"":                 {7, "escape"},
		"s == \"\\777\"":               {7, "escape"},
		"n in 2":                       {6, "expected"},
		"n in {}":                      {7, "expected"},
		"n in {1 2}":                   {9, "expected"},
		"n in {5..1}":                  {10, "order"},
		"n in {1,":                     {9, "ended"},
		"n not 2":                      {7, "expected"},
		"b[0 == 1":                     {9, "ended"},
		"b[x] == 1":                    {2, "slice"},
		"b[1:0] == 1":                  {2, "slice"},
		"n[0] == 1":                    {2, "operator"},
		"nosuch(s)":                    {1, "function"},
		"len(5) == 1":                  {5, "arguments"},
		"first(p)":                     {1, "recordInside"},
		"n.x == 1":                     {1, "unknown"}, // a word of its own
		"(n).x == 1":                   {4, "fieldOf"},
		"any p":                        {6, "ended"},
		"ü == 1":                       {1, "character"},
		"s == \"ü\" && ip.scr":         {13, "near"}, // columns are runes, not bytes
		"(p == q) == 1":                {4, "operator"},
		strings.Repeat("!", 100) + "p": {62, "deep"},
		strings.Repeat("(", 100) + "p": {62, "deep"},
		strings.Repeat("-", 100) + "n": {62, "deep"},
		strings.Repeat("p||", 2000):    {4097, "long"},
	} {
		_, err := schema.Parse(text)
		var e *filter.Error
		if !errors.As(err, &e) {
			t.Errorf("%.40s: no error", text)
			continue
		}
		if e.Column != want.column || e.ID != "filter.error."+want.id {
			t.Errorf("%.40s: column %d, %s (%v); want column %d, %s", text, e.Column, e.ID, e, want.column, want.id)
		}
		if strings.Contains(e.Error(), "{want") || strings.Contains(e.Error(), "{got") || e.Reason() == "" {
			t.Errorf("%.40s: %s", text, e.Error())
		}
	}
}

func TestErrorsNameWhatIsMeant(t *testing.T) {
	for text, want := range map[string]string{
		"ip.scr == 1.2.3.4": "column 1: there is no field ip.scr (is ip.src meant?)",
		"n == TWOO":         "column 6: TWOO is no value of n (is TWO meant?)",
		"ip.src == n":       "column 11: values of these types can't be compared: IPv4 address, number",
	} {
		if _, err := schema.Parse(text); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// Held against many records, a filter allocates nothing.
func TestMatchDoesNotAllocate(t *testing.T) {
	f, err := schema.Parse(`many == 80 && ip.src == 10.0.0.0/8 && n in {1, 2..5} && count(many) > 2 && n + 1 == 3 && not s contains "zzz"`)
	if err != nil {
		t.Fatal(err)
	}
	var r filter.Record = sample // boxed once, as a scan's record is
	if n := testing.AllocsPerRun(100, func() {
		if !f.Match(r) {
			t.Fatal("no match")
		}
	}); n > 0 {
		t.Errorf("%v allocations for each record", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"p && n == 2", `s matches "^a" or b[0:2] == 01:02`, "n in {1, 2..3}", "!(many != 80) xor t > 1.5s", "ip.src == 10.0.0.0/8", `"\x41" == s`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func(string) error{
			func(s string) error {
				x, err := schema.Parse(s)
				if err == nil {
					x.Match(sample)
					x.Match(record{})
				}
				return err
			},
			func(s string) error {
				x, err := schema.ParseExpression(s)
				if err == nil {
					x.Add(sample)
					x.Values()
				}
				return err
			},
		} {
			if err := parse(text); err != nil {
				e := err.(*filter.Error)
				if e.Column < 1 || e.Column > len([]rune(text))+1 || filter.Reasons[e.ID] == "" {
					t.Fatalf("%q: %+v", text, e)
				}
			}
		}
		schema.Complete(text, len(text)/2)
	})
}
