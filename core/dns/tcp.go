package dns

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
)

// DNS over TCP. RFC 7766, section 5: "All general-purpose DNS implementations MUST
// support both UDP and TCP transport."

const (
	// RFC 1035, section 4.2.2: "The message is prefixed with a two byte length field".
	lengthPrefix = 2
	maxMessage   = 1<<16 - 1

	// How long a server waits for another query on a connection. RFC 7766, section
	// 6.2.3, recommends "a period of the order of a few seconds".
	tcpIdle = 5 * time.Second
	// How many connections a server holds. Section 6.2.2 lets a server "impose a
	// limit on the number of concurrent TCP connections".
	maxTCP = 150
)

// client is who sent a query, and the way back to it.
type client struct {
	netip.AddrPort
	conn net.Conn // of TCP; nil: by UDP
	// socket is the one that it came to by UDP; nil: that of the server's own address.
	socket host.PacketConn
	// signing signs what is sent back; nil: nothing does.
	signing *tsig
}

// limit is how long a response to a query may be, in bytes.
func (c client) limit(query *mdns.Msg) int {
	return c.room(query) - c.signing.size()
}

// room is how long a response may be, its signature included.
func (c client) room(query *mdns.Msg) int {
	if c.conn != nil {
		return maxMessage
	}
	if opt := query.IsEdns0(); opt != nil {
		// RFC 6891, section 6.2.3: "Values lower than 512 MUST be treated as equal
		// to 512."
		return min(max(int(opt.UDPSize()), maxPlainUDP), maxUDP)
	}
	return maxPlainUDP
}

// respond sends a packed response to a client. Errors say that the client, or the
// host, has gone: there is nobody left to tell.
func respond(by host.PacketConn, to client, out []byte) {
	if to.conn == nil {
		if to.socket != nil {
			by = to.socket
		}
		_, _ = by.WriteToUDPAddrPort(out, to.AddrPort)
		return
	}
	_ = writeMessage(to.conn, out)
}

// writeMessage writes a message with its length. RFC 7766, section 8: "DNS clients
// and DNS servers SHOULD pass the two-octet length field, and the message described
// by that length field, to the TCP layer at the same time".
func writeMessage(w io.Writer, message []byte) error {
	b := binary.BigEndian.AppendUint16(make([]byte, 0, lengthPrefix+len(message)), uint16(len(message)))
	_, err := w.Write(append(b, message...))
	return err
}

// readMessage reads one message; io.EOF says that there is none left.
func readMessage(r io.Reader) ([]byte, error) {
	var length [lengthPrefix]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	b := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, err
	}
	return b, nil
}

// serveTCP takes connections on the DNS port, each in a fiber of its own, until the
// host stops.
func serveTCP(h host.Host, serve func([]byte, client)) error {
	open := 0 // connections that the server holds
	return host.Welcome(h, "tcp", Port, func(conn net.Conn) {
		if open == maxTCP {
			_ = conn.Close() // an error says that it is closed already
			return
		}
		open++
		h.Go("connection", func() {
			defer func() { open-- }()
			serveConn(h, conn, serve)
		})
	})
}

// serveConn answers the queries on a connection until the client closes it or falls
// silent. RFC 7766, section 6.2.1.1: a server "MUST" take queries that come before
// the answers to earlier ones are sent; answers go out as they become known.
func serveConn(h host.Host, conn net.Conn, serve func([]byte, client)) {
	defer conn.Close()
	from := client{AddrPort: host.PeerOf(conn), conn: conn}
	for {
		if err := conn.SetReadDeadline(h.Now().Add(tcpIdle)); err != nil {
			return
		}
		b, err := readMessage(conn)
		if err != nil {
			return
		}
		serve(b, from)
	}
}

// tcpPatience is how long an answer by TCP may take, the handshake included, from a
// server that has just answered by UDP: time for a lost SYN to be sent again.
const tcpPatience = 3 * time.Second

// overTCP asks again by TCP.
//
// RFC 2181, section 9: "When a DNS client receives a reply with TC set, it should
// ignore that response, and query again, using a mechanism, such as a TCP
// connection, that will permit larger replies."
func (x *exchange) overTCP() (*mdns.Msg, error) {
	h := x.asker.h
	why := h.Emit(EventTruncated{Server: x.server, Name: canonical(x.q.Name), Type: typeName(x.q.Qtype)})
	h.Because(why)
	operation := x.asker.operation()
	b, err := x.fetch(h.Now().Add(tcpPatience))
	h.Serve(operation) // whoever sent it, it is read for this operation
	if err != nil {
		return nil, noTCP(err)
	}
	answer, reason := x.read(b)
	if reason != "" {
		// On a connection of one query nothing else can be meant.
		h.Emit(EventIgnored{Server: x.server, Name: canonical(x.q.Name), Type: typeName(x.q.Qtype), Reason: reason})
		h.Because(why)
		return nil, errors.New("by TCP: " + reason)
	}
	x.respell(answer)
	return answer, nil
}

// fetch sends the query on a connection of its own and returns the first message
// that comes back.
func (x *exchange) fetch(until time.Time) ([]byte, error) {
	h := x.asker.h
	out, err := x.query().Pack()
	if err != nil {
		return nil, err
	}
	out = x.sign(out)
	conn, err := h.DialTimeout("tcp", x.server, until.Sub(h.Now()))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(until); err != nil {
		return nil, err
	}
	if err := writeMessage(conn, out); err != nil {
		return nil, err
	}
	return readMessage(conn)
}

// noTCP turns an error of the connection into one that tells so: that a server is
// silent on TCP is another thing than that it is silent.
func noTCP(err error) error {
	switch {
	case errors.Is(err, net.ErrClosed):
		return err
	case timedOut(err):
		return errors.New("by TCP: no answer in " + tcpPatience.String())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("by TCP: closed without an answer")
	}
	return errors.New("by TCP: " + reasonOf(err))
}
