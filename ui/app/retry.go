package app

import "playnet/core/view"

// retryReach is how many messages before and after a truncated answer its repetition by TCP
// is looked for.
const retryReach = 300

// retry remembers the last that was found: a panel asks at each drawing.
type retry struct {
	frame uint64
	count int // of the run's transfers at that time
	found view.Transfer
	ok    bool
}

// OtherWay returns the message that has to do with a DNS message's being truncated: of an
// answer that did not fit into its datagram, the answer that was fetched by TCP (or the
// query, while there is none); of one by TCP, the truncated answer before it. The message is
// told by its pair of hosts and its ID.
func (a *App) OtherWay(m view.Message) (view.Transfer, bool) {
	r := &a.retry
	if count := a.TransferCount(); r.frame != m.ID || r.count != count {
		*r = retry{frame: m.ID, count: count}
		r.found, r.ok = a.findOtherWay(m)
	}
	return r.found, r.ok
}

func (a *App) findOtherWay(m view.Message) (best view.Transfer, found bool) {
	at, ok := a.TransferIndex(m.ID)
	here := readHeader(m)
	if !ok || !here.dns || !here.tcp && !here.truncated {
		return best, false
	}
	from, n := at+1, retryReach
	if here.tcp {
		from = max(at-retryReach, 0)
		n = at - from
	}
	for _, t := range a.TransferRange(from, n) {
		pair := t.From == m.From && t.To == m.To || t.From == m.To && t.To == m.From
		if !pair || t.Protocol != "dns" || t.Number == 0 || (t.Connection != "") == here.tcp {
			continue
		}
		other, err := a.dissected(t.Frame)
		if err != nil {
			continue
		}
		h := readHeader(other)
		if h.id != here.id || !here.tcp && h.truncated || here.tcp && !h.truncated {
			continue
		}
		best, found = t, true
		if !here.tcp && t.Reply {
			break // the answer; the last truncated one, where that is looked for
		}
	}
	return best, found
}

// header is what tells a DNS message from others.
type header struct {
	id                  string
	dns, tcp, truncated bool
}

func readHeader(m view.Message) (h header) {
	for _, l := range m.Layers {
		switch l.Protocol {
		case "tcp":
			h.tcp = true
		case "dns":
			h.dns = true
			for _, f := range l.Fields {
				if f.Name == "dns.id" {
					h.id = f.Value
				}
				for _, flag := range f.Children {
					if flag.Name == "dns.flags.truncated" {
						h.truncated = flag.Value[0] == '1'
					}
				}
			}
		}
	}
	return h
}
