package main

import (
	"fmt"
	"slices"
	"strings"

	mdns "github.com/miekg/dns"
)

// compare says what is wrong with an answer, or returns "".
//
// Name servers and their addresses beside an answer are not compared: our resolver leaves
// them out, as unbound's own "minimal-responses: yes" has it.
func compare(want *entry, got *mdns.Msg) string {
	all := want.matches("all")
	if all || want.matches("rcode") {
		if got.Rcode != want.rcode {
			return fmt.Sprintf("the response code is %s, not %s", mdns.RcodeToString[got.Rcode], mdns.RcodeToString[want.rcode])
		}
	}
	if all {
		if flags, expected := flagsOf(got), want.headerFlags(); flags != expected {
			return fmt.Sprintf("the flags are %q, not %q", flags, expected)
		}
	}
	if all || want.matches("question") {
		if g, w := fmt.Sprint(got.Question), fmt.Sprint(want.msg.Question); !strings.EqualFold(g, w) {
			return fmt.Sprintf("the question is %s, not %s", g, w)
		}
	}
	ttl := want.matches("ttl")
	if all || want.matches("answer") {
		if d := sections("answer", got.Answer, want.msg.Answer, ttl); d != "" {
			return d
		}
	}
	if all {
		return sections("authority", vouching(got.Ns), vouching(want.msg.Ns), ttl)
	}
	return ""
}

// vouching returns the records of an authority section that prove something: all but
// the name servers.
func vouching(section []mdns.RR) []mdns.RR {
	return slices.DeleteFunc(slices.Clone(section), func(rr mdns.RR) bool {
		if sig, ok := rr.(*mdns.RRSIG); ok {
			return sig.TypeCovered == mdns.TypeNS
		}
		return rr.Header().Rrtype == mdns.TypeNS
	})
}

func flagsOf(m *mdns.Msg) string {
	var set []string
	opt := m.IsEdns0()
	for _, f := range []struct {
		on   bool
		name string
	}{{m.Response, "QR"}, {m.Authoritative, "AA"}, {m.Truncated, "TC"}, {m.RecursionDesired, "RD"},
		{m.RecursionAvailable, "RA"}, {m.AuthenticatedData, "AD"}, {m.CheckingDisabled, "CD"}, {opt != nil && opt.Do(), "DO"}} {
		if f.on {
			set = append(set, f.name)
		}
	}
	return strings.Join(set, " ")
}

func (e *entry) headerFlags() string {
	var set []string
	for _, name := range []string{"QR", "AA", "TC", "RD", "RA", "AD", "CD", "DO"} {
		if e.has(name) {
			set = append(set, name)
		}
	}
	return strings.Join(set, " ")
}

// sections compares sets of records, whatever their order.
func sections(name string, got, want []mdns.RR, ttl bool) string {
	g, w := lines(got, ttl), lines(want, ttl)
	for _, line := range w {
		if !slices.Contains(g, line) {
			return fmt.Sprintf("%s: %s is missing; there is %q", name, line, g)
		}
	}
	for _, line := range g {
		if !slices.Contains(w, line) {
			return fmt.Sprintf("%s: %s is too much", name, line)
		}
	}
	if len(g) != len(w) {
		return fmt.Sprintf("%s: %d records, not %d", name, len(g), len(w))
	}
	return ""
}

func lines(section []mdns.RR, ttl bool) []string {
	var list []string
	for _, rr := range section {
		if rr.Header().Rrtype == mdns.TypeOPT {
			continue
		}
		c := mdns.Copy(rr)
		if !ttl {
			c.Header().Ttl = 0
		}
		list = append(list, strings.ToLower(strings.Join(strings.Fields(c.String()), " ")))
	}
	slices.Sort(list)
	return list
}
