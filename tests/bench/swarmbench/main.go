// Command swarmbench does the work of SimGrid's BitTorrent example with Playnet's peers: so many
// peers on links of 1 Gbit/s, a tenth of them seeds, who exchange 800 KiB in 10 pieces of 5 blocks
// and stay for 5,000 seconds. A tracker's part is played by a list: each peer is told of 50
// others, as SimGrid's tracker does. It prints what it took as JSON.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/torrent/metainfo"
	"playnet/core/torrent/peer"
	"playnet/core/torrent/store"
	"playnet/core/torrent/wire"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// The work, as SimGrid's example states it.
const (
	pieces      = 10
	pieceLength = 5 * wire.Block
	told        = 50 // peers of which a tracker tells
	duration    = 5000 * time.Second
)

// result is what a run took.
type result struct {
	Peers   int
	Whole   int     // peers that have everything in the end
	Last    float64 // virtual seconds until the last one had
	Events  uint64
	Frames  uint64
	Bytes   int64 // of payload that peers have received
	Seconds float64
	Heap    uint64 // bytes at the end
	System  uint64 // bytes that the program has had of its system
}

func main() {
	n := flag.Int("peers", 100, "how many peers")
	profile := flag.String("profile", "", "where to write a profile of the processor's time")
	flag.Parse()
	if *profile != "" {
		f := must(os.Create(*profile))
		if err := pprof.StartCPUProfile(f); err != nil {
			panic(err)
		}
		defer pprof.StopCPUProfile()
	}
	if err := json.NewEncoder(os.Stdout).Encode(run(*n)); err != nil {
		panic(err)
	}
}

func run(n int) result {
	began := time.Now()
	k := sim.New(1)
	network := vnet.New(k, trace.New(trace.Options{Off: true}), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	content := make([]byte, pieces*pieceLength)
	dice := rand.NewChaCha8([32]byte{})
	if _, err := dice.Read(content); err != nil {
		panic(err)
	}
	torrent := metainfo.Build("file", content, pieceLength)
	library := store.New(&torrent.Info)
	library.Offer(content)
	r := k.Rand("bench")
	var peers []*peer.Peer
	for i := range n {
		c := peer.Config{Torrent: torrent, Library: library, Seed: i%10 == 0, Neighbours: told, Connections: n, Plain: true}
		for _, j := range others(r, i, n) {
			c.Peers = append(c.Peers, netip.AddrPortFrom(address(j), peer.DefaultPort))
		}
		m := must(network.AddHost(vnet.HostConfig{Name: fmt.Sprintf("peer-%d", i), Addrs: []netip.Addr{address(i)},
			Link: vnet.LinkConfig{Up: 1e9, Down: 1e9, Delay: 50 * time.Microsecond}}))
		p := peer.New(c)
		peers = append(peers, p)
		m.Install(peer.Kind, func() host.Program { return p })
	}
	for _, m := range network.Machines() {
		m.Start()
	}
	res := result{Peers: n}
	for {
		at, ok := k.Next()
		if !ok || at > sim.Instant(duration) {
			break
		}
		k.Step()
	}
	res.Seconds = time.Since(began).Seconds()
	res.Events = k.Position()
	for i, m := range network.Machines() {
		t := m.Traffic()
		res.Frames += t.FramesIn
		if peers[i].State() == peer.Seeding {
			res.Whole++
		}
		took, received := peers[i].Took()
		res.Last = max(res.Last, took.Seconds())
		res.Bytes += received
	}
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	res.Heap, res.System = s.HeapAlloc, s.Sys
	network.Stop()
	return res
}

// others returns the peers that a tracker would tell peer i of.
func others(r *rand.Rand, i, n int) []int {
	var list []int
	seen := map[int]bool{i: true}
	for len(list) < min(told, n-1) {
		if j := r.IntN(n); !seen[j] {
			seen[j] = true
			list = append(list, j)
		}
	}
	return list
}

func address(i int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
