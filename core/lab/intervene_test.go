package lab_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/lab/strict"
	"playnet/core/trace"
	"playnet/core/view"
)

// do does an action that is written as in a lab file.
func do(t testing.TB, w *lab.World, text string, args ...any) trace.ID {
	t.Helper()
	id, err := try(t, w, text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return id
}

func try(t testing.TB, w *lab.World, text string, args ...any) (trace.ID, error) {
	t.Helper()
	a, err := labfile.ParseAction(fmt.Appendf(nil, text, args...))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return w.Do(a)
}

// underWay runs until a message from one host to another is under way.
func underWay(t testing.TB, w *lab.World, from, to string) view.Frame {
	t.Helper()
	for w.Step() {
		for _, f := range w.Snapshot().Frames {
			if f.From == from && f.To == to {
				return f
			}
		}
	}
	t.Fatalf("%s never sends anything to %s", from, to)
	return view.Frame{}
}

// texts lists the events of a kind as text.
func texts(w *lab.World, kind string) []string {
	var list []string
	for _, e := range w.Events(1, w.EventCount()) {
		if e.Body.Kind().String() == kind {
			list = append(list, e.Body.Text())
		}
	}
	return list
}

func transfer(t testing.TB, w *lab.World, frame uint64) view.Transfer {
	t.Helper()
	tr, ok := w.Transfer(trace.ID(frame))
	if !ok {
		t.Fatalf("there is no frame %d", frame)
	}
	return tr
}

func TestADelayedMessageArrivesLater(t *testing.T) {
	plain, held := open(t, "dns-iterated", 7), open(t, "dns-iterated", 7)
	a := underWay(t, plain, "a.root", "dns.nyu.edu")
	b := underWay(t, held, "a.root", "dns.nyu.edu")
	do(t, held, `{"op":"frame.delay","frame":%d,"by":"50ms"}`, b.ID)
	plain.RunIdle(nil)
	held.RunIdle(nil)
	early, late := transfer(t, plain, a.ID), transfer(t, held, b.ID)
	// The action's own two events move the frame's successors, not the frame.
	if got := late.EndAt - early.EndAt; got != int64(50*time.Millisecond) || late.Fate != view.Delivered {
		t.Errorf("it came %v later, want 50ms (%v)", time.Duration(got), late.Fate)
	}
	if held.Now() <= plain.Now() {
		t.Errorf("the look-up took no longer: %v, %v", plain.Now(), held.Now())
	}
}

func TestADuplicatedMessageArrivesTwice(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	f := underWay(t, w, "dns.nyu.edu", "a.root")
	do(t, w, `{"op":"frame.duplicate","frame":%d}`, f.ID)
	w.RunIdle(nil)
	answers := 0
	for _, line := range route(w) {
		if strings.HasPrefix(line, "a.root > dns.nyu.edu") {
			answers++
		}
	}
	if answers != 2 {
		t.Errorf("the root server answered %d times, want 2:\n%s", answers, strings.Join(route(w), "\n"))
	}
}

// A changed message whose checksum stays is thrown away by whom it reaches, and what
// was lost so is asked for again.
func TestAWrongChecksumIsNoticed(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	f := underWay(t, w, "dns.nyu.edu", "a.root")
	do(t, w, `{"op":"frame.change","frame":%d,"offset":56,"bytes":"ff"}`, f.ID)
	w.RunIdle(nil)
	lost := transfer(t, w, f.ID)
	if lost.Fate != view.Lost || lost.Where != "a.root" || lost.Reason != "wrong transport checksum" {
		t.Errorf("it is %+v", lost)
	}
	if len(texts(w, "dns.timeout")) != 1 || len(texts(w, "dns.answer")) != 1 {
		t.Errorf("time-outs %v, answers %v", texts(w, "dns.timeout"), texts(w, "dns.answer"))
	}
	sent, err := w.Message(trace.ID(f.ID))
	if err != nil {
		t.Fatal(err)
	}
	came, ok := w.Arrived(trace.ID(f.ID))
	if !ok || sent.Bytes[56] == 0xff || came.Bytes[56] != 0xff {
		t.Errorf("byte 56 was sent as %x and arrived as %x (%v)", sent.Bytes[56], came.Bytes[56], ok)
	}
}

// With its checksums made right nobody notices, and the changed name is what is
// asked for.
func TestAChangedNameIsAnswered(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	f := underWay(t, w, "engineering", "dns.nyu.edu")
	m, err := w.Message(trace.ID(f.ID))
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(m.Bytes), "gaia")
	do(t, w, `{"op":"frame.change","frame":%d,"offset":%d,"bytes":"78 78","checksums":"fix"}`, f.ID, at)
	w.RunUntil(w.Now()+1e9, nil)
	if got := transfer(t, w, f.ID); got.Fate != view.Delivered {
		t.Errorf("it is %+v", got)
	}
	if list := texts(w, "dns.resolve"); len(list) != 1 || !strings.Contains(list[0], "xxia.cs.umass.edu") {
		t.Errorf("resolved: %v", list)
	}
	came, _ := w.Arrived(trace.ID(f.ID))
	for _, l := range came.Layers {
		for _, field := range l.Fields {
			if strings.HasSuffix(field.Name, ".checksum") && !strings.Contains(field.Value, "correct") {
				t.Errorf("%s is %s", field.Name, field.Value)
			}
		}
	}
}

