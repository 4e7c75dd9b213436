package tracker

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"playnet/core/torrent/metainfo"
)

// Event is why a peer announces itself. The numbers are those of BEP 15.
type Event uint8

// The events.
const (
	Regular   Event = iota // the interval has passed
	Completed              // it has just received the last piece
	Started                // it begins
	Stopped                // it leaves
	eventsEnd
)

// String returns the word of BEP 3; "" for a regular announce.
func (e Event) String() string {
	return [eventsEnd]string{"", "completed", "started", "stopped"}[e]
}

// parseEvent reads the word of BEP 3, whose "empty" is "the same as not being present".
func parseEvent(s string) (Event, bool) {
	for e := Completed; e < eventsEnd; e++ {
		if s == e.String() {
			return e, true
		}
	}
	return Regular, s == "" || s == "empty"
}

// Request is what a peer tells a tracker of itself.
type Request struct {
	Hash       metainfo.Hash
	PeerID     [20]byte
	Port       uint16 // where it listens
	Uploaded   int64  // bytes of payload since it started
	Downloaded int64
	Left       int64 // bytes that it lacks; 0: it is a seed
	Event      Event
	NumWant    int    // how many addresses it wants; 0: as many as the tracker likes
	Key        uint32 // a secret by which a peer is known whose address changes
}

// Answer is what a tracker tells a peer.
type Answer struct {
	Interval    time.Duration    // after which the peer announces itself again
	MinInterval time.Duration    // which it does not do sooner; 0: not said
	Seeds       int              // peers that have everything
	Leechers    int              // the others
	Peers       []netip.AddrPort // never the asker itself, if the tracker is honest
	Warning     string

	ids [][20]byte // of Peers: what a list of BEP 3 tells besides, and no peer of ours asks for
}

// Counts is what a tracker tells of a torrent to whoever scrapes it (BEP 48).
type Counts struct {
	Seeds     int
	Completed int // how often a peer has announced completion
	Leechers  int
}

// Failure is a tracker's refusal, in its own words.
type Failure struct{ Reason string }

// Error returns the words.
func (f *Failure) Error() string { return "the tracker refuses: " + f.Reason }

// The ways in which there can be no answer.
var (
	ErrURL    = errors.New("tracker: no address of the form http://host:port/announce or udp://host:port")
	ErrSilent = errors.New("tracker: no answer")
	ErrAnswer = errors.New("tracker: an answer that makes no sense")
)

func wrong(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrAnswer, fmt.Sprintf(format, args...))
}

// Bounds of what the other side may say.
const (
	maxPeers     = 1000             // addresses of an answer that are taken
	maxAnswer    = 1 << 20          // bytes of an answer by HTTP
	minInterval  = 1 * time.Second  // what a tracker may ask for
	maxInterval  = 24 * time.Hour   // likewise
	longestWords = 200              // bytes of a reason
	maxHashes    = 74               // of one scrape: what fits a datagram of BEP 15
	maxDatagram  = 20 + 6*maxPeers  // the longest answer by UDP that is taken
	askedPeers   = 50               // unless a peer says otherwise
	connectionID = 60 * time.Second // "A client can use a connection ID until one minute after it has received it" (BEP 15)
)

// clamp keeps an interval within what is sane.
func clamp(seconds int64) time.Duration {
	seconds = min(max(seconds, int64(minInterval/time.Second)), int64(maxInterval/time.Second))
	return time.Duration(seconds) * time.Second
}

// shortened bounds words from outside.
func shortened(s string) string {
	if len(s) > longestWords {
		s = s[:longestWords]
	}
	return s
}
