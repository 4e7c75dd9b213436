package app

import (
	"encoding/json"
	"net/mail"
	"slices"
	"strings"

	"playnet/ui/text"
)

// ParseRecipients reads a list of addresses as people write it, separated by commas or
// semicolons, and says of the first that is wrong why.
func ParseRecipients(words string) (list []string, fault string) {
	for _, one := range splitAddresses(words) {
		parsed, err := mail.ParseAddress(one)
		if err != nil {
			return list, addressFault(one)
		}
		local, domain, _ := cutLast(parsed.Address, "@")
		if len(local) > 64 || len(parsed.Address) > 254 { // RFC 5321 §4.5.3.1
			return list, text.T("reader.fault.long", "address", one)
		}
		if wrong := domainFault(domain); wrong {
			return list, text.T("reader.fault.domain", "address", one, "domain", domain)
		}
		written := parsed.Address
		if parsed.Name != "" {
			written = quoteName(parsed.Name) + " <" + parsed.Address + ">"
		}
		list = append(list, written)
	}
	return list, ""
}

// quoteName writes a name before an address so that no sign in it separates anything.
func quoteName(name string) string {
	if !strings.ContainsAny(name, `"(),.:;<>@[\]`) {
		return name
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
}

// splitAddresses parts a list where a comma or semicolon stands outside of quotes.
func splitAddresses(words string) []string {
	var list []string
	quoted, from := false, 0
	for i := 0; i <= len(words); i++ {
		switch {
		case i < len(words) && words[i] == '\\' && quoted:
			i++
			continue
		case i < len(words) && words[i] == '"':
			quoted = !quoted
			continue
		case i < len(words) && (quoted || words[i] != ',' && words[i] != ';' && words[i] != '\n'):
			continue
		}
		if one := strings.TrimSpace(words[min(from, len(words)):min(i, len(words))]); one != "" {
			list = append(list, one)
		}
		from = i + 1
	}
	return list
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// addressFault says why something is no address.
func addressFault(one string) string {
	bare := one
	if i, j := strings.LastIndexByte(one, '<'), strings.LastIndexByte(one, '>'); i >= 0 && j > i {
		bare = one[i+1 : j]
	}
	local, domain, at := cutLast(bare, "@")
	id := "reader.fault.address"
	switch {
	case !at:
		id = "reader.fault.at"
	case local == "":
		id = "reader.fault.local"
	case domain == "":
		id = "reader.fault.nodomain"
	case strings.ContainsAny(bare, " \t"):
		id = "reader.fault.blank"
	}
	return text.With(id, map[string]string{"address": one})
}

// domainFault reports whether a domain has labels that are empty or too long (RFC 1035 §2.3.4).
func domainFault(domain string) bool {
	if strings.HasPrefix(domain, "[") {
		return false // an address in place of a name (RFC 5321 §4.1.3)
	}
	for _, label := range strings.Split(domain, ".") {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return true
		}
	}
	return false
}

// manySuggestions bounds how many addresses are offered.
const manySuggestions = 5

// AddressesFor lists the addresses of the lab's accounts that may be meant by what is being
// typed in a field; an empty field is offered all.
func (a *App) AddressesFor(field string) []string {
	c := a.Composing()
	if c == nil || c.in != "" && c.in != field || c.in == "" && field != "to" {
		return nil
	}
	words := c.Field(field)
	if c.in == "" && words != "" {
		return nil
	}
	typed := strings.ToLower(words[lastStart(words):])
	var list []string
	for _, address := range a.Accounts() {
		bare := strings.ToLower(address)
		if strings.Contains(bare, typed) && bare != typed && !strings.Contains(strings.ToLower(words), bareAddress(bare)) && len(list) < manySuggestions {
			list = append(list, address)
		}
	}
	return list
}

func bareAddress(s string) string {
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		return strings.Trim(s[i:], "<>")
	}
	return s
}

// lastStart is where the address begins that is being typed.
func lastStart(words string) int {
	i := strings.LastIndexAny(words, ",;") + 1
	for i < len(words) && words[i] == ' ' {
		i++
	}
	return i
}

// TakeSuggestion puts an address in the place of what is being typed.
func (a *App) TakeSuggestion(field, address string) {
	if c := a.Composing(); c != nil {
		words := c.Field(field)
		a.WriteMail(field, words[:lastStart(words)]+address+", ")
		a.WantFocus("mail-" + field)
	}
}

// Accounts lists the addresses of the lab's users, as they introduce themselves where they
// have a user agent.
func (a *App) Accounts() []string {
	if a.world == nil {
		return nil
	}
	var list []string
	known := map[string]bool{}
	add := func(name, address string) {
		if address == "" || known[strings.ToLower(address)] {
			return
		}
		known[strings.ToLower(address)] = true
		if name != "" {
			address = quoteName(name) + " <" + address + ">"
		}
		list = append(list, address)
	}
	services := a.mailServices()
	for _, s := range services {
		add(s.Name, s.Address)
	}
	for _, s := range services {
		for _, domain := range s.Domains[:min(len(s.Domains), 1)] {
			for _, account := range s.Accounts {
				add("", account.User+"@"+domain)
			}
		}
	}
	slices.Sort(list)
	return list
}

// mailService is what the services of the lab file say of users.
type mailService struct {
	Kind     string   `json:"kind"`
	Host     string   `json:"host"`
	Name     string   `json:"name"`
	Address  string   `json:"address"`
	Domains  []string `json:"domains"`
	Accounts []struct {
		User string `json:"user"`
	} `json:"accounts"`
}

func (a *App) mailServices() []mailService {
	if a.mailing.services != nil && a.mailing.servicesOf == a.opened {
		return a.mailing.services
	}
	list := []mailService{}
	for _, s := range a.world.File().Lab.Services {
		var m mailService
		written, err := json.Marshal(s)
		if err == nil && json.Unmarshal(written, &m) == nil && (len(m.Accounts) > 0 || strings.Contains(m.Address, "@")) {
			list = append(list, m)
		}
	}
	a.mailing.services, a.mailing.servicesOf = list, a.opened
	return list
}
