package vnet

import (
	"fmt"
	"strings"
	"time"

	"playnet/core/view"
)

// LinkChange says what is to hold on a link from now on. A nil field leaves the
// present value in force.
type LinkChange struct {
	Up           *int64         `json:"up,omitempty"` // bit/s; 0: unlimited
	Down         *int64         `json:"down,omitempty"`
	Delay        *time.Duration `json:"delayNS,omitempty"`
	Loss         *float64       `json:"loss,omitempty"`
	Duplicate    *float64       `json:"duplicate,omitempty"`
	Reorder      *float64       `json:"reorder,omitempty"`
	ReorderDelay *time.Duration `json:"reorderDelayNS,omitempty"`
	Queue        *int64         `json:"queue,omitempty"` // bytes; 0: unlimited
}

// on returns a link's values with the change in them.
func (c *LinkChange) on(l LinkConfig) LinkConfig {
	set(&l.Up, c.Up)
	set(&l.Down, c.Down)
	set(&l.Delay, c.Delay)
	set(&l.Loss, c.Loss)
	set(&l.Duplicate, c.Duplicate)
	set(&l.Reorder, c.Reorder)
	set(&l.ReorderDelay, c.ReorderDelay)
	set(&l.Queue, c.Queue)
	return l
}

// String lists what changes: "delay 20ms loss 0.1".
func (c *LinkChange) String() string {
	var out strings.Builder
	say := func(name string, is bool, v any) {
		if is {
			fmt.Fprintf(&out, " %s %v", name, v)
		}
	}
	l := c.on(LinkConfig{})
	say("up", c.Up != nil, l.Up)
	say("down", c.Down != nil, l.Down)
	say("delay", c.Delay != nil, l.Delay)
	say("loss", c.Loss != nil, l.Loss)
	say("duplicate", c.Duplicate != nil, l.Duplicate)
	say("reorder", c.Reorder != nil, l.Reorder)
	say("reorder delay", c.ReorderDelay != nil, l.ReorderDelay)
	say("queue", c.Queue != nil, l.Queue)
	return strings.TrimPrefix(out.String(), " ")
}

// SetLink makes the link of a host or a site another one. Frames that are on it keep
// their times; those that wait before it, or come to it, find it as it is then.
func (n *Network) SetLink(name string, c LinkChange) error {
	p, ok := n.byName[name]
	if !ok {
		return configError(name, "there is no host or site of this name")
	}
	l := p.access()
	config := c.on(l.config)
	if err := config.check("the link of " + name); err != nil {
		return err
	}
	n.emit(n.hostOf(p), n.k.Context(), &LinkIsSet{Link: name, LinkChange: c})
	l.config = config
	l.up.rate, l.down.rate = config.Up, config.Down
	n.rewire()
	return nil
}

// ChangePair changes what [Network.SetPair] said of two places. It has neither rates
// nor a queue.
func (n *Network) ChangePair(a, b string, c LinkChange) error {
	what := "the link between " + a + " and " + b
	p := n.pairOf(a, b)
	switch {
	case p == nil:
		return configError(what, "nothing holds there but the places' own links")
	case c.Up != nil || c.Down != nil || c.Queue != nil:
		return configError(what, "rates and queues are the places' own links'")
	}
	config := p.config
	replace(&config.Delay, c.Delay)
	replace(&config.Loss, c.Loss)
	replace(&config.Duplicate, c.Duplicate)
	replace(&config.Reorder, c.Reorder)
	replace(&config.ReorderDelay, c.ReorderDelay)
	if err := config.check(what); err != nil {
		return err
	}
	n.emit(0, n.k.Context(), &LinkIsSet{Link: a, Other: b, LinkChange: c})
	p.config = config
	n.rewire()
	return nil
}

func replace[T any](to **T, from *T) {
	if from != nil {
		*to = from
	}
}

// Pairs describes what holds between two places, in the order in which it was said.
func (n *Network) Pairs() []view.Pair {
	var list []view.Pair
	for _, p := range n.pairs {
		c := &p.config
		list = append(list, view.Pair{Between: p.places, Delay: (*int64)(c.Delay), Loss: c.Loss, Duplicate: c.Duplicate, Reorder: c.Reorder})
	}
	return list
}

// pairOf returns the pair of two places, in whichever order, or nil.
func (n *Network) pairOf(a, b string) *pair {
	for _, p := range n.pairs {
		if p.places == [2]string{a, b} || p.places == [2]string{b, a} {
			return p
		}
	}
	return nil
}

// rewire has every frame find its way as it is now. A frame that would run through
// several legs without a stop has to stop behind the present one and look again.
func (n *Network) rewire() {
	n.wiring++
	now := n.k.Now()
	for f := range n.flight.all() {
		way := f.from.pathTo(f.dst.ip)
		if way.to != f.path.to {
			continue // to one of those who share an address, which was the nearest then
		}
		if len(way.legs) != len(f.path.legs) {
			continue // a host came after the frame was sent: it goes where it was sent
		}
		f.path = way
		if i := f.present(now) + 1; i < int(f.next) {
			f.next = int8(i)
			n.k.Arm(&f.timer, f.at[i], f)
		}
	}
}
