package vnet

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// Programs can ping where their machine lets them.
func TestProgramsPing(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 1e6, Delay: 5 * time.Millisecond, Duplicate: 1})
	to := b.Addr()
	w.exec(a, func(h host.Host) {
		p := h.(host.Pinger)
		for i, size := range []int{56, 0, 1000} {
			op := h.Emit(&note{"operation"})
			h.Serve(op)
			pong, err := p.Ping(to, size, time.Second)
			// Its frame takes 8 µs a byte on the slow line, there and back.
			want := host.Pong{From: to, Size: 8 + size, Seq: uint16(i + 1), TTL: 64, RTT: 20*time.Millisecond + 16*us*time.Duration(42+size)}
			if err != nil || pong != want {
				t.Errorf("%+v, %v, want %+v", pong, err, want)
			}
			if e, _ := w.t.Event(trace.ID(w.k.Context().Cause)); e.Body.Kind() != KindFrameDelivered || h.Serve(0) != op {
				t.Errorf("the answer is due to %v", e.Body.Kind())
			}
		}
		h.Go("other", func() { p.Ping(to, 1, time.Second) }) // at once: each gets its own
		if pong, err := p.Ping(to, 2, time.Second); err != nil || pong.Size != 10 {
			t.Errorf("%+v, %v", pong, err)
		}
		before := h.Now()
		_, err := p.Ping(netip.MustParseAddr("10.0.0.99"), 56, 3*time.Second)
		wantErr(t, "nobody there", err, os.ErrDeadlineExceeded)
		if d := h.Now().Sub(before); d != 3*time.Second || err.Error() != "ping ip4:icmp 10.0.0.99: i/o timeout" {
			t.Errorf("%v after %v", err, d)
		}
		_, err = p.Ping(netip.MustParseAddr("2001:db8::1"), 56, 0)
		wantErr(t, "IPv6", err, syscall.EAFNOSUPPORT)
		_, err = p.Ping(to, 65508, 0)
		wantErr(t, "too long", err, syscall.EMSGSIZE)
		b.Stop()
		w.k.After(time.Hour, a.Stop)
		_, err = p.Ping(to, 56, 0)
		wantErr(t, "one's own host stops", err, net.ErrClosed)
	})
	w.run()
	if len(a.pingCalls) != 0 {
		t.Errorf("%d calls are left", len(a.pingCalls))
	}
	if n := fmt.Sprint(len(w.events(KindPingReply)), " ", len(w.events(KindPingTimeout))); n != "5 1" {
		t.Errorf("recorded replies and time-outs: %s", n)
	}
}
