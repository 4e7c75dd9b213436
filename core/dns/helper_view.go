package dns

import (
	"net/netip"
	"strings"

	"playnet/core/trace"
	"playnet/core/view"
)

// table shows the rules, with how often each was of use; ok is false where there are none.
func (r *Resolver) viewHelper() (t view.Table, ok bool) {
	h := &r.config.Helper
	t = table("dns.helper", "what", view.Text, "names", view.Mono, "for", view.Mono, "hits", view.Number)
	hits := r.hits()
	for i, rule := range h.Rules {
		names := make([]string, len(rule.Names))
		for j, n := range rule.Names {
			names[j] = shown(n)
		}
		what := rule.Grounds.String() + ": " + rule.Category
		addRow(&t, "rule "+number(uint64(i)), what, strings.Join(names, ", "), addresses(rule.Clients), number(hits.rules[i]))
	}
	for i, s := range h.Shortcuts {
		addRow(&t, "shortcut "+s.Word, "shortcut", shown(s.Word)+" → "+shown(s.Name), addresses(nil), number(hits.shortcuts[i]))
	}
	if len(h.Popular) > 0 {
		addRow(&t, "corrected", "corrected", number(uint64(len(h.Popular)))+" popular names", addresses(nil), number(hits.corrected))
	}
	return t, t.Total > 0
}

// addresses writes whom a rule concerns.
func addresses(list []netip.Addr) string {
	if len(list) == 0 {
		return "all"
	}
	texts := make([]string, len(list))
	for i, a := range list {
		texts[i] = a.String()
	}
	return strings.Join(texts, ", ")
}

// KindHelped is the kind of [EventHelped].
const KindHelped trace.Kind = 0x1071

func init() {
	register(KindHelped, "dns.helped", func(d *trace.Decoder) trace.Body {
		return EventHelped{Client: d.AddrPort(), Name: d.String(), Type: d.String(), How: d.String(), Category: d.String(), Other: d.String()}
	})
}

// EventHelped: a resolver answers a client by rules of its own.
type EventHelped struct {
	Client netip.AddrPort `json:"client"`
	Name   string         `json:"name"`
	Type   string         `json:"type"`
	// How is "blocked", "censored" or "filtered", as [Grounds] says, "corrected", or
	// "shortcut".
	How      string `json:"how"`
	Category string `json:"category"` // of the rule that keeps the client from the name
	Other    string `json:"other"`    // the name that is looked up instead
}

// Kind returns [KindHelped].
func (EventHelped) Kind() trace.Kind { return KindHelped }

// Text returns the event in one line.
func (e EventHelped) Text() string {
	if e.Other != "" {
		return e.How + ": " + shown(e.Other) + " instead of " + shown(e.Name)
	}
	return e.How + " (" + e.Category + "): " + e.Type + " " + shown(e.Name)
}

// Encode writes the fields.
func (e EventHelped) Encode(to *trace.Encoder) {
	to.AddrPort(e.Client)
	encodeStrings(to, e.Name, e.Type, e.How, e.Category, e.Other)
}
