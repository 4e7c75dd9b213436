package stage

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/internal/gallery"
	"playnet/ui/scene"
)

// A message moves along its line without jumps: in 200 steps the head goes from the
// one card to the other, always forward along the route, and in small steps.
func TestMessagesMoveForward(t *testing.T) {
	for _, size := range sizes {
		var s Stage
		run := lookUp()
		for i, m := range run {
			last, first := scene.Point{}, true
			sum := 0.0
			for k := range 200 {
				now := m.SentAt + (m.EndAt-m.SentAt)*int64(k)/200
				in := at(textbook(), run[:i+1], now)
				in.Width, in.Height = size[0], size[1]
				root := s.Draw(in)
				p := root.Find("data-key", FrameKey+fmt.Sprint(m.Frame))
				if p == nil || !strings.HasPrefix(p.Attr("class"), "pill") {
					t.Fatalf("%v: message %d is not in flight at %d", size, m.Number, now)
				}
				head := headOf(t, p)
				if !first {
					d := head.Distance(last)
					sum += d
					if r, _, _ := s.route(m.From, m.To); d > r.length()/200*1.6+0.3 {
						t.Fatalf("%v: message %d jumps by %.1f in step %d", size, m.Number, d, k)
					}
				}
				last, first = head, false
			}
			if r, _, _ := s.route(m.From, m.To); math.Abs(sum-r.length()) > r.length()*0.1+3 {
				t.Errorf("%v: message %d went %.0f, its line is %.0f long", size, m.Number, sum, r.length())
			}
		}
	}
}

// headOf is the middle of the badge with a pill's number.
func headOf(t *testing.T, p *scene.Node) scene.Point {
	b, ok := boxOf(t, p, "badge")
	if !ok {
		t.Fatal("a pill without head")
	}
	return b.Center()
}

// At the end all ten numbers stand on the picture, at every size.
func TestTheNumbersStay(t *testing.T) {
	for _, size := range sizes {
		var s Stage
		in := at(textbook(), lookUp(), 210*ms)
		in.Width, in.Height = size[0], size[1]
		root := s.Draw(in)
		for n := 1; n <= 10; n++ {
			m := root.Find("data-key", fmt.Sprint(FrameKey, 10*n))
			if m == nil || m.Find("class", "number") == nil || m.Find("class", "number").Text != fmt.Sprint(n) {
				t.Errorf("%v: number %d is missing", size, n)
			}
		}
	}
}

// The root stands above its TLDs, they above the authorities, and nobody of the
// hierarchy below another of its own zone's children.
func TestLevelsGoDown(t *testing.T) {
	for _, size := range sizes {
		for _, name := range []string{"textbook", "five levels", "binary", "many of all"} {
			var s Stage
			s.Draw(In{Snapshot: shapes[name], Width: size[0], Height: size[1]})
			l := s.layout
			for i := range l.members {
				for k := range l.members {
					a, b := &l.members[i], &l.members[k]
					if len(a.zones) == 1 && len(b.zones) == 1 && within(b.zones[0], a.zones[0]) && l.cards[k].Y <= l.cards[i].Y {
						t.Fatalf("%s %v: %s of %v is not below %s of %v", name, size, b.name(), b.zones, a.name(), a.zones)
					}
				}
			}
		}
	}
}

func TestLookOfWhatIsWrong(t *testing.T) {
	snap := textbook()
	snap.Hosts[1].Up = false
	snap.Hosts[3].Link.Cut = true
	run := lookUp()
	run[3].Fate, run[3].Reason, run[3].Where = view.Lost, "chance", "dns.nyu.edu/up"
	in := at(snap, run, 130*ms)
	in.Width, in.Height, in.Selected = 830, 420, FrameKey+"40"
	var s Stage
	root := s.Draw(in)
	card := func(name string) *scene.Node { return root.Find("data-key", HostKey+name) }
	if c := card("a.edu-servers"); !strings.Contains(c.Attr("class"), " down") || strings.TrimSpace(c.Find("class", "tag-text").Text) != "down" {
		t.Errorf("the dead host is drawn as %q", c.Attr("class"))
	}
	if c := card("dns.umass.edu"); c.Find("class", "tag-text") == nil || !strings.Contains(c.Attr("aria-label"), "cut off") {
		t.Errorf("the host that is cut off says %q", c.Attr("aria-label"))
	}
	if c := card("a.root"); c.Find("class", "tag-text") != nil {
		t.Error("a healthy host has a tag")
	}
	cut := 0
	root.Walk(func(n *scene.Node) {
		if n.Attr("class") == "slash" {
			cut++
		}
	})
	if cut != 2 {
		t.Errorf("%d strokes across lines, want 2: one line is broken", cut)
	}
	lost := root.Find("data-key", FrameKey+"40")
	if lost == nil || lost.Find("class", "cross") == nil || !strings.Contains(lost.Attr("aria-label"), "chance") {
		t.Fatal("the lost message left no cross with its reason")
	}
	if !strings.Contains(lost.Attr("class"), "selected") || lost.Find("class", "ring") == nil {
		t.Error("the selected message has no ring")
	}
}

