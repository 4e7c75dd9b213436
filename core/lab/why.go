package lab

import (
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

const (
	// longestStory is how many steps Why and Consequences tell: a screenful.
	longestStory = 8
	// nearSteps are those next to the event that was asked about, which a story that
	// is too long keeps; the others that it keeps stand at its far end.
	nearSteps = 5
	// patience is how many events a story looks at in search of one link.
	patience = 20_000
	// hopeless is how many steps a story takes before it leaps to the operation's
	// beginning.
	hopeless = 200
)

// Why tells why an event came about: its own sentence first, then, step by step, the
// decisive cause of each, up to the action of a user or the timeline, or to the start of
// a service. Causes that only carry another one on (an arrival, an acknowledgment among
// a thousand) are left out. At most 8 steps are told; where there are more, one says how
// many are left out in the middle, and names the first of those as its event.
//
// What has happened has its reasons for good: the last answer is kept.
func (w *World) Why(id trace.ID) []view.Step {
	if w.why.of == id && w.why.in == w.run {
		return w.why.steps
	}
	s := story{w: w, t: w.run.trace}
	s.tell(id)
	if len(s.steps) > 0 { // else it has not happened yet
		w.why.of, w.why.in, w.why.steps = id, w.run, screenful(s.steps)
	}
	return screenful(s.steps)
}

// answered is an answer to "Why?".
type answered struct {
	of    trace.ID
	in    *run
	steps []view.Step
}

// tell tells an event and what led to it.
func (s *story) tell(id trace.ID) {
	for id != 0 {
		e, ok := s.t.Event(id)
		if !ok {
			break
		}
		next := s.explain(e)
		if next == 0 || len(s.steps) > hopeless {
			// "for" leads on where no cause was recorded, and past what goes round in
			// thousands of small circles.
			next = e.For
		}
		if next >= id { // what came later is no cause
			break
		}
		id = next
	}
}

// story is a chain of causes that is being told.
type story struct {
	w     *World
	t     *trace.Trace
	steps []view.Step
}

// first reports whether nothing has been told yet: what was asked about has its
// sentence, even if it would be passed over further up.
func (s *story) first() bool { return len(s.steps) == 0 }

// add tells an event. An empty key stands for the event's plain sentence.
func (s *story) add(e trace.Event, key string, more args) {
	s.steps = append(s.steps, s.w.step(e, key, more))
}

// step is a sentence on an event: its plain one, or the one of a key with more
// arguments beside the plain one's.
func (w *World) step(e trace.Event, key string, more args) view.Step {
	plain, a := w.state(e)
	if key == "" {
		key = plain
	}
	if a == nil {
		a = args{}
	}
	for name, value := range more {
		a[name] = value
	}
	step := view.Step{Event: uint64(e.ID), At: int64(e.At), Host: e.Host, Key: "why." + key, Args: a}
	switch b := e.Body.(type) {
	case *vnet.FrameSent, *vnet.FrameDuplicated:
		step.Frame = uint64(e.ID)
	case *vnet.FrameDelivered:
		step.Frame = uint64(b.Frame)
	case *vnet.FrameLost:
		step.Frame = uint64(b.Frame)
	case *vnet.FrameDelayed:
		step.Frame = uint64(b.Frame)
	case *vnet.FrameChanged:
		step.Frame = uint64(b.Frame)
	case *Action:
		step.By = b.By.String()
	}
	return step
}

// screenful folds the middle of a story that is too long into one step.
func screenful(steps []view.Step) []view.Step {
	if len(steps) <= longestStory {
		return steps
	}
	const far = longestStory - nearSteps - 1
	left := steps[nearSteps : len(steps)-far]
	folded := left[0]
	folded.Key, folded.Args, folded.By = "why.more", args{"n": decimal(int64(len(left)))}, ""
	out := append(steps[:nearSteps:nearSteps], folded)
	return append(out, steps[len(steps)-far:]...)
}

// explain tells an event, unless it only carries another's effect on, and returns the
// decisive event before it.
func (s *story) explain(e trace.Event) trace.ID {
	switch b := e.Body.(type) {
	case *vnet.FrameSent:
		return s.explainFrame(e, b)
	case *vnet.FrameDelivered:
		s.unlessPassing(e)
		return b.Frame
	case *vnet.FrameDuplicated:
		s.unlessPassing(e)
		return b.Frame
	case *vnet.FrameLost:
		s.add(e, "", nil)
		return s.culprit(e, b)
	case *vnet.TCPRetransmit:
		return s.explainRetransmission(e, b)
	case *vnet.PingTimeout:
		return s.explainSilence(e, s.request(e, b))
	case *Action, *Refused:
		s.add(e, "", nil)
		return 0
	}
	return s.explainProgram(e)
}

// unlessPassing tells an event only if it is the one that was asked about.
func (s *story) unlessPassing(e trace.Event) {
	if s.first() {
		s.add(e, "", nil)
	}
}

// event returns an event, or the zero one.
func (s *story) event(id trace.ID) trace.Event {
	e, _ := s.t.Event(id)
	return e
}

// frameBehind returns the frame by whose arrival an event came about; 0: none.
func (s *story) frameBehind(id trace.ID) trace.ID {
	if arrival, ok := s.event(id).Body.(*vnet.FrameDelivered); ok {
		return arrival.Frame
	}
	return 0
}

// number returns what a sentence calls a frame by: the message's number, "0" if it has
// none.
func (w *World) number(frame trace.ID) string {
	t, _ := w.Transfer(frame)
	return decimal(int64(t.Number))
}
