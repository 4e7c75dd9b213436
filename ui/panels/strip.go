package panels

import (
	"math"
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// The strip's measures, in pixels.
const (
	stripEdge  = 8.0  // left and right of the track, for the thumb
	barsHeight = 18.0 // the highest bar
	trackY     = 24.0
	labelY     = 42.0
	labelSize  = 11.0
)

// StripPanel draws the time bar's strip: how much happens when, how far the run has come,
// and what stands where. It can be dragged, and takes the arrow keys.
func StripPanel(s app.Strip, width float64, m *scene.Metrics) *scene.Node {
	track := max(width-2*stripEdge, 10)
	at := func(ns int64) float64 {
		if s.End <= 0 {
			return stripEdge
		}
		return stripEdge + track*float64(ns)/float64(s.End)
	}
	now := at(s.Now)
	svg := scene.New("svg", "").Class("strip").Num("width", width).Set("height", "48").
		Set("data-key", "strip").Set("data-drag", "").Set("data-arrows", "").Set("tabindex", "0").
		Set("role", "slider").Set("aria-label", text.T("strip.label")).
		Set("aria-valuemin", "0").Set("aria-valuemax", strconv.FormatInt(s.End/1000, 10)).
		Set("aria-valuenow", strconv.FormatInt(s.Now/1000, 10)).
		Set("aria-valuetext", text.T("strip.value", "t", text.Seconds(s.Now), "end", text.Seconds(s.End)))
	svg.Add(scene.Rect("ground", "strip-ground", scene.Box{X: 0, Y: 0, W: width, H: 48}, 0))
	svg.Add(bars(s, track, now)...)
	svg.Add(scene.Rect("track", "strip-track", scene.Box{X: stripEdge, Y: trackY - 1.5, W: track, H: 3}, 1.5))
	svg.Add(scene.Rect("played", "strip-played", scene.Box{X: stripEdge, Y: trackY - 1.5, W: max(now-stripEdge, 0), H: 3}, 1.5))
	svg.Add(marks(s, at, width, m)...)
	return svg.Add(scene.Circle("thumb", "strip-thumb", now, trackY, 6.5))
}

// StripTime returns the instant at a place of the strip, in nanoseconds.
func StripTime(s app.Strip, x, width float64) int64 {
	track := max(width-2*stripEdge, 10)
	share := min(max((x-stripEdge)/track, 0), 1)
	return int64(share * float64(s.End))
}

// bars draws the density as two paths: what is behind us, and what is to come.
func bars(s app.Strip, track, now float64) []*scene.Node {
	most := 1
	for _, n := range s.Density {
		most = max(most, n)
	}
	var past, future strings.Builder
	step := track / float64(max(len(s.Density), 1))
	for i, n := range s.Density {
		if n == 0 {
			continue
		}
		x := stripEdge + step*(float64(i)+0.5)
		// By the root: one full instant does not make all others look empty.
		h := max(barsHeight*math.Sqrt(float64(n)/float64(most)), 2)
		path := &past
		if x > now {
			path = &future
		}
		path.WriteString("M" + scene.Number(x) + " " + scene.Number(trackY-5) + "v" + scene.Number(-h))
	}
	width := scene.Number(max(step*0.6, 1))
	return []*scene.Node{
		scene.Path("past", "strip-past", past.String()).Set("stroke-width", width),
		scene.Path("future", "strip-future", future.String()).Set("stroke-width", width),
	}
}

// A mark's shape says what kind it is, around (0, 0).
var markShapes = map[view.MarkKind]string{
	view.MarkAction:     "m0-5 5 9h-10z",
	view.MarkQuery:      "m0-4 4 4-4 4-4-4z",
	view.MarkAnswer:     "m0-4 4 4-4 4-4-4z",
	view.MarkConnection: "m-3.5-3.5h7v7h-7z",
	view.MarkTimeout:    "m-4-4h8l-8 8h8z",
	view.MarkLoss:       "m-3.5-3.5 7 7m0-7-7 7",
	view.MarkPiece:      "m-3-3h6v6h-6z",
	view.MarkRound:      "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
	view.MarkTrouble:    "m0 5-5-9h10z",
}

// markWords names a mark.
func markWords(m view.Mark) string {
	if id := "mark." + m.Key; text.Has(id) {
		return text.With(id, m.Args)
	}
	return text.T("mark.kind." + string(m.Kind))
}

// marks draws a shape for each mark, and a word below it where there is room.
func marks(s app.Strip, at func(int64) float64, width float64, m *scene.Metrics) []*scene.Node {
	var out []*scene.Node
	free, last := 0.0, -100.0
	for _, mark := range s.Marks {
		x := at(mark.At)
		if x-last < 5 {
			continue
		}
		last = x
		key := strconv.FormatUint(mark.Event, 10)
		class := "strip-mark mark-" + string(mark.Kind)
		if mark.At > s.Now {
			class += " strip-coming"
		}
		words := markWords(mark)
		out = append(out, scene.New("g", key).Class(class).Add(
			scene.Title(text.T("mark.title", "what", words, "t", text.Seconds(mark.At))),
			scene.Path("", "", "M"+scene.Number(x)+" "+scene.Number(trackY)+markShapes[mark.Kind])))
		half := m.Width(words, scene.Plain, labelSize) / 2
		if left := min(max(x-half, 2), width-2*half-2); left >= free {
			out = append(out, scene.Label("label"+key, "strip-label", words, left, labelY))
			free = left + 2*half + 8
		}
	}
	return append(out, forks(s, at)...)
}

// forks draws where other branches part from this one.
func forks(s app.Strip, at func(int64) float64) []*scene.Node {
	var out []*scene.Node
	for _, f := range s.Forks {
		x := at(int64(f.At))
		out = append(out, scene.New("g", "fork"+strconv.Itoa(int(f.Branch))).Class("strip-fork").Add(
			scene.Title(text.T("mark.fork", "name", f.Name, "t", text.Seconds(int64(f.At)))),
			scene.Path("", "", "M"+scene.Number(x)+" "+scene.Number(trackY)+"v-9l6-8m-6 8-6-8")))
	}
	return out
}

// NearMark returns the instant of the mark at a place of the strip, if one is that near.
func NearMark(s app.Strip, x, width float64) (int64, bool) {
	const near = 5.0
	best, at := near, int64(0)
	track := max(width-2*stripEdge, 10)
	for _, m := range s.Marks {
		if d := math.Abs(stripEdge + track*float64(m.At)/float64(max(s.End, 1)) - x); d < best {
			best, at = d, m.At
		}
	}
	return at, best < near
}
