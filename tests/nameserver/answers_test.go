package nameserver

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"
)

// queryTypes are asked for, some of them more often.
var queryTypes = []uint16{
	mdns.TypeA, mdns.TypeA, mdns.TypeA, mdns.TypeA, mdns.TypeAAAA, mdns.TypeAAAA, mdns.TypeMX, mdns.TypeMX, mdns.TypeTXT, mdns.TypeNS,
	mdns.TypeCNAME, mdns.TypeSOA, mdns.TypePTR, mdns.TypeSRV, mdns.TypeCAA, mdns.TypeDNAME, mdns.TypeDS, mdns.TypeANY, mdns.TypeHINFO, 65280,
}

// makeQueries makes up queries about names of the zones, names near them, and names
// elsewhere.
func makeQueries(zones []genZone, count int, seed uint64) []asked {
	r := rand.New(rand.NewPCG(seed, 99))
	var list []asked
	for i := range count {
		z := pick(r, zones)
		name := pick(r, z.owners)
		switch r.IntN(8) {
		case 0, 1:
			name = pick(r, genLabels) + "." + name
		case 2:
			name = pick(r, genLabels) + "." + pick(r, genLabels) + "." + name
		case 3: // one up
			if next, end := mdns.NextLabel(name, 0); !end {
				name = name[next:]
			}
		case 4:
			name = pick(r, genLabels) + "." + pick(r, []string{"moved.", "inside.", "cut.", "far.away.", "away.", "loop1.", "*."}) + z.origin
		}
		if r.IntN(25) == 0 { // where the server has no zone
			name = pick(r, []string{".", "test.", "com.", "notalpha.test.", "a.invalid."})
		}
		if _, ok := mdns.IsDomainName(name); !ok {
			name = z.origin
		}
		m := new(mdns.Msg)
		m.Id, m.RecursionDesired = uint16(i), r.IntN(2) == 0
		m.Question = []mdns.Question{{Name: name, Qtype: pick(r, queryTypes), Qclass: mdns.ClassINET}}
		if r.IntN(2) == 0 {
			m.SetEdns0(pick(r, []uint16{100, 512, 700, 1232, 4096}), r.IntN(2) == 0)
		}
		list = append(list, asked{query: m, tcp: r.IntN(10) == 0})
	}
	return list
}

// TestSameAnswersAsNamed holds our authoritative server against BIND's named on the
// same zone files: same response code, flags (AA, TC, RD, RA, AD), EDNS and records
// with their TTLs in each section. What may differ:
//
//   - named follows an alias only within the zone of the question; ours also through
//     the other zones that it serves. Then what named says about the name at the
//     chain's end completes its answer.
//   - Of aliases in a circle named gives the records with SERVFAIL. Ours leaves it to
//     the asker to find the circle, as nsd does.
//   - ANY by UDP: which one of a name's sets is given (RFC 8482 leaves it open). Named
//     deals with RRSIG likewise.
//   - In a signed zone's referrals named gives no addresses but glue.
//   - Named does not set TC where only a part of a referral's glue fits; RFC 9471, section
//     3.1, wants it. A few bytes before the limit it may find that a part does not fit.
//   - Named copies AD from a query into a truncated answer.
//   - A few bytes before the limit, named may find that signatures do not fit: then what
//     it says by TCP counts.
//   - To who takes 512 bytes by EDNS, named gives no addresses beside the apex's NS set.
//   - After TC=1 what was left out: the client has to ask again by TCP.
func TestSameAnswersAsNamed(t *testing.T) {
	zones := generate(1)
	hold(t, zones, makeQueries(zones, 3000, 1))
}

