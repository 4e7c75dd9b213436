package dig

import (
	"strings"
	"testing"

	mdns "github.com/miekg/dns"
)

// Names are escaped as BIND does it, whatever our codec escapes.
func TestNameText(t *testing.T) {
	for from, want := range map[string]string{
		".": ".", "www.example.com.": "www.example.com.", `a b.example.`: `a\032b.example.`, `a\ b.example.`: `a\032b.example.`,
		`do\.t.example.`: `do\.t.example.`, `it\'s.example.`: `it's.example.`, `\007.example.`: `\007.example.`,
		`a$b.example.`: `a\$b.example.`, `\@\;\(\)\"\\.example.`: `\@\;\(\)\"\\.example.`, `_sip._udp.example.`: `_sip._udp.example.`,
	} {
		if got := nameText(from); got != want {
			t.Errorf("%s is written %s, want %s", from, got, want)
		}
	}
}

func TestIllegalNames(t *testing.T) {
	long := strings.Repeat("a", 63)
	for name, want := range map[string]string{
		".": "", "a": "", "a.": "", "a.b": "", long + ".b": "", "a..b": "empty label", ".a": "empty label", "": "unexpected end of input",
		long + "a": "label too long", `\300`: "bad escape", `a\`: "bad escape", `a\.b`: "", `\097b`: "",
		strings.Repeat(long+".", 3) + strings.Repeat("a", 61): "",
		strings.Repeat(long+".", 3) + strings.Repeat("a", 62): "ran out of space",
	} {
		if got := illegal(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestPeriods(t *testing.T) {
	for n, want := range map[uint32][2]string{
		0: {"0s", "0 seconds"}, 1: {"1s", "1 second"}, 60: {"1m", "1 minute"}, 3661: {"1h1m1s", "1 hour 1 minute 1 second"},
		86400: {"1d", "1 day"}, 1209600: {"2w", "2 weeks"}, 694861: {"1w1d1h1m1s", "1 week 1 day 1 hour 1 minute 1 second"},
	} {
		if a, b := period(n, false), period(n, true); a != want[0] || b != want[1] {
			t.Errorf("%d: %q and %q, want %q", n, a, b, want)
		}
	}
}

// Options can be shortened, as dig's.
func TestShortenedOptions(t *testing.T) {
	r := &reader{t: &tool{printCommand: true}, defaults: newLookup()}
	r.now = r.defaults
	for _, option := range []string{"noall", "ans", "norec", "noedns", "noad", "multi", "nocl", "ti=7", "tr", "retr=1", "bufs=600"} {
		if err := r.plus(option); err != nil {
			t.Errorf("+%s: %v", option, err)
		}
	}
	l := r.now
	if !l.show.answer || l.header.ad || !l.style.multiline || !l.style.noClass || l.wait.Seconds() != 7 || !l.trace || l.tries != 2 || l.edns.size != 600 {
		t.Errorf("%+v", l)
	}
}

// extra counts what stands behind the last record, and is not misled by counts that lie.
func TestExtraBytes(t *testing.T) {
	m := &mdns.Msg{Question: []mdns.Question{{Name: "a.example.", Qtype: mdns.TypeA, Qclass: mdns.ClassINET}}}
	m.Answer = []mdns.RR{&mdns.TXT{Hdr: mdns.RR_Header{Name: "a.example.", Rrtype: mdns.TypeTXT, Class: mdns.ClassINET}, Txt: []string{"x"}}}
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	if got := extra(b); got != 0 {
		t.Errorf("%d extra bytes in a whole message", got)
	}
	if got := extra(append(b[:len(b):len(b)], 1, 2, 3)); got != 3 {
		t.Errorf("%d extra bytes, want 3", got)
	}
	lies := append([]byte(nil), b...)
	lies[7] = 9
	if got := extra(lies); got != 0 {
		t.Errorf("%d extra bytes behind records that are missing", got)
	}
}
