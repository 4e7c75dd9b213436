package stage

import (
	"testing"

	"playnet/core/view"
	"playnet/ui/scene"
)

// flood is so many forged pings under way from one host to another, spread over the way,
// and one query of somebody else's.
func flood(n int) *view.Snapshot {
	s := textbook()
	frame := func(id int, from, to string, sent int64) {
		s.Frames = append(s.Frames, view.Frame{ID: uint64(id), From: from, To: to, Protocol: "icmp", Src: "198.18.0.1", Dst: "198.41.0.4",
			SentAt: sent, ArrivesAt: sent + 100*ms, Forged: true})
	}
	for i := range n {
		frame(i+1, "engineering", s.Hosts[2].Name, int64(i)*100*ms/int64(n))
	}
	frame(n+1, s.Hosts[1].Name, s.Hosts[2].Name, 50*ms)
	return s
}

// A flood costs the picture no more than a few messages do, says how many it is, and
// leaves other messages their pills.
func TestFloodIsAStream(t *testing.T) {
	nodes := func(n int) (all, pills int, label string) {
		s := flood(n)
		var stage Stage
		root := stage.Draw(In{Snapshot: s, Now: 100 * ms, Width: 830, Height: 420})
		root.Walk(func(*scene.Node) { all++ })
		root.Walk(func(n *scene.Node) {
			if n.Key == "pills" {
				pills = len(n.Children)
				for _, p := range n.Children {
					if c := p.Find("class", "number"); c != nil && label == "" {
						label = c.Text
					}
				}
			}
		})
		return all, pills, label
	}
	small, pills, _ := nodes(50)
	large, same, label := nodes(5000)
	if large > small+streamBeads || pills != 2 || same != 2 {
		t.Errorf("%d nodes for 50 messages, %d for 5000; %d and %d pills", small, large, pills, same)
	}
	if label != "5000× " {
		t.Errorf("the pill says %q", label)
	}
	few, pills, _ := nodes(5)
	if pills != 6 {
		t.Errorf("%d pills of six messages, %d nodes", pills, few)
	}
}

// The beads of a stream lie below all that is read: cards, signs, marks and pills.
func TestAStreamCoversNothing(t *testing.T) {
	s := flood(50)
	var stage Stage
	root := stage.Draw(In{Snapshot: s, Now: 100 * ms, Width: 830, Height: 420,
		Transfers: []view.Transfer{{Frame: 900, Number: 1470, From: s.Hosts[1].Name, To: s.Hosts[2].Name, Fate: view.Delivered, SentAt: 0, EndAt: 40 * ms}}})
	at := map[string]int{}
	for i, n := range root.Children {
		at[n.Key] = i
	}
	if at["streams"] == 0 {
		t.Fatalf("nothing streams: %v", at)
	}
	for _, above := range []string{"cards", "marks", "pills"} {
		if at[above] < at["streams"] {
			t.Errorf("the stream lies above the %s: %v", above, at)
		}
	}
}
