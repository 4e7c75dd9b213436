// Package peers finds the field's real tools, against which the tests hold our
// protocols. A test whose tool is missing is skipped, and loudly: go test hides
// skips, so they are written down, and ./build.sh test counts them.
package peers

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// listVariable names the file to which skips are appended, one line each.
const listVariable = "PLAYNET_SKIPPED"

// Need returns the path of a command. Without it, the test is skipped.
func Need(t testing.TB, command string) string {
	t.Helper()
	path, err := exec.LookPath(command)
	if err != nil {
		// Servers stand in sbin, which is not on every user's path.
		for _, dir := range []string{"/usr/sbin/", "/sbin/", "/usr/local/sbin/"} {
			if _, err := os.Stat(dir + command); err == nil {
				return dir + command
			}
		}
		Skip(t, "there is no "+command+" here")
	}
	return path
}

// Skip skips the test for a reason that lies in the machine.
func Skip(t testing.TB, reason string) {
	t.Helper()
	if list := os.Getenv(listVariable); list != "" {
		f, err := os.OpenFile(list, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := fmt.Fprintf(f, "%s: %s\n", t.Name(), reason); err != nil {
			t.Fatal(err)
		}
	}
	t.Skip("SKIPPED:", reason)
}
