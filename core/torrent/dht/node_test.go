package dht

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
	"playnet/core/view"
)

// Who announces himself is found by all others, through nodes that neither has known.
func TestAnnouncedPeersAreFound(t *testing.T) {
	w := newWorld(t, 3, false)
	w.grow(40)
	hash := idOf("a torrent of 20 byte")
	announced := 0
	w.nodes[4].GetPeers(hash, 7001, nil, func(l *Lookup) { announced = l.reached })
	w.run()
	if announced != K {
		t.Fatalf("announced to %d nodes", announced)
	}
	var holders []ID
	for _, n := range w.nodes {
		if len(n.peers.swarms) > 0 {
			holders = append(holders, n.id)
		}
	}
	all := make([]ID, 0, len(w.nodes))
	for _, n := range w.nodes {
		if n != w.nodes[4] {
			all = append(all, n.id)
		}
	}
	slices.SortFunc(all, hash.Nearer)
	slices.SortFunc(holders, hash.Nearer)
	if !slices.Equal(holders, all[:K]) {
		t.Errorf("stored by %v, want the nearest %v", holders, all[:K])
	}
	for i, n := range w.nodes {
		var told []netip.AddrPort
		n.GetPeers(hash, 0, func(p []netip.AddrPort) { told = append(told, p...) }, nil)
		w.run()
		if want := []netip.AddrPort{netip.AddrPortFrom(addrOf(5), 7001)}; !slices.Equal(told, want) && i != 4 {
			t.Errorf("node %d finds %v", i+1, told)
		}
	}
}

// A look-up goes on when nodes are silent, and finds the nearest of those that answer.
func TestLookupsSurviveTheDead(t *testing.T) {
	w := newWorld(t, 5, false)
	w.grow(60)
	for i := 1; i < 60; i += 3 {
		w.ms[i].Stop()
	}
	alive := *w
	alive.nodes = nil
	for i, n := range w.nodes {
		if i%3 != 1 {
			alive.nodes = append(alive.nodes, n)
		}
	}
	from := w.nodes[0]
	for i := range 20 {
		target := randomID(from.dice)
		l := w.find(from, target)
		if got, want := l.Closest()[0].ID, alive.nearest(target, from); got != want {
			t.Errorf("look-up %d finds %v, want %v", i, got, want)
		}
		for _, c := range l.Closest() {
			if !slices.ContainsFunc(alive.nodes, func(n *Node) bool { return n.id == c.ID }) {
				t.Errorf("look-up %d finds a dead node", i)
			}
		}
	}
	if w.count(KindSilent) == 0 {
		t.Error("no query was left without an answer")
	}
	bad := 0
	for i := range from.table.buckets {
		for _, e := range from.table.buckets[i].entries {
			if e.state(from.now()) == Bad {
				bad++
			}
		}
	}
	if bad == 0 {
		t.Error("no node has become bad")
	}
}

