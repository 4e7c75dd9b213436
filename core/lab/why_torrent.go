package lab

import (
	"strconv"
	"strings"

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
		s.add(decided, "torrent.verdict."+strings.ReplaceAll(round.Verdicts[i], " ", "."), args{"peer": s.w.hostAt(addr), "rank": strconv.Itoa(i + 1),
			"rate": perSecond(round.Rates[i])})
		return decided.Cause, true
	}
	return decided.ID, true
}
