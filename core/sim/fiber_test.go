package sim_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"playnet/core/sim"
)

// story collects what happens, with its instant, in a form that reads well.
type story struct {
	k     *sim.Kernel
	lines []string
}

func (s *story) add(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf("%d %s", s.k.Now(), fmt.Sprintf(format, args...)))
}

func (s *story) want(t *testing.T, lines ...string) {
	t.Helper()
	if !slices.Equal(s.lines, lines) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(s.lines, "\n  "), strings.Join(lines, "\n  "))
	}
}

func run(k *sim.Kernel) {
	for k.Step() {
	}
}

func TestSleepersWakeInOrder(t *testing.T) {
	k := sim.New(1)
	s := story{k: k}
	sleeper := func(name string, naps ...sim.Instant) {
		k.Go(name, nil, func() {
			s.add("%s starts", name)
			for _, until := range naps {
				if err := k.Sleep(until, false); err != nil {
					t.Errorf("Sleep: %v", err)
				}
				s.add("%s wakes", name)
			}
		})
	}
	sleeper("a", 10, 10, 30) // the second sleep ends at once, behind whoever is due
	sleeper("b", 10, 20)
	run(k)
	s.want(t, "0 a starts", "0 b starts", "10 a wakes", "10 b wakes", "10 a wakes", "20 b wakes", "30 a wakes")
	if k.Position() != 7 {
		t.Errorf("position %d, want 7: two starts and five wakings", k.Position())
	}
}

func TestWaitersAreServedInOrder(t *testing.T) {
	k := sim.New(1)
	s := story{k: k}
	var line sim.WaitQueue
	for _, name := range []string{"a", "b", "c", "d"} {
		k.Go(name, nil, func() {
			err := line.Wait(k, sim.Never)
			s.add("%s %v", name, err)
		})
	}
	k.After(5, func() {
		s.add("wake one: %v", line.WakeOne())
		s.add("wake one: %v", line.WakeOne())
	})
	k.After(7, func() {
		line.WakeAll()
		s.add("wake one: %v", line.WakeOne())
	})
	run(k)
	s.want(t,
		"5 wake one: true", "5 wake one: true", "5 a <nil>", "5 b <nil>",
		"7 wake one: false", "7 c <nil>", "7 d <nil>")
	if !line.Empty() {
		t.Error("somebody is still in line")
	}
}

// A fiber that waits again goes to the end of the line, and a fiber whose
// deadline passes leaves the line from its middle.
func TestLineWithDeadlines(t *testing.T) {
	k := sim.New(1)
	s := story{k: k}
	var line sim.WaitQueue
	waiter := func(name string, deadline sim.Instant, times int) {
		k.Go(name, nil, func() {
			for range times {
				err := line.Wait(k, deadline)
				s.add("%s %v", name, err)
			}
		})
	}
	waiter("a", sim.Never, 2)
	waiter("b", 10, 1)
	waiter("c", sim.Never, 1)
	waiter("late", -5, 1) // a deadline in the past: times out at once
	k.After(20, func() { line.WakeOne() })
	k.After(30, func() { line.WakeAll() })
	run(k)
	s.want(t, "0 late i/o timeout", "10 b i/o timeout", "20 a <nil>", "30 c <nil>", "30 a <nil>")
}

// Deadline and waking at the same instant: whichever was armed first decides,
// and the fiber goes on exactly once.
func TestDeadlineRacesWaking(t *testing.T) {
	for _, deadlineFirst := range []bool{true, false} {
		k := sim.New(1)
		var line, other sim.WaitQueue
		var results []error
		wake := func() { k.After(10, func() { line.WakeOne() }) }
		if !deadlineFirst {
			wake()
		}
		k.Go("f", nil, func() {
			results = append(results, line.Wait(k, 10))
			// A leftover of the first wait must not end the second.
			results = append(results, other.Wait(k, 50))
			results = append(results, line.Wait(k, sim.Never))
		})
		k.Step()
		if deadlineFirst {
			wake()
		}
		k.After(60, func() {
			if line.WakeOne(); !k.Alive() {
				t.Error("a woken fiber does not keep the world alive")
			}
		})
		run(k)
		want := error(nil)
		if deadlineFirst {
			want = os.ErrDeadlineExceeded
		}
		if !slices.Equal(results, []error{want, os.ErrDeadlineExceeded, nil}) || k.Now() != 60 {
			t.Errorf("deadline first %v: results %v at %d", deadlineFirst, results, k.Now())
		}
	}
}

func TestWaitingKeepsTheWorldAliveOnlyWithAStrongDeadline(t *testing.T) {
	for _, c := range []struct {
		name string
		wait func(*sim.Kernel, *sim.WaitQueue)
		want bool
	}{
		{"no deadline", func(k *sim.Kernel, q *sim.WaitQueue) { q.Wait(k, sim.Never) }, false},
		{"deadline", func(k *sim.Kernel, q *sim.WaitQueue) { q.Wait(k, 10) }, true},
		{"weak deadline", func(k *sim.Kernel, q *sim.WaitQueue) { q.WaitWeak(k, 10) }, false},
		{"sleep", func(k *sim.Kernel, _ *sim.WaitQueue) { k.Sleep(10, false) }, true},
		{"weak sleep", func(k *sim.Kernel, _ *sim.WaitQueue) { k.Sleep(10, true) }, false},
		{"endless sleep", func(k *sim.Kernel, _ *sim.WaitQueue) { k.Sleep(sim.Never, false) }, false},
	} {
		k := sim.New(1)
		var q sim.WaitQueue
		k.Go("f", nil, func() { c.wait(k, &q) })
		if !k.Alive() {
			t.Errorf("%s: a fiber that has not run yet must keep the world alive", c.name)
		}
		k.Step()
		if k.Alive() != c.want {
			t.Errorf("%s: Alive() = %v", c.name, k.Alive())
		}
		k.Stop()
	}
}

