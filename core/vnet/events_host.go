package vnet

import (
	"fmt"
	"net/netip"

	"playnet/core/trace"
)

// HostUp says that a host was switched on.
type HostUp struct{}

// Kind returns [KindHostUp].
func (*HostUp) Kind() trace.Kind { return KindHostUp }

// Text returns the event in one line.
func (*HostUp) Text() string { return "the host is up" }

// Encode writes nothing.
func (*HostUp) Encode(*trace.Encoder) {}

// HostIsDown says that a host was switched off.
type HostIsDown struct{}

// Kind returns [KindHostDown].
func (*HostIsDown) Kind() trace.Kind { return KindHostDown }

// Text returns the event in one line.
func (*HostIsDown) Text() string { return "the host is down" }

// Encode writes nothing.
func (*HostIsDown) Encode(*trace.Encoder) {}

// LinkIsCut says that a link was cut, both ways.
type LinkIsCut struct {
	Link string `json:"link"` // the host's or the site's name
}

// Kind returns [KindLinkCut].
func (*LinkIsCut) Kind() trace.Kind { return KindLinkCut }

// Text returns the event in one line.
func (b *LinkIsCut) Text() string { return "the link of " + b.Link + " is cut" }

// Encode writes the fields.
func (b *LinkIsCut) Encode(e *trace.Encoder) { e.String(b.Link) }

func decodeLinkCut(d *trace.Decoder) trace.Body { return &LinkIsCut{Link: d.String()} }

// LinkRestored says that a link works again.
type LinkRestored struct {
	Link string `json:"link"`
}

// Kind returns [KindLinkRestored].
func (*LinkRestored) Kind() trace.Kind { return KindLinkRestored }

// Text returns the event in one line.
func (b *LinkRestored) Text() string { return "the link of " + b.Link + " is restored" }

// Encode writes the fields.
func (b *LinkRestored) Encode(e *trace.Encoder) { e.String(b.Link) }

func decodeLinkRestored(d *trace.Decoder) trace.Body { return &LinkRestored{Link: d.String()} }

// ProgramStarted says that a program was started. (The field is "program" in
// JSON because "kind" is the event's own.)
type ProgramStarted struct {
	Program string `json:"program"` // its kind, as in a lab file: "dns.authority"
}

// Kind returns [KindProgramStarted].
func (*ProgramStarted) Kind() trace.Kind { return KindProgramStarted }

// Text returns the event in one line.
func (b *ProgramStarted) Text() string { return b.Program + " started" }

// Encode writes the fields.
func (b *ProgramStarted) Encode(e *trace.Encoder) { e.String(b.Program) }

func decodeProgramStarted(d *trace.Decoder) trace.Body { return &ProgramStarted{Program: d.String()} }

// ProgramEnded says that a program returned, or was stopped with its host.
type ProgramEnded struct {
	Program string `json:"program"`
	Error   string `json:"error,omitempty"` // what it returned, unless it was told to stop
}

// Kind returns [KindProgramEnded].
func (*ProgramEnded) Kind() trace.Kind { return KindProgramEnded }

// Text returns the event in one line.
func (b *ProgramEnded) Text() string {
	if b.Error != "" {
		return b.Program + " ended: " + b.Error
	}
	return b.Program + " ended"
}

// Encode writes the fields.
func (b *ProgramEnded) Encode(e *trace.Encoder) {
	e.String(b.Program)
	e.String(b.Error)
}

func decodeProgramEnded(d *trace.Decoder) trace.Body {
	return &ProgramEnded{Program: d.String(), Error: d.String()}
}

// ProgramCrashed says that a program panicked. The stack is not part of the
// record, because it differs between machines: see [Network.Crashes].
type ProgramCrashed struct {
	Program string `json:"program"`
	Message string `json:"message"`
}

// Kind returns [KindProgramCrashed].
func (*ProgramCrashed) Kind() trace.Kind { return KindProgramCrashed }

// Text returns the event in one line.
func (b *ProgramCrashed) Text() string { return b.Program + " crashed: " + b.Message }

// Encode writes the fields.
func (b *ProgramCrashed) Encode(e *trace.Encoder) {
	e.String(b.Program)
	e.String(b.Message)
}

func decodeProgramCrashed(d *trace.Decoder) trace.Body {
	return &ProgramCrashed{Program: d.String(), Message: d.String()}
}

// SocketOpen says that a program opened a socket.
type SocketOpen struct {
	Proto  Protocol       `json:"proto"`
	Local  netip.AddrPort `json:"local"`
	Remote netip.AddrPort `json:"remote"` // invalid (in JSON ""): not connected
}

// Kind returns [KindSocketOpen].
func (*SocketOpen) Kind() trace.Kind { return KindSocketOpen }

// Text returns the event in one line.
func (b *SocketOpen) Text() string { return socketText("opened", b.Proto, b.Local, b.Remote) }

// Encode writes the fields.
func (b *SocketOpen) Encode(e *trace.Encoder) {
	e.Uint(uint64(b.Proto))
	e.AddrPort(b.Local)
	e.AddrPort(b.Remote)
}

func decodeSocketOpen(d *trace.Decoder) trace.Body {
	return &SocketOpen{Proto: Protocol(d.Uint()), Local: d.AddrPort(), Remote: d.AddrPort()}
}

// SocketClosed says that a socket was closed, by its program or with it.
type SocketClosed struct {
	Proto  Protocol       `json:"proto"`
	Local  netip.AddrPort `json:"local"`
	Remote netip.AddrPort `json:"remote"`
}

// Kind returns [KindSocketClosed].
func (*SocketClosed) Kind() trace.Kind { return KindSocketClosed }

// Text returns the event in one line.
func (b *SocketClosed) Text() string { return socketText("closed", b.Proto, b.Local, b.Remote) }

// Encode writes the fields.
func (b *SocketClosed) Encode(e *trace.Encoder) {
	e.Uint(uint64(b.Proto))
	e.AddrPort(b.Local)
	e.AddrPort(b.Remote)
}

func decodeSocketClosed(d *trace.Decoder) trace.Body {
	return &SocketClosed{Proto: Protocol(d.Uint()), Local: d.AddrPort(), Remote: d.AddrPort()}
}

func socketText(verb string, p Protocol, local, remote netip.AddrPort) string {
	if remote.IsValid() {
		return fmt.Sprintf("%s socket %v > %v %s", p, local, remote, verb)
	}
	return fmt.Sprintf("%s socket %v %s", p, local, verb)
}
