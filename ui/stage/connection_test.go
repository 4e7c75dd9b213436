package stage

import (
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
)

// joined gives two hosts of a snapshot the two ends of a connection.
func joined(s *view.Snapshot, a, b int, port, stateA, stateB string) *view.Snapshot {
	c := *s
	c.Hosts = append([]view.Host(nil), s.Hosts...)
	put := func(from, to int, local, remote, state string) {
		h := &c.Hosts[from]
		if state != "" {
			h.Sockets = append(append([]view.Socket(nil), h.Sockets...), view.Socket{Protocol: "tcp", State: state,
				Local: h.Address + ":" + local, Remote: c.Hosts[to].Address + ":" + remote})
		}
	}
	put(a, b, port, "80", stateA)
	put(b, a, "80", port, stateB)
	return &c
}

func TestConnections(t *testing.T) {
	two := shapes["two hosts"]
	ab := flight.PairOf("a", "b")
	for _, c := range []struct {
		states [][2]string
		want   connection
	}{
		{nil, connection{}},
		{[][2]string{{"SYN-SENT", ""}}, connection{handshake, 1}},
		{[][2]string{{"SYN-SENT", "SYN-RECEIVED"}}, connection{handshake, 1}},
		{[][2]string{{"ESTABLISHED", "SYN-RECEIVED"}}, connection{handshake, 1}},
		{[][2]string{{"ESTABLISHED", "ESTABLISHED"}}, connection{established, 1}},
		{[][2]string{{"FIN-WAIT-1", "ESTABLISHED"}}, connection{closing, 1}},
		{[][2]string{{"TIME-WAIT", "LAST-ACK"}}, connection{closing, 1}},
		{[][2]string{{"TIME-WAIT", ""}}, connection{waiting, 1}},
		{[][2]string{{"LISTEN", "CLOSED"}}, connection{}},
		{[][2]string{{"TIME-WAIT", ""}, {"ESTABLISHED", "ESTABLISHED"}, {"ESTABLISHED", "ESTABLISHED"}, {"SYN-SENT", ""}}, connection{established, 2}},
	} {
		s := two
		for i, states := range c.states {
			s = joined(s, 0, 1, []string{"49152", "49153", "49154", "49155"}[i], states[0], states[1])
		}
		if got := connections(s)[ab]; got != c.want {
			t.Errorf("%v: %+v, want %+v", c.states, got, c.want)
		}
	}
	alone := &view.Snapshot{Hosts: []view.Host{{Name: "a", Address: "10.0.0.1", Sockets: []view.Socket{
		{Protocol: "tcp", State: "ESTABLISHED", Local: "127.0.0.1:80", Remote: "127.0.0.1:49152"},
		{Protocol: "tcp", State: "ESTABLISHED", Local: "10.0.0.1:1", Remote: "10.9.9.9:1"},
		{Protocol: "udp", State: "ESTABLISHED", Local: "10.0.0.1:1", Remote: "10.0.0.1:1"},
	}}}}
	if got := connections(alone); len(got) != 0 {
		t.Errorf("with nobody on the stage: %v", got)
	}
}

// The line of two hosts says how far their connection is, in its dash and in words that
// stay where they are; it says nothing when the connection is gone.
func TestTheStageShowsConnections(t *testing.T) {
	two := shapes["two hosts"]
	run := []view.Transfer{{Frame: 1, From: "a", To: "b", Protocol: "tcp", Summary: "[SYN] Seq=0", SentAt: 0, EndAt: ms, Fate: view.Delivered}}
	var s Stage
	var place string
	for _, c := range []struct{ a, b, class, words string }{
		{"SYN-SENT", "", "handshake", "handshake"},
		{"ESTABLISHED", "ESTABLISHED", "established", "connected"},
		{"FIN-WAIT-2", "CLOSE-WAIT", "closing", "closing"},
		{"TIME-WAIT", "", "waiting", "TIME-WAIT"},
		{"", "", "", ""},
	} {
		in := at(joined(two, 0, 1, "49152", c.a, c.b), run, 5*ms)
		in.Width, in.Height = 830, 420
		root := s.Draw(in)
		talk, sign := root.Find("class", "talk connected "+c.class), root.Find("class", "sign "+c.class)
		if c.class == "" {
			root.Walk(func(n *scene.Node) {
				if class := n.Attr("class"); strings.Contains(class, "connected") || strings.HasPrefix(class, "sign") {
					t.Errorf("left when the connection is gone: %s", class)
				}
			})
			continue
		}
		if talk == nil || sign == nil {
			t.Fatalf("%s: talk %v, sign %v", c.class, talk, sign)
		}
		words := sign.Find("class", "words")
		if words.Text != c.words {
			t.Errorf("%s: %q, want %q", c.class, words.Text, c.words)
		}
		if now := words.Attr("x") + " " + words.Attr("y"); place == "" {
			place = now
		} else if now != place {
			t.Errorf("%s: the words have moved from %s to %s", c.class, place, now)
		}
	}
}
