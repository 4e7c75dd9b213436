package dig

import (
	"net/netip"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
)

// nslookup is one run of nslookup on a question: nslookup [-option...] name [server].
type nslookup struct {
	*tool
	l *lookup
	// both: neither type nor address was given, so addresses of both kinds are asked for.
	both     bool
	debug    bool
	nothingA bool // there is no A record
	errors   int
}

// nslookupUsage is printed for what is no question.
const nslookupUsage = `Usage:
   nslookup [-opt ...] host        # just look up 'host' using default server
   nslookup [-opt ...] host server # just look up 'host' using 'server'
`

// Nslookup runs nslookup, without a dialogue, and returns the exit status: 1 if the name
// was not found.
func Nslookup(h host.Host, env Env, args []string) int {
	n := &nslookup{tool: newTool("nslookup", h, env), l: newLookup(), both: true}
	n.l.edns.version, n.l.header.ad = -1, false
	n.l.tryNext, n.l.checkRA = true, true
	var words []string
	for _, a := range args {
		if strings.HasPrefix(a, "-") && len(a) > 1 {
			if !n.option(a[1:]) {
				return statusUsage
			}
			continue
		}
		words = append(words, a)
	}
	if len(words) == 0 || len(words) > 2 {
		n.print(nslookupUsage)
		return statusUsage
	}
	if len(words) == 2 {
		n.l.servers = n.find(words[1])
		n.l.checkRA = false
		if len(n.l.servers) == 0 {
			n.print("nslookup: couldn't get address for '" + words[1] + "': not found\n")
			return statusUsage
		}
	}
	r := &reader{t: n.tool}
	r.complete(n.l)
	n.ask(words[0])
	if n.errors > 0 {
		return statusUsage
	}
	return statusOK
}

// option reads an option; ok is false after a message was printed.
func (n *nslookup) option(option string) (ok bool) {
	name, value, _ := strings.Cut(option, "=")
	switch lower := strings.ToLower(name); lower {
	case "type", "querytype", "query", "qu", "q", "ty":
		qtype, known := typeOf(value)
		if !known {
			n.print("unknown query type: " + value + "\n")
			return true // and nslookup goes on
		}
		n.l.qtype, n.l.typeSet, n.both = qtype, true, false
		n.l.tcp = n.l.tcp || qtype == mdns.TypeANY
	case "class", "cl":
		if class, known := classOf(value); known {
			n.l.qclass = class
		} else {
			n.print("unknown query class: " + value + "\n")
		}
	case "debug", "deb":
		n.debug = true
	case "recurse", "rec", "norecurse", "norec":
		n.l.header.rd = !strings.HasPrefix(lower, "no")
	case "vc", "novc":
		n.l.tcp = lower == "vc"
	case "nodebug", "nodeb", "search", "nosearch", "defname", "nodefname", "fail":
	case "nofail":
		n.l.tryNext = true
	case "timeout", "retry", "port", "po", "ret", "ti":
		return n.numbered(lower, value)
	default:
		n.print("*** Invalid option: " + option + "\n")
	}
	return true
}

func (n *nslookup) numbered(name, value string) bool {
	r := &reader{t: n.tool}
	what, most := map[string]string{"timeout": "timeout", "ti": "timeout", "retry": "retries", "ret": "retries"}[name], 0xffff
	if what == "" {
		what = "port"
	}
	v, err := r.number(what, value, 0, most)
	if err != nil {
		return true
	}
	switch what {
	case "timeout":
		n.l.wait = time.Duration(max(v, 1)) * time.Second
	case "retries":
		n.l.tries = max(v, 1)
	default:
		n.port = uint16(v)
	}
	return true
}

// ask asks for a name, or for the name of an address.
func (n *nslookup) ask(name string) {
	n.l.text = name
	_, err := netip.ParseAddr(name)
	isReverse := err == nil && !n.l.typeSet
	if isReverse {
		n.l.text, n.l.qtype, n.both = reverse(name), mdns.TypePTR, false
	}
	if why := illegal(n.l.text); why != "" {
		n.print("nslookup: '" + n.l.text + "' is not a legal name (" + why + ")\n")
		n.errors++
		return
	}
	a := n.asked(n.l)
	if a == nil || !n.printReply(a, n.l, !isReverse) || !n.both {
		n.print("\n")
		return
	}
	second := n.l.clone()
	second.qtype, second.text = mdns.TypeAAAA, canonicalName(a.msg, second.text)
	if b := n.asked(second); b != nil {
		n.printReply(b, second, false)
	}
	n.print("\n")
}

// canonicalName follows the aliases in an answer to their end.
func canonicalName(m *mdns.Msg, name string) string {
	for range m.Answer { // no chain is longer than the section
		for _, rr := range m.Answer {
			if c, ok := rr.(*mdns.CNAME); ok && strings.EqualFold(c.Hdr.Name, mdns.Fqdn(name)) {
				name = c.Target
			}
		}
	}
	return strings.TrimSuffix(name, ".")
}

