package lab

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"playnet/core/dns"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// storyWindow is how many notable events back a story looks.
const storyWindow = 1024

// Story tells the latest things that a learner would want to be told, oldest
// first, at most limit of them. Where peers exchange a torrent it says nothing of the connections
// below: there are hundreds, and they are opened and closed for reasons of the swarm.
func (w *World) Story(limit int) []view.Happening {
	var told []view.Happening
	list := w.run.index.notable.upTo(trace.ID(w.EventCount()))
	swarm := len(w.run.swarms) > 0
	for i := len(list) - 1; i >= max(0, len(list)-storyWindow) && len(told) < limit; i-- {
		if swarm && list[i].ofConnections() {
			continue
		}
		e, ok := w.run.trace.Event(trace.ID(list[i].event))
		if !ok {
			break
		}
		if key, args := w.tell(e); key != "" {
			told = append(told, view.Happening{
				Event: uint64(e.ID), At: int64(e.At), Key: "happening." + key, Args: args,
			})
		}
	}
	slices.Reverse(told)
	return told
}

type args = map[string]string

// tell turns an event into the key of a sentence and its arguments; "" where
// there is nothing to tell.
func (w *World) tell(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case dns.EventLookup:
		return "dns.lookup", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type, "server": w.hostAt(b.Server)}
	case dns.EventResolve:
		return "dns.resolve", args{"host": e.Host, "client": w.hostAt(b.Client), "name": zoneName(b.Name), "type": b.Type}
	case dns.EventCacheHit:
		if b.What == dns.FailureKnown {
			return "dns.cache.failed", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type}
		}
		return "dns.cache.hit", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type}
	case dns.EventCacheMiss:
		return "dns.cache.miss", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type, "zone": zoneName(b.Zone)}
	case dns.EventReferral:
		return "dns.referral", args{"host": e.Host, "from": w.speaker(e, b.From), "zone": zoneName(b.Zone),
			"server": bare(strings.Join(b.Servers, ", "))}
	case dns.EventServed:
		return "dns.served." + strings.ToLower(b.Result), args{"host": e.Host, "client": w.hostAt(b.Client), "name": zoneName(b.Name),
			"type": b.Type, "zone": zoneName(b.Zone)}
	case dns.EventForward:
		return "dns.forward", args{"host": e.Host, "server": w.hostAt(b.Server), "name": zoneName(b.Name), "type": b.Type}
	case dns.EventTimeout:
		return "dns.timeout", args{"host": e.Host, "server": w.hostAt(b.Server), "name": zoneName(b.Name), "waited": b.Waited.String()}
	case dns.EventTruncated:
		return "dns.truncated", args{"host": e.Host, "server": w.hostAt(b.Server), "name": zoneName(b.Name), "type": b.Type}
	case dns.EventFailed:
		return "dns.failed", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type}
	case dns.EventAnswer:
		return "dns.answer." + answerKind(b), args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type, "rcode": b.Rcode,
			"answer": lastValue(b.Answers), "took": b.Took.Round(time.Microsecond).String()}
	default:
		return w.tellNetwork(e)
	}
}

func (w *World) tellNetwork(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case *vnet.FrameLost:
		if t, ok := w.Transfer(b.Frame); ok {
			return "frame.lost", args{"from": t.From, "to": t.To, "summary": t.Summary, "reason": b.Reason.String()}
		}
	case *vnet.HostIsDown:
		return "host.down", args{"host": e.Host}
	case *vnet.HostUp:
		return "host.up", args{"host": e.Host}
	case *vnet.LinkIsCut:
		return "link.cut", args{"place": b.Link}
	case *vnet.LinkRestored:
		return "link.restored", args{"place": b.Link}
	case *vnet.ProgramCrashed:
		return "program.crashed", args{"host": e.Host, "program": b.Program, "message": b.Message}
	}
	if key, a := w.tellByHand(e); key != "" {
		return key, a
	}
	if key, a := w.tellPOP3(e); key != "" {
		return key, a
	}
	if key, a := w.tellMail(e); key != "" {
		return key, a
	}
	if key, a := w.tellAttack(e); key != "" {
		return key, a
	}
	if key, a := w.tellResolver(e); key != "" {
		return key, a
	}
	if key, a := w.tellTorrent(e); key != "" {
		return key, a
	}
	if key, a := w.tellAgent(e); key != "" {
		return key, a
	}
	if key, a := w.tellDHT(e); key != "" {
		return key, a
	}
	return w.tellTransport(e)
}

// hostAt returns the name of the host that has an address, or the address.
func (w *World) hostAt(a netip.AddrPort) string { return w.hostOf(a.Addr()) }

func (w *World) hostOf(a netip.Addr) string {
	for i := range w.file.Lab.Hosts {
		if h := &w.file.Lab.Hosts[i]; h.Address.Addr == a {
			return string(h.Name)
		}
	}
	return a.String()
}

// bare writes a domain name as people do, without the dot at its end.
func bare(name string) string {
	return strings.TrimSuffix(strings.ReplaceAll(name, "., ", ", "), ".")
}

func zoneName(zone string) string {
	if zone == "." {
		return zone
	}
	return bare(zone)
}

// answerKind tells apart what a stub's answer says.
func answerKind(b dns.EventAnswer) string {
	switch {
	case b.Rcode == "NOERROR" && len(b.Answers) > 0:
		return "found"
	case b.Rcode == "NOERROR":
		return "nodata"
	case b.Rcode == "NXDOMAIN":
		return "nxdomain"
	case b.Rcode == "":
		return "none" // nobody has answered
	}
	return "failed"
}

// lastValue returns what the last record of an answer says: the end of a chain
// of aliases.
func lastValue(answers []string) string {
	if len(answers) == 0 {
		return ""
	}
	last := answers[len(answers)-1]
	if fields := strings.SplitN(last, " ", 3); len(fields) == 3 {
		return bare(fields[2])
	}
	return last
}
