package peer

import (
	"net/netip"
	"testing"
	"time"

	"playnet/core/torrent/choker"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// narrow serves eight that take 1 Mbit/s each and give nothing, two at a time, over a line of so
// many bit/s. It returns how long that takes, and how many are served at a time at most.
func narrow(t *testing.T, up, uplink int64) (took time.Duration, most int) {
	t.Helper()
	s := newSwarm(t, 1, 2<<20, 64<<10, trace.Options{Off: true})
	seed := s.add(Config{Seed: true, Slots: 1, Uplink: uplink}, vnet.LinkConfig{Up: up, Down: up, Delay: 5 * time.Millisecond})
	for range 8 {
		s.add(Config{Choker: choker.NameFreeRider}, vnet.LinkConfig{Up: 1e6, Down: 1e6, Delay: 5 * time.Millisecond})
	}
	s.acquaint()
	s.start()
	for s.k.Alive() {
		s.k.Step()
		most = max(most, seed.served)
	}
	if s.whole() != 9 {
		t.Fatalf("%d of 9 have everything", s.whole())
	}
	return time.Duration(s.k.Now()), most
}

// Who knows that its line could carry more serves more, up to twice as many; who doesn't know, or
// whose line is full, does not.
func TestSpareSlots(t *testing.T) {
	usual, most := narrow(t, 10e6, 0)
	if most != 2 {
		t.Errorf("%d are served at a time, 2 was said", most)
	}
	if took, most := narrow(t, 10e6, 10e6/8); most != 4 || took > usual*4/5 {
		t.Errorf("with a line to spare %d are served at a time; it takes %v instead of %v", most, took, usual)
	}
	if _, most := narrow(t, 1e6, 1e6/8); most != 2 {
		t.Errorf("over a line that is full %d are served at a time", most)
	}
}

// Who is told of its line while it serves looks after it from then on, and no more when that is
// taken back; HAVEs that it saved are told then.
func TestLineIsToldLater(t *testing.T) {
	s := newSwarm(t, 1, 4<<20, 16<<10, trace.Options{Off: true})
	wide := vnet.LinkConfig{Up: 10e6, Down: 10e6, Delay: 5 * time.Millisecond}
	s.add(Config{Seed: true}, wide)
	middle := s.add(Config{Slots: 1}, wide)
	for range 8 {
		s.add(Config{Choker: choker.NameFreeRider}, vnet.LinkConfig{Up: 1e6, Down: 1e6, Delay: 5 * time.Millisecond})
	}
	s.acquaint()
	s.start()
	until := func(at time.Duration) (most, late int) {
		for time.Duration(s.k.Now()) < at && s.k.Step() {
			n := 0
			for _, c := range middle.conns {
				n += len(c.late)
			}
			most, late = max(most, middle.served), max(late, n)
		}
		return most, late
	}
	told := func(uplink int64) {
		set := middle.Settings()
		set.Uplink = uplink
		middle.Set(set)
	}
	if most, late := until(2 * time.Second); most != 2 || late > 0 {
		t.Errorf("before, %d are served at a time, and %d HAVEs saved", most, late)
	}
	told(wide.Up / 8)
	if most, late := until(12 * time.Second); most != 4 || late == 0 {
		t.Errorf("with a line to spare, %d are served at a time, and %d HAVEs saved", most, late)
	}
	told(0)
	until(22 * time.Second) // in the next round the others are choked
	if most, late := until(32 * time.Second); most != 2 || late > 0 {
		t.Errorf("afterwards, %d are served at a time, and %d HAVEs saved", most, late)
	}
}

// Who knows its line leaves room on it for the acknowledgements of what comes down.
func TestAcknowledgementsHaveRoom(t *testing.T) {
	const up, down = 300e3, 2e6
	times := map[int64]time.Duration{}
	for _, uplink := range []int64{0, up / 8} {
		s := newSwarm(t, 1, 4<<20, 64<<10, trace.Options{Off: true})
		s.add(Config{Seed: true}, vnet.LinkConfig{Up: 10e6, Down: 10e6, Delay: 5 * time.Millisecond})
		line := vnet.LinkConfig{Up: up, Down: down, Delay: 5 * time.Millisecond}
		middle := s.add(Config{Slots: choker.DefaultSlots, Uplink: uplink, RandomFirst: -1}, line)
		s.acquaint()
		for range 5 { // they know only the one in the middle
			p := s.add(Config{Choker: choker.NameFreeRider}, line)
			p.config.Peers = []netip.AddrPort{netip.AddrPortFrom(addr(1), DefaultPort)}
		}
		s.start()
		for !middle.complete() && s.k.Alive() {
			s.k.Step()
		}
		times[uplink] = time.Duration(s.k.Now())
	}
	whole := time.Duration(float64(4<<20*8) / down * float64(time.Second))
	if took := times[up/8]; took > whole*5/4 || times[0] < took*11/10 {
		t.Errorf("%v for what takes %v at least, and %v where the line is not known", took, whole, times[0])
	}
}
