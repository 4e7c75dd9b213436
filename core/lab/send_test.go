package lab_test

import (
	"testing"

	"playnet/core/lab/labfile"
	"playnet/core/program"
	"playnet/core/trace"
)

// A transfer is an operation of its own, from its beginning to its end, and all of its
// segments serve it.
func TestSendIsAnOperation(t *testing.T) {
	w := open(t, "transfer", 3)
	w.RunIdle(nil)
	var begun, ended trace.Event
	segments := map[trace.ID]int{}
	for _, e := range w.Events(1, w.EventCount()) {
		switch b := e.Body.(type) {
		case program.SendBegun:
			begun = e
			if b.Bytes != 1_000_000 || e.Host != "student" {
				t.Errorf("%s: %s", e.Host, b.Text())
			}
		case program.SendEnded:
			ended = e
			if b.Sent != 1_000_000 || b.Received != 0 || b.State != program.SendDone || b.Took <= 0 || int64(b.Took) != int64(e.At-begun.At) {
				t.Errorf("%s at %d, begun at %d", b.Text(), e.At, begun.At)
			}
		}
		if e.Body.Kind().String() == "frame.sent" {
			segments[e.For]++
		}
	}
	if begun.ID == 0 || ended.For != begun.ID {
		t.Errorf("the end, event %d, serves %d, not %d", ended.ID, ended.For, begun.ID)
	}
	if len(segments) != 1 || segments[begun.ID] < 1000 {
		t.Errorf("segments by operation: %v", segments)
	}
	// The sender stays where it is, and takes the next order.
	if _, err := w.Do(labfile.TCPSend{Host: "student", To: "198.51.100.20", Port: 7, Bytes: 5}); err != nil {
		t.Fatal(err)
	}
	w.RunIdle(nil)
	s := w.Snapshot()
	if p := s.Hosts[0].Programs; len(p) != 1 || p[0].Kind != program.SenderKind || p[0].Tables[0].Total != 2 || p[0].Tables[0].Rows[0].Cells[3] != "5" {
		t.Errorf("the student's programs: %+v", p)
	}
	told(t, w, "send.begun", "send.done")
}

func TestSendIsBounded(t *testing.T) {
	w := open(t, "transfer", 3)
	for _, a := range []labfile.TCPSend{
		{Host: "student", To: "distant", Port: 9}, {Host: "student", To: "distant", Port: 9, Bytes: 100_000_001},
		{Host: "student", To: "distant", Bytes: 5}, {Host: "student", To: "distant", Port: 65536, Bytes: 5},
		{Host: "nobody", To: "distant", Port: 9, Bytes: 5}, {Host: "student", To: "nobody", Port: 9, Bytes: 5},
	} {
		if _, err := w.Do(a); err == nil {
			t.Errorf("%+v is done", a)
		}
	}
	if w.EventCount() != 1 { // the small servers have started
		t.Errorf("%d events", w.EventCount())
	}
}
