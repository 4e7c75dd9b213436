package panels

import (
	"strconv"
	"strings"
	"time"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// securitySigns say the same as the colours.
var securitySigns = map[string]string{"secure": "✓", "insecure": "○", "bogus": "✕", "indeterminate": "?"}

// chainOfTrust draws how a host's resolver came to its judgement of an answer: from the trust
// anchor over the zones' keys down to the records. Each part leads to the message that has
// brought it. nil for a resolver that does not validate.
func chainOfTrust(a *app.App, state *State, h view.Host) *scene.Node {
	if !app.Validates(h) {
		return nil
	}
	list, c := a.Trust(h.Name)
	part := section("trust", state.Folded, titled(text.T("trust.title"), ""))
	if part.Attr("data-open") == "false" {
		return part
	}
	if len(list) == 0 {
		return part.Add(el("p", "empty", text.T("trust.none")))
	}
	part.Add(trustChoice(h.Name, list, c.Event))
	picture := scene.New("ol", "chain").Class("trust").Set("aria-label", text.T("trust.title"))
	for i, l := range c.Links {
		picture.Add(trustLink(h.Name, l, i)...)
	}
	return part.Add(picture.Add(trustAnswer(h.Name, c)...))
}

// trustChoice chooses among the last judgements.
func trustChoice(host string, list []view.Judgement, chosen uint64) *scene.Node {
	choice := scene.New("select", "choice").Class("trust-choice").Set("data-key", "trust:choose").Set("aria-label", text.T("trust.choose"))
	for _, j := range list {
		id := strconv.FormatUint(j.Event, 10)
		option := scene.New("option", id).Set("value", id)
		if j.Event == chosen {
			option.Set("selected", "")
		}
		option.Text = text.T("trust.option", "name", j.Name, "type", typeAsked(j), "security", security(j.Security))
		choice.Add(option)
	}
	return choice
}

// typeAsked is a judgement's type: an absent name is absent for all of them.
func typeAsked(j view.Judgement) string {
	if j.What == "NXDOMAIN" {
		return j.What
	}
	return j.Type
}

func security(s string) string { return named("trust.", s) }

// zoneName is a zone as people write it.
func zoneName(zone string) string {
	if zone == "." {
		return text.T("trust.root")
	}
	return strings.TrimSuffix(zone, ".")
}

// trustLink draws what vouches for a zone, and the zone.
func trustLink(host string, l view.ChainLink, i int) []*scene.Node {
	var by *scene.Node
	keys := strings.Join(l.Keys, ", ")
	switch {
	case l.Above == "":
		by = trustPart("anchor", "trust-anchor secure", "⚓", text.T("trust.anchor", "keys", keys, "zone", zoneName(l.Zone)), text.T("trust.anchor.why"), "")
	case l.DS != nil:
		by = trustPart("ds"+strconv.Itoa(i), "trust-by "+goodOrBad(l.DS), signOf(l.DS), text.T("trust.ds", "zone", zoneName(l.Zone), "above", zoneName(l.Above), "keys", keys),
			signed(l.DS), showKey(host, l.DS.Event, l.Zone, "DS"))
	default:
		by = trustPart("ds"+strconv.Itoa(i), "trust-by "+l.Security, securitySigns[l.Security], text.T("trust.nods", "zone", zoneName(l.Zone), "above", zoneName(l.Above)), "",
			"event:"+strconv.FormatUint(l.Event, 10))
	}
	detail, key := l.Reason, "event:"+strconv.FormatUint(l.Event, 10)
	if l.DNSKEY != nil {
		key = showKey(host, l.DNSKEY.Event, l.Zone, "DNSKEY")
		if detail == "" {
			detail = text.T("trust.keys") + " " + signed(l.DNSKEY)
		}
	}
	zone := trustPart("zone"+strconv.Itoa(i), "trust-zone "+l.Security, securitySigns[l.Security],
		text.T("trust.zone", "zone", zoneName(l.Zone), "security", security(l.Security)), detail, key)
	return []*scene.Node{by, zone}
}

// trustAnswer draws the signatures over the answer, and the judgement.
func trustAnswer(host string, c view.Chain) []*scene.Node {
	var out []*scene.Node
	for i := range c.Signatures {
		s := &c.Signatures[i]
		out = append(out, trustPart("sig"+strconv.Itoa(i), "trust-by "+goodOrBad(s), signOf(s), text.T("trust.rrsig", "name", s.Name, "type", s.Type),
			signed(s), showKey(host, s.Event, s.Name, "RRSIG")))
	}
	detail, key := c.Reason, "event:"+strconv.FormatUint(c.Event, 10)
	if c.Security == "secure" && len(c.Denial) > 0 {
		detail = text.T("trust.denied", "by", strings.Join(c.Denial, ", "))
	} else if c.What == "answer" {
		key = showKey(host, c.Event, c.Name, c.Type)
	}
	return append(out, trustPart("answer", "trust-answer "+c.Security, securitySigns[c.Security],
		text.T("trust.option", "name", c.Name, "type", typeAsked(c.Judgement), "security", security(c.Security)), detail, key))
}

// trustPart is a part of the picture; key is what it leads to, "" for nothing.
func trustPart(id, class, sign, words, detail, key string) *scene.Node {
	item := scene.New("li", id).Set("class", "trust-part "+class)
	press := scene.New("div", "body").Class("trust-body")
	if key != "" {
		press = button(key, "trust-body", "")
	}
	press.Key = "body" // another message is another element's key, not another element
	press.Add(el("span", "trust-sign", sign).Set("aria-hidden", "true"), el("span", "trust-words", words))
	if detail != "" {
		press.Add(el("span", "trust-detail", detail))
	}
	return item.Add(press)
}

// showKey names the message that brought a host records of a name and type before an event.
func showKey(host string, event uint64, name, rrtype string) string {
	return "trust:show:" + strconv.FormatUint(event, 10) + ":" + host + ":" + name + ":" + rrtype
}

// trustEvent takes what is done in the picture.
func (s *State) trustEvent(a *app.App, e Event, id string) {
	what, rest, _ := strings.Cut(id, ":")
	switch {
	case what == "choose" && e.Type == "change":
		a.ChooseJudgement(number(rest))
		s.redraw = true
	case what == "show" && e.Type == "click":
		if f := strings.SplitN(rest, ":", 4); len(f) == 4 {
			a.ShowRecords(f[1], number(f[0]), f[2], f[3])
		}
	}
}

func goodOrBad(s *view.Signature) string {
	if s.Problem != "" {
		return "bogus"
	}
	return "secure"
}

func signOf(s *view.Signature) string { return securitySigns[goodOrBad(s)] }

// signed tells of a signature: whose it is, and until when; or what is wrong with it.
func signed(s *view.Signature) string {
	if s.Problem != "" {
		return text.T("trust.problem", "problem", s.Problem)
	}
	until := time.Unix(int64(s.Expiration), 0).UTC().Format("2006-01-02")
	return text.T("trust.signed", "signer", zoneName(s.Signer), "key", strconv.Itoa(s.KeyTag), "algorithm", s.Algorithm, "until", until)
}
