package ladder

import (
	"fmt"
	"math"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/internal/gallery"
	"playnet/ui/scene"
)

func TestMain(m *testing.M) {
	gallery.Texts()
	os.Exit(m.Run())
}

const ms = 1_000_000 // nanoseconds

// lookUp is the ten messages of a look-up, each 20 ms under way.
func lookUp() []view.Transfer {
	var list []view.Transfer
	for i, w := range []struct{ from, to, what string }{
		{"engineering", "dns.nyu.edu", "A? gaia.cs.umass.edu"}, {"dns.nyu.edu", "a.root", "A? gaia.cs.umass.edu"},
		{"a.root", "dns.nyu.edu", "NS edu, with glue"}, {"dns.nyu.edu", "a.edu-servers", "A? gaia.cs.umass.edu"},
		{"a.edu-servers", "dns.nyu.edu", "NS umass.edu, with glue"}, {"dns.nyu.edu", "dns.umass.edu", "A? gaia.cs.umass.edu"},
		{"dns.umass.edu", "dns.nyu.edu", "NS cs.umass.edu, with glue"}, {"dns.nyu.edu", "dns.cs.umass.edu", "A? gaia.cs.umass.edu"},
		{"dns.cs.umass.edu", "dns.nyu.edu", "A 128.119.245.12"}, {"dns.nyu.edu", "engineering", "A 128.119.245.12"},
	} {
		list = append(list, view.Transfer{Frame: uint64(10 * (i + 1)), From: w.from, To: w.to, Protocol: "dns", Summary: w.what,
			Number: i + 1, Reply: !strings.HasPrefix(w.what, "A?"), SentAt: int64(i) * 20 * ms, EndAt: int64(i+1) * 20 * ms, Fate: view.Delivered})
	}
	return list
}

// chatter is n random messages between so many hosts: some lost, some to nobody,
// some to themselves, with pauses in between.
func chatter(hosts, n int, seed int64) []view.Transfer {
	r := rand.New(rand.NewSource(seed))
	now := int64(0)
	var list []view.Transfer
	for i := range n {
		now += int64(r.Intn(9 * ms))
		if r.Intn(15) == 0 {
			now += int64(r.Intn(20_000)) * ms
		}
		t := view.Transfer{Frame: uint64(i*3 + 1), From: fmt.Sprint("host-", r.Intn(hosts), ".example"), To: fmt.Sprint("host-", r.Intn(hosts), ".example"),
			Protocol: "dns", Summary: "A? some-name.of.a.zone.example.no", Number: i + 1, Reply: r.Intn(2) == 0,
			SentAt: now, EndAt: now + ms + int64(r.Intn(25*ms)), Fate: view.Delivered}
		switch r.Intn(12) {
		case 0:
			t.Fate, t.Reason, t.Where = view.Lost, "chance", t.From+"/up"
		case 1:
			t.To = ""
			t.Fate, t.Reason = view.Lost, "no such host"
		case 2:
			t.Number, t.Protocol = 0, "icmp"
		}
		list = append(list, t)
	}
	return list
}

// at cuts a run at an instant.
func at(all []view.Transfer, now int64) In {
	in := In{Now: now}
	for _, t := range all {
		if t.SentAt > now {
			continue
		}
		if t.EndAt > now {
			in.Frames = append(in.Frames, view.Frame{ID: t.Frame, From: t.From, To: t.To, SentAt: t.SentAt, ArrivesAt: t.EndAt,
				LegStart: t.SentAt, LegEnd: t.EndAt, LegFrom: 0, LegTo: 1})
			t.EndAt, t.Fate, t.Reason, t.Where = 0, view.InFlight, "", ""
		}
		in.Transfers = append(in.Transfers, t)
	}
	return in
}

func num(t *testing.T, n *scene.Node, name string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(n.Attr(name), 64)
	if err != nil {
		t.Fatalf("<%s>: %s is no number: %q", n.Tag, name, n.Attr(name))
	}
	return v
}

