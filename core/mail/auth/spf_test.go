package auth_test

import (
	"net/netip"
	"strings"
	"testing"

	"playnet/core/mail/auth"
)

// appendixA is the zone of RFC 7208, appendix A.
const appendixA = `
example.com MX mail-a.example.com
example.com MX mail-b.example.com
example.com A 192.0.2.10
example.com A 192.0.2.11
amy.example.com A 192.0.2.65
bob.example.com A 192.0.2.66
mail-a.example.com A 192.0.2.129
mail-b.example.com A 192.0.2.130
example.org MX mail-c.example.org
mail-c.example.org A 192.0.2.140
192.0.2.10 PTR example.com
192.0.2.11 PTR example.com
192.0.2.65 PTR amy.example.com
192.0.2.66 PTR bob.example.com
192.0.2.129 PTR mail-a.example.com
192.0.2.130 PTR mail-b.example.com
192.0.2.140 PTR mail-c.example.org
10.0.0.4 PTR bob.example.com
`

func checkFrom(z *zone, ip, from string) auth.SPF {
	return auth.CheckSPF(z, auth.Sender{IP: netip.MustParseAddr(ip), Hello: "mx.example.org", From: from})
}

// The examples of appendix A.1, and what it says of them.
func TestAppendixA(t *testing.T) {
	all := []string{"192.0.2.10", "192.0.2.11", "192.0.2.65", "192.0.2.66", "192.0.2.129", "192.0.2.130", "192.0.2.131", "192.0.2.140", "192.0.2.143", "10.0.0.4"}
	for record, pass := range map[string]string{
		"v=spf1 +all":                             strings.Join(all, " "),
		"v=spf1 a -all":                           "192.0.2.10 192.0.2.11",
		"v=spf1 a:example.org -all":               "",
		"v=spf1 mx -all":                          "192.0.2.129 192.0.2.130",
		"v=spf1 mx:example.org -all":              "192.0.2.140",
		"v=spf1 mx mx:example.org -all":           "192.0.2.129 192.0.2.130 192.0.2.140",
		"v=spf1 mx/30 mx:example.org/30 -all":     "192.0.2.129 192.0.2.130 192.0.2.131 192.0.2.140 192.0.2.143",
		"v=spf1 ptr -all":                         "192.0.2.10 192.0.2.11 192.0.2.65 192.0.2.66 192.0.2.129 192.0.2.130",
		"v=spf1 ip4:192.0.2.128/28 -all":          "192.0.2.129 192.0.2.130 192.0.2.131 192.0.2.140 192.0.2.143",
		"v=spf1 -ip4:192.0.2.128/28 ~all":         "",
		"v=spf1 redirect=_spf.example.net":        "192.0.2.66",
		"v=spf1 include:_spf.example.net mx ?all": "192.0.2.66 192.0.2.129 192.0.2.130",
	} {
		z := newZone(appendixA + "example.com TXT " + record + "\n_spf.example.net TXT v=spf1 a:bob.example.com -all\n")
		for _, ip := range all {
			got := checkFrom(z, ip, "amy@example.com")
			if want := strings.Contains(" "+pass+" ", " "+ip+" "); (got.Result == auth.Pass) != want {
				t.Errorf("%s, %s: %+v", record, ip, got)
			}
		}
	}
}

// The results besides pass, and what leads to errors.
func TestResults(t *testing.T) {
	for _, c := range []struct {
		records string
		want    auth.Result
	}{
		{"", auth.None},
		{"example.com TXT v=spf10 -all", auth.None},
		{"example.com TXT hello", auth.None},
		{"example.com TXT v=spf1", auth.Neutral},
		{"example.com TXT V=SPF1 -ALL", auth.Fail},
		{"example.com TXT v=spf1 ~all", auth.SoftFail},
		{"example.com TXT v=spf1 ?all", auth.Neutral},
		{"example.com TXT v=spf1 -all\nexample.com TXT v=spf1 +all", auth.PermError},
		{"example.com TXT v=spf1 +all nonsense", auth.PermError},
		{"example.com TXT v=spf1 ip4:192.0.2.1/33 +all", auth.PermError},
		{"example.com TXT v=spf1 ip4/24 +all", auth.PermError},
		{"example.com TXT v=spf1 ptr/24 +all", auth.PermError},
		{"example.com TXT v=spf1 include/a.test +all", auth.PermError},
		{"example.com TXT v=spf1 ip4:2001:db8::1 +all", auth.PermError},
		{"example.com TXT v=spf1 ip6:192.0.2.1 +all", auth.PermError},
		{"example.com TXT v=spf1 a:%{x}.example.com +all", auth.PermError},
		{"example.com TXT v=spf1 a:%{d0}.example.com +all", auth.PermError},
		{"example.com TXT v=spf1 redirect=a.test redirect=b.test", auth.PermError},
		{"example.com TXT v=spf1 include:nothing.test +all", auth.PermError},
		{"example.com TXT v=spf1 redirect=nothing.test", auth.PermError},
		{"example.com TXT v=spf1 include:example.com +all", auth.PermError}, // for ever: ten look-ups end it
		{"example.com TXT v=spf1 moo=cow -all", auth.Fail},
		{"example.com TXT v=spf1 -all redirect=nothing.test", auth.Fail},
		{"example.com TXT v=spf1 exists:a.test exists:b.test -all", auth.Fail},
		{"example.com TXT v=spf1 exists:a.test exists:b.test exists:c.test -all", auth.PermError}, // void look-ups
		{"example.com TXT v=spf1 a:broken.test -all", auth.TempError},
		{"example.com TXT v=spf1 include:broken.test -all", auth.TempError},
		{"example.com TXT v=spf1" + strings.Repeat(" a:far.test", 10) + " -all\nfar.test A 198.51.100.1", auth.Fail},
		{"example.com TXT v=spf1" + strings.Repeat(" a:far.test", 11) + " -all\nfar.test A 198.51.100.1", auth.PermError},
		{"example.com TXT v=spf1 mx -all\n" + strings.Repeat("example.com MX far.test\n", 11) + "far.test A 198.51.100.1", auth.PermError},
		{"example.com TXT v=spf1 ip6:2001:db8::/32 ip4:192.0.2.0/24 -all", auth.Pass},
	} {
		z := newZone(c.records)
		z.broken["broken.test"] = true
		if got := checkFrom(z, "192.0.2.3", "amy@example.com"); got.Result != c.want {
			t.Errorf("%.100s: %+v, want %s", c.records, got, c.want)
		}
		if z.asked > 40 {
			t.Errorf("%.100s: %d look-ups", c.records, z.asked)
		}
	}
}

