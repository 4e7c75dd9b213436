package program

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

// SenderKind is the kind of a [Sender].
const SenderKind = "sockets.sender"

const (
	// How long a sender waits for its peer to say something, or to close, once it
	// has said all itself. What was not acknowledged TCP watches over.
	senderPatience = time.Minute
	senderChunk    = 16 << 10
	maxShown       = 50 // transfers in the table
)

// SendState says how far a transfer of a [Sender] is.
type SendState uint8

// The states of a transfer.
const (
	SendConnecting SendState = iota // the connection does not stand yet
	SendSending                     // it writes, and reads what comes back
	SendWaiting                     // all is written and its half closed: it waits for the other half
	SendDone                        // the peer has closed, or all came back
	SendRefused                     // no program listens there
	SendTimedOut                    // the peer does not answer
	SendReset                       // the peer has thrown the connection away
	SendFailed                      // something else went wrong
	SendStopped                     // the host went down meanwhile
)

var sendStateNames = [...]string{"connecting", "sending", "waiting", "done", "refused", "timed out", "reset", "failed", "stopped"}

// String returns the state's name.
func (s SendState) String() string {
	if int(s) < len(sendStateNames) {
		return sendStateNames[s]
	}
	return "state " + strconv.Itoa(int(s))
}

// MarshalText returns [SendState.String].
func (s SendState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Sender is a client of any server by TCP: it opens connections and sends a number
// of bytes by each. What it sends is numbered lines, so that whoever looks at a
// segment sees which part of the whole it is.
type Sender struct {
	h         host.Host
	waiting   []func()    // transfers started before the program ran
	transfers []*transfer // the latest, oldest first
	started   uint64
	active    int
	out, in   uint64 // bytes, of all transfers
}

// transfer is one connection of a sender.
type transfer struct {
	key            uint64
	to             netip.AddrPort
	bytes          int64 // to be sent
	sent, received int64
	state          SendState
	began          time.Time
	took           time.Duration // once it is over
	written        error         // how the writing ended, once it has
	idle           host.Signal   // the writing has ended
	writing        bool
}

// NewSender returns a sender.
func NewSender() *Sender { return &Sender{} }

// Kind returns [SenderKind].
func (s *Sender) Kind() string { return SenderKind }

// Run lets transfers be started until the host stops.
func (s *Sender) Run(h host.Host) error {
	s.h = h
	for _, start := range s.waiting {
		start()
	}
	s.waiting = nil
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

// Start begins a transfer of n bytes to an address; the table of [Sender.View] shows
// what comes of it. It does not block and may be called from outside any fiber.
func (s *Sender) Start(to netip.AddrPort, n int64) {
	start := func() { s.h.Go("send", func() { s.send(to, n) }) }
	if s.h == nil {
		s.waiting = append(s.waiting, start)
		return
	}
	start()
}

// send opens a connection, sends n bytes, closes its half, and reads until the peer
// closes, too, or has sent as many bytes back.
func (s *Sender) send(to netip.AddrPort, n int64) {
	t := s.begin(to, n)
	operation := s.h.Emit(SendBegun{To: to, Bytes: n})
	s.h.Serve(operation)
	s.h.Because(operation)
	s.active++
	conn, err := s.h.Dial("tcp", to)
	if err == nil {
		err = s.exchange(t, conn)
	}
	s.active--
	t.state, t.took = outcome(err), s.h.Now().Sub(t.began)
	if t.state != SendStopped {
		s.h.Emit(SendEnded{To: to, Sent: t.sent, Received: t.received, State: t.state, Took: t.took})
	}
	if conn != nil {
		_ = conn.Close() // an error says that it is closed already
	}
}

func (s *Sender) begin(to netip.AddrPort, n int64) *transfer {
	s.started++
	t := &transfer{key: s.started, to: to, bytes: n, began: s.h.Now(), idle: s.h.NewSignal()}
	if len(s.transfers) == maxShown {
		s.transfers = append(s.transfers[:0], s.transfers[1:]...)
	}
	s.transfers = append(s.transfers, t)
	return t
}

// exchange writes in one fiber and reads in another, or an echo server and its client
// would wait for each other as soon as all buffers are full.
func (s *Sender) exchange(t *transfer, conn net.Conn) error {
	t.state, t.writing = SendSending, true
	s.h.Go("write", func() {
		t.written = s.write(t, conn)
		t.writing = false
		t.idle.Broadcast()
	})
	err := s.read(t, conn)
	for err == nil && t.writing { // a peer may have closed its half long ago
		err = t.idle.Wait()
	}
	if err == nil {
		err = t.written
	}
	return err
}

func (s *Sender) write(t *transfer, conn net.Conn) error {
	buf := make([]byte, 0, senderChunk+lineBytes)
	for t.sent < t.bytes {
		buf = appendNumbered(buf[:0], t.sent, min(t.bytes-t.sent, senderChunk))
		n, err := conn.Write(buf)
		t.sent += int64(n)
		s.out += uint64(n)
		if err != nil {
			return err
		}
	}
	t.state = SendWaiting
	if err := conn.(host.HalfCloser).CloseWrite(); err != nil {
		return err
	}
	return conn.SetReadDeadline(s.h.Now().Add(senderPatience))
}

func (s *Sender) read(t *transfer, conn net.Conn) error {
	buf := make([]byte, senderChunk)
	for t.received < t.bytes {
		n, err := conn.Read(buf)
		t.received += int64(n)
		s.in += uint64(n)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case t.state == SendWaiting:
			if err := conn.SetReadDeadline(s.h.Now().Add(senderPatience)); err != nil {
				return err
			}
		}
	}
	return nil
}

// outcome tells what an error, or none, means for a transfer.
func outcome(err error) SendState {
	var timeout net.Error
	switch {
	case err == nil:
		return SendDone
	case errors.Is(err, net.ErrClosed):
		return SendStopped
	case errors.Is(err, syscall.ECONNREFUSED):
		return SendRefused
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return SendReset
	case errors.As(err, &timeout) && timeout.Timeout():
		return SendTimedOut
	}
	return SendFailed
}

// lineBytes is the length of a numbered line: the place of its first byte in the
// whole, in fourteen digits, and CR LF.
const lineBytes = 16

// appendNumbered appends the n bytes from a place of the pattern on.
func appendNumbered(b []byte, from, n int64) []byte {
	at, end := from-from%lineBytes, from+n
	line := fmt.Appendf(nil, "%014d\r\n", at%1e14)
	for ; at < end; at += lineBytes {
		b = append(b, line[max(from-at, 0):min(end-at, lineBytes)]...)
		countOn(line[:lineBytes-2])
	}
	return b
}

// countOn adds a line's length to the number that its digits are.
func countOn(digits []byte) {
	carry := byte(lineBytes)
	for i := len(digits) - 1; i >= 0 && carry > 0; i-- {
		sum := digits[i] - '0' + carry
		digits[i], carry = '0'+sum%10, sum/10
	}
}

// View describes the transfers.
func (s *Sender) View() view.Program {
	p := view.Program{Kind: SenderKind, State: "idle"}
	if s.active > 0 {
		p.State = "sending"
	}
	t := view.Table{ID: "sockets.transfers", Total: int(s.started), Rows: []view.Row{}, Columns: []view.Column{
		{ID: "sockets.transfers.to", Type: view.Mono}, {ID: "sockets.transfers.bytes", Type: view.Number},
		{ID: "sockets.transfers.sent", Type: view.Number}, {ID: "sockets.transfers.received", Type: view.Number},
		{ID: "sockets.transfers.state", Type: view.Text}, {ID: "sockets.transfers.ms", Type: view.Number},
	}}
	for i := len(s.transfers) - 1; i >= 0; i-- {
		x := s.transfers[i]
		took := ""
		if x.state >= SendDone {
			took = strconv.FormatInt(x.took.Milliseconds(), 10)
		}
		t.Rows = append(t.Rows, view.Row{Key: strconv.FormatUint(x.key, 10), Cells: []string{
			x.to.String(), decimal(x.bytes), decimal(x.sent), decimal(x.received), x.state.String(), took,
		}})
	}
	p.Fields = []view.Field{
		{ID: "sockets.open", Value: strconv.Itoa(s.active)}, {ID: "sockets.out", Value: strconv.FormatUint(s.out, 10)},
		{ID: "sockets.in", Value: strconv.FormatUint(s.in, 10)},
	}
	p.Tables = []view.Table{t}
	return p
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
