// Package host defines what a program needs of its machine. Programs (servers,
// resolvers, user agents) are written once, as straight-line Go on blocking
// sockets, for [Host]. They cannot tell whether their machine stands in a
// virtual world or is a real one with kernel sockets.
//
// The contract:
//
//   - One at a time. Of all programs of a world exactly one runs at any time;
//     control changes hands only inside blocking calls. Programs need no locks.
//   - Sockets mean what package net's mean, with its error values: a closed port
//     gives syscall.ECONNREFUSED, a passed deadline os.ErrDeadlineExceeded, a
//     closed socket net.ErrClosed. Errors may be wrapped; use errors.Is.
//     Addresses are *net.UDPAddr and *net.TCPAddr.
//   - A stopping host makes each blocking call of its programs return
//     net.ErrClosed. A program gives up then; its deferred calls run.
//   - A panic ends the program, as a crash ends a process.
package host

import (
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"playnet/core/trace"
	"playnet/core/view"
)

// Host is one program's view of the machine that it runs on.
type Host interface {
	// Name returns the machine's name, as the lab gives it.
	Name() string
	// Addrs returns the machine's addresses; the first is its own, from which
	// unbound sockets send.
	Addrs() []netip.Addr

	// Dial connects to an address. Networks: "udp" (nothing is sent; ICMP errors
	// reach the socket) and "tcp" (it blocks until the connection stands or has
	// failed, which a dead peer may take minutes to become). Names are not resolved
	// here: that is a stub's work. A TCP connection is also a [HalfCloser].
	Dial(network string, raddr netip.AddrPort) (net.Conn, error)
	// DialTimeout is Dial that gives up after a time, with os.ErrDeadlineExceeded;
	// zero means never.
	DialTimeout(network string, raddr netip.AddrPort, d time.Duration) (net.Conn, error)
	// Listen opens a welcoming TCP socket ("tcp"). An unspecified address means all
	// of the host's; port 0 means an ephemeral one.
	Listen(network string, laddr netip.AddrPort) (net.Listener, error)
	// DialStream connects by TCP and returns at once: the handler hears how it went.
	// The error, if any, says why there is nothing to hear.
	DialStream(raddr netip.AddrPort, h StreamHandler) (Stream, error)
	// ListenStream opens a welcoming TCP socket whose connections are in callback
	// form: accept is called with each that stands, and returns its handler.
	ListenStream(laddr netip.AddrPort, accept func(Stream) StreamHandler) (StreamListener, error)
	// ListenPacket opens a UDP socket ("udp"). An unspecified address means all
	// of the host's; port 0 means an ephemeral one (RFC 6335: 49152 to 65535),
	// drawn at random.
	ListenPacket(network string, laddr netip.AddrPort) (PacketConn, error)

	// Now returns the machine's wall clock.
	Now() time.Time
	// Sleep blocks for a time; it returns net.ErrClosed when the host stops.
	Sleep(d time.Duration) error
	// SleepWeak is Sleep for housekeeping: it does not keep a world alive.
	SleepWeak(d time.Duration) error
	// After calls f, which must not block, after a time.
	After(d time.Duration, f func()) Timer
	// AfterWeak is After for housekeeping: it does not keep a world alive.
	AfterWeak(d time.Duration, f func()) Timer
	// Go runs f as another fiber of the same program.
	Go(name string, f func())
	// NewSignal returns a signal on which fibers of one program wait.
	NewSignal() Signal

	// Rand returns the program's random stream of a name; the same name gives
	// the same stream from its beginning, so ask once and keep it.
	Rand(name string) *rand.Rand

	// Emit records an event, with the present cause and operation.
	Emit(trace.Body) trace.ID
	// Because names the event that what this fiber does next is due to. Reading
	// a message does so by itself.
	Because(cause trace.ID)
	// Serve names the operation that what this fiber does next is for, and
	// returns the one before. Reading a message takes over the sender's.
	Serve(operation trace.ID) (before trace.ID)
}

// PacketConn is a net.PacketConn that also speaks netip, as *net.UDPConn does,
// so that a server need not allocate an address per datagram.
type PacketConn interface {
	net.PacketConn
	ReadFromUDPAddrPort(b []byte) (n int, addr netip.AddrPort, err error)
	WriteToUDPAddrPort(b []byte, addr netip.AddrPort) (int, error)
}

// Timer is a pending call.
type Timer interface {
	// Stop cancels the call and reports whether it was still pending.
	Stop() bool
}

// Signal lets fibers of one program wait for each other. There is no lost
// wake-up: control changes hands only in blocking calls, so a fiber checks its
// condition and waits without anybody in between.
type Signal interface {
	// Wait blocks until Broadcast; net.ErrClosed when the host stops.
	Wait() error
	// WaitUntil is Wait with a deadline: os.ErrDeadlineExceeded when it passes.
	WaitUntil(deadline time.Time) error
	// Broadcast lets all that wait go on.
	Broadcast()
}

// Program is what a machine runs. A value runs once; a host that is started
// again gets a new one.
type Program interface {
	// Kind is the service's kind, as in a lab file: "dns.authority".
	Kind() string
	// Run does the program's work and returns when it is done: for a server,
	// when the host stops. An error other than net.ErrClosed is reported.
	Run(Host) error
	// View describes the program's state for the screen. It must not block.
	View() view.Program
}