// The examples of RFC 7208, section 7.4: an exists mechanism asks for the expanded name.
func TestMacros(t *testing.T) {
	for macro, want := range map[string]string{
		"%{o}.x":                            "email.example.com.x",
		"%{d}.x":                            "email.example.com.x",
		"%{d4}.x":                           "email.example.com.x",
		"%{d2}.x":                           "example.com.x",
		"%{d1}.x":                           "com.x",
		"%{dr}.x":                           "com.example.email.x",
		"%{d2r}.x":                          "example.email.x",
		"%{l}.x":                            "strong-bad.x",
		"%{l-}.x":                           "strong.bad.x",
		"%{lr}.x":                           "strong-bad.x",
		"%{lr-}.x":                          "bad.strong.x",
		"%{l1r-}.x":                         "strong.x",
		"%{ir}.%{v}._spf.%{d2}":             "3.2.0.192.in-addr._spf.example.com",
		"%{lr-}.lp._spf.%{d2}":              "bad.strong.lp._spf.example.com",
		"%{lr-}.lp.%{ir}.%{v}._spf.%{d2}":   "bad.strong.lp.3.2.0.192.in-addr._spf.example.com",
		"%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}":  "3.2.0.192.in-addr.strong.lp._spf.example.com",
		"%{d2}.trusted-domains.example.net": "example.com.trusted-domains.example.net",
		"%%%_%-.%{h}.x":                     "% %20.mx.example.org.x",
		"%{S}.x":                            "strong-bad%40email.example.com.x",
	} {
		z := newZone("email.example.com TXT v=spf1 exists:" + macro + " -all\n")
		z.records[want+" A"] = []string{"127.0.0.2"}
		if got := checkFrom(z, "192.0.2.3", "strong-bad@email.example.com"); got.Result != auth.Pass {
			t.Errorf("%s is not %s: %+v", macro, want, got)
		}
	}
	const six = "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"
	z := newZone("email.example.com TXT v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all\n" + six + " A 127.0.0.2")
	if got := checkFrom(z, "2001:db8::cb01", "strong-bad@email.example.com"); got.Result != auth.Pass {
		t.Errorf("IPv6: %+v", got)
	}
}

// The explanation, a bounce, and an IPv6 client.
func TestMore(t *testing.T) {
	z := newZone("example.com TXT v=spf1 a:six.test -all exp=why.%{d}\nwhy.example.com TXT %{i} may not send for %{d}%_mail\nsix.test AAAA 2001:db8::25\nmx.example.org TXT v=spf1 ip4:192.0.2.3 -all")
	got := checkFrom(z, "192.0.2.3", "amy@example.com")
	if got.Result != auth.Fail || got.Explanation != "192.0.2.3 may not send for example.com mail" || got.Mechanism != "-all" {
		t.Errorf("%+v", got)
	}
	if got := checkFrom(z, "2001:db8::25", "amy@example.com"); got.Result != auth.Pass || got.Mechanism != "a:six.test" {
		t.Errorf("%+v", got)
	}
	if got := checkFrom(z, "192.0.2.3", ""); got.Result != auth.Pass || got.Sender != "postmaster@mx.example.org" {
		t.Errorf("%+v", got)
	}
	for _, from := range []string{"amy", "amy@", "amy@local", "@", "amy@a..b"} {
		if got := checkFrom(z, "192.0.2.3", from); got.Result != auth.None {
			t.Errorf("%q: %+v", from, got)
		}
	}
}
