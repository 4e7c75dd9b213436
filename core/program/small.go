package program

import (
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

// The ports of the small servers.
const (
	PortEcho    = 7
	PortDiscard = 9
	PortDaytime = 13
	PortChargen = 19
)

// maxConnections is how many connections each of the servers holds; one more is
// closed at once.
const maxConnections = 500

// SmallKind is the kind of [Small], as a lab file writes it.
const SmallKind = "sockets.small"

// Small is the small servers of a host: echo, discard, daytime, chargen.
type Small struct {
	h       host.Host
	dice    *rand.Rand
	open    int    // connections
	taken   uint64 // connections, since the start
	asked   uint64 // datagrams received
	in, out uint64 // bytes
}

// NewSmall returns the small servers.
func NewSmall() *Small { return &Small{} }

// service is one of the servers: what it says to a datagram (nil: nothing), and
// what it does with a connection.
type service struct {
	port   uint16
	answer func(s *Small, data []byte) []byte
	talk   func(s *Small, c net.Conn)
}

var services = []service{
	{PortEcho, func(_ *Small, data []byte) []byte { return data }, (*Small).echo},
	{PortDiscard, func(*Small, []byte) []byte { return nil }, (*Small).discard},
	{PortDaytime, func(s *Small, _ []byte) []byte { return s.daytime() }, (*Small).tellTime},
	{PortChargen, (*Small).someLines, (*Small).generate},
}

// Kind returns [SmallKind].
func (s *Small) Kind() string { return SmallKind }

// Run serves until the host stops.
func (s *Small) Run(h host.Host) error {
	s.h, s.dice = h, h.Rand("chargen")
	for _, v := range services {
		for _, a := range h.Addrs() {
			conn, err := h.ListenPacket("udp", netip.AddrPortFrom(a, v.port))
			if err != nil {
				return err
			}
			h.Go("udp", func() { s.serveUDP(conn, v) })
		}
		if err := host.Welcome(h, "tcp", v.port, s.serveTCP(v)); err != nil {
			return err
		}
	}
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

func (s *Small) serveUDP(conn host.PacketConn, v service) {
	buf := make([]byte, 65535)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			return // the host stops
		}
		s.asked++
		s.in += uint64(n)
		if answers(from.Port()) {
			continue
		}
		if out := v.answer(s, buf[:n]); out != nil {
			s.out += uint64(len(out))
			_, _ = conn.WriteToUDPAddrPort(out, from) // an error says that the host stops
		}
	}
}

// answers reports whether a service on a port answers whatever it is sent.
func answers(port uint16) bool {
	return port == PortEcho || port == PortDaytime || port == PortChargen
}

// serveTCP returns what takes the connections of a service.
func (s *Small) serveTCP(v service) func(net.Conn) {
	open := 0
	return func(c net.Conn) {
		if open == maxConnections {
			_ = c.Close() // an error says that it is closed already
			return
		}
		open++
		s.open++
		s.taken++
		s.h.Go("connection", func() {
			defer func() { open--; s.open-- }()
			defer c.Close()
			v.talk(s, c)
		})
	}
}

// echo: "Once a connection is established any data received is sent back. This
// continues until the calling user terminates the connection." (RFC 862)
func (s *Small) echo(c net.Conn) {
	buf := make([]byte, 16<<10)
	for {
		n, err := c.Read(buf)
		s.in += uint64(n)
		if n > 0 {
			if _, err := c.Write(buf[:n]); err != nil {
				return
			}
			s.out += uint64(n)
		}
		if err != nil {
			return
		}
	}
}

// discard: "any data received is thrown away. No response is sent." (RFC 863)
func (s *Small) discard(c net.Conn) {
	buf := make([]byte, 16<<10)
	for {
		n, err := c.Read(buf)
		s.in += uint64(n)
		if err != nil {
			return
		}
	}
}

// daytime: "one popular syntax is: Weekday, Month Day, Year Time-Zone" (RFC 867).
func (s *Small) daytime() []byte {
	return s.h.Now().UTC().AppendFormat(nil, "Monday, January 2, 2006 15:04:05-MST\r\n")
}

// tellTime: "Once a connection is established the current date and time is sent out
// the connection as a ascii character string (and any data received is thrown away).
// The service closes the connection after sending the quote." (RFC 867)
func (s *Small) tellTime(c net.Conn) {
	n, err := c.Write(s.daytime())
	s.out += uint64(n)
	if err != nil {
		return
	}
	// What is thrown away has to be read first, or closing would reset the connection
	// and might take the time along.
	if h, ok := c.(host.HalfCloser); ok && h.CloseWrite() == nil && c.SetReadDeadline(s.h.Now().Add(time.Minute)) == nil {
		s.discard(c)
	}
}

// Lines of characters: the pattern that RFC 864 calls popular has 72 of the 95
// printing characters of ASCII in each, and begins one character further each time.
const (
	firstPrinting = ' '
	printing      = '~' - ' ' + 1
	lineLength    = 72
)

// appendLine appends the n-th line.
func appendLine(b []byte, n int) []byte {
	for i := range lineLength {
		b = append(b, firstPrinting+byte((n+i)%printing))
	}
	return append(b, "\r\n"...)
}

// someLines answers a datagram: "an answering datagram is sent containing a random
// number (between 0 and 512) of characters" (RFC 864).
func (s *Small) someLines([]byte) []byte {
	var b []byte
	for n := 0; len(b) < 512; n++ {
		b = appendLine(b, n)
	}
	return b[:s.dice.IntN(513)]
}

// generate: "Once a connection is established a stream of data is sent out the
// connection (and any data received is thrown away). This continues until the
// calling user terminates the connection." (RFC 864)
func (s *Small) generate(c net.Conn) {
	s.h.Go("discard", func() { s.discard(c) })
	for n := 0; ; n++ {
		sent, err := c.Write(appendLine(make([]byte, 0, lineLength+2), n%printing))
		s.out += uint64(sent)
		if err != nil {
			return
		}
	}
}

// View describes the servers.
func (s *Small) View() view.Program {
	p := view.Program{Kind: SmallKind, State: "listening"}
	if s.h == nil {
		p.State = "starting"
		return p
	}
	for _, f := range []struct {
		id string
		n  uint64
	}{
		{"sockets.open", uint64(s.open)}, {"sockets.connections", s.taken}, {"sockets.datagrams", s.asked},
		{"sockets.in", s.in}, {"sockets.out", s.out},
	} {
		p.Fields = append(p.Fields, view.Field{ID: f.id, Value: strconv.FormatUint(f.n, 10)})
	}
	return p
}
