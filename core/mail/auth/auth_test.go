package auth_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/mail/auth"
)

// zone is a resolver over records in a few lines: "name TYPE value".
type zone struct {
	records map[string][]string // "name type" → values
	asked   int
	broken  map[string]bool // names that nobody answers for
}

func newZone(text string) *zone {
	z := &zone{records: map[string][]string{}, broken: map[string]bool{}}
	for _, line := range strings.Split(text, "\n") {
		f := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(f) == 3 {
			key := strings.ToLower(f[0]) + " " + f[1]
			z.records[key] = append(z.records[key], f[2])
		}
	}
	return z
}

func (z *zone) get(name, kind string) ([]string, error) {
	z.asked++
	name = strings.ToLower(name)
	if z.broken[name] {
		return nil, fmt.Errorf("nobody answers for %s", name)
	}
	if list := z.records[name+" "+kind]; len(list) > 0 {
		return list, nil
	}
	return nil, auth.ErrNothing
}

func (z *zone) TXT(name string) ([]string, error) { return z.get(name, "TXT") }
func (z *zone) MX(name string) ([]string, error)  { return z.get(name, "MX") }
func (z *zone) Names(a netip.Addr) ([]string, error) {
	return z.get(a.String(), "PTR")
}

func (z *zone) Addresses(name string, v6 bool) ([]netip.Addr, error) {
	kind := "A"
	if v6 {
		kind = "AAAA"
	}
	texts, err := z.get(name, kind)
	var list []netip.Addr
	for _, s := range texts {
		list = append(list, netip.MustParseAddr(s))
	}
	return list, err
}

// footballKeys are the key records of RFC 8463, appendix A.2.
const footballKeys = `
brisbane._domainkey.football.example.com TXT v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
test._domainkey.football.example.com TXT v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB
`

// football is the signed message of RFC 8463, appendix A.3.
const football = `DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
`

var gameDay = time.Unix(1528637909, 0)

func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

func TestRFC8463(t *testing.T) {
	list := auth.Verify(newZone(footballKeys), crlf(football), gameDay)
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	for i, want := range []string{"ed25519-sha256", "rsa-sha256"} {
		if list[i].Result != auth.Pass || list[i].Algorithm != want || list[i].Domain != "football.example.com" {
			t.Errorf("%+v", list[i])
		}
	}
}

// The RFC's message, changed: what relaxed forgives passes, the rest does not.
func TestChangedMessages(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     auth.Result
		reason   string
	}{
		{"Subject: Is dinner", "SUBJECT:  Is\n dinner", auth.Pass, ""},
		{"game.  Are", "game. Are  ", auth.Pass, ""},
		{"game.  Are", "game.Are", auth.Fail, "the body has changed"},
		{"Joe.\n", "Joe. \n\n\n", auth.Pass, ""},
		{"Joe.\n", "Jim.\n", auth.Fail, "the body has changed"},
		{"dinner", "lunch", auth.Fail, "the signature does not fit"},
		{"From: Joe", "From: Mallory <m@x.test>\nFrom: Joe", auth.Fail, "the signature does not fit"},
		{"\nSubject: Is", "\nCc: all@x.test\nSubject: Is", auth.Pass, ""},
		{"s=brisbane", "s=sydney", auth.PermError, "there is no key for the signature"},
		{"d=football.example.com; i=@football.example.com;\n q=dns/txt; s=brisbane", "d=example.org; i=@football.example.com;\n q=dns/txt; s=brisbane", auth.PermError, "i= is not within d="},
		{"h=from : to :\n", "h=to :\n", auth.Fail, "the signature does not fit"},
		{"t=1528637909; h=from : to :\n", "t=1528637909; x=1528637908; h=from : to :\n", auth.Fail, "the signature has expired"},
		{"t=1528637909; h=from : to :\n", "t=1528647909; h=from : to :\n", auth.Fail, "the signature is of the future"},
		{"v=1; a=ed25519", "v=2; a=ed25519", auth.PermError, "the signature is of another version"},
		{"a=ed25519-sha256", "a=rsa-sha1", auth.PermError, "the algorithm is not known, or not safe"},
		{"v=1; a=ed25519", "v=1; v=1; a=ed25519", auth.PermError, "the signature's tags cannot be read"},
		{"b=/gCr", "b=/gCs", auth.Fail, "the signature does not fit"},
		{"c=relaxed/relaxed;\n d=football.example.com; i=@football.example.com;\n q=dns/txt; s=brisbane", "c=relaxed/curly;\n d=football.example.com;\n s=brisbane", auth.PermError, "the signature cannot be read"},
	} {
		changed := strings.Replace(football, c.from, c.to, 1)
		if changed == football {
			t.Fatalf("%q is not in the message", c.from)
		}
		list := auth.Verify(newZone(footballKeys), crlf(changed), gameDay)
		if list[0].Result != c.want || list[0].Reason != c.reason {
			t.Errorf("%q: %s %q, want %s %q", c.to, list[0].Result, list[0].Reason, c.want, c.reason)
		}
	}
}