func TestJoin(t *testing.T) {
	k := sim.New(1)
	s := story{k: k}
	worker := k.Go("worker", nil, func() { k.Sleep(10, false) })
	for _, name := range []string{"a", "b"} {
		k.Go(name, nil, func() {
			s.add("%s %v %v", name, worker.Join(), worker.Done())
			s.add("%s again %v", name, worker.Join()) // ended: returns at once
		})
	}
	run(k)
	s.want(t, "10 a <nil> true", "10 a again <nil>", "10 b <nil> true", "10 b again <nil>")
}

func TestNestedGo(t *testing.T) {
	k := sim.New(1)
	s := story{k: k}
	k.Go("parent", nil, func() {
		child := k.Go("child", nil, func() {
			s.add("child runs")
			k.Go("grandchild", nil, func() { s.add("grandchild runs") })
			s.add("child ends")
		})
		s.add("parent goes on")
		child.Join()
		s.add("parent ends")
	})
	run(k)
	s.want(t, "0 parent goes on", "0 child runs", "0 child ends", "0 grandchild runs", "0 parent ends")
}

func TestBlockingOutsideAFiberPanics(t *testing.T) {
	k := sim.New(1)
	var q sim.WaitQueue
	for _, call := range []func() error{
		func() error { return k.Sleep(1, false) },
		func() error { return q.Wait(k, sim.Never) },
	} {
		k.After(0, func() {
			defer func() {
				if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "no fiber is running") {
					t.Errorf("recovered %v", v)
				}
			}()
			call()
		})
	}
	run(k)
}

//go:noinline
func divideByZeroForTheTest(q *int, d int) { *q = 1 / d }

func TestPanicIsReportedAndTheWorldGoesOn(t *testing.T) {
	k := sim.New(1)
	s := story{k: k}
	var crashes []sim.Crash
	k.OnCrash(func(c sim.Crash) {
		crashes = append(crashes, c)
		s.add("crash of %s in %v", c.Fiber, k.Running().Name())
	})
	g := k.NewGroup("server")
	bad := k.Go("bad", g, func() {
		defer s.add("deferred call of bad")
		k.Sleep(10, false)
		divideByZeroForTheTest(new(int), 0)
	})
	k.Go("joiner", nil, func() { bad.Join(); s.add("joined") })
	k.Go("good", g, func() { k.Sleep(20, false); s.add("good goes on") })
	run(k)
	s.want(t, "10 deferred call of bad", "10 crash of bad in bad", "10 joined", "20 good goes on")
	if len(crashes) != 1 {
		t.Fatalf("%d crashes", len(crashes))
	}
	c := crashes[0]
	if c.Value != "runtime error: integer divide by zero" || c.Group != g {
		t.Errorf("value %q, group %v", c.Value, c.Group)
	}
	if !strings.Contains(c.Stack, "divideByZeroForTheTest") {
		t.Errorf("the stack does not name the function that panicked:\n%s", c.Stack)
	}
	if g.Len() != 0 || !bad.Done() {
		t.Errorf("group of %d fibers, done %v", g.Len(), bad.Done())
	}
}

func TestPanicsOfAllSorts(t *testing.T) {
	k := sim.New(1)
	var values []string
	k.OnCrash(func(c sim.Crash) { values = append(values, c.Value) })
	for i, v := range []any{"text", errors.New("error"), 42, nil} {
		k.Go(fmt.Sprint(i), nil, func() { panic(v) })
	}
	run(k)
	want := []string{"text", "error", "42", "panic called with nil argument"}
	if !slices.Equal(values, want) {
		t.Errorf("values %q", values)
	}
	k = sim.New(1) // nobody listens: the panic ends the fiber all the same
	k.Go("f", nil, func() { panic("unheard") })
	run(k)
}

// pingPong hands control to and fro between two fibers; the benchmark and the
// allocation test share it.
func pingPong(k *sim.Kernel, rounds int) {
	var a, b sim.WaitQueue
	k.Go("pong", nil, func() {
		for {
			if b.Wait(k, sim.Never) != nil {
				return
			}
			a.WakeOne()
		}
	})
	k.Go("ping", nil, func() {
		for range rounds {
			b.WakeOne()
			a.Wait(k, sim.Never)
		}
	})
}

func TestSwitchingDoesNotAllocate(t *testing.T) {
	k := sim.New(1)
	pingPong(k, 1<<30)
	for range 1000 {
		if !k.Step() {
			t.Fatal("they have stopped")
		}
	}
	if n := testing.AllocsPerRun(1000, func() { k.Step() }); n != 0 {
		t.Errorf("%v allocations a switch", n)
	}
	k.Stop()
}
