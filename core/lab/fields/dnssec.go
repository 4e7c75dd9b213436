package fields

import (
	mdns "github.com/miekg/dns"

	"playnet/core/filter"
	"playnet/core/view"
)

func init() {
	ofBytes(filter.Number, "dns.dnskey.flags", "dns.dnskey.protocol", "dns.ds.key_id", "dns.rrsig.labels", "dns.rrsig.original_ttl",
		"dns.rrsig.key_tag", "dns.nsec3.algo", "dns.nsec3.flags", "dns.nsec3.iterations", "dns.nsec3.salt_length", "dns.nsec3.hash_length")
	ofBytes(filter.Bool, "dns.dnskey.flags.zone_key", "dns.dnskey.flags.key_revoked", "dns.dnskey.flags.secure_entry_point", "dns.nsec3.flags.opt_out")
	ofBytes(filter.Bytes, "dns.dnskey.public_key", "dns.ds.digest", "dns.rrsig.signature")
	for _, name := range []string{"dns.dnskey.algorithm", "dns.ds.algorithm", "dns.rrsig.algorithm"} {
		register(name, filter.Number, dissected(name, filter.Number), numbered(map[uint16]string{
			uint16(mdns.ECDSAP256SHA256): "ECDSAP256SHA256", uint16(mdns.ED25519): "ED25519"})...)
	}
	register("dns.rrsig.type_covered", filter.Number, dissected("dns.rrsig.type_covered", filter.Number), numbered(mdns.TypeToString)...)
	for _, name := range []string{"dns.rrsig.signers_name", "dns.nsec.next_domain_name"} {
		register(name, filter.String, &source{values: func(r *Record, to []filter.Value) []filter.Value {
			r.each(name, func(_ []byte, m view.MessageField) { to = append(to, filter.StringOf(plainName(m.Value))) })
			return to
		}})
	}
	register("dns.nsec3.hash_value", filter.String, dissected("dns.nsec3.hash_value", filter.String))
}
