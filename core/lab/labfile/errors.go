package labfile

import (
	"sort"
	"strconv"
	"strings"

	"playnet/core/lab/strict"
)

// Error is one thing that is wrong with a lab file or a list of actions.
type Error struct {
	// Member is the member of the archive, as the file names it; "" for the
	// archive as a whole, and for a list of actions.
	Member string `json:"member,omitempty"`
	// Line is counted from 1 from the beginning of the whole text: it is the
	// line that the teacher's editor shows, not the line within the member.
	Line int `json:"line"`
	// Column is counted in bytes from 1; 0 where the whole line is meant.
	Column int `json:"column,omitempty"`
	// Path is the place in lab.json, as "hosts[2].link.delay".
	Path string `json:"path,omitempty"`
	// Reason says in English what is wrong.
	Reason string `json:"reason"`
	// ID and Args say the same for message catalogues.
	ID   string            `json:"id"`
	Args map[string]string `json:"args,omitempty"`
}

// Error says it in one line: "line 12 (lab.json): hosts[2].link.delay: …".
func (e *Error) Error() string {
	var out strings.Builder
	if e.Line > 0 {
		out.WriteString("line " + strconv.Itoa(e.Line))
		if e.Member != "" {
			out.WriteString(" (" + e.Member + ")")
		}
		out.WriteString(": ")
	}
	if e.Path != "" {
		out.WriteString(e.Path + ": ")
	}
	out.WriteString(e.Reason)
	return out.String()
}

// Errors is what is wrong, in the order of the lines.
type Errors []*Error

// Error puts each error on a line of its own.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// maxErrors is how many errors are reported at once.
const maxErrors = strict.MaxErrors

func newError(member string, line, column int, path string, why *strict.Reason) *Error {
	e := &Error{Member: member, Line: line, Column: column, Path: path, Reason: why.Error(), ID: why.ID}
	for _, a := range why.Args {
		if e.Args == nil {
			e.Args = make(map[string]string)
		}
		e.Args[a.Name] = a.Value
	}
	return e
}

// fromStrict moves an error of a JSON text to its place in the whole: first
// is the line where that text begins.
func fromStrict(member string, first int, e *strict.Error) *Error {
	line := e.Line
	if line > 0 {
		line += first - 1
	}
	return newError(member, line, e.Column, e.Path, e.Reason)
}

// asError sorts by line and returns nil for no errors.
func (es Errors) asError() error {
	if len(es) == 0 {
		return nil
	}
	sort.SliceStable(es, func(i, j int) bool { return es[i].Line < es[j].Line })
	if len(es) > maxErrors {
		es = es[:maxErrors]
	}
	return es
}

// Reasons lists every reason that an [Error] can have: its id and its English
// text with {named} arguments. A page's catalogue translates from it.
func Reasons() []strict.Template { return strict.Catalogue() }
