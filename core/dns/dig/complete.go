package dig

import (
	"strings"

	mdns "github.com/miekg/dns"
)

// Words returns the types that a line often asks for, as Tab completes them.
func Words() []string {
	var list []string
	for _, t := range []uint16{mdns.TypeA, mdns.TypeAAAA, mdns.TypeANY, mdns.TypeAXFR, mdns.TypeCAA, mdns.TypeCNAME, mdns.TypeDNAME,
		mdns.TypeDNSKEY, mdns.TypeDS, mdns.TypeMX, mdns.TypeNS, mdns.TypeNSEC, mdns.TypePTR, mdns.TypeRRSIG, mdns.TypeSOA,
		mdns.TypeSRV, mdns.TypeTXT} {
		list = append(list, typeText(t), strings.ToLower(typeText(t)))
	}
	return list
}

// Options returns the options that begin with a plus, without it.
func Options() []string {
	var list []string
	for _, o := range plusOptions {
		if o.note != "" {
			list = append(list, o.name)
		}
	}
	return append(list, "noall", "noedns", "norecurse")
}
