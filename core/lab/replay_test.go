package lab_test

import (
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
)

func act(t *testing.T, text string) labfile.Action {
	t.Helper()
	a, err := labfile.ParseAction([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// lived returns a world with two actions in its log, run to its end and then on for half a
// second in which nothing happens.
func lived(t *testing.T) *lab.World {
	w := open(t, "dns-iterated", 7)
	w.RunUntil(100e6, nil)
	do := func(text string) {
		if _, err := w.Do(act(t, text)); err != nil {
			t.Fatal(err)
		}
	}
	do(`{"op": "host.stop", "host": "dns.umass.edu"}`)
	w.RunUntil(3e9, nil)
	do(`{"op": "host.start", "host": "dns.umass.edu"}`)
	w.RunIdle(nil)
	w.RunUntil(w.Now()+5e8, nil)
	return w
}

func TestFollowedLogGivesTheSameRun(t *testing.T) {
	w := lived(t)
	other := open(t, "dns-iterated", 7)
	other.Follow(lab.Entries(lab.LogOf(w.Log())))
	if !other.RunToPlace(w.Place(), nil) || other.LogError() != nil {
		t.Fatal(other.LogError())
	}
	if other.Hash() != w.Hash() || other.Now() != w.Now() || other.Position() != w.Position() {
		t.Errorf("it came to %d, %v", other.Position(), other.Now())
	}
	// The instant alone would pop more, the position alone leaves the clock behind.
	w.Rewind()
	w.RunUntil(150e6, nil)
	other.Rewind()
	for !other.RunToPlace(w.Place(), func() bool { return false }) {
	}
	if other.Now() != 150e6 || other.Hash() != w.Hash() {
		t.Errorf("halfway it came to %v", other.Now())
	}
}

func TestCheckLog(t *testing.T) {
	stop := act(t, `{"op": "host.stop", "host": "dns.umass.edu"}`)
	f := parse(t, "dns-iterated")
	for why, log := range map[string][]lab.Entry{
		"":                                  {{Position: 8, At: 1, Do: stop}, {Position: 8, At: 1, Do: stop}},
		"action 1 of the log: ":             {{Position: 1, At: 1, Do: act(t, `{"op": "host.stop", "host": "nobody"}`)}},
		"action 2 of the log comes before ": {{Position: 9, At: 1, Do: stop}, {Position: 8, At: 2, Do: stop}},
		"action 3 of the log comes before ": {{Position: 1, At: 2, Do: stop}, {Position: 8, At: 2, Do: stop}, {Position: 9, At: 1, Do: stop}},
	} {
		err := lab.CheckLog(f, log)
		if why == "" && err != nil || why != "" && (err == nil || !strings.HasPrefix(err.Error(), why)) {
			t.Errorf("%v, wanted %s…", err, why)
		}
	}
}

// A log of somebody else's may hold what can't be done: that ends the log, not the world.
func TestImpossibleEntryEndsTheLog(t *testing.T) {
	stop := act(t, `{"op": "host.stop", "host": "dns.umass.edu"}`)
	w := open(t, "dns-iterated", 7)
	log := []lab.Entry{
		{Position: 3, At: 0, Do: stop},
		{Position: 3, At: 0, Do: stop}, // it is down already
		{Position: 5, At: sim.Never - 1, Do: act(t, `{"op": "frame.drop", "frame": 4711}`)},
	}
	w.Follow(log)
	w.RunIdle(nil)
	if err := w.LogError(); err == nil || !strings.HasPrefix(err.Error(), "action 2 of the log: ") {
		t.Fatalf("the error is %v", err)
	}
	if len(w.Log()) != 1 || !w.Idle() {
		t.Errorf("%d entries are left, idle: %v", len(w.Log()), w.Idle())
	}
	h := w.Hash()
	w.Rewind()
	w.RunIdle(nil)
	if w.Hash() != h {
		t.Error("what is left of the log does not replay")
	}
}

// A log that belongs to another run names places by which this one does not come.
func TestEntryThatIsNeverReached(t *testing.T) {
	for name, e := range map[string]lab.Entry{
		"a position beyond the end":      {Position: 1 << 50, At: 1e9},
		"an instant before its position": {Position: 20, At: 1},
		"an instant behind its position": {Position: 3, At: 1e9},
	} {
		w := open(t, "dns-iterated", 7)
		e.Do = act(t, `{"op": "host.stop", "host": "dns.umass.edu"}`)
		w.Follow([]lab.Entry{e})
		w.RunIdle(nil)
		if w.LogError() == nil || !w.Idle() || len(w.Log()) != 0 {
			t.Errorf("%s: idle %v, error %v", name, w.Idle(), w.LogError())
		}
	}
}
