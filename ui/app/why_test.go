package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/app"
)

// retried opens the look-up of the figure, drops the first answer of the umass.edu
// server and runs to the end. It returns the frame of the retry.
func retried(t *testing.T) (a *app.App, retry uint64) {
	t.Helper()
	a = opened(t, "dns-iterated")
	for answer := uint64(0); answer == 0; a.StepEvent() {
		settled(a)
		for _, f := range a.Snapshot().Frames {
			if f.From == "dns.cs.umass.edu" {
				answer = f.ID
				a.DropFrame(answer)
			}
		}
	}
	a.ToEnd()
	settled(a)
	for _, tr := range a.TransferRange(0, a.TransferCount()) {
		if tr.Number == 8 {
			return a, tr.Frame
		}
	}
	t.Fatal("nobody has asked again")
	return nil, 0
}

func texts(steps []view.Step) string {
	var all []string
	for _, s := range steps {
		all = append(all, app.StepText(s))
	}
	return strings.Join(all, "\n")
}

func TestWhySaysItInWords(t *testing.T) {
	a, retry := retried(t)
	if a.Asked() != 0 || len(a.Why()) != 0 || len(a.Aftermath().Steps) != 0 {
		t.Error("something is told of nothing")
	}
	a.SelectFrame(retry)
	want := `Message 8: dns.nyu.edu asked dns.cs.umass.edu again: A? gaia.cs.umass.edu.
dns.nyu.edu waited 400 ms for dns.cs.umass.edu, in vain: the answer was lost.
Message 7, A 128.119.245.12 from dns.cs.umass.edu to dns.nyu.edu, was lost: somebody dropped it on the link of dns.cs.umass.edu.
Message 6: dns.nyu.edu asked dns.cs.umass.edu, because message 5 from a.edu-servers referred it to the servers of cs.umass.edu.
Message 4: dns.nyu.edu asked a.edu-servers, because message 3 from a.root referred it to the servers of edu.
Message 2: dns.nyu.edu asked a.root: its cache held nothing that is nearer to gaia.cs.umass.edu than the root.
engineering looked up gaia.cs.umass.edu (the lab's timeline).`
	if got := texts(a.Why()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, s := range a.Why() {
		plain := ""
		for _, p := range app.StepParts(s) {
			plain += p.Text
		}
		if plain != app.StepText(s) {
			t.Errorf("shown: %s\n said: %s", plain, app.StepText(s))
		}
	}
}

// An event that sent no frame is selected like one that did, and forgotten when the world
// goes back before it.
func TestSelectingEvents(t *testing.T) {
	a, retry := retried(t)
	a.SelectFrame(retry)
	timeout := a.Why()[1]
	a.SelectEvent(timeout.Event)
	if s := a.Selection(); s.Kind != app.Event || s.Event != timeout.Event || a.Asked() != timeout.Event {
		t.Fatalf("selected: %+v", s)
	}
	if got := a.EventText(timeout.Event); !strings.HasPrefix(got, "no answer from 128.119.240.1:53 in 400ms") {
		t.Error(got)
	}
	after := a.Aftermath()
	if len(after.Steps) == 0 || after.Steps[0].Frame != retry || after.More != 0 {
		t.Errorf("what came of the time-out: %s", texts(after.Steps))
	}
	a.SelectEvent(retry) // it sent a frame
	if s := a.Selection(); s.Kind != app.Frame || s.Frame != retry {
		t.Errorf("selected: %+v", s)
	}
	a.SelectAgain(app.Event)
	if a.Asked() != timeout.Event {
		t.Errorf("again: %+v", a.Selection())
	}
	a.SelectEvent(1 << 40) // there is none
	if a.Asked() != timeout.Event {
		t.Errorf("an event that is none is selected: %+v", a.Selection())
	}
	a.GoToEvent(timeout.Event)
	settled(a)
	if int64(a.Now()) != timeout.At || a.Asked() != timeout.Event {
		t.Errorf("at %d, not %d; selected: %+v", a.Now(), timeout.At, a.Selection())
	}
	if got := a.Aftermath(); len(got.Steps) > 1 {
		t.Errorf("told before it happened: %s", texts(got.Steps))
	}
	a.SeekTime(0)
	settled(a)
	if a.Selection().Kind != app.Lab {
		t.Errorf("selected at the beginning: %+v", a.Selection())
	}
}

// The key asks about what is selected, or else about what the story tells.
func TestTheKeyThatAsks(t *testing.T) {
	a, _ := retried(t)
	press := func() bool { return a.Press(app.Key{Name: "w"}) }
	if !press() || !a.WhyShown() {
		t.Fatal("W asks nothing")
	}
	h, _ := a.Happening()
	if a.Asked() != h.Event || a.Why()[0].Key != "why.dns.answer.found" {
		t.Errorf("asked about %d, told is %+v", a.Asked(), h)
	}
	if said := a.Speech(); !strings.Contains(said, "Message 10") || !strings.Contains(said, "because message 9") {
		t.Errorf("said: %q", said)
	}
	host := opened(t, "dns-iterated")
	settled(host)
	if host.Press(app.Key{Name: "w"}); host.Asked() != 0 {
		t.Error("asked about nothing")
	}
}

func TestCallsThatAsk(t *testing.T) {
	a, retry := retried(t)
	event, _ := json.Marshal(map[string]uint64{"event": retry})
	var steps []struct {
		Event, Frame uint64
		Key, Text    string
	}
	if err := json.Unmarshal([]byte(ok(t, a, "why", string(event))), &steps); err != nil {
		t.Fatal(err)
	}
	if len(steps) != 7 || steps[0].Frame != retry || steps[1].Key != "why.dns.timeout.answer.lost" || !strings.HasPrefix(steps[0].Text, "Message 8") {
		t.Errorf("why: %+v", steps)
	}
	var after struct {
		Steps []struct{ Text string }
		More  int
	}
	if err := json.Unmarshal([]byte(ok(t, a, "consequences", string(event))), &after); err != nil {
		t.Fatal(err)
	}
	if n := len(after.Steps); n != 5 || !strings.HasPrefix(after.Steps[n-1].Text, "engineering has its answer") {
		t.Errorf("consequences: %+v", after)
	}
	for _, method := range []string{"why", "consequences"} {
		for _, params := range []string{`{}`, `{"event":0}`, `{"event":-1}`, `{"evnt":3}`, `"x"`, `[]`} {
			if _, err := called(t, a, method, params); err == nil || err.Code != app.BadParams {
				t.Errorf("%s(%s): %+v", method, params, err)
			}
		}
		if got := ok(t, a, method, `{"event":1000000}`); !strings.Contains(got, "[]") {
			t.Errorf("%s of what has not happened: %s", method, got)
		}
		if _, err := called(t, app.New(library{}), method, `{"event":1}`); err == nil || err.Code != app.NoLab {
			t.Errorf("%s without a lab: %+v", method, err)
		}
	}
}
