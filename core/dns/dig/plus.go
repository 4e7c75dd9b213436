package dig

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	mdns "github.com/miekg/dns"
)

// plusOption is an option that begins with a plus. It can be shortened: of those that
// begin alike the first one in the list is meant.
type plusOption struct {
	name string
	note string // one line for help; "": it is not told of there
	// set turns it on, or, with "no" before its name, off. The value is what stands
	// behind "=".
	set func(r *reader, l *lookup, on bool, value string) error
}

// flag is an option without a value.
func flag(name, note string, set func(l *lookup, on bool)) plusOption {
	return plusOption{name, note, func(_ *reader, l *lookup, on bool, _ string) error { set(l, on); return nil }}
}

// number is an option with a number. "no" before its name is an error, as in dig.
func number(name, note, what string, least, most int, set func(l *lookup, n int)) plusOption {
	return plusOption{name, note, func(r *reader, l *lookup, on bool, value string) error {
		if !on || value == "" {
			return r.invalid("+" + name)
		}
		n, err := r.number(what, value, least, most)
		if err == nil {
			set(l, n)
		}
		return err
	}}
}

// plusOptions are all options with a plus, in the order in which they are looked for.
var plusOptions []plusOption

func init() {
	plusOptions = []plusOption{
		flag("aaflag", "", func(l *lookup, on bool) { l.header.aa = on }),
		flag("aaonly", "", func(l *lookup, on bool) { l.header.aa = on }),
		flag("adflag", "", func(l *lookup, on bool) { l.header.ad = on }),
		flag("additional", "print the additional section", func(l *lookup, on bool) { l.show.additional = on }),
		{"all", "print everything; +noall: only what later options ask for", setAll},
		flag("answer", "print the answer section", func(l *lookup, on bool) { l.show.answer = on }),
		flag("authority", "print the authority section", func(l *lookup, on bool) { l.show.authority = on }),
		flag("besteffort", "", func(*lookup, bool) {}),
		{"bufsize", "=N: take datagrams of up to N bytes (EDNS)", setBufsize},
		flag("cdflag", "", func(l *lookup, on bool) { l.header.cd = on }),
		flag("class", "print classes", func(l *lookup, on bool) { l.style.noClass = !on }),
		{"cmd", "print the banner", func(r *reader, _ *lookup, on bool, _ string) error { r.t.printCommand = on; return nil }},
		flag("comments", "print comments", func(l *lookup, on bool) { l.show.comments = on }),
		{"cookie", "[=HEX]: send a cookie", setCookie},
		flag("crypto", "print keys and signatures", func(l *lookup, on bool) { l.style.noCrypto = !on }),
		flag("defname", "", func(*lookup, bool) {}),
		flag("dnssec", "ask for the records of DNSSEC", setDNSSEC),
		flag("do", "", setDNSSEC),
		{"edns", "=N: send EDNS of version N; +noedns: none", setEDNS},
		flag("ednsnegotiation", "", func(l *lookup, on bool) { l.edns.negotiate = on }),
		{"ednsflags", "", setEDNSFlags},
		flag("fail", "don't try the next server on SERVFAIL", func(l *lookup, on bool) { l.tryNext = !on }),
		flag("header-only", "send a query without a question", func(l *lookup, on bool) { l.header.headerOnly = on }),
		flag("identify", "say who answered, with +short", func(l *lookup, on bool) { l.show.identify = on }),
		flag("ignore", "don't ask by TCP what was cut short", func(l *lookup, on bool) { l.noRetry = on }),
		flag("keepopen", "", func(*lookup, bool) {}),
		flag("multiline", "print records over several lines", func(l *lookup, on bool) { l.style.multiline = on }),
		flag("nsid", "ask for the server's own name", func(l *lookup, on bool) { l.edns.nsid = on }),
		flag("onesoa", "print the SOA record that ends a zone only once", func(l *lookup, on bool) { l.show.oneSOA = on }),
		{"opcode", "=OP: send another kind of request", setOpcode},
		flag("qr", "print the query, too", func(l *lookup, on bool) { l.show.sending = on }),
		flag("question", "print the question section", func(l *lookup, on bool) { l.show.question = on }),
		flag("rdflag", "", func(l *lookup, on bool) { l.header.rd = on }),
		flag("recurse", "ask the server to recurse (RD)", func(l *lookup, on bool) { l.header.rd = on }),
		number("retry", "=N: ask N times again", "retries", 0, 1000, func(l *lookup, n int) { l.tries = n + 1 }),
		flag("raflag", "", func(l *lookup, on bool) { l.header.ra = on }),
		flag("rrcomments", "", func(*lookup, bool) {}),
		flag("search", "", func(*lookup, bool) {}),
		{"short", "print the data alone", setShort},
		flag("showsearch", "", func(*lookup, bool) {}),
		{"split", "=N: cut long data into words of N characters", setSplit},
		flag("stats", "print time, server, date and size", func(l *lookup, on bool) { l.show.stats = on }),
		{"subnet", "=ADDR/N: send a client's network (RFC 7871)", setSubnet},
		flag("tcflag", "", func(l *lookup, on bool) { l.header.tc = on }),
		flag("tcp", "ask by TCP", setTCP),
		number("timeout", "=N: wait N seconds for an answer", "timeout", 0, 0xffff, setWait),
		flag("trace", "walk down from the root", setTrace),
		number("tries", "=N: ask N times in all", "tries", 0, 1000, func(l *lookup, n int) { l.tries = max(n, 1) }),
		flag("ttlid", "print times to live", func(l *lookup, on bool) { l.style.noTTL = !on }),
		flag("ttlunits", "print them as 1d or 2h", func(l *lookup, on bool) { l.style.ttlUnits = on }),
		flag("vc", "", setTCP),
		flag("zflag", "", func(l *lookup, on bool) { l.header.z = on }),
	}
}

