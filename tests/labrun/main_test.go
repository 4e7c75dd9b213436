package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"playnet/tests/brokenlabs"
)

// labrun runs the program and returns what it printed.
func labrun(args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = run(args, &out, &err)
	return status, out.String(), err.String()
}

func TestPrintsHashEventsAndVirtualTime(t *testing.T) {
	status, out, _ := labrun("-seed", "7", "dns-iterated")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if status != 0 || len(lines) != 3 || len(lines[0]) != len("hash: ")+64 ||
		!strings.HasPrefix(lines[1], "events: ") || !strings.HasPrefix(lines[2], "virtual: ") {
		t.Errorf("exit %d, printed %q", status, out)
	}
	if _, again, _ := labrun("-seed", "7", "dns-iterated"); again != out {
		t.Errorf("a second run printed %q, not %q", again, out)
	}
}

func TestWritesTraceAndSnapshot(t *testing.T) {
	dir := t.TempDir()
	trace, snapshot := filepath.Join(dir, "a.jsonl"), filepath.Join(dir, "a.json")
	if status, _, stderr := labrun("-trace", trace, "-snapshot", snapshot, "-until", "150ms", "dns-iterated"); status != 0 {
		t.Fatalf("exit %d: %s", status, stderr)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	for n, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var e struct {
			ID, Cause, For uint64
			T              *int64
			Host           *string
			Kind           string
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("line %d: %v", n+1, err)
		}
		if e.ID != uint64(n+1) || e.Cause >= e.ID || e.For >= e.ID || e.T == nil || *e.T > 150e6 || e.Host == nil || e.Kind == "" {
			t.Errorf("line %d: %s", n+1, line)
		}
	}
	var s struct {
		Now   int64
		Hosts []any
	}
	text, err = os.ReadFile(snapshot)
	if err != nil || json.Unmarshal(text, &s) != nil || s.Now != 150e6 || len(s.Hosts) != 7 {
		t.Errorf("snapshot: %v, now %d, %d hosts", err, s.Now, len(s.Hosts))
	}
}

func TestDoesActions(t *testing.T) {
	do := filepath.Join(t.TempDir(), "do.json")
	os.WriteFile(do, []byte(`[{"do": {"op": "lab.switch", "switch": "intermediate", "on": true}}]`), 0o600)
	_, plain, _ := labrun("dns-iterated")
	status, with, stderr := labrun("-do", do, "-check", "dns-iterated")
	if status != 0 || plain == with || !strings.Contains(with, "check: ok") {
		t.Errorf("exit %d, printed %q %q", status, with, stderr)
	}
}

func TestBadInputGivesStatus2AndTheReason(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		os.WriteFile(path, []byte(text), 0o600)
		return path
	}
	broken := write("broken.lab", "-- lab.json --\n{\n  \"playnet\": 1,\n  \"haste\": 3\n}\n")
	badDo := write("do.json", "[\n{\"do\": {\"op\": \"host.stop\", \"host\": \"nobody\"}}]")
	late := write("late.json", `[{"at": "1s", "do": {"op": "host.start", "host": "a.root"}}]`)
	for _, c := range []struct {
		args   []string
		reason []string
	}{
		{[]string{broken}, []string{"lab.json", "4", "haste"}},
		{[]string{"no-such-lab"}, []string{"no-such-lab"}},
		{[]string{}, []string{"LAB"}},
		{[]string{"-until", "soon", "dns-iterated"}, []string{"soon"}},
		{[]string{"-until", "-1s", "dns-iterated"}, []string{"-1s"}},
		{[]string{"-do", badDo, "dns-iterated"}, []string{"2", "nobody"}},
		{[]string{"-do", late, "dns-iterated"}, []string{"a.root", "up"}},
	} {
		status, _, stderr := labrun(c.args...)
		if status != 2 {
			t.Errorf("%v: exit %d, want 2", c.args, status)
		}
		for _, part := range c.reason {
			if !strings.Contains(stderr, part) {
				t.Errorf("%v: the reason %q does not name %q", c.args, stderr, part)
			}
		}
	}
}

// A world in which something goes wrong fails its checks.
func TestFailedCheckGivesStatus1(t *testing.T) {
	text := `-- lab.json --
{
  "playnet": 1, "id": "late", "title": "Late", "subject": "dns", "epoch": "2026-01-01T00:00:00Z",
  "hosts": [{"name": "a", "address": "10.0.0.1"}],
  "timeline": [{"at": "1s", "do": {"op": "host.start", "host": "a"}}]
}
`
	path := filepath.Join(t.TempDir(), "late.lab")
	os.WriteFile(path, []byte(text), 0o600)
	status, out, stderr := labrun("-check", path)
	if status != 1 || !strings.Contains(out, "check: FAIL") {
		t.Errorf("exit %d, printed %q %q", status, out, stderr)
	}
}

// Every generated mutation of a lab is refused, with member and line.
func TestBrokenLabsAreRefusedWithMemberAndLine(t *testing.T) {
	dir := t.TempDir()
	cases := brokenlabs.Cases()
	if len(cases) < 60 {
		t.Errorf("only %d broken labs", len(cases))
	}
	for i, c := range cases {
		path := filepath.Join(dir, strconv.Itoa(i)+".lab")
		if err := os.WriteFile(path, []byte(c.Text), 0o600); err != nil {
			t.Fatal(err)
		}
		status, _, stderr := labrun(path)
		if status != 2 || !strings.Contains(stderr, c.Member) || !strings.Contains(stderr, strconv.Itoa(c.Line)) {
			t.Errorf("%s: exit %d, said %q, want status 2, member %s and line %d", c.Name, status, stderr, c.Member, c.Line)
		}
	}
}

// What each shipped lab says of its runs holds, and each of its questions has an answer,
// whatever the seed.
func TestShippedLabsHoldWhatTheySay(t *testing.T) {
	labs, err := filepath.Glob("../../public/labs/*.lab")
	if err != nil || len(labs) < 12 {
		t.Fatalf("%d labs: %v", len(labs), err)
	}
	for _, lab := range labs {
		for _, seed := range []string{"1", "2"} {
			if status, out, stderr := labrun("-check", "-seed", seed, lab); status != 0 {
				t.Errorf("%s, seed %s: exit %d\n%s%s", filepath.Base(lab), seed, status, out, stderr)
			}
		}
	}
}
