package dht

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func contactOf(id ID, i int) Contact {
	e, _ := EndpointOf(at(i))
	return Contact{id, e}
}

// fillTable offers n random nodes at an instant.
func fillTable(tab *table, n int, dice *rand.Rand, now time.Duration) (all []Contact) {
	for i := range n {
		c := contactOf(randomID(dice), i+1)
		tab.offer(c, now)
		all = append(all, c)
	}
	return all
}

// Whatever is offered: no bucket holds more than K nodes, each node lies where it belongs,
// and only the bucket of the own identifier has split.
func TestTableHoldsItsShape(t *testing.T) {
	for seed := range uint64(50) {
		dice := rand.New(rand.NewPCG(seed, 1))
		tab := newTable(randomID(dice), K)
		all := fillTable(tab, 300, dice, 0)
		seen := 0
		for i := range tab.buckets {
			b := &tab.buckets[i]
			if len(b.entries) > K {
				t.Fatalf("bucket %d holds %d nodes", i, len(b.entries))
			}
			for _, e := range b.entries {
				if shared := tab.own.Shared(e.ID); shared != i && !(i == len(tab.buckets)-1 && shared > i) {
					t.Fatalf("bucket %d of %d holds a node that shares %d bits", i, len(tab.buckets), shared)
				}
			}
			seen += len(b.entries)
		}
		if seen != tab.size() || tab.size() < 3*K {
			t.Fatalf("%d nodes, size %d", seen, tab.size())
		}
		if n := len(tab.buckets[0].entries); n != K {
			t.Fatalf("half of 300 nodes lie in bucket 0, and it holds %d", n)
		}
		// The nearest by the table are the nearest of those that it holds.
		target := randomID(dice)
		var held []Contact
		for _, c := range all {
			if tab.find(c.ID) != nil {
				held = append(held, c)
			}
		}
		slices.SortFunc(held, func(a, b Contact) int { return target.Nearer(a.ID, b.ID) })
		if got := tab.nearest(nil, target, K, 0); !slices.Equal(got, held[:K]) {
			t.Fatalf("nearest %v, want %v", got, held[:K])
		}
	}
}

// BEP 5: a full bucket of good nodes takes nobody; a bad node loses its place; a
// questionable one is to be asked first.
func TestWhoLosesHisPlace(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 1))
	tab := newTable(ID{}, K)
	far := func(i int) Contact { id := randomID(dice); id[0] |= 0x80; return contactOf(id, i) }
	near := randomID(dice)
	near[0] &= 0x7f
	tab.offer(contactOf(near, 100), 0)
	var first Contact
	for i := range K {
		c := far(i + 1)
		if i == 0 {
			first = c
		}
		if what, _ := tab.offer(c, time.Duration(i)); what != added {
			t.Fatalf("node %d: %d", i, what)
		}
	}
	late := far(50)
	if what, _ := tab.offer(late, time.Minute); what != discarded {
		t.Fatalf("a full bucket of good nodes: %d", what)
	}
	if tab.roomFor(late.ID, time.Minute) || !tab.roomFor(late.ID, goodFor+time.Second) || tab.roomFor(first.ID, goodFor+time.Second) || tab.roomFor(tab.own, 0) {
		t.Error("who is worth a ping")
	}
	if what, _ := tab.offer(late, goodFor+time.Second); what != contested {
		t.Fatalf("a full bucket of questionable nodes: %d", what)
	}
	if e := tab.questionable(0, goodFor+time.Second); e == nil || e.ID != first.ID {
		t.Fatal("not the one heard least recently is asked first")
	}
	if s := tab.failed(first.ID, time.Minute); s != Questionable {
		t.Fatalf("after one silence it is %v", s)
	}
	if s := tab.failed(first.ID, time.Minute); s != Bad {
		t.Fatalf("after two silences it is %v", s)
	}
	if got := tab.nearest(nil, first.ID, 1, time.Minute); len(got) == 1 && got[0].ID == first.ID {
		t.Error("a bad node is told to others")
	}
	if what, gone := tab.offer(late, time.Minute); what != replaced || gone != first || tab.find(first.ID) != nil {
		t.Fatalf("a bad node keeps its place: %d %v", what, gone)
	}
}

// A node keeps its address: another one that claims its identifier is not believed.
func TestIdentifierIsNotTakenOver(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 1))
	tab := newTable(randomID(dice), K)
	c := contactOf(randomID(dice), 1)
	tab.offer(c, 0)
	if what, _ := tab.offer(contactOf(c.ID, 2), 0); what != discarded || tab.find(c.ID).Addr != c.Addr {
		t.Errorf("it was: %d", what)
	}
	if what, _ := tab.offer(Contact{tab.own, c.Addr}, 0); what != discarded {
		t.Errorf("the own identifier: %d", what)
	}
}

// Tokens hold for five to ten minutes, for the address to which they were given.
func TestTokens(t *testing.T) {
	tok := newTokens(rand.New(rand.NewPCG(1, 1)))
	a, b := endpoint("192.0.2.1:1000"), endpoint("192.0.2.2:1000")
	given := tok.give(a, 0)
	if given != tok.give(endpoint("192.0.2.1:2000"), 0) || given == tok.give(b, 0) {
		t.Error("a token is for an address, whatever the port")
	}
	for _, c := range []struct {
		at   time.Duration
		want bool
	}{{0, true}, {5 * time.Minute, true}, {10*time.Minute - 1, true}, {10 * time.Minute, false}} {
		if got := tok.accept(given, a, c.at); got != c.want {
			t.Errorf("after %v: %v", c.at, got)
		}
	}
	given = tok.give(a, 10*time.Minute)
	if tok.accept(given, b, 10*time.Minute) || tok.accept("", a, 10*time.Minute) {
		t.Error("somebody else's token is accepted")
	}
	if tok.accept(given, a, time.Hour) {
		t.Error("a token of an hour ago is accepted, as nobody asked since")
	}
}

func TestStoreForgets(t *testing.T) {
	var s store
	dice := rand.New(rand.NewPCG(1, 1))
	hash := randomID(dice)
	for i := range maxPeers + 10 {
		s.add(hash, endpoint(at(i+1).String()), time.Duration(i)*time.Second)
	}
	if n := len(s.swarms[0].peers); n != maxPeers {
		t.Errorf("%d peers", n)
	}
	if got := s.peers(hash, 0, dice); len(got) != maxValues {
		t.Errorf("%d peers told", len(got))
	}
	if n := s.add(hash, endpoint(at(maxPeers+10).String()), time.Hour); n != maxPeers {
		t.Errorf("a peer that announces itself again makes %d", n)
	}
	gone := 0
	s.expire(time.Hour, func(ID, Endpoint) { gone++ })
	if gone != maxPeers-1 || len(s.swarms) != 1 {
		t.Errorf("%d forgotten", gone)
	}
	s.expire(2*time.Hour, func(ID, Endpoint) { gone++ })
	if gone != maxPeers || len(s.swarms) != 0 {
		t.Errorf("%d forgotten, %d torrents left", gone, len(s.swarms))
	}
	for range maxTorrents + 10 {
		s.add(randomID(dice), endpoint("192.0.2.1:1"), 0)
	}
	if len(s.swarms) != maxTorrents {
		t.Errorf("%d torrents", len(s.swarms))
	}
}
