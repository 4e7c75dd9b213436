package mail

import (
	"strings"
)

// Address is a mailbox of RFC 5322 §3.4: who, and where.
type Address struct {
	Name   string // the display name, decoded; or what stood in a comment, as it was once written
	Local  string // what stands before the @, without quotes; "" if there is no address
	Domain string // what stands behind it: "crepes.fr", "[192.0.2.1]"
}

// Spec returns the address alone, quoted where it must be: "alice@crepes.fr"; "" if there
// is none.
func (a Address) Spec() string {
	if a.Local == "" && a.Domain == "" {
		return ""
	}
	local := a.Local
	if !isDotAtom(local) {
		local = Quote(local)
	}
	if a.Domain == "" {
		return local
	}
	return local + "@" + a.Domain
}

// String returns the address as people read it: "Alice <alice@crepes.fr>".
func (a Address) String() string {
	spec := a.Spec()
	switch {
	case a.Name == "":
		return spec
	case spec == "":
		return a.Name
	}
	return a.Name + " <" + spec + ">"
}

// Field returns the address as a field of a header has it: a name that holds what means
// something there is quoted, so that the same address is read of it again. A reply to
// "Doe, Jane" <jane@crepes.fr> would else be for two.
func (a Address) Field() string {
	if strings.ContainsAny(a.Name, `()<>[]:;@\,."`) {
		a.Name = Quote(a.Name)
	}
	return a.String()
}

// Group is addresses under a name, "Friends: bob@hamburger.edu, …;" (RFC 5322 §3.4).
type Group struct {
	Name    string // "" if the addresses stand for themselves
	Members []Address
}

// maxAddresses bounds what is read of one list.
const maxAddresses = 20_000

// ParseAddresses reads the value of an address field, such as To. Groups are resolved into
// their members, comments left out; what cannot be an address becomes one with a name alone.
func ParseAddresses(value string) []Address {
	var list []Address
	for _, g := range ParseGroups(value) {
		list = append(list, g.Members...)
	}
	return list
}

// ParseGroups is ParseAddresses for those who must know the groups: consecutive addresses
// outside of any group are one without a name.
func ParseGroups(value string) []Group {
	p := addressParser{lexer: lexer{text: value}}
	for p.count < maxAddresses && len(p.groups) < maxAddresses && p.address() {
	}
	p.endAddress()
	return p.groups
}

// addressParser puts addresses together from words and special characters.
type addressParser struct {
	lexer
	groups  []Group
	inGroup bool
	count   int
	// What was read of the address so far.
	words    []token
	angle    []token // between < and >
	inAngle  bool
	hadAngle bool
	comment  string
}

// address reads up to the end of one address. It reports false at the end of the text.
func (p *addressParser) address() bool {
	for {
		t, ok := p.next()
		if !ok {
			return false
		}
		if p.take(t) {
			return true
		}
	}
}

// take takes a token; it reports true if an address is over.
func (p *addressParser) take(t token) bool {
	switch {
	case t.kind == tokenComment:
		p.comment = t.text
	case t.is('<') && !p.hadAngle:
		p.inAngle, p.hadAngle = true, true
	case t.is('>'):
		p.inAngle = false
	case t.is(',') && !p.inRoute(), t.is(';') && !p.inGroup:
		p.endAddress()
		return true
	case t.is(';'):
		p.endAddress()
		p.inGroup = false
		return true
	case t.is(':') && !p.inAngle && !p.inGroup && !hasAt(p.words):
		p.groups = append(p.groups, Group{Name: phrase(p.words)})
		p.inGroup = true
		p.reset()
	case p.inAngle:
		p.angle = append(p.angle, t)
	case !p.hadAngle || t.kind != tokenSpecial:
		p.words = append(p.words, t)
	}
	return false
}

// inRoute reports whether a comma stands in a source route, "<@a,@b:c@d>" (RFC 5322 §4.4),
// and not behind an address that lacks its ">".
func (p *addressParser) inRoute() bool {
	return p.inAngle && len(p.angle) > 0 && p.angle[0].is('@')
}

func (p *addressParser) reset() {
	p.words, p.angle, p.comment = nil, nil, ""
	p.inAngle, p.hadAngle = false, false
}

// endAddress makes an address of what was read, if there was anything.
func (p *addressParser) endAddress() {
	defer p.reset()
	var a Address
	switch {
	case p.hadAngle:
		for i, t := range p.angle {
			if t.is(':') { // behind a source route
				p.angle = p.angle[i+1:]
				break
			}
		}
		a.Local, a.Domain = spec(p.angle)
		a.Name = phrase(p.words)
	case hasAt(p.words):
		a.Local, a.Domain = spec(p.words)
	default:
		a.Name = phrase(p.words)
	}
	if a.Name == "" {
		a.Name = DecodeWords(p.comment)
	}
	if a == (Address{}) {
		return
	}
	p.count++
	if !p.inGroup && (len(p.groups) == 0 || p.groups[len(p.groups)-1].Name != "") {
		p.groups = append(p.groups, Group{})
	}
	last := &p.groups[len(p.groups)-1]
	last.Members = append(last.Members, a)
}

func hasAt(words []token) bool {
	for _, t := range words {
		if t.is('@') {
			return true
		}
	}
	return false
}

// spec reads local part and domain, parted by the last @.
func spec(words []token) (local, domain string) {
	at := -1
	for i, t := range words {
		if t.is('@') {
			at = i
		}
	}
	if at < 0 {
		return joined(words), ""
	}
	return joined(words[:at]), joined(words[at+1:])
}

func joined(words []token) string {
	var b strings.Builder
	for _, t := range words {
		b.WriteString(t.text)
	}
	return undeclared(b.String())
}

// phrase is a display name's words, decoded.
func phrase(words []token) string {
	var b strings.Builder
	for i, t := range words {
		if i > 0 && t.spaced {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return strings.TrimSpace(DecodeWords(b.String()))
}

// isDotAtom reports whether a local part needs no quotes (RFC 5322 §3.2.3; beyond US-ASCII
// RFC 6532 §3.2).
func isDotAtom(s string) bool {
	if s == "" || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c == 0x7f || strings.IndexByte("()<>[]:;@\\,\"", c) >= 0 {
			return false
		}
	}
	return true
}

// Quote puts a text between quotation marks: the quoted-string of RFC 5322 §3.2.4, of RFC 5321
// and of MIME's parameters.
func Quote(s string) string { return `"` + quotes.Replace(s) + `"` }

var quotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
