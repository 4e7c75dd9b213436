package pace

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// studio is a page of parts whose drawing takes as long as a test says.
type studio struct {
	*Pace
	now   time.Time
	cost  map[string]time.Duration
	drawn []string // by the last frame; those that had to be drawn anyway with a "!"
	fails error
}

func newStudio(every map[string]time.Duration, names ...string) *studio {
	s := &studio{now: time.Unix(1000, 0), cost: map[string]time.Duration{}}
	var parts []*Part
	for _, name := range names {
		parts = append(parts, &Part{Name: name, Every: every[name], Draw: func(changed bool) error {
			s.now = s.now.Add(s.cost[name])
			if changed {
				name += "!"
			}
			s.drawn = append(s.drawn, name)
			name = strings.TrimSuffix(name, "!")
			return s.fails
		}})
	}
	s.Pace = New(func() time.Time { return s.now }, parts...)
	return s
}

// frame lets some time pass, and returns what the next frame draws.
func (s *studio) frame(t *testing.T, after time.Duration) string {
	t.Helper()
	s.now, s.drawn = s.now.Add(after), nil
	if err := s.Frame(s.now); err != nil {
		t.Fatal(err)
	}
	return strings.Join(s.drawn, " ")
}

func (s *studio) expect(t *testing.T, after time.Duration, want string) {
	t.Helper()
	if got := s.frame(t, after); got != want {
		t.Errorf("the frame drew %q, not %q", got, want)
	}
}

const tick = 16 * time.Millisecond

func TestNothingIsDrawnThatIsNotOwed(t *testing.T) {
	s := newStudio(nil, "shell", "stage")
	s.expect(t, tick, "")
	if s.Owing() {
		t.Error("something is owed from the beginning")
	}
	s.Owe(false, false)
	s.expect(t, tick, "shell stage")
	s.expect(t, tick, "")
	if s.Owing() {
		t.Error("what was drawn is still owed")
	}
	s.Again("stage")
	s.expect(t, tick, "stage")
}

// A frame takes no more on once its budget is spent: the others come with the next ones,
// in their order, and none is forgotten.
func TestDearPartsAreSpread(t *testing.T) {
	s := newStudio(nil, "shell", "stage", "ladder", "strip")
	for _, name := range []string{"shell", "stage", "ladder", "strip"} {
		s.cost[name] = 3 * time.Millisecond
	}
	s.Owe(false, true)
	s.expect(t, tick, "shell stage")
	if !s.asked {
		t.Error("the learner waits for nothing more")
	}
	s.expect(t, 0, "ladder strip") // at once: the learner waits
	if s.Owing() || s.asked {
		t.Error("all was drawn, and something is owed")
	}
}

// While the run goes on by itself, drawing has a third of the time at most.
func TestDrawingRests(t *testing.T) {
	s := newStudio(nil, "stage")
	s.cost["stage"] = 40 * time.Millisecond
	var drawing, all time.Duration
	for range 600 {
		s.Owe(false, false)
		before := s.now
		if s.frame(t, tick) != "" {
			drawing += s.cost["stage"]
		}
		all += s.now.Sub(before)
	}
	if share := float64(drawing) / float64(all); share > 0.34 || share < 0.2 {
		t.Errorf("drawing has %.0f %% of the time", share*100)
	}
	s.Owe(false, true)
	s.expect(t, 0, "stage") // but the learner does not wait
}

// The more of each frame the world takes, the longer each part rests; a dear part does not keep
// the others waiting.
func TestTheWorldHasToGetOn(t *testing.T) {
	s := newStudio(nil, "stage")
	s.cost["stage"] = 4 * time.Millisecond
	shares := []float64{}
	for _, world := range []time.Duration{0, 8 * time.Millisecond, 0} {
		for range 100 {
			s.Worked(world)
		}
		drawn := 0
		for range 600 {
			s.Owe(false, false)
			if s.frame(t, tick) != "" {
				drawn++
			}
		}
		shares = append(shares, float64(drawn)/600)
	}
	if shares[0] != 1 || shares[1] < 0.2 || shares[1] > 0.55 || shares[2] != 1 {
		t.Errorf("shares of the frames that draw: %.2f", shares)
	}
	s = newStudio(nil, "shell", "stage")
	s.cost["shell"], s.cost["stage"] = 15*time.Millisecond, time.Millisecond
	drawn := map[string]int{}
	for range 600 {
		s.Worked(8 * time.Millisecond)
		s.Owe(false, false)
		for name := range strings.FieldsSeq(s.frame(t, tick)) {
			drawn[name]++
		}
	}
	if drawn["stage"] < 2*drawn["shell"] || drawn["shell"] < 40 {
		t.Errorf("of 600 frames: %v", drawn)
	}
}

