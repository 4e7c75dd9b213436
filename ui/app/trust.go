package app

import (
	"strconv"
	"strings"

	"playnet/core/view"
)

const (
	// judgementsShown is how many judgements of a resolver one can choose from.
	judgementsShown = 12
	// recordsReach is how many messages back the one that brought a record is looked for.
	recordsReach = 500
)

// trusting remembers what was read of a resolver's judgements.
type trusting struct {
	host   string
	count  int    // of the trace's events at that time
	opened uint64 // the lab
	list   []view.Judgement
	chosen uint64 // by the learner; 0: the latest
	chain  view.Chain
}

// Validates reports whether a host's resolver has a trust anchor.
func Validates(h view.Host) bool {
	for _, p := range h.Programs {
		for _, s := range p.Settings {
			if p.Kind == "dns.resolver" && s.ID == "trustAnchor" && s.Value != "" {
				return true
			}
		}
	}
	return false
}

// Trust returns the last judgements of a host's validating resolver, the latest first, and
// the chain behind the chosen one; none where nothing was judged yet.
func (a *App) Trust(host string) ([]view.Judgement, view.Chain) {
	t := &a.trust
	if count := a.world.EventCount(); t.host != host || t.count != count || t.opened != a.opened {
		chosen := t.chosen
		if t.host != host || t.opened != a.opened {
			chosen = 0
		}
		*t = trusting{host: host, count: count, opened: a.opened, chosen: chosen}
		t.list = a.world.Judgements(host, judgementsShown)
		t.read(a)
	}
	return t.list, t.chain
}

// read reads the chosen chain.
func (t *trusting) read(a *App) {
	t.chain = view.Chain{}
	if len(t.list) == 0 {
		return
	}
	event := t.list[0].Event
	for _, j := range t.list {
		if j.Event == t.chosen {
			event = j.Event
		}
	}
	t.chain, _ = a.world.Chain(traceID(event))
}

// ChooseJudgement chooses whose chain is shown.
func (a *App) ChooseJudgement(event uint64) {
	a.trust.chosen = event
	a.trust.read(a)
	a.touch()
}

// ShowRecords selects the message that brought a host records of a name and type, the last
// one before an event, and points at the first of them; where there is none, the event.
func (a *App) ShowRecords(host string, event uint64, name, rrtype string) {
	to := a.TransferCount()
	for from := max(to-recordsReach, 0); to > from; {
		const some = 50
		first := max(to-some, from)
		list := a.TransferRange(first, to-first)
		for i := len(list) - 1; i >= 0; i-- {
			t := &list[i]
			if t.Frame >= event || t.To != host || !t.Reply || t.Protocol != "dns" {
				continue
			}
			m, err := a.dissected(t.Frame)
			if err != nil {
				continue
			}
			if path, f, ok := recordOf(m, name, rrtype); ok {
				a.SelectFrame(t.Frame)
				a.PointAt(path, f.Offset, f.Len)
				return
			}
		}
		to = first
	}
	a.SelectEvent(event)
}

// recordOf finds a record of a name and type in a message.
func recordOf(m view.Message, name, rrtype string) (path string, found view.MessageField, ok bool) {
	for i, l := range m.Layers {
		if l.Protocol != "dns" {
			continue
		}
		for j, section := range l.Fields {
			for k, r := range section.Children {
				if r.Name != "dns.resp" || len(r.Children) < 2 || !strings.EqualFold(r.Children[0].Value, name) {
					continue
				}
				if strings.HasSuffix(r.Children[1].Value, "("+rrtype+")") {
					return strconv.Itoa(i) + "." + strconv.Itoa(j) + "." + strconv.Itoa(k), r, true
				}
			}
		}
	}
	return "", found, false
}