func TestALinkThatLosesEverything(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	do(t, w, `{"op":"link.set","place":"a.root","loss":1}`)
	w.RunIdle(nil)
	for _, tr := range transfersOf(w) {
		if tr.To == "a.root" && tr.Fate != view.Lost {
			t.Errorf("%+v reached it", tr)
		}
	}
	if _, err := try(t, w, `{"op":"link.set","place":"a.root","loss":1}`); !refusedAs(err, "link-is-so") {
		t.Errorf("setting it again: %v", err)
	}
}

func transfersOf(w *lab.World) []view.Transfer {
	list, _ := w.Transfers(0, 10_000)
	return list
}

func refusedAs(err error, id string) bool {
	var why *strict.Reason
	return errors.As(err, &why) && why.ID == id
}

const gaia = `{"op":"dns.query","host":"engineering","name":"gaia.cs.umass.edu"}`

// lastAnswer runs to the end and returns what the last look-up brought.
func lastAnswer(t testing.TB, w *lab.World) string {
	t.Helper()
	w.RunIdle(nil)
	list := texts(w, "dns.answer")
	if len(list) == 0 {
		t.Fatal("no look-up has ended")
	}
	return list[len(list)-1]
}

// A changed record shows as soon as the cached one has expired, and not before.
func TestAChangedRecordShowsWhenTheCachedOneHasExpired(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	before := lastAnswer(t, w)
	do(t, w, `{"op":"dns.record.set","host":"dns.cs.umass.edu","zone":"cs.umass.edu","record":"gaia IN A 128.119.245.99"}`)
	do(t, w, `{"op":"dns.ttl.set","host":"dns.cs.umass.edu","zone":"cs.umass.edu","name":"gaia.cs.umass.edu","type":"A","ttl":5}`)
	do(t, w, gaia)
	if got := lastAnswer(t, w); !strings.Contains(got, "128.119.245.12") || !strings.Contains(before, "128.119.245.12") {
		t.Errorf("from the cache: %s", got)
	}
	w.RunUntil(w.Now()+lab100hours, nil)
	do(t, w, gaia)
	if got := lastAnswer(t, w); !strings.Contains(got, "128.119.245.99") {
		t.Errorf("after the cached one: %s", got)
	}
	stored := texts(w, "dns.cache.store")
	if last := stored[len(stored)-1]; !strings.Contains(last, "gaia.cs.umass.edu A, TTL 5 s") && !strings.Contains(last, "A gaia.cs.umass.edu, TTL 5 s") {
		t.Errorf("stored last: %s", last)
	}
	changed := texts(w, "dns.zone.changed")
	if len(changed) != 2 || !strings.Contains(changed[0], "without gaia.cs.umass.edu.") {
		t.Errorf("changes of the zone: %v", changed)
	}
}

const lab100hours = 360_000_000_000_000

// The zone file is on the host's disk: a restart does not undo the change.
func TestAChangedZoneSurvivesARestart(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	do(t, w, `{"op":"dns.record.set","host":"dns.cs.umass.edu","zone":"cs.umass.edu","record":"gaia IN A 128.119.245.99"}`)
	do(t, w, `{"op":"host.stop","host":"dns.cs.umass.edu"}`)
	if _, err := try(t, w, `{"op":"dns.record.add","host":"dns.cs.umass.edu","zone":"cs.umass.edu","record":"new IN A 128.119.245.99"}`); !refusedAs(err, "host-is-down") {
		t.Errorf("an operator at a host that is down: %v", err)
	}
	do(t, w, `{"op":"host.start","host":"dns.cs.umass.edu"}`)
	if got := lastAnswer(t, w); !strings.Contains(got, "128.119.245.99") {
		t.Errorf("answer after the restart: %s", got)
	}
}

