package sim_test

import (
	"testing"

	"playnet/core/sim"
)

type seen map[string]sim.Context

func (s seen) want(t *testing.T, where string, cause, operation uint64) {
	t.Helper()
	got, ok := s[where]
	if want := (sim.Context{Cause: cause, For: operation}); !ok || got != want {
		t.Errorf("%s: context %+v, want %+v", where, got, want)
	}
}

func TestTimersCarryTheContextOfTheirArming(t *testing.T) {
	k := sim.New(1)
	s := seen{}
	k.SetContext(sim.Context{Cause: 1, For: 2})
	k.After(10, func() {
		s["timer"] = k.Context()
		k.SetContext(sim.Context{Cause: 3, For: 2})
		k.After(0, func() { s["ready"] = k.Context() })
		k.AfterWeak(5, func() { s["weak"] = k.Context() })
	})
	k.SetContext(sim.Context{Cause: 9, For: 9})
	var moved sim.Timer
	k.Arm(&moved, 1, sim.Func(func() { s["moved"] = k.Context() }))
	k.SetContext(sim.Context{Cause: 4, For: 5})
	k.Arm(&moved, 1, sim.Func(func() { s["moved"] = k.Context() }))
	k.SetContext(sim.Context{})
	for k.Step() {
		if k.Context() != (sim.Context{}) {
			t.Errorf("context %+v left after an event", k.Context())
		}
	}
	s.want(t, "timer", 1, 2)
	s.want(t, "ready", 3, 2)
	s.want(t, "weak", 3, 2)
	s.want(t, "moved", 4, 5)
}

// A fiber takes its first context over from whoever started it. From then on
// each waking brings its waker's cause; the operation stays the fiber's own.
func TestFibersTakeTheCauseOverAndKeepTheOperation(t *testing.T) {
	k := sim.New(1)
	s := seen{}
	var q sim.WaitQueue
	k.SetContext(sim.Context{Cause: 1, For: 2})
	f := k.Go("f", nil, func() {
		s["start"] = k.Context()
		q.Wait(k, sim.Never)
		s["woken"] = k.Context()
		k.SetContext(sim.Context{Cause: 20, For: 21})
		k.Go("child", nil, func() { s["child"] = k.Context() })
		k.Sleep(30, false)
		s["slept"] = k.Context() // its own timer, armed in its own context
		q.Wait(k, sim.Never)
		s["woken again"] = k.Context()
		q.Wait(k, 60)
		s["deadline"] = k.Context()
		k.SetContext(sim.Context{Cause: 50, For: 51})
	})
	k.SetContext(sim.Context{Cause: 7, For: 8})
	k.Go("joiner", nil, func() { f.Join(); s["joiner"] = k.Context() })
	wake := func(at sim.Instant, c sim.Context) {
		k.SetContext(c)
		k.After(at.Sub(0), func() { q.WakeOne() })
		k.SetContext(sim.Context{})
	}
	wake(10, sim.Context{Cause: 30, For: 31})
	wake(40, sim.Context{Cause: 40, For: 41})
	run(k)
	s.want(t, "start", 1, 2)
	s.want(t, "woken", 30, 2)
	s.want(t, "child", 20, 21)
	s.want(t, "slept", 20, 21)
	s.want(t, "woken again", 40, 21)
	s.want(t, "deadline", 40, 21)
	s.want(t, "joiner", 50, 8)
}

// One fiber kills another: what the victim still does is due to the killer,
// and the killer's own context is untouched.
func TestKilledFibersCause(t *testing.T) {
	k := sim.New(1)
	s := seen{}
	g := k.NewGroup("g")
	k.SetContext(sim.Context{Cause: 1, For: 2})
	k.Go("victim", g, func() {
		k.Sleep(100, false)
		s["victim"] = k.Context()
		k.SetContext(sim.Context{Cause: 77, For: 77})
	})
	k.SetContext(sim.Context{Cause: 3, For: 4})
	k.Go("killer", nil, func() {
		k.Sleep(10, false)
		k.SetContext(sim.Context{Cause: 5, For: 6})
		g.Stop()
		s["killer"] = k.Context()
	})
	k.SetContext(sim.Context{})
	run(k)
	s.want(t, "victim", 5, 2)
	s.want(t, "killer", 5, 6)
}

func TestCrashIsReportedInTheFibersContext(t *testing.T) {
	k := sim.New(1)
	s := seen{}
	k.OnCrash(func(sim.Crash) { s["crash"] = k.Context() })
	k.SetContext(sim.Context{Cause: 1, For: 2})
	k.Go("f", nil, func() { panic("x") })
	run(k)
	s.want(t, "crash", 1, 2)
}
