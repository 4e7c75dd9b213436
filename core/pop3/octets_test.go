package pop3

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
)

// What a server says of a message's size is how many octets it sends of it, whatever the ends
// of its lines are where it lies.
func TestOctetsAreThoseThatAreSent(t *testing.T) {
	for _, source := range []string{"", "a\r\n", "a\n", "a", "a\r\n\r\nb\nc\n\nd", "\n\n", "a\rb\r\n", "..\n.\r\n"} {
		var sent bytes.Buffer
		to := bufio.NewWriter(&sent)
		w := newDotWriter(to)
		w.write([]byte(source))
		w.close()
		_ = to.Flush() // into memory
		unstuffed := strings.ReplaceAll("\n"+strings.TrimSuffix(sent.String(), ".\r\n"), "\n.", "\n")[1:]
		if got := octetsOf([]byte(source)); got != int64(len(unstuffed)) {
			t.Errorf("%q: it says %d, and sends %d", source, got, len(unstuffed))
		}
	}
}
