package lab

import (
	"strconv"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/core/torrent/choker"
	"playnet/core/torrent/peer"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// explainChoking tells why a peer serves another one, or no longer does: what the frame says,
// and how the other one stood when that was decided. It is not ok if the frame follows from
// something else.
func (s *story) explainChoking(e trace.Event, b *vnet.FrameSent) (next trace.ID, ok bool) {
	decided := s.event(e.Cause)
	round, ok := decided.Body.(*peer.EventRound)
	if !ok {
		return 0, false
	}
	s.add(e, "", nil)
	for i, addr := range round.Ranking {
		if addr.Addr() != b.Dst.Addr() {
			continue
		}
		s.add(decided, verdictKey(round.Strategy, round.Verdicts[i]), args{"peer": s.w.hostAt(addr), "rank": strconv.Itoa(i + 1),
			"rate": perSecond(round.Rates[i])})
		return decided.Cause, true
	}
	return decided.ID, true
}

// verdictKey names the sentence that says why a strategy has decided so. What counts is what the
// neighbour gives, unless a strategy goes by something else.
func verdictKey(strategy, verdict string) string {
	key := "torrent.verdict." + strings.ReplaceAll(verdict, " ", ".")
	if strategy != choker.NameTitForTat && (verdict == choker.Unchoked.String() || verdict == choker.Optimistic.String() || verdict == choker.Choked.String()) {
		key += "." + strategy
	}
	return key
}

// chokeKey tells the ways apart in which a peer is told whom to choke; any other operation stays
// as it is.
func chokeKey(op, action string) string {
	if op != (labfile.TorrentChoke{}).Op() {
		return op
	}
	a, err := labfile.ParseAction([]byte(action))
	if err != nil {
		return op // it was encoded from an action
	}
	choke := a.(labfile.TorrentChoke)
	return choking(op, choke.Of == "", choke.On)
}

// choking completes the name of a sentence about a choke by hand.
func choking(key string, everybody, on bool) string {
	if everybody {
		key += ".all"
	}
	if !on {
		key += ".off"
	}
	return key
}
