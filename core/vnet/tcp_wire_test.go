package vnet

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/view"
	"playnet/tests/peers"
)

// A segment written down by hand, with a checksum computed by hand.
func TestSegmentBytesByHand(t *testing.T) {
	s := &FrameSent{Proto: TCP, Src: netip.MustParseAddrPort("10.0.0.1:1000"), Dst: netip.MustParseAddrPort("10.0.0.2:80"), TTL: 64,
		TCP: &TCPHeader{Seq: 0x01020304, Flags: SYN, Window: 0xffff, MSS: 1460, Scaling: true, Scale: 7}}
	want := strings.Join([]string{
		"03e8", "0050", "01020304", "00000000", "7002", "ffff",
		// pseudo header 0a00+0001+0a00+0002+0006+001c = 1425; header 03e8+0050+0102+0304+7002+ffff = 1783f;
		// options 0204+05b4+0103+0307 = 0bc2; together 1425+1783f+0bc2 = 19826, carried 9827; ffff-9827 = 67d8
		"67d8", "0000", "020405b4", "01030307",
	}, "")
	if got := hex.EncodeToString(FrameBytes(s, nil)[34:]); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// segments runs a world with losses and returns all its TCP frames.
func segments(t testing.TB, seed uint64, l LinkConfig) (w *world, frames [][]byte, bodies []*FrameSent, at []time.Duration) {
	w = newWorld(t, seed)
	a, b := w.pair(l)
	w.serve(b, 7, echoStream)
	w.exec(a, func(h host.Host) {
		h.Dial("tcp", netip.MustParseAddrPort("10.0.0.2:8")) // refused
		c := w.connect(h, "10.0.0.2:7")
		h.Go("writer", func() {
			c.Write(noise(seed, 100001))
			c.CloseWrite()
		})
		io.Copy(io.Discard, c)
		c.Close()
	})
	w.runAll()
	for _, e := range w.events(KindFrameSent) {
		s := e.Body.(*FrameSent)
		payload, _ := w.t.Payload(s.Payload)
		frames, bodies, at = append(frames, FrameBytes(s, payload)), append(bodies, s), append(at, time.Duration(e.At))
	}
	return w, frames, bodies, at
}

func TestSegmentsOnTheWire(t *testing.T) {
	_, frames, bodies, _ := segments(t, 3, LinkConfig{Up: 10e6, Delay: 5 * time.Millisecond, Loss: 0.02})
	raw, err := os.ReadFile(filepath.Join("..", "..", "public", "messages", "en.tcp.json"))
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]string
	if err := json.Unmarshal(raw, &messages); err != nil {
		t.Fatal(err)
	}
	for i, b := range frames {
		if len(b) != bodies[i].Size {
			t.Errorf("frame %d has %d bytes, recorded %d", i, len(b), bodies[i].Size)
		}
		pseudo := binary.BigEndian.AppendUint16(append(slices.Clone(b[26:34]), 0, 6), uint16(len(b)-34))
		if onesSum(pseudo, b[34:]) != 0xffff {
			t.Errorf("frame %d: the checksum is wrong", i)
		}
		layers := DissectSent(bodies[i], b)
		tcp := layers[len(layers)-1]
		if tcp.Protocol != "tcp" || !strings.HasSuffix(value(layers, "tcp.checksum"), "(correct)") {
			t.Fatalf("frame %d: the last layer is %s, with the checksum %s", i, tcp.Protocol, value(layers, "tcp.checksum"))
		}
		bit := tcp.Offset * 8
		for _, f := range tcp.Fields {
			size := f.Len * 8
			if f.Bits > 0 {
				size = f.Bits
			}
			if f.Offset*8+f.Bit != bit {
				t.Fatalf("frame %d: %s begins at bit %d, want %d", i, f.Name, f.Offset*8+f.Bit, bit)
			}
			bit += size
			if messages[f.Note] == "" || f.RFC == "" {
				t.Errorf("%s: explanation %q, RFC %q", f.Name, messages[f.Note], f.RFC)
			}
		}
		if bit != (tcp.Offset+tcp.Len)*8 {
			t.Errorf("frame %d: the fields end at bit %d of %d", i, bit, (tcp.Offset+tcp.Len)*8)
		}
	}
	if s := bodies[0].Text(); !strings.HasSuffix(s, "> 10.0.0.2:8 [SYN] Seq=0 Win=65535 Len=0 MSS=1460 WS=128") {
		t.Errorf("the first segment is %q", s)
	}
	if s := bodies[1].Text(); !strings.HasSuffix(s, "[RST, ACK] Seq=1 Ack=1 Win=0 Len=0") {
		t.Errorf("its answer is %q", s)
	}
}

// Options that nobody here sends, and what isn't one.
func TestDissectTCPOptions(t *testing.T) {
	for _, tt := range []struct {
		options string
		want    []string
	}{
		{"02040218", []string{"mss_val=536 bytes"}},
		{"0103030e", []string{"nop=1", "wscale.shift=14 (multiply by 16384)"}},
		{"080a0102030405060708" + "0101", []string{"unknown=080a0102030405060708", "nop=1", "nop=1"}},
		{"01000000", []string{"nop=1", "eol=000000"}},
		{"0200ffff", []string{"unknown=0200ffff"}}, // a length that is too small
		{"02ff0102", []string{"unknown=02ff0102"}}, // and one that is too large
	} {
		o, _ := hex.DecodeString(tt.options)
		frame := FrameBytes(&FrameSent{Proto: TCP, Src: netip.MustParseAddrPort("10.0.0.1:1"), Dst: netip.MustParseAddrPort("10.0.0.2:2"), TCP: &TCPHeader{}}, o)
		frame[34+12] = byte(5+len(o)/4) << 4
		var got []string
		layers := Dissect(frame)
		for _, f := range layers[len(layers)-1].Fields {
			if name, is := strings.CutPrefix(f.Name, "tcp.options."); is {
				got = append(got, name+"="+f.Value)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.options, got, tt.want)
		}
	}
}

