//go:build linux

package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestExitStatus(t *testing.T) {
	forUsers(t, func(t *testing.T, r *runner) {
		plain := r.write("plain", strings.NewReader("no program"), 0o644)
		for _, c := range []struct {
			name   string
			args   []string
			status int
			reason string
		}{
			{"COMMAND's own", []string{"dns-iterated", "--", "sh", "-c", "exit 7"}, 7, ""},
			{"success", []string{"dns-iterated", "-only", "a.root", "--", "true"}, 0, ""},
			{"a signal's", []string{"dns-iterated", "--", "sh", "-c", "kill -9 $$"}, 128 + 9, ""},
			{"not found", []string{"dns-iterated", "--", "no-such-command"}, exitNotFound, "no-such-command"},
			{"no program", []string{"dns-iterated", "--", plain}, exitNotStarted, plain},
			{"no such lab", []string{"no-such-lab", "--", "true"}, exitBadInput, "no-such-lab"},
			{"attackers", []string{"dns-poison", "--", "true"}, exitBadInput, "forge addresses"},
			{"no such host", []string{"dns-iterated", "-only", "a.root,nobody", "--", "true"}, exitBadInput, "nobody"},
			{"nobody to be", []string{"dns-iterated", "-as", "nobody", "--", "true"}, exitBadInput, "nobody"},
			{"no command", []string{"dns-iterated"}, exitBadInput, "COMMAND"},
			{"no lab", []string{"--", "true"}, exitBadInput, "LAB"},
			{"no such flag", []string{"dns-iterated", "-fast", "--", "true"}, exitBadInput, "-fast"},
		} {
			got := r.run(c.args...)
			if got.status != c.status || !strings.Contains(got.stderr, c.reason) {
				t.Errorf("%s: exit %d, %q; want %d and %q", c.name, got.status, got.stderr, c.status, c.reason)
			}
		}
	})
}

// Flags stand before LAB or behind it.
func TestCommandLine(t *testing.T) {
	want := options{lab: "a.lab", as: "b", verbose: true, command: []string{"dig", "-p", "--", "53"}}
	for _, line := range []string{
		"a.lab -only c,d -as b -v", "-only c,d -as b -v a.lab", "-as b a.lab -v -only c,d",
	} {
		got, err := parse(append(strings.Fields(line), "--", "dig", "-p", "--", "53"), io.Discard)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if got.lab != want.lab || got.as != want.as || !got.verbose || strings.Join(got.command, " ") != strings.Join(want.command, " ") ||
			len(got.only) != 2 || got.only[0] != "c" || got.only[1] != "d" {
			t.Errorf("%s: %+v", line, got)
		}
	}
}

func TestSurroundings(t *testing.T) {
	forUsers(t, func(t *testing.T, r *runner) {
		got := r.shell("dns-iterated", nil, `
			echo "$PLAYNET_HOST_A_ROOT $PLAYNET_HOST_DNS_CS_UMASS_EDU"
			cat "$PLAYNET_ROOT_HINTS" | grep -v '^;' | tr -s ' '
			grep nameserver /etc/resolv.conf
			grep -c : /proc/net/dev
			echo "trust anchor: ${PLAYNET_TRUST_ANCHOR-none}"`)
		want := "198.41.0.4 128.119.240.1\n" +
			". 3600000 NS a.root-servers.net.\na.root-servers.net. 3600000 A 198.41.0.4\n" +
			"nameserver 128.122.0.53\n" +
			"1\n" + // lo, and nothing that leads out
			"trust anchor: none\n"
		if got.stdout != want {
			t.Errorf("COMMAND found\n%s\nnot\n%s", got.stdout, want)
		}
	})
}

// What dns-recursive has no hints for, the root zone itself tells.
func TestRootHintsFromTheRootZone(t *testing.T) {
	file, err := load(&options{lab: "dns-recursive"})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(rootHints(file)), " ")
	if want := ". 518400 IN NS a.root-servers.net. a.root-servers.net. 518400 IN A 198.41.0.4"; got != want {
		t.Errorf("hints: %s, want %s", got, want)
	}
	if got := resolvConf(file, "engineering"); !strings.HasSuffix(got, "\nnameserver 128.122.0.53\n") {
		t.Errorf("resolv.conf: %s", got)
	}
}

func TestNameSwitch(t *testing.T) {
	got := nameSwitch("passwd: files\nhosts:  files resolve [!UNAVAIL=return] dns\nservices: db files\n")
	if want := "passwd: files\nhosts: files dns\nservices: db files\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Neither files nor processes stay behind, however it ends.
func TestLeavesNothingBehind(t *testing.T) {
	forUsers(t, func(t *testing.T, r *runner) {
		// Whoever is left holds the pipe open: reading to its end is waiting for all.
		lingering := `trap 'exit 5' INT; sleep 86400 & sleep 86400 & echo ready; `
		for _, c := range []struct {
			name   string
			script string
			kill   syscall.Signal
			status int
		}{
			{"COMMAND ends", lingering + "exit 3", 0, 3},
			{"terminated", lingering + "wait", syscall.SIGTERM, 128 + int(syscall.SIGTERM)},
			{"interrupted", lingering + "wait", syscall.SIGINT, 5},
			{"killed", lingering + "wait", syscall.SIGKILL, -1},
		} {
			cmd := r.command("dns-iterated", "--", "sh", "-c", c.script)
			out, in, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = in, &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			in.Close()
			ready := make([]byte, len("ready\n"))
			if _, err := io.ReadFull(out, ready); err != nil {
				cmd.Wait()
				t.Fatalf("%s: %v\n%s", c.name, err, stderr.String())
			}
			if c.kill != 0 {
				cmd.Process.Signal(c.kill)
			}
			io.Copy(io.Discard, out)
			out.Close()
			cmd.Wait()
			if got := cmd.ProcessState.ExitCode(); got != c.status {
				t.Errorf("%s: exit %d, want %d\n%s", c.name, got, c.status, stderr.String())
			}
			wantNoFiles(t, c.name, r.temp(), c.kill == syscall.SIGKILL)
		}
	})
}

// wantNoFiles fails if a folder holds anything; of what was killed, an empty folder
// may remain.
func wantNoFiles(t *testing.T, when, folder string, killed bool) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range left {
		if killed && os.Remove(path) == nil { // it was empty
			continue
		}
		t.Errorf("%s: %s is left behind", when, path)
	}
}

// A program that crashes is reported; -v prints events.
func TestVerbose(t *testing.T) {
	r := newRunner(t, users(t)[0])
	got := r.shell("dns-iterated", []string{"-v", "-as", "engineering"}, "getent ahostsv4 www.cs.umass.edu | head -n 1")
	if !strings.HasPrefix(got.stdout, "128.119.240.84 ") {
		t.Errorf("getent found %q", got.stdout)
	}
	for _, part := range []string{
		"dns.nyu.edu dns.resolve: resolve A www.cs.umass.edu for 128.122.81.9:", // the host's address, not the server's own
		"a.root dns.served: referral for A www.cs.umass.edu",
		"dns.cs.umass.edu dns.served: answer for A www.cs.umass.edu",
	} {
		if !strings.Contains(got.stderr, part) {
			t.Errorf("the events do not tell %q:\n%s", part, got.stderr)
		}
	}
}
