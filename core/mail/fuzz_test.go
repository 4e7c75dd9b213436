package mail

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParse: any bytes are a tree that keeps its laws, and what is read of them can be written
// and read again.
func FuzzParse(f *testing.F) {
	for _, c := range tortured {
		f.Add([]byte(strings.ReplaceAll(c.source, "\n", "\r\n")))
	}
	f.Add(nested(3, false))
	f.Add(nested(3, true))
	f.Fuzz(func(t *testing.T, source []byte) {
		if len(source) > 20_000 {
			return
		}
		parsed(t, source)
		checkRoundTrip(t, source)
	})
}

// FuzzAddresses: addresses that are read, written and read again are the same, and stay one
// field.
func FuzzAddresses(f *testing.F) {
	for _, value := range []string{
		"alice@crepes.fr", "Alice <alice@crepes.fr>, Bob <bob@hamburger.edu>", `"Last, First" <a@b>`, "a@b (Comment (nested))",
		"Friends: a@b, \"C D\" <c@d>;, e@f", "undisclosed-recipients:;", `"quoted local"@b`, "<@relay,@other:a@b>", "=?utf-8?q?=C3=A9?= <a@b>",
		"a@[IPv6:2001:db8::1]", "é@é.test", "<a@b", "a b c", "\"", "((", "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		list := ParseAddresses(value)
		if len(value) > 2000 {
			return
		}
		var w fieldWriter
		w.addresses("To", list)
		h, _ := ParseHeader(w.Bytes())
		if len(w.Bytes()) > 0 && len(h) != 1 {
			t.Fatalf("%q became %d fields: %q", value, len(h), w.Bytes())
		}
		again := ParseAddresses(h.Get("To"))
		for i, a := range list {
			if !utf8.ValidString(a.String()) {
				t.Errorf("%q is not UTF-8", a.String())
			}
			// Only what can be mailed to must survive: a domain with a space in it cannot.
			if a.Local == "" || a.Domain == "" || clean(a.Domain, "<>,;\"()@:[]\\") != a.Domain || oneLine(a.Local) != a.Local {
				return
			}
			if i >= len(again) || again[i].Local != a.Local || again[i].Domain != a.Domain {
				t.Fatalf("%q: %+v became %q, which is %+v", value, list, w.Bytes(), again)
			}
		}
	})
}

// FuzzWords: any value is decoded to text, and any text that is encoded comes back, in lines of
// bounded length.
func FuzzWords(f *testing.F) {
	for _, value := range []string{
		"plain", "Crêpe", "=?utf-8?q?=C3?= =?utf-8?q?=AApe?=", "=?iso-8859-1?B?6Q?=", "a =?x?q?y?= b", "薄餅 and 薄餅 and words that need no encoding",
		"=?", "=?utf-8?q??=", "=?utf-7?q?+-?=", strings.Repeat("long", 300), "\xff\xfe", "=?utf-16?b?AGE=?=",
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if got := DecodeWords(value); !utf8.ValidString(got) {
			t.Errorf("%q becomes %q", value, got)
		}
		first, params := ParseParams(value)
		for _, p := range params {
			if !utf8.ValidString(p.Value) {
				t.Errorf("%q becomes %q %q", value, first, p.Value)
			}
		}
		ParseDate(value)
		MessageIDsOf(value)
		want := squeezed(strings.ToValidUTF8(value, "\ufffd"))
		var w fieldWriter
		w.text("Subject", value)
		for _, line := range strings.Split(string(w.Bytes()), "\r\n") {
			if len(line) > 90 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("%q: a line of %d bytes", value, len(line))
			}
		}
		h, _ := ParseHeader(w.Bytes())
		if got := squeezed(h.Text("Subject")); got != want {
			t.Errorf("%q came back as %q in %q", want, got, w.Bytes())
		}
	})
}
