package lab

import (
	"reflect"
	"testing"
	"time"

	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/public"
)

const foreignLab = `Bytes that nobody knows.
-- lab.json --
{
  "playnet": 1, "id": "foreign", "title": "Foreign", "subject": "sockets", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [{"name": "a", "address": "192.0.2.1"}, {"name": "b", "address": "192.0.2.2"}],
  "links": [],
  "services": [{"kind": "sockets.small", "host": "b"}],
  "timeline": [
    {"at": "1ms", "do": {"op": "tcp.send", "host": "a", "to": "b", "port": 9, "bytes": 100000}},
    {"at": "2s", "do": {"op": "tcp.send", "host": "a", "to": "b", "port": 80, "bytes": 100}}
  ]
}
`

// Of a connection whose protocol neither its ports nor its data tell, the frames are not noted,
// and no dialogue is read to tell of them.
func TestForeignConnections(t *testing.T) {
	f, err := labfile.Parse([]byte(foreignLab))
	if err != nil {
		t.Fatal(err)
	}
	w, failed := New(f, 1, Options{})
	if failed != nil {
		t.Fatal(failed)
	}
	for w.Step() {
	}
	all := w.TransferCount()
	w.Transfers(0, all)
	list := w.run.index.connections.list
	if all < 100 || len(list) != 2 {
		t.Fatalf("%d transfers, %d connections", all, len(list))
	}
	if c := list[0]; !c.foreign || len(c.stream.frames) > 10 || c.dialogue != nil {
		t.Errorf("port 9: foreign %v, %d frames noted, dialogue %v", c.foreign, len(c.stream.frames), c.dialogue != nil)
	}
	if c := list[1]; c.foreign || c.heard == 0 && len(c.stream.frames) == 0 {
		t.Errorf("port 80: foreign %v, heard %d, %d frames noted", c.foreign, c.heard, len(c.stream.frames))
	}
}

// Dialogues that are dropped are those asked for longest ago, and are read again when somebody
// asks: what is told of frames stays the same.
func TestDialoguesAreForgotten(t *testing.T) {
	text, ok := public.Lab("swarm")
	if !ok {
		t.Fatal("there is no lab swarm")
	}
	f, err := labfile.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	w, failed := New(f, 1, Options{})
	if failed != nil {
		t.Fatal(failed)
	}
	w.RunUntil(sim.Instant(5*time.Second), nil)
	x := &w.run.index.connections
	tell := func() (told []view.Message) {
		w.run.index.described = described{}
		for i := range w.TransferCount() {
			m, err := w.Message(trace.ID(w.run.index.frames.at(i).frame))
			if err != nil {
				t.Fatal(err)
			}
			told = append(told, m)
		}
		return told
	}
	before := tell()
	held := func() (frames int) {
		for _, c := range x.reading {
			frames += c.dialogue.read
		}
		return frames
	}
	all := len(x.reading)
	if all < 20 || x.held != held() {
		t.Fatalf("%d dialogues hold %d frames, counted %d", all, held(), x.held)
	}
	x.forget(3, x.held/2)
	if x.held != held() || held() > x.read/2 || len(x.reading) >= all {
		t.Errorf("%d of %d dialogues are left with %d frames, counted %d", len(x.reading), all, held(), x.held)
	}
	x.forget(3, 0)
	last := 0
	for _, c := range x.list {
		if c.dialogue == nil {
			last = max(last, c.asked)
		}
	}
	for _, c := range x.reading {
		if len(x.reading) != 3 || c.asked <= last {
			t.Errorf("of %d that are left one was asked for %d, of those that are gone one %d", len(x.reading), c.asked, last)
		}
	}
	if !reflect.DeepEqual(tell(), before) {
		t.Error("what frames tell is another once their dialogues were forgotten")
	}
}

// The garbage collector passes lines and pieces by: a swarm has hundreds of thousands.
func TestDialoguesHoldNoPointers(t *testing.T) {
	for _, v := range []any{line{}, piece{}} {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(v)) {
			switch f.Type.Kind() {
			case reflect.Pointer, reflect.String, reflect.Slice, reflect.Map, reflect.Interface, reflect.Func, reflect.Chan:
				t.Errorf("%T.%s is a pointer", v, f.Name)
			}
		}
	}
}
