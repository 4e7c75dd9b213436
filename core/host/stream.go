package host

import (
	"net"
	"net/netip"
	"time"
)

// HalfCloser is what a TCP connection can do besides net.Conn, as *net.TCPConn
// can: use a type assertion.
type HalfCloser interface {
	net.Conn
	// CloseWrite says that nothing more will be sent; the peer reads io.EOF. What the
	// peer sends can still be read.
	CloseWrite() error
}

// Stream is a TCP connection in callback form, for programs that hold thousands
// of connections and can't keep a fiber for each. Its methods never block, and
// may be called from any fiber or callback of the program.
type Stream interface {
	// Send queues a copy of b. It takes any amount: look at Queued and wait for
	// OnDrain. Before the connection stands the bytes wait; after it has ended, or
	// after Close or CloseWrite, they are thrown away.
	Send(b []byte)
	// Lend queues a copy of head, and body behind it, which must never change: it need not
	// be copied, just as a file needs not that is sent from the system's cache. The next Send
	// sends both, if only of nothing.
	Lend(head, body []byte)
	// Queued returns how many bytes were given to Send and Lend and are not yet acknowledged.
	Queued() int
	// DrainAt sets the level of the queue, in bytes, at which OnDrain is called:
	// [DrainMark] unless it was set. A low one lets a program change its mind late on what
	// it sends; one below what is under way on a fast line leaves the line idle.
	DrainAt(n int)
	// CloseWrite says that nothing more will be sent: what is queued goes out first.
	CloseWrite()
	// Close ends the connection in good order: what is queued is still sent. One that
	// does not stand yet is given up. The handler hears nothing more.
	Close()
	// Abort ends the connection at once, with a reset. The handler hears nothing
	// more.
	Abort()
	// LocalAddr and RemoteAddr return the connection's two ends.
	LocalAddr() netip.AddrPort
	RemoteAddr() netip.AddrPort
}

// StreamHandler hears what happens to a [Stream]. Its methods are called one at
// a time, never from inside a method of the stream, and must not block. A panic
// in one is a crash of the program.
type StreamHandler interface {
	// OnOpen is called first, when the connection stands.
	OnOpen()
	// OnData brings bytes, in order. They are valid during the call only, and must not be
	// changed.
	OnData(b []byte)
	// OnEnd says that the peer will send nothing more. The stream can still send:
	// CloseWrite or Close it when there is nothing more to say.
	OnEnd()
	// OnDrain says that acknowledgements have brought Queued down to [DrainMark], or
	// what DrainAt has set, or to zero.
	OnDrain()
	// OnClose is the last call. The error is nil if both sides have closed in good
	// order, else what Dial, Read or Write would have returned.
	OnClose(err error)
}

// DrainMark is the level of a stream's queue, in bytes, at which OnDrain is
// called unless DrainAt has set another: low enough that a link may be kept busy by
// refilling then.
const DrainMark = 128 << 10

// StreamListener is a welcoming socket for streams.
type StreamListener interface {
	// Addr returns the socket's address.
	Addr() netip.AddrPort
	// Close ends the listening. Streams that it gave out live on.
	Close() error
}

// Pinger is what a machine can do on which programs may send ICMP echo requests:
// an optional capability of a [Host], found by a type assertion.
type Pinger interface {
	// Ping sends an echo request with so many bytes of data and blocks until the
	// reply has come. It returns os.ErrDeadlineExceeded if none does within the
	// timeout (zero: it waits for ever), and net.ErrClosed when the host stops.
	Ping(to netip.Addr, size int, timeout time.Duration) (Pong, error)
}

// Pong is an ICMP echo reply.
type Pong struct {
	From netip.Addr
	Size int           // bytes of the ICMP message, its header of 8 included
	Seq  uint16        // its number among the requests of this program, from 1
	TTL  uint8         // with which it arrived
	RTT  time.Duration // between request and reply
}
