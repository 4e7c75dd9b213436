package lab_test

import (
	"bytes"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"

	"playnet/core/host"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// dialogue returns all of a conversation.
func dialogue(t *testing.T, w *lab.World, number int) view.Dialogue {
	t.Helper()
	w.FindStreams(nil)
	if done, err := w.ReadStream(number, nil); err != nil || !done {
		t.Fatal(done, err)
	}
	d, err := w.Stream(number, 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// transcript writes a conversation as a dialogue, with the sides' states in the margin.
func transcript(d view.Dialogue) string {
	var s strings.Builder
	for _, l := range d.Lines {
		who, again := "S", ""
		if l.FromClient {
			who = "C"
		}
		if l.Again > 0 {
			again = fmt.Sprintf(" (again %d)", l.Again)
		}
		text := l.Text
		if l.Kind == view.LineData || l.Kind == view.LineGap || l.Kind == view.LineDropped {
			text = fmt.Sprintf("%d bytes in %d", l.Len, l.Frames)
		}
		fmt.Fprintf(&s, "%s: %s %s%s | %s %s\n", who, l.Kind, text, again, l.ClientState, l.ServerState)
	}
	return s.String()
}

// talk runs a client of a world of small servers and drops, once, the frame for which
// drop says so.
func talk(t *testing.T, w *lab.World, run func(h host.Host) error, drop func(view.Transfer) bool) {
	t.Helper()
	failed := error(nil)
	lab.Launch(w, "student", client(func(h host.Host) error { failed = run(h); return nil }))
	dropped, seen := false, 0
	for w.Step() {
		list, total := w.Transfers(seen, 100)
		for _, x := range list {
			if !dropped && drop != nil && drop(x) {
				dropped = true
				if _, err := w.Do(labfile.FrameDrop{Frame: labfile.FrameNumber(x.Frame)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		seen = total
	}
	if failed != nil {
		t.Fatal(failed)
	}
	if drop != nil && !dropped {
		t.Fatal("nothing was dropped")
	}
}

func echo(lines ...string) func(h host.Host) error {
	return func(h host.Host) error {
		c, err := h.Dial("tcp", netip.MustParseAddrPort("192.0.2.20:7"))
		if err != nil {
			return err
		}
		defer c.Close()
		for _, line := range lines {
			if _, err := io.WriteString(c, line); err != nil {
				return err
			}
			if _, err := io.ReadFull(c, make([]byte, len(line))); err != nil {
				return err
			}
		}
		return nil
	}
}

// What one side has sent twice stands once in the dialogue, and is said to have been sent
// again; the margin holds both sides' states.
func TestADialogueRepeatsNothing(t *testing.T) {
	w := open(t, "sockets-raw", 7)
	w.RunIdle(nil)
	talk(t, w, echo("EHLO a\r\n", "two\nlines\n", "bits\x00\xff\x01"), func(x view.Transfer) bool {
		return strings.HasPrefix(x.Summary, "[PSH, ACK]") && x.From == "near"
	})
	w.FindStreams(nil)
	list, total := w.Streams(0, 10)
	if total != 1 {
		t.Fatalf("%d conversations: %+v", total, list)
	}
	d := dialogue(t, w, 0)
	const want = `C: opens [SYN] Seq=0 Win=65535 Len=0 MSS=1460 WS=128 | SYN-SENT 
S: opens [SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0 MSS=1460 WS=128 | SYN-SENT SYN-RECEIVED
C: text EHLO a (again 1) | ESTABLISHED SYN-RECEIVED
S: text EHLO a (again 1) | ESTABLISHED ESTABLISHED
C: text two | ESTABLISHED ESTABLISHED
C: text lines | ESTABLISHED ESTABLISHED
S: text two | ESTABLISHED ESTABLISHED
S: text lines | ESTABLISHED ESTABLISHED
C: data 7 bytes in 1 | ESTABLISHED ESTABLISHED
S: data 7 bytes in 1 | ESTABLISHED ESTABLISHED
`
	if got := transcript(d); !strings.HasPrefix(got, want) || !strings.Contains(got, "closes [FIN, ACK]") {
		t.Errorf("the dialogue is\n%s", got)
	}
	s := d.Stream
	if s.ToServer != 25 || s.ToClient != 25 || s.Client != "student" || s.Server != "near" || d.Retransmitted != 16 {
		t.Errorf("%+v, %d sent again", s, d.Retransmitted)
	}
	if s.Frames != len(transfers(w)) {
		t.Errorf("%d frames, sent were %d", s.Frames, len(transfers(w)))
	}
	for i, l := range d.Lines {
		x, ok := w.Transfer(trace.ID(l.Frame))
		if !ok || (x.From == "student") != l.FromClient || x.Retransmission || x.Fate != l.Fate {
			t.Errorf("line %d stands for %+v", i, x)
		}
		if n, ok := w.StreamOf(trace.ID(l.Frame)); n != 0 || !ok {
			t.Errorf("line %d: conversation %d, %v", i, n, ok)
		}
	}
	if d.Lines[3].Fate != view.Lost {
		t.Error("the line whose frame was dropped is not said to be lost")
	}
	detail, err := w.StreamLine(0, 8, 5)
	if err != nil || string(detail.Bytes) != "bits\x00" || detail.Left != 2 {
		t.Errorf("%+v, %v", detail, err)
	}
}

func transfers(w *lab.World) []view.Transfer {
	list, _ := w.Transfers(0, 1<<20)
	return list
}

// A long stream of one side is one line, and its bytes are those that were written, whatever
// the links lose, double and reorder.
func TestADialogueHoldsTheBytes(t *testing.T) {
	w := open(t, "sockets-raw", 11)
	w.RunIdle(nil)
	data := make([]byte, 60_000)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	talk(t, w, func(h host.Host) error {
		c, err := h.Dial("tcp", netip.MustParseAddrPort("198.51.100.20:9")) // discard
		if err != nil {
			return err
		}
		defer c.Close()
		_, err = c.Write(data)
		return err
	}, nil)
	d := dialogue(t, w, 0)
	if d.Retransmitted == 0 {
		t.Fatal("nothing was lost: the test proves nothing")
	}
	seen := 0
	for _, l := range d.Lines {
		if l.Len == 0 {
			continue
		}
		seen++
		detail, err := w.StreamLine(0, l.Number, 1<<20)
		if err != nil || !l.FromClient || l.Kind != view.LineData || !bytes.Equal(detail.Bytes, data) {
			t.Errorf("line %+v: %d bytes, %v", l, len(detail.Bytes), err)
		}
	}
	if seen != 1 {
		t.Errorf("%d lines with data, want one", seen)
	}

	// Bit by bit it comes to the same.
	again := open(t, "sockets-raw", 11)
	again.RunIdle(nil)
	lab.Launch(again, "student", client(func(h host.Host) error {
		c, err := h.Dial("tcp", netip.MustParseAddrPort("198.51.100.20:9"))
		if err != nil {
			return err
		}
		defer c.Close()
		_, err = c.Write(data)
		return err
	}))
	for again.Step() {
		if again.FindStreams(nil); again.Position()%50 == 0 {
			again.ReadStream(0, func() bool { return false })
		}
	}
	if got, want := transcript(dialogue(t, again, 0)), transcript(d); got != want {
		t.Errorf("read as it went:\n%s\nread at the end:\n%s", got, want)
	}
}

// DNS messages are told one by one: by TCP whatever segments they come in.
func TestADialogueOfDNS(t *testing.T) {
	w := open(t, "dns-tcp", 3)
	w.RunIdle(nil)
	w.FindStreams(nil)
	list, total := w.Streams(0, 1000)
	if total != len(list) || total < 10 {
		t.Fatalf("%d of %d conversations", len(list), total)
	}
	several, frames := 0, 0
	for _, s := range list {
		frames += s.Frames
		d := dialogue(t, w, s.Number)
		for _, l := range d.Lines {
			if l.Kind != view.LineMessage || l.Want > 0 {
				continue
			}
			detail, err := w.StreamLine(s.Number, l.Number, 1<<20)
			if err != nil || detail.Layer == nil || len(detail.Layer.Fields) < 2 {
				t.Fatalf("conversation %d line %+v: %+v, %v", s.Number, l, detail.Layer, err)
			}
			if last := detail.Layer.Fields[len(detail.Layer.Fields)-1]; last.Name == "dns.malformed" {
				t.Errorf("conversation %d, line %d: %s", s.Number, l.Number, last.Value)
			}
			if l.Frames > 1 {
				several++
			}
			if l.Text == "" {
				t.Errorf("a message without a summary: %+v", l)
			}
		}
	}
	if several == 0 {
		t.Error("no message came in several segments: the lab proves nothing")
	}
	sent := 0
	for _, x := range transfers(w) {
		if !duplicate(w, x.Frame) {
			sent++
		}
	}
	if frames != sent {
		t.Errorf("the conversations have %d frames, sent were %d", frames, sent)
	}
}

// An error about a datagram stands in the datagram's conversation, and pings have their own.
func TestErrorsAndPingsHaveTheirPlace(t *testing.T) {
	w := open(t, "sockets-raw", 7)
	w.RunIdle(nil)
	talk(t, w, func(h host.Host) error {
		c, err := h.Dial("udp", netip.MustParseAddrPort("192.0.2.20:4000"))
		if err != nil {
			return err
		}
		defer c.Close()
		c.Write([]byte("anybody?"))
		if _, err = c.Read(make([]byte, 10)); err == nil {
			return fmt.Errorf("somebody answered")
		}
		return nil
	}, nil)
	if got, want := transcript(dialogue(t, w, 0)), "C: text anybody? |  \nS: error Destination unreachable (Port unreachable) |  \n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if _, err := w.Do(labfile.Ping{Host: "student", To: "near", Count: 2}); err != nil {
		t.Fatal(err)
	}
	w.RunIdle(nil)
	d := dialogue(t, w, 1)
	if s := d.Stream; s.Protocol != vnet.ICMP.String() || s.Frames != 4 || s.ServerAddr != "192.0.2.20" {
		t.Errorf("%+v", s)
	}
	if _, err := w.Stream(2, 0, 1); err == nil {
		t.Error("a conversation that there isn't")
	}
	if _, ok := w.StreamOf(1); ok {
		t.Error("the first event is no frame")
	}
}
