package lab_test

import (
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/trace"
	"playnet/core/view"
)

// chainOf returns the chain behind the last judgement on a name.
func chainOf(t *testing.T, w *lab.World, name string) view.Chain {
	t.Helper()
	for _, j := range w.Judgements("dns.campus", 50) {
		if j.Name == name {
			c, ok := w.Chain(trace.ID(j.Event))
			if !ok {
				t.Fatalf("there is no chain for %s", name)
			}
			return c
		}
	}
	t.Fatalf("%s was not judged", name)
	return view.Chain{}
}

// chainLine writes a chain in a line.
func chainLine(c view.Chain) string {
	var parts []string
	for _, l := range c.Links {
		s := l.Zone + " " + l.Security
		if l.DS != nil {
			s += " by DS of " + l.DS.Signer
		}
		parts = append(parts, s)
	}
	for _, s := range c.Signatures {
		good := "good"
		if s.Problem != "" {
			good = "bad"
		}
		parts = append(parts, "RRSIG "+s.Type+" "+good)
	}
	if len(c.Denial) > 0 {
		parts = append(parts, "denied")
	}
	return strings.Join(append(parts, c.Security), ", ")
}

func TestChainsOfTrust(t *testing.T) {
	w := open(t, "dns-sec", 7)
	w.RunIdle(nil)
	for name, want := range map[string]string{
		"www.example.com.":    ". secure, com. secure by DS of ., example.com. secure by DS of com., RRSIG A good, secure",
		"shop.example.com.":   ". secure, com. secure by DS of ., example.com. secure by DS of com., RRSIG A bad, bogus",
		"nobody.example.com.": ". secure, com. secure by DS of ., example.com. secure by DS of com., RRSIG SOA good, RRSIG NSEC good, RRSIG NSEC good, denied, secure",
		"www.example.org.":    ". secure, org. secure by DS of ., example.org. insecure, insecure",
	} {
		if got := chainLine(chainOf(t, w, name)); got != want {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
	}
	c := chainOf(t, w, "www.example.com.")
	if l := c.Links[0]; l.Above != "" || l.DNSKEY == nil || len(l.Keys) != 1 || l.DS != nil {
		t.Errorf("the root's link is %+v", l)
	}
	if l := c.Links[1]; l.DNSKEY == nil || l.DNSKEY.Signer != "com." || l.DS.Name != "com." {
		t.Errorf("com's link is %+v", l)
	}
	late := chainOf(t, w, "www.example.net.")
	if late.Security != "bogus" || late.Reason == "" {
		t.Errorf("signatures that are too old: %s", chainLine(late))
	}
	if list := w.Judgements("dns.cafe", 10); len(list) != 0 {
		t.Errorf("a resolver that does not validate has judged: %+v", list)
	}
}
