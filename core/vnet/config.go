package vnet

import (
	"fmt"
	"net/netip"
	"time"
)

// LinkConfig says what a link is like. Up is towards the cloud.
type LinkConfig struct {
	Up, Down     int64         // bit/s; 0: unlimited
	Delay        time.Duration // propagation, one way
	Loss         float64       // chance that a frame is lost, each way, 0 to 1
	Duplicate    float64       // chance that a frame arrives twice
	Reorder      float64       // chance that a frame is held back by ReorderDelay
	ReorderDelay time.Duration // 0: DefaultReorderDelay
	Queue        int64         // bytes that may wait in each direction; 0: unlimited
	FIFO         bool          // what waits stands in one queue, instead of taking turns by flow
}

// DefaultReorderDelay is how long a frame is held back unless said otherwise.
const DefaultReorderDelay = 10 * time.Millisecond

// SiteConfig describes a site: a network that several hosts share.
type SiteConfig struct {
	Name string
	Link LinkConfig // between the site and the cloud
	// Filters are what its border keeps from passing from the beginning.
	Filters []SiteFilter
}

// HostConfig describes a machine.
type HostConfig struct {
	Name  string
	Addrs []netip.Addr // IPv4; the first is its own, from which it sends
	// Anycast are further addresses, which other machines may have as well.
	Anycast []netip.Addr
	Site    string     // name of a site added before; "": directly on the cloud
	Link    LinkConfig // its access link
}

// PairConfig says what holds between two places instead of what their links say.
// A nil field leaves the links' values in force. Rates and queues always stay.
type PairConfig struct {
	Delay        *time.Duration // one way
	Loss         *float64
	Duplicate    *float64
	Reorder      *float64
	ReorderDelay *time.Duration
}

// ConfigError reports a part of the network that can't be as it is described.
type ConfigError struct {
	What   string // the host, site, link or pair
	Reason string
}

func (e *ConfigError) Error() string { return e.What + ": " + e.Reason }

func configError(what, format string, args ...any) error {
	return &ConfigError{What: what, Reason: fmt.Sprintf(format, args...)}
}

func (c *LinkConfig) check(what string) error {
	switch {
	case c.Up < 0 || c.Down < 0:
		return configError(what, "a rate is negative")
	case c.Delay < 0 || c.ReorderDelay < 0:
		return configError(what, "a delay is negative")
	case c.Queue < 0:
		return configError(what, "the queue's size is negative")
	}
	for _, p := range []float64{c.Loss, c.Duplicate, c.Reorder} {
		if !(p >= 0 && p <= 1) { // NaN fails, too
			return configError(what, "%v is no probability", p)
		}
	}
	return nil
}

func (c *PairConfig) check(what string) error {
	l := LinkConfig{}
	set(&l.Delay, c.Delay)
	set(&l.Loss, c.Loss)
	set(&l.Duplicate, c.Duplicate)
	set(&l.Reorder, c.Reorder)
	set(&l.ReorderDelay, c.ReorderDelay)
	return l.check(what)
}

// set copies a value that may be absent.
func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