// texts returns every text with its box, by the <svg> it stands in.
func texts(t *testing.T, svg *scene.Node) (words []string, boxes []scene.Box) {
	svg.Walk(func(n *scene.Node) {
		if n.Tag != "text" {
			return
		}
		size, w := num(t, n, "font-size"), scene.Plain
		if c := n.Attr("class"); c == "name" || c == "number" {
			w = scene.Bold
		}
		b := scene.Box{X: num(t, n, "x"), Y: num(t, n, "y") - size*0.76, W: scene.DefaultMetrics.Width(n.Text, w, size), H: size * 0.98}
		switch n.Attr("text-anchor") {
		case "middle":
			b.X -= b.W / 2
		case "end":
			b.X -= b.W
		}
		words, boxes = append(words, n.Text), append(boxes, b)
	})
	return words, boxes
}

func checkTexts(t *testing.T, where string, root *scene.Node) {
	t.Helper()
	for _, class := range []string{"ladder-heads", "ladder-body"} {
		svg := root.Find("class", class)
		right := num(t, svg, "width")
		words, boxes := texts(t, svg)
		for i, a := range boxes {
			if a.X < -0.1 || a.Right() > right+0.1 {
				t.Errorf("%s: %q leaves the picture: %v", where, words[i], a)
			}
			for j, b := range boxes[:i] {
				if a.Grow(-0.3).Overlaps(b) {
					t.Errorf("%s: %q and %q overlap: %v %v", where, words[i], words[j], a, b)
				}
			}
		}
	}
}

var sizes = [][2]float64{{340, 150}, {420, 260}, {700, 200}, {950, 230}, {1400, 400}}

func TestNothingOverlaps(t *testing.T) {
	runs := map[string][]view.Transfer{"look-up": lookUp()}
	for _, hosts := range []int{1, 2, 3, 6, 14, 40} {
		runs[fmt.Sprint(hosts, " hosts")] = chatter(hosts, 120, int64(hosts))
	}
	for name, run := range runs {
		for _, size := range sizes {
			for _, toScale := range []bool{false, true} {
				var l Ladder
				end := run[len(run)-1].EndAt
				for _, now := range []int64{0, end / 7, end / 3, end / 2, end} {
					for _, scroll := range []float64{-1, 0, 500} {
						in := at(run, now)
						in.Width, in.Height, in.ToScale = size[0], size[1], toScale
						in.Follow, in.ScrollTop = scroll < 0, scroll
						checkTexts(t, fmt.Sprintf("%s, %v, to scale %v, at %d ms", name, size, toScale, now/ms), l.Draw(in).Node)
						if t.Failed() {
							return
						}
					}
				}
			}
		}
	}
}

// What grew step by step is what comes of the whole at once, and seeking back and
// forth leaves no trace.
func TestPicturesDependOnTheInputAlone(t *testing.T) {
	run := chatter(6, 150, 3)
	end := run[len(run)-1].EndAt
	for _, toScale := range []bool{false, true} {
		var l Ladder
		r := rand.New(rand.NewSource(1))
		now := int64(0)
		for k := range 400 {
			now += end / 300
			if k%40 == 39 {
				now = r.Int63n(end)
			}
			in := at(run, now)
			in.Width, in.Height, in.ToScale, in.Follow = 950, 230, toScale, true
			var fresh Ladder
			if got, want := scene.Markup(l.Draw(in).Node), scene.Markup(fresh.Draw(in).Node); got != want {
				t.Fatalf("to scale %v, step %d: not what a fresh ladder draws: %s", toScale, k, firstDifference(got, want))
			}
		}
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d:\n%s\n%s", i+1, x[i], y[i])
		}
	}
	return "one is longer"
}