// A stranger talks to a node by datagrams of his own making.
func TestWhatAStrangerHears(t *testing.T) {
	w := newWorld(t, 1, false)
	id := idOf("the node under test.")
	w.add(Config{ID: &id})
	w.run()
	hash, me := "mnopqrstuvwxyz123456", "abcdefghij0123456789"
	announce := func(token, port string) string {
		return "d1:ad2:id20:" + me + "9:info_hash20:" + hash + "4:port" + port + "5:token8:" + token + "e1:q13:announce_peer1:t2:ac1:y1:qe"
	}
	token := ""
	steps := []struct {
		send func() string
		want string // what the answer holds
		none bool   // or that there is none
	}{
		{send: func() string { return "d1:ad2:id20:" + me + "e1:q4:ping1:t1:x1:y1:qe" }, want: "d1:rd2:id20:" + string(id[:]) + "e1:t1:x1:y1:re"},
		{send: func() string { return "d1:ad2:id20:" + me + "e1:q4:pong1:t2:aa1:y1:qe" }, want: "eli204e"},
		{send: func() string { return "d1:ad2:id3:xyze1:q4:ping1:t2:aa1:y1:qe" }, want: "eli203e"},
		{send: func() string { return "nonsense" }, none: true},
		{send: func() string { return "d1:eli201e1:xe1:t2:aa1:y1:ee" }, none: true},
		{send: func() string { return "d1:rd2:id20:" + me + "e1:t2:aa1:y1:re" }, none: true},
		{send: func() string { return announce("guessed!", "i6881e") }, want: "eli203e9:bad tokene"},
		{send: func() string { return "d1:ad2:id20:" + me + "9:info_hash20:" + hash + "e1:q9:get_peers1:t2:ab1:y1:qe" }, want: "5:nodes0:5:token8:"},
		{send: func() string { return announce(token, "i0e") }, want: "eli203e7:no porte"},
		{send: func() string { return announce(token, "i6881e") }, want: "d1:rd2:id20:" + string(id[:]) + "e1:t2:ac1:y1:re"},
		{send: func() string { return "d1:ad2:id20:" + me + "9:info_hash20:" + hash + "e1:q9:get_peers1:t2:ab1:y1:qe" }, want: "6:valuesl6:\x0a\x00\x00\x03\x1a\xe1ee"},
	}
	stranger := program(func(h host.Host) error {
		conn, err := h.ListenPacket("udp", netip.AddrPort{})
		if err != nil {
			return err
		}
		buf := make([]byte, 2000)
		for i, s := range steps {
			if _, err := conn.WriteToUDPAddrPort([]byte(s.send()), at(1)); err != nil {
				return err
			}
			answer := ""
			for deadline := h.Now().Add(time.Second); ; { // it pings back, too
				_ = conn.SetReadDeadline(deadline)
				n, _, err := conn.ReadFromUDPAddrPort(buf)
				if err != nil {
					break
				}
				if !strings.Contains(string(buf[:n]), "1:y1:q") {
					answer = string(buf[:n])
				}
			}
			if s.none != (answer == "") || !strings.Contains(answer, s.want) {
				t.Errorf("step %d: %q, want %q", i, answer, s.want)
			}
			if _, after, ok := strings.Cut(answer, "5:token8:"); ok {
				token = after[:8]
			}
		}
		return nil
	})
	sm := w.machine(3)
	sm.Install("stranger", func() host.Program { return stranger })
	sm.Start()
	w.run()
	if w.count(KindStored) != 1 || w.count(KindRefused) != 4 {
		t.Errorf("%d stored, %d refused", w.count(KindStored), w.count(KindRefused))
	}
	if n := w.nodes[0].Size(); n != 0 {
		t.Errorf("a stranger who never answers has a place among %d", n)
	}
}

// program is a program of a function.
type program func(host.Host) error

func (program) Kind() string            { return "test" }
func (p program) Run(h host.Host) error { return p(h) }
func (program) View() view.Program      { return view.Program{Kind: "test"} }

// The table changes with those who come and go: who is silent twice loses his place to
// one that answers. What is stored is forgotten, and buckets are refreshed.
func TestHousekeeping(t *testing.T) {
	w := newWorld(t, 11, false)
	w.grow(30)
	hash := idOf("a torrent of 20 byte")
	w.nodes[2].GetPeers(hash, 7001, nil, nil)
	w.run()
	if w.count(KindStored) != K {
		t.Fatalf("%d stored", w.count(KindStored))
	}
	before := w.count(KindLookup)
	w.runFor(16 * time.Minute)
	if w.count(KindLookup) <= before {
		t.Error("no bucket was refreshed within 16 minutes")
	}
	if w.count(KindExpired) != 0 {
		t.Error("a peer was forgotten too early")
	}
	w.runFor(16 * time.Minute)
	if got := w.count(KindExpired); got != K {
		t.Errorf("%d forgotten after 32 minutes", got)
	}
	for i := 10; i < 30; i++ {
		w.ms[i].Stop()
	}
	w.runFor(time.Hour)
	for i, n := range w.nodes[:10] {
		for j := range n.table.buckets {
			for _, e := range n.table.buckets[j].entries {
				if slices.ContainsFunc(w.nodes[10:], func(x *Node) bool { return x.id == e.ID }) && e.state(n.now()) == Good {
					t.Errorf("node %d calls a node good that is off for an hour", i+1)
				}
			}
		}
	}
	w.grow(20) // they take the places of the bad ones
	replacements := 0
	w.t.Scan(1, func(e trace.Event) bool {
		if a, ok := e.Body.(EventAdded); ok && a.Gone != (ID{}) {
			replacements++
		}
		return true
	})
	if replacements == 0 {
		t.Error("no bad node was replaced")
	}
}

// A node that knows of another by its address alone (a PORT message) joins through it.
func TestAddressFromAPeer(t *testing.T) {
	w := newWorld(t, 2, false)
	w.grow(20)
	alone := w.add(Config{})
	w.run()
	if alone.State() != Waiting || alone.Size() != 0 {
		t.Fatalf("%v with %d nodes", alone.State(), alone.Size())
	}
	alone.Add(at(5))
	w.run()
	if alone.State() != Ready || alone.Size() < K {
		t.Errorf("%v with %d nodes", alone.State(), alone.Size())
	}
}

