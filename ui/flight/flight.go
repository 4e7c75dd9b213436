// Package flight says where a frame is, and who has talked to whom: what the
// stage and the ladder both draw.
package flight

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/text"
)

// Progress returns the share of its way, 0 to 1, that a frame has behind it at an
// instant (nanoseconds), which may lie after the snapshot's. It never falls while
// the instant grows. A frame that waits in a queue is at the place of the queue.
func Progress(f *view.Frame, now int64) float64 {
	switch {
	case now <= f.SentAt:
		return 0
	case f.LegTo <= f.LegFrom && f.LegEnd <= f.LegStart || f.LegTo == 0:
		// Nothing is known of the legs: the time says it.
		return share(now, f.SentAt, f.ArrivesAt)
	case now <= f.LegEnd:
		return f.LegFrom + (f.LegTo-f.LegFrom)*share(now, f.LegStart, f.LegEnd)
	}
	return f.LegTo + (1-f.LegTo)*share(now, f.LegEnd, f.ArrivesAt)
}

func share(now, from, to int64) float64 {
	switch {
	case now <= from:
		return 0
	case now >= to:
		return 1
	}
	return float64(now-from) / float64(to-from)
}

// Says is the whole of a transfer in one sentence: for a screen reader, and for
// whoever rests the pointer on it.
func Says(t *view.Transfer) string {
	args := []string{"n", strconv.Itoa(t.Number), "summary", Summary(t), "from", t.From, "to", t.To, "reason", t.Reason}
	switch {
	case t.Fate == view.Lost && t.Number > 0:
		return text.T("transfer.lost.numbered.says", args...)
	case t.Fate == view.Lost:
		return text.T("transfer.lost.says", args...)
	case t.Fate == view.Delivered && t.Number > 0:
		return text.T("transfer.arrived.says", args...)
	case t.Fate == view.Delivered:
		return text.T("transfer.frame.arrived.says", args...)
	case t.Number > 0:
		return text.T("transfer.flying.says", args...)
	}
	return text.T("transfer.frame.flying.says", args...)
}

// Summary is what is written on a transfer: that it was sent before stands first.
func Summary(t *view.Transfer) string {
	if t.Retransmission {
		return text.T("transfer.again", "summary", t.Summary)
	}
	if t.Forged {
		return text.T("transfer.forged", "summary", t.Summary)
	}
	return t.Summary
}

// First is the least of a summary that says something: its first word, or what stands
// in brackets at its beginning ("[SYN, ACK] Seq=0 …").
func First(summary string) string {
	if end := strings.IndexByte(summary, ']'); end > 0 && summary[0] == '[' {
		return summary[:end+1]
	}
	first, rest, _ := strings.Cut(summary, " ")
	switch first {
	case "C:", "S:": // whose line it is, its colour and direction tell
		return First(rest)
	case "Request:", "Response:": // the tag says little without what follows
		tag, after, _ := strings.Cut(rest, " ")
		return strings.TrimSuffix(tag+" "+First(after), " ")
	}
	return first
}

// Class is the class that gives a transfer its colour.
func Class(t *view.Transfer) string {
	if t.Failure {
		return "proto-failure"
	}
	return ProtocolClass(t.Protocol)
}

// ProtocolClass is the class that gives a protocol its colour (public/css/40-stage.css).
func ProtocolClass(protocol string) string {
	switch strings.ToLower(protocol) {
	case "dns", "mdns":
		return "proto-dns"
	case "smtp":
		return "proto-smtp"
	case "pop", "pop3", "imap":
		return "proto-mailbox"
	case "http":
		return "proto-http"
	case "ftp", "ftp-data":
		return "proto-ftp"
	case "bittorrent", "bt-dht":
		return "proto-torrent"
	case "tcp":
		return "proto-tcp"
	case "icmp":
		return "proto-icmp"
	}
	return "proto-other"
}

// LostAt returns about which share of its way a lost frame had behind it. Where
// says which link: the sender's, its site's, one between two places, or those on
// the receiver's side.
func LostAt(t *view.Transfer, from, to *view.Host) float64 {
	place, direction, _ := strings.Cut(t.Where, "/")
	up, down := direction == "up", direction == "down"
	switch {
	case t.Where == "":
		return 0.5
	case t.Where == t.From:
		return 0.1
	case t.Where == t.To:
		return 0.9
	case up && place == t.From:
		return 0.2
	case down && place == t.To:
		return 0.8
	case up && from != nil && place == from.Site:
		return 0.35
	case down && to != nil && place == to.Site:
		return 0.65
	}
	return 0.5
}

// Pair is two hosts that have talked, A before B in the order of their names.
type Pair struct{ A, B string }

// PairOf returns the pair of two hosts.
func PairOf(a, b string) Pair {
	if b < a {
		a, b = b, a
	}
	return Pair{a, b}
}
