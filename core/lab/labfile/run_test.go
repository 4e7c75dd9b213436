package labfile_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"playnet/core/lab/labfile"
)

func TestRunIsReadAndWritten(t *testing.T) {
	f := parse(t, base(t))
	if f.Run == nil || f.Run.Seed != 7 || f.Run.Pos != 12 || f.Run.At != 90e9 || len(f.Run.Log) != 2 {
		t.Fatalf("read as %+v", f.Run)
	}
	if got := f.Run.Log[1]; got.At != 2e9 || got.Pos != 5 || got.Do != (labfile.HostStart{Host: "root"}) {
		t.Errorf("the second entry is %+v", got)
	}
	text := f.WithRun(*f.Run)
	again := parse(t, text)
	if !reflect.DeepEqual(again.Run, f.Run) {
		t.Errorf("written and read it is %+v, not %+v", again.Run, f.Run)
	}
	if !bytes.Equal(again.WithRun(*again.Run), text) {
		t.Error("the same run is written in two ways")
	}
	empty := parse(t, f.WithRun(labfile.Run{Seed: 1<<64 - 1}))
	if empty.Run.Seed != 1<<64-1 || len(empty.Run.Log) != 0 {
		t.Errorf("an empty run is read as %+v", empty.Run)
	}
}

// A run does not make another lab: a link to the lab must open with and without it.
func TestRunIsNoPartOfTheLab(t *testing.T) {
	f := parse(t, base(t))
	without := parse(t, f.Canonical())
	if without.Run != nil || without.Digest != f.Digest {
		t.Errorf("without its run (%v) the lab's digest is another", without.Run)
	}
	if _, ok := without.Member("log.json", nil); ok {
		t.Error("the canonical text holds the run")
	}
}

func TestRunSchema(t *testing.T) {
	s := compileSchema(t, runSchemaFile)
	member := func(text []byte) string {
		_, rest, _ := strings.Cut(string(text), "-- log.json --\n")
		rest, _, _ = strings.Cut(rest, "\n-- ")
		return rest
	}
	valid := func(text string) error {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return s.Validate(doc)
	}
	f := parse(t, base(t))
	for _, text := range []string{member(base(t)), member(f.WithRun(*f.Run)), `{"seed": "0", "log": []}`} {
		if err := valid(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{
		`{"log": []}`, `{"seed": "7"}`, `{"seed": 7, "log": []}`, `{"seed": "x", "log": []}`, `{"seed": "7", "log": [], "steps": 3}`,
		`{"seed": "7", "log": [{"at": "1s", "do": {"op": "host.stop", "host": "a"}}]}`,
		`{"seed": "7", "log": [{"at": "1s", "pos": -1, "do": {"op": "host.stop", "host": "a"}}]}`,
	} {
		if valid(text) == nil {
			t.Errorf("the schema takes %s", text)
		}
		if _, err := labfile.Parse([]byte(string(f.Canonical()) + "-- log.json --\n" + text)); err == nil {
			t.Errorf("the decoder takes %s", text)
		}
	}
}