// Time runs down the page: no arrow rises, later sendings never stand higher, and
// what is delivered ends at its receiver's column.
func TestTimeRunsDown(t *testing.T) {
	run := chatter(5, 300, 4)
	for _, toScale := range []bool{false, true} {
		var l Ladder
		in := at(run, run[len(run)-1].EndAt+ms)
		in.Width, in.Height, in.ToScale = 950, 230, toScale
		l.Draw(in)
		last := 0.0
		for i, e := range l.entries {
			if e.y1 < e.y0 || e.y0 < last {
				t.Fatalf("to scale %v: entry %d runs from %.1f to %.1f after %.1f", toScale, i, e.y0, e.y1, last)
			}
			last = e.y0
			if n := l.line(i, &in, e.y1, 1); in.Transfers[i].Fate == view.Delivered && math.Abs(n.b.X-l.x(l.column[run[i].To])) > 1e-6 {
				t.Fatalf("entry %d ends at %.1f, not at %s: %.1f %+v", i, n.b.X, run[i].To, l.x(l.column[run[i].To]), run[i])
			}
		}
		if toScale && len(l.pauses) == 0 {
			t.Error("no pause was cut short")
		}
	}
}

func TestToScale(t *testing.T) {
	run := []view.Transfer{
		{Frame: 1, From: "a", To: "b", SentAt: 0, EndAt: 10 * ms, Fate: view.Delivered},
		{Frame: 2, From: "b", To: "a", SentAt: 15 * ms, EndAt: 25 * ms, Fate: view.Delivered},
		{Frame: 3, From: "a", To: "b", SentAt: 9025 * ms, EndAt: 9035 * ms, Fate: view.Delivered},
	}
	var l Ladder
	in := at(run, 9035*ms)
	in.Width, in.Height, in.ToScale = 700, 200, true
	l.Draw(in)
	e := l.entries
	if d := e[0].y1 - e[0].y0; d != typical {
		t.Errorf("the usual time is %v high, want %v", d, typical)
	}
	if d := e[1].y0 - e[0].y1; math.Abs(d-typical/2) > 1e-9 {
		t.Errorf("half of it is %v high, want %v", d, typical/2)
	}
	if d := e[2].y0 - e[1].y1; d != longest || len(l.pauses) != 1 || l.pauses[0].span != 9000*ms {
		t.Errorf("nine seconds are %v high (pauses %v), want %v", d, l.pauses, longest)
	}
}

// An arrow in flight grows from step to step, its tip stays on the way, and the line
// of the present never rises.
func TestArrowsGrow(t *testing.T) {
	run := lookUp()
	for _, toScale := range []bool{false, true} {
		var l Ladder
		lastNow := 0.0
		for i, m := range run {
			lastX := math.NaN()
			for k := range 50 {
				in := at(run, m.SentAt+(m.EndAt-m.SentAt)*int64(k)/50)
				in.Width, in.Height, in.ToScale, in.Follow = 950, 230, toScale, true
				l.read(&in)
				now, tips := l.present(&in)
				tip, ok := tips[i]
				if !ok {
					t.Fatalf("message %d is not in flight", i+1)
				}
				if now < lastNow-0.01 {
					t.Fatalf("to scale %v: the present rose from %.2f to %.2f at message %d, step %d", toScale, lastNow, now, i+1, k)
				}
				lastNow = now
				if far := math.Abs(tip.b.X - tip.a.X); !math.IsNaN(lastX) && far < lastX-0.01 {
					t.Fatalf("message %d shrinks: %.1f after %.1f", i+1, far, lastX)
				} else {
					lastX = far
				}
				if tip.b.Y > now+0.01 {
					t.Fatalf("the tip of message %d stands below the present", i+1)
				}
			}
		}
	}
}

func TestOnlyTheWindowIsDrawn(t *testing.T) {
	run := chatter(6, 20_000, 5)
	in := at(run, run[len(run)-1].EndAt)
	in.Width, in.Height = 950, 230
	var l Ladder
	for _, scroll := range []float64{0, 100_000, 1e9} {
		in.ScrollTop = scroll
		out := l.Draw(in)
		n := 0
		out.Node.Walk(func(*scene.Node) { n++ })
		if n > 1500 {
			t.Errorf("%d elements at %v", n, scroll)
		}
		body := out.Node.Find("class", "ladder-body")
		top := num(t, body, "height")
		h, err := strconv.ParseFloat(strings.TrimSuffix(body.Attr("style:top"), "px"), 64)
		if err != nil {
			t.Fatal(err)
		}
		at := math.Min(scroll, out.ScrollTop)
		if h > at || h+top < math.Min(at+in.Height-l.headHeight(), out.Total-l.headHeight())-0.1 {
			t.Errorf("scrolled to %v: the window from %v, %v high, does not cover it", at, h, top)
		}
	}
	// What is drawn in a window is the same as what stands there in a longer one.
	if !l.AtEnd(In{ScrollTop: l.Draw(in).ScrollTop, Height: in.Height}) || l.AtEnd(In{ScrollTop: 0, Height: in.Height}) {
		t.Error("AtEnd does not know the end")
	}
}

