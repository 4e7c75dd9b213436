package auth

import (
	"errors"
	"net/netip"
	"strings"
)

// Result is what a check came to, in the words of RFC 8601 §2.7.
type Result string

// The results. Not every check has each.
const (
	None      Result = "none"      // there is nothing to check by
	Neutral   Result = "neutral"   // the domain says neither yes nor no
	Pass      Result = "pass"      // it is who it says
	Fail      Result = "fail"      // it is not
	SoftFail  Result = "softfail"  // it is probably not
	TempError Result = "temperror" // the DNS did not answer: try later
	PermError Result = "permerror" // the domain's records are wrong
)

// Sender is what SPF checks: who has connected, and what was said in the envelope.
type Sender struct {
	IP    netip.Addr
	Hello string // of EHLO or HELO
	From  string // of MAIL FROM; "" for a bounce
}

// SPF is what came of a check.
type SPF struct {
	Result    Result
	Sender    string // that was checked: "alice@crepes.fr", "postmaster@mail.crepes.fr"
	Domain    string
	Mechanism string // that has matched: "ip4:192.0.2.0/24"; "" if none has
	Reason    string // of an error
	// Explanation is what the domain wants those to be told whom it turns away (RFC 7208 §6.2).
	Explanation string
}

const (
	// maxLookups are the terms that ask the DNS. RFC 7208 §4.6.4: "SPF implementations MUST limit
	// the total number of those terms to 10 during SPF evaluation".
	maxLookups = 10
	// maxVoid are the look-ups without answer that §4.6.4 has one allow.
	maxVoid = 2
	// maxNames bounds the hosts of an MX or PTR mechanism, by the same section.
	maxNames = 10
)

// CheckSPF checks who sends a mail (RFC 7208 §4). Without a sender, as bounces are sent, the
// name from the greeting is checked (§2.4).
func CheckSPF(r Resolver, s Sender) SPF {
	sender := s.From
	if sender == "" {
		sender = "postmaster@" + s.Hello
	}
	at := strings.LastIndexByte(sender, '@')
	local, domain := "postmaster", sender[at+1:]
	if at > 0 {
		local = sender[:at]
	}
	domain = strings.ToLower(strings.TrimSuffix(domain, "."))
	e := evaluation{resolver: r, ip: s.IP.Unmap(), hello: s.Hello, local: local, senderDomain: domain}
	outcome := e.check(domain)
	spf := SPF{Result: outcome.result, Sender: local + "@" + domain, Domain: domain, Mechanism: outcome.mechanism, Reason: outcome.reason}
	if spf.Result == Fail && outcome.explain != "" {
		spf.Explanation = e.explanation(outcome)
	}
	return spf
}

// evaluation is one check_host with everything that it counts, over all includes.
type evaluation struct {
	resolver            Resolver
	ip                  netip.Addr
	hello               string
	local, senderDomain string
	lookups, void       int
}

// outcome is what the evaluation of one record came to.
type outcome struct {
	result    Result
	mechanism string
	reason    string
	explain   string // the exp modifier of the record that has decided, not expanded
	domain    string // whose record that is
}

func permError(reason string) outcome { return outcome{result: PermError, reason: reason} }

// check is check_host() of RFC 7208 §4 for one domain.
func (e *evaluation) check(domain string) outcome {
	if !isDomain(domain) {
		return outcome{result: None, reason: "no domain name"} // §4.3
	}
	texts, err := e.resolver.TXT(domain)
	if err != nil && !errors.Is(err, ErrNothing) {
		return outcome{result: TempError, reason: err.Error()}
	}
	var records []string
	for _, text := range texts {
		if fields := strings.Fields(text); len(fields) > 0 && strings.EqualFold(fields[0], "v=spf1") {
			records = append(records, text)
		}
	}
	switch len(records) {
	case 0:
		return outcome{result: None, reason: "no SPF record"}
	case 1:
	default:
		return permError("more than one SPF record") // §4.5
	}
	record, err := parseRecord(records[0])
	if err != nil {
		return permError(err.Error())
	}
	return e.record(record, domain)
}

// record evaluates the terms of a record in their order: the first that matches decides.
func (e *evaluation) record(r spfRecord, domain string) outcome {
	for _, m := range r.mechanisms {
		matched, trouble := e.matches(m, domain)
		if trouble.result != "" {
			return trouble
		}
		if matched {
			return outcome{result: m.result, mechanism: m.text, explain: r.explain, domain: domain}
		}
	}
	if r.redirect == "" {
		return outcome{result: Neutral} // §4.7
	}
	if !e.lookup() {
		return permError(errTooMany.Error())
	}
	target, err := e.expand(r.redirect, domain)
	if err != nil {
		return permError(err.Error())
	}
	o := e.check(target)
	if o.result == None {
		return permError("redirect to " + target + ", which has no SPF record") // §6.1
	}
	return o
}

var errTooMany = errors.New("more than 10 look-ups")

// lookup counts a term that asks the DNS.
func (e *evaluation) lookup() bool {
	e.lookups++
	return e.lookups <= maxLookups
}

// asked takes the error of a look-up: nothing is no error, but counted; trouble that may pass
// ends the check.
func (e *evaluation) asked(err error) outcome {
	switch {
	case err == nil:
		return outcome{}
	case !errors.Is(err, ErrNothing):
		return outcome{result: TempError, reason: err.Error()}
	}
	if e.void++; e.void > maxVoid {
		return permError("more than 2 look-ups without answer")
	}
	return outcome{}
}

// explanation fetches and expands the text of an exp modifier; whatever goes wrong with that, there is
// none.
func (e *evaluation) explanation(o outcome) string {
	target, err := e.expand(o.explain, o.domain)
	if err != nil {
		return ""
	}
	texts, err := e.resolver.TXT(target)
	if err != nil || len(texts) != 1 {
		return ""
	}
	text, err := e.expand(texts[0], o.domain)
	if err != nil || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return ""
	}
	return text
}

// isDomain reports whether a text can be a domain name of two labels or more, as §4.3 wants.
func isDomain(s string) bool {
	if len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	for _, label := range strings.Split(s, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	return true
}
