package stage

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/internal/gallery"
	"playnet/ui/scene"
)

// swarmOf is the picture of a made swarm, some of whose peers stand at sites.
func swarmOf(peers, sites int, w, h float64) SwarmIn {
	in := SwarmIn{Swarm: gallery.Crowd(peers, 48, 7), Width: w, Height: h, Metrics: scene.DefaultMetrics}
	for i := range in.Swarm.Peers {
		host := view.Host{Name: in.Swarm.Peers[i].Host}
		if sites > 0 {
			host.Site = fmt.Sprint("isp-", i%sites)
		}
		in.Hosts = append(in.Hosts, host)
	}
	in.Hosts = append(in.Hosts, view.Host{Name: "tracker"})
	in.Frames = gallery.Flights(in.Swarm, 3)
	return in
}

// Whatever the number of peers and the size: everybody is inside of the picture and can be
// told from the others, and no text lies over another one or over a peer.
func TestPeersHaveTheirPlaces(t *testing.T) {
	for _, size := range [][2]float64{{440, 430}, {377, 300}, {440, 250}, {390, 480}, {700, 600}} {
		for _, peers := range []int{1, 2, 5, 11, 20, 30, 60, 100, 200} {
			for _, sites := range []int{0, 3} {
				var s Swarm
				in := swarmOf(peers, sites, size[0], size[1])
				s.Draw(in)
				l := s.layout
				what := fmt.Sprintf("%d peers at %d sites on %v", peers, sites, size)
				box := scene.Box{W: size[0], H: size[1]}
				var taken []scene.Box
				for i := range l.at {
					if b := scene.BoxAround(l.at[i], 2*l.r, 2*l.r); !box.Holds(b) {
						t.Errorf("%s: peer %d stands outside", what, i)
					}
					for k := range i {
						if d := l.at[i].Distance(l.at[k]); d < 1.2*l.r {
							t.Errorf("%s: peers %d and %d are %.1f apart, their radius is %.1f", what, i, k, d, l.r)
						}
					}
					taken = append(taken, scene.BoxAround(l.at[i], 1.4*l.r, 1.4*l.r))
				}
				named := 0
				for i := range l.labels {
					if l.labels[i].words == "" {
						continue
					}
					named++
					if overlapsAny(l.labels[i].box, taken) || !box.Holds(l.labels[i].box) {
						t.Errorf("%s: the name of peer %d has no room", what, i)
					}
					taken = append(taken, l.labels[i].box)
				}
				if peers <= 11 && named < peers {
					t.Errorf("%s: %d have names", what, named)
				}
			}
		}
	}
}

// Who gets the file from a web server has it drawn as far as it has come, and said.
func TestDownloads(t *testing.T) {
	in := swarmOf(3, 0, 440, 430)
	in.Hosts = append(in.Hosts, view.Host{Name: "ann"}, view.Host{Name: "ben"}, view.Host{Name: "www"})
	half := in.Swarm.Size / 2
	in.Swarm.Downloads = []view.SwarmDownload{{Host: "ann", State: "downloading", Got: half}, {Host: "ben", State: "done", Got: in.Swarm.Size}}
	var s Swarm
	picture := s.Draw(in)
	for host, want := range map[string]string{"ann": "path", "ben": "circle", "www": "", "tracker": ""} {
		tag := ""
		if got := picture.Find("data-key", HostKey+host).Find("class", "got"); got != nil {
			tag = got.Tag
		}
		if tag != want {
			t.Errorf("%s has %q, want %q", host, tag, want)
		}
	}
	if says := picture.Find("data-key", HostKey+"ann").Attr("aria-label"); !strings.Contains(says, "50 %") {
		t.Errorf("of the half of it is said %q", says)
	}
	rows := SwarmTables(in)[1].Rows
	if len(rows) != 2 || rows[0].Cells[0] != "ann" || !strings.Contains(rows[0].Cells[2], "50 %") || !strings.Contains(rows[1].Cells[2], "100 %") {
		t.Errorf("the table says %+v", rows)
	}
}

// The arc of a peer ends where its share of the file does.
func TestProgressArc(t *testing.T) {
	c := scene.Point{X: 100, Y: 100}
	for share, want := range map[float64]string{0.25: "M100 90A10 10 0 0 1 110 100", 0.5: "M100 90A10 10 0 0 1 100 110", 0.75: "M100 90A10 10 0 1 1 90 100"} {
		if got := arc(c, 10, share); got != want {
			t.Errorf("%v: %s, want %s", share, got, want)
		}
	}
}

// What is painted can be found again: in the middle of each link that is served is that
// link, or one that crosses it there.
func TestLinksAreFound(t *testing.T) {
	var s Swarm
	in := swarmOf(6, 0, 440, 430)
	in.Frames = nil
	s.Draw(in)
	found := 0
	for i := range in.Swarm.Links {
		k := &in.Swarm.Links[i]
		if !k.Unchoked {
			continue
		}
		a, b := s.ends(k.From, k.To, 2.6)
		p := a.Toward(b, 0.3)
		if _, link := s.Find(p.X, p.Y, in.View); link == i {
			found++
		} else if link < 0 {
			t.Errorf("nothing is found on link %d", i)
		}
	}
	if found < 5 {
		t.Errorf("%d links are found by their places", found)
	}
	if !s.Point(&in, s.layout.w/2, 3, false) && s.hover.on {
		t.Error("something is found where nothing is")
	}
}

