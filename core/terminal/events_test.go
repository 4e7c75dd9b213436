package terminal

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"playnet/core/sim"
	"playnet/core/trace"
)

var bodies = []trace.Body{
	EventCommand{Line: `echo "a" \`},
	EventInput{Program: "nc", Line: "hello"},
	EventOutput{Program: "ping", Printed: "PING a\n\nb"},
	EventInterrupt{Program: "sh"},
	EventExit{Program: "cat", Status: 127},
	EventCleared{},
}

// Each event comes out of the arena as it went in, has one line of text, and all its
// fields in JSON.
func TestEvents(t *testing.T) {
	tr := trace.New(trace.Options{})
	seen := map[trace.Kind]bool{}
	for _, b := range bodies {
		seen[b.Kind()] = true
		id := tr.Emit(0, tr.Host("a"), sim.Context{}, b)
		var got trace.Event
		tr.Scan(id, func(e trace.Event) bool { got = e; return false })
		if !reflect.DeepEqual(got.Body, b) {
			t.Errorf("%#v comes out as %#v", b, got.Body)
		}
		line, err := tr.AppendJSON(nil, got)
		var fields map[string]any
		if err != nil || json.Unmarshal(line, &fields) != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for i := range reflect.TypeOf(b).NumField() {
			if name := reflect.TypeOf(b).Field(i).Tag.Get("json"); fields[name] == nil {
				t.Errorf("no field %q in %s", name, line)
			}
		}
		if b.Text() == "" || bytes.ContainsRune([]byte(b.Text()), '\n') {
			t.Errorf("%v: text %q", b.Kind(), b.Text())
		}
	}
	for _, k := range trace.Kinds() {
		if k>>8 == 0x04 && !seen[k] {
			t.Errorf("%v is registered, but not tested", k)
		}
	}
}