// Each end of a line stands for the link of the host there: it can be pressed, and tells
// that link's values, or that it is cut.
func TestTheEndsOfALineAreLinks(t *testing.T) {
	snap := textbook()
	snap.Hosts[0].Link.Delay, snap.Hosts[0].Link.Loss, snap.Hosts[0].Link.Up = int64(30*ms), 0.125, 1_000_000
	var s Stage
	root := s.Draw(at(snap, lookUp(), 130*ms))
	told := func(host string) string {
		n := root.Find("data-key", LinkKey+host)
		if n == nil || len(n.Children) != 1 {
			t.Fatalf("the link of %s can't be pressed", host)
		}
		return n.Children[0].Text
	}
	says := told(snap.Hosts[0].Name)
	for _, want := range []string{"30ms", "12.5 %", "1Mbit/s up", snap.Hosts[0].Name} {
		if !strings.Contains(says, want) {
			t.Errorf("no %q in %q", want, says)
		}
	}
	snap.Hosts[0].Link.Cut = true
	root = s.Draw(at(snap, lookUp(), 130*ms))
	if says := told(snap.Hosts[0].Name); !strings.Contains(says, "cut") || strings.Contains(says, "30ms") {
		t.Errorf("cut, it says %q", says)
	}
}

// A host's card, a message in flight and a mark can be reached and pressed without
// a pointer, and say what they are.
func TestEverythingCanBePressed(t *testing.T) {
	var s Stage
	in := at(textbook(), lookUp(), 111*ms)
	in.Width, in.Height = 300, 220
	root := s.Draw(in)
	for key, says := range map[string]string{
		HostKey + "dns.nyu.edu": "dns.nyu.edu · local resolver · 128.122.0.53 · idle",
		HostKey + "a.root":      "a.root · root · 198.41.0.4 · zones . · serving",
		FrameKey + "60":         "Message 6: A? gaia.cs.umass.edu, from dns.nyu.edu to dns.umass.edu, in flight",
		FrameKey + "30":         "Message 3: NS edu, with glue, from a.root to dns.nyu.edu, arrived",
	} {
		n := root.Find("data-key", key)
		if n == nil {
			t.Errorf("%s is not on the picture", key)
			continue
		}
		if n.Attr("tabindex") != "0" || n.Attr("role") != "button" || n.Attr("aria-label") != says {
			t.Errorf("%s: role %q, label %q, want %q", key, n.Attr("role"), n.Attr("aria-label"), says)
		}
	}
}

// The same input gives the same picture, whatever was drawn before.
func TestPicturesDependOnTheInputAlone(t *testing.T) {
	var s Stage
	for _, now := range []int64{111, 30, 210, 5, 150, 111} {
		in := at(textbook(), lookUp(), now*ms)
		in.Width, in.Height = 830, 420
		var fresh Stage
		if scene.Markup(s.Draw(in)) != scene.Markup(fresh.Draw(in)) {
			t.Fatalf("at %d ms the picture depends on what was drawn before", now)
		}
	}
}

func TestGroups(t *testing.T) {
	all := members([]view.Host{
		server("both", "10.0.0.1", "umass.edu.", "cs.umass.edu."),
		server("root", "10.0.0.2", "."),
		server("cs", "10.0.0.3", "cs.umass.edu"),
		server("deep", "10.0.0.4", "x.y.cs.umass.edu."),
		server("edu2", "10.0.0.5", "EDU."),
		server("edu1", "10.0.0.6", "edu."),
	})
	list, edges := groups(all)
	got := ""
	for _, g := range list {
		got += fmt.Sprintf("%d:%s%v ", g.level, g.zone, g.members)
	}
	if want := "0:.[1] 1:edu.[4 5] 2:umass.edu.[0] 3:cs.umass.edu.[2] 4:x.y.cs.umass.edu.[3] "; got != want {
		t.Errorf("groups %s, want %s", got, want)
	}
	if len(edges) != 4 {
		t.Errorf("%d lines, want 4", len(edges))
	}
}

func TestZoom(t *testing.T) {
	v := View{}.ZoomAt(2, 1, 0)
	if v != (View{2, 0.75, 0.25}) {
		t.Errorf("zoomed into the upper right corner: %v", v)
	}
	if v = v.Pan(-0.5, 0.25); v != (View{2, 0.5, 0.375}) {
		t.Errorf("moved: %v", v)
	}
	if v = v.Pan(9, 9); v != (View{2, 0.75, 0.75}) {
		t.Errorf("moved too far: %v", v)
	}
	if v = v.ZoomAt(0.1, 0.5, 0.5); v != (View{}) {
		t.Errorf("zoomed out: %v", v)
	}
	l := layout{width: 800, height: 400}
	if got := l.viewBox(View{2, 0.75, 0.25}); got != "400 0 400 200" {
		t.Errorf("shows %s", got)
	}
}

