package dns_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// helped is a world in which "child" and "adult" ask a resolver that helps.
func helped(t *testing.T, change func(*dns.Helper)) *world {
	w := newWorld(t, 7)
	w.authority(w.host("root", "192.0.2.1"), false, zone(t, ".", `. 60 SOA ns. h. 1 2 3 4 60
. 60 NS ns.
ns. 60 A 192.0.2.1
www.library.example. 60 A 192.0.2.80
www.bank.example. 60 A 192.0.2.81
login.bank-example.example. 60 A 192.0.2.66
games.example. 60 A 192.0.2.82
play.games.example. 60 A 192.0.2.83
`))
	h := dns.Helper{Blocks: true, Corrects: true, Page: addr("192.0.2.200"),
		Rules: []dns.Rule{
			{Category: "phishing", Names: []string{"bank-example.example."}, Grounds: dns.Blocked},
			{Category: "games", Names: []string{"games.example."}, Clients: []netip.Addr{addr("192.0.2.11")}, Grounds: dns.Filtered},
		},
		Popular:   []string{"www.bank.example.", "www.library.example."},
		Shortcuts: []dns.Shortcut{{Word: "books.", Name: "www.library.example."}},
	}
	change(&h)
	w.resolver(w.host("helper", "192.0.2.53"), dns.ResolverConfig{Helper: h,
		Hints: hints(t, ". 60 NS ns.\nns. 60 A 192.0.2.1\n")})
	w.stub(w.host("child", "192.0.2.11"), at53("192.0.2.53"))
	w.stub(w.host("adult", "192.0.2.12"), at53("192.0.2.53"))
	return w
}

func answers(a dns.EventAnswer) string { return a.Rcode + " " + strings.Join(a.Answers, "; ") }

func TestAHelperAnswersByItsRules(t *testing.T) {
	w := helped(t, func(*dns.Helper) {})
	for _, c := range []struct{ who, name, qtype, want string }{
		{"adult", "login.bank-example.example", "A", "NOERROR login.bank-example.example. A 192.0.2.200"},
		{"adult", "login.bank-example.example", "MX", "NOERROR "},
		{"child", "play.games.example", "A", "NOERROR play.games.example. A 192.0.2.200"},
		{"adult", "play.games.example", "A", "NOERROR play.games.example. A 192.0.2.83"},
		{"adult", "www.libary.example", "A", "NOERROR www.libary.example. CNAME www.library.example.; www.library.example. A 192.0.2.80"},
		{"adult", "www.libarry.example", "A", "NOERROR www.libarry.example. CNAME www.library.example.; www.library.example. A 192.0.2.80"},
		{"adult", "www.bakn.example", "A", "NOERROR www.bakn.example. CNAME www.bank.example.; www.bank.example. A 192.0.2.81"},
		{"adult", "www.tank.example.net", "A", "NXDOMAIN "},
		{"adult", "books", "A", "NOERROR books. CNAME www.library.example.; www.library.example. A 192.0.2.80"},
		{"adult", "mybank-example.example", "A", "NXDOMAIN "},
	} {
		if got := answers(w.lookup(c.who, c.name, c.qtype)); got != c.want {
			t.Errorf("%s asks %s %s:\n got %s\nwant %s", c.who, c.qtype, c.name, got, c.want)
		}
	}
	var hits []string
	for _, row := range w.resolvers["helper"].View().Tables[0].Rows {
		hits = append(hits, row.Cells[0]+" "+row.Cells[3])
	}
	same(t, "hits", strings.Join(hits, ", "), "blocked: phishing 2, filtered: games 1, shortcut 1, corrected 3")
}

// A name that is blocked does not exist where no page tells why, and is resolved as ever
// where blocking is turned off; so are typing errors.
func TestAHelperCanBeTurnedOff(t *testing.T) {
	w := helped(t, func(h *dns.Helper) { h.Page = netip.Addr{} })
	same(t, "without a page", answers(w.lookup("adult", "login.bank-example.example", "A")), "NXDOMAIN")
	w = helped(t, func(h *dns.Helper) { h.Blocks, h.Corrects = false, false })
	same(t, "not blocked", answers(w.lookup("adult", "login.bank-example.example", "A")), "NOERROR login.bank-example.example. A 192.0.2.66")
	same(t, "not corrected", answers(w.lookup("adult", "www.libary.example", "A")), "NXDOMAIN")
}

// A client that speaks EDNS is told why, by the codes of RFC 8914.
func TestAHelperTellsWhy(t *testing.T) {
	w := helped(t, func(h *dns.Helper) {
		h.Rules = append(h.Rules, dns.Rule{Category: "court order", Names: []string{"www.library.example."}, Grounds: dns.Censored})
	})
	for name, want := range map[string]string{
		"login.bank-example.example.": "15 phishing", "games.example.": "17 games", "www.library.example.": "16 court order",
	} {
		m := w.query("child", "192.0.2.53", func(q *mdns.Msg) {
			q.SetQuestion(name, mdns.TypeA)
			q.SetEdns0(1232, false)
		})
		got := ""
		for _, o := range m.IsEdns0().Option {
			if e, ok := o.(*mdns.EDNS0_EDE); ok {
				got = fmt.Sprint(e.InfoCode, " ", e.ExtraText)
			}
		}
		if got != want {
			t.Errorf("%s: the extended error is %q, want %q", name, got, want)
		}
	}
}
