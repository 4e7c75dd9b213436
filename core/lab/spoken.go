package lab

import (
	"slices"
	"strings"

	"playnet/core/dns"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// tally counts what each protocol costs, as frames are sent.
type tally struct {
	list []view.Spoken // in the order in which they began
	last map[pairKey]*sim.Instant
}

func (x *tally) take(e trace.Event, b *vnet.FrameSent) {
	protocol, toServer := "", false
	switch p := speaks(b); {
	case p != nil:
		protocol, toServer = p.Name(), byPort[b.Dst.Port()] == p
	case b.Proto == vnet.UDP && (b.Dst.Port() == dns.Port || b.Src.Port() == dns.Port):
		protocol, toServer = "dns", b.Dst.Port() == dns.Port
	default:
		p := datagramIn(b, b.Data)
		if p == nil {
			return
		}
		protocol, toServer = p.Name(), !p.Reply(b.Data)
	}
	k := slices.IndexFunc(x.list, func(s view.Spoken) bool { return s.Protocol == protocol })
	if k < 0 {
		k = len(x.list)
		x.list = append(x.list, view.Spoken{Protocol: protocol})
	}
	s := &x.list[k]
	s.Frames++
	s.Bytes += int64(b.Size)
	if toServer {
		s.ToServer += int64(b.Size)
	} else {
		s.ToClient += int64(b.Size)
	}
	if b.TCP == nil {
		return
	}
	key := pairOf(b.Src, b.Dst)
	if x.last == nil {
		x.last = map[pairKey]*sim.Instant{}
	}
	last := x.last[key]
	switch {
	case begins(b):
		s.Connections++
	case last != nil:
		s.Busy += int64(e.At - *last)
	}
	if last == nil {
		last = new(sim.Instant)
		x.last[key] = last
	}
	*last = e.At
}

// Spoken tells what each protocol has cost so far, whose ports tell it, in the order of
// their names.
func (w *World) Spoken() []view.Spoken {
	list := slices.Clone(w.run.tally.list)
	slices.SortFunc(list, func(a, b view.Spoken) int { return strings.Compare(a.Protocol, b.Protocol) })
	return list
}
