package smtp

import (
	"strconv"
	"strings"
)

// Reply is what a server answers to a command (RFC 5321, section 4.2). It is also an
// error, for whoever refuses something on a server's behalf.
type Reply struct {
	Code int
	// Enhanced is the enhanced status code of RFC 3463, "5.1.1"; "" for replies that have
	// none: greetings, 354, 334 and what EHLO is answered with.
	Enhanced string
	// Text is for people; its lines are parted by "\n".
	Text string
}

// The classes of replies: the first digit.
const (
	classDone      = 2
	classGoOn      = 3
	classTransient = 4
	classPermanent = 5
)

func (r Reply) class() int { return r.Code / 100 }

// Good reports whether the command was done, or may go on.
func (r Reply) Good() bool { return r.class() == classDone || r.class() == classGoOn }

// Transient reports whether the same command may succeed later. RFC 5321, section 4.2.1:
// "the error condition is temporary, and the action may be requested again."
func (r Reply) Transient() bool { return r.class() == classTransient }

// Permanent reports whether there is no hope.
func (r Reply) Permanent() bool { return r.class() == classPermanent }

// String returns the reply in one line: "550 5.1.1 no such user here".
func (r Reply) String() string {
	s := strconv.Itoa(r.Code)
	if r.Enhanced != "" {
		s += " " + r.Enhanced
	}
	if r.Text != "" {
		s += " " + strings.ReplaceAll(r.Text, "\n", " / ")
	}
	return s
}

// Error returns what String does.
func (r Reply) Error() string { return r.String() }

// status returns the enhanced code, or the class alone where a server gave none.
func (r Reply) status() string {
	if r.Enhanced != "" {
		return r.Enhanced
	}
	return strconv.Itoa(r.class()) + ".0.0"
}

// append writes the reply as it goes over the wire. RFC 5321, section 4.2.1: "The format
// for multiline replies requires that every line, except the last, begin with the reply
// code, followed immediately by a hyphen".
func (r Reply) append(b []byte) []byte {
	lines := strings.Split(r.Text, "\n")
	for i, line := range lines {
		b = strconv.AppendInt(b, int64(r.Code), 10)
		if i < len(lines)-1 {
			b = append(b, '-')
		} else {
			b = append(b, ' ')
		}
		// RFC 2034, section 4: the status code begins the text of each line.
		if r.Enhanced != "" {
			b = append(b, r.Enhanced...)
			b = append(b, ' ')
		}
		b = append(append(b, line...), "\r\n"...)
	}
	return b
}

// maxReplyLines is how many lines a client takes for one reply.
const maxReplyLines = 100

// parseReplyLine reads one line of a reply, without its CRLF. more: it is not the last.
func parseReplyLine(line string) (r Reply, more, ok bool) {
	if len(line) < 3 || !digits(line[:3]) || line[0] < '2' || line[0] > '5' || line[1] > '5' {
		return Reply{}, false, false
	}
	r.Code, _ = strconv.Atoi(line[:3]) // three digits
	rest := line[3:]
	// RFC 5321, section 4.2.1: an SMTP client has to take a code with no text, even
	// without the space.
	if rest == "" {
		return r, false, true
	}
	if rest[0] != ' ' && rest[0] != '-' {
		return Reply{}, false, false
	}
	r.Text = rest[1:]
	return r, rest[0] == '-', true
}

// takeEnhanced moves the enhanced status code from the beginning of a reply's text to its
// place, if there is one of the reply's class.
func (r *Reply) takeEnhanced() {
	lines := strings.Split(r.Text, "\n")
	code, _, _ := strings.Cut(lines[0], " ")
	if !isEnhanced(code) || int(code[0]-'0') != r.class() {
		return
	}
	r.Enhanced = code
	for i, line := range lines {
		if first, rest, _ := strings.Cut(line, " "); isEnhanced(first) {
			lines[i] = rest
		}
	}
	r.Text = strings.Join(lines, "\n")
}

// isEnhanced reports whether s is an enhanced status code: class "." subject "." detail,
// the latter of up to three digits (RFC 3463, section 2).
func isEnhanced(s string) bool {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || parts[0] != "2" && parts[0] != "4" && parts[0] != "5" {
		return false
	}
	for _, p := range parts[1:] {
		if p == "" || len(p) > 3 || !digits(p) {
			return false
		}
	}
	return true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
