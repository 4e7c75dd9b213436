package lab_test

import (
	"encoding/json"
	"io"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
	"playnet/public"
)

// client is a program made of a function.
type client func(host.Host) error

func (client) Kind() string            { return "client" }
func (c client) Run(h host.Host) error { return c(h) }
func (client) View() (p view.Program)  { return view.Program{Kind: "client", State: "busy"} }

// told checks that the story has these sentences in this order, others between them,
// and that each has its text, with every place filled.
func told(t *testing.T, w *lab.World, want ...string) {
	t.Helper()
	sentences := map[string]string{}
	files, _ := public.Files.ReadDir("messages")
	for _, f := range files {
		data, _ := public.Files.ReadFile("messages/" + f.Name())
		if err := json.Unmarshal(data, &sentences); err != nil {
			t.Fatal(err)
		}
	}
	var keys []string
	for _, h := range w.Story(1000) {
		keys = append(keys, strings.TrimPrefix(h.Key, "happening."))
		for _, place := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(sentences[h.Key], -1) {
			if h.Args[place[1]] == "" {
				t.Errorf("%s: nothing for {%s} in %v", h.Key, place[1], h.Args)
			}
		}
		if sentences[h.Key] == "" {
			t.Errorf("%s has no sentence", h.Key)
		}
	}
	rest := keys
	for _, key := range want {
		i := slices.Index(rest, key)
		if i < 0 {
			t.Fatalf("the story lacks %s, or has it too early: %v", key, keys)
		}
		rest = rest[i+1:]
	}
}

