package panels

import (
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
)

// alice is a peer that has just chosen whom to serve.
func alice() *view.Torrent {
	return &view.Torrent{Pieces: 100, Count: 72, Left: 28 << 18, Slots: 4, Picker: "rarest-first", Choker: "tit-for-tat", NextRound: 12_400_000_000,
		Tracker: "http://tracker.example/announce", Announced: "ok", NextAsk: 60_000_000_000,
		Ranking: []view.Ranked{
			{Host: "bob", Addr: "10.0.3.2:6881", Rate: 412_000, Decision: "unchoked", Slot: 1},
			{Host: "erin", Addr: "10.0.3.5:6881", Rate: 244_000, Decision: "unchoked", Slot: 2},
			{Host: "carol", Addr: "10.0.3.3:6881", Rate: 198_000, Decision: "choked"},
			{Host: "ivan", Addr: "10.0.3.9:6881", Decision: "optimistic"},
		},
		Rarest:    []view.Candidate{{Piece: 17, Copies: 2, From: 1}, {Piece: 31, Copies: 2, From: 1}},
		Last:      []view.Picked{{Event: 99, Piece: 17, From: "frank", Copies: 2, Least: 2, Ties: 2, Why: "rarest"}},
		Neighbors: []view.Neighbor{{Host: "bob", Addr: "10.0.3.2:6881", State: "open", Count: 66, PeerInterested: true, AmInterested: true, Down: 412_000}},
	}
}

func peerPanel(s *State, t *view.Torrent) string {
	a := app.New(library{})
	part := box("div", "")
	for _, n := range torrentPanel(a, s, view.Snapshot{Now: 10_000_000_000}, "alice", &view.Program{Kind: "torrent.peer", State: "leeching", Torrent: t}) {
		part.Add(n)
	}
	return words(part)
}

// The panel says whom a peer serves and, once asked, why, with the numbers of the decision.
func TestWhyIsBobServed(t *testing.T) {
	var s State
	got := peerPanel(&s, alice())
	for _, want := range []string{"72 of 100 chunks (72 %)", "Whom does alice serve, and why?", "Chooses again in 2.4 s.", "served 1", "on trial", "choked",
		"Chunk 17 from frank", "2 neighbours had it", "2 others were as good", "again in 50 s"} {
		if !strings.Contains(got, want) {
			t.Errorf("the panel lacks %q:\n%s", want, got)
		}
	}
	a := app.New(library{})
	for _, c := range [][2]string{
		{"bob", "bob has sent 412 KB/s over the last 20 s. That is place 1"},
		{"carol", "The 4 that are served have sent more: the last of them 244 KB/s."},
		{"ivan", "ivan is served on trial"},
	} {
		name, want := c[0], c[1]
		s.torrentEvent(a, Event{Type: "click"}, "why:alice "+name)
		if got := peerPanel(&s, alice()); !strings.Contains(got, want) {
			t.Errorf("%s: the panel lacks %q:\n%s", name, want, got)
		}
	}
	s.torrentEvent(a, Event{Type: "click"}, "why:alice ivan")
	if got := peerPanel(&s, alice()); strings.Contains(got, "ivan is served") {
		t.Error("a second press leaves the reason open")
	}
}

// The panel says that a peer knows its line, and which slots it has only while that is not used.
func TestKnowsLine(t *testing.T) {
	var s State
	p := alice()
	if got := peerPanel(&s, p); strings.Contains(got, "line") {
		t.Errorf("a peer that does not know its line:\n%s", got)
	}
	p.Line, p.Slots = 250_000, 11
	if got := peerPanel(&s, p); !strings.Contains(got, "11 upload slots,") || !strings.Contains(got, "Knows its line: 2 Mbit/s can go up") {
		t.Errorf("a peer that knows its line:\n%s", got)
	}
	p.Slots, p.Spare = 14, 3
	if got := peerPanel(&s, p); !strings.Contains(got, "11 upload slots (+3 while its line is not used up),") {
		t.Errorf("a peer whose line is not used up:\n%s", got)
	}
}

// A seed ranks by other rules, and says so; who rides free serves nobody.
func TestOtherWaysToServe(t *testing.T) {
	for choker, want := range map[string]string{"seed": "needs nothing any more", "random": "drawn by lot", "free-rider": "rides free"} {
		s := State{torrentWhy: "alice bob"}
		p := alice()
		p.Choker = choker
		if got := peerPanel(&s, p); !strings.Contains(got, want) {
			t.Errorf("%s: the panel lacks %q:\n%s", choker, want, got)
		}
	}
}

// Who is choked by hand is said to be so at once, before the next decision; the switch beside
// the reason, and that of everybody, show how they stand.
func TestChokedByHand(t *testing.T) {
	s := State{torrentWhy: "alice bob"}
	p := alice()
	if got := peerPanel(&s, p); !strings.Contains(got, "Choke bob") || !strings.Contains(got, "Choke everybody") || strings.Contains(got, "by hand") {
		t.Errorf("before: %s", got)
	}
	p.Neighbors[0].ByHand = true
	if got := peerPanel(&s, p); !strings.Contains(got, "choked by hand") || !strings.Contains(got, "alice chokes bob by hand") || strings.Contains(got, "served 1") {
		t.Errorf("after: %s", got)
	}
	v := &torrentView{a: app.New(library{}), state: &s, host: "alice", t: p}
	on := func(n *scene.Node, key string) string { return n.Find("data-key", key).Attr("aria-checked") }
	if got := on(v.serving(), "torrent:choke:alice bob"); got != "true" {
		t.Errorf("bob's switch is %q", got)
	}
	if got := on(v.actions(&view.Program{}), "torrent:choke:alice "); got != "false" {
		t.Errorf("everybody's switch is %q", got)
	}
}

// A press on a cell of the matrix asks about that chunk.
func TestWhyThatChunk(t *testing.T) {
	s := State{}
	s.torrentChunk.host, s.torrentChunk.piece = "alice", 31
	if got := peerPanel(&s, alice()); !strings.Contains(got, "Chunk 31: alice has not asked for it yet. It is number 2 in the order") {
		t.Errorf("of a chunk that it lacks: %s", got)
	}
	s.torrentChunk.piece = 40
	if got := peerPanel(&s, alice()); !strings.Contains(got, "it knows nobody who has it") {
		t.Errorf("of a chunk that nobody has: %s", got)
	}
	s.torrentChunk.host = "bob"
	if got := peerPanel(&s, alice()); strings.Contains(got, "Chunk 40") {
		t.Error("another peer was asked about")
	}
}
