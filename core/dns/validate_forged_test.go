package dns_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// forger changes answers at random: records left out, doubled, altered, moved to other
// sections, taken from earlier answers; response codes and TTLs.
type forger struct {
	dice *rand.Rand
	seen []mdns.RR
}

func (f *forger) change(m *mdns.Msg) {
	if f.dice.IntN(3) > 0 {
		return // so that some answers are good
	}
	sections := []*[]mdns.RR{&m.Answer, &m.Ns, &m.Extra}
	for range 1 + f.dice.IntN(3) {
		s := sections[f.dice.IntN(2)]
		switch f.dice.IntN(8) {
		case 0:
			if n := len(*s); n > 0 {
				i := f.dice.IntN(n)
				*s = slices.Delete(slices.Clone(*s), i, i+1)
			}
		case 1:
			m.Rcode = []int{mdns.RcodeSuccess, mdns.RcodeNameError, mdns.RcodeServerFailure}[f.dice.IntN(3)]
		case 2:
			if len(f.seen) > 0 {
				*s = append(*s, f.seen[f.dice.IntN(len(f.seen))])
			}
		case 3:
			m.Answer, m.Ns = m.Ns, m.Answer
		case 4:
			*s = nil
		default:
			if n := len(*s); n > 0 {
				(*s)[f.dice.IntN(n)] = f.alter(mdns.Copy((*s)[f.dice.IntN(n)]))
			}
		}
	}
	for _, rr := range append(slices.Clone(m.Answer), m.Ns...) {
		if len(f.seen) < 300 {
			f.seen = append(f.seen, mdns.Copy(rr))
		}
	}
}

// alter changes something in a record.
func (f *forger) alter(rr mdns.RR) mdns.RR {
	switch rr := rr.(type) {
	case *mdns.A:
		rr.A = []byte{6, 6, 6, byte(f.dice.IntN(256))}
	case *mdns.TXT:
		rr.Txt = []string{"forged"}
	case *mdns.NSEC:
		rr.NextDomain = "zzz.test."
	case *mdns.RRSIG:
		switch f.dice.IntN(4) {
		case 0:
			rr.Labels = uint8(f.dice.IntN(4))
		case 1:
			rr.Expiration += 1 << 20
		case 2:
			rr.SignerName = []string{".", "test.", "www.test."}[f.dice.IntN(3)]
		case 3:
			rr.TypeCovered = mdns.TypeA
		}
	case *mdns.DS:
		rr.KeyTag++
	case *mdns.DNSKEY:
		rr.Flags ^= 0x80
	}
	if f.dice.IntN(4) == 0 {
		rr.Header().Name = []string{"www.test.", "no.test.", "test.", "*.test."}[f.dice.IntN(4)]
	}
	return rr
}

// Whatever is changed on the way, a validator says nothing false of a signed zone: it says
// what is true, with AD, or SERVFAIL.
func TestForgedAnswers(t *testing.T) {
	truth := map[string]string{
		"www.test A": "NOERROR www.test. A 192.0.2.80 / www.test. A 192.0.2.81", "www.test MX": "NOERROR", "no.test A": "NXDOMAIN",
		"x.wild.test TXT": `NOERROR x.wild.test. TXT "from the asterisk"`, "www.secure.test A": "NOERROR www.secure.test. A 192.0.2.82",
		"alias.test A": "NOERROR alias.test. CNAME www.test. / www.test. A 192.0.2.80 / www.test. A 192.0.2.81",
	}
	questions := []string{"www.test A", "www.test MX", "no.test A", "x.wild.test TXT", "www.secure.test A", "alias.test A"}
	f := &forger{dice: rand.New(rand.NewPCG(1, 2))}
	w := newChainWorld(t, dns.ResolverConfig{}, meddling{forge: f.change})
	good, failed := 0, 0
	for i := range 1000 {
		if i%3 == 0 {
			w.resolvers["local"].Flush()
		}
		q := questions[f.dice.IntN(len(questions))]
		name, qtype, _ := strings.Cut(q, " ")
		m := w.ask(name, qtype)
		switch said := saidOf(m); {
		case m.Rcode == mdns.RcodeServerFailure:
			failed++
		case !m.AuthenticatedData || said != truth[q]:
			t.Errorf("%s: AD %v: %s, want %s", q, m.AuthenticatedData, said, truth[q])
		default:
			good++
		}
	}
	if good < 40 || failed < 40 {
		t.Errorf("%d good answers, %d failures: too few of either to show anything", good, failed)
	}
	if s := w.resolvers["local"].Load(); s.Signatures > 1000*100 {
		t.Errorf("%d signatures tried", s.Signatures)
	}
}

// saidOf writes an answer without its signatures.
func saidOf(m *mdns.Msg) string {
	var list []string
	for _, rr := range without(m.Answer, mdns.TypeRRSIG) {
		h := rr.Header()
		list = append(list, h.Name+" "+mdns.TypeToString[h.Rrtype]+" "+strings.TrimPrefix(rr.String(), h.String()))
	}
	slices.Sort(list)
	return strings.TrimSpace(mdns.RcodeToString[m.Rcode] + " " + strings.Join(list, " / "))
}
