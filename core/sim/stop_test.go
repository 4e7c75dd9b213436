package sim_test

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"testing"

	"playnet/core/sim"
)

func wantClosed(t *testing.T, call string, err error) {
	t.Helper()
	if !errors.Is(err, net.ErrClosed) {
		t.Errorf("%s of a stopped fiber returned %v, want net.ErrClosed", call, err)
	}
}

// settled waits for ended coroutines to leave the scheduler's books.
func settled(want int) int {
	n := runtime.NumGoroutine()
	for i := 0; i < 1000 && n > want; i++ {
		runtime.Gosched()
		n = runtime.NumGoroutine()
	}
	return n
}

func TestStopUnwindsEveryBlockedCall(t *testing.T) {
	k := sim.New(1)
	before := runtime.NumGoroutine()
	var q sim.WaitQueue
	var other *sim.Fiber
	calls := []struct {
		name string
		do   func() error
	}{
		{"Join", func() error { return other.Join() }},
		{"Sleep", func() error { return k.Sleep(100, false) }},
		{"weak Sleep", func() error { return k.Sleep(100, true) }},
		{"Wait", func() error { return q.Wait(k, sim.Never) }},
		{"Wait with deadline", func() error { return q.Wait(k, 50) }},
		{"WaitWeak", func() error { return q.WaitWeak(k, 50) }},
	}
	ended := 0
	for _, call := range calls {
		k.Go(call.name, nil, func() {
			defer func() { ended++ }()
			wantClosed(t, call.name, call.do())
			wantClosed(t, call.name+" again", call.do())
		})
	}
	other = k.Go("endless", nil, func() { k.Sleep(sim.Never, false) })
	for k.Position() < uint64(1+len(calls)) {
		k.Step()
	}
	if stuck := k.Stop(); len(stuck) != 0 {
		t.Errorf("stuck: %v", stuck)
	}
	if ended != len(calls) || !q.Empty() {
		t.Errorf("%d of %d fibers unwound, line empty: %v", ended, len(calls), q.Empty())
	}
	if n := settled(before); n > before { // fewer: the test runner has ended one of its own
		t.Errorf("%d goroutines before, %d after", before, n)
	}
	late := k.Go("late", nil, func() { t.Error("a fiber ran in a stopped world") })
	if run(k); !late.Done() {
		t.Error("a fiber started in a stopped world is not done")
	}
}

// Programs that resist. Each runs in a group that is stopped, and once more in
// a world that is stopped.
var stubborn = []struct {
	name  string
	stuck bool
	body  func(k *sim.Kernel)
}{
	{name: "ignores the error in a loop", body: func(k *sim.Kernel) {
		for {
			k.Sleep(k.Now()+1, false)
		}
	}},
	{name: "panics at the error", body: func(k *sim.Kernel) {
		for {
			if err := k.Sleep(k.Now()+1, false); err != nil {
				panic(err)
			}
		}
	}},
	{name: "recovers the unwinding once", body: func(k *sim.Kernel) {
		forever := func() {
			for {
				k.Sleep(k.Now()+1, false)
			}
		}
		func() {
			defer func() { recover() }()
			forever()
		}()
		forever()
	}},
	{name: "recovers always", stuck: true, body: func(k *sim.Kernel) {
		for {
			func() {
				defer func() { recover() }()
				k.Sleep(k.Now()+1, false)
			}()
		}
	}},
	{name: "recovers and panics again", body: func(k *sim.Kernel) {
		defer func() { panic(fmt.Sprint("wrapped: ", recover())) }()
		for {
			k.Sleep(k.Now()+1, false)
		}
	}},
	{name: "blocks in its deferred calls", body: func(k *sim.Kernel) {
		var q sim.WaitQueue
		for range 5 {
			defer q.Wait(k, sim.Never)
			defer k.Sleep(k.Now()+5, false)
		}
		for k.Sleep(k.Now()+1, false) == nil {
		}
	}},
	{name: "ignores the error and loops in its deferred calls", body: func(k *sim.Kernel) {
		forever := func() {
			for {
				k.Sleep(k.Now()+1, false)
			}
		}
		defer forever()
		defer forever()
		forever()
	}},
	{name: "starts others while it dies", body: func(k *sim.Kernel) {
		defer k.Go("child", nil, func() { k.Sleep(k.Now()+1, false) })
		for k.Sleep(k.Now()+1, false) == nil {
		}
	}},
}

func TestStubbornProgramsAreGotRidOf(t *testing.T) {
	for _, c := range stubborn {
		for _, byGroup := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, group %v", c.name, byGroup), func(t *testing.T) {
				before := runtime.NumGoroutine()
				k := sim.New(1)
				k.OnCrash(func(c sim.Crash) { t.Errorf("reported as a crash: %s\n%s", c.Value, c.Stack) })
				g := k.NewGroup("program")
				f := k.Go("stubborn", g, func() { c.body(k) })
				bystander := 0
				k.Go("bystander", nil, func() {
					for k.Sleep(k.Now()+1, false) == nil {
						bystander++
					}
				})
				for range 20 {
					k.Step()
				}
				if byGroup {
					g.Stop()
					if c.stuck && k.Pending() != 1 {
						t.Errorf("%d timers pending, want the bystander's alone", k.Pending())
					}
					seen := bystander
					for range 20 {
						k.Step()
					}
					if bystander < seen+10 {
						t.Error("the world does not go on")
					}
				}
				stuck := k.Stop() // must return, whatever the program does
				if k.Stop(); c.stuck {
					if len(stuck) != 1 || stuck[0].Fiber != "stubborn" || f.Done() || len(k.Stuck()) != 1 {
						t.Errorf("stuck: %v, done: %v", stuck, f.Done())
					}
					before++ // its coroutine stays parked
				} else if len(stuck) != 0 || !f.Done() || g.Len() != 0 {
					t.Errorf("stuck: %v, done: %v, group of %d", stuck, f.Done(), g.Len())
				}
				if n := settled(before); n > before { // fewer: the test runner has ended one of its own
					t.Errorf("%d goroutines, want %d", n, before)
				}
			})
		}
	}
}

