package stage

import (
	"hash/fnv"
	"io"
	"math"
	"strconv"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// In is all that the picture shows.
type In struct {
	Snapshot  *view.Snapshot
	Transfers []view.Transfer // the latest, in the order of their sending
	Flying    []view.Transfer // those of the snapshot's frames, in their order
	Talks     []view.Talk     // who has talked with whom so far
	Now       int64           // nanoseconds; may lie after the snapshot's instant, before the next event
	Width     float64         // of the island, in pixels
	Height    float64
	Selected  string // key of what is selected: "host:NAME", "frame:ID"; "" for nothing
	Scale     float64
	Metrics   *scene.Metrics // nil: scene.DefaultMetrics
	View      View
	Still     bool          // nobody sends a mail: the steps of its way are not printed
	Journey   *view.Journey // the mail whose way is followed; nil: none
	Followed  string        // the Message-ID, or "#" and the number in the queue, of what was chosen to be followed
}

// View is the part of the picture that is shown. The zero value is all of it.
type View struct {
	Zoom float64 // 1, or 0: all; 2: half the width
	X, Y float64 // the middle of what is shown, as shares of the picture; 0, 0 at zoom 1
}

// Keys of the events that the picture's elements send.
const (
	HostKey  = "host:"
	FrameKey = "frame:"
	LinkKey  = "link:" // of a host to the rest of the network
)

// Stage draws one island's picture. It keeps what does not change from one frame
// of the animation to the next; what it draws depends on the input alone. The
// zero value is ready.
type Stage struct {
	key      uint64 // of what the layout depends on
	metrics  *scene.Metrics
	layout   *layout
	pairs    []flight.Pair // who has talked, in the order in which they began
	routes   map[flight.Pair]route
	cards    map[string]keptCard
	scenery  *scene.Node
	talks    map[flight.Pair]keptTalk
	signs    []sign
	marks    []mark
	marksFor marksKey
}

// Draw returns the picture: an <svg> of the island's size.
func (s *Stage) Draw(in In) *scene.Node {
	in = in.sane()
	s.arrange(&in)
	s.pairs = s.pairs[:0]
	for i := range in.Talks {
		s.pairs = append(s.pairs, flight.Pair{A: in.Talks[i].A, B: in.Talks[i].B})
	}
	l := s.layout
	pills := s.pills(&in)
	root := scene.New("svg", "stage").Class("stage").
		Num("width", in.Width).Num("height", in.Height).
		Set("viewBox", l.viewBox(in.View)).
		Set("role", "group").Set("aria-label", text.T("stage.label"))
	links := connections(in.Snapshot)
	s.placeSigns(links, in.Metrics)
	root.Add(s.scenery, s.drawTalks(&in, pills, links))
	if len(pills) > 0 && pills[0].stream != nil { // streams come first
		root.Add(s.drawStreams(pills, &in))
	}
	cards := scene.New("g", "cards")
	for i := range l.members {
		cards.Add(s.drawCard(i, &in))
	}
	root.Add(s.drawSteps(&in))
	root.Add(cards, s.drawSigns(pills, links, in.Metrics), s.drawMarks(&in, pills))
	return root.Add(drawPills(pills, l, &in))
}

// sane makes sizes usable that an island may have before it is laid out.
func (in In) sane() In {
	in.Width, in.Height = math.Max(80, in.Width), math.Max(60, in.Height)
	if in.Scale <= 0 {
		in.Scale = 1
	}
	if in.Snapshot == nil {
		in.Snapshot = &view.Snapshot{}
	}
	return in
}

// arrange makes the layout anew if the hosts or the size have changed.
func (s *Stage) arrange(in *In) {
	key := in.key()
	if s.layout != nil && s.key == key && s.metrics == in.Metrics {
		for i := range s.layout.members {
			s.layout.members[i].host = &in.Snapshot.Hosts[i]
		}
		return
	}
	s.key, s.metrics = key, in.Metrics
	s.layout = arrange(members(in.Snapshot.Hosts), in.Width, in.Height, in.Scale, in.Metrics)
	s.routes = map[flight.Pair]route{}
	s.cards = map[string]keptCard{}
	s.talks = map[flight.Pair]keptTalk{}
	s.signs, s.marks, s.marksFor = nil, nil, marksKey{}
	s.scenery = s.layout.drawScenery()
}

// key sums up what the layout depends on.
func (in *In) key() uint64 {
	h := fnv.New64a()
	put := func(parts ...string) {
		for _, p := range parts {
			io.WriteString(h, p)
			h.Write([]byte{0})
		}
	}
	put(strconv.FormatFloat(in.Width, 'f', 1, 64), strconv.FormatFloat(in.Height, 'f', 1, 64), strconv.FormatFloat(in.Scale, 'f', 2, 64))
	for i := range in.Snapshot.Hosts {
		host := &in.Snapshot.Hosts[i]
		put(host.Name, host.Title, host.Role, host.Address, host.Site)
		for k := range host.Programs {
			p := &host.Programs[k]
			put(p.Kind)
			if p.Mail != nil {
				put(p.Mail.Account, strconv.Itoa(len(traysOf(p.Mail))))
			}
			if p.Kind != kindAuthority {
				continue
			}
			for _, f := range p.Fields {
				if isZones(f.ID) {
					put(f.Value)
				}
			}
			for t := range p.Tables {
				put(p.Tables[t].ID, p.Tables[t].Name)
			}
		}
		put("")
	}
	for i := range in.Snapshot.Sites {
		put(in.Snapshot.Sites[i].Name, in.Snapshot.Sites[i].Title)
	}
	return h.Sum64()
}

// viewBox is the part of the canvas that is shown.
func (l *layout) viewBox(v View) string {
	x, y, w, h := 0.0, 0.0, l.width, l.height
	if v.Zoom > 1 {
		w, h = w/v.Zoom, h/v.Zoom
		x = math.Max(0, math.Min(l.width-w, v.X*l.width-w/2))
		y = math.Max(0, math.Min(l.height-h, v.Y*l.height-h/2))
	}
	return scene.Number(x) + " " + scene.Number(y) + " " + scene.Number(w) + " " + scene.Number(h)
}

// ZoomAt returns the view after magnifying by a factor around a place of the
// island, given as shares of its width and height: what is there stays there.
func (v View) ZoomAt(factor, x, y float64) View {
	if v.Zoom < 1 {
		v = View{1, 0.5, 0.5}
	}
	zoom := math.Max(1, math.Min(12, v.Zoom*factor))
	v.X += (x - 0.5) * (1/v.Zoom - 1/zoom)
	v.Y += (y - 0.5) * (1/v.Zoom - 1/zoom)
	v.Zoom = zoom
	return v.inside()
}

// Pan returns the view moved by shares of the island's width and height.
func (v View) Pan(dx, dy float64) View {
	if v.Zoom <= 1 {
		return View{}
	}
	v.X, v.Y = v.X+dx/v.Zoom, v.Y+dy/v.Zoom
	return v.inside()
}

func (v View) inside() View {
	if v.Zoom <= 1 {
		return View{}
	}
	half := 0.5 / v.Zoom
	v.X, v.Y = math.Max(half, math.Min(1-half, v.X)), math.Max(half, math.Min(1-half, v.Y))
	return v
}

// Magnified returns how many times smaller than its natural size the picture is
// shown when all of it is: 1 unless there are very many hosts. Above 1.5 or so the
// texts can be read only after zooming in.
func (s *Stage) Magnified(in In) float64 {
	in = in.sane()
	s.arrange(&in)
	s.pairs = s.pairs[:0]
	for i := range in.Talks {
		s.pairs = append(s.pairs, flight.Pair{A: in.Talks[i].A, B: in.Talks[i].B})
	}
	return s.layout.width / in.Width
}

// route returns the way from one host to another.
func (s *Stage) route(a, b string) (r route, backwards, ok bool) {
	p := flight.PairOf(a, b)
	r, known := s.routes[p]
	if !known {
		r = s.layout.way(p)
		s.routes[p] = r
	}
	return r, p.A != a, len(r.points) > 0
}

// way finds the route of a pair; an empty one if one of them has no card, or both
// are the same.
func (l *layout) way(p flight.Pair) route {
	a, okA := l.index[p.A]
	b, okB := l.index[p.B]
	if !okA || !okB || a == b {
		return route{}
	}
	if l.cloud == nil || l.siteOf(a) != "" && l.siteOf(a) == l.siteOf(b) {
		return l.router.path(a, b)
	}
	return l.throughCloud(a, b)
}

// place returns the point at a share of the way from one host to another, and the
// direction of the movement there.
func (s *Stage) place(from, to string, share float64) (p scene.Point, dx, dy float64, ok bool) {
	r, backwards, ok := s.route(from, to)
	if !ok {
		return p, 0, 0, false
	}
	if backwards {
		p, dx, dy = r.at(1 - share)
		return p, -dx, -dy, true
	}
	p, dx, dy = r.at(share)
	return p, dx, dy, true
}

// drawScenery draws what lies below everything: frames, captions, the hierarchy's
// lines, the cloud.
func (l *layout) drawScenery() *scene.Node {
	g := scene.New("g", "scenery").Set("aria-hidden", "true")
	for _, k := range l.links {
		g.Add(scene.Path("link:"+k.key, "hierarchy", k.way.part(0, 1)))
	}
	if l.cloud != nil {
		g.Add(drawCloud(*l.cloud))
	}
	for _, f := range l.frames {
		if !f.bare {
			g.Add(scene.Rect("box:"+f.key, "zone", f.box, l.pad+4))
		}
		if f.caption != "" {
			// A caption's box is 1.3 times as high as its text's size.
			size := f.text.H / 1.3
			g.Add(scene.Label("caption:"+f.key, "zone-name", f.caption, f.text.X, f.text.Bottom()-size*0.25).Num("font-size", size))
		}
	}
	return g
}
