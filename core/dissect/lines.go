package dissect

import "bytes"

const (
	lineHead = 1024 // bytes that are kept of a line's beginning
	lineTail = 32   // and of its end
)

// lines cuts a side's bytes into lines, and keeps as much of the one that goes on as is
// needed to understand it.
type lines struct {
	head []byte
	tail []byte
	size int
}

// take returns how many of the bytes belong to the line that goes on, and whether it ends
// with them. A lone LF ends a line here, whatever a server makes of it: so do all readers
// of captures.
func (l *lines) take(b []byte) (n int, done bool) {
	n = bytes.IndexByte(b, '\n') + 1
	if done = n > 0; !done {
		n = len(b)
	}
	if l.size == 0 {
		l.head, l.tail = l.head[:0], l.tail[:0]
	}
	if room := lineHead - len(l.head); room > 0 {
		l.head = append(l.head, b[:min(n, room)]...)
	}
	end := b[max(0, n-lineTail):n]
	l.tail = append(l.tail[:min(len(l.tail), max(0, lineTail-len(end)))], end...)
	l.size += n
	if done {
		l.size = 0
	}
	return n, done
}

// begun reports whether a line goes on.
func (l *lines) begun() bool { return l.size > 0 }

// text returns the beginning of the line that was taken last, without its end.
func (l *lines) text() []byte { return bytes.TrimRight(l.head, "\r\n") }

// end returns the last bytes of that line, without its end.
func (l *lines) end() []byte { return bytes.TrimRight(l.tail, "\r\n") }

// dotEnd looks for the end of a text that a line with a single dot ends (RFC 5321 §4.1.1.4,
// RFC 1939 §3).
type dotEnd struct{ at int }

// theEnd is what it looks for; a text that begins with its second line end has no line.
const theEnd = "\r\n.\r\n"

// begin begins a text: before it stands the end of a line.
func (d *dotEnd) begin() { d.at = len("\r\n") }

// take returns how many of the bytes belong to the text, and whether it ends with them.
func (d *dotEnd) take(b []byte) (n int, done bool) {
	for i, c := range b {
		switch {
		case c == theEnd[d.at]:
			d.at++
		case c == '\r':
			d.at = 1
		default:
			d.at = 0
		}
		if d.at == len(theEnd) {
			return i + 1, true
		}
	}
	return len(b), false
}