// A frame is painted where it is: its bead goes from the sender's rim to the receiver's.
func TestFramesFly(t *testing.T) {
	var s Swarm
	in := swarmOf(5, 0, 440, 430)
	a, b := in.Swarm.Peers[0].Host, in.Swarm.Peers[1].Host
	in.Swarm.Links = []view.SwarmLink{{From: 0, To: 1, Unchoked: true, Rate: 1, Asked: 1, Piece: 17}}
	last := -1.0
	for now := int64(0); now <= 1000; now += 100 {
		in.Now = now
		in.Frames = []view.Frame{{ID: 9, From: a, To: b, Size: 1500, SentAt: 0, LegEnd: 1000, LegTo: 1, ArrivesAt: 1000}}
		s.Draw(in)
		if len(s.ways.list) != 1 {
			t.Fatalf("%d ways", len(s.ways.list))
		}
		w := &s.ways.list[0]
		at := -1.0
		for k, n := range w.beads {
			if n > 0 {
				at = float64(k)
			}
		}
		if at < last || math.Abs(at/swarmBeads-float64(now)/1000) > 1.0/swarmBeads+0.01 {
			t.Errorf("at %d the frame is in part %v of its way", now, at)
		}
		last = at
		if s.ways.led[w.key] != 9 {
			t.Errorf("at %d the number of the piece rides on frame %d", now, s.ways.led[w.key])
		}
	}
	in.Frames = nil
	s.Draw(in)
	if len(s.ways.led) != 0 {
		t.Error("a frame that has arrived is still remembered")
	}
}

// A peer that has not changed is the same node as before: it costs nothing.
func TestOnlyChangedPeersAreDrawn(t *testing.T) {
	var s Swarm
	in := swarmOf(11, 0, 440, 430)
	s.Draw(in)
	before := make([]*scene.Node, len(s.peers))
	for i := range s.peers {
		before[i] = s.peers[i].node
	}
	in.Swarm.Peers[3].Count--
	in.Swarm.Peers[3].Up += 1000
	in.Swarm.Peers[5].Up += 1000
	s.Draw(in)
	for i := range s.peers {
		if (s.peers[i].node != before[i]) != (i == 3) {
			t.Errorf("peer %d: drawn anew %v", i, s.peers[i].node != before[i])
		}
	}
}

// Keys go around the ring, and one peer is the stop of the Tab key: the one that was
// pointed at last.
func TestKeysGoAroundTheRing(t *testing.T) {
	var s Swarm
	in := swarmOf(5, 0, 440, 430)
	stops := func() (keys []string) {
		s.Draw(in).Walk(func(n *scene.Node) {
			if strings.HasPrefix(n.Attr("class"), "peer ") && n.Attr("tabindex") == "0" {
				keys = append(keys, n.Attr("data-key"))
			}
		})
		return keys
	}
	if got := fmt.Sprint(stops()); got != "[host:seed]" {
		t.Errorf("the Tab key stops at %s", got)
	}
	if got := s.Step("host:seed", "ArrowLeft"); got != "host:"+in.Swarm.Peers[4].Host {
		t.Errorf("left of the first is %s", got)
	}
	in.Pointed = s.Step("host:seed", "ArrowRight")
	if got := fmt.Sprint(stops()); got != "[host:alice]" {
		t.Errorf("after an arrow the Tab key stops at %s", got)
	}
	in.Pointed = ""
	if got := fmt.Sprint(stops()); got != "[host:alice]" {
		t.Errorf("the stop is forgotten: %s", got)
	}
}

// The tables say of each peer whom it serves, with who is on trial.
func TestSwarmTables(t *testing.T) {
	in := swarmOf(11, 0, 440, 430)
	list := SwarmTables(in)
	if len(list) != 3 || len(list[0].Rows) != 11 {
		t.Fatalf("%d tables", len(list))
	}
	row := list[0].Rows[1]
	if row.Key != "host:alice" || row.Cells[0] != "alice" || !strings.Contains(row.Cells[2], "of 48") {
		t.Errorf("the row of alice: %+v", row)
	}
	if n := strings.Count(row.Cells[5], "(on trial)"); n != 1 || strings.Count(row.Cells[5], ",") != 4 {
		t.Errorf("alice serves %s", row.Cells[5])
	}
	frames := 0
	for _, r := range list[2].Rows {
		n := 0
		fmt.Sscan(r.Cells[2], &n)
		frames += n
	}
	if frames != len(in.Frames) {
		t.Errorf("%d frames in the table, %d in flight", frames, len(in.Frames))
	}
}
