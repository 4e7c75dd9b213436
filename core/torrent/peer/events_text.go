package peer

import (
	"fmt"
	"net/netip"
	"strings"
)

// Text returns the event in one line.
func (e *EventJoined) Text() string {
	role := "leecher"
	if e.Seed {
		role = "seed"
	}
	return fmt.Sprintf("joins the swarm of %s (%s) as a %s with %d of %d pieces", e.Name, e.InfoHash, role, e.Have, e.Pieces)
}

// Text returns the event in one line.
func (e *EventLeft) Text() string {
	return fmt.Sprintf("leaves with %d of %d pieces, %d bytes sent, %d received: %s", e.Have, e.Pieces, e.Sent, e.Received, e.Why)
}

// Text returns the event in one line.
func (e *EventConnected) Text() string {
	from := "to"
	if e.Incoming {
		from = "from"
	}
	return fmt.Sprintf("connected %s %s (%s)", from, e.Addr, e.Client)
}

// Text returns the event in one line.
func (e *EventDisconnected) Text() string {
	return fmt.Sprintf("disconnected from %s: %s", e.Addr, e.Reason)
}

// Text returns the event in one line.
func (e *EventPicked) Text() string {
	return fmt.Sprintf("begins piece %d, asking %s: %s; %d copies, the fewest are %d, %d others as good", e.Piece, e.From, e.Why, e.Copies, e.Least, e.Ties)
}

// Text returns the event in one line.
func (e *EventPiece) Text() string {
	return fmt.Sprintf("piece %d is here and right, the last block from %s: %d of %d", e.Piece, e.From, e.Have, e.Pieces)
}

// Text returns the event in one line.
func (e *EventBad) Text() string {
	return fmt.Sprintf("piece %d has the wrong hash; blocks came from %s", e.Piece, texts(e.From))
}

// Text returns the event in one line.
func (e *EventBanned) Text() string { return fmt.Sprintf("%s is banned: %s", e.Addr, e.Reason) }

// Text returns the event in one line.
func (e *EventRound) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "round %d", e.Number)
	if e.Fill {
		b.WriteString(", free slots only")
	}
	fmt.Fprintf(&b, " (%s):", e.Strategy)
	for i, a := range e.Ranking {
		if i < len(e.Rates) && i < len(e.Verdicts) {
			fmt.Fprintf(&b, " %s %d B/s %s;", a, e.Rates[i], e.Verdicts[i])
		}
	}
	return strings.TrimRight(b.String(), ";:")
}

// Text returns the event in one line.
func (e *EventOptimistic) Text() string { return fmt.Sprintf("serves %s on trial", e.Addr) }

// Text returns the event in one line.
func (e *EventSnubbed) Text() string { return fmt.Sprintf("snubbed by %s", e.Addr) }

// Text returns the event in one line.
func (e *EventEndGame) Text() string {
	return fmt.Sprintf("end game: the last %d blocks are asked of several", e.Blocks)
}

// Text returns the event in one line.
func (e *EventComplete) Text() string {
	return fmt.Sprintf("has everything after %s, %d bytes sent, %d received", e.Took, e.Sent, e.Received)
}

// Text returns the event in one line.
func (e *EventMetadata) Text() string {
	return fmt.Sprintf("knows the %d pieces from %d bytes of metadata, the last from %s", e.Pieces, e.Size, e.From)
}

// Text returns the event in one line.
func (e *EventByHand) Text() string {
	whom := "everybody"
	if e.Addr.IsValid() {
		whom = e.Addr.String()
	}
	if e.On {
		return "is told to choke " + whom
	}
	return "is no longer told to choke " + whom
}

func texts(list []netip.AddrPort) string {
	all := make([]string, len(list))
	for i, a := range list {
		all[i] = a.String()
	}
	return strings.Join(all, ", ")
}
