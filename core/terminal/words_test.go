package terminal

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"playnet/core/view"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		line string
		want []string
		err  error
	}{
		{"", nil, nil},
		{"  ping\t-c 3   a.test ", []string{"ping", "-c", "3", "a.test"}, nil},
		{`echo 'a  b' "c 'd" e\ f`, []string{"echo", "a  b", "c 'd", "e f"}, nil},
		{`echo "a \" \\ \n" '\'x`, []string{"echo", `a " \ \n`, `\x`}, nil},
		{`a""b '' ""`, []string{"ab", "", ""}, nil},
		{"ls # and so on | more", []string{"ls"}, nil},
		{"echo a#b", []string{"echo", "a#b"}, nil},
		{`a\`, []string{`a\`}, nil},
		{"echo 'a", nil, errQuote},
		{`echo "a\"`, nil, errQuote},
		{"ls | cat", nil, OperatorError{"|"}},
		{"a && b", nil, OperatorError{"&"}},
		{"cat < f", nil, OperatorError{"<"}},
		{"echo '|' \\; \">\"", []string{"echo", "|", ";", ">"}, nil},
		{"echo ü ☃", []string{"echo", "ü", "☃"}, nil},
	} {
		got, err := Split(c.line)
		if !slices.Equal(got, c.want) && c.err == nil || !errors.Is(err, c.err) {
			t.Errorf("%q: %q, %v, want %q, %v", c.line, got, err, c.want, c.err)
		}
	}
}

// Whatever is typed is taken apart without a panic, and no word is longer than the line.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{`a 'b "c\`, "''", `\`, "#", "a|b", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words, err := Split(line)
		if err != nil {
			return
		}
		if n := len(strings.Join(words, "")); n > len(line) {
			t.Errorf("%q gives %q", line, words)
		}
	})
}

func TestComplete(t *testing.T) {
	w := Words{
		Hosts: []string{"dns.nyu.edu", "dns.umass.edu", "www.umass.edu"},
		Files: []string{"/etc/hosts", "/etc/resolv.conf", "/etc/zones/a.zone", "/etc/zones/b.zone"},
	}
	for _, c := range []struct {
		before string
		after  string
		list   string
	}{
		{"pin", "ping ", ""},
		{"c", "c", "cat clear"},
		{"xyz", "xyz", ""},
		{"ping w", "ping www.umass.edu ", ""},
		{"ping d", "ping dns.", "dns.nyu.edu dns.umass.edu"},
		{"ping -", "ping -", "-c -i -s -W"},
		{"ping -c", "ping -c ", ""},
		{"ping -c ", "ping -c ", ""}, // a number: nothing to offer
		{"ping -c 3 w", "ping -c 3 www.umass.edu ", ""},
		{"cat /", "cat /etc/", ""},
		{"cat ", "cat /etc/", ""},
		{"cat e", "cat etc/", ""},
		{"cat /etc/", "cat /etc/", "/etc/hosts /etc/resolv.conf /etc/zones/"},
		{"cat /etc/z", "cat /etc/zones/", ""},
		{"cat /etc/zones/", "cat /etc/zones/", "/etc/zones/a.zone /etc/zones/b.zone"},
		{"cat etc/zones/b", "cat etc/zones/b.zone ", ""},
		{"cat /etc/hosts /etc/r", "cat /etc/hosts /etc/resolv.conf ", ""},
		{"help pi", "help ping ", ""},
		{"echo d", "echo d", ""},
		{"unknown d", "unknown d", ""},
		{"dig w", "dig www.umass.edu ", ""},
		{"dig www.umass.edu MX @dns.n", "dig www.umass.edu MX @dns.nyu.edu ", ""},
		{"dig www.umass.edu m", "dig www.umass.edu mx ", ""},
		{"dig +sh", "dig +short ", ""},
		{"dig +noa", "dig +noall ", ""},
		{"nslookup dns.u", "nslookup dns.umass.edu ", ""},
	} {
		got := Complete(c.before, w)
		after := c.before[:len(c.before)-got.Replace] + got.Insert
		if after != c.after || strings.Join(got.Options, " ") != c.list {
			t.Errorf("%q becomes %q and lists %q, want %q and %q", c.before, after, got.Options, c.after, c.list)
		}
	}
	var many []string
	for i := range 100 {
		many = append(many, "host"+string(rune('a'+i/10))+string(rune('a'+i%10)))
	}
	if got := Complete("ping ", Words{Hosts: many}); len(got.Options) != manyOptions || got.More != 100-manyOptions || got.Insert != "host" {
		t.Errorf("of 100 hosts %d are listed, %d are more, %q is inserted", len(got.Options), got.More, got.Insert)
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ in, text, rest string }{
		{"plain\r\nlines\n", "plain\nlines\n", ""},
		{"a\tb", "a\tb", ""},
		{"\x1b[2Jbell\x07\x7f\x00", "^[[2Jbell^G^?^@", ""},
		{"r\xe9sum\xe9\xff!", "r\ufffdsum\ufffd\ufffd!", ""},
		{"snow \xe2\x98", "snow ", "\xe2\x98"},
		{"\u0085\u202eevil\u2066", "\ufffd\ufffdevil\ufffd", ""},
		{"☃ é", "☃ é", ""},
	} {
		text, rest := clean([]byte(c.in))
		if text != c.text || string(rest) != c.rest {
			t.Errorf("%q: %q, rest %q, want %q, %q", c.in, text, rest, c.text, c.rest)
		}
	}
}

