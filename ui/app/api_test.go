package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/app"
)

// called calls a method and does what is owed.
func called(t *testing.T, a *app.App, method, params string) (string, *app.APIError) {
	t.Helper()
	var result string
	var failure *app.APIError
	times := 0
	a.Call(method, []byte(params), func(r []byte, err *app.APIError) {
		result, failure = string(r), err
		times++
	})
	settled(a)
	if times != 1 {
		t.Fatalf("%s answered %d times", method, times)
	}
	return result, failure
}

func ok(t *testing.T, a *app.App, method, params string) string {
	t.Helper()
	result, err := called(t, a, method, params)
	if err != nil {
		t.Fatalf("%s(%s): %+v", method, params, err)
	}
	return result
}

func TestCallsRunAsNatively(t *testing.T) {
	for _, seed := range []uint64{1, 7, 1 << 63} {
		a := app.New(library{})
		params, _ := json.Marshal([]any{"dns-iterated", map[string]any{"seed": seed}})
		ok(t, a, "open", string(params))
		if a.Playing() || a.Position() != 0 {
			t.Error("a lab that was opened by a call plays")
		}
		ok(t, a, "run", `[{"idle":true}]`)
		if got, want := hash(t, a), native(t, "dns-iterated", seed, idle); got != want {
			t.Errorf("seed %d: hash %s, native %s", seed, got, want)
		}
	}
}

