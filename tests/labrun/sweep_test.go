package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"playnet/tests/labs"
)

// Worlds that run side by side measure what they measure one after the other.
func TestSweep(t *testing.T) {
	text, _ := labs.Lab("readers")
	dir := t.TempDir()
	path, out := filepath.Join(dir, "readers.lab"), filepath.Join(dir, "time.json")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := run([]string{"-sweep", "time", "-seed", "101", "-o", out, path}, &stdout, &stderr); code != exitOK {
		t.Fatalf("exit %d: %s", code, &stderr)
	}
	got, err := os.ReadFile(out)
	if _, want, _ := strings.Cut(string(text), "-- sweeps/time.json --\n"); err != nil || string(got) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	if !strings.Contains(stderr.String(), "16 of 16 worlds") {
		t.Errorf("no progress: %q", &stderr)
	}
	for _, args := range [][]string{{"-sweep", "none", path}, {"-worlds", "2", path}, {"-sweep", "time", "-check", path},
		{"-sweep", "time", "-set", "moons=1", path}, {"-sweep", "time", "-worlds", "-1", path}} {
		if code := run(args, &stdout, &stderr); code != exitBadInput {
			t.Errorf("%v: exit %d", args, code)
		}
	}
}
