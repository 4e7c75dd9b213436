package stage

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// StepKey begins the key of a step of a mail's journey that has begun: the trace event
// that says so stands behind it.
const StepKey = "event:"

// stepNames are the catalogue's names of the six steps.
var stepNames = [view.JourneySteps]string{"stage.step.compose", "stage.step.submit", "stage.step.queue",
	"stage.step.relay", "stage.step.mailbox", "stage.step.read"}

// drawSteps prints the six steps of a mail's way above it, those behind the followed mail
// lit; nil on other stages, and where nobody sends one.
func (s *Stage) drawSteps(in *In) *scene.Node {
	l := s.layout
	if l.mail == nil || l.mail.strip.W <= 0 || in.Still {
		return nil
	}
	size := l.label * 0.95
	words := make([]string, view.JourneySteps)
	var state [view.JourneySteps]view.JourneyStep
	if in.Journey != nil {
		copy(state[:], in.Journey.Steps)
	}
	for i := range words {
		words[i] = text.T(stepNames[i], "n", strconv.Itoa(i+1))
	}
	widths, gap := l.stepWidths(words, &state, size, in.Metrics)
	g := scene.New("g", "steps").Class("steps").Set("role", "group").Set("aria-label", text.T("stage.steps"))
	x := l.mail.strip.X
	for i := range words {
		b := scene.Box{X: x, Y: l.mail.strip.Y, W: widths[i], H: l.mail.strip.H}
		g.Add(l.drawStep(i, words[i], state[i], b, size, in))
		if i > 0 {
			y := b.Y + b.H/2
			g.Add(scene.Path("way"+strconv.Itoa(i), "way "+wayClass(state[i]), "M"+scene.Number(x-gap)+" "+scene.Number(y)+"L"+scene.Number(x)+" "+scene.Number(y)))
		}
		x += widths[i] + gap
	}
	return g
}

func wayClass(s view.JourneyStep) string {
	if s.State == view.StepAhead {
		return "ahead"
	}
	return "passed"
}

// stepWidths finds out how wide the steps can be: with their names where there is room,
// else with numbers, and the name of the one that goes on.
func (l *layout) stepWidths(words []string, state *[view.JourneySteps]view.JourneyStep, size float64, m *scene.Metrics) (widths []float64, gap float64) {
	const least = 8
	measure := func() (sum float64) {
		widths = widths[:0]
		for _, w := range words {
			widths = append(widths, m.Width(w, scene.Bold, size)+size*1.5)
			sum += widths[len(widths)-1]
		}
		return sum
	}
	room := l.mail.strip.W
	between := float64(len(words) - 1)
	sum := measure()
	if sum+between*least > room {
		named := currentStep(state)
		for i := range words {
			if i != named {
				words[i] = strconv.Itoa(i + 1)
			}
		}
		sum = measure()
	}
	if over := sum + between*least - room; over > 0 {
		for i := range words {
			words[i] = strconv.Itoa(i + 1)
		}
		sum = measure()
	}
	return widths, max(least, (room-sum)/between)
}

// currentStep returns the step that goes on, or the last that has begun; -1 before.
func currentStep(state *[view.JourneySteps]view.JourneyStep) int {
	last := -1
	for i, s := range state {
		if s.State == view.StepNow {
			return i
		}
		if s.State != view.StepAhead {
			last = i
		}
	}
	return last
}

func (l *layout) drawStep(i int, words string, s view.JourneyStep, b scene.Box, size float64, in *In) *scene.Node {
	class := "step"
	if s.State != view.StepAhead {
		class += " " + string(s.State)
	}
	name := text.T(stepNames[i], "n", strconv.Itoa(i+1))
	key, says := "", name+" · "+text.T("stage.step.ahead")
	switch s.State {
	case view.StepNow:
		says = name + " · " + text.T("stage.step.now")
	case view.StepDone:
		says = name + " · " + text.T("stage.step.done", "at", text.Seconds(s.At))
	case view.StepFailed:
		says = name + " · " + text.T("stage.step.failed", "at", text.Seconds(s.At))
	}
	if s.Event != 0 {
		key = StepKey + strconv.FormatUint(s.Event, 10)
	}
	n := scene.New("g", "step"+strconv.Itoa(i)).Class(class)
	if key != "" {
		n.Press(key, says)
	}
	n.Add(scene.Title(says))
	if key != "" {
		n.Add(scene.Rect("ring", "ring", b.Grow(2.5), b.H/2+2.5))
	}
	n.Add(scene.Rect("body", "body", b, b.H/2))
	return n.Add(scene.Label("name", "name", words+" ", b.X+b.W/2, b.Y+b.H/2+size*0.36).Num("font-size", size).Set("text-anchor", "middle"))
}
