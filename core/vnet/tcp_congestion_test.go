package vnet

import (
	"fmt"
	"testing"
	"time"

	"playnet/core/sim"
)

// What the window does: from "ack n" (n new bytes, and as many were under way as
// the window holds), "dup", "timeout", to "phase cwnd ssthresh", in segments of
// 1,000 bytes.
func TestCongestionWindow(t *testing.T) {
	g := newCongestion(1000, 100)
	una, sent := seqnum(101), seqnum(101)
	flight := func() int { return sent.since(una) }
	fill := func() { sent = latest(sent, una.plus(g.cwnd)) }
	ack := func(n int) {
		before := flight()
		una = una.plus(n)
		g.acked(n, before, flight(), una)
		fill()
	}
	fill()
	for i, tt := range []struct {
		do   func()
		want string
	}{
		{func() {}, "slow start 4000"},
		{func() { ack(1000) }, "slow start 5000"},
		{func() { ack(1000); ack(1000); ack(1000) }, "slow start 8000"},
		{func() { ack(3000) }, "slow start 9000"}, // at most a segment for each ACK
		{func() { g.duplicate(flight(), una, sent); g.duplicate(flight(), una, sent) }, "slow start 9000"},
		{func() {
			if got := [2]int{g.window(true), g.window(false)}; got != [2]int{11000, 9000} {
				t.Errorf("limited transmit lets %v out", got)
			}
		}, "slow start 9000"},
		{func() {
			if !g.duplicate(flight(), una, sent) {
				t.Error("the third duplicate does not retransmit")
			}
		}, "fast recovery 7500"}, // 9000/2 + 3
		{func() { g.duplicate(flight(), una, sent); g.duplicate(flight(), una, sent) }, "fast recovery 9500"},
		{func() { // a partial acknowledgment: minus 4, plus 1
			if una = una.plus(4000); !g.acked(4000, 9000, 5000, una) {
				t.Error("a partial acknowledgment does not retransmit")
			}
		}, "fast recovery 6500"},
		{func() { una = sent; g.acked(5000, 5000, 0, una) }, "congestion avoidance 2000"}, // max(0, 1) + 1
		{func() { fill(); ack(1000) }, "congestion avoidance 3000"},                       // below ssthresh: 4500
		{func() { ack(1000); ack(1000) }, "congestion avoidance 5000"},
		{func() { ack(2500); ack(2499) }, "congestion avoidance 5000"},
		{func() { ack(1) }, "congestion avoidance 6000"}, // a windowful is acknowledged
		{func() { g.timeout(flight(), sent, false) }, "slow start 1000"},
		{func() { g.timeout(flight(), sent, true) }, "slow start 1000"},
	} {
		tt.do()
		if got := fmt.Sprint(g.phase, " ", g.cwnd); got != tt.want {
			t.Errorf("step %d: %s, want %s", i, got, tt.want)
		}
	}
	if g.ssthresh != 3000 {
		t.Errorf("two time-outs for the same data: threshold %d, want 3000", g.ssthresh)
	}
	// Duplicates of what was sent before the time-out tell of no other loss.
	for range 5 {
		if g.duplicate(flight(), una, sent) {
			t.Error("an old loss was repaired twice")
		}
	}
}

// A window that is not what holds the sender back does not grow.
func TestAnUnusedWindowDoesNotGrow(t *testing.T) {
	g := newCongestion(1460, 0)
	for range 100 {
		g.acked(64, 64, 0, 1)
	}
	if g.cwnd != 3*1460 {
		t.Errorf("64 bytes at a time made the window %d", g.cwnd)
	}
}

func TestInitialWindow(t *testing.T) {
	for mss, want := range map[int]int{536: 4 * 536, 1095: 4 * 1095, 1096: 3 * 1096, 1460: 3 * 1460, 2190: 3 * 2190, 2191: 2 * 2191, 8960: 2 * 8960} {
		if g := newCongestion(mss, 0); g.cwnd != want {
			t.Errorf("MSS %d: window %d, want %d", mss, g.cwnd, want)
		}
	}
}

