package lab

import (
	"slices"
	"strings"

	"playnet/core/dns"
	"playnet/core/sim"
	"playnet/core/slab"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// tally counts what each protocol costs, as frames are sent.
type tally struct {
	list []view.Spoken // in the order in which they began
	last map[pairKey]*sim.Instant
	room slab.Slab[sim.Instant] // of last
}

func (x *tally) take(e trace.Event, b *vnet.FrameSent, f *flow) {
	if f.last == nil && !x.find(b, f) {
		return
	}
	s := &x.list[f.spoken]
	s.Frames++
	s.Bytes += int64(b.Size)
	if f.toServer {
		s.ToServer += int64(b.Size)
	} else {
		s.ToClient += int64(b.Size)
	}
	if b.TCP == nil {
		return
	}
	if f.last == nil {
		f.last = x.lastOf(pairOf(b.Src, b.Dst))
	}
	switch {
	case begins(b):
		s.Connections++
	case *f.last != never:
		s.Busy += int64(e.At - *f.last)
	}
	*f.last = e.At
}

// find notes where a frame's flow is counted; false if nothing tells its protocol.
func (x *tally) find(b *vnet.FrameSent, f *flow) bool {
	if f.unsaid {
		return false
	}
	protocol, toServer := protocolOf(b)
	if f.unsaid = protocol == ""; f.unsaid {
		return false
	}
	f.toServer = toServer
	f.spoken = slices.IndexFunc(x.list, func(s view.Spoken) bool { return s.Protocol == protocol })
	if f.spoken < 0 {
		f.spoken = len(x.list)
		x.list = append(x.list, view.Spoken{Protocol: protocol})
	}
	return true
}

// protocolOf names the protocol of a frame, which its ports tell or the form of a datagram, and
// says whether it goes to the server; "" if nothing tells.
func protocolOf(b *vnet.FrameSent) (name string, toServer bool) {
	if p := speaks(b); p != nil {
		return p.Name(), atPort(b.Dst.Port()) == p
	}
	if b.Proto == vnet.UDP && (b.Dst.Port() == dns.Port || b.Src.Port() == dns.Port) {
		return "dns", b.Dst.Port() == dns.Port
	}
	if p := datagramIn(b, b.Data); p != nil {
		return p.Name(), !p.Reply(b.Data)
	}
	return "", false
}

// never stands for when a connection's last segment was sent, while there was none.
const never sim.Instant = -1

// lastOf returns where it is noted when a connection's last segment was sent, by either end.
func (x *tally) lastOf(key pairKey) *sim.Instant {
	last := x.last[key]
	if last == nil {
		if x.last == nil {
			x.last = map[pairKey]*sim.Instant{}
		}
		last = x.room.New()
		*last = never
		x.last[key] = last
	}
	return last
}

// Spoken tells what each protocol has cost so far, whose ports tell it, in the order of
// their names.
func (w *World) Spoken() []view.Spoken {
	list := slices.Clone(w.run.tally.list)
	slices.SortFunc(list, func(a, b view.Spoken) int { return strings.Compare(a.Protocol, b.Protocol) })
	return list
}
