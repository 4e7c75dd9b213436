// Package scenarios reads the scenarios in core/dns/testdata/resolver, by which our resolver
// is tested, so that other resolvers can be put to the same test.
package scenarios

import (
	"slices"
	"strings"

	mdns "github.com/miekg/dns"
)

// Rule is what a server answers to one question.
type Rule struct {
	Name, Type string // a name may begin with "*." for all below
	Flags      []string
	Sections   [3][]string
}

// Rules are a server's; without any that fits it is silent.
type Rules []Rule

// Read reads rules, one a line: NAME TYPE: [aa] [ra] [RCODE] RECORD; RECORD | … In an answer
// "|" ends a section.
func Read(text string) (all Rules) {
	for line := range strings.Lines(text) {
		question, answer, _ := strings.Cut(strings.TrimSpace(line), ":")
		words := strings.Fields(question)
		r := Rule{Name: mdns.Fqdn(words[0]), Type: words[1]}
		flags, records, _ := strings.Cut(answer, "]")
		r.Flags = strings.Fields(strings.Trim(flags, " ["))
		for i, section := range strings.Split(records, "|") {
			for record := range strings.SplitSeq(section, ";") {
				if record = strings.TrimSpace(record); record != "" {
					r.Sections[i] = append(r.Sections[i], record)
				}
			}
		}
		all = append(all, r)
	}
	return all
}

// Answer answers by the first rule that fits, or returns nil.
func (all Rules) Answer(q *mdns.Msg) *mdns.Msg {
	i := slices.IndexFunc(all, func(r Rule) bool { return r.fits(q.Question[0]) })
	if i < 0 {
		return nil
	}
	return all[i].answer(q)
}

func (r *Rule) fits(q mdns.Question) bool {
	name, qtype := strings.ToLower(q.Name), mdns.TypeToString[q.Qtype]
	below, wild := strings.CutPrefix(r.Name, "*.")
	switch {
	case r.Type != "ANY" && r.Type != qtype:
		return false
	case wild:
		return mdns.IsSubDomain(mdns.Fqdn(below), name)
	}
	return r.Name == name
}

func (r *Rule) answer(q *mdns.Msg) *mdns.Msg {
	m := new(mdns.Msg)
	m.SetReply(q)
	for i, section := range []*[]mdns.RR{&m.Answer, &m.Ns, &m.Extra} {
		for _, text := range r.Sections[i] {
			rr, err := mdns.NewRR(text)
			if err != nil {
				panic("scenarios: " + text + ": " + err.Error())
			}
			*section = append(*section, rr)
		}
	}
	for _, f := range r.Flags {
		switch code, isCode := mdns.StringToRcode[f]; {
		case isCode:
			m.Rcode = code
		case f == "aa":
			m.Authoritative = true
		case f == "ra":
			m.RecursionAvailable = true
		}
	}
	return m
}