func TestRunAndSeek(t *testing.T) {
	a := app.New(library{})
	ok(t, a, "open", `"dns-iterated"`)
	type place struct {
		Now      int64
		Position uint64
		Idle     bool
	}
	at := func(result string) place {
		var p place
		if err := json.Unmarshal([]byte(result), &p); err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := at(ok(t, a, "run", `{"until":"150ms"}`)); p.Now != 150e6 || p.Idle {
		t.Errorf("until 150ms: %+v", p)
	}
	half := at(ok(t, a, "run", `{"until":0.2}`))
	if half.Now != 200e6 {
		t.Errorf("until 0.2: %+v", half)
	}
	h := hash(t, a)
	if p := at(ok(t, a, "run", `{"steps":5}`)); p.Position != half.Position+5 {
		t.Errorf("5 steps from %d: %+v", half.Position, p)
	}
	if p := at(ok(t, a, "seek", `"200ms"`)); p != half || hash(t, a) != h {
		t.Errorf("back: %+v, want %+v", p, half)
	}
	if p := at(ok(t, a, "seek", `[{"position":3}]`)); p.Position != 3 {
		t.Errorf("to position 3: %+v", p)
	}
	a.Play()
	ok(t, a, "run", `{"idle":true}`)
	if a.Playing() {
		t.Error("a call to run does not pause")
	}
	var s view.Snapshot
	if err := json.Unmarshal([]byte(ok(t, a, "snapshot", "")), &s); err != nil || !s.Idle || len(s.Hosts) != 7 {
		t.Errorf("snapshot: %v, idle %v, %d hosts", err, s.Idle, len(s.Hosts))
	}
}

func TestDoAndTrace(t *testing.T) {
	a := app.New(library{})
	ok(t, a, "open", `"dns-iterated"`)
	var done struct{ Event uint64 }
	if err := json.Unmarshal([]byte(ok(t, a, "do", `[{"op":"host.stop","host":"a.root"}]`)), &done); err != nil {
		t.Fatal(err)
	}
	var events []map[string]any
	params, _ := json.Marshal([]any{map[string]any{"from": done.Event, "limit": 2}})
	if err := json.Unmarshal([]byte(ok(t, a, "trace", string(params))), &events); err != nil {
		t.Fatal(err)
	}
	if len(events) != 2 || events[0]["kind"] != "lab.action" || events[0]["id"] != float64(done.Event) {
		t.Errorf("the trace from the action on: %v", events)
	}
	a.MakeExport("jsonl", app.ExportOptions{}, func(whole app.File, err error) {
		if err != nil || strings.Count(string(whole.Content), "\n") != int(a.Snapshot().Events) {
			t.Errorf("the exported trace: %v, %s", err, whole.Content)
		}
	})
}

func TestBadCalls(t *testing.T) {
	a := app.New(library{})
	if _, err := called(t, a, "hash", ""); err == nil || err.Code != app.NoLab {
		t.Errorf("hash with no lab: %+v", err)
	}
	ok(t, a, "open", `"dns-iterated"`)
	h := hash(t, a)
	for _, c := range []struct{ method, params, code string }{
		{"", "", app.UnknownMethod},
		{"pcapng", `{"hsot":"a.root"}`, app.BadParams},
		{"pcapng", `{"host":"nobody"}`, app.Refused},
		{"explode", "", app.UnknownMethod},
		{"open", ``, app.BadParams},
		{"open", `[]`, app.BadParams},
		{"open", `[5]`, app.BadParams},
		{"open", `["dns-iterated",{"sead":7}]`, app.BadParams},
		{"open", `["dns-iterated",{"seed":-1}]`, app.BadParams},
		{"open", `["dns-iterated",{"seed":1.5}]`, app.BadParams},
		{"open", `"nothing"`, app.BadLab},
		{"open", `"-- lab.json --\n{}\n"`, app.BadLab},
		{"do", ``, app.BadParams},
		{"do", `[{"op":"explode"}]`, app.BadParams},
		{"do", `[{"op":"host.stop"}]`, app.BadParams},
		{"do", `[{"op":"host.stop","host":"nobody"}]`, app.Refused},
		{"do", `[{"op":"host.start","host":"a.root"}]`, app.Refused}, // it is up
		{"run", ``, app.BadParams},
		{"run", `{}`, app.BadParams},
		{"run", `{"idle":true,"steps":3}`, app.BadParams},
		{"run", `{"until":"soon"}`, app.BadParams},
		{"run", `{"until":-1}`, app.BadParams},
		{"run", `{"steps":-1}`, app.BadParams},
		{"seek", ``, app.BadParams},
		{"seek", `"yesterday"`, app.BadParams},
		{"seek", `[{"position":-2}]`, app.BadParams},
		{"trace", `{"limit":-1}`, app.BadParams},
		{"trace", `{"filter":"dns.qry.name =="}`, app.BadParams},
		{"trace", `[[1]]`, app.BadParams},
		{"hash", `nonsense`, app.BadParams},
		{"hash", `[`, app.BadParams},
	} {
		_, err := called(t, a, c.method, c.params)
		if err == nil || err.Code != c.code || err.Message == "" {
			t.Errorf("%s(%s): %+v, want %s", c.method, c.params, err, c.code)
		}
		if err != nil && err.Code == app.BadLab && (len(err.Faults) == 0 || err.Faults[0].Reason == "") {
			t.Errorf("%s(%s) names no fault: %+v", c.method, c.params, err)
		}
	}
	if hash(t, a) != h {
		t.Error("a bad call has changed the world")
	}
}

func TestCallsAreDoneInOrder(t *testing.T) {
	a := app.New(library{})
	var order []string
	call := func(method, params string) {
		a.Call(method, []byte(params), func([]byte, *app.APIError) { order = append(order, method) })
	}
	call("open", `"dns-iterated"`)
	call("run", `{"idle":true}`)
	call("hash", "")
	call("seek", `0`)
	call("open", `"dns-recursive"`)
	call("snapshot", "")
	for a.Work(func() bool { return false }) {
	}
	if got := strings.Join(order, " "); got != "open run hash seek open snapshot" {
		t.Errorf("done in the order %q", got)
	}
}

func TestMessages(t *testing.T) {
	a := app.New(library{})
	answer := func(message string) string {
		got := ""
		a.Receive([]byte(message), func(b []byte) { got = string(b) })
		settled(a)
		return got
	}
	for _, silent := range []string{
		`"hello"`, `5`, `null`, `[1]`, `{}`, `not json`,
		`{"method":"labs"}`,                    // somebody else's
		`{"playnet":1,"id":1,"result":[]}`,     // an answer of another Playnet
		`{"playnet":1,"id":1,"error":{}}`,      //
		`{"subject":"lti.frameResize","id":1}`, //
	} {
		if got := answer(silent); got != "" {
			t.Errorf("%s is answered: %s", silent, got)
		}
	}
	for _, bad := range []string{
		`{"playnet":1}`,
		`{"playnet":1,"id":1}`,
		`{"playnet":1,"id":1,"method":5}`,
		`{"playnet":2,"id":1,"method":"labs"}`,
		`{"playnet":"1","id":1,"method":"labs"}`,
		`{"playnet":1,"method":"labs"}`,
		`{"playnet":1,"id":{},"method":"labs"}`,
		`{"playnet":1,"id":1,"method":"explode"}`,
		`{"playnet":1,"id":1,"method":"run","params":{"idle":"yes"}}`,
	} {
		var reply struct {
			Playnet int
			ID      json.RawMessage
			Error   *app.APIError
		}
		if err := json.Unmarshal([]byte(answer(bad)), &reply); err != nil || reply.Error == nil || reply.Error.Message == "" || reply.Playnet != 1 || reply.ID == nil {
			t.Errorf("%s is answered by %s", bad, answer(bad))
		}
	}
	if got := answer(`{"playnet":1,"id":"a","method":"open","params":["dns-iterated",{"seed":9}]}`); got != `{"playnet":1,"id":"a","result":{"lab":"dns-iterated","seed":9,"title":"Iterated look-up"}}` {
		t.Errorf("open: %s", got)
	}
	if got := answer(`{"playnet":1,"id":2,"method":"version"}`); got != `{"playnet":1,"id":2,"result":1}` {
		t.Errorf("version: %s", got)
	}
}

// A filter chooses events of the trace, from where one asks, as many as one asks for.
func TestTraceIsFiltered(t *testing.T) {
	a := opened(t, "dns-iterated")
	ok(t, a, "run", `{"idle":true}`)
	read := func(params string) (ids []uint64) {
		var events []struct {
			ID   uint64
			Kind string
		}
		if err := json.Unmarshal([]byte(ok(t, a, "trace", params)), &events); err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Kind != "frame.sent" {
				t.Errorf("event %d is a %s", e.ID, e.Kind)
			}
			ids = append(ids, e.ID)
		}
		return ids
	}
	all := read(`{"filter":"dns.flags.response == 1"}`)
	if len(all) != 4 {
		t.Fatalf("%d answers, want 4", len(all))
	}
	some := read(fmt.Sprintf(`{"filter":"dns.flags.response == 1", "from": %d, "limit": 2}`, all[0]+1))
	if !slices.Equal(some, all[1:3]) {
		t.Errorf("%v, want %v", some, all[1:3])
	}
}

// Who asks for the drawing waits for the page, and for the calls before it.
func TestDrawn(t *testing.T) {
	a := app.New(library{})
	ok(t, a, "open", `"dns-iterated"`)
	var order []string
	hear := func(what string) func([]byte, *app.APIError) {
		return func(_ []byte, err *app.APIError) {
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
			order = append(order, what)
		}
	}
	a.Call("run", []byte(`{"steps":1}`), hear("run"))
	a.Call("drawn", nil, hear("drawn"))
	if a.Drawn(); len(order) > 0 || a.Undrawn() {
		t.Errorf("answered before anything was done: %v", order)
	}
	settled(a)
	if !a.Undrawn() || !slices.Equal(order, []string{"run"}) {
		t.Errorf("before the page is drawn: %v", order)
	}
	if a.Drawn(); a.Undrawn() || !slices.Equal(order, []string{"run", "drawn"}) {
		t.Errorf("after it: %v", order)
	}
}
