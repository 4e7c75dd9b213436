package vnet

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

func TestDelayByHand(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 1e6, Delay: time.Millisecond})
	at := w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 3)
	w.runUntil(100 * us)
	frames := w.n.Frames()
	// The first is being sent, the second waits.
	for _, f := range frames[:2] {
		if err := w.n.Delay(f.ID, 5*time.Millisecond); err != nil {
			t.Error(err)
		}
	}
	var unknown UnknownFrameError
	if err := w.n.Delay(4711, time.Second); !errors.As(err, &unknown) {
		t.Errorf("holding up one that never was: %v", err)
	}
	w.run()
	// 800 µs to send each, 2 ms to arrive. The third moves up to 800 µs; the second comes
	// before the line again at 5.1 ms.
	if want := []time.Duration{3600 * us, 7800 * us, 7900 * us}; !slices.Equal(*at, want) {
		t.Errorf("arrived at %v, want %v", *at, want)
	}
}

// A frame that is held up stands still on the screen, and never goes back.
func TestAHeldFrameStandsStill(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 1e6, Delay: 10 * time.Millisecond})
	w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 1)
	place := func() float64 {
		f := w.n.Frames()[0]
		now := int64(w.k.Now())
		done := min(max(float64(now-f.LegStart)/float64(f.LegEnd-f.LegStart), 0), 1)
		return f.LegFrom + (f.LegTo-f.LegFrom)*done
	}
	w.runUntil(5 * time.Millisecond)
	before := place()
	if err := w.n.Delay(w.n.Frames()[0].ID, 7*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	for at := 5 * time.Millisecond; at <= 12*time.Millisecond; at += time.Millisecond {
		w.runUntil(at)
		if now := place(); now < before-1e-9 || now > before+1e-9 {
			t.Errorf("at %v it is at %.4f, want %.4f", at, now, before)
		}
	}
	w.runUntil(14 * time.Millisecond)
	if now := place(); now <= before {
		t.Errorf("it does not go on: %.4f", now)
	}
}

func TestDuplicateByHand(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 1e6, Delay: time.Millisecond})
	at := w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 2)
	w.runUntil(100 * us)
	for _, f := range w.n.Frames() {
		id, err := w.n.Duplicate(f.ID)
		if err != nil || id == 0 {
			t.Errorf("%v, %v", id, err)
		}
	}
	w.run()
	if want := []time.Duration{2800 * us, 2800 * us, 3600 * us, 4400 * us}; !slices.Equal(*at, want) {
		t.Errorf("arrived at %v, want %v: the copy of the one that waits waits, too", *at, want)
	}
}

// Each change is noticed by the layer that its bytes belong to.
func TestChangesAndWhoNoticesThem(t *testing.T) {
	const ip, udp = ethernetHeader, ethernetHeader + ipHeader
	for _, c := range []struct {
		what   string
		offset int
		data   string
		fix    bool
		want   Reason // 0: it arrives
	}{
		{"hardware address", 5, "\x77", true, NotItsInterface},
		{"EtherType", 12, "\x86\xdd", true, NotIP},
		{"IP version", ip, "\x65", true, BadIPHeader},
		{"IP length", ip + 2, "\xff\xff", true, BadIPHeader},
		{"TTL, checksum kept", ip + 8, "\x01", false, BadIPChecksum},
		{"TTL", ip + 8, "\x01", true, 0},
		{"more fragments", ip + 6, "\x20", true, LoneFragment},
		{"protocol", ip + 9, "\x59", true, UnknownProtocol},
		{"protocol TCP", ip + 9, "\x06", true, BadHeader},
		{"source", ip + 12, "\xff", true, BadSource},
		{"destination", ip + 19, "\x09", true, NotItsAddress},
		{"UDP length", udp + 4, "\x00\x02", true, BadHeader},
		{"data, checksum kept", udp + 8, "x", false, BadChecksum},
		{"data", udp + 8, "x", true, 0},
		{"no UDP checksum", udp + 6, "\x00\x00x", false, 0},
	} {
		w := newWorld(t, 1)
		a, b := w.pair(LinkConfig{Delay: time.Millisecond})
		w.arrivals(b)
		w.burst(a, "10.0.0.2:9", 1)
		w.runUntil(100 * us)
		f := w.n.Frames()[0]
		if err := w.n.Change(f.ID, c.offset, []byte(c.data), c.fix); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		w.run()
		got := Reason(0)
		for _, e := range w.events(KindFrameLost) {
			got = e.Body.(*FrameLost).Reason
			if !got.AtHost() || e.Body.(*FrameLost).Where != "b" || e.Cause != w.events(KindFrameChanged)[0].ID {
				t.Errorf("%s: lost as %+v by %d", c.what, e.Body, e.Cause)
			}
		}
		if got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
		if arrived := len(w.events(KindFrameDelivered)); (arrived == 1) != (c.want == 0) {
			t.Errorf("%s: %d arrived", c.what, arrived)
		}
	}
}

