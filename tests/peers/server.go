package peers

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"
)

// Start starts a server that tells on its standard error what it does, and returns when it
// has said a line with the words ready. A line with the words refused ("": none) says that it
// can't do its work. It ends with the test.
func Start(t testing.TB, cmd *exec.Cmd, ready, refused string) {
	t.Helper()
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	lines := bufio.NewScanner(log)
	var said strings.Builder
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		switch {
		case refused != "" && strings.Contains(lines.Text(), refused):
			t.Fatalf("%s: %s", cmd.Path, said.String())
		case strings.Contains(lines.Text(), ready):
			go func() { // what it says from now on is read and dropped, so that it is never blocked
				for lines.Scan() {
				}
			}()
			return
		}
	}
	t.Fatalf("%s does not run:\n%s", cmd.Path, said.String())
}