func TestImpossibleChangesOfAZone(t *testing.T) {
	for text, want := range map[string]string{
		`{"op":"dns.record.remove","host":"dns.cs.umass.edu","zone":"cs.umass.edu","record":"nobody IN A 1.2.3.4"}`:            "zone-no-record",
		`{"op":"dns.record.set","host":"dns.cs.umass.edu","zone":"cs.umass.edu","record":"nobody IN A 1.2.3.4"}`:               "zone-no-record",
		`{"op":"dns.record.add","host":"dns.cs.umass.edu","zone":"cs.umass.edu","record":"gaia IN A 128.119.245.12"}`:          "zone-record-exists",
		`{"op":"dns.record.add","host":"dns.cs.umass.edu","zone":"cs.umass.edu","record":"gaia IN CNAME www"}`:                 "zone-alias-alone",
		`{"op":"dns.record.add","host":"dns.cs.umass.edu","zone":"cs.umass.edu","record":"@ IN SOA a. b. 1 2 3 4 5"}`:          "zone-one-soa",
		`{"op":"dns.ttl.set","host":"dns.cs.umass.edu","zone":"cs.umass.edu","name":"nobody.cs.umass.edu","type":"A","ttl":5}`: "zone-no-record",
		`{"op":"service.set","host":"dns.nyu.edu","service":"dns.resolver","setting":"attempts","value":""}`:                   "setting-is-so",
		`{"op":"frame.change","frame":4711,"offset":1,"bytes":"00"}`:                                                           "not-under-way",
		`{"op":"frame.delay","frame":4711,"by":"1s"}`:                                                                          "not-under-way",
		`{"op":"frame.duplicate","frame":4711}`:                                                                                "not-under-way",
	} {
		w := open(t, "dns-iterated", 7)
		before := w.Hash()
		if _, err := try(t, w, "%s", text); !refusedAs(err, want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
		if w.Hash() != before || len(w.Log()) != 0 {
			t.Errorf("%s left a trace", text)
		}
	}
}

func TestASettingIsChangedWhileTheProgramRuns(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	do(t, w, `{"op":"service.set","host":"dns.nyu.edu","service":"dns.resolver","setting":"maxCacheTTL","value":"5s"}`)
	do(t, w, `{"op":"cache.flush","host":"dns.nyu.edu"}`)
	asked := len(route(w))
	do(t, w, gaia)
	w.RunIdle(nil)
	if got := len(route(w)) - asked; got != 8 {
		t.Errorf("after the flush the look-up took %d messages, want 8", got)
	}
	for _, s := range texts(w, "dns.cache.store")[len(texts(w, "dns.cache.store"))-1:] {
		if !strings.Contains(s, "TTL 5 s") {
			t.Errorf("stored: %s", s)
		}
	}
	found := ""
	for _, h := range w.Snapshot().Hosts {
		for _, p := range h.Programs {
			for _, s := range p.Settings {
				if h.Name == "dns.nyu.edu" && s.ID == "maxCacheTTL" {
					found = s.Kind + " " + s.Value
				}
			}
		}
	}
	if found != "duration 5s" {
		t.Errorf("the snapshot shows %q", found)
	}
}

// Whatever was done: the same position has the same hash by replay, by seeking back
// and by a fork.
func TestInterventionsReplay(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	f := underWay(t, w, "dns.nyu.edu", "a.root")
	do(t, w, `{"op":"frame.change","frame":%d,"offset":56,"bytes":"ff 00"}`, f.ID)
	do(t, w, `{"op":"frame.duplicate","frame":%d}`, f.ID)
	do(t, w, `{"op":"frame.delay","frame":%d,"by":"3ms"}`, f.ID)
	do(t, w, `{"op":"link.set","place":"a.root","delay":"80ms","up":"56kbit/s","loss":0.3}`)
	do(t, w, `{"op":"dns.record.add","host":"dns.cs.umass.edu","zone":"cs.umass.edu","record":"gaia 30 IN A 128.119.245.99"}`)
	do(t, w, `{"op":"service.set","host":"dns.nyu.edu","service":"dns.resolver","setting":"timeout","value":"100ms"}`)
	w.RunUntil(w.Now()+20e6, nil)
	do(t, w, `{"op":"cache.flush","host":"dns.nyu.edu"}`)
	do(t, w, gaia)
	w.RunIdle(nil)
	end, hash := w.Position(), w.Hash()
	snapshot := fmt.Sprint(w.Snapshot())
	other := twin(t, w)
	defer other.Close()
	if other.Hash() != hash || fmt.Sprint(other.Snapshot()) != snapshot {
		t.Error("a replica differs")
	}
	for _, p := range []uint64{0, 3, end / 2, end - 1, 7, end} {
		w.Seek(p)
		fresh := open(t, "dns-iterated", 7)
		lab.SetLog(fresh, w.Log())
		fresh.RunToPosition(p, nil)
		if fresh.Hash() != w.Hash() || p == end && w.Hash() != hash {
			t.Errorf("position %d has another hash than a fresh world", p)
		}
	}
	for _, c := range w.Check() {
		if !c.OK {
			t.Errorf("%s: %s", c.What, c.Detail)
		}
	}
}
