package tracker

import (
	"math/rand/v2"
	"net/netip"
	"time"

	"playnet/core/host"
	"playnet/core/torrent/metainfo"
	"playnet/core/trace"
	"playnet/core/web"
)

// ServerKind is the kind of a [Server], as a lab file writes it.
const ServerKind = "torrent.tracker"

// Port is where trackers listen unless they are told otherwise: 6969, which most have come to
// use, by TCP and by UDP.
const Port = 6969

// Config says how a [Server] works. Zero values mean the defaults.
type Config struct {
	HTTP, UDP     uint16        // ports; 6969
	NoHTTP, NoUDP bool          // which of the two it does not speak
	Interval      time.Duration // after which peers are to announce themselves again; 30 minutes
	MinInterval   time.Duration // which they shall not do sooner; not said if zero
	NumWant       int           // addresses in an answer, at most; 50
	Only          []*metainfo.Torrent
	// Files are served beside the announces, by their paths: "/crepe.torrent".
	Files web.Files
	// SiteOf tells the site of an address: peers are told of those of their own first. Nil:
	// addresses are drawn from all.
	SiteOf func(netip.Addr) string
}

const defaultInterval = 30 * time.Minute

// missedAnnounces is after how many intervals of silence a peer is struck off.
const missedAnnounces = 2

// Server is a tracker.
type Server struct {
	config Config
	h      host.Host
	state  State
	dice   *rand.Rand
	secret [16]byte // of the connection ids
	swarms []*swarm // in the order of their first announce

	announces, scrapes int64
}

// State is what a tracker does.
type State uint8

// The states.
const (
	Starting State = iota
	Listening
	Ended
	states = iota
)

// String returns the name that the screen shows.
func (s State) String() string { return [states]string{"starting", "listening", "ended"}[s] }

// NewServer returns a tracker. It keeps peers of the torrents that it knows; without any, of
// all that it hears of.
func NewServer(c Config) *Server {
	s := &Server{}
	s.Configure(c)
	return s
}

// Configure changes how it works from now on; ports stay as they are while it runs.
func (s *Server) Configure(c Config) {
	if c.HTTP == 0 {
		c.HTTP = Port
	}
	if c.UDP == 0 {
		c.UDP = Port
	}
	if c.Interval == 0 {
		c.Interval = defaultInterval
	}
	if c.NumWant == 0 {
		c.NumWant = askedPeers
	}
	c.NumWant = min(c.NumWant, maxPeers)
	s.config = c
}

// Kind returns [ServerKind].
func (s *Server) Kind() string { return ServerKind }

// become changes the state.
func (s *Server) become(state State) { s.state = state }

// Run serves until the host stops.
func (s *Server) Run(h host.Host) error {
	s.h = h
	s.dice = h.Rand("torrent.tracker.peers")
	secret := h.Rand("torrent.tracker.secret")
	for i := range s.secret {
		s.secret[i] = byte(secret.Uint32())
	}
	s.swarms = nil
	for _, t := range s.config.Only {
		s.swarms = append(s.swarms, &swarm{hash: t.Hash})
	}
	defer s.become(Ended)
	s.become(Listening)
	if !s.config.NoUDP {
		for _, a := range h.Addrs() {
			conn, err := h.ListenPacket("udp", netip.AddrPortFrom(a, s.config.UDP))
			if err != nil {
				return err
			}
			h.Go("udp", func() { _ = s.serveUDP(conn) }) // it ends with the host
		}
	}
	if s.config.NoHTTP {
		return h.NewSignal().Wait() // nobody broadcasts: until the host stops
	}
	return web.NewServer(web.ServerConfig{Port: s.config.HTTP, Name: "Playnet", Handler: web.HandlerFunc(s.serveHTTP)}).Run(h)
}

// swarmOf returns the swarm of a torrent, which begins with the first announce.
func (s *Server) swarmOf(hash metainfo.Hash) (w *swarm, why string) {
	for _, w := range s.swarms {
		if w.hash == hash {
			return w, ""
		}
	}
	switch {
	case len(s.config.Only) > 0:
		return nil, "this torrent is not served here"
	case len(s.swarms) == mostTorrents:
		return nil, "too many torrents"
	}
	w = &swarm{hash: hash}
	s.swarms = append(s.swarms, w)
	return w, ""
}

// announce does what a peer asks for; why says what it is refused for.
func (s *Server) announce(from netip.Addr, r *Request, by string) (a Answer, why string) {
	peer := netip.AddrPortFrom(from.Unmap(), r.Port)
	s.because(EventAnnounce{Peer: peer, Torrent: r.Hash.String(), Event: r.Event.String(),
		Left: r.Left, Uploaded: r.Uploaded, Downloaded: r.Downloaded, By: by})
	s.announces++
	switch {
	case r.Port == 0 && r.Event != Stopped:
		return a, "nobody listens on port 0"
	case !peer.Addr().Is4():
		return a, "only IPv4 is spoken here"
	}
	w, why := s.swarmOf(r.Hash)
	if why != "" {
		return a, why
	}
	s.expire(w)
	if why := w.take(peer, r, s.h.Now()); why != "" {
		return a, why
	}
	c := w.counts()
	a = Answer{Interval: s.config.Interval, MinInterval: s.config.MinInterval, Seeds: c.Seeds, Leechers: c.Leechers}
	want := s.config.NumWant
	switch {
	case r.NumWant == none || r.Event == Stopped:
		want = 0
	case r.NumWant > 0:
		want = min(r.NumWant, want)
	}
	chosen := w.choose(peer, r.Left == 0, want, s.dice, s.config.SiteOf)
	for _, m := range chosen.offered {
		a.Peers, a.ids = append(a.Peers, m.addr), append(a.ids, m.id)
	}
	s.because(EventOffer{Peer: peer, Offered: a.Peers, Of: chosen.of, Near: chosen.near, Why: chosen.why})
	return a, ""
}

// because records an event; what follows is due to it.
func (s *Server) because(body trace.Body) { s.h.Because(s.h.Emit(body)) }

// expire strikes those off who have not been heard of for too long: a peer that crashes does
// not say "stopped".
func (s *Server) expire(w *swarm) {
	before := s.h.Now().Add(-missedAnnounces * s.config.Interval)
	kept := w.members[:0]
	for _, m := range w.members {
		if m.seen.Before(before) {
			s.h.Emit(EventExpired{Peer: m.addr, Torrent: w.hash.String()})
			continue
		}
		kept = append(kept, m)
	}
	clear(w.members[len(kept):])
	w.members = kept
}

// scrape counts the peers of some torrents; of those that it does not know there are none.
func (s *Server) scrape(hashes []metainfo.Hash) []Counts {
	s.scrapes++
	list := make([]Counts, len(hashes))
	for i, h := range hashes {
		for _, w := range s.swarms {
			if w.hash == h {
				s.expire(w)
				list[i] = w.counts()
			}
		}
	}
	return list
}
