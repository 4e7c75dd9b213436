package auth_test

import (
	"net/netip"
	"strings"
	"testing"

	"playnet/core/mail"
	"playnet/core/mail/auth"
)

const world = footballKeys + `
football.example.com TXT v=spf1 ip4:192.0.2.25 -all
_dmarc.example.com TXT v=DMARC1; p=reject; sp=quarantine
other.test TXT v=spf1 +all
`

func checkAll(source []byte, ip, from string) auth.Report {
	return auth.Check(newZone(world), auth.Checks{SPF: true, DKIM: true, DMARC: true},
		auth.Sender{IP: netip.MustParseAddr(ip), Hello: "mx.test", From: from}, source, gameDay)
}

// The same message sent by its author's server, through somebody else's, and forged.
func TestDMARC(t *testing.T) {
	unsigned := football[strings.Index(football, "From: "):]
	for _, c := range []struct {
		name, source, ip, from string
		want                   string
	}{
		{"as it should be", football, "192.0.2.25", "joe@football.example.com", "spf=pass dkim=pass dkim=pass dmarc=pass"},
		{"forwarded", football, "203.0.113.9", "joe@football.example.com", "spf=fail dkim=pass dkim=pass dmarc=pass"},
		{"not signed", unsigned, "192.0.2.25", "joe@football.example.com", "spf=pass dkim=none dmarc=pass"},
		{"forged", unsigned, "203.0.113.9", "joe@football.example.com", "spf=fail dkim=none dmarc=fail"},
		{"another's envelope", unsigned, "203.0.113.9", "m@other.test", "spf=pass dkim=none dmarc=fail"},
		{"no policy", strings.ReplaceAll(unsigned, "joe@football.example.com", "m@other.test"), "203.0.113.9", "m@other.test", "spf=pass dkim=none dmarc=none"},
		{"two addresses", "From: a@x.test, b@y.test\n\n", "203.0.113.9", "m@other.test", "spf=pass dkim=none dmarc=permerror"},
	} {
		report := checkAll(crlf(c.source), c.ip, c.from)
		var got []string
		for _, word := range strings.Fields(string(report.Field("mx.hamburger.edu"))) {
			if method, _, ok := strings.Cut(word, "="); ok && (method == "spf" || method == "dkim" || method == "dmarc") {
				got = append(got, strings.TrimSuffix(word, ";"))
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
		if report.Rejects() {
			t.Errorf("%s: quarantine is not reject", c.name)
		}
	}
	forged := crlf("From: ceo@example.com\n\nPay!\n")
	if report := checkAll(forged, "203.0.113.9", "m@other.test"); !report.Rejects() {
		t.Errorf("%+v", report.DMARC)
	}
}

// Which record speaks for a domain, and how alike the domains must be (RFC 7489 §3.1, §6.3,
// §6.6.3).
func TestPolicies(t *testing.T) {
	for _, c := range []struct {
		zone, from, spf, dkim string
		want                  auth.Result
		policy                string
	}{
		{"_dmarc.a.test TXT v=DMARC1; p=reject", "a.test", "", "m.a.test", auth.Pass, "reject"},
		{"_dmarc.a.test TXT v=DMARC1; p=reject; adkim=s", "a.test", "", "m.a.test", auth.Fail, "reject"},
		{"_dmarc.a.test TXT v=DMARC1; p=reject; aspf=s", "a.test", "", "m.a.test", auth.Pass, "reject"},
		{"_dmarc.a.test TXT v=DMARC1; p=reject; aspf=s", "a.test", "m.a.test", "", auth.Fail, "reject"},
		{"_dmarc.a.test TXT v=DMARC1; p=reject; adkim=s", "a.test", "m.a.test", "", auth.Pass, "reject"},
		{"_dmarc.a.test TXT v=DMARC1; p=none; sp=Reject", "a.test", "", "", auth.Fail, "none"},
		{"_dmarc.a.test TXT v=DMARC1; p=none; sp=Reject", "m.a.test", "", "", auth.Fail, "reject"},
		{"_dmarc.a.test TXT v=DMARC1; p=Quarantine", "m.a.test", "", "", auth.Fail, "quarantine"},
		{"_dmarc.m.a.test TXT v=DMARC1; p=none; sp=reject\n_dmarc.a.test TXT v=DMARC1; p=reject", "m.a.test", "", "", auth.Fail, "none"},
		{"_dmarc.a.test TXT p=reject; v=DMARC1", "a.test", "", "", auth.None, ""},
		{"_dmarc.a.test TXT v=DMARC1; p=reject\n_dmarc.a.test TXT v=spf1 -all", "a.test", "", "", auth.Fail, "reject"},
		{"_dmarc.a.test TXT v=DMARC1; p=reject\n_dmarc.a.test TXT v=DMARC1; p=none", "a.test", "", "", auth.None, ""},
		{"_dmarc.m.a.test TXT v=DMARC1; p=none\n_dmarc.m.a.test TXT v=DMARC1; p=none\n_dmarc.a.test TXT v=DMARC1; p=reject", "m.a.test", "", "", auth.None, ""},
		{"_dmarc.a.test TXT v=DMARC1; p=refuse", "a.test", "", "", auth.PermError, ""},
		{"_dmarc.a.test TXT v=DMARC1; p=none; p=reject", "a.test", "", "", auth.PermError, ""},
	} {
		spf := auth.SPF{Result: auth.Pass, Domain: c.spf}
		dkim := []auth.DKIM{{Result: auth.Fail, Domain: c.from}, {Result: auth.Pass, Domain: c.dkim}}
		got := auth.CheckDMARC(newZone(c.zone), []byte("From: x@"+c.from+"\r\n\r\n"), spf, dkim)
		if got.Result != c.want || got.Policy != c.policy {
			t.Errorf("%s\nfrom %s, SPF %q, DKIM %q: %+v, want %s", c.zone, c.from, c.spf, c.dkim, got, c.want)
		}
	}
}

// The field as RFC 8601 has it, and nothing that a stranger says breaks out of it.
func TestField(t *testing.T) {
	got := string(checkAll(crlf(football), "192.0.2.25", "joe@football.example.com").Field("mx.hamburger.edu"))
	want := "Authentication-Results: mx.hamburger.edu;\r\n" +
		"\tspf=pass smtp.mailfrom=joe@football.example.com;\r\n" +
		"\tdkim=pass header.d=football.example.com header.s=brisbane header.a=ed25519-sha256 header.b=/gCrinpc;\r\n" +
		"\tdkim=pass header.d=football.example.com header.s=test header.a=rsa-sha256 header.b=F45dVWDf;\r\n" +
		"\tdmarc=pass header.from=football.example.com\r\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
	hostile := checkAll(crlf("From: \"x\ny\" <a@b;dmarc=pass\">\n\n"), "192.0.2.25", "x;\r\ndkim=pass@evil.test\r\n")
	if field := string(hostile.Field("mx")); strings.Contains(field, "dkim=pass") && !strings.Contains(field, "smtp.mailfrom=xdkim=pass@evil.test") ||
		strings.Count(field, "\r\n") != strings.Count(field, "\r\n\t")+1 {
		t.Errorf("%q", field)
	}
}

// A reader is told what its own server has found, and nothing that a stranger says in its
// place.
func TestFound(t *testing.T) {
	const received = "Received: from x (by forged.test [192.0.2.1])\r\n\tby mx.test with ESMTP id 1; Mon, 05 Jan 2026 09:00:00 +0000\r\n"
	for source, want := range map[string]string{
		received + "Authentication-Results: mx.test; spf=fail\r\nAuthentication-Results: bank.test; spf=pass\r\n":                 "mx.test; spf=fail",
		received + "Authentication-Results: bank.test; spf=pass\r\n":                                                              "",
		"Authentication-Results: mx.test; spf=pass\r\n":                                                                           "",
		"Received: from by ([192.0.2.1]) by mx.test; Mon, 05 Jan 2026 09:00:00 +0000\r\nAuthentication-Results: by; spf=pass\r\n": "",
		"Received: by mx.test; Mon, 05 Jan 2026 09:00:00 +0000\r\nAuthentication-Results: MX.test 1; none\r\n":                    "MX.test 1; none",
	} {
		h, _ := mail.ParseHeader([]byte(source + "\r\n"))
		if got := auth.Found(h); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
}

func TestStrip(t *testing.T) {
	source := "A: b\r\nAuthentication-Results: mx.test; spf=pass\r\n\tsmtp.mailfrom=x\r\nAuthentication-Results: other.test; spf=pass\r\n" +
		"authentication-results: MX.test 1; none\r\nB: c\r\n\r\nbody\r\n"
	want := "A: b\r\nAuthentication-Results: other.test; spf=pass\r\nB: c\r\n\r\nbody\r\n"
	if got := string(auth.Strip([]byte(source), "mx.test")); got != want {
		t.Errorf("%q", got)
	}
	if got := string(auth.Strip([]byte(want), "mx.test")); got != want {
		t.Errorf("%q", got)
	}
	// Comments and quotes hide nobody's name (RFC 8601 §2.2).
	for _, forged := range []string{"(x) mx.test; spf=pass", "\r\n\t(a (b)) mx.test\t1; spf=pass", `"mx.test"; spf=pass`, "mx.test(x); spf=pass", "(mx.test; spf=pass"} {
		if got := string(auth.Strip([]byte("Authentication-Results: "+forged+"\r\nB: c\r\n\r\n"), "mx.test")); got != "B: c\r\n\r\n" {
			t.Errorf("%q stays: %q", forged, got)
		}
	}
}