// A change of what is in flight touches few elements.
func TestGrowingTouchesLittle(t *testing.T) {
	run := lookUp()
	var l Ladder
	var s scene.Scene
	for k := range 100 {
		in := at(run, 41*ms+int64(k)*ms/10)
		in.Width, in.Height, in.Follow = 950, 230, true
		ops := s.Update(l.Draw(in).Node)
		if k > 0 && strings.Count(ops, "\n") > 24 {
			t.Fatalf("step %d: %d operations\n%s", k, strings.Count(ops, "\n"), ops)
		}
	}
}

func TestEverythingCanBePressed(t *testing.T) {
	run := lookUp()
	run[3].Fate, run[3].Reason = view.Lost, "queue full"
	in := at(run, 111*ms)
	in.Width, in.Height, in.Selected = 340, 400, "frame:30"
	var l Ladder
	root := l.Draw(in).Node
	found := map[string]string{}
	root.Walk(func(n *scene.Node) {
		if n.Attr("tabindex") == "0" {
			found[n.Attr("data-key")] = n.Attr("aria-label")
		}
	})
	for key, want := range map[string]string{
		"column:engineering": "engineering. The arrow keys move the column, Delete hides it.",
		"frame:10":           "Message 1: A? gaia.cs.umass.edu, from engineering to dns.nyu.edu, arrived",
		"frame:40":           "Message 4, lost on the way: A? gaia.cs.umass.edu, from dns.nyu.edu to a.edu-servers (queue full)",
		"frame:60":           "Message 6: A? gaia.cs.umass.edu, from dns.nyu.edu to dns.umass.edu, in flight",
	} {
		if found[key] != want {
			t.Errorf("%s says %q, want %q", key, found[key], want)
		}
	}
	if c := root.Find("data-key", "frame:30").Attr("class"); !strings.Contains(c, "selected") {
		t.Errorf("the selected message is drawn as %q", c)
	}
}

func TestGolden(t *testing.T) {
	var l Ladder
	in := at(lookUp(), 111*ms)
	in.Width, in.Height, in.Selected = 950, 230, "frame:30"
	gallery.Golden(t, "look-up", l.Draw(in).Node)
}

func TestShow(t *testing.T) {
	show := func(name string, run []view.Transfer, now int64, w, h float64, toScale bool) {
		var l Ladder
		in := at(run, now)
		in.Width, in.Height, in.ToScale, in.ScrollTop = w, h, toScale, 0
		in.Selected = "frame:30"
		gallery.Show(t, name, l.Draw(in).Node)
	}
	show("ladder", lookUp(), 111*ms, 950, 400, false)
	show("ladder-scale", lookUp(), 111*ms, 950, 400, true)
	show("ladder-small", lookUp(), 111*ms, 340, 400, false)
	show("ladder-chatter", chatter(6, 60, 2), 200*ms, 950, 400, false)
	show("ladder-many", chatter(30, 60, 2), 200*ms, 950, 400, true)
}

func BenchmarkFrame(b *testing.B) {
	run := chatter(6, 5000, 7)
	end := run[len(run)-1].SentAt
	var ins []In
	for k := range 20 {
		in := at(run, end+int64(k)*ms/4)
		in.Width, in.Height, in.Follow = 950, 230, true
		ins = append(ins, in)
	}
	var l Ladder
	var s scene.Scene
	s.Update(l.Draw(ins[0]).Node)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		// Back to the start costs a layout of its own, and is no frame.
		if i%20 == 0 {
			continue
		}
		s.Update(l.Draw(ins[i%20]).Node)
	}
}
