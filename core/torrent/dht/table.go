package dht

import (
	"slices"
	"time"
)

const (
	// K is how many nodes a bucket holds, how many nearest nodes an answer names, and on
	// how many nodes a peer is announced, unless [Config] says otherwise.
	//
	// BEP 5, Routing Table: "Each bucket can only hold K nodes, currently eight, before
	// becoming "full.""
	K = 8
	// goodFor is how long a node counts as good without a sign of life.
	//
	// BEP 5, Routing Table: "After 15 minutes of inactivity, a node becomes
	// questionable."
	goodFor = 15 * time.Minute
	// badAfter is how many queries in a row a node may leave unanswered.
	//
	// BEP 5, Routing Table: "If a node in the bucket fails to respond to a ping, it is
	// suggested to try once more before discarding the node and replacing it with a new
	// good node."
	badAfter = 2
)

// entry is a node in the routing table. Only nodes that have answered get there. It is
// small: a world may hold 5,000 tables of 100 entries.
type entry struct {
	Contact
	failed uint8         // queries in a row that it has not answered
	heard  time.Duration // when it last answered or asked; since the node began
}

func (e *entry) state(now time.Duration) NodeState {
	switch {
	case e.failed >= badAfter:
		return Bad
	case e.failed > 0 || now-e.heard >= goodFor:
		return Questionable
	}
	return Good
}

// bucket holds nodes of a part of the space of identifiers.
type bucket struct {
	entries []entry // in the order of coming
	// changed is when the bucket was last known to be fresh (BEP 5: "last changed").
	changed time.Duration
	// waiting is a node that would like a place, while older ones are pinged.
	waiting Contact
	pinging bool
}

// table is a routing table.
//
// BEP 5, Routing Table: "When a bucket is full of known good nodes, no more nodes may be
// added unless our own node ID falls within the range of the bucket. In that case, the
// bucket is replaced by two new buckets each with half the range of the old bucket". As
// only the bucket with the own identifier ever splits, bucket i holds the nodes that
// share exactly i leading bits with it; the last one holds all that share more.
type table struct {
	own     ID
	k       int // nodes in a bucket
	buckets []bucket
}

func newTable(own ID, k int) *table { return &table{own: own, k: k, buckets: make([]bucket, 1)} }

// bucketOf returns the number of the bucket in whose range an identifier lies.
func (t *table) bucketOf(id ID) int { return min(t.own.Shared(id), len(t.buckets)-1) }

// find returns a node's entry; nil if the table doesn't have it.
func (t *table) find(id ID) *entry {
	b := &t.buckets[t.bucketOf(id)]
	for i := range b.entries {
		if b.entries[i].ID == id {
			return &b.entries[i]
		}
	}
	return nil
}

// size returns how many nodes the table has.
func (t *table) size() (n int) {
	for i := range t.buckets {
		n += len(t.buckets[i].entries)
	}
	return n
}

// insertion says what became of a node that was offered to the table.
type insertion uint8

const (
	known     insertion = iota // it was there already
	added                      // it has a place now
	replaced                   // it has the place of a bad one
	contested                  // no place, but some nodes are questionable: ping them
	discarded                  // no place
)

// roomFor reports whether a node that isn't in the table would be taken, or might be:
// only then it is worth a ping to learn whether it answers.
func (t *table) roomFor(id ID, now time.Duration) bool {
	if id == t.own || t.find(id) != nil {
		return false
	}
	i := t.bucketOf(id)
	b := &t.buckets[i]
	if len(b.entries) < t.k || t.splits(i) {
		return true
	}
	return !b.pinging && slices.ContainsFunc(b.entries, func(e entry) bool { return e.state(now) != Good })
}

func (t *table) splits(i int) bool { return i == len(t.buckets)-1 && i < Bits-1 }

// offer tells the table that a node has answered. gone is the one that lost its place.
func (t *table) offer(c Contact, now time.Duration) (what insertion, gone Contact) {
	if c.ID == t.own {
		return discarded, gone
	}
	if e := t.find(c.ID); e != nil {
		if e.Addr != c.Addr {
			return discarded, gone // somebody else says that it is this node
		}
		e.heard, e.failed = now, 0
		t.buckets[t.bucketOf(c.ID)].changed = now
		return known, gone
	}
	for {
		i := t.bucketOf(c.ID)
		b := &t.buckets[i]
		fresh := entry{Contact: c, heard: now}
		if len(b.entries) < t.k {
			b.entries, b.changed = append(b.entries, fresh), now
			return added, gone
		}
		if j := slices.IndexFunc(b.entries, func(e entry) bool { return e.state(now) == Bad }); j >= 0 {
			gone = b.entries[j].Contact
			b.entries = append(slices.Delete(b.entries, j, j+1), fresh)
			b.changed = now
			return replaced, gone
		}
		if t.splits(i) {
			t.split()
			continue
		}
		if t.questionable(i, now) != nil {
			return contested, gone
		}
		return discarded, gone
	}
}

// split replaces the last bucket by two.
func (t *table) split() {
	last := len(t.buckets) - 1
	old := t.buckets[last]
	here, further := bucket{changed: old.changed}, bucket{changed: old.changed}
	for _, e := range old.entries {
		if t.own.Shared(e.ID) == last {
			here.entries = append(here.entries, e)
		} else {
			further.entries = append(further.entries, e)
		}
	}
	t.buckets = append(t.buckets[:last], here, further)
}

// questionable returns the questionable node of a bucket that was heard least recently.
func (t *table) questionable(i int, now time.Duration) (least *entry) {
	b := &t.buckets[i]
	for j := range b.entries {
		if e := &b.entries[j]; e.state(now) == Questionable && (least == nil || e.heard < least.heard) {
			least = e
		}
	}
	return least
}

// asked tells the table that a node has sent a query from an endpoint: a sign of life of
// one that has answered before.
func (t *table) asked(c Contact, now time.Duration) {
	if e := t.find(c.ID); e != nil && e.Addr == c.Addr && e.failed == 0 {
		e.heard = now
	}
}

// failed tells the table that a node has left a query without an answer, and returns its
// state now.
func (t *table) failed(id ID, now time.Duration) NodeState {
	e := t.find(id)
	if e == nil {
		return Bad
	}
	e.failed = min(e.failed+1, badAfter)
	return e.state(now)
}

// nearest appends to list the n nodes nearest to a target, the nearest first, among
// those that are not bad. The order is total: no two nodes are equally far away.
func (t *table) nearest(list []Contact, target ID, n int, now time.Duration) []Contact {
	from := len(list)
	for i := range t.buckets {
		b := &t.buckets[i]
		for j := range b.entries {
			e := &b.entries[j]
			if e.state(now) == Bad {
				continue
			}
			at := len(list)
			for at > from && target.Nearer(e.ID, list[at-1].ID) < 0 {
				at--
			}
			if at-from >= n {
				continue
			}
			if len(list)-from < n {
				list = append(list, Contact{})
			}
			copy(list[at+1:], list[at:])
			list[at] = e.Contact
		}
	}
	return list
}
