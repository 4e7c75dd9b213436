package host

import (
	"io"
	"net"
	"net/netip"
	"time"
)

// PeerOf returns the address and port of a TCP connection's other end, IPv4 as IPv4; zero for
// any other connection.
func PeerOf(conn net.Conn) netip.AddrPort {
	a, ok := conn.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	at := a.AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}

// Linger lets the other end hear what was said to it last on a connection that is closed next:
// closing while bytes of its own wait to be read would reset the connection, and might take
// the last words along (RFC 9112, section 9.6). Nothing more is sent; what comes is read from
// r, for a time and up to so many bytes, and thrown away.
func Linger(h Host, conn net.Conn, r io.Reader, patience time.Duration, most int64) {
	half, can := conn.(HalfCloser)
	if !can || half.CloseWrite() != nil || conn.SetReadDeadline(h.Now().Add(patience)) != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, r, most) // an error says that the other end has closed, too
}
