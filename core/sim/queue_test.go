package sim_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"playnet/core/sim"
)

// modelQueue is the queue as a textbook would write it: a list, sorted anew
// before each pop.
type modelQueue struct {
	armed []modelTimer
	seq   int
	now   sim.Instant
}

type modelTimer struct {
	name int
	at   sim.Instant
	seq  int
	weak bool
}

func (m *modelQueue) arm(name int, at sim.Instant, weak bool) {
	m.cancel(name)
	m.seq++
	m.armed = append(m.armed, modelTimer{name, max(at, m.now), m.seq, weak})
}

func (m *modelQueue) cancel(name int) bool {
	n := len(m.armed)
	m.armed = slices.DeleteFunc(m.armed, func(t modelTimer) bool { return t.name == name })
	return len(m.armed) < n
}

func (m *modelQueue) sort() {
	slices.SortFunc(m.armed, func(a, b modelTimer) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return a.seq - b.seq
	})
}

func (m *modelQueue) pop() (name int, ok bool) {
	if len(m.armed) == 0 {
		return 0, false
	}
	m.sort()
	first := m.armed[0]
	m.armed = m.armed[1:]
	m.now = first.at
	return first.name, true
}

func (m *modelQueue) alive() bool {
	return slices.ContainsFunc(m.armed, func(t modelTimer) bool { return !t.weak })
}

// queueUnderTest drives a kernel and the model with the same random actions.
type queueUnderTest struct {
	*testing.T
	k      *sim.Kernel
	model  modelQueue
	timers []sim.Timer
	unit   sim.Instant // of time
	spread int         // of the instants for which timers are armed
	fired  []int
	dice   *rand.Rand
	popped uint64
}

func newQueueUnderTest(t *testing.T, seed uint64, timers, spread int, unit sim.Instant) *queueUnderTest {
	return &queueUnderTest{
		unit:   unit,
		T:      t,
		k:      sim.New(seed),
		timers: make([]sim.Timer, timers),
		spread: spread,
		dice:   rand.New(rand.NewPCG(seed, 1)),
	}
}

func (q *queueUnderTest) armSomething() {
	name := q.dice.IntN(len(q.timers))
	at := q.k.Now() + sim.Instant(q.dice.IntN(q.spread)-2)*q.unit // sometimes in the past
	weak := q.dice.IntN(3) == 0
	fire := sim.Func(func() {
		q.fired = append(q.fired, name)
		if q.dice.IntN(2) == 0 { // events arm and cancel others as they fire
			q.armSomething()
		}
		if q.dice.IntN(4) == 0 {
			q.cancelSomething()
		}
	})
	if weak {
		q.k.ArmWeak(&q.timers[name], at, fire)
	} else {
		q.k.Arm(&q.timers[name], at, fire)
	}
	q.model.arm(name, at, weak)
}

func (q *queueUnderTest) cancelSomething() {
	name := q.dice.IntN(len(q.timers))
	if got, want := q.timers[name].Cancel(), q.model.cancel(name); got != want {
		q.Fatalf("Cancel() = %v, want %v", got, want)
	}
}

func (q *queueUnderTest) step() {
	q.fired = nil
	want, some := q.model.pop() // first: the event itself changes both queues
	if got := q.k.Step(); got != some {
		q.Fatalf("Step() = %v, want %v", got, some)
	}
	if !some {
		return
	}
	q.popped++
	if !slices.Equal(q.fired, []int{want}) {
		q.Fatalf("fired %v, want [%d]", q.fired, want)
	}
}

