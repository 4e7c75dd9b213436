package lab_test

import (
	"net/netip"
	"time"

	"playnet/core/torrent/peer"
	"playnet/core/torrent/tracker"
	"playnet/core/trace"
)

// What may happen in a swarm, each in all its ways.
func init() {
	bob := netip.MustParseAddrPort("10.0.0.2:6881")
	bodies := []trace.Body{
		&peer.EventJoined{Name: "film.mpg", Pieces: 12}, &peer.EventJoined{Name: "film.mpg", Have: 12, Pieces: 12, Seed: true}, &peer.EventJoined{Name: "film.mpg"},
		&peer.EventLeft{Why: "it is told to", Pieces: 12}, &peer.EventConnected{Addr: bob, Client: "PN 0100"}, &peer.EventConnected{Addr: bob, Incoming: true},
		&peer.EventDisconnected{Addr: bob, Reason: "it has left"}, &peer.EventPiece{From: bob, Have: 1, Pieces: 12},
		&peer.EventBad{From: []netip.AddrPort{bob, bob}}, &peer.EventBad{}, &peer.EventBanned{Addr: bob.Addr(), Reason: "a bad piece"},
		&peer.EventRound{Strategy: "tit-for-tat", Ranking: []netip.AddrPort{bob, bob}, Rates: []int64{20_000, 10}, Verdicts: []string{"unchoked", "optimistic"}},
		&peer.EventRound{Fill: true, Strategy: "seed"}, &peer.EventOptimistic{Addr: bob}, &peer.EventSnubbed{Addr: bob}, &peer.EventEndGame{Blocks: 3},
		&peer.EventComplete{Took: time.Second}, &peer.EventMetadata{Size: 100, Pieces: 12, From: bob},
		tracker.EventAnswer{URL: "http://tracker.example/announce"}, tracker.EventFailed{URL: "udp://tracker.example:6969", Reason: "no answer"},
		tracker.EventRefused{From: bob, Reason: "no such torrent"}, tracker.EventExpired{Peer: bob},
	}
	for _, why := range []string{"rarest", "random first", "random", "in order"} {
		bodies = append(bodies, &peer.EventPicked{From: bob, Why: why})
	}
	for _, event := range []string{"", "started", "completed", "stopped"} {
		bodies = append(bodies, tracker.EventAnnounce{Peer: bob, Event: event, By: "udp"})
	}
	for _, why := range []string{"all", "random", "by site", "none wanted"} {
		bodies = append(bodies, tracker.EventOffer{Peer: bob, Why: why})
	}
	for _, body := range bodies {
		rare = append(rare, trace.Event{Host: "engineering", Body: body})
	}
}
