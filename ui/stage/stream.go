package stage

import (
	"math"
	"strconv"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
	"playnet/ui/text"
)

const (
	// streamFrom is from how many messages under way from one host to another on they are
	// drawn as a stream: pills would hide each other and the hosts.
	streamFrom = 14
	// streamBeads is into how many pieces the way of a stream is cut: the picture costs
	// the same, however many messages are under way.
	streamBeads = 24
)

// stream is many messages under way from one host to another: beads along the way, as
// thick as messages are there, and one pill that says how many.
type stream struct {
	from, to string
	newest   int // place of the youngest in the snapshot's list
	count    int
	forged   int
	beads    [streamBeads]int
}

// streams finds the ways on which too much is under way for a pill each, in the order of
// their first frames. of tells of each frame its stream, or -1.
func (s *Stage) streams(in *In) (list []stream, of []int) {
	frames := in.Snapshot.Frames
	if len(frames) < streamFrom {
		return nil, nil
	}
	type way struct{ from, to string }
	counts := map[way]int{}
	for i := range frames {
		if in.Now >= frames[i].SentAt {
			counts[way{frames[i].From, frames[i].To}]++
		}
	}
	at := map[way]int{}
	of = make([]int, len(frames))
	for i := range frames {
		f := &frames[i]
		w := way{f.From, f.To}
		of[i] = -1
		if in.Now < f.SentAt || counts[w] < streamFrom || f.From == f.To {
			continue
		}
		k, known := at[w]
		if !known {
			k = len(list)
			at[w] = k
			list = append(list, stream{from: f.From, to: f.To})
		}
		of[i] = k
		list[k].take(f, i, in.Now)
	}
	return list, of
}

func (t *stream) take(f *view.Frame, i int, now int64) {
	t.newest = i
	t.count++
	if f.Forged {
		t.forged++
	}
	t.beads[min(int(flight.Progress(f, now)*streamBeads), streamBeads-1)]++
}

// at returns the point at a share of the stream's way.
func (s *Stage) streamAt(t *stream, in *In, share float64) (p scene.Point, dx, dy float64, ok bool) {
	if p, dx, dy, ok = s.place(t.from, t.to, share); ok || t.to != "" {
		return p, dx, dy, ok
	}
	f := in.Snapshot.Frames[t.newest]
	f.LegFrom, f.LegTo, f.SentAt, f.ArrivesAt = 0, 0, 0, 1000
	return s.layout.intoTheVoid(&f, int64(share*1000))
}

// pillOf is the pill in the middle of the stream, which stands for all of it.
func (s *Stage) pillOf(t *stream, in *In, taken []scene.Box) (pill, bool) {
	f := &in.Snapshot.Frames[t.newest]
	p := pill{frame: f, transfer: in.flying(f.ID, t.newest), from: t.from, to: t.to, stream: t}
	center, dx, dy, ok := s.streamAt(t, in, 0.5)
	if !ok {
		return p, false
	}
	p.setHead(s.layout, center, dx, dy, taken, in.Metrics)
	return p, true
}

// drawStreams draws the beads of all streams: on the lines, and below all that is read.
func (s *Stage) drawStreams(pills []pill, in *In) *scene.Node {
	g := scene.New("g", "streams").Set("aria-hidden", "true")
	for i := range pills {
		p := &pills[i]
		if p.stream == nil {
			continue
		}
		class := "stream " + p.hue()
		if p.stream.forged > 0 {
			class += " forged"
		}
		way := scene.New("g", p.from+">"+p.to).Class(class)
		for k, n := range p.stream.beads {
			if n == 0 {
				continue
			}
			if c, _, _, ok := s.streamAt(p.stream, in, (float64(k)+0.5)/streamBeads); ok {
				way.Add(scene.Circle(strconv.Itoa(k), "bead", c.X, c.Y, beadSize(n, s.layout.pill)))
			}
		}
		g.Add(way)
	}
	return g
}

// beadSize is the radius of a bead for so many messages: its area grows with them, up to
// a limit.
func beadSize(n int, pill float64) float64 {
	return math.Min(pill*0.42, 2.2*math.Sqrt(float64(n)))
}

// says is a stream in words.
func (t *stream) says(summary, to string) string {
	return text.T("stage.stream", "n", text.Number(t.count), "summary", summary, "from", t.from, "to", to)
}
