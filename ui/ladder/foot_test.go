package ladder

import "testing"

// The words of what is in flight wait until there is room for them above the end
// of the picture.
func TestWordsInFlightStayInThePicture(t *testing.T) {
	run := lookUp()
	var l Ladder
	in := at(run, run[0].EndAt/10)
	in.Width, in.Height = 950, 230
	l.Draw(in)
	n := line{a: l.flying[0].Center(), b: l.flying[0].Center(), end: l.flying[0].Center()}
	n.end.X, n.end.Y = n.end.X+400, n.end.Y+100
	for _, c := range []struct {
		foot  float64
		shown bool
	}{{n.end.Y, true}, {n.a.Y + 20, false}} {
		l.flying, l.foot = nil, c.foot
		if got := l.flyingLabel(n, &run[0]).text != ""; got != c.shown {
			t.Errorf("with the picture's end at %.0f, words at about %.0f: shown %v, want %v", c.foot, n.a.Y+50, got, c.shown)
		}
	}
}
