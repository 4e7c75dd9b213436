//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"playnet/tests/peers"
)

// programVariable lets the tests' binary be realnet itself.
const programVariable = "PLAYNET_TEST_AS_REALNET"

func TestMain(m *testing.M) {
	asClient()
	asPest()
	if os.Getenv(programVariable) != "" {
		main()
		return
	}
	status, err := withProgram(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// program is realnet: a copy of the tests' binary, as that lies in a folder that is closed to
// other users.
var program string

// withProgram makes realnet for tests. It is written before the first of them starts: a process
// that another test starts meanwhile would hold the file open for writing, and Linux runs no
// file that is.
func withProgram(tests func() int) (status int, err error) {
	folder, err := os.MkdirTemp("/tmp", "realnet-program-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		return 0, err
	}
	program = filepath.Join(folder, "realnet")
	if err := os.WriteFile(program, self, 0o755); err != nil {
		return 0, err
	}
	for _, path := range []string{folder, program} { // whatever the umask
		if err := os.Chmod(path, 0o755); err != nil {
			return 0, err
		}
	}
	return tests(), nil
}

// user is who runs realnet.
type user struct {
	name       string
	credential *syscall.Credential // nil: whoever runs the tests
}

// users returns root, where the tests are root's, and somebody ordinary.
func users(t *testing.T) []user {
	t.Helper()
	if os.Geteuid() != 0 {
		return []user{{name: "user"}}
	}
	const nobody = 65534
	return []user{{name: "root"}, {name: "user", credential: &syscall.Credential{Uid: nobody, Gid: nobody}}}
}

// forUsers runs a test as root and as an ordinary user, as far as that can be.
func forUsers(t *testing.T, test func(t *testing.T, r *runner)) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Run("root", func(t *testing.T) { peers.Skip(t, "the tests are not root's") })
	}
	for _, u := range users(t) {
		t.Run(u.name, func(t *testing.T) { test(t, newRunner(t, u)) })
	}
}

// runner runs realnet as a user. Its folder is the only place to which that user
// needs to write, and where realnet may put files.
type runner struct {
	*testing.T
	user   user
	folder string
}

func newRunner(t *testing.T, u user) *runner {
	t.Helper()
	// Not t.TempDir: its parents are closed to others.
	folder, err := os.MkdirTemp("/tmp", "realnet-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	r := &runner{T: t, user: u, folder: folder}
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(r.temp(), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(r.temp(), 0o777); err != nil { // whatever the umask
		t.Fatal(err)
	}
	return r
}

// temp is the folder for temporary files.
func (r *runner) temp() string { return filepath.Join(r.folder, "tmp") }

// write puts a file into the folder and returns its path.
func (r *runner) write(name string, content io.Reader, mode os.FileMode) string {
	r.Helper()
	path := filepath.Join(r.folder, name)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		r.Fatal(err)
	}
	if _, err := io.Copy(f, content); err != nil {
		r.Fatal(err)
	}
	if err := f.Close(); err != nil {
		r.Fatal(err)
	}
	return path
}

// command prepares a run.
func (r *runner) command(args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), programVariable+"=1", "TMPDIR="+r.temp())
	cmd.Dir = r.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: r.user.credential, Setsid: true} // no terminal
	return cmd
}

// result is how a run ended.
type result struct {
	status         int
	stdout, stderr string
}

// run runs realnet. Where this machine allows no namespaces, the test is skipped.
func (r *runner) run(args ...string) result {
	r.Helper()
	cmd := r.command(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		r.Fatal(err)
	}
	got := result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
	if got.status == exitNotAllowed {
		peers.Skip(r.T, strings.TrimSpace(got.stderr))
	}
	return got
}

// shell runs a script on a lab and returns what it printed; the script has to
// succeed. flags are realnet's.
func (r *runner) shell(lab string, flags []string, script string) result {
	r.Helper()
	got := r.run(append(append([]string{lab}, flags...), "--", "sh", "-euc", script)...)
	if got.status != 0 {
		r.Fatalf("exit %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	return got
}

// lab returns how to name a lab to realnet: a path, into the folder, or an id.
func (r *runner) lab(name string) string {
	r.Helper()
	if !strings.Contains(name, "/") {
		return name
	}
	text, err := os.ReadFile(name)
	if err != nil {
		r.Fatal(err)
	}
	return r.write(filepath.Base(name), bytes.NewReader(text), 0o644)
}

// answer is what dig prints of a message.
type answer struct {
	status     string
	flags      map[string]bool
	answer     []string // records, with single spaces
	authority  []string
	additional []string
}

// digs reads the messages that dig printed, with +comments and all sections.
func digs(t *testing.T, text string) []answer {
	t.Helper()
	var all []answer
	var section *[]string
	for _, line := range strings.Split(text, "\n") {
		switch {
		case strings.Contains(line, "->>HEADER<<-"):
			_, rest, _ := strings.Cut(line, "status: ")
			status, _, _ := strings.Cut(rest, ",")
			all = append(all, answer{status: status, flags: map[string]bool{}})
			section = nil
		case strings.HasPrefix(line, ";; flags: "):
			flags, _, _ := strings.Cut(strings.TrimPrefix(line, ";; flags: "), ";")
			for _, f := range strings.Fields(flags) {
				all[len(all)-1].flags[f] = true
			}
		case strings.HasPrefix(line, ";; ANSWER"):
			section = &all[len(all)-1].answer
		case strings.HasPrefix(line, ";; AUTHORITY"):
			section = &all[len(all)-1].authority
		case strings.HasPrefix(line, ";; ADDITIONAL"):
			section = &all[len(all)-1].additional
		case strings.HasPrefix(line, ";"), line == "":
		case section != nil:
			*section = append(*section, strings.Join(strings.Fields(line), " "))
		}
	}
	if len(all) == 0 {
		t.Fatalf("dig printed no message:\n%s", text)
	}
	return all
}

func (a answer) String() string {
	return fmt.Sprintf("%s %v answer%q authority%q additional%q", a.status, a.flags, a.answer, a.authority, a.additional)
}
