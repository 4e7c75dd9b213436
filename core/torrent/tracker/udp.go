package tracker

import (
	"encoding/binary"
	"time"

	"playnet/core/torrent/metainfo"
)

// magicProtocol is the first half of a connect request, "magic constant" (BEP 15).
const magicProtocol = 0x41727101980

// The actions of BEP 15.
const (
	actionConnect uint32 = iota
	actionAnnounce
	actionScrape
	actionError
)

// The lengths of BEP 15's packets, without what may follow.
const (
	connectSize       = 16
	announceSize      = 98
	scrapeSize        = 16
	announceReplySize = 20
)

// datagram is the head of a request: what the client wants, and what it will know the answer by.
type datagram struct {
	connection  uint64
	action      uint32
	transaction uint32
	rest        []byte
}

func parseDatagram(b []byte) (d datagram, ok bool) {
	if len(b) < 16 {
		return d, false
	}
	return datagram{binary.BigEndian.Uint64(b), binary.BigEndian.Uint32(b[8:]), binary.BigEndian.Uint32(b[12:]), b[16:]}, true
}

func (d *datagram) append(b []byte) []byte {
	b = binary.BigEndian.AppendUint64(b, d.connection)
	b = binary.BigEndian.AppendUint32(b, d.action)
	b = binary.BigEndian.AppendUint32(b, d.transaction)
	return append(b, d.rest...)
}

// appendAnnounce writes the part of an announce that follows the head.
func (r *Request) appendAnnounce(b []byte) []byte {
	b = append(b, r.Hash[:]...)
	b = append(b, r.PeerID[:]...)
	for _, n := range []int64{r.Downloaded, r.Left, r.Uploaded} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	b = binary.BigEndian.AppendUint32(b, uint32(r.Event))
	b = binary.BigEndian.AppendUint32(b, 0) // IP address: the sender's
	b = binary.BigEndian.AppendUint32(b, r.Key)
	want := uint32(1<<32 - 1) // -1: as many as the tracker likes
	switch {
	case r.NumWant > 0:
		want = uint32(r.NumWant)
	case r.NumWant == none:
		want = 0
	}
	b = binary.BigEndian.AppendUint32(b, want)
	return binary.BigEndian.AppendUint16(b, r.Port)
}

// parseAnnounce reads it. What may follow (BEP 41) is left alone.
func parseAnnounce(b []byte) (r Request, why string) {
	if len(b) < announceSize-16 {
		return r, "an announce has 98 bytes"
	}
	r.Hash, r.PeerID = metainfo.Hash(b[:20]), [20]byte(b[20:40])
	number := func(at int) int64 { return int64(binary.BigEndian.Uint64(b[at:])) }
	r.Downloaded, r.Left, r.Uploaded = number(40), number(48), number(56)
	if r.Left < 0 {
		r.Left = 1 // not known yet
	}
	if e := binary.BigEndian.Uint32(b[64:]); e < uint32(eventsEnd) {
		r.Event = Event(e)
	} else {
		return r, "an event that is none"
	}
	r.Key = binary.BigEndian.Uint32(b[72:])
	r.NumWant = int(int32(binary.BigEndian.Uint32(b[76:])))
	switch {
	case r.NumWant < 0:
		r.NumWant = 0
	case r.NumWant == 0:
		r.NumWant = none
	}
	r.Port = binary.BigEndian.Uint16(b[80:])
	return r, ""
}

// reply is the head of an answer.
func reply(action, transaction uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, action), transaction)
}

// appendTo writes an answer behind its head.
func (a *Answer) appendTo(b []byte) []byte {
	for _, n := range []int64{int64(a.Interval / time.Second), int64(a.Leechers), int64(a.Seeds)} {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	for _, p := range a.Peers {
		b = appendAddr(b, p)
	}
	return b
}

// parseReply takes the head off an answer. It is not ok where the answer is to another request.
func parseReply(b []byte, action, transaction uint32) (rest []byte, ok bool, err error) {
	if len(b) < 8 || binary.BigEndian.Uint32(b[4:]) != transaction {
		return nil, false, nil
	}
	switch rest = b[8:]; binary.BigEndian.Uint32(b) {
	case action:
		return rest, true, nil
	case actionError:
		return nil, true, &Failure{shortened(string(rest))}
	}
	return nil, false, nil
}

// parseAnnounceReply reads what follows the head of an answer to an announce.
func parseAnnounceReply(b []byte) (a Answer, err error) {
	if len(b) < announceReplySize-8 {
		return a, wrong("%d bytes", len(b)+8)
	}
	number := func(at int) int64 { return int64(binary.BigEndian.Uint32(b[at:])) }
	a.Interval, a.Leechers, a.Seeds = clamp(number(0)), int(number(4)), int(number(8))
	peers := b[announceReplySize-8:]
	a.Peers, _ = compactAddrs(peers[:len(peers)-len(peers)%addrSize])
	return a, nil
}

// parseScrapeReply reads what follows the head of an answer to a scrape.
func parseScrapeReply(b []byte, asked int) ([]Counts, error) {
	if len(b) < 12*asked {
		return nil, wrong("%d bytes for %d torrents", len(b), asked)
	}
	counts := make([]Counts, asked)
	for i := range counts {
		number := func(at int) int { return int(binary.BigEndian.Uint32(b[12*i+at:])) }
		counts[i] = Counts{Seeds: number(0), Completed: number(4), Leechers: number(8)}
	}
	return counts, nil
}