// The arithmetic of RFC 6298, by hand.
func TestRetransmissionTimeout(t *testing.T) {
	const ms = time.Millisecond
	e := newRTOEstimator()
	for i, tt := range []struct {
		do   func()
		want time.Duration
	}{
		{func() {}, time.Second},
		{func() { e.sample(400 * ms) }, 1200 * ms}, // 400 + 4·200
		{func() { e.sample(400 * ms) }, 1000 * ms}, // 400 + 4·150
		{func() { e.sample(800 * ms) }, 1300 * ms}, // RTTVAR 150·3/4+400/4 = 212.5; SRTT 450; 450 + 850
		{func() { e.backOff() }, 2600 * ms},
		{func() { e.backOff(); e.backOff(); e.backOff(); e.backOff(); e.backOff() }, maxRTO},
		{func() {
			for range 200 {
				e.sample(100 * ms)
			}
		}, 300 * ms}, // the variance is gone: 100 + G
	} {
		tt.do()
		if d := e.rto - tt.want; d.Abs() > ms {
			t.Errorf("step %d: %v, want %v", i, e.rto, tt.want)
		}
	}
	// Karn: what was sent twice is not measured.
	e.sent(1000, 0)
	e.retransmitted()
	e.acked(1000, sim.Instant(10*time.Second))
	if e.rto > 301*ms {
		t.Errorf("an ambiguous acknowledgment was measured: %v", e.rto)
	}
	e.sent(2000, 0)
	e.acked(1999, sim.Instant(10*time.Second))
	if e.rto > 301*ms {
		t.Errorf("an earlier acknowledgment was measured: %v", e.rto)
	}
}

func TestSequenceNumbersWrap(t *testing.T) {
	const last = seqnum(1<<32 - 1)
	if !last.before(0) || !seqnum(5).after(last) || last.plus(3) != 2 || seqnum(2).since(last) != 3 || last.since(2) != -3 || latest(last, 1) != 1 {
		t.Error("sequence numbers do not wrap")
	}
}

func TestTCPNames(t *testing.T) {
	for s := StateClosed; s <= StateTimeWait; s++ {
		if text, err := s.MarshalText(); err != nil || len(text) == 0 || text[0] == 's' {
			t.Errorf("state %d is called %q", uint8(s), text)
		}
	}
	for p := SlowStart; p <= FastRecovery; p++ {
		if text, err := p.MarshalText(); err != nil || len(text) < 10 {
			t.Errorf("phase %d is called %q", uint8(p), text)
		}
	}
	if got := fmt.Sprint(TCPState(99), Phase(9), retransmitReason(0), FIN|SYN|ACK|PSH|RST|URG); got != "state 99 phase 9 reason 0 FIN, SYN, RST, PSH, ACK, URG" {
		t.Error(got)
	}
}

// The send buffer against a plain slice, with rings that were used before.
func TestSendBuffer(t *testing.T) {
	var pool sendPool
	for seed := range uint64(20) {
		b := sendBuffer{pool: &pool}
		var want []byte
		var ops []uint64
		r := noise(seed, 3000)
		for i := 0; i+3 < len(r); i += 3 {
			if r[i]%2 == 0 {
				n, op := int(r[i+1])*3, uint64(r[i+2]%4)
				if r[i]%8 == 0 {
					b.lend(noise(uint64(i), n), op)
				} else {
					b.write(noise(uint64(i), n), op)
				}
				want = append(want, noise(uint64(i), n)...)
				for range n {
					ops = append(ops, op)
				}
			} else if n := min(int(r[i+1])*4, len(want)); n > 0 {
				b.drop(n)
				want, ops = want[n:], ops[n:]
			}
			if b.size != len(want) {
				t.Fatalf("%d bytes, want %d", b.size, len(want))
			}
			if len(want) > 0 {
				at := int(r[i+2]) * len(want) / 256
				if got := b.read(nil, at, len(want)-at); string(got) != string(want[at:]) {
					t.Fatalf("from %d on: %s", at, difference(got, want[at:]))
				}
				n := min(len(want)-at, int(r[i]))
				if lent, from := b.borrow(at, n); lent != nil && string(lent[from:from+n]) != string(want[at:at+n]) {
					t.Fatalf("borrowed from %d on: %s", at, difference(lent[from:from+n], want[at:at+n]))
				}
				if got := b.operation(at); got != ops[at] {
					t.Fatalf("byte %d serves %d, want %d", at, got, ops[at])
				}
			}
		}
	}
}

// A send buffer takes any amount, and of its rings only small ones are kept.
func TestSendBufferTakesAnyAmount(t *testing.T) {
	var pool sendPool
	for _, n := range []int{1000, 1 << 20, 20 << 20} {
		b := sendBuffer{pool: &pool}
		b.write(make([]byte, n), 1)
		if b.size != n {
			t.Errorf("%d bytes of %d", b.size, n)
		}
		b.drop(n)
	}
	kept := 0
	for _, list := range pool.rings {
		for _, ring := range list {
			kept += len(ring)
		}
	}
	if kept == 0 || kept > 4<<20 {
		t.Errorf("%d bytes are kept", kept)
	}
}
