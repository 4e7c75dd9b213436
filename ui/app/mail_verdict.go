package app

import (
	"net/mail"
	"slices"
	"strings"

	"playnet/core/lab"
	"playnet/core/view"
)

// MailTrust is what the checks of a mail come to.
type MailTrust string

// What they come to.
const (
	MailConfirmed MailTrust = "confirmed" // the domain in From vouches for it
	MailDenied    MailTrust = "denied"    // it does not: something has failed
	MailOpen      MailTrust = "open"      // nothing speaks for it, and nothing against
)

// MailVerdict is what the user's own server has found out about a mail.
type MailVerdict struct {
	Trust   MailTrust
	Domain  string // of From
	Methods []MailMethod
}

// MailMethod is what one method has found: "spf", "pass", "alice@crepes.fr".
type MailMethod struct{ Name, Result, About string }

// MailChecks reads what the server of the one who reads has found ([lab.MailChecked]); ok is
// false where it has checked nothing.
func MailChecks(m view.MailMessage) (v MailVerdict, ok bool) {
	if v.Methods = readResults(lab.MailChecked(m)); len(v.Methods) == 0 {
		return v, false
	}
	for _, h := range m.Root.Header {
		if strings.EqualFold(h.Name, "From") {
			if address, err := mail.ParseAddress(h.Value); err == nil {
				_, v.Domain, _ = cutLast(strings.ToLower(address.Address), "@")
			}
			break
		}
	}
	v.Trust = trustOf(v.Methods, v.Domain)
	return v, true
}

// trustOf says what the methods come to together. DMARC compares with From; where it was not
// asked, a method speaks for From if it is about the same domain.
func trustOf(methods []MailMethod, domain string) MailTrust {
	trust := MailOpen
	for _, m := range methods {
		_, about, _ := cutLast("@"+strings.ToLower(m.About), "@")
		same := domain != "" && (about == domain || strings.HasSuffix(domain, "."+about) || strings.HasSuffix(about, "."+domain))
		switch {
		case m.Name == "dmarc" && m.Result == "pass":
			return MailConfirmed
		case m.Name == "dmarc" && m.Result == "fail":
			return MailDenied
		case m.Result == "pass" && same:
			trust = MailConfirmed
		case m.Result == "fail" && trust == MailOpen:
			trust = MailDenied
		}
	}
	return trust
}

// readResults reads the field's value: behind the server that has written it, with semicolons
// between them, what each method has found.
func readResults(value string) (list []MailMethod) {
	parts := strings.Split(value, ";")
	for _, part := range parts[1:] {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		name, result, ok := strings.Cut(words[0], "=")
		if !ok {
			continue // "none": nothing was checked
		}
		m := MailMethod{Name: name, Result: result}
		for _, word := range words[1:] {
			if name, about, ok := strings.Cut(word, "="); ok && slices.Contains(aboutWhom, name) {
				m.About = about
				break
			}
		}
		list = append(list, m)
	}
	return list
}

// aboutWhom are the properties that name whom a result is about (RFC 8601, section 2.7).
var aboutWhom = []string{"smtp.mailfrom", "smtp.helo", "header.d", "header.from"}
