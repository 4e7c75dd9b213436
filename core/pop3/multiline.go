package pop3

import (
	"bufio"
	"bytes"
	"errors"
)

// dotWriter sends the lines of a multi-line response. "If any line of the multi-line
// response begins with the termination octet, the line is "byte-stuffed" by pre-pending
// the termination octet to that line of the response." (RFC 1939 §3) Line ends become
// CRLF if they were anything else, so that no reader can take a line for the end.
type dotWriter struct {
	to    *bufio.Writer
	start bool // of a line
}

func newDotWriter(to *bufio.Writer) *dotWriter { return &dotWriter{to: to, start: true} }

// write sends bytes that end where a line does, or at the end of all. An error stays
// with the writer beneath.
func (w *dotWriter) write(b []byte) {
	for len(b) > 0 {
		line, rest, ended := bytes.Cut(b, []byte("\n"))
		if w.start && len(line) > 0 && line[0] == '.' {
			_ = w.to.WriteByte('.')
		}
		w.start = ended
		if ended {
			line = bytes.TrimSuffix(line, []byte("\r"))
		}
		_, _ = w.to.Write(line)
		if ended {
			_, _ = w.to.WriteString("\r\n")
		}
		b = rest
	}
}

// close sends the line with the single dot.
func (w *dotWriter) close() {
	if !w.start {
		_, _ = w.to.WriteString("\r\n")
	}
	_, _ = w.to.WriteString(".\r\n")
}

// errBig: a response is longer than its reader would have it.
var errBig = errors.New("pop3: the response is too long")

// readLines reads the lines of a multi-line response, as they were before they were
// byte-stuffed, up to so many bytes.
func readLines(r *bufio.Reader, limit int) ([]byte, error) {
	var all []byte
	start := true
	for {
		b, err := r.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
		if start && len(b) > 0 && b[0] == '.' {
			if string(b) == ".\r\n" || string(b) == ".\n" {
				return all, nil
			}
			b = b[1:]
		}
		start = err == nil
		if len(all)+len(b) > limit {
			return nil, errBig
		}
		all = append(all, b...)
	}
}

// topOf returns a message's header, the empty line, and n lines of its body.
func topOf(b []byte, n int) []byte {
	end, inBody := 0, false
	for end < len(b) {
		if inBody {
			if n == 0 {
				break
			}
			n--
		}
		line := b[end:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		end += len(line)
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			inBody = true
		}
	}
	return b[:end]
}