// elsewhere are options that the field's dig has and this one has not.
var elsewhere = []string{"badcookie", "domain", "dscp", "ednsopt", "expandaaaa", "expire", "http-plain", "https", "idnin", "idnout",
	"keepalive", "mapped", "ndots", "nssearch", "padding", "qid", "sit", "tls", "unknownformat", "yaml"}

// plus reads such an option.
func (r *reader) plus(option string) error {
	name, value, _ := strings.Cut(option, "=")
	short, off := strings.CutPrefix(strings.ToLower(name), "no")
	for _, o := range plusOptions {
		if !off && strings.HasPrefix(o.name, strings.ToLower(name)) && name != "" {
			return o.set(r, r.now, true, value)
		}
		if off && strings.HasPrefix(o.name, short) && short != "" {
			return o.set(r, r.now, false, value)
		}
	}
	for _, known := range elsewhere {
		if name != "" && strings.HasPrefix(known, strings.ToLower(name)) || off && short != "" && strings.HasPrefix(known, short) {
			return fatal(statusUsage, "option +%s is not supported here", option)
		}
	}
	return r.invalid("+" + option)
}

func setAll(r *reader, l *lookup, on bool, _ string) error {
	s := &l.show
	s.question, s.answer, s.authority, s.additional, s.comments, s.stats = on, on, on, on, on, on
	r.t.printCommand = on
	return nil
}

func setShort(r *reader, l *lookup, on bool, _ string) error {
	r.t.short = on
	if on {
		r.t.printCommand = false
		l.show.question, l.show.authority, l.show.additional, l.show.comments, l.show.stats = false, false, false, false, false
		l.show.answer = true
	}
	return nil
}

func setTrace(l *lookup, on bool) {
	l.trace, l.atRoot = on, on
	if on {
		l.header.rd, l.show.identify, l.show.authority, l.edns.do = true, true, true, true
		l.show.comments, l.show.stats, l.show.additional, l.show.question = false, false, false, false
		if l.edns.version < 0 {
			l.edns.version = 0
		}
	}
}

