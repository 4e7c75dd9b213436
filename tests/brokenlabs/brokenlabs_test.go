package brokenlabs_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"playnet/core/lab/labfile"
	"playnet/tests/brokenlabs"
)

var write = flag.String("write", "", "write the broken labs and index.json to this directory")

func TestBase(t *testing.T) {
	if _, err := labfile.Parse([]byte(brokenlabs.Base())); err != nil {
		t.Fatalf("base.lab:\n%v", err)
	}
}

// TestCases holds the decoder against the generator: the error that a broken
// lab must yield is there, with member, line, path and reason.
func TestCases(t *testing.T) {
	names := map[string]bool{}
	cases := brokenlabs.Cases()
	for _, c := range cases {
		if names[c.Name] {
			t.Errorf("two cases are called %q", c.Name)
		}
		names[c.Name] = true
		_, err := labfile.Parse([]byte(c.Text))
		var errs labfile.Errors
		if !errors.As(err, &errs) {
			t.Errorf("%s: no error", c.Name)
			continue
		}
		found := false
		for _, e := range errs {
			if e.Reason == "" || e.Line < 1 {
				t.Errorf("%s: an error without reason or line: %+v", c.Name, *e)
			}
			if e.Member == c.Member && e.Line == c.Line && e.Path == c.Path && e.ID == c.ID {
				found = true
			}
		}
		if !found {
			t.Errorf("%s:\nwant line %d (%s): %s: [%s]\ngot\n%v [%s]", c.Name, c.Line, c.Member, c.Path, c.ID, err, errs[0].ID)
		}
	}
	t.Logf("%d broken labs", len(cases))
	if len(cases) < 60 {
		t.Errorf("%d broken labs; at least 60 are wanted", len(cases))
	}
}

// TestEveryReason sees to it that no reason is without a broken lab, so that
// each is known to be reported, and where.
func TestEveryReason(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range brokenlabs.Cases() {
		_, err := labfile.Parse([]byte(c.Text))
		var errs labfile.Errors
		errors.As(err, &errs)
		for _, e := range errs {
			seen[e.ID] = true
		}
	}
	// What needs more megabytes than a table should hold, or is tested in
	// package strict alone.
	for _, id := range []string{"lab-too-long", "too-many-members", "text-too-long", "zone-too-long", "too-many-values", "too-many",
		"bad-number", "bad-escape", "bad-utf8", "control-character", "number-range", "invalid"} {
		if seen[id] {
			t.Errorf("the exception for %q is not needed", id)
		}
		seen[id] = true
	}
	for _, r := range labfile.Reasons() {
		if !seen[r.ID] {
			t.Errorf("no broken lab yields %q (%s)", r.ID, r.Text)
		}
	}
}

// TestWrite writes the cases out when the flag -write says where.
func TestWrite(t *testing.T) {
	dir := *write
	if dir == "" {
		dir = t.TempDir()
	}
	type entry struct {
		File string `json:"file"`
		brokenlabs.Case
	}
	var index []entry
	for i, c := range brokenlabs.Cases() {
		e := entry{fmt.Sprintf("%03d.lab", i+1), c}
		index = append(index, e)
		if err := os.WriteFile(filepath.Join(dir, e.File), []byte(c.Text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, err := json.MarshalIndent(index, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.json"), out, 0o644); err != nil {
		t.Fatal(err)
	}
}