// Keys that are revoked, for something else, or not to be had.
func TestKeys(t *testing.T) {
	const name = "brisbane._domainkey.football.example.com TXT "
	for record, want := range map[string]auth.Result{
		"k=ed25519; p=":          auth.PermError,
		"v=DKIM2; k=ed25519; p=": auth.PermError,
		"k=ed25519; p=AAAA":      auth.PermError,
		"k=ed25519; h=sha1; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=":         auth.PermError,
		"p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=":                            auth.PermError,
		"k=ed25519; h=sha1:sha256; p=11qYAYKxCrfVS/7TyWQH Og7hcvPapiMlrwIaaPcHURo=": auth.Pass,
	} {
		if got := auth.Verify(newZone(name+record), crlf(football), gameDay)[0]; got.Result != want {
			t.Errorf("%s: %+v, want %s", record, got, want)
		}
	}
	z := newZone(footballKeys)
	z.broken["brisbane._domainkey.football.example.com"] = true
	if got := auth.Verify(z, crlf(football), gameDay)[0]; got.Result != auth.TempError {
		t.Errorf("without an answer: %+v", got)
	}
}

// What we sign passes, in both canonical forms, and the same signature is made each time. The
// seed is that of RFC 8463, appendix A.1.
func TestSign(t *testing.T) {
	seed, _ := base64.StdEncoding.DecodeString("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
	unsigned := crlf(football[strings.Index(football, "From: "):])
	for _, simple := range []bool{false, true} {
		k := auth.NewKey("football.example.com", "brisbane", seed)
		k.Simple = simple
		if len(k.Private) != ed25519.PrivateKeySize || !strings.Contains(footballKeys, k.Name()+" TXT "+k.Record()) {
			t.Errorf("the record is %s TXT %s", k.Name(), k.Record())
		}
		field := auth.Sign(unsigned, k, gameDay)
		if again := auth.Sign(unsigned, k, gameDay); string(again) != string(field) {
			t.Error("the second signature differs")
		}
		for _, line := range strings.Split(string(field), "\r\n") {
			if len(line) > 78 {
				t.Errorf("%d bytes: %s", len(line), line)
			}
		}
		z := newZone(k.Name() + " TXT " + k.Record())
		if got := auth.Verify(z, append(field, unsigned...), gameDay); len(got) != 1 || got[0].Result != auth.Pass {
			t.Errorf("%+v\n%s", got, field)
		}
		added := append(append([]byte("From: mallory@x.test\r\n"), field...), unsigned...)
		if got := auth.Verify(z, added, gameDay); got[0].Result != auth.Fail {
			t.Errorf("a second From: %+v", got)
		}
		spaced := strings.Replace(string(field)+string(unsigned), "We lost", "We  lost", 1)
		want := map[bool]auth.Result{false: auth.Pass, true: auth.Fail}[simple]
		if got := auth.Verify(z, []byte(spaced), gameDay); got[0].Result != want {
			t.Errorf("simple is %v, another space: %+v", simple, got)
		}
	}
}