func (n *nslookup) asked(l *lookup) *answer {
	a := n.tool.ask(l)
	if a == nil {
		n.errors++
		return nil
	}
	if a.broken != nil {
		n.badPacket(a)
		n.errors++
		return nil
	}
	return a
}

// printReply prints an answer; found is false if it is a refusal.
func (n *nslookup) printReply(a *answer, l *lookup, withServer bool) (found bool) {
	m := a.msg
	if withServer {
		n.printf("Server:\t\t%s\nAddress:\t%s\n\n", a.from.called, sockaddr(a.from.at))
	}
	if n.debug {
		n.details(m)
	}
	if m.Rcode != mdns.RcodeSuccess {
		n.printf("** server can't find %s: %s\n", strings.TrimSuffix(nameText(mdns.Fqdn(l.text)), "."), rcodeText(m.Rcode))
		n.errors++
		return false
	}
	second := n.both && l.qtype == mdns.TypeAAAA
	if !m.Authoritative && !second && (withServer || l.qtype != mdns.TypePTR) {
		n.print("Non-authoritative answer:\n")
	}
	switch {
	case len(m.Answer) > 0:
		n.plain(m.Answer)
	case n.both && l.qtype == mdns.TypeA:
		n.nothingA = true
	case !n.both || n.nothingA:
		n.printf("*** Can't find %s: No answer\n", l.text)
	}
	if !m.Authoritative && l.qtype != mdns.TypeA && l.qtype != mdns.TypeAAAA {
		n.print("\nAuthoritative answers can be found from:\n")
		n.plain(m.Ns)
		n.plain(m.Extra)
	}
	return true
}

// plain prints records as sentences of a kind.
func (n *nslookup) plain(records []mdns.RR) {
	for _, rr := range records {
		owner := strings.TrimSuffix(nameText(rr.Header().Name), ".")
		switch rr := rr.(type) {
		case *mdns.OPT:
		case *mdns.A:
			n.printf("Name:\t%s\nAddress: %s\n", owner, rr.A)
		case *mdns.AAAA:
			n.printf("Name:\t%s\nAddress: %s\n", owner, rr.AAAA)
		case *mdns.SOA:
			n.printf("%s\n", owner)
			n.soa(rr)
		default:
			n.printf("%s\t%s\n", owner, phrase(rr))
		}
	}
}

// phrases are how records are told of.
var phrases = map[uint16]string{
	mdns.TypeCNAME: "canonical name = ", mdns.TypeHINFO: "hinfo = ", mdns.TypeMX: "mail exchanger = ",
	mdns.TypeNS: "nameserver = ", mdns.TypePTR: "name = ", mdns.TypeSRV: "service = ", mdns.TypeTXT: "text = ",
	mdns.TypeDNAME: "dname = ",
}

func phrase(rr mdns.RR) string {
	t := rr.Header().Rrtype
	if words, ok := phrases[t]; ok {
		return words + style{}.data(rr)
	}
	return "rdata_" + typeNumber(t) + " = " + style{}.data(rr)
}

func (n *nslookup) soa(rr *mdns.SOA) {
	n.printf("\torigin = %s\n\tmail addr = %s\n\tserial = %d\n\trefresh = %d\n\tretry = %d\n\texpire = %d\n\tminimum = %d\n",
		strings.TrimSuffix(nameText(rr.Ns), "."), strings.TrimSuffix(nameText(rr.Mbox), "."),
		rr.Serial, rr.Refresh, rr.Retry, rr.Expire, rr.Minttl)
}

// details prints a message whole (-debug).
func (n *nslookup) details(m *mdns.Msg) {
	n.print("------------\n    QUESTIONS:\n")
	for _, q := range m.Question {
		n.printf("\t%s, type = %s, class = %s\n", strings.TrimSuffix(nameText(q.Name), "."), typeText(q.Qtype), classText(q.Qclass))
	}
	for _, s := range []struct {
		title   string
		records []mdns.RR
	}{{"ANSWERS", m.Answer}, {"AUTHORITY RECORDS", m.Ns}, {"ADDITIONAL RECORDS", m.Extra}} {
		n.printf("    %s:\n", s.title)
		for _, rr := range s.records {
			n.detail(rr)
		}
	}
	n.print("------------\n")
}

func (n *nslookup) detail(rr mdns.RR) {
	h := rr.Header()
	if h.Rrtype == mdns.TypeOPT {
		return
	}
	n.printf("    ->  %s\n", strings.TrimSuffix(nameText(h.Name), "."))
	switch rr := rr.(type) {
	case *mdns.SOA:
		n.soa(rr)
	case *mdns.A:
		n.printf("\tinternet address = %s\n", rr.A)
	case *mdns.AAAA:
		n.printf("\thas AAAA address %s\n", rr.AAAA)
	default:
		n.printf("\t%s\n", phrase(rr))
	}
	n.printf("\tttl = %d\n", h.Ttl)
}
