package dns

import (
	"time"

	mdns "github.com/miekg/dns"
)

// Failures are remembered too, so that clients who ask again and again don't make a resolver
// ask broken servers again and again. RFC 9520, section 3.2, has it do so for a second at
// least and five minutes at most, and where failures persist, for longer each time.
const (
	firstFailure = 5 * time.Second
	lastFailure  = 5 * time.Minute
	// How many are remembered.
	maxFailures = 1000
)

// FailureKnown is what a cache hit ([EventCacheHit]) is of where a look-up is known to have
// failed.
const FailureKnown = "SERVFAIL"

// failures are the look-ups that failed lately.
type failures struct {
	at    map[flight]*failed
	order []flight // the oldest first
}

type failed struct {
	outcome outcome
	lasts   time.Duration
	until   time.Time
}

func newFailures() *failures { return &failures{at: map[flight]*failed{}} }

// get returns what came of a look-up that failed a moment ago.
func (f *failures) get(key flight, now time.Time) (*outcome, time.Duration) {
	if e := f.at[key]; e != nil && now.Before(e.until) {
		o := e.outcome
		o.again = true
		return &o, e.until.Sub(now)
	}
	return nil, 0
}

// put remembers what came of a look-up.
func (f *failures) put(key flight, o *outcome, now time.Time) {
	e := f.at[key]
	if o.rcode != mdns.RcodeServerFailure {
		if e != nil {
			e.lasts, e.until = 0, time.Time{}
		}
		return
	}
	if e == nil {
		if len(f.order) >= maxFailures {
			delete(f.at, f.order[0])
			f.order = f.order[1:]
		}
		e = &failed{}
		f.at[key] = e
		f.order = append(f.order, key)
	}
	e.lasts = min(max(2*e.lasts, firstFailure), lastFailure)
	e.outcome, e.until = *o, now.Add(e.lasts)
}
