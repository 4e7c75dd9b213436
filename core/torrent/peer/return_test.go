package peer

import (
	"testing"
	"time"

	"playnet/core/trace"
)

// Whoever comes back under another address, with its disk, goes on where it was stopped.
func TestReturnUnderAnotherAddress(t *testing.T) {
	s := newSwarm(t, 1, 1<<20, 32<<10, trace.Options{Off: true})
	s.add(Config{Seed: true}, link)
	s.add(Config{}, link)
	again := s.add(Config{Manual: true}, link)
	again.config.Disk = s.hosts[1].Disk()
	s.acquaint()
	s.start()
	var had int
	s.t.Subscribe(func(e trace.Event) {
		if b, ok := e.Body.(*EventJoined); ok && e.Host == "peer-2" {
			had = b.Have
		}
	})
	s.k.After(4*time.Second, func() { s.hosts[1].Stop(); again.Join() })
	s.run()
	if before := s.peers[1].count; had != before || had == 0 || had == 32 || !again.complete() {
		t.Errorf("it was stopped with %d of 32 pieces, came back with %d and has %d in the end", before, had, again.count)
	}
	if again.down.total > int64(34-had)*32<<10 {
		t.Errorf("it has fetched %d bytes for %d pieces", again.down.total, 32-had)
	}
}