// The whole picture, to be read: what a change of the drawing changes.
func TestGolden(t *testing.T) {
	for name, size := range map[string][2]float64{"textbook": {830, 420}, "textbook-small": {300, 220}} {
		var s Stage
		in := at(textbook(), lookUp(), 111*ms)
		in.Width, in.Height, in.Selected = size[0], size[1], HostKey+"dns.nyu.edu"
		gallery.Golden(t, name, s.Draw(in))
	}
}

func TestTablesSayTheSame(t *testing.T) {
	in := at(textbook(), lookUp(), 110*ms)
	in.Snapshot.Hosts = append([]view.Host(nil), in.Snapshot.Hosts...)
	in.Snapshot.Hosts[1].Up = false
	tables := Tables(in)
	if got := strings.Join(tables[0].Rows[1].Cells, "|"); got != "a.edu-servers|TLD edu|edu|192.5.6.30|down" {
		t.Errorf("host: %s", got)
	}
	if got := strings.Join(tables[1].Rows[0].Cells, "|"); got != "6 A? gaia.cs.umass.edu|dns.nyu.edu|dns.umass.edu|50 %" {
		t.Errorf("message: %s", got)
	}
	for _, table := range tables {
		for _, row := range table.Rows {
			if len(row.Cells) != len(table.Columns) {
				t.Errorf("%s: %d cells under %d heads", row.Key, len(row.Cells), len(table.Columns))
			}
		}
	}
}

// A frame of the animation: 30 hosts, four messages in flight, drawn and diffed.
func BenchmarkFrame(b *testing.B) {
	snap := hierarchy(4, 2, 1, 3, 4)
	snap.Hosts = snap.Hosts[:30]
	run := chatter(snap, 40, 1)
	var ins []In
	for now := int64(80 * ms); now < 84*ms; now += ms / 10 {
		in := at(snap, run, now)
		in.Width, in.Height = 830, 420
		ins = append(ins, in)
	}
	var s Stage
	var sc scene.Scene
	sc.Update(s.Draw(ins[0]))
	bytes := 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		bytes += len(sc.Update(s.Draw(ins[i%len(ins)])))
	}
	b.ReportMetric(float64(bytes)/float64(b.N), "bytes/op")
}

// The first frame: layout, routes and all.
func BenchmarkFirstFrame(b *testing.B) {
	snap := hierarchy(4, 2, 1, 3, 4)
	in := at(snap, chatter(snap, 40, 1), 80*ms)
	in.Width, in.Height = 830, 420
	for b.Loop() {
		var s Stage
		var sc scene.Scene
		sc.Update(s.Draw(in))
	}
}

// A name server's program lists its zones as tables, one each.
func TestZonesFromTables(t *testing.T) {
	h := view.Host{Programs: []view.Program{{Kind: kindAuthority, Tables: []view.Table{
		{ID: "dns.pending"}, {ID: "dns.zone", Name: "edu."}, {ID: "dns.zone", Name: "com."}, {ID: "dns.zone", Name: "edu."},
	}}, {Kind: "other", Tables: []view.Table{{ID: "dns.zone", Name: "not."}}}}}
	if got := fmt.Sprint(zonesOf(&h)); got != "[edu. com.]" {
		t.Errorf("zones %s", got)
	}
}

func TestEachLookUpIsAFigureOfItsOwn(t *testing.T) {
	second := lookUp()
	list := lookUp()
	for i := range second {
		second[i].Frame += 1000
		second[i].SentAt += 5_000 * ms
		second[i].EndAt += 5_000 * ms
	}
	list = append(list, second[:3]...)
	marks := func(in In) (numbers []string) {
		in.Width, in.Height = 830, 420
		new(Stage).Draw(in).Walk(func(n *scene.Node) {
			if n.Attr("class") == "number" {
				numbers = append(numbers, n.Text)
			}
		})
		return numbers
	}
	in := at(textbook(), list, 5_200*ms)
	if got := strings.Join(marks(in), " "); got != "1 2 3" {
		t.Errorf("the picture has the numbers %s, want those of the second look-up alone", got)
	}
	in.Selected = FrameKey + strconv.FormatUint(list[6].Frame, 10)
	if got := marks(in); len(got) != 4 {
		t.Errorf("an earlier message is selected, and the picture has the numbers %s", got)
	}
	// Two look-ups at once cannot be told apart: all stays.
	for i := range second {
		second[i].SentAt -= 4_900 * ms
		second[i].EndAt -= 4_900 * ms
	}
	in = at(textbook(), append(lookUp(), second[:1]...), 5_000*ms)
	if got := marks(in); len(got) < 9 {
		t.Errorf("of two look-ups at once the picture has the numbers %s", got)
	}
}
