package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/lab/share"
	"playnet/public"
)

// shared makes a run with an action in its log and another ahead of it, and the state that
// a link of it holds. printed is what labrun has to print of it.
func shared(t *testing.T) (s share.State, file *labfile.File, printed string) {
	t.Helper()
	text, _ := public.Lab("dns-iterated")
	file, err := labfile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(file, 11, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	do := func(text string) {
		a, err := labfile.ParseAction([]byte(text))
		if err == nil {
			_, err = w.Do(a)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.RunUntil(100e6, nil)
	do(`{"op": "dns.query", "host": "engineering", "name": "www.umass.edu"}`)
	w.RunUntil(2e9, nil)
	do(`{"op": "host.stop", "host": "dns.umass.edu"}`)
	log := w.Log()
	w.SeekTime(171e6)
	s = share.State{LabID: "dns-iterated", LabDigest: file.Digest, Seed: 11, Log: log, Position: w.Position(), At: w.Now()}
	hash, err := hex.DecodeString(w.Hash())
	if err != nil {
		t.Fatal(err)
	}
	copy(s.Hash[:], hash)
	return s, file, fmt.Sprintf("hash: %s\nevents: %d\nvirtual: %v\n", w.Hash(), w.EventCount(), time.Duration(w.Now()))
}

func encode(t *testing.T, s share.State) string {
	t.Helper()
	fragment, err := share.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	return fragment
}

func TestLinkOpensTheSameRun(t *testing.T) {
	s, file, want := shared(t)
	own := s
	own.LabID, own.LabDigest, own.LabText = "", [32]byte{}, file.Canonical()
	for name, args := range map[string][]string{
		"the code":            {"-link", encode(t, s)},
		"the whole URL":       {"-link", "file:///home/me/playnet.html?embed=1#" + encode(t, s) + "\n"},
		"with its own lab":    {"-link", encode(t, own)},
		"a lab that is given": {"-link", encode(t, s), "dns-iterated"},
	} {
		status, out, stderr := labrun(args...)
		if status != 0 || out != want {
			t.Errorf("%s: exit %d, printed %q %q, want %q", name, status, out, stderr, want)
		}
	}
}

func TestLinkOfAnotherRunGivesStatus1(t *testing.T) {
	s, file, want := shared(t)
	s.Hash[31]++
	status, out, _ := labrun("-link", encode(t, s))
	line, rest, _ := strings.Cut(out, "\n")
	if status != 1 || rest != want || line != "check: FAIL the run is the one that was shared: its hash was "+hex.EncodeToString(s.Hash[:]) {
		t.Errorf("exit %d, printed %q", status, out)
	}
	// Another lab of that id: here, with another delay.
	s.Hash[31]--
	path := filepath.Join(t.TempDir(), "other.lab")
	other := strings.Replace(string(file.Canonical()), `"delay": "`, `"delay": "1`, 1)
	os.WriteFile(path, []byte(other), 0o600)
	if status, out, stderr := labrun("-link", encode(t, s), path); status != 1 || !strings.Contains(out, "another than it was then") {
		t.Errorf("another lab: exit %d, printed %q %q", status, out, stderr)
	}
	// A log that does not belong to the run.
	s.Log[1].Do = labfile.HostStart{Host: "dns.umass.edu"}
	s.Position, s.At = 1<<40, 10e9
	if status, out, _ := labrun("-link", encode(t, s)); status != 1 || !strings.Contains(out, "check: FAIL the log can be done: action 2 of the log") {
		t.Errorf("an impossible log: exit %d, printed %q", status, out)
	}
}

func TestBadLinkGivesStatus2AndTheReason(t *testing.T) {
	s, _, _ := shared(t)
	fragment := encode(t, s)
	unknown, nobody, broken := s, s, s
	unknown.LabID = "no-such-lab"
	nobody.Log = append([]lab.Entry{}, lab.Entry{Do: labfile.HostStop{Host: "nobody"}})
	broken.LabID, broken.LabText = "", []byte("-- lab.json --\n{}\n")
	for reason, args := range map[string][]string{
		"damaged":      {"-link", fragment[:len(fragment)-1]},
		"begin with":   {"-link", "lab=dns-iterated"},
		"newer":        {"-link", "p9." + fragment[3:]},
		"no-such-lab":  {"-link", encode(t, unknown)},
		"nobody":       {"-link", encode(t, nobody)},
		"lab.json":     {"-link", encode(t, broken)},
		"-seed":        {"-link", fragment, "-seed", "3"},
		"-until":       {"-link", fragment, "-until", "3s"},
		"2 given":      {"-link", fragment, "dns-iterated", "dns-recursive"},
		"these begin ": {"-link", ""},
	} {
		status, out, stderr := labrun(args...)
		if status != 2 || out != "" || !strings.Contains(stderr, reason) {
			t.Errorf("%s: exit %d, printed %q %q", reason, status, out, stderr)
		}
	}
}

func TestLabWithALogReplays(t *testing.T) {
	s, file, _ := shared(t)
	dir := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		os.WriteFile(path, text, 0o600)
		return path
	}
	path := write("run.lab", file.WithRun(labfile.Run{Seed: 11, Log: lab.LogOf(s.Log)}))
	w, _ := lab.New(file, 11, lab.Options{})
	defer w.Close()
	w.Follow(s.Log)
	w.RunIdle(nil)
	want := fmt.Sprintf("hash: %s\nevents: %d\nvirtual: %v\n", w.Hash(), w.EventCount(), time.Duration(w.Now()))
	if status, out, stderr := labrun(path); status != 0 || out != want {
		t.Errorf("exit %d, printed %q %q, want %q", status, out, stderr, want)
	}
	if _, out, _ := labrun("-seed", "11", path); out != want {
		t.Errorf("with the same seed it printed %q", out)
	}
	if status, out, _ := labrun("-seed", "12", path); status == 0 && out == want {
		t.Error("another seed gives the same run")
	}
	do := write("do.json", []byte("[]"))
	if status, _, stderr := labrun("-do", do, path); status != 2 || !strings.Contains(stderr, "log.json") {
		t.Errorf("with -do: exit %d, said %q", status, stderr)
	}
	// Entry 2 starts what is up.
	s.Log[1].Do = labfile.HostStart{Host: "dns.umass.edu"}
	path = write("wrong.lab", file.WithRun(labfile.Run{Seed: 11, Log: lab.LogOf(s.Log)}))
	if status, out, _ := labrun(path); status != 1 || !strings.Contains(out, "check: FAIL the log can be done: action 2") {
		t.Errorf("an impossible entry: exit %d, printed %q", status, out)
	}
}