// What the record says of a segment comes back as it was.
func TestRelativeNumbers(t *testing.T) {
	_, frames, bodies, _ := segments(t, 1, LinkConfig{Delay: time.Millisecond})
	var layers []view.Layer
	for i, s := range bodies {
		if s.Dst.Port() == 7 && s.TCP.RelSeq == 1 && s.TCP.Flags&PSH == 0 && s.Size > 1000 {
			layers = DissectSent(s, frames[i])
			break
		}
	}
	if got := value(layers, "tcp.seq_raw"); !strings.HasSuffix(got, " (relative: 1)") {
		t.Errorf("the first data segment has the number %s", got)
	}
	if got := value(layers, "tcp.ack_raw"); !strings.HasSuffix(got, " (relative: 1)") {
		t.Errorf("and acknowledges %s", got)
	}
	if got := value(layers, "tcp.window_size_value"); got != "2048 (scaled: 262144 bytes)" {
		t.Errorf("with the window %s", got)
	}
}

// Wireshark finds no fault, and counts as many retransmissions as there were. (What
// it takes for out of order at the sender's own interface is one: the repair of a
// second loss, soon after new data.)
func TestTCPAgainstTshark(t *testing.T) {
	tshark := peers.Need(t, "tshark")
	const seeds = 12
	var pcap bytes.Buffer
	for _, v := range []any{uint32(0xa1b23c4d), uint16(2), uint16(4), uint32(0), uint32(0), uint32(1 << 17), uint32(1)} {
		binary.Write(&pcap, binary.LittleEndian, v) // the classic format with nanoseconds
	}
	var again [seeds]int
	for seed := range uint64(seeds) {
		w, frames, _, at := segments(t, seed, LinkConfig{Up: 10e6, Down: 10e6, Delay: 5 * time.Millisecond, Loss: lossOf(seed)})
		again[seed] = retransmissions(w)
		for i, b := range frames {
			when := at[i] + time.Duration(seed)*time.Hour
			for _, v := range []uint32{uint32(when / time.Second), uint32(when % time.Second), uint32(len(b)), uint32(len(b))} {
				binary.Write(&pcap, binary.LittleEndian, v)
			}
			pcap.Write(b)
		}
	}
	file := filepath.Join(t.TempDir(), "segments.pcap")
	if err := os.WriteFile(file, pcap.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	count := func(filter string) (n [seeds]int) {
		out, err := exec.Command(tshark, "-r", file, "-o", "tcp.check_checksum:TRUE", "-Y", filter, "-T", "fields", "-e", "frame.time_epoch").Output()
		if err != nil {
			t.Fatalf("tshark: %v", err)
		}
		for line := range strings.Lines(string(out)) {
			var seconds float64
			fmt.Sscan(line, &seconds)
			n[int(seconds/3600)]++
		}
		return n
	}
	if n := count("_ws.malformed || tcp.checksum.status != 1"); n != [seeds]int{} {
		t.Errorf("faulty frames by seed: %d", n)
	}
	if n := count("tcp.analysis.retransmission || tcp.analysis.out_of_order"); n != again {
		t.Errorf("retransmissions that tshark counts, by seed: %d, want %d", n, again)
	}
	remarks := count("tcp.analysis.flags")
	for seed, n := range remarks {
		if lossy := lossOf(uint64(seed)) > 0; lossy && again[seed] == 0 || !lossy && n != 0 {
			t.Errorf("seed %d: %d retransmissions, %d remarks of tshark", seed, again[seed], n)
		}
	}
}

func lossOf(seed uint64) float64 { return float64(seed%4) / 50 }

func retransmissions(w *world) (n int) {
	for _, e := range w.events(KindFrameSent) {
		if h := e.Body.(*FrameSent).TCP; h != nil && h.Retransmission {
			n++
		}
	}
	if m := len(w.events(KindTCPRetransmit)); m != n {
		w.Errorf("%d segments were sent again, %d times it was said", n, m)
	}
	return n
}

// An event that says that something is sent again stands between what made it
// known and what is sent.
func TestCausesOfRetransmissions(t *testing.T) {
	reasons := map[string]int{}
	for seed := range uint64(10) {
		w, _, _, _ := segments(t, seed, LinkConfig{Up: 10e6, Delay: 5 * time.Millisecond, Loss: 0.03})
		for _, e := range w.events(KindFrameSent) {
			if h := e.Body.(*FrameSent).TCP; h == nil || !h.Retransmission {
				continue
			}
			why, _ := w.t.Event(e.Cause)
			b, ok := why.Body.(*TCPRetransmit)
			if !ok {
				t.Fatalf("frame %d is caused by %v", e.ID, why.Body.Kind())
			}
			parent, _ := w.t.Event(why.Cause)
			reasons[fmt.Sprint(b.Reason, " ", parent.Body.Kind())]++
		}
	}
	for _, want := range []string{"fast frame.delivered", "RTO frame.sent", "RTO frame.delivered"} {
		if reasons[want] == 0 {
			t.Errorf("no retransmission %s: %v", want, reasons)
		}
		delete(reasons, want)
	}
	if len(reasons) > 0 {
		t.Errorf("retransmissions due to %v", reasons)
	}
}
