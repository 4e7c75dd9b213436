package lab

import (
	"net/netip"
	"slices"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/torrent/peer"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/web"
)

// swarms are the pictures of a lab's torrents that have peers, in the order of these.
type swarms []*swarm

// swarm is the picture of a torrent's exchange: its buffers are used again with each look,
// so that a screen may look each frame. How many pieces each peer had is noted while the world
// runs, at a fixed number of instants: when the run outgrows them, every other one is dropped.
type swarm struct {
	torrent  labfile.ID
	services []*service     // the peers, in the order of the lab's services
	at       map[uint32]int // where the peer of an address stands among the services
	picture  view.Swarm
	samples  []view.SwarmPoint
	next     sim.Instant // when the next sample is due
	width    sim.Instant // between two samples
	turned   trace.ID    // see view.Swarm
	here     int         // the peer that tells of its links
	link     func(netip.Addr, view.SwarmLink)
}

const (
	mostSamples = 512
	firstSample = 100_000_000 // 100 ms
)

// watch takes a service into its torrent's picture, if it is a peer.
func (all *swarms) watch(f *labfile.File, entry *service) {
	p, ok := entry.lab.(labfile.TorrentPeer)
	if !ok {
		return
	}
	i := slices.IndexFunc(*all, func(s *swarm) bool { return s.torrent == p.Torrent })
	if i < 0 {
		i = len(*all)
		*all = append(*all, &swarm{torrent: p.Torrent, at: map[uint32]int{}, width: firstSample})
	}
	s := (*all)[i]
	s.at[numberOf(f.Host(p.Host).Address.Addr)] = len(s.services)
	s.services = append(s.services, entry)
	s.picture.Peers = append(s.picture.Peers, view.SwarmPeer{Host: string(p.Host)})
}

func (all swarms) take(e trace.Event) {
	for _, s := range all {
		s.take(e)
	}
}

// take notes what each peer has when one of them gets a piece and a sample is due, and when
// one has everything.
func (s *swarm) take(e trace.Event) {
	switch e.Body.(type) {
	case *peer.EventPiece:
		if e.At < s.next {
			return
		}
	case *peer.EventJoined:
	case *peer.EventComplete, *peer.EventLeft:
		s.turned = e.ID
	default:
		return
	}
	if len(s.services) == 0 {
		return
	}
	point := view.SwarmPoint{At: int64(e.At), Have: make([]int32, len(s.services))}
	for i, of := range s.services {
		if p, ok := of.program.(*peer.Peer); ok {
			point.Have[i] = int32(p.Counted())
		}
	}
	if n := len(s.samples); n > 0 && s.samples[n-1].At == point.At {
		s.samples[n-1] = point
		return
	}
	s.samples = append(s.samples, point)
	s.next = e.At + s.width
	if len(s.samples) < mostSamples {
		return
	}
	s.width *= 2
	kept := s.samples[:0]
	for i := range s.samples {
		if i%2 == 1 {
			kept = append(kept, s.samples[i])
		}
	}
	s.samples = kept
}

// Swarm tells who takes part in the exchange of the lab's first torrent that has peers: see
// [World.SwarmOf].
func (w *World) Swarm() (picture view.Swarm, ok bool) { return w.SwarmOf(0) }

// SwarmOf tells who takes part in the exchange of a torrent, counted from 0 among those that
// have peers, as a picture of all peers needs it; ok is false if there are not so many. It costs
// little: what it returns holds until the next call for the same torrent.
func (w *World) SwarmOf(n int) (picture view.Swarm, ok bool) {
	if n < 0 || n >= len(w.run.swarms) {
		return view.Swarm{}, false
	}
	s := w.run.swarms[n]
	v := &s.picture
	t := w.run.torrents.of(s.torrent)
	v.InfoHash, v.Name, v.Size = t.Hash.String(), t.Info.Name, t.Info.TotalLength()
	v.PieceLength, v.Pieces = t.Info.PieceLength, len(t.Info.Pieces)
	if len(v.Copies) != v.Pieces {
		v.Copies = make([]int, v.Pieces)
	}
	clear(v.Copies)
	v.Links = v.Links[:0]
	if s.link == nil {
		s.link = func(to netip.Addr, l view.SwarmLink) {
			if i, ok := s.at[numberOf(to.Unmap())]; ok {
				l.From, l.To = s.here, i
				v.Links = append(v.Links, l)
			}
		}
	}
	began := w.file.Lab.Epoch.UnixNano()
	for i, of := range s.services {
		of.overview(&v.Peers[i], began)
		p, running := of.program.(*peer.Peer)
		if !running || !w.run.machine(of.lab.On()).Up() {
			v.Peers[i].State = "down"
			continue
		}
		if st := p.State(); st == peer.Waiting || st == peer.Left {
			continue
		}
		count(v.Copies, v.Peers[i].Have)
		s.here = i
		p.Links(s.link)
	}
	v.Samples, v.Turned = s.samples, uint64(s.turned)
	v.Downloads = w.downloads(v.Downloads[:0], v.Name)
	return *v, true
}

// downloads appends to a list who gets a file from a web server.
func (w *World) downloads(list []view.SwarmDownload, file string) []view.SwarmDownload {
	for _, of := range w.run.services {
		s, ok := of.lab.(labfile.WebDownload)
		if !ok || strings.TrimPrefix(string(s.Path), "/") != file {
			continue
		}
		d := view.SwarmDownload{Host: string(s.Host)}
		if p, running := of.program.(*web.Download); running {
			d.State, d.Got = p.Progress()
		}
		list = append(list, d)
	}
	return list
}

// overview writes what the picture needs of one peer; instants become those of the world.
func (of *service) overview(to *view.SwarmPeer, began int64) {
	p, ok := of.program.(*peer.Peer)
	if !ok {
		return
	}
	p.Overview(to)
	to.Since, to.Done = sinceBegan(to.Since, began), sinceBegan(to.Done, began)
}

// sinceBegan turns a machine's clock into nanoseconds since the world began; 0 stays "not yet".
func sinceBegan(wall, began int64) int64 {
	if wall == 0 {
		return 0
	}
	return max(wall-began, 1)
}

// count adds a peer's pieces to the copies of each.
func count(copies []int, have []byte) {
	for i, b := range have {
		for bit := 0; b != 0; bit, b = bit+1, b<<1 {
			if k := 8*i + bit; b&0x80 != 0 && k < len(copies) {
				copies[k]++
			}
		}
	}
}

// torrentView completes what a peer says of itself: instants become
// those of the world, and addresses get the names of their hosts.
func (w *World) torrentView(p *view.Program) {
	began := w.file.Lab.Epoch.UnixNano()
	if t := p.Torrent; t != nil {
		t.NextAsk, t.NextRound = sinceBegan(t.NextAsk, began), sinceBegan(t.NextRound, began)
		for i := range t.Neighbors {
			t.Neighbors[i].Host = w.hostNamed(t.Neighbors[i].Addr)
		}
		for i := range t.Ranking {
			t.Ranking[i].Host = w.hostNamed(t.Ranking[i].Addr)
		}
		for i := range t.Last {
			t.Last[i].At = sinceBegan(t.Last[i].At, began)
			if host := w.hostNamed(t.Last[i].From); host != "" {
				t.Last[i].From = host
			}
		}
	}
}

// hostNamed returns the host of the lab that has an address, written with its port; "" if none has.
func (w *World) hostNamed(addr string) string {
	a, _ := netip.ParseAddrPort(addr) // what is none is nobody's
	return w.run.names[a.Addr().Unmap()]
}