// Where the world takes much of each frame, what is drawn is drawn together: in every third frame,
// or every fourth. What the learner waits for is drawn at once.
func TestDrawnTogether(t *testing.T) {
	for world, frames := range map[time.Duration]int{4100 * time.Microsecond: 3, 8 * time.Millisecond: 4, 14 * time.Millisecond: 4} {
		drawnTogether(t, world, frames)
	}
}

func drawnTogether(t *testing.T, world time.Duration, frames int) {
	t.Helper()
	s := newStudio(nil, "clock", "stage")
	for range 100 {
		s.Worked(world)
	}
	for n := range 3 * frames {
		s.Owe(false, false)
		want := ""
		if n%frames == 0 {
			want = "clock stage"
		}
		if due := s.Due(s.now.Add(tick)); due != (want != "") {
			t.Errorf("the world takes %v, frame %d: due %v", world, n, due)
		}
		s.expect(t, tick, want)
	}
	s.Owe(false, true)
	if !s.Due(s.now) {
		t.Error("the learner has to wait")
	}
	s.expect(t, 0, "clock stage")
}

// Numbers that nobody could read so fast are drawn now and then, unless they are asked for.
func TestSlowParts(t *testing.T) {
	s := newStudio(map[string]time.Duration{"numbers": 100 * time.Millisecond}, "stage", "numbers")
	count := map[string]int{}
	for range 50 {
		s.Owe(false, false)
		s.frame(t, 20*time.Millisecond)
		for _, name := range s.drawn {
			count[name]++
		}
	}
	if count["stage"] != 50 || count["numbers"] != 10 {
		t.Errorf("in a second: %v", count)
	}
	s.Owe(false, true)
	s.expect(t, time.Millisecond, "stage numbers")
}

// When the run has stopped, nobody has to look at numbers of a moment ago.
func TestSettle(t *testing.T) {
	s := newStudio(map[string]time.Duration{"numbers": time.Hour}, "stage", "numbers")
	s.Owe(false, true)
	s.expect(t, tick, "stage numbers")
	s.Settle()
	if s.Asked() {
		t.Error("nothing is owed, and somebody waits")
	}
	s.Owe(false, false)
	s.expect(t, tick, "stage")
	s.Settle()
	if !s.Asked() {
		t.Error("nobody waits for what is owed")
	}
	s.expect(t, tick, "numbers")
	if s.Owing() || s.Asked() {
		t.Error("all was drawn, and something is owed")
	}
}

// The first part comes first when the learner waits, whosever turn it was, and what has
// to be drawn anyway is, once.
func TestTheLearnerComesFirst(t *testing.T) {
	s := newStudio(nil, "shell", "stage", "ladder")
	s.cost["stage"] = 5 * time.Millisecond
	s.Owe(false, false)
	s.expect(t, tick, "shell stage")
	s.Owe(true, true)
	s.expect(t, 0, "shell! stage!")
	s.expect(t, 0, "ladder!")
	s.Owe(false, true)
	s.expect(t, 0, "shell stage")
}

func TestAFailureIsHandedOn(t *testing.T) {
	s := newStudio(nil, "shell", "stage")
	s.fails = errors.New("no element")
	s.Owe(false, true)
	if err := s.Frame(s.now); !errors.Is(err, s.fails) || !slices.Equal(s.drawn, []string{"shell"}) {
		t.Errorf("%v after %v", err, s.drawn)
	}
}

// What is asked for by name comes with the next frame, though its turn has not come.
func TestAsk(t *testing.T) {
	s := newStudio(map[string]time.Duration{"stage": time.Hour}, "shell", "stage", "ladder")
	s.cost["ladder"] = 30 * time.Millisecond
	s.Owe(false, true)
	s.expect(t, tick, "shell stage ladder")
	s.Owe(false, false)
	s.Ask("stage")
	if !s.Asked() {
		t.Error("nobody seems to wait")
	}
	s.expect(t, tick, "shell stage ladder")
	if s.Asked() {
		t.Error("somebody still waits")
	}
	s.Ask("stage")
	s.expect(t, tick, "stage")
}
