package vnet

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
)

// dialogue is a conversation between a client on a and a server on b, port 7, over
// links of 10 ms each way in all, written down as a ladder: each segment with the
// instant of its sending, counted in milliseconds, and an x if it was lost. drop
// counts the segments from 1 in the order of sending.
type dialogue struct {
	name   string
	client func(h host.Host, c *TCPConn)
	server func(h host.Host, c *TCPConn)
	drop   []int
	want   string
}

// exactly reads n bytes.
func exactly(c *TCPConn, n int) { io.ReadFull(c, make([]byte, n)) }

var dialogues = []dialogue{
	{name: "hello, and in good order",
		client: func(h host.Host, c *TCPConn) { c.Write([]byte("hello")); exactly(c, 5); c.Close() },
		server: func(h host.Host, c *TCPConn) { exactly(c, 5); c.Write([]byte("world")); exactly(c, 1) },
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			20 a [PSH, ACK] Seq=1 Ack=1 Len=5
			30 b [PSH, ACK] Seq=1 Ack=6 Len=5
			40 a [FIN, ACK] Seq=6 Ack=6 Len=0
			50 b [ACK] Seq=6 Ack=7 Len=0
			50 b [FIN, ACK] Seq=6 Ack=7 Len=0
			60 a [ACK] Seq=7 Ack=7 Len=0`},

	{name: "an acknowledgment waits 40 ms for data to go with",
		client: func(h host.Host, c *TCPConn) { c.Write([]byte("hello")); exactly(c, 5) },
		server: func(h host.Host, c *TCPConn) {
			exactly(c, 5)
			h.Sleep(60 * time.Millisecond)
			c.Write([]byte("world"))
			exactly(c, 1)
		},
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			20 a [PSH, ACK] Seq=1 Ack=1 Len=5
			70 b [ACK] Seq=1 Ack=6 Len=0
			90 b [PSH, ACK] Seq=1 Ack=6 Len=5
			100 a [FIN, ACK] Seq=6 Ack=6 Len=0
			110 b [ACK] Seq=6 Ack=7 Len=0
			110 b [FIN, ACK] Seq=6 Ack=7 Len=0
			120 a [ACK] Seq=7 Ack=7 Len=0`},

	{name: "full segments are acknowledged at once, the window doubles",
		client: func(h host.Host, c *TCPConn) { c.Write(make([]byte, 9*1460)) },
		server: func(h host.Host, c *TCPConn) { io.Copy(io.Discard, c) },
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=1460
			20 a [ACK] Seq=1461 Ack=1 Len=1460
			20 a [ACK] Seq=2921 Ack=1 Len=1460
			30 b [ACK] Seq=1 Ack=1461 Len=0
			30 b [ACK] Seq=1 Ack=2921 Len=0
			30 b [ACK] Seq=1 Ack=4381 Len=0
			40 a [ACK] Seq=4381 Ack=1 Len=1460
			40 a [ACK] Seq=5841 Ack=1 Len=1460
			40 a [ACK] Seq=7301 Ack=1 Len=1460
			40 a [ACK] Seq=8761 Ack=1 Len=1460
			40 a [ACK] Seq=10221 Ack=1 Len=1460
			40 a [FIN, PSH, ACK] Seq=11681 Ack=1 Len=1460
			50 b [ACK] Seq=1 Ack=5841 Len=0
			50 b [ACK] Seq=1 Ack=7301 Len=0
			50 b [ACK] Seq=1 Ack=8761 Len=0
			50 b [ACK] Seq=1 Ack=10221 Len=0
			50 b [ACK] Seq=1 Ack=11681 Len=0
			50 b [ACK] Seq=1 Ack=13142 Len=0
			50 b [FIN, ACK] Seq=1 Ack=13142 Len=0
			60 a [ACK] Seq=13142 Ack=2 Len=0`},

	{name: "SYN is lost", drop: []int{1, 2},
		client: func(h host.Host, c *TCPConn) {},
		server: func(h host.Host, c *TCPConn) { exactly(c, 1) },
		want: `
			0 a [SYN] Seq=0 Len=0 x
			1000 a again [SYN] Seq=0 Len=0 x
			3000 a again [SYN] Seq=0 Len=0
			3010 b [SYN, ACK] Seq=0 Ack=1 Len=0
			3020 a [ACK] Seq=1 Ack=1 Len=0
			3020 a [FIN, ACK] Seq=1 Ack=1 Len=0
			3030 b [ACK] Seq=1 Ack=2 Len=0
			3030 b [FIN, ACK] Seq=1 Ack=2 Len=0
			3040 a [ACK] Seq=2 Ack=2 Len=0`},

	{name: "SYN and ACK are lost: one segment to begin with, and 3 s of time-out", drop: []int{2, 6},
		client: func(h host.Host, c *TCPConn) { c.Write(make([]byte, 2000)) },
		server: func(h host.Host, c *TCPConn) { io.Copy(io.Discard, c) },
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0 x
			1000 a again [SYN] Seq=0 Len=0
			1010 b again [SYN, ACK] Seq=0 Ack=1 Len=0
			1020 a [ACK] Seq=1 Ack=1 Len=0
			1020 a [ACK] Seq=1 Ack=1 Len=1460 x
			4020 a again [ACK] Seq=1 Ack=1 Len=1460
			4030 b [ACK] Seq=1 Ack=1461 Len=0
			4040 a [FIN, PSH, ACK] Seq=1461 Ack=1 Len=540
			4050 b [ACK] Seq=1 Ack=2002 Len=0
			4050 b [FIN, ACK] Seq=1 Ack=2002 Len=0
			4060 a [ACK] Seq=2002 Ack=2 Len=0`},

	{name: "three duplicate acknowledgments repair a loss", drop: []int{4},
		client: func(h host.Host, c *TCPConn) { c.Write(make([]byte, 5*1460)) },
		server: func(h host.Host, c *TCPConn) { io.Copy(io.Discard, c) },
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=1460 x
			20 a [ACK] Seq=1461 Ack=1 Len=1460
			20 a [ACK] Seq=2921 Ack=1 Len=1460
			30 b [ACK] Seq=1 Ack=1 Len=0
			30 b [ACK] Seq=1 Ack=1 Len=0
			40 a [ACK] Seq=4381 Ack=1 Len=1460
			40 a [FIN, PSH, ACK] Seq=5841 Ack=1 Len=1460
			50 b [ACK] Seq=1 Ack=1 Len=0
			50 b [ACK] Seq=1 Ack=1 Len=0
			60 a again [ACK] Seq=1 Ack=1 Len=1460
			70 b [ACK] Seq=1 Ack=7302 Len=0
			70 b [FIN, ACK] Seq=1 Ack=7302 Len=0
			80 a [ACK] Seq=7302 Ack=2 Len=0`},

	{name: "what nothing tells of is sent again when the time is out", drop: []int{4, 5},
		client: func(h host.Host, c *TCPConn) { c.Write([]byte("x")); exactly(c, 1) },
		server: func(h host.Host, c *TCPConn) { exactly(c, 1); c.Write([]byte("y")); exactly(c, 1) },
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			20 a [PSH, ACK] Seq=1 Ack=1 Len=1 x
			240 a again [PSH, ACK] Seq=1 Ack=1 Len=1 x
			680 a again [PSH, ACK] Seq=1 Ack=1 Len=1
			690 b [PSH, ACK] Seq=1 Ack=2 Len=1
			700 a [FIN, ACK] Seq=2 Ack=2 Len=0
			710 b [ACK] Seq=2 Ack=3 Len=0
			710 b [FIN, ACK] Seq=2 Ack=3 Len=0
			720 a [ACK] Seq=3 Ack=3 Len=0`},

	{name: "an acknowledgment is lost: the next one does its work", drop: []int{7},
		client: func(h host.Host, c *TCPConn) { c.Write(make([]byte, 3*1460)) },
		server: func(h host.Host, c *TCPConn) { io.Copy(io.Discard, c) },
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=1460
			20 a [ACK] Seq=1461 Ack=1 Len=1460
			20 a [PSH, ACK] Seq=2921 Ack=1 Len=1460
			20 a [FIN, ACK] Seq=4381 Ack=1 Len=0 x
			30 b [ACK] Seq=1 Ack=1461 Len=0
			30 b [ACK] Seq=1 Ack=2921 Len=0
			30 b [ACK] Seq=1 Ack=4381 Len=0
			260 a again [FIN, ACK] Seq=4381 Ack=1 Len=0
			270 b [ACK] Seq=1 Ack=4382 Len=0
			270 b [FIN, ACK] Seq=1 Ack=4382 Len=0
			280 a [ACK] Seq=4382 Ack=2 Len=0`},

	{name: "the last acknowledgment is lost: TIME-WAIT answers FIN again", drop: []int{7},
		client: func(h host.Host, c *TCPConn) {},
		server: func(h host.Host, c *TCPConn) { exactly(c, 1) },
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			20 a [FIN, ACK] Seq=1 Ack=1 Len=0
			30 b [ACK] Seq=1 Ack=2 Len=0
			30 b [FIN, ACK] Seq=1 Ack=2 Len=0
			40 a [ACK] Seq=2 Ack=2 Len=0 x
			250 b again [FIN, ACK] Seq=1 Ack=2 Len=0
			260 a [ACK] Seq=2 Ack=2 Len=0`},

	{name: "half-close",
		client: func(h host.Host, c *TCPConn) { c.Write([]byte("ask")); c.CloseWrite(); io.Copy(io.Discard, c) },
		server: func(h host.Host, c *TCPConn) {
			io.Copy(io.Discard, c)
			c.Write([]byte("one"))
			h.Sleep(20 * time.Millisecond)
			c.Write([]byte("two"))
		},
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			20 a [PSH, ACK] Seq=1 Ack=1 Len=3
			20 a [FIN, ACK] Seq=4 Ack=1 Len=0
			30 b [ACK] Seq=1 Ack=5 Len=0
			30 b [PSH, ACK] Seq=1 Ack=5 Len=3
			50 b [PSH, ACK] Seq=4 Ack=5 Len=3
			50 b [FIN, ACK] Seq=7 Ack=5 Len=0
			60 a [ACK] Seq=5 Ack=8 Len=0`},

	{name: "both close at once",
		client: func(h host.Host, c *TCPConn) { h.Sleep(10 * time.Millisecond) },
		server: func(h host.Host, c *TCPConn) {},
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			30 a [FIN, ACK] Seq=1 Ack=1 Len=0
			30 b [FIN, ACK] Seq=1 Ack=1 Len=0
			40 b [ACK] Seq=2 Ack=2 Len=0
			40 a [ACK] Seq=2 Ack=2 Len=0`},

	{name: "closing with bytes unread resets",
		client: func(h host.Host, c *TCPConn) { c.Write([]byte("hello")); exactly(c, 1) },
		server: func(h host.Host, c *TCPConn) { h.Sleep(5 * time.Millisecond) },
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			20 a [PSH, ACK] Seq=1 Ack=1 Len=5
			35 b [RST, ACK] Seq=1 Ack=6 Len=0`},

	{name: "Nagle's algorithm holds crumbs back",
		client: func(h host.Host, c *TCPConn) {
			c.SetNoDelay(false)
			c.Write([]byte("a"))
			c.Write([]byte("b"))
			c.Write([]byte("c"))
			exactly(c, 3)
		},
		server: func(h host.Host, c *TCPConn) { exactly(c, 1); c.Write([]byte("xyz")); io.Copy(io.Discard, c) },
		want: `
			0 a [SYN] Seq=0 Len=0
			10 b [SYN, ACK] Seq=0 Ack=1 Len=0
			20 a [ACK] Seq=1 Ack=1 Len=0
			20 a [PSH, ACK] Seq=1 Ack=1 Len=1
			30 b [PSH, ACK] Seq=1 Ack=2 Len=3
			40 a [PSH, ACK] Seq=2 Ack=4 Len=2
			40 a [FIN, ACK] Seq=4 Ack=4 Len=0
			50 b [ACK] Seq=4 Ack=5 Len=0
			50 b [FIN, ACK] Seq=4 Ack=5 Len=0
			60 a [ACK] Seq=5 Ack=5 Len=0`},
}

func TestDialogues(t *testing.T) {
	for _, d := range dialogues {
		t.Run(d.name, func(t *testing.T) {
			w := newWorld(t, 1)
			a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
			w.dropping(d.drop)
			w.serve(b, 7, d.server)
			w.exec(a, func(h host.Host) {
				c := w.connect(h, "10.0.0.2:7")
				d.client(h, c)
				c.Close()
			})
			w.runAll()
			var want []string
			for line := range strings.Lines(d.want) {
				if line = strings.TrimSpace(line); line != "" {
					want = append(want, line)
				}
			}
			if got := w.ladder(); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			w.leaks()
		})
	}
}

// dropping loses TCP segments by their numbers, as soon as they have been sent.
func (w *world) dropping(numbers []int) {
	n := 0
	w.t.Subscribe(func(e trace.Event) {
		if e.Body.(*FrameSent).Proto != TCP {
			return
		}
		n++
		for _, d := range numbers {
			if d == n {
				w.k.After(0, func() { w.n.Drop(uint64(e.ID)) })
			}
		}
	}, KindFrameSent)
}

// ladder writes the segments down.
func (w *world) ladder() (lines []string) {
	lost := map[trace.ID]bool{}
	for _, e := range w.events(KindFrameLost) {
		lost[e.Body.(*FrameLost).Frame] = true
	}
	for _, e := range w.events(KindFrameSent) {
		s := e.Body.(*FrameSent)
		if s.Proto != TCP {
			continue
		}
		line := fmt.Sprintf("%d %s ", e.At/sim.Instant(time.Millisecond), e.Host)
		if s.TCP.Retransmission {
			line += "again "
		}
		line += fmt.Sprintf("[%v] Seq=%d ", s.TCP.Flags, s.TCP.RelSeq)
		if s.TCP.Flags&ACK != 0 {
			line += fmt.Sprintf("Ack=%d ", s.TCP.RelAck)
		}
		line += fmt.Sprintf("Len=%d", s.Size-ethernetHeader-ipHeader-s.TCP.size())
		if lost[e.ID] {
			line += " x"
		}
		lines = append(lines, line)
	}
	return lines
}
