package lab

import (
	"playnet/core/dns"
	"playnet/core/lab/labfile"
)

// siteAnswersOf reads what a server says to askers from some sites.
func siteAnswersOf(f *labfile.File, list []labfile.SiteAnswers) (all []dns.SiteAnswers) {
	for _, s := range list {
		answers := dns.SiteAnswers{Site: string(s.Site), Clients: f.AddressesIn(s.Site)}
		for _, text := range s.Records {
			rr, _, _ := labfile.ParseRecord(text, ".") // checked with the lab
			answers.Records = append(answers.Records, rr)
		}
		all = append(all, answers)
	}
	return all
}

// helperOf reads what a resolver does beyond resolving.
func helperOf(f *labfile.File, s labfile.DNSResolver) dns.Helper {
	h := dns.Helper{Blocks: s.Blocks, Corrects: s.Corrects}
	if s.Helper == nil {
		return h
	}
	if s.Helper.Page != "" {
		h.Page, _ = f.Resolve(s.Helper.Page) // the file's checks found it
	}
	grounds := map[labfile.Grounds]dns.Grounds{"": dns.Blocked, "blocked": dns.Blocked, "censored": dns.Censored, "filtered": dns.Filtered}
	for _, r := range s.Helper.Rules {
		h.Rules = append(h.Rules, dns.Rule{Category: r.Category, Names: fqdns(r.Names),
			Clients: addressesOf(f, r.Clients), Grounds: grounds[r.Grounds]})
	}
	h.Popular = fqdns(s.Helper.Popular)
	for _, cut := range s.Helper.Shortcuts {
		h.Shortcuts = append(h.Shortcuts, dns.Shortcut{Word: cut.Word.FQDN(), Name: cut.Name.FQDN()})
	}
	return h
}

func fqdns(names []labfile.DomainName) (list []string) {
	for _, n := range names {
		list = append(list, n.FQDN())
	}
	return list
}