// A bootstrap node that isn't there is asked again, and then left to the housekeeping; a
// node does not keep a world alive.
func TestAloneUntilSomebodyAnswers(t *testing.T) {
	w := newWorld(t, 2, false)
	first := w.add(Config{Bootstrap: []netip.AddrPort{at(2)}})
	w.run()
	if first.State() != Alone {
		t.Fatal(first.State())
	}
	w.add(Config{})
	w.run()
	w.runFor(2 * time.Minute)
	if first.State() != Ready || first.Size() != 1 {
		t.Errorf("%v with %d nodes", first.State(), first.Size())
	}
}

// A look-up for peers that comes before the node has joined waits for that; one for which
// there is nobody to join ends all the same.
func TestLookupsWaitForTheJoining(t *testing.T) {
	w := newWorld(t, 6, false)
	w.grow(20)
	hash := idOf("a torrent of 20 byte")
	w.nodes[3].GetPeers(hash, 7001, nil, nil)
	w.run()
	n := w.add(Config{Bootstrap: []netip.AddrPort{at(1)}})
	var found []netip.AddrPort
	ended := 0
	n.GetPeers(hash, 0, func(p []netip.AddrPort) { found = p }, func(*Lookup) { ended++ })
	w.run()
	if want := []netip.AddrPort{netip.AddrPortFrom(addrOf(4), 7001)}; !slices.Equal(found, want) || ended != 1 {
		t.Errorf("found %v, ended %d times", found, ended)
	}
	alone := w.add(Config{Bootstrap: []netip.AddrPort{at(99)}})
	alone.GetPeers(hash, 0, nil, func(l *Lookup) {
		if ended++; l.Hops() != 0 {
			t.Errorf("%d hops", l.Hops())
		}
	})
	w.run()
	if ended != 2 || alone.State() != Alone {
		t.Errorf("ended %d times, %v", ended, alone.State())
	}
}

// A look-up for peers of a node that knows nobody, and has nobody to begin with, waits until
// it gets to know somebody: by being told of one, or by being asked.
func TestLookupsWaitForSomebody(t *testing.T) {
	for _, how := range []string{"told", "asked"} {
		w := newWorld(t, 6, false)
		hash := idOf("a torrent of 20 byte")
		lonely, ended := w.add(Config{}), 0
		lonely.GetPeers(hash, 7001, nil, func(*Lookup) { ended++ })
		w.run()
		if w.runFor(10 * time.Minute); ended != 0 || lonely.State() != Waiting {
			t.Errorf("%s: alone, ended %d times, %v", how, ended, lonely.State())
		}
		other := w.add(Config{})
		if how == "told" {
			lonely.Add(at(2))
		} else {
			other.Add(at(1))
		}
		w.run()
		var found []netip.AddrPort
		other.GetPeers(hash, 0, func(p []netip.AddrPort) { found = append(found, p...) }, nil)
		w.run()
		if ended != 1 || lonely.State() != Ready {
			t.Errorf("%s: ended %d times, %v", how, ended, lonely.State())
		}
		stored := other.peers.peers(hash, other.now(), other.dice)
		if len(stored) != 1 {
			t.Errorf("%s: the other one has stored %v, and found %v", how, stored, found)
		}
	}
}

// The view has all that the table and the look-ups hold.
func TestView(t *testing.T) {
	w := newWorld(t, 3, false)
	w.grow(20)
	n := w.nodes[7]
	n.GetPeers(idOf("a torrent of 20 byte"), 7001, nil, nil)
	v := n.View()
	if len(v.Lookups) < 1 || v.Lookups[0].State != "asking" || v.Lookups[0].Asked != Alpha {
		t.Errorf("%+v", v.Lookups)
	}
	w.run()
	v = n.View()
	nodes := 0
	for _, b := range v.Buckets {
		nodes += len(b.Nodes)
	}
	if v.ID != n.id.String() || nodes != v.Nodes || nodes != n.Size() || len(v.Lookups) != 1 || v.Lookups[0].State != "done" || v.Lookups[0].Next != -1 {
		t.Errorf("%+v", v)
	}
	if l := v.Lookups[0]; l.Hops < 1 || l.Closest[0].Answered != "yes" || l.Closest[0].Shared < l.Closest[1].Shared {
		t.Errorf("%+v", l)
	}
}