// One exchange with the echo server, of which a frame is dropped: every segment is
// shown for what it is.
func TestSegmentsAreShown(t *testing.T) {
	w := open(t, "sockets-raw", 7)
	w.RunIdle(nil)
	lab.Launch(w, "student", client(func(h host.Host) error {
		c, err := h.Dial("tcp", netip.MustParseAddrPort("192.0.2.20:7"))
		if err != nil {
			return err
		}
		defer c.Close()
		c.Write([]byte("hello"))
		_, err = io.ReadFull(c, make([]byte, 5))
		return err
	}))
	dropped := false
	for w.Step() {
		list, total := w.Transfers(0, 100)
		if last := total - 1; !dropped && total > 0 && strings.HasPrefix(list[last].Summary, "[PSH, ACK]") {
			dropped = true
			if _, err := w.Do(labfile.FrameDrop{Frame: labfile.FrameNumber(list[last].Frame)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	type shown struct {
		Summary        string
		Reply          bool
		Retransmission bool
		Fate           view.Fate
	}
	want := []shown{
		{"[SYN] Seq=0 Win=65535 Len=0 MSS=1460 WS=128", false, false, view.Delivered},
		{"[SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0 MSS=1460 WS=128", true, false, view.Delivered},
		{"[ACK] Seq=1 Ack=1 Win=", true, false, view.Delivered},
		{"[PSH, ACK] Seq=1 Ack=1 Win=", false, false, view.Lost},
		{"[PSH, ACK] Seq=1 Ack=1 Win=", false, true, view.Delivered},
		{"[PSH, ACK] Seq=1 Ack=6 Win=", false, false, view.Delivered},
	}
	list, _ := w.Transfers(0, 100)
	for i, x := range want {
		if i >= len(list) {
			t.Fatalf("only %d transfers", len(list))
		}
		got := shown{list[i].Summary, list[i].Reply, list[i].Retransmission, list[i].Fate}
		if strings.HasSuffix(x.Summary, "Win=") && strings.HasPrefix(got.Summary, x.Summary) {
			x.Summary = got.Summary
		}
		if got != x || list[i].Protocol != "tcp" || list[i].Number != 0 || list[i].Failure {
			t.Errorf("transfer %d is %+v, want %+v", i, list[i], x)
		}
	}
	// The fields of a segment say how its numbers count from the initial ones.
	m, err := w.Message(trace.ID(list[5].Frame))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Layers[len(m.Layers)-1].Fields {
		if want := map[string]string{"tcp.seq_raw": "(relative: 1)", "tcp.ack_raw": "(relative: 6)"}[f.Name]; !strings.HasSuffix(f.Value, want) {
			t.Errorf("%s is %q, want it to end in %s", f.Name, f.Value, want)
		}
	}
	told(t, w, "tcp.connecting", "tcp.open", "frame.lost", "tcp.retransmit.rto", "tcp.closing", "tcp.closing.too", "tcp.closed")
}

// As many transfers are retransmissions as the network says; no message is counted
// twice.
func TestRetransmissionsAreMarked(t *testing.T) {
	w := open(t, "dns-tcp", 3)
	for n := 0; n < 3 && w.Step(); {
		list, total := w.Transfers(0, 10_000)
		if total > 0 && strings.HasPrefix(list[total-1].Summary, "[PSH, ACK]") || total > 0 && list[total-1].Protocol == "dns" && list[total-1].Size > 600 {
			if _, err := w.Do(labfile.FrameDrop{Frame: labfile.FrameNumber(list[total-1].Frame)}); err == nil {
				n++
			}
		}
	}
	w.RunIdle(nil)
	want := 0
	for _, e := range w.Events(1, w.EventCount()) {
		if sent, ok := e.Body.(*vnet.FrameSent); ok && sent.TCP != nil && sent.TCP.Retransmission {
			want++
			if x, ok := w.Transfer(e.ID); !ok || !x.Retransmission || x.Number != 0 {
				t.Errorf("frame %d was sent again, and is shown as %+v", e.ID, x)
			}
		}
	}
	list, _ := w.Transfers(0, 10_000)
	got := 0
	for _, x := range list {
		if x.Retransmission {
			got++
		}
	}
	if got != want || want == 0 {
		t.Errorf("%d transfers are retransmissions, want %d", got, want)
	}
}

func TestRefusedAndResetAreTold(t *testing.T) {
	w := open(t, "sockets-raw", 7)
	w.RunIdle(nil)
	lab.Launch(w, "student", client(func(h host.Host) error {
		h.Dial("tcp", netip.MustParseAddrPort("192.0.2.20:8")) // nobody listens there
		c, err := h.Dial("tcp", netip.MustParseAddrPort("192.0.2.20:7"))
		if err != nil {
			return err
		}
		c.Write([]byte("hello"))
		h.Sleep(time.Second)
		return c.Close() // with the echo unread: a reset
	}))
	w.RunUntil(w.Now()+2e9, nil)
	told(t, w, "tcp.connecting", "tcp.refused", "tcp.connecting", "tcp.open", "tcp.ended", "tcp.reset")
	list, _ := w.Transfers(0, 10_000)
	resets := 0
	for _, x := range list {
		if x.Failure {
			resets++
			if !x.Reply || !strings.HasPrefix(x.Summary, "[RST") {
				t.Errorf("a failure: %+v", x)
			}
		}
	}
	if resets < 2 {
		t.Errorf("%d resets", resets)
	}
}

func TestPing(t *testing.T) {
	w := open(t, "sockets-raw", 7)
	w.RunIdle(nil)
	id, err := w.Do(labfile.Ping{Host: "student", To: "near", Count: 2})
	if err != nil {
		t.Fatal(err)
	}
	w.RunIdle(nil)
	list, _ := w.Transfers(0, 100)
	if len(list) != 4 || list[0].Summary != "Echo (ping) request id=1, seq=1" || list[1].Summary != "Echo (ping) reply id=1, seq=1" ||
		list[0].Reply || !list[1].Reply || list[0].Number != 0 || list[0].Protocol != "icmp" {
		t.Errorf("transfers %+v", list)
	}
	for _, e := range w.Events(id+1, w.EventCount()) {
		if e.For != id {
			t.Errorf("%s is for %d, not for the action %d", e.Body.Text(), e.For, id)
		}
	}
	w.Do(labfile.HostStop{Host: "near"})
	if _, err := w.Do(labfile.Ping{Host: "near", To: "student"}); err == nil {
		t.Error("a host that is down pings")
	}
	w.Do(labfile.Ping{Host: "student", To: "192.0.2.20", Count: 1})
	w.RunIdle(nil)
	told(t, w, "ping.request", "ping.reply", "ping.request", "ping.reply", "ping.done", "ping.request", "ping.timeout", "ping.done")
	before := w.Hash()
	w.Seek(w.Position() / 2)
	w.RunIdle(nil)
	if w.Hash() != before {
		t.Error("after going back the pings are others")
	}
}
