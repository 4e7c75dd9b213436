package app

import (
	"net/mail"
	"strings"

	"playnet/core/lab/labfile"
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

// MailChecked is what the user's own server has found out about a mail.
type MailChecked struct {
	Trust   MailTrust
	Domain  string // of From
	Methods []MailMethod
}

// MailMethod is what one method has found: "spf", "pass", "alice@crepes.fr".
type MailMethod struct{ Name, Result, About string }

// MailChecks reads what the server of the one who reads has written on top of the message
// that is shown (Authentication-Results, RFC 8601); ok is false where it has checked nothing.
// What other servers have written proves nothing (section 5), and neither does what stands
// below the server's own field.
func (a *App) MailChecks(m view.MailMessage) (c MailChecked, ok bool) {
	server := a.mailServerOf(a.MailHost())
	from := ""
	for _, h := range m.Root.Header {
		switch {
		case strings.EqualFold(h.Name, "From") && from == "":
			from = h.Value
		case strings.EqualFold(h.Name, "Authentication-Results") && !ok:
			c.Methods, ok = readResults(h.Value, server)
		}
	}
	if !ok {
		return c, false
	}
	if address, err := mail.ParseAddress(from); err == nil {
		_, c.Domain, _ = cutLast(strings.ToLower(address.Address), "@")
	}
	c.Trust = trustOf(c.Methods, c.Domain)
	return c, true
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

// readResults reads the field's value: the server, and behind semicolons what each method has
// found; ok is false if another server has written it.
func readResults(value, server string) (list []MailMethod, ok bool) {
	parts := strings.Split(value, ";")
	if id := strings.Fields(parts[0]); len(id) == 0 || server == "" || !strings.EqualFold(id[0], server) {
		return nil, false
	}
	for _, part := range parts[1:] {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		var m MailMethod
		if m.Name, m.Result, ok = strings.Cut(words[0], "="); !ok {
			continue // "none": nothing was checked
		}
		for _, word := range words[1:] {
			if name, about, ok := strings.Cut(word, "="); ok && (name == "smtp.mailfrom" || name == "smtp.helo" || name == "header.d" || name == "header.from") {
				m.About = about
				break
			}
		}
		list = append(list, m)
	}
	return list, len(list) > 0
}

// mailServerOf names the server whose word counts at a host: that which the user's mail
// program fetches from, or the host's own.
func (a *App) mailServerOf(host string) string {
	if a.world == nil {
		return ""
	}
	if s, ok := a.world.File().ServiceOf(labfile.Name(host), agentKind).(labfile.MailAgent); ok {
		return s.IncomingServer()
	}
	if s, ok := a.world.File().ServiceOf(labfile.Name(host), "mail.server").(labfile.MailServer); ok {
		return s.HostName()
	}
	return ""
}
