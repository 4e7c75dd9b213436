package peer

import (
	"testing"
	"time"

	"playnet/core/torrent/wire"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// A neighbour that stops in the middle of a block holds the end up for seconds, not till it is
// found to snub us, if the line is known and looked after; others have the block, and are idle.
func TestStalledBlock(t *testing.T) {
	took := map[int64]time.Duration{}
	for _, uplink := range []int64{0, link.Up / 8} {
		s := newSwarm(t, 3, 512<<10, 64<<10, trace.Options{Off: true})
		narrow := vnet.LinkConfig{Up: 400e3, Down: 400e3, Delay: 5 * time.Millisecond}
		s.add(Config{Seed: true}, narrow)
		s.add(Config{Seed: true}, narrow)
		leecher := s.add(Config{Uplink: uplink}, link)
		s.acquaint()
		begun := false
		x := &hostile{script: func(c *attack) {
			c.say(wire.Message{ID: wire.HaveBits, Payload: wire.FullBitfield(8)}, wire.Message{ID: wire.Unchoke})
		}}
		x.answer = func(c *attack, m wire.Message) {
			if m.ID == wire.Request && !begun {
				begun = true
				c.s.Send(append(wire.AppendPieceHeader(nil, m.Index, m.Begin, int(m.Length)), s.content[int(m.Index)*64<<10+int(m.Begin):][:m.Length/2]...))
			}
		}
		s.guest(x)
		s.start()
		s.run()
		took[uplink], _ = leecher.Took()
		if !leecher.complete() {
			t.Fatalf("line %d: it lacks pieces", uplink)
		}
	}
	if took[0] < 50*time.Second || took[link.Up/8] > 15*time.Second {
		t.Errorf("it takes %v, and %v for one that knows its line", took[0], took[link.Up/8])
	}
}
