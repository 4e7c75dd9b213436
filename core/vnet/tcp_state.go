package vnet

import "fmt"

// TCPState is the state of a connection (RFC 9293 §3.3.2).
type TCPState uint8

// The states. In the words of the RFC:
const (
	StateClosed      TCPState = iota // no connection state at all
	StateListen                      // waiting for a connection request from any remote TCP peer
	StateSynSent                     // waiting for a matching request after having sent one
	StateSynReceived                 // waiting for an acknowledgment after having received and sent a request
	StateEstablished                 // an open connection
	StateFinWait1                    // waiting for a termination request, or an acknowledgment of the one sent
	StateFinWait2                    // waiting for a termination request
	StateCloseWait                   // waiting for a termination request from the local user
	StateClosing                     // waiting for an acknowledgment of the termination request
	StateLastAck                     // as closing, and the remote peer's request was acknowledged before
	StateTimeWait                    // waiting for enough time to pass, so that nothing old is left on the way
)

var stateNames = [...]string{"CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
	"FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT"}

// String returns the state's name, as the RFC writes it.
func (s TCPState) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("state %d", uint8(s))
}

// MarshalText returns [TCPState.String].
func (s TCPState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// become changes the connection's state: nothing else does.
func (c *TCPConn) become(s TCPState) {
	m := c.m
	b := &m.net.bodies.state
	b.Local, b.Remote, b.From, b.To = c.local.addrPort(), c.remote.addrPort(), c.state, s
	c.state = s
	m.net.emit(m.id, m.net.k.Context(), b)
	if s == StateClosed {
		c.timer.Cancel()
		c.ackTimer.Cancel()
		m.tcp.remove(c)
		c.mate = nil
		if c.closed { // nobody will read or send any more
			c.list.remove(c)
			c.snd.buf.pool.put(&c.snd.buf)
			c.snd.buf = sendBuffer{pool: c.snd.buf.pool}
			c.forgetReceived()
		}
	}
}

// synchronized reports whether both sides know each other's sequence numbers.
func (s TCPState) synchronized() bool { return s >= StateEstablished }