func TestFiberKilledBeforeItsFirstRun(t *testing.T) {
	k := sim.New(1)
	g := k.NewGroup("g")
	f := k.Go("f", g, func() { t.Error("it ran") })
	s := story{k: k}
	k.Go("joiner", nil, func() { s.add("joined: %v", f.Join()) })
	g.Stop()
	run(k)
	if !f.Done() || g.Len() != 0 || k.Position() != 1 {
		t.Errorf("done %v, group of %d, position %d", f.Done(), g.Len(), k.Position())
	}
	s.want(t, "0 joined: <nil>")
	if late := k.Go("late", g, func() { t.Error("it ran") }); !late.Done() {
		t.Error("a fiber started in a stopped group is not done")
	}
	run(k)
}

// A fiber that stops its own group goes on to its next blocking call.
func TestFiberStopsItsOwnGroup(t *testing.T) {
	k := sim.New(1)
	s := story{k: k}
	g := k.NewGroup("host")
	var q sim.WaitQueue
	k.Go("other", g, func() {
		defer s.add("other ends")
		wantClosed(t, "Wait", q.Wait(k, 99))
	})
	f := k.Go("f", g, func() {
		k.Sleep(10, false)
		g.Stop()
		s.add("still running")
		wantClosed(t, "Sleep", k.Sleep(20, false))
		s.add("unwound")
	})
	run(k)
	s.want(t, "10 other ends", "10 still running", "10 unwound")
	if !f.Done() || g.Len() != 0 || !g.Stopped() || k.Alive() {
		t.Errorf("done %v, group of %d, alive %v", f.Done(), g.Len(), k.Alive())
	}
}

// a kills b; b, as it dies, kills a, which stands on the stack of resumed
// fibers below it. a is unwound when control is back with it.
func TestKilledFiberKillsItsKiller(t *testing.T) {
	k := sim.New(1)
	s := story{k: k}
	ga, gb := k.NewGroup("a"), k.NewGroup("b")
	a := k.Go("a", ga, func() {
		k.Sleep(10, false)
		gb.Stop()
		s.add("a is back, running: %s", k.Running().Name())
		wantClosed(t, "Sleep", k.Sleep(20, false))
	})
	b := k.Go("b", gb, func() {
		wantClosed(t, "Sleep", k.Sleep(99, false))
		ga.Stop()
		s.add("b goes on, running: %s", k.Running().Name())
		wantClosed(t, "Sleep", k.Sleep(30, false))
	})
	run(k)
	s.want(t, "10 b goes on, running: b", "10 a is back, running: a")
	if !a.Done() || !b.Done() || k.Running() != nil || k.Alive() {
		t.Error("something is left")
	}
}

// Fibers that are unwound wake others, which must not be disturbed, and their
// group-mates, which must not run again as if nothing had happened.
func TestDyingFiberWakesOthers(t *testing.T) {
	k := sim.New(1)
	s := story{k: k}
	g := k.NewGroup("g")
	var q sim.WaitQueue
	k.Go("outside", nil, func() { s.add("outside: %v", q.Wait(k, sim.Never)) })
	k.Go("killer", g, func() {
		defer q.WakeAll()
		k.Sleep(sim.Never, false)
	})
	k.Go("mate", g, func() { s.add("mate: %v", q.Wait(k, sim.Never)) })
	run(k)
	k.After(5, g.Stop)
	run(k)
	s.want(t, "5 mate: use of closed network connection", "5 outside: <nil>")
}

func TestStopInsideAFiberPanics(t *testing.T) {
	k := sim.New(1)
	var value any
	k.Go("f", nil, func() {
		defer func() { value = recover() }()
		k.Stop()
	})
	run(k)
	if value == nil {
		t.Error("Kernel.Stop inside a fiber did not panic")
	}
}

func TestThousandWorldsLeaveNoGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	most := 0
	for seed := range uint64(1000) {
		k := sim.New(seed)
		var q sim.WaitQueue
		g := k.NewGroup("g")
		for i := range 60 {
			k.Go("f", g, func() {
				if i%3 == 0 {
					k.Go("child", nil, func() { k.Sleep(1000, false) })
				}
				q.Wait(k, sim.Instant(10*i))
			})
		}
		for range 70 {
			k.Step()
		}
		most = max(most, runtime.NumGoroutine())
		k.Go("never ran", g, func() {})
		if stuck := k.Stop(); len(stuck) != 0 {
			t.Fatalf("stuck: %v", stuck)
		}
	}
	if most < before+50 {
		t.Errorf("never more than %d goroutines: the test tests nothing", most)
	}
	if n := settled(before); n > before { // fewer: the test runner has ended one of its own
		t.Errorf("%d goroutines before, %d after", before, n)
	}
}
