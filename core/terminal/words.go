package terminal

import (
	"errors"
	"fmt"
	"strings"
)

// MaxLine is how long a typed line may be, in bytes.
const MaxLine = 1000

// The ways in which a line can be wrong.
var errQuote = errors.New("a quote is not closed")

// OperatorError is the refusal of what this shell has not.
type OperatorError struct{ Operator string }

func (e OperatorError) Error() string {
	return fmt.Sprintf("%q: pipes, redirections and lists of commands are not supported here (put it in quotes to pass it on)", e.Operator)
}

// Split takes a line apart into words, as a POSIX shell does: words are separated by
// blanks; '…' keeps everything as it is, "…" everything but a backslash before " and
// \; elsewhere a backslash keeps the next character; # begins a comment.
func Split(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	in := false // a word has begun, even if it is empty
	end := func() {
		if in {
			words = append(words, word.String())
			word.Reset()
			in = false
		}
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == ' ' || c == '\t':
			end()
		case c == '#' && !in:
			return words, nil
		case c == '\'' || c == '"':
			n, err := quoted(&word, line[i:])
			if err != nil {
				return nil, err
			}
			in = true
			i += n - 1
		case c == '\\' && i+1 < len(line):
			i++
			word.WriteByte(line[i])
			in = true
		case strings.IndexByte("|&;<>()`", c) >= 0:
			return nil, OperatorError{string(c)}
		default:
			word.WriteByte(c)
			in = true
		}
	}
	end()
	return words, nil
}

// quoted reads a quoted part of a word and returns how long it is, quotes included.
func quoted(word *strings.Builder, s string) (int, error) {
	quote := s[0]
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == quote:
			return i + 1, nil
		case quote == '"' && s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
		}
		word.WriteByte(s[i])
	}
	return 0, errQuote
}
