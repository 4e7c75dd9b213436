package smtp

import (
	"strings"
	"testing"
)

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"<alice@crepes.fr>", `<"a b\"c"@[192.0.2.1]> SIZE=1`, "<@a,@b:c@d>", "<>", "<postmaster>", "<jürgen@x.y>", "<a@[IPv6:2001:db8::1]>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, rest, ok := cutPath(s, false)
		if !ok {
			return
		}
		if !strings.HasSuffix(s, rest) || strings.ContainsAny(a.String(), "\r\n\x00") {
			t.Errorf("%q: %q, rest %q", s, a, rest)
		}
		if a.Null() {
			return
		}
		// What is written is read again as the same.
		if b, ok := ParseAddress(a.String()); !ok || b != a {
			t.Errorf("%q: %+v is written %q and read %+v", s, a, a, b)
		}
	})
}

func FuzzReplyLine(f *testing.F) {
	for _, s := range []string{"250 ok", "250-2.1.0 ok", "550", "354 ", "999 x", "5.5 x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, _, ok := parseReplyLine(s)
		if !ok {
			return
		}
		r.takeEnhanced()
		if r.Code < 200 || r.Code > 559 || r.Enhanced != "" && int(r.Enhanced[0]-'0') != r.Code/100 {
			t.Errorf("%q: %+v", s, r)
		}
		if strings.ContainsAny(s, "\r\n") {
			return
		}
		if out := string(r.append(nil)); !strings.HasSuffix(out, "\r\n") || strings.Count(out, "\n") != 1 {
			t.Errorf("%q: %q", s, out)
		}
	})
}

func FuzzCommand(f *testing.F) {
	for _, s := range []string{"MAIL FROM:<a@b.c> SIZE=1 BODY=8BITMIME", "rcpt to: <a@b.c>", "HELO", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cmd := parseCommand(s)
		for _, keyword := range []string{"FROM", "TO"} {
			a, params, refusal := parsePath(cmd.args, keyword, replyMailSyntax, replyBadSender)
			if refusal != nil {
				continue
			}
			if len(a.Local) > maxLocal || len(a.Domain) > maxDomain {
				t.Errorf("%q: too long: %+v", s, a)
			}
			for _, p := range params {
				if p.key == "" || strings.ContainsAny(p.key+p.value, " =") {
					t.Errorf("%q: parameter %+v", s, p)
				}
			}
		}
	})
}
