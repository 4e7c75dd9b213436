package dht

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/torrent/metainfo"
)

// Two peers that know nothing but a bootstrap node find each other.
func TestPeersFindEachOther(t *testing.T) {
	w := newWorld(t, 4, false)
	w.grow(20)
	hash := metainfo.Hash(idOf("a torrent of 20 byte"))
	found := map[int][]netip.AddrPort{}
	for i := range 2 {
		m := w.machine(100 + i)
		m.Install("peer", func() host.Program {
			return program(func(h host.Host) error {
				e := Embed(Config{Bootstrap: []netip.AddrPort{at(3)}})
				peers, err := e.Announce(h, hash, uint16(7000+i))
				if err != nil {
					return err
				}
				found[i] = peers
				again, err := e.Announce(h, hash, uint16(7000+i))
				if want := netip.AddrPortFrom(h.Addrs()[0], uint16(7000+i)); !slices.Contains(again, want) {
					return fmt.Errorf("its own announce is not found: %v %w", again, err)
				}
				return h.NewSignal().Wait()
			})
		})
		m.Start()
		w.run()
	}
	if want := []netip.AddrPort{netip.AddrPortFrom(addrOf(100), 7000)}; len(found[0]) != 0 || !slices.Equal(found[1], want) {
		t.Errorf("the first finds %v, the second %v", found[0], found[1])
	}
}

// A host that stops ends an announce; a port that is taken is an error.
func TestAnnounceEnds(t *testing.T) {
	w := newWorld(t, 4, false)
	w.grow(1)
	var stopped, taken error
	m := w.machine(100)
	m.Install("peer", func() host.Program {
		return program(func(h host.Host) error {
			e := Embed(Config{Bootstrap: []netip.AddrPort{at(99)}})
			h.Go("second", func() { _, taken = Embed(Config{}).Announce(h, metainfo.Hash{}, 1) })
			_, stopped = e.Announce(h, metainfo.Hash{}, 7000)
			return nil
		})
	})
	m.Start()
	w.runFor(time.Second)
	m.Stop()
	w.run()
	if !errors.Is(stopped, net.ErrClosed) || taken == nil {
		t.Errorf("stopped: %v; taken: %v", stopped, taken)
	}
}
