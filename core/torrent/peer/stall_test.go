package peer

import (
	"testing"
	"time"

	"playnet/core/torrent/wire"
)

// Several that hold back what they were asked for, and show each half minute that they are still
// there, hold up nobody for good: blocks are asked of others.
func TestStall(t *testing.T) {
	everything, unchoke := wire.Message{ID: wire.HaveAll}, wire.Message{ID: wire.Unchoke}
	offer := func(c *attack) { c.say(everything, unchoke) }
	alive := func(c *attack) { c.say(wire.Message{ID: wire.KeepAlive}) }
	wrong := make([]byte, wire.Block)
	type state struct{ block, sent int }
	for _, c := range []struct {
		name string
		make func(i int) hostile
	}{
		{"they give nothing", func(i int) hostile { return hostile{script: offer, again: alive} }},
		{"they give nothing, but choke and serve in turns", func(i int) hostile {
			n := i
			return hostile{script: offer, again: alive, answer: func(c *attack, m wire.Message) {
				if n++; n%(i+2) == 0 {
					c.say(wire.Message{ID: wire.Choke}, unchoke)
				}
			}}
		}},
		{"they choke, and reject nothing", func(i int) hostile {
			return hostile{script: offer, again: alive, answer: func(c *attack, m wire.Message) {
				if m.ID == wire.Request {
					c.say(wire.Message{ID: wire.Choke})
				}
			}}
		}},
		{"they choke and unchoke, and reject nothing", func(i int) hostile {
			return hostile{script: offer, again: func(c *attack) { c.say(unchoke, wire.Message{ID: wire.Choke}) }, answer: func(c *attack, m wire.Message) {
				if m.ID == wire.Request {
					c.say(wire.Message{ID: wire.Choke})
				}
			}}
		}},
		{"a byte each half minute", func(i int) hostile {
			at := map[*attack]*state{}
			return hostile{script: offer, again: func(c *attack) {
				if s := at[c]; s != nil && s.sent < s.block {
					c.s.Send(wrong[:1])
					s.sent++
				} else {
					alive(c)
				}
			}, answer: func(c *attack, m wire.Message) {
				if m.ID == wire.Request && at[c] == nil {
					at[c] = &state{int(m.Length), 1}
					c.s.Send(append(wire.AppendPieceHeader(nil, m.Index, m.Begin, int(m.Length)), 0))
				}
			}}
		}},
		{"a wrong block, then nothing", func(i int) hostile {
			sent := map[*attack]int{}
			return hostile{script: offer, again: alive, answer: func(c *attack, m wire.Message) {
				if m.ID == wire.Request && sent[c] < 1 {
					sent[c]++
					c.say(wire.Message{ID: wire.Piece, Index: m.Index, Begin: m.Begin, Payload: wrong[:m.Length]})
				}
			}}
		}},
		{"a wrong block, then only rejections", func(i int) hostile {
			sent := map[*attack]int{}
			return hostile{script: offer, again: alive, answer: func(c *attack, m wire.Message) {
				switch {
				case m.ID != wire.Request:
				case sent[c] < 1:
					sent[c]++
					c.say(wire.Message{ID: wire.Piece, Index: m.Index, Begin: m.Begin, Payload: wrong[:m.Length]})
				default:
					c.say(wire.Message{ID: wire.Reject, Index: m.Index, Begin: m.Begin, Length: m.Length})
				}
			}}
		}},
	} {
		for seed := range uint64(4) {
			one, two, three := c.make(0), c.make(1), c.make(2)
			s := besieged(t, seed, seed%2 == 0, &one, &two, &three)
			if took := s.run(); s.whole() != 5 || took > 5*time.Minute {
				t.Errorf("%s, seed %d: %d of 5 have everything after %v", c.name, seed, s.whole(), took)
			}
		}
	}
}
