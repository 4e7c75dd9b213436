package auth

import "cmp"

// Finding is what one method has said of a mail.
type Finding struct {
	Method string // "spf", "dkim", "dmarc"
	Result Result
	Domain string // that was asked, or that signs; for DMARC that of From
	Reason string // the term that has decided, or what went wrong; "" if nothing is to be said
}

// Findings lists what was found, method by method, in the order of [Report.Field].
func (r Report) Findings() (list []Finding) {
	if s := r.SPF; s != nil {
		list = append(list, Finding{"spf", s.Result, s.Domain, cmp.Or(s.Reason, s.Mechanism)})
	}
	for _, d := range r.DKIM {
		list = append(list, Finding{"dkim", d.Result, d.Domain, cmp.Or(d.Reason, d.Selector)})
	}
	if r.checkedDKIM && len(r.DKIM) == 0 {
		list = append(list, Finding{Method: "dkim", Result: None})
	}
	if d := r.DMARC; d != nil {
		list = append(list, Finding{"dmarc", d.Result, d.Domain, cmp.Or(d.Reason, d.Policy)})
	}
	return list
}