// hold asks named and ours the same and compares the answers.
func hold(t *testing.T, zones []genZone, queries []asked) {
	t.Helper()
	server := startNamed(t, zones)
	ours := askOurs(t, zones, queries)
	wrong, rcodes, truncated := 0, map[int]int{}, 0
	for i, q := range queries {
		theirs := expected(t, server, q)
		if theirs.Truncated && !ours[i].Truncated && ours[i].Len() < 1300 {
			theirs = expected(t, server, asked{q.query, true})
		}
		rcodes[theirs.Rcode]++
		if theirs.Truncated {
			truncated++
		}
		if difference := differ(q, ours[i], theirs); difference != "" {
			if wrong++; wrong <= 12 {
				t.Errorf("query %d, %v tcp %v: %s\nasked:\n%v\nours:\n%v\nnamed's:\n%v", i, q.query.Question[0].String(), q.tcp, difference, q.query, ours[i], theirs)
			}
		}
	}
	t.Logf("%d queries, %d differ; response codes %v, %d truncated", len(queries), wrong, rcodes, truncated)
	for _, rcode := range []int{mdns.RcodeSuccess, mdns.RcodeNameError, mdns.RcodeRefused} {
		if rcodes[rcode] < 50 {
			t.Errorf("only %d answers with %s: the queries don't try much", rcodes[rcode], mdns.RcodeToString[rcode])
		}
	}
	if truncated < 20 {
		t.Errorf("only %d answers are truncated", truncated)
	}
}

// differ tells in what two answers to a query differ, or returns "".
func differ(q asked, ours, theirs *mdns.Msg) string {
	a, b := ours.MsgHdr, theirs.MsgHdr
	if b.Rcode == mdns.RcodeServerFailure && inCircle(theirs.Answer) {
		b.Rcode = mdns.RcodeSuccess
	}
	qtype := q.query.Question[0].Qtype
	oneSet := (qtype == mdns.TypeANY || qtype == mdns.TypeRRSIG) && !q.tcp && len(ours.Answer) > 0 && len(theirs.Answer) > 0
	referral := len(theirs.Ns) > 0 && theirs.Ns[0].Header().Rrtype == mdns.TypeNS && !theirs.Authoritative
	b.AuthenticatedData = b.AuthenticatedData && !b.Truncated
	a.Truncated = a.Truncated && !oneSet && !referral || a.Truncated && b.Truncated
	if a != b {
		return fmt.Sprintf("header %+v, named's %+v", a, b)
	}
	if x, y := edns(ours), edns(theirs); x != y {
		return "EDNS " + x + ", named's " + y
	}
	if ours.Truncated {
		return ""
	}
	if oneSet {
		return ""
	}
	if small := q.query.IsEdns0(); small != nil && small.UDPSize() <= 512 && !q.tcp && len(recordSet(theirs.Extra)) == 0 && ours.Authoritative {
		ours.Extra = nil
	}
	if referral {
		tight := !q.tcp && ours.Len() > 512-60 && ours.Len() <= 512+60
		ours.Extra = slices.DeleteFunc(ours.Extra, func(rr mdns.RR) bool {
			beside := !mdns.IsSubDomain(theirs.Ns[0].Header().Name, rr.Header().Name)
			return (beside || tight) && !slices.ContainsFunc(theirs.Extra, func(o mdns.RR) bool { return mdns.IsDuplicate(rr, o) })
		})
	}
	for _, s := range []struct {
		name         string
		ours, theirs []mdns.RR
	}{{"answer", ours.Answer, theirs.Answer}, {"authority", ours.Ns, theirs.Ns}, {"additional", ours.Extra, theirs.Extra}} {
		if x, y := recordSet(s.ours), recordSet(s.theirs); !slices.Equal(x, y) {
			return s.name + " section"
		}
	}
	return ""
}

func edns(m *mdns.Msg) string {
	o := m.IsEdns0()
	if o == nil {
		return "none"
	}
	return fmt.Sprintf("version %d, size %d, DO %v", o.Version(), o.UDPSize(), o.Do())
}

// recordSet writes the records of a section sorted, with their names in lower case.
func recordSet(section []mdns.RR) []string {
	var list []string
	for _, rr := range section {
		if rr.Header().Rrtype != mdns.TypeOPT {
			list = append(list, strings.ToLower(rr.String()))
		}
	}
	slices.Sort(list)
	return list
}
