package lab

import (
	"net/netip"
	"slices"

	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// speaker returns the name of the host from which came what an event is about: of those
// that share its address the one that has sent it.
func (w *World) speaker(e trace.Event, from netip.AddrPort) string {
	shared := slices.ContainsFunc(w.file.Lab.Hosts, func(h labfile.Host) bool {
		return slices.ContainsFunc(h.Anycast, func(a labfile.IPv4) bool { return a.Addr == from.Addr() })
	})
	if !shared {
		return w.hostAt(from)
	}
	for range 4 { // decisions about a message follow from each other, not far from it
		before, ok := w.run.trace.Event(e.Cause)
		if !ok {
			break
		}
		if b, ok := before.Body.(*vnet.FrameDelivered); ok {
			if sent, ok := w.run.trace.Event(b.Frame); ok {
				return sent.Host
			}
		}
		e = before
	}
	return w.hostAt(from)
}