func setDNSSEC(l *lookup, on bool) {
	l.edns.do = on
	if on && l.edns.version < 0 {
		l.edns.version = 0
	}
}

func setTCP(l *lookup, on bool) { l.tcp, l.tcpSet = on, true }

// setWait takes 0 for 1 second, as dig does.
func setWait(l *lookup, n int) { l.wait = time.Duration(max(n, 1)) * time.Second }

func setBufsize(r *reader, l *lookup, on bool, value string) error {
	if !on || value == "" {
		l.edns.size = 0
		return nil
	}
	n, err := r.number("buffer size", value, 0, 65535)
	if err == nil {
		l.edns.size = uint16(n)
		l.edns.version = max(l.edns.version, 0)
	}
	return err
}

func setEDNS(r *reader, l *lookup, on bool, value string) error {
	if !on {
		l.edns.version = -1
		return nil
	}
	l.edns.version = 0
	if value == "" {
		return nil
	}
	n, err := r.number("edns", value, 0, 255)
	l.edns.version = n
	return err
}

func setEDNSFlags(r *reader, l *lookup, on bool, value string) error {
	l.edns.flags = 0
	if !on || value == "" {
		return nil
	}
	n, err := strconv.ParseUint(value, 0, 16)
	if err != nil {
		return fatal(statusFatal, "Couldn't parse ednsflags")
	}
	l.edns.flags = uint16(n)
	return nil
}

func setCookie(_ *reader, l *lookup, on bool, value string) error {
	l.edns.cookie, l.edns.sent = on, ""
	if !on || value == "" {
		return nil
	}
	if strings.Trim(strings.ToLower(value), "0123456789abcdef") != "" || len(value)%2 != 0 || len(value) < 16 || len(value) > 80 {
		return fatal(statusFatal, "COOKIE bad hex or length: %s", value)
	}
	l.edns.sent = strings.ToLower(value)
	return nil
}

func setOpcode(r *reader, l *lookup, on bool, value string) error {
	if !on {
		l.opcode = mdns.OpcodeQuery
		return nil
	}
	if op, ok := mdns.StringToOpcode[strings.ToUpper(value)]; ok {
		l.opcode = op
		return nil
	}
	n, err := r.number("opcode", value, 0, 15)
	l.opcode = n
	return err
}

func setSplit(r *reader, l *lookup, on bool, value string) error {
	if !on || value == "0" {
		l.style.split = noSplit
		return nil
	}
	n, err := r.number("split", value, 0, 1023)
	l.style.split = (n + 3) / 4 * 4
	return err
}

func setSubnet(_ *reader, l *lookup, on bool, value string) error {
	l.edns.subnet = netip.Prefix{}
	if !on {
		return nil
	}
	if value == "0" {
		value = "0.0.0.0/0"
	}
	p, err := netip.ParsePrefix(value)
	if err != nil {
		a, noAddr := netip.ParseAddr(value)
		if noAddr != nil {
			return fatal(statusFatal, "Couldn't parse client")
		}
		p = netip.PrefixFrom(a, a.BitLen())
	}
	l.edns.subnet = p.Masked()
	return nil
}

// help lists the options with a plus.
func help() string {
	var out strings.Builder
	out.WriteString("Where:  q-type is one of (a,any,mx,ns,soa,axfr,txt,...) and d-opt of\n")
	for _, o := range plusOptions {
		if o.note != "" {
			value, note, valued := strings.Cut(o.note, ": ")
			if !valued || !strings.ContainsAny(value[:1], "=[") {
				value, note = "", o.note
			}
			out.WriteString("        +" + o.name + value + strings.Repeat(" ", max(1, 20-len(o.name)-len(value))) + note + "\n")
		}
	}
	return out.String()
}