func (q *queueUnderTest) compare() {
	if q.k.Now() != q.model.now {
		q.Fatalf("Now() = %d, want %d", q.k.Now(), q.model.now)
	}
	if q.k.Position() != q.popped {
		q.Fatalf("Position() = %d, want %d events popped", q.k.Position(), q.popped)
	}
	if q.k.Pending() != len(q.model.armed) || q.k.Alive() != q.model.alive() {
		q.Fatalf("Pending() = %d, Alive() = %v, want %d, %v",
			q.k.Pending(), q.k.Alive(), len(q.model.armed), q.model.alive())
	}
	q.model.sort()
	at, ok := q.k.Next()
	if ok != (len(q.model.armed) > 0) || ok && at != q.model.armed[0].at {
		q.Fatalf("Next() = %d, %v, want the head of %v", at, ok, q.model.armed)
	}
	for i := range q.timers {
		if got, want := q.timers[i].Pending(), q.model.has(i); got != want {
			q.Fatalf("timer %d: Pending() = %v, want %v", i, got, want)
		}
	}
}

func (m *modelQueue) has(name int) bool {
	return slices.ContainsFunc(m.armed, func(t modelTimer) bool { return t.name == name })
}

// Where all is soon, and where some is and some is not.
var units = []sim.Instant{1, sim.Instant(time.Millisecond)}

func TestQueueAgreesWithModel(t *testing.T) {
	for seed := range uint64(60) { // few instants, so that many timers share one
		q := newQueueUnderTest(t, seed, 40, 8, units[seed%2])
		for range 800 {
			switch q.dice.IntN(8) {
			case 0, 1, 2:
				q.armSomething()
			case 3:
				q.cancelSomething()
			case 4:
				to := q.k.Now() + sim.Instant(q.dice.IntN(4))*q.unit
				q.k.AdvanceTo(to)
				q.model.sort()
				if len(q.model.armed) > 0 {
					to = min(to, q.model.armed[0].at)
				}
				q.model.now = max(q.model.now, to)
			default:
				q.step()
			}
			q.compare()
		}
		if q.popped < 100 {
			t.Fatalf("only %d events fired: the test tests nothing", q.popped)
		}
	}
}

// Most timers are deadlines that are moved and never pass. What they leave
// behind in the heap is swept out from time to time.
func TestQueueAgreesWithModelWhileItIsSwept(t *testing.T) {
	for seed := range uint64(4) {
		q := newQueueUnderTest(t, seed, 150, 100_000, units[seed%2]/10_000+1)
		for range 3000 {
			switch q.dice.IntN(10) {
			case 0:
				q.step()
			case 1, 2:
				q.cancelSomething()
			default:
				q.armSomething()
			}
			q.compare()
		}
		for q.k.Pending() > 0 {
			q.step()
			q.compare()
		}
	}
}

// The ring of the ready lane starts with 64 cells; growing it while its head
// stands in the middle must keep the order.
func TestReadyLaneGrowsInOrder(t *testing.T) {
	k := sim.New(1)
	var fired, want []int
	arm := func(n int) {
		for range n {
			name := len(want)
			want = append(want, name)
			k.After(0, func() { fired = append(fired, name) })
		}
	}
	arm(50)
	for range 40 {
		k.Step()
	}
	arm(500)
	doomed := k.After(0, func() { t.Error("a cancelled timer fired") })
	arm(3)
	if !doomed.Cancel() {
		t.Error("Cancel() = false for a timer of the ready lane")
	}
	for k.Step() {
	}
	if !slices.Equal(fired, want) {
		t.Errorf("fired %v", fired)
	}
}

// What is armed for the present instant takes its turn behind what was armed
// for that instant before.
func TestSameInstantIsFirstComeFirstServed(t *testing.T) {
	k := sim.New(1)
	var got []string
	note := func(s string) sim.Func { return func() { got = append(got, s) } }
	var a, b, c, d, moved sim.Timer
	k.Arm(&moved, 5, note("moved"))
	k.Arm(&a, 10, sim.Func(func() {
		got = append(got, "a")
		k.Arm(&c, 10, note("c")) // ready lane
		k.Arm(&d, 3, note("d"))  // in the past: now
	}))
	k.Arm(&b, 10, note("b"))         // heap
	k.Arm(&moved, 10, note("moved")) // re-armed: behind b
	for k.Step() {
	}
	if fmt.Sprint(got) != "[a b moved c d]" {
		t.Errorf("fired in the order %v", got)
	}
	if k.Now() != 10 || k.Position() != 5 {
		t.Errorf("now %d, position %d; want 10 and 5", k.Now(), k.Position())
	}
}

