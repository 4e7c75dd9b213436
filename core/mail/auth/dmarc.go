package auth

import (
	"errors"
	"strings"

	"playnet/core/mail"
)

// DMARC is what came of asking whether SPF or DKIM speaks for the domain in From (RFC 7489).
type DMARC struct {
	Result Result
	Domain string // of From
	// Policy is what the domain wants done with a mail that fails: "none", "quarantine",
	// "reject"; "" if it has no policy.
	Policy string
	Reason string
}

// CheckDMARC asks for the policy of the domain in From, and whether a check that has passed
// is aligned with it (RFC 7489 §3.1, §6.6).
func CheckDMARC(r Resolver, source []byte, spf SPF, dkim []DKIM) DMARC {
	h, _ := mail.ParseHeader(source)
	from := mail.ParseAddresses(h.Get("From"))
	// §6.6.1: a message with no, or more than one, domain in From cannot be checked.
	if len(from) != 1 || from[0].Domain == "" || h.Count("From") != 1 {
		return DMARC{Result: PermError, Reason: "there is not one address in From"}
	}
	d := DMARC{Domain: strings.ToLower(from[0].Domain)}
	policy, result := findPolicy(r, d.Domain)
	if policy == nil {
		d.Result = result
		return d
	}
	d.Policy = policy.of(d.Domain)
	d.Result = Fail
	if spf.Result == Pass && aligned(spf.Domain, d.Domain, policy.tags["aspf"]) {
		d.Result = Pass
	}
	for _, one := range dkim {
		if one.Result == Pass && aligned(one.Domain, d.Domain, policy.tags["adkim"]) {
			d.Result = Pass
		}
	}
	return d
}

// policy is a DMARC record and whose it is.
type policy struct {
	tags   tags
	domain string
}

// of is what is to be done with mail of a domain: sp= is for those below the record's own.
func (p *policy) of(domain string) string {
	if sub := strings.ToLower(p.tags["sp"]); sub != "" && domain != p.domain {
		return sub
	}
	return strings.ToLower(p.tags["p"])
}

// findPolicy looks for a record at the domain, then at the organization's (§6.6.3). Without
// one, result says why.
func findPolicy(r Resolver, domain string) (p *policy, result Result) {
	for _, name := range []string{domain, organization(domain)} {
		texts, err := r.TXT("_dmarc." + name)
		if err != nil && !errors.Is(err, ErrNothing) {
			return nil, TempError
		}
		var found []string
		for _, text := range texts {
			if isPolicy(text) {
				found = append(found, text)
			}
		}
		if len(found) == 1 {
			return readPolicy(found[0], name)
		}
		if len(found) > 1 {
			return nil, None // "policy discovery terminates", and nothing is applied
		}
		if name == organization(domain) {
			break
		}
	}
	return nil, None
}

// isPolicy tells DMARC's records from others at the same name: the version comes first, else
// "the entire record MUST be ignored" (§6.3).
func isPolicy(text string) bool {
	first, _, _ := strings.Cut(text, ";")
	name, value, _ := strings.Cut(first, "=")
	return strings.TrimSpace(name) == "v" && strings.TrimSpace(value) == "DMARC1"
}

// readPolicy reads a record.
func readPolicy(text, domain string) (*policy, Result) {
	t, ok := parseTags(text)
	if ok {
		switch strings.ToLower(t["p"]) {
		case "none", "quarantine", "reject":
			return &policy{t, domain}, ""
		}
	}
	return nil, PermError
}

// organization is the domain that somebody has registered: here the last two labels (§3.2
// wants the list of public suffixes).
func organization(domain string) string {
	labels := strings.Split(domain, ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

// aligned compares the domain that was checked with the one in From: the same, or, unless the
// record says "s", of the same organization (§3.1.1, §3.1.2).
func aligned(checked, from, mode string) bool {
	checked = strings.ToLower(checked)
	if strings.EqualFold(mode, "s") {
		return checked == from
	}
	return organization(checked) == organization(from)
}
