package lab

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"playnet/core/torrent/choker"
	"playnet/core/torrent/peer"
	"playnet/core/torrent/tracker"
	"playnet/core/trace"
)

// passedOver are the events of swarms that a story leaves out: there are too many of them.
var passedOver = []string{"connected", "connected.by", "disconnected", "piece", "snubbed", "round", "round.fill"}

// tellTorrent tells of a swarm: who comes and goes, what is chosen and why, what goes wrong.
func (w *World) tellTorrent(e trace.Event) (key string, a args) {
	if key, a = w.stateTorrent(e); slices.Contains(passedOver, strings.TrimPrefix(key, "torrent.")) {
		return "", nil
	}
	return key, a
}

// stateTorrent gives the plain sentences of a swarm's events: of peers first, then of trackers.
func (w *World) stateTorrent(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case *peer.EventJoined:
		a = args{"host": e.Host, "name": b.Name, "have": strconv.Itoa(b.Have), "pieces": strconv.Itoa(b.Pieces)}
		switch {
		case b.Seed:
			return "torrent.joined.seed", a
		case b.Pieces == 0:
			return "torrent.joined.magnet", a
		}
		return "torrent.joined", a
	case *peer.EventLeft:
		return "torrent.left", args{"host": e.Host, "have": strconv.Itoa(b.Have), "pieces": strconv.Itoa(b.Pieces), "why": given(b.Why),
			"sent": decimal(b.Sent), "received": decimal(b.Received)}
	case *peer.EventConnected:
		a = args{"host": e.Host, "peer": w.hostAt(b.Addr), "client": given(b.Client)}
		if b.Incoming {
			return "torrent.connected.by", a
		}
		return "torrent.connected", a
	case *peer.EventDisconnected:
		return "torrent.disconnected", args{"host": e.Host, "peer": w.hostAt(b.Addr), "reason": given(b.Reason)}
	case *peer.EventPicked:
		key = "torrent.picked." + strings.ReplaceAll(b.Why, " ", ".")
		if b.Why == "rarest" && b.Ties == 0 {
			key += ".alone"
		}
		return key, args{"host": e.Host, "peer": w.hostAt(b.From), "piece": strconv.Itoa(b.Piece),
			"copies": strconv.Itoa(b.Copies), "least": strconv.Itoa(b.Least), "ties": strconv.Itoa(b.Ties)}
	case *peer.EventPiece:
		return "torrent.piece", args{"host": e.Host, "peer": w.hostAt(b.From), "piece": strconv.Itoa(b.Piece), "have": strconv.Itoa(b.Have),
			"pieces": strconv.Itoa(b.Pieces)}
	case *peer.EventBad:
		return "torrent.bad", args{"host": e.Host, "piece": strconv.Itoa(b.Piece), "peers": w.hostsAt(b.From)}
	case *peer.EventBanned:
		return "torrent.banned", args{"host": e.Host, "peer": w.hostAt(netip.AddrPortFrom(b.Addr, 0)), "reason": given(b.Reason)}
	}
	if key, a := w.stateChoking(e); key != "" {
		return key, a
	}
	return w.stateTracker(e)
}

// stateChoking tells whom a peer serves, and how it comes to its end.
func (w *World) stateChoking(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case *peer.EventRound:
		a = args{"host": e.Host, "served": w.served(b, "unchoked"), "trial": w.served(b, "optimistic"), "n": strconv.Itoa(len(b.Ranking)), "strategy": b.Strategy}
		if b.Fill {
			return "torrent.round.fill", a
		}
		return "torrent.round", a
	case *peer.EventOptimistic:
		a = args{"host": e.Host, "peer": w.hostAt(b.Addr)}
		if cause, ok := w.run.trace.Event(e.Cause); ok {
			if round, ok := cause.Body.(*peer.EventRound); ok && round.Strategy == choker.NameSeed {
				return "torrent.optimistic.seed", a
			}
		}
		return "torrent.optimistic", a
	case *peer.EventSnubbed:
		return "torrent.snubbed", args{"host": e.Host, "peer": w.hostAt(b.Addr)}
	case *peer.EventByHand:
		a = args{"host": e.Host}
		if b.Addr.IsValid() {
			a["peer"] = w.hostAt(netip.AddrPortFrom(b.Addr, 0))
		}
		return choking("torrent.choke", !b.Addr.IsValid(), b.On), a
	case *peer.EventEndGame:
		return "torrent.endgame", args{"host": e.Host, "blocks": strconv.Itoa(b.Blocks)}
	case *peer.EventComplete:
		return "torrent.complete", args{"host": e.Host, "took": b.Took.Round(time.Millisecond).String(), "sent": decimal(b.Sent), "received": decimal(b.Received)}
	case *peer.EventMetadata:
		return "torrent.metadata", args{"host": e.Host, "peer": w.hostAt(b.From), "size": strconv.Itoa(b.Size), "pieces": strconv.Itoa(b.Pieces)}
	}
	return "", nil
}

// served lists the neighbours with a verdict, each with the rate by which it was ranked; "–"
// if there are none.
func (w *World) served(b *peer.EventRound, verdict string) string {
	var list []string
	for i, addr := range b.Ranking {
		if b.Verdicts[i] != verdict {
			continue
		}
		text := w.hostAt(addr)
		if verdict == "unchoked" {
			text += " (" + perSecond(b.Rates[i]) + ")"
		}
		list = append(list, text)
	}
	if len(list) == 0 {
		return "–"
	}
	return strings.Join(list, ", ")
}

// perSecond writes a rate, in bytes a second.
func perSecond(rate int64) string {
	if rate >= 10_000 {
		return decimal(rate/1000) + " kB/s"
	}
	return decimal(rate) + " B/s"
}

// hostsAt lists hosts, each once.
func (w *World) hostsAt(addrs []netip.AddrPort) string {
	var list []string
	for _, addr := range addrs {
		if name := w.hostAt(addr); !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	if len(list) == 0 {
		return "–"
	}
	return strings.Join(list, ", ")
}

func (w *World) stateTracker(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case tracker.EventAnnounce:
		a = args{"host": e.Host, "peer": w.hostAt(b.Peer), "left": decimal(b.Left), "uploaded": decimal(b.Uploaded), "by": b.By}
		if b.Event != "" {
			return "tracker.announce." + b.Event, a
		}
		return "tracker.announce", a
	case tracker.EventOffer:
		return "tracker.offer." + strings.ReplaceAll(b.Why, " ", "."), args{"host": e.Host, "peer": w.hostAt(b.Peer), "n": strconv.Itoa(len(b.Offered)),
			"of": strconv.Itoa(b.Of), "near": strconv.Itoa(b.Near)}
	case tracker.EventAnswer:
		return "tracker.answer", args{"host": e.Host, "n": strconv.Itoa(b.Peers), "seeds": strconv.Itoa(b.Seeds), "leechers": strconv.Itoa(b.Leechers),
			"interval": b.Interval.String()}
	case tracker.EventFailed:
		return "tracker.failed", args{"host": e.Host, "url": b.URL, "reason": given(b.Reason)}
	case tracker.EventRefused:
		return "tracker.refused", args{"host": e.Host, "peer": w.hostAt(b.From), "reason": given(b.Reason)}
	case tracker.EventExpired:
		return "tracker.expired", args{"host": e.Host, "peer": w.hostAt(b.Peer)}
	}
	return "", nil
}
