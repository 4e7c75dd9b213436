package host

import (
	"net/netip"

	"playnet/core/trace"
)

// Wire is what a machine can do that reaches below its sockets: send datagrams under
// another's address, and listen in on a link. No honest program needs it; it is there
// for attackers, on the hosts to which a lab grants it (see [WireOf]).
type Wire interface {
	// Forge sends a UDP datagram whose IP header says that it comes from src, whoever has
	// that address. A border that filters forged sources (RFC 2827) may drop it, of which
	// the sender hears nothing, as it hears nothing of the answer. It returns the number
	// of the frame's event, and net.ErrClosed when the machine is off.
	Forge(src, dst netip.AddrPort, b []byte) (trace.ID, error)
	// ForgePing does so with an ICMP echo request of so many bytes of data.
	ForgePing(src, dst netip.Addr, size int) (trace.ID, error)
	// Tap has hear called with each UDP datagram that is about to cross a link, until the
	// program ends or stop is called: the link is the machine's own, or that of a host
	// or a site which the lab names. The error is [ErrNotGranted] for any other.
	//
	// hear is called inside the network and must not block; what it says becomes of the
	// datagram. What this program forges itself it does not hear.
	Tap(place string, hear func(Crossing) Verdict) (stop func(), err error)
}

// Crossing is a datagram that crosses a tapped link.
type Crossing struct {
	Frame    trace.ID // the event that sent it
	Src, Dst netip.AddrPort
	Up       bool   // towards the cloud
	Data     []byte // valid during the call only
}

// Verdict says what becomes of a datagram that crosses a tapped link: the zero value
// lets it pass as it is.
type Verdict struct {
	Drop bool
	Data []byte // in the place of its own, with the checksums made right; nil: its own
}

// ErrNotGranted says that the lab does not let a machine listen on a link.
var ErrNotGranted error = notGranted{}

type notGranted struct{}

func (notGranted) Error() string { return "the lab does not grant this link" }

// WireOf returns what a program's machine can do on the wire; false where the lab does
// not grant it, and on real machines, which never do.
func WireOf(h Host) (Wire, bool) {
	m, ok := h.(interface{ Wire() Wire })
	if !ok {
		return nil, false
	}
	w := m.Wire()
	return w, w != nil
}
