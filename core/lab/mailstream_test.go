package lab_test

import (
	"bufio"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"

	"playnet/core/host"
	"playnet/core/lab"
	"playnet/core/smtp"
	"playnet/core/trace"
	"playnet/core/view"
)

// postOffice takes what is said on port 25 and answers each line as a script says; after
// 354 it waits for the dot.
func postOffice(h host.Host) error {
	l, err := h.Listen("tcp", netip.AddrPortFrom(h.Addrs()[0], 25))
	if err != nil {
		return err
	}
	c, err := l.Accept()
	if err != nil {
		return err
	}
	defer c.Close()
	io.WriteString(c, "220 near\r\n")
	for r := bufio.NewReader(c); ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil
		}
		switch strings.TrimSpace(line) {
		case "EHLO me":
			io.WriteString(c, "250-near\r\n250-SIZE\r\n250 PIPELINING\r\n")
		case "DATA":
			io.WriteString(c, "354 go on\r\n")
			for err == nil && line != ".\r\n" {
				line, err = r.ReadString('\n')
			}
			fallthrough
		default:
			io.WriteString(c, "250 fine\r\n")
		}
	}
}

// post sends a letter of so many lines.
func post(lines int) func(h host.Host) error {
	return func(h host.Host) error {
		c, err := h.Dial("tcp", netip.MustParseAddrPort("192.0.2.20:25"))
		if err != nil {
			return err
		}
		defer c.Close()
		r := bufio.NewReader(c)
		say := func(text string, replies int) error {
			if _, err := io.WriteString(c, text); err != nil {
				return err
			}
			for range replies {
				if _, err := r.ReadString('\n'); err != nil {
					return err
				}
			}
			return nil
		}
		letter := "From: Alice <a@crepes.fr>\r\nSubject: many\r\n\r\n" + strings.Repeat("0123456789 0123456789 0123456789 0123456789\r\n", lines) + ".\r\n"
		for _, x := range []struct {
			text    string
			replies int
		}{{"", 1}, {"EHLO me\r\n", 3}, {"MAIL FROM:<a@crepes.fr>\r\nRCPT TO:<b@hamburger.edu>\r\nDATA\r\n", 3}, {letter, 1}} {
			if err := say(x.text, x.replies); err != nil {
				return err
			}
		}
		return nil
	}
}

func posted(t *testing.T, lines int) *lab.World {
	t.Helper()
	w := open(t, "sockets-raw", 7)
	w.RunIdle(nil)
	lab.Launch(w, "near", client(postOffice))
	talk(t, w, post(lines), nil)
	return w
}

// A connection's segments are told by what they say, in the packet list, in the layers and
// in the dialogue.
func TestAMailsSegments(t *testing.T) {
	w := posted(t, 100)
	var told []string
	for _, x := range transfers(w) {
		if x.Protocol == "smtp" {
			told = append(told, x.Summary)
		}
	}
	const want = `S: 220 near
C: EHLO me
S: 250-near | SIZE | PIPELINING
C: MAIL FROM:<a@crepes.fr> | RCPT TO:<b@hamburger.edu> | DATA
S: 250 fine
S: 250 fine
S: 354 go on
C: DATA fragment, 1460 bytes
C: DATA fragment, 1460 bytes
C: DATA fragment, 1460 bytes
C: DATA fragment, 167 bytes, from: Alice <a@crepes.fr>, subject: many
S: 250 fine`
	if got := strings.Join(told, "\n"); got != want {
		t.Errorf("they say\n%s", got)
	}
	for filter, frames := range map[string]int{
		"smtp": 12, "smtp.req": 2, "smtp.rsp": 6, "smtp.response.code == 250": 4, `smtp.req.command == "RCPT"`: 1, "imf": 1,
		`imf.subject == "many"`: 1, "smtp.data.fragment": 4, "smtp && tcp.stream == 0": 12, `smtp.rsp.parameter contains "PIPE"`: 1, "pop": 0,
	} {
		if n := count(t, w, filter); n != frames {
			t.Errorf("%s: %d frames, want %d", filter, n, frames)
		}
	}
	d := dialogue(t, w, 0)
	if got := transcript(d); !strings.Contains(got, "C: message DATA | ESTABLISHED") || !strings.Contains(got, "C: body from: Alice <a@crepes.fr>, subject: many | ESTABLISHED") {
		t.Errorf("the dialogue is\n%s", got)
	}
	for _, l := range d.Lines {
		if l.Kind == view.LineBody && l.Len != 4547 {
			t.Errorf("the letter has %d bytes", l.Len)
		}
	}
	m, err := w.Message(trace.ID(frameOf(w, "C: MAIL")))
	if err != nil {
		t.Fatal(err)
	}
	if l := m.Layers[len(m.Layers)-1]; l.Protocol != "smtp" || len(l.Fields) != 3 || l.Fields[1].Children[1].Value != "TO:<b@hamburger.edu>" ||
		string(m.Bytes[l.Fields[2].Offset:][:l.Fields[2].Len]) != "DATA\r\n" {
		t.Errorf("the layer is %+v", l)
	}
}

