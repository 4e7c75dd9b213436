package auth

import (
	"strings"
	"time"

	"playnet/core/mail"
)

// Report is everything that was checked of a mail.
type Report struct {
	SPF   *SPF // nil: it was not checked
	DKIM  []DKIM
	DMARC *DMARC

	checkedDKIM bool
}

// Checks says what to check. DMARC needs the other two, and checks them.
type Checks struct{ SPF, DKIM, DMARC bool }

// Check makes the checks. It blocks as the resolver does.
func Check(r Resolver, c Checks, s Sender, source []byte, now time.Time) Report {
	var report Report
	if c.SPF || c.DMARC {
		spf := CheckSPF(r, s)
		report.SPF = &spf
	}
	if c.DKIM || c.DMARC {
		report.DKIM, report.checkedDKIM = Verify(r, source, now), true
	}
	if c.DMARC {
		dmarc := CheckDMARC(r, source, *report.SPF, report.DKIM)
		report.DMARC = &dmarc
	}
	return report
}

// Rejects reports whether the domain in From wants the mail to be refused.
func (r Report) Rejects() bool {
	return r.DMARC != nil && r.DMARC.Result == Fail && r.DMARC.Policy == "reject"
}

// Field writes the Authentication-Results field (RFC 8601 §2.2), with its line end; server is
// the name of who has checked.
func (r Report) Field(server string) []byte {
	var results []string
	add := func(method string, result Result, reason string, properties ...string) {
		s := method + "=" + string(result)
		if reason != "" {
			s += ` reason="` + plain(reason, `"\`) + `"`
		}
		for i := 0; i < len(properties); i += 2 {
			if value := plain(properties[i+1], ` ;"()`); value != "" {
				s += " " + properties[i] + "=" + value
			}
		}
		results = append(results, s)
	}
	if r.SPF != nil {
		property := "smtp.mailfrom"
		if strings.HasPrefix(r.SPF.Sender, "postmaster@") {
			property = "smtp.helo"
		}
		value := r.SPF.Sender
		if property == "smtp.helo" {
			value = r.SPF.Domain
		}
		add("spf", r.SPF.Result, r.SPF.Reason, property, value)
	}
	for _, d := range r.DKIM {
		add("dkim", d.Result, d.Reason, "header.d", d.Domain, "header.s", d.Selector, "header.a", d.Algorithm, "header.b", d.Signature)
	}
	if r.checkedDKIM && len(r.DKIM) == 0 {
		add("dkim", None, "")
	}
	if r.DMARC != nil {
		add("dmarc", r.DMARC.Result, r.DMARC.Reason, "header.from", r.DMARC.Domain)
	}
	if len(results) == 0 {
		results = []string{"none"}
	}
	return []byte("Authentication-Results: " + plain(server, " ;") + ";\r\n\t" + strings.Join(results, ";\r\n\t") + "\r\n")
}

// plain leaves out what would end a value, or the field: most of it comes from strangers.
func plain(s, unwanted string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(unwanted, r) {
			return -1
		}
		return r
	}, s)
}

// serverOf returns whom an Authentication-Results field claims to be from, the authserv-id of
// RFC 8601 §2.2: comments may stand around it, it may be quoted, and a version may follow it.
func serverOf(value string) string {
	first, _ := mail.ParseParams(value)
	words := append(strings.Fields(first), "")
	return strings.Trim(words[0], `"`)
}

// Found returns what the server that took a message in last has found of it: the value of its
// Authentication-Results field; "" if there is none. What others have written there proves
// nothing to this server's users: anybody can write it (RFC 8601 §7.1).
func Found(h mail.Header) string {
	server := mail.ReceivedBy(h.Get("Received"))
	for _, f := range h {
		if server != "" && strings.EqualFold(f.Name, "Authentication-Results") && strings.EqualFold(serverOf(f.Value), server) {
			return f.Value
		}
	}
	return ""
}

// Strip removes the Authentication-Results fields that claim to be this server's: RFC 8601 §5
// has it do so, as anybody can write them.
func Strip(source []byte, server string) []byte {
	h, _ := mail.ParseHeader(source)
	var kept []byte
	at := 0
	for _, f := range h {
		if !strings.EqualFold(f.Name, "Authentication-Results") {
			continue
		}
		if id := serverOf(f.Value); id != "" && !strings.EqualFold(id, server) {
			continue
		}
		kept = append(kept, source[at:f.Offset]...)
		at = f.Offset + f.Len
	}
	if at == 0 && kept == nil {
		return source
	}
	return append(kept, source[at:]...)
}
