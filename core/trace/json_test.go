package trace_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"playnet/core/sim"
	"playnet/core/trace"
)

func TestJSONLine(t *testing.T) {
	tr := sample(plain, trace.Options{})
	for id, want := range map[trace.ID]string{
		1: `{"id":1,"cause":0,"for":0,"t":7,"host":"local","kind":"test.note","u":300,"i":-5,"b":true,"s":"question","bytes":"CQ==","addr":"128.119.245.12","port":"128.119.245.12:53"}`,
		2: `{"id":2,"cause":1,"for":1,"t":40,"host":"gaia","kind":"test.frame","size":8,"payload":"AAFhbnN3ZXI="}`,
	} {
		if got, err := tr.AppendJSON(nil, get(t, tr, id)); err != nil || string(got) != want {
			t.Errorf("%s, %v\nwant %s", got, err, want)
		}
	}
	tr = trace.New(trace.Options{})
	tr.Emit(0, 0, sim.Context{}, &odd{2}) // a body without exported fields
	want := `{"id":1,"cause":0,"for":0,"t":0,"host":"","kind":"test.odd"}`
	if got, err := tr.AppendJSON([]byte("x"), get(t, tr, 1)); err != nil || string(got) != "x"+want {
		t.Errorf("%s, %v", got, err)
	}
}

func TestEveryJSONLineIsValid(t *testing.T) {
	odd := "\x00\"\\\n\r\t\u2028</script>&é\xff\U0001F600"
	tr := trace.New(trace.Options{PayloadLimit: 1})
	h := tr.Host(odd)
	tr.Emit(1, h, sim.Context{}, &note{S: odd, Bytes: []byte(odd)})
	payloads := fill(tr, 2000)
	var out bytes.Buffer
	if err := tr.WriteJSON(&out, nil); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != tr.Len() {
		t.Fatalf("%d lines for %d events", len(lines), tr.Len())
	}
	nulls, kept := 0, 0
	for i, line := range lines {
		var e struct {
			ID      int
			Host    string
			Kind    string
			S       string
			Payload *string
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.ID != i+1 {
			t.Fatalf("line %d: %v: %s", i+1, err, line)
		}
		if i == 0 {
			if want := strings.ToValidUTF8(odd, "\ufffd"); e.Host != want || e.S != want {
				t.Errorf("host %q, text %q, want %q", e.Host, e.S, want)
			}
		}
		switch want := payloads[trace.ID(i+1)]; {
		case e.Kind != "test.frame":
			if strings.Contains(line, `"payload"`) {
				t.Fatalf("a payload out of nowhere: %s", line)
			}
		case e.Payload == nil:
			nulls++
		case *e.Payload != base64.StdEncoding.EncodeToString(want):
			t.Fatalf("line %d: payload %q", i+1, *e.Payload)
		default:
			kept++
		}
	}
	if nulls < 100 || kept < 100 {
		t.Errorf("%d payloads dropped, %d kept: the test tests nothing", nulls, kept)
	}
}

type brokenWriter struct{ room int }

var errBroken = errors.New("no room")

func (w *brokenWriter) Write(b []byte) (int, error) {
	if w.room -= len(b); w.room < 0 {
		return 0, errBroken
	}
	return len(b), nil
}

func TestWriteJSONReportsErrors(t *testing.T) {
	tr := trace.New(trace.Options{})
	fill(tr, 500)
	for _, room := range []int{0, 10_000} {
		if err := tr.WriteJSON(&brokenWriter{room}, nil); !errors.Is(err, errBroken) {
			t.Errorf("room for %d bytes: %v", room, err)
		}
	}
}
