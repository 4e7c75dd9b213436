package peer

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"testing"
	"time"

	"playnet/core/torrent/wire"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// lawful runs a swarm of dice.
func lawful(t *testing.T, seed uint64) {
	dice, lines := rand.New(rand.NewPCG(seed, 'l')), rand.New(rand.NewPCG(seed, 'u'))
	pieces, length := 6+dice.IntN(14), wire.Block<<(1+dice.IntN(2))
	s := newSwarm(t, seed, (pieces-1)*length+1+dice.IntN(length), length, trace.Options{Off: true})
	l := &laws{swarm: s, what: fmt.Sprintf("seed %d", seed), slots: map[string]int{}, up: map[string]int64{}, seeds: map[string]bool{},
		sent: map[trace.ID]*carried{}, flows: map[flow]*way{}, hosts: map[string]*account{}}
	s.t.Subscribe(l.hear)
	stayed := map[int]bool{}
	fast, loss := dice.IntN(3) == 0, float64(dice.IntN(3)/2)*0.01
	n := 4 + dice.IntN(5)
	for i := range n {
		c := Config{Seed: i == 0, Slots: 1 + dice.IntN(3), Fast: fast, Join: time.Duration(dice.IntN(15_000)) * time.Millisecond}
		stayed[i] = true
		switch {
		case i == 0:
			c.Join = 0
		case dice.IntN(4) == 0:
			c.Leave, stayed[i] = LeaveAtComplete, false
		case i == 1 && dice.IntN(4) == 0:
			c.Poison, stayed[i] = true, false // banned by those to whom it has sent
		}
		up := int64(200_000 + dice.IntN(800_000))
		most := c.Slots
		if lines.IntN(3) == 0 { // it knows its line, and may serve twice as many
			c.Uplink, most = up/8, 2*(c.Slots+1)-1
		}
		s.add(c, vnet.LinkConfig{Up: up, Down: 4 * up, Delay: time.Duration(1+dice.IntN(30)) * time.Millisecond, Loss: loss})
		name := s.hosts[i].Name()
		l.slots[name], l.up[name], l.seeds[name] = most, up, c.Seed
	}
	s.acquaint()
	s.start()
	if i := 1 + dice.IntN(n-1); dice.IntN(3) == 0 {
		stayed[i] = false
		s.k.After(time.Duration(dice.IntN(20_000))*time.Millisecond, s.hosts[i].Stop)
	}
	s.run()
	l.end(stayed)
}

// The laws of a swarm, over random ones: whoever stays gets the file; nothing is taken for
// right that isn't; no link carries more than it can; what was sent has arrived or is lost;
// nobody is sent what it is choked for; no more are served than there are slots; a piece is
// begun only if there is no rarer one.
func TestLaws(t *testing.T) {
	seeds := uint64(60)
	if runtime.GOOS == "js" {
		seeds = 10
	}
	if os.Getenv("PLAYNET_LONG") != "" {
		seeds = 500
	}
	for seed := range seeds {
		lawful(t, seed)
		if t.Failed() {
			return
		}
	}
}