// The capture of the receiver has what arrived, that of everything what was sent.
func TestACaptureHasWhatArrived(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: time.Millisecond})
	w.arrivals(b)
	var all, his bytes.Buffer
	for _, c := range []struct {
		out  io.Writer
		host string
	}{{&all, ""}, {&his, "b"}} {
		capture, err := w.n.NewCapture(c.out, c.host)
		if err != nil {
			t.Fatal(err)
		}
		w.t.Subscribe(func(e trace.Event) {
			var payload []byte
			switch body := e.Body.(type) {
			case *FrameSent:
				payload = body.Data
			case *FrameChanged:
				payload = body.Data
			}
			capture.Take(e, payload)
		}, CaptureKinds...)
	}
	w.burst(a, "10.0.0.2:9", 1)
	w.runUntil(100 * us)
	if err := w.n.Change(w.n.Frames()[0].ID, 42, []byte("CHANGED"), false); err != nil {
		t.Fatal(err)
	}
	w.run()
	if bytes.Contains(all.Bytes(), []byte("CHANGED")) || !bytes.Contains(his.Bytes(), []byte("CHANGED")) {
		t.Error("the captures have each other's bytes")
	}
}

// A duplicate of a changed frame arrives changed, whoever made it.
func TestACopyOfAChangedFrame(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: time.Millisecond})
	w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 1)
	w.runUntil(100 * us)
	f := w.n.Frames()[0]
	if err := w.n.Change(f.ID, 42, []byte("X"), false); err != nil {
		t.Fatal(err)
	}
	if _, err := w.n.Duplicate(f.ID); err != nil {
		t.Fatal(err)
	}
	w.run()
	if n := w.losses(BadChecksum); n != 2 {
		t.Errorf("%d lost for their checksums, want 2", n)
	}
}

// What is on a link keeps its times; what comes to it finds it as it is then.
func TestALinkSetUnderTheFrames(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 10 * time.Millisecond})
	at := w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 1)
	w.runUntil(5 * time.Millisecond) // it is on a's link
	for _, m := range []*Machine{a, b} {
		if err := w.n.SetLink(m.name, LinkChange{Delay: pointer(50 * time.Millisecond)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.n.SetLink("a", LinkChange{Loss: pointer(1.5)}); err == nil {
		t.Error("a chance of 1.5 is taken")
	}
	w.run()
	if want := []time.Duration{60 * time.Millisecond}; !slices.Equal(*at, want) {
		t.Errorf("arrived at %v, want %v", *at, want)
	}
	if l := a.Link(); l.Delay != int64(50*time.Millisecond) {
		t.Errorf("the link shows %+v", l)
	}
	if n := len(w.events(KindLinkSet)); n != 2 {
		t.Errorf("%d events tell of it", n)
	}
}

// Nothing that a wire can do to a connection ends the world, and with checksums kept
// nothing gets through: the stream is whole.
func TestRandomChangesOfAConnection(t *testing.T) {
	for seed := range uint64(30) {
		w := newWorld(t, seed)
		a, b := w.pair(LinkConfig{Up: 1e6, Down: 1e6, Delay: 5 * time.Millisecond})
		fix := seed%3 == 0
		sent := bytes.Repeat([]byte("the quick brown fox "), 1000)
		var got []byte
		b.Install("sink", func() host.Program {
			return &prog{"sink", func(h host.Host) error {
				l, err := h.Listen("tcp", netip.MustParseAddrPort("10.0.0.2:80"))
				if err != nil {
					return err
				}
				c, err := l.Accept()
				if err == nil {
					got, _ = io.ReadAll(c)
				}
				return nil
			}}
		})
		w.exec(a, func(h host.Host) {
			c, err := h.Dial("tcp", netip.MustParseAddrPort("10.0.0.2:80"))
			if err == nil {
				c.Write(sent)
				c.Close()
			}
		})
		dice := rand.New(rand.NewPCG(seed, 7))
		for range 60 {
			w.runUntil(time.Duration(w.k.Now()) + 7*time.Millisecond)
			frames := w.n.Frames()
			if len(frames) == 0 {
				continue
			}
			f := frames[dice.IntN(len(frames))]
			switch dice.IntN(4) {
			case 0:
				_ = w.n.Delay(f.ID, time.Duration(dice.IntN(40))*time.Millisecond)
			case 1:
				_, _ = w.n.Duplicate(f.ID)
			default:
				_ = w.n.Change(f.ID, ethernetHeader+dice.IntN(f.Size-ethernetHeader), []byte{byte(dice.Uint32())}, fix)
			}
		}
		for i := 0; w.k.Alive() && i < 200_000; i++ {
			w.k.Step()
		}
		if len(w.n.Crashes()) > 0 {
			t.Fatalf("seed %d: %v", seed, w.n.Crashes())
		}
		if !fix && !bytes.Equal(got, sent) {
			t.Errorf("seed %d: %d bytes came, want %d", seed, len(got), len(sent))
		}
	}
}