// What it takes to tell of a mail's segments grows with the mail, not with its square.
func TestALongMailIsReadOnce(t *testing.T) {
	w := posted(t, 22_000) // a megabyte
	if frameOf(w, "C: DATA fragment, 1460") == 0 {
		t.Fatal("no segment holds some of the mail")
	}
	read := lab.FramesRead(w)
	for range 3 {
		for _, x := range transfers(w) {
			if _, err := w.Message(trace.ID(x.Frame)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if again := lab.FramesRead(w) - read; again != 0 || read > len(transfers(w)) {
		t.Errorf("%d frames were read for %d, then %d more", read, len(transfers(w)), again)
	}
}

// count counts the frames that a filter finds.
func count(t *testing.T, w *lab.World, text string) int {
	t.Helper()
	m := w.Matches(chosen(t, text))
	m.CatchUp(nil)
	return m.Len()
}

func frameOf(w *lab.World, summary string) uint64 {
	for _, x := range transfers(w) {
		if strings.HasPrefix(x.Summary, summary) {
			return x.Frame
		}
	}
	return 0
}

// The margin holds the states of a protocol's sessions, where programs tell of them: at
// both ends, each from its own events; what opens and closes the connection has its own.
func TestSessionsInTheMargin(t *testing.T) {
	w := open(t, "sockets-raw", 7)
	w.RunIdle(nil)
	lab.Launch(w, "near", client(func(h host.Host) error {
		l, err := h.Listen("tcp", netip.AddrPortFrom(h.Addrs()[0], 25))
		if err != nil {
			return err
		}
		c, err := l.Accept()
		if err != nil {
			return err
		}
		peer := c.RemoteAddr().(*net.TCPAddr).AddrPort()
		h.Emit(smtp.EventState{Side: "server", Peer: peer, After: "greeting"})
		io.WriteString(c, "220 near\r\n")
		bufio.NewReader(c).ReadString('\n')
		h.Emit(smtp.EventState{Side: "server", Peer: peer, Before: "greeting", After: "ready"})
		io.WriteString(c, "250 near\r\n")
		return c.Close()
	}))
	talk(t, w, func(h host.Host) error {
		to := netip.MustParseAddrPort("192.0.2.20:25")
		h.Emit(smtp.EventState{Side: "client", Peer: to, After: "connecting"})
		c, err := h.Dial("tcp", to)
		if err != nil {
			return err
		}
		r := bufio.NewReader(c)
		r.ReadString('\n')
		h.Emit(smtp.EventState{Side: "client", Peer: to, Before: "connecting", After: "greeted"})
		io.WriteString(c, "EHLO me\r\n")
		r.ReadString('\n')
		return c.Close()
	}, nil)
	const want = `S: message 220 near | connecting greeting
C: message EHLO me | greeted greeting
S: message 250 near | greeted ready
`
	if got := transcript(dialogue(t, w, 0)); !strings.Contains(got, want) || !strings.Contains(got, "| SYN-SENT \n") {
		t.Errorf("the dialogue is\n%s", got)
	}
}

// What a protocol costs is counted from its frames: bytes to either side, and how long its
// connections last.
func TestWhatAProtocolCosts(t *testing.T) {
	w := posted(t, 100)
	list := w.Spoken()
	if len(list) != 1 || list[0].Protocol != "smtp" || list[0].Connections != 1 {
		t.Fatalf("%+v", list)
	}
	bytes, first, last := int64(0), int64(-1), int64(0)
	for _, x := range transfers(w) {
		bytes += int64(x.Size)
		if last = x.SentAt; first < 0 {
			first = x.SentAt
		}
	}
	if s := list[0]; s.Frames != len(transfers(w)) || s.Bytes != bytes || s.ToServer+s.ToClient != bytes || s.ToServer < 5*s.ToClient || s.Busy != last-first {
		t.Errorf("%+v; %d bytes from %d to %d", s, bytes, first, last)
	}
}
