package dns

import (
	"time"

	"net/netip"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
)

// zoneCopy is a zone that a secondary server keeps a copy of (RFC 1034, section
// 4.3.5), with the fiber that sees to it.
type zoneCopy struct {
	a         *Authority
	origin    string
	primaries []netip.AddrPort
	key       *Key // that it asks them with; nil: none

	zone    *Zone     // nil: there is none that is good
	state   CopyState // what the fiber is doing
	checked time.Time // when a primary was last heard of the serial number
	next    time.Time // when it will be asked again
	told    bool      // by a NOTIFY, since the last check
	wake    host.Signal
}

// CopyState says how a secondary server's copy of a zone stands.
type CopyState uint8

// The states of a copy.
const (
	CopyAbsent   CopyState = iota // none was had yet
	CopyChecking                  // a primary is asked for its serial number
	CopyFetching                  // the zone is being transferred
	CopyCurrent                   // as good as the primary's when it was last checked
	CopyRetrying                  // the last check failed; the copy is still good
	CopyExpired                   // too old to answer from
)

var copyStates = [...]string{"absent", "checking", "fetching", "current", "retrying", "expired"}

func (s CopyState) String() string { return copyStates[s] }

const (
	// How long a primary may take to tell its serial number, and how often it is asked
	// in one check.
	checkWait     = 2 * time.Second
	checkAttempts = 3
	// When another attempt is made where there is no SOA record yet that says so.
	firstRetry = 30 * time.Second
)

// served returns what the server answers from: the copy, or that it has none.
func (c *zoneCopy) served() *Zone {
	if c.zone == nil {
		return awaited(c.origin)
	}
	return c.zone
}

// run keeps the copy fresh until the host stops. RFC 1034, section 4.3.5: "Whenever a
// new zone is loaded in a secondary, the secondary waits REFRESH seconds before
// checking with the primary for a new serial. If this check cannot be completed, new
// checks are started every RETRY seconds."
func (c *zoneCopy) run() {
	c.wake = c.a.h.NewSignal()
	for {
		c.told = false
		fresh := c.refresh()
		c.expire()
		wait := c.pause(fresh)
		c.next = c.a.h.Now().Add(wait)
		timer := c.a.h.AfterWeak(wait, c.wake.Broadcast)
		for !c.told && c.a.h.Now().Before(c.next) {
			if c.wake.Wait() != nil {
				return // the host stops
			}
		}
		timer.Stop()
	}
}

// pause returns how long to wait before the next check.
func (c *zoneCopy) pause(fresh bool) time.Duration {
	if c.zone == nil {
		return firstRetry
	}
	soa := c.zone.SOA()
	wait := seconds32(soa.Refresh)
	if !fresh {
		wait = min(seconds32(soa.Retry), c.expiry().Sub(c.a.h.Now()))
	}
	return max(wait, time.Second) // a zone that says 0 must not be asked for all the time
}

func seconds32(s uint32) time.Duration { return time.Duration(s) * time.Second }

// expiry is when the copy will be too old.
func (c *zoneCopy) expiry() time.Time { return c.checked.Add(seconds32(c.zone.SOA().Expire)) }

// expire gives the copy up once it is too old. RFC 1034, section 4.3.5: "If the
// secondary finds it impossible to perform a serial check for the EXPIRE interval, it
// must assume that its copy of the zone is obsolete an discard it."
func (c *zoneCopy) expire() {
	if c.zone == nil || c.a.h.Now().Before(c.expiry()) {
		return
	}
	c.a.h.Because(c.a.h.Emit(EventZoneExpired{Zone: c.origin, Serial: c.zone.SOA().Serial}))
	c.zone, c.state = nil, CopyExpired
	c.a.put(c.served())
}

// refresh checks the copy against the primaries, and fetches the zone where theirs is
// newer. It reports whether one of them could be asked.
func (c *zoneCopy) refresh() bool {
	before := c.state
	for _, server := range c.primaries {
		c.state = CopyChecking
		serial, ok := c.serialOf(server)
		if !ok {
			continue
		}
		// "[...] secondaries just check the SERIAL field of the SOA for the zone."
		if c.zone == nil || newer(serial, c.zone.SOA().Serial) {
			c.state = CopyFetching
			if !c.fetch(server) {
				continue
			}
		}
		c.checked, c.state = c.a.h.Now(), CopyCurrent
		return true
	}
	switch c.state = CopyRetrying; {
	case c.zone == nil && before == CopyExpired:
		c.state = CopyExpired
	case c.zone == nil:
		c.state = CopyAbsent
	}
	return false
}

// serialOf asks a primary for its version of the zone.
func (c *zoneCopy) serialOf(server netip.AddrPort) (uint32, bool) {
	q := question(c.origin, mdns.TypeSOA)
	for range checkAttempts {
		m, err := c.a.asker.with(c.key).ask(server, q, false, checkWait, 0)
		switch {
		case timedOut(err):
			continue
		case err != nil:
			c.useless(server, reasonOf(err))
			return 0, false
		case m.Rcode != mdns.RcodeSuccess || !m.Authoritative || len(m.Answer) == 0:
			c.useless(server, rcodeName(m.Rcode))
			return 0, false
		}
		if soa, ok := m.Answer[0].(*mdns.SOA); ok {
			return soa.Serial, true
		}
	}
	c.useless(server, "no answer")
	return 0, false
}

// fetch transfers the zone from a primary.
func (c *zoneCopy) fetch(server netip.AddrPort) bool {
	operation := c.a.asker.operation()
	z, err := c.a.asker.with(c.key).fetchZone(server, c.origin)
	c.a.h.Serve(operation)
	if err != nil {
		c.useless(server, "transfer: "+reasonOf(err))
		return false
	}
	c.zone = z
	c.a.put(z)
	c.a.h.Because(c.a.h.Emit(EventTransferred{Peer: server, Zone: c.origin, Serial: z.SOA().Serial, Records: z.records}))
	c.a.notify(z) // who keeps a copy of the copy
	return true
}

func (c *zoneCopy) useless(server netip.AddrPort, reason string) {
	c.a.h.Because(c.a.h.Emit(EventUnreachable{Server: server, Name: c.origin, Type: typeName(mdns.TypeSOA), Reason: reason}))
}