func TestScreen(t *testing.T) {
	var s Screen
	s.print("one\ntw")
	s.print("o\n\nlast")
	s.add(view.TypedInput, "typed")
	s.print("next\n")
	want := []view.TerminalLine{{Kind: "output", Text: "one"}, {Kind: "output", Text: "two"}, {Kind: "output"},
		{Kind: "output", Text: "last"}, {Kind: "input", Text: "typed"}, {Kind: "output", Text: "next"}}
	if got := s.copy(); !slices.Equal(got, want) || s.total != len(want) {
		t.Errorf("%q, %d lines in all", got, s.total)
	}
	shown := s.copy()
	s.print(strings.Repeat("☃", maxLineSize)) // three bytes each
	if got := s.copy(); len(got) != len(want)+4 || got[len(want)].Text != strings.Repeat("☃", maxLineSize/3) {
		t.Errorf("a long line is broken into %d", len(got)-len(want))
	}
	for range 2 * maxLines {
		s.print("x\n")
	}
	if len(s.lines) != maxLines || s.total != len(want)+4+2*maxLines-1 { // the first x ends the line that was open
		t.Errorf("%d lines kept of %d", len(s.lines), s.total)
	}
	if !slices.Equal(shown, want) {
		t.Error("what was copied has changed")
	}
	s.clear()
	if len(s.copy()) != 0 {
		t.Error("a cleared screen has lines")
	}
}

// Times as iputils' ping writes them.
func TestPingTime(t *testing.T) {
	for us, want := range map[int64]string{
		0: "0.000", 41: "0.041", 999: "0.999", 1000: "1.00", 1234: "1.23", 9994: "9.99", 9995: "10.0",
		24034: "24.0", 24050: "24.1", 99949: "99.9", 99950: "100", 123456: "123", 1499500: "1500",
	} {
		if got := pingTime(us); got != want {
			t.Errorf("%d µs: %s, want %s", us, got, want)
		}
	}
	for v, want := range map[int64]int64{-4: 0, 0: 0, 1: 1, 3: 1, 4: 2, 99: 9, 100: 10, 1 << 40: 1 << 20} {
		if got := sqrt(v); got != want {
			t.Errorf("the root of %d: %d, want %d", v, got, want)
		}
	}
}
