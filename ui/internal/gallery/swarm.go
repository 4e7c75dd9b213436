package gallery

import (
	"fmt"
	"math/rand/v2"

	"playnet/core/view"
)

// Crowd makes a swarm of so many peers for the tests of its pictures: the first has
// everything, the last has not come yet, the one before it rides free.
func Crowd(peers, pieces int, seed uint64) *view.Swarm {
	dice := rand.New(rand.NewPCG(seed, 1))
	names := []string{"seed", "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy"}
	w := &view.Swarm{Name: "crepes.tar", Pieces: pieces, PieceLength: 256 << 10, Size: int64(pieces) << 18,
		Copies: make([]int, pieces)}
	for i := range peers {
		p := view.SwarmPeer{Host: fmt.Sprint("peer-", i), State: "leeching", Have: make([]byte, (pieces+7)/8), Neighbors: peers - 1}
		if i < len(names) {
			p.Host = names[i]
		}
		share := dice.Float64()
		switch {
		case i == 0:
			p.State, share = "seeding", 2
		case i == peers-1 && peers > 3:
			p.State, share = "waiting", -1
		case i == peers-2 && peers > 3:
			p.Rider = "free-rider"
		}
		for k := range pieces {
			switch x := dice.Float64(); {
			case x < share:
				p.Have[k/8] |= 0x80 >> (k % 8)
				p.Count++
				w.Copies[k]++
			case share > 0 && x < share+4/float64(pieces):
				p.Busy = append(p.Busy, k)
			}
		}
		p.Up, p.Down = dice.Int64N(1_600_000), dice.Int64N(1_900_000)
		w.Peers = append(w.Peers, p)
	}
	w.Links = links(w, dice)
	for k := range 60 {
		at := view.SwarmPoint{At: int64(k) * 1_000_000_000, Have: make([]int32, peers)}
		for i := range w.Peers {
			at.Have[i] = int32(w.Peers[i].Count * k * k / (59 * 59))
			if i == 0 {
				at.Have[i] = int32(pieces)
			}
		}
		w.Samples = append(w.Samples, at)
	}
	return w
}

// links lets each peer serve four others and a fifth on trial, among up to twenty
// neighbours.
func links(w *view.Swarm, dice *rand.Rand) []view.SwarmLink {
	var list []view.SwarmLink
	n := len(w.Peers)
	for i := range n {
		if w.Peers[i].State == "waiting" {
			continue
		}
		served := 0
		for _, k := range dice.Perm(n)[:min(n, 20)] {
			if k == i || w.Peers[k].State == "waiting" {
				continue
			}
			link := view.SwarmLink{From: i, To: k, Interested: true}
			if served < 5 && k != 0 && w.Peers[i].Rider == "" {
				link.Unchoked, link.Optimistic = true, served == 4
				link.Rate, link.Asked, link.Piece = dice.Int64N(500_000), 3, dice.IntN(w.Pieces)
				if served == 4 {
					link.Rate, link.Asked = 0, 0
				}
				served++
			}
			list = append(list, link)
		}
	}
	return list
}

// Flights makes frames in flight on the links on which something flows.
func Flights(w *view.Swarm, seed uint64) []view.Frame {
	dice := rand.New(rand.NewPCG(seed, 2))
	var list []view.Frame
	for _, k := range w.Links {
		if k.Rate == 0 {
			continue
		}
		for range 1 + dice.IntN(5) {
			f := view.Frame{ID: uint64(len(list) + 1), From: w.Peers[k.From].Host, To: w.Peers[k.To].Host,
				Protocol: "tcp", Size: 1500, LegTo: 1, LegEnd: 1000, ArrivesAt: 1000, SentAt: -dice.Int64N(1000)}
			f.LegStart, f.LegEnd, f.ArrivesAt = f.SentAt, f.SentAt+1000, f.SentAt+1000
			list = append(list, f)
			if dice.IntN(2) == 0 {
				f.ID, f.From, f.To, f.Size = f.ID+1, f.To, f.From, 60
				list = append(list, f)
			}
		}
	}
	return list
}
