package lab_test

import (
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
)

// A step that is interrupted whenever it asks stops where one does that is not, wherever
// the interruptions fall.
func TestInterruptedStepsStopAtTheSamePlaces(t *testing.T) {
	busy := func() *lab.World { // a ping every second, and hundreds of events in between that nobody stops at
		w := open(t, "sockets-raw", 7)
		lab.Launch(w, "student", client(func(h host.Host) error {
			for range 800 {
				if err := h.Sleep(4 * time.Millisecond); err != nil {
					return err
				}
			}
			return nil
		}))
		if _, err := w.Do(labfile.Ping{Host: "near", To: "distant", Count: 3}); err != nil {
			t.Fatal(err)
		}
		return w
	}
	for name, step := range map[string]func(w *lab.World, more func() bool) bool{
		"message": (*lab.World).StepMessage,
		"host":    func(w *lab.World, more func() bool) bool { return w.StepHost("near", more) },
	} {
		whole := busy()
		var stops []lab.Place
		for !whole.Idle() {
			step(whole, nil)
			stops = append(stops, whole.Place())
		}
		interrupted := 0
		for late := range 70 { // the interruptions fall elsewhere each time
			w := busy()
			for w.Position() < stops[1].Position+uint64(late) {
				w.Step()
			}
			from := w.Place()
			for !step(w, func() bool { return false }) {
				interrupted++
			}
			next := 0
			for !from.Before(stops[next]) {
				next++
			}
			if w.Place() != stops[next] {
				t.Fatalf("%s: from %v it comes to %v, want %v", name, from, w.Place(), stops[next])
			}
		}
		if interrupted < 70 {
			t.Errorf("%s: interrupted only %d times", name, interrupted)
		}
	}
}