func TestCancelledTimersAreNoPositions(t *testing.T) {
	k := sim.New(1)
	fired := 0
	for i := range 100 {
		timer := k.After(1+5, func() { fired++ })
		if i%2 == 0 {
			timer.Cancel()
		}
		k.After(0, func() {}).Cancel()
	}
	for k.Step() {
	}
	if fired != 50 || k.Position() != 50 {
		t.Errorf("%d fired, position %d; want 50 and 50", fired, k.Position())
	}
}

func TestWeakTimersDoNotKeepTheWorldAlive(t *testing.T) {
	k := sim.New(1)
	var weak, strong sim.Timer
	nothing := sim.Func(func() {})
	alive := func(want bool, when string) {
		t.Helper()
		if k.Alive() != want {
			t.Errorf("%s: Alive() = %v", when, !want)
		}
	}
	alive(false, "an empty world")
	k.ArmWeak(&weak, 10, nothing)
	alive(false, "a weak timer")
	k.Arm(&strong, 20, nothing)
	alive(true, "a strong one too")
	k.ArmWeak(&strong, 20, nothing)
	alive(false, "the strong one re-armed weakly")
	k.Arm(&strong, 20, nothing)
	strong.Cancel()
	alive(false, "the strong one cancelled")
	if !k.Step() || k.Now() != 10 {
		t.Error("a weak timer must still fire")
	}
}

func TestAdvanceToStopsAtTheNextEvent(t *testing.T) {
	k := sim.New(1)
	k.AdvanceTo(5)
	fired := sim.Instant(-1)
	k.After(10, func() { fired = k.Now() })
	k.AdvanceTo(1000)
	if k.Now() != 15 || fired != -1 {
		t.Errorf("now %d, fired %d; want 15 and not yet", k.Now(), fired)
	}
	k.AdvanceTo(3)
	if k.Now() != 15 {
		t.Errorf("the clock went back to %d", k.Now())
	}
	k.Step()
	k.AdvanceTo(1000)
	if fired != 15 || k.Now() != 1000 {
		t.Errorf("fired at %d, now %d; want 15 and 1000", fired, k.Now())
	}
}

func TestNeverNeverComes(t *testing.T) {
	k := sim.New(1)
	var timer sim.Timer
	k.Arm(&timer, 7, sim.Func(func() { t.Error("fired") }))
	k.Arm(&timer, sim.Instant(3).Add(1<<63-1), sim.Func(func() { t.Error("fired") }))
	if timer.Pending() || k.Alive() || k.Step() {
		t.Error("a timer armed for Never is in the queue")
	}
	if got := sim.Instant(5).Add(-7); got != -2 {
		t.Errorf("5.Add(-7) = %d", got)
	}
}

func TestStoppedWorldForgetsItsTimers(t *testing.T) {
	k := sim.New(1)
	var ready, later, weak sim.Timer
	nothing := sim.Func(func() { t.Error("fired after Stop") })
	k.Arm(&ready, 0, nothing)
	k.Arm(&later, 10, nothing)
	k.ArmWeak(&weak, 20, nothing)
	k.Stop()
	for i, timer := range []*sim.Timer{&ready, &later, &weak} {
		if timer.Pending() || timer.Cancel() {
			t.Errorf("timer %d is still pending", i)
		}
		k.Arm(timer, 30, nothing)
	}
	if k.Alive() || k.Pending() != 0 || k.Step() {
		t.Error("something is still in the queue")
	}
}

func TestStepFromInsideAnEventOfAFiber(t *testing.T) {
	k := sim.New(1)
	var panicked any
	k.Go("f", nil, func() {
		defer func() { panicked = recover() }()
		k.Step()
	})
	k.Step()
	if panicked == nil {
		t.Error("Step inside a fiber did not panic")
	}
}
