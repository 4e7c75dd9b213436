package fields

import (
	"strings"

	mdns "github.com/miekg/dns"

	"playnet/core/filter"
	"playnet/core/view"
)

func init() {
	ofBytes(filter.Number, "dns.id", "dns.flags", "dns.count.queries", "dns.count.answers", "dns.count.auth_rr", "dns.count.add_rr",
		"dns.count.zones", "dns.count.prerequisites", "dns.count.updates",
		"dns.resp.ttl", "dns.resp.len", "dns.rr.udp_payload_size", "dns.mx.preference", "dns.soa.serial_number",
		"dns.soa.refresh_interval", "dns.soa.retry_interval", "dns.soa.expire_limit", "dns.soa.minimum_ttl",
		"dns.srv.priority", "dns.srv.weight", "dns.srv.port")
	ofBytes(filter.Bool, "dns.flags.response", "dns.flags.truncated", "dns.flags.recdesired", "dns.flags.z",
		"dns.flags.checkdisable", "dns.resp.z.do")
	for _, name := range []string{"dns.flags.authoritative", "dns.flags.recavail", "dns.flags.authenticated"} {
		register(name, filter.Bool, inResponses(name, filter.Bool))
	}
	ofBytes(filter.IPv4, "dns.a")
	register("dns.a.first", filter.IPv4, firstOf(dissected("dns.a", filter.IPv4)))
	ofBytes(filter.IPv6, "dns.aaaa")
	register("dns.flags.opcode", filter.Number, dissected("dns.flags.opcode", filter.Number), numbered(mdns.OpcodeToString)...)
	register("dns.flags.rcode", filter.Number, inResponses("dns.flags.rcode", filter.Number), numbered(mdns.RcodeToString)...)
	for _, name := range []string{"dns.qry.type", "dns.resp.type"} {
		register(name, filter.Number, dissected(name, filter.Number), numbered(mdns.TypeToString)...)
	}
	for _, name := range []string{"dns.qry.class", "dns.resp.class"} {
		register(name, filter.Number, dissected(name, filter.Number), numbered(mdns.ClassToString)...)
	}
	for _, name := range []string{"dns.qry.name", "dns.resp.name", "dns.ns", "dns.cname", "dns.dname", "dns.ptr.domain_name",
		"dns.mx.mail_exchange", "dns.soa.mname", "dns.soa.rname", "dns.srv.target"} {
		register(name, filter.String, &source{values: func(r *Record, to []filter.Value) []filter.Value {
			r.each(name, func(_ []byte, m view.MessageField) { to = append(to, filter.StringOf(plainName(m.Value))) })
			return to
		}})
	}
	register("dns.qry.name.len", filter.Number, &source{values: func(r *Record, to []filter.Value) []filter.Value {
		r.each("dns.qry.name", func(_ []byte, m view.MessageField) { to = append(to, filter.NumberOf(len(plainName(m.Value)))) })
		return to
	}})
	register("dns.count.labels", filter.Number, &source{values: func(r *Record, to []filter.Value) []filter.Value {
		r.each("dns.qry.name", func(_ []byte, m view.MessageField) {
			n := strings.Count(m.Value, ".") // each label ends with one; the root has none
			if m.Value == "." {
				n = 0
			}
			to = append(to, filter.NumberOf(n))
		})
		return to
	}})
	register("dns.txt", filter.String, &source{values: texts})
}

// inResponses makes the source of a flag that only means something in a response,
// which is where Wireshark shows it.
func inResponses(name string, t filter.Type) *source {
	flag := dissected(name, t)
	response := dissected("dns.flags.response", filter.Bool)
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		from := len(to)
		if to = response.values(r, to); len(to) > from && to[from].Truth() {
			return flag.values(r, to[:from])
		}
		return to[:from]
	}}
}

// firstOf makes a source of the first value alone: of the addresses in an answer, the
// one that most programs take.
func firstOf(all *source) *source {
	return &source{values: func(r *Record, to []filter.Value) []filter.Value {
		n := len(to)
		to = all.values(r, to)
		return to[:min(len(to), n+1)]
	}}
}

// texts are the character strings of TXT records, one by one.
func texts(r *Record, to []filter.Value) []filter.Value {
	r.each("dns.txt", func(bytes []byte, m view.MessageField) {
		for b := bytes[m.Offset : m.Offset+m.Len]; len(b) > 0 && int(b[0]) < len(b); b = b[1+int(b[0]):] {
			to = append(to, filter.StringOf(string(b[1:1+int(b[0])])))
		}
	})
	return to
}

// numbered sorts a table of names by number.
func numbered[N ~int | ~uint16](table map[N]string) []filter.Named {
	var names []filter.Named
	for n := range 1 << 15 { // a map has no order
		if s, ok := table[N(n)]; ok {
			names = append(names, filter.Named{Value: int64(n), Name: s})
		}
	}
	return names
}
