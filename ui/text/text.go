// Package text holds the sentences that a person reads on the page: the message
// catalogue, English first. The rest of ui names a sentence by its id and hands the
// named arguments over; other languages are other files with the same ids.
//
// A sentence holds {name} where an argument goes, and may set words **strong** or
// `as code`; nothing else in it is markup.
package text

import (
	"errors"
	"sort"
	"strconv"
	"strings"
)

// Catalogue is the sentences of one language by their ids.
type Catalogue map[string]string

// Parse adds the sentences of one file of the catalogue (a JSON object from id to
// sentence) to c. An id that c already has is an error: two files would disagree about it.
func (c Catalogue) Parse(data []byte) error {
	rest := strings.TrimSpace(string(data))
	rest, ok := strings.CutPrefix(rest, "{")
	if !ok {
		return errNoObject
	}
	for first := true; ; first = false {
		rest = strings.TrimSpace(rest)
		if rest == "}" {
			return nil
		}
		if !first {
			if rest, ok = strings.CutPrefix(rest, ","); !ok {
				return errNoObject
			}
		}
		var id, sentence string
		if id, rest, ok = quoted(rest); !ok {
			return errNoObject
		}
		if rest, ok = strings.CutPrefix(strings.TrimSpace(rest), ":"); !ok {
			return errNoObject
		}
		if sentence, rest, ok = quoted(rest); !ok {
			return errNoObject
		}
		if _, taken := c[id]; taken {
			return errors.New("the message " + id + " stands in two files")
		}
		c[id] = sentence
	}
}

var errNoObject = errors.New("a catalogue is a JSON object of strings")

// quoted takes a JSON string from the front of s. The page reads its catalogue before it
// can show anything; this takes a tenth of the time that encoding/json takes for it in a
// browser that has just begun to compile the program.
func quoted(s string) (value, rest string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || s[0] != '"' {
		return "", "", false
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			if value, rest = s[1:i], s[i+1:]; strings.IndexByte(value, '\\') < 0 {
				return value, rest, true
			}
			value, err := strconv.Unquote(s[:i+1])
			return value, rest, err == nil
		}
	}
	return "", "", false
}

// current is the catalogue of the page's language. The page has one, from before the
// first drawing on.
var current Catalogue

// Use makes c the catalogue of T and its relatives.
func Use(c Catalogue) { current = c }

// Has reports whether the catalogue has a sentence of that id. It serves the ids that are
// made while the page runs, such as those of a table's columns.
func Has(id string) bool {
	_, ok := current[id]
	return ok
}

// T returns the sentence of an id with its arguments: pairs are names and values in turn.
// An unknown id gives the id in brackets, so that it is seen and not guessed at.
func T(id string, pairs ...string) string {
	return fill(sentence(id), func(name string) (string, bool) { return lookUp(pairs, name) })
}

// With is [T] with the arguments in a map.
func With(id string, args map[string]string) string {
	return fill(sentence(id), func(name string) (string, bool) { v, ok := args[name]; return v, ok })
}

// Count is [T] for a sentence with a number {n}: the id with ".one" added is taken for 1.
func Count(id string, n int, pairs ...string) string {
	if n == 1 && Has(id+".one") {
		id += ".one"
	}
	return T(id, append(pairs, "n", Number(n))...)
}

func sentence(id string) string {
	s, ok := current[id]
	if !ok {
		return "[" + id + "]"
	}
	return s
}

func lookUp(pairs []string, name string) (string, bool) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1], true
		}
	}
	return "", false
}

// fill puts the arguments into their places. A place without an argument stays as it is.
func fill(s string, arg func(string) (string, bool)) string {
	if strings.IndexByte(s, '{') < 0 {
		return s
	}
	var out strings.Builder
	for {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], '}')
		if end < 0 {
			break
		}
		end += open
		out.WriteString(s[:open])
		if v, ok := arg(s[open+1 : end]); ok {
			out.WriteString(v)
		} else {
			out.WriteString(s[open : end+1])
		}
		s = s[end+1:]
	}
	out.WriteString(s)
	return out.String()
}

// Places returns the names of a sentence's arguments, sorted, each once.
func Places(s string) []string {
	seen := map[string]bool{}
	fill(s, func(name string) (string, bool) { seen[name] = true; return "", true })
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
