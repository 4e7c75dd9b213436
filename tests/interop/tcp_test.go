package interop

import (
	"fmt"
	"strconv"
	"testing"

	"playnet/core/vnet"
)

// tcpFields are what tshark reads and concludes of a segment.
var tcpFields = append([]string{
	"tcp.stream", "tcp.seq", "tcp.ack", "tcp.len", "tcp.flags", "tcp.window_size_value", "tcp.window_size", "tcp.seq_raw",
	"tcp.options.mss_val", "tcp.options.wscale.shift",
	"tcp.analysis.retransmission", "tcp.analysis.fast_retransmission", "tcp.analysis.spurious_retransmission",
	"tcp.analysis.out_of_order", "tcp.analysis.keep_alive", "tcp.analysis.zero_window_probe",
	"tcp.analysis.lost_segment", "tcp.analysis.ack_lost_segment", "tcp.analysis.duplicate_ack", "tcp.analysis.window_full",
	"tcp.analysis.zero_window",
}, summaryFields...)

// again are the names under which tshark says that a segment begins below what was
// sent before. At its sender's interface nothing arrives out of order: what tshark
// calls so is a retransmission soon after the segment before.
var again = []string{
	"tcp.analysis.retransmission", "tcp.analysis.fast_retransmission", "tcp.analysis.spurious_retransmission",
	"tcp.analysis.out_of_order",
}

func marked(p packet, fields ...string) bool {
	for _, f := range fields {
		if p[f] != nil {
			return true
		}
	}
	return false
}

// tally counts what was found in a number of worlds.
type tally struct{ frames, again, duplicateACKs, zeroWindows, resets int }

// compareTCP holds what tshark concludes against what the trace says. With a host,
// only its own frames are judged: others' may have been lost or reordered on their
// way to it.
func (w *tcpWorld) compareTCP(host string, sum *tally) {
	w.Helper()
	read := dissect(w.T, w.capture(host), tcpFields...)
	want := sightings(w.events(), host)
	if len(read) != len(want) {
		w.Fatalf("tshark reads %d frames of %q, the trace has %d", len(read), host, len(want))
	}
	probed := map[string]bool{}
	for i, p := range read {
		s := want[i]
		name := fmt.Sprintf("frame %d", i+1)
		wantSound(w.T, name, p)
		wantAddresses(w.T, name, p, s.sent)
		if s.sent.Proto != vnet.TCP || host != "" && s.from != host {
			continue
		}
		h := s.sent.TCP
		w.compareHeader(i+1, p, h)
		// tshark takes a segment of one byte that is sent again for a keep-alive or a
		// probe of the window.
		if p.one("tcp.len") != "1" && marked(p, again...) != h.Retransmission {
			w.Errorf("capture of %q, frame %d: sent again: %v, tshark: %v", host, i+1, h.Retransmission, p)
		}
		sum.frames++
		if h.Retransmission {
			sum.again++
		}
		sum.count(p, h)
		if !w.lossy && marked(p, again...) {
			w.Errorf("capture of %q, frame %d: nothing was lost, but tshark sees %v", host, i+1, p)
		}
		// tshark does not count the byte that probes a closed window: if the window has
		// opened just then, and the byte is taken, it misses it from then on.
		if marked(p, "tcp.analysis.zero_window_probe") {
			probed[p.one("tcp.stream")] = true
		}
		if host == "" && !probed[p.one("tcp.stream")] && marked(p, "tcp.analysis.lost_segment", "tcp.analysis.ack_lost_segment") {
			w.Errorf("frame %d: every frame is in the capture, but tshark misses one: %v", i+1, p)
		}
	}
}

func (c *tally) count(p packet, h *vnet.TCPHeader) {
	if marked(p, "tcp.analysis.duplicate_ack") {
		c.duplicateACKs++
	}
	if marked(p, "tcp.analysis.zero_window") {
		c.zeroWindows++
	}
	if h.Flags&vnet.RST != 0 {
		c.resets++
	}
}

// compareHeader compares a segment's header, relative numbers and scaled window
// included: these tshark works out from the handshake.
func (w *tcpWorld) compareHeader(number int, p packet, h *vnet.TCPHeader) {
	w.Helper()
	want := map[string]string{
		"tcp.seq_raw":           strconv.FormatUint(uint64(h.Seq), 10),
		"tcp.window_size_value": strconv.Itoa(int(h.Window)),
	}
	if flags, err := strconv.ParseUint(p.one("tcp.flags"), 0, 16); err != nil || vnet.TCPFlags(flags) != h.Flags {
		w.Errorf("frame %d: flags %s, the trace says %v", number, p.one("tcp.flags"), h.Flags)
	}
	if h.Flags&vnet.RST == 0 {
		want["tcp.seq"] = strconv.FormatUint(uint64(h.RelSeq), 10)
		if h.Flags&vnet.ACK != 0 {
			want["tcp.ack"] = strconv.FormatUint(uint64(h.RelAck), 10)
		}
		scaled := int(h.Window)
		if h.Flags&vnet.SYN == 0 {
			scaled <<= h.Scale
		}
		want["tcp.window_size"] = strconv.Itoa(scaled)
	}
	if h.MSS != 0 {
		want["tcp.options.mss_val"] = strconv.Itoa(int(h.MSS))
	}
	if h.Scaling {
		want["tcp.options.wscale.shift"] = strconv.Itoa(int(h.Scale))
	}
	for field, value := range want {
		if p.one(field) != value {
			w.Errorf("frame %d: %s is %q, the trace says %s", number, field, p.one(field), value)
		}
	}
}

// tshark counts as many retransmissions as we do, frame by frame; where nothing is
// lost it finds none, and misses no segment.
func TestTCPInTshark(t *testing.T) {
	var clean, lossy tally
	for seed := range uint64(30) {
		w := newTCPWorld(t, seed)
		w.play()
		sum := &clean
		if w.lossy {
			sum = &lossy
		}
		w.compareTCP("", sum)
		if seed < 4 {
			var own tally
			w.compareTCP("h"+strconv.Itoa(int(seed)%4), &own)
		}
		if t.Failed() {
			t.Fatalf("in world %d", seed)
		}
	}
	if clean.frames < 3000 || clean.again != 0 || clean.resets == 0 || clean.zeroWindows == 0 || lossy.again < 200 || lossy.duplicateACKs < 200 {
		t.Errorf("too little happened in these worlds to prove anything: %+v, lossy %+v", clean, lossy)
	}
	t.Logf("15 worlds without losses: %+v; 15 lossy ones: %+v", clean, lossy)
}
