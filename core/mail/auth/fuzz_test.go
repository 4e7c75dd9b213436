package auth_test

import (
	"bytes"
	"testing"

	"playnet/core/mail/auth"
)

// FuzzSPF: whatever a domain's record says, and the records that it leads to, the check ends
// with a result, after few questions.
func FuzzSPF(f *testing.F) {
	for _, record := range []string{
		"v=spf1 a mx/24 -all", "v=spf1 include:b.test ~all exp=c.test", "v=spf1 redirect=b.test", "v=spf1 exists:%{ir}.%{v}.%{d2}",
		"v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32//64 ptr:%{l1r-}.test ?all", "v=spf1 a:%{S}/0//0", "v=spf1 mx mx mx mx mx mx mx mx mx mx",
	} {
		f.Add(record, "a@a.test", "v=spf1 include:a.test -all")
	}
	f.Fuzz(func(t *testing.T, record, from, other string) {
		z := newZone("")
		z.records["a.test TXT"] = []string{record}
		z.records["b.test TXT"] = []string{other}
		z.records["a.test A"], z.records["b.test A"] = []string{"192.0.2.9"}, []string{"198.51.100.1"}
		z.records["a.test MX"] = []string{"a.test", "b.test", "b.test"}
		z.records["192.0.2.3 PTR"] = []string{"a.test", "b.test"}
		got := checkFrom(z, "192.0.2.3", from)
		switch got.Result {
		case auth.None, auth.Neutral, auth.Pass, auth.Fail, auth.SoftFail, auth.TempError, auth.PermError:
		default:
			t.Errorf("the result is %q", got.Result)
		}
		// Ten terms, of which an MX asks for at most ten addresses, and the first record.
		if z.asked > 1+10*11+2 {
			t.Errorf("%d look-ups", z.asked)
		}
		report := auth.Report{SPF: &got}
		if field := report.Field("mx.test"); bytes.Count(field, []byte("\n")) != 2 {
			t.Errorf("%q", field)
		}
	})
}

// FuzzDKIM: any message and any key record are judged, a bounded number of signatures; nothing
// of them breaks out of the field in which the result is written, and that field is taken off
// where somebody else brings it.
func FuzzDKIM(f *testing.F) {
	f.Add(crlf(football), footballKeys)
	f.Add([]byte("DKIM-Signature: v=1; a=rsa-sha256; d=a.test; s=b; h=from; bh=; b=\r\n\r\n"), "b._domainkey.a.test TXT p=MAA=")
	f.Add([]byte("DKIM-Signature: v=1; a=ed25519-sha256; c=simple; d=a.test; i=x@b.a.test; s=b; l=1; x=2; h=from:from; bh=aa==; b=aa==\r\nFrom: x\r\n\r\nbody"), "b._domainkey.a.test TXT k=ed25519; t=s")
	f.Fuzz(func(t *testing.T, source []byte, records string) {
		list := auth.Verify(newZone(records), source, gameDay)
		if len(list) > 5 {
			t.Errorf("%d signatures were verified", len(list))
		}
		report := auth.Report{DKIM: list}
		if field := report.Field("mx.test"); bytes.Count(field, []byte("\n")) != max(1, len(list))+1 {
			t.Errorf("%q", field)
		}
		// Whoever reads the field must find the server's name first, also behind a forged one.
		marked := append(report.Field("mx.test"), source...)
		if again := auth.Strip(marked, "mx.test"); bytes.HasPrefix(again, []byte("Authentication-Results: mx.test")) {
			t.Errorf("not stripped: %.200q", again)
		}
	})
}
