// Package brokenlabs makes broken lab files out of one that uses every field
// and every kind of member, and knows for each of them what has to be reported:
// the member, the line, the path, and the reason's id.
//
// The generator finds its way through base.lab by its layout (one field a line)
// and not with the decoder that it is there to judge.
//
//	go test ./tests/brokenlabs -write DIR
//
// writes the files to DIR, with index.json beside them, for other judges.
package brokenlabs

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
)

//go:embed base.lab
var base string

// Case is a broken lab file and the error that it must yield (perhaps among
// others).
type Case struct {
	Name   string `json:"name"`
	Text   string `json:"-"`
	Member string `json:"member"`
	Line   int    `json:"line"` // of the whole file
	Path   string `json:"path"` // in lab.json
	ID     string `json:"id"`   // of the reason
	// Schema says that the JSON Schema, which knows no cross-references, must
	// refuse the member lab.json, too.
	Schema bool `json:"-"`
}

// Base is the lab file that the broken ones are made from. It is right.
func Base() string { return base }

// Cases are all broken labs, in a fixed order, with unique names.
func Cases() []Case {
	var cases []Case
	for _, f := range fields() {
		cases = append(cases, f.mutations()...)
	}
	cases = append(cases, objectCases()...)
	cases = append(cases, edits()...)
	return append(cases, wholes()...)
}

// field is a field of lab.json, on lines first to last of the file.
type field struct {
	first, last int    // indexes of lines
	owner       int    // the line that opens the object it stands in
	key         string //
	path        string // "timeline[1].do.host"
	class       string // "timeline[].do(host.stop).host": one of each is enough
	final       bool   // no comma behind it
}

func lines() []string { return strings.Split(base, "\n") }

// fields finds the fields of lab.json, the first of each class.
func fields() []field {
	w := &walker{lines: lines(), seen: map[string]bool{}}
	for w.lines[w.pos] != "-- lab.json --" {
		w.pos++
	}
	w.pos++
	w.object("", "")
	return w.found
}

type walker struct {
	lines []string
	pos   int
	found []field
	seen  map[string]bool
}

// object walks from the line that opens an object to the one that closes it.
func (w *walker) object(path, class string) {
	owner := w.pos
	// The tag of a union is its object's first field.
	for _, tag := range []string{`"kind": "`, `"op": "`} {
		if _, rest, ok := strings.Cut(w.lines[w.pos+1], tag); ok {
			class += "(" + rest[:strings.IndexByte(rest, '"')] + ")"
		}
	}
	w.pos++
	for !strings.HasPrefix(strings.TrimSpace(w.lines[w.pos]), "}") {
		key, value, ok := strings.Cut(strings.TrimSpace(w.lines[w.pos]), `": `)
		if !ok {
			panic("base.lab: not one field a line: " + w.lines[w.pos])
		}
		key = key[1:]
		f := field{first: w.pos, owner: owner, key: key, path: dot(path, key), class: dot(class, key)}
		at := len(w.found)
		isNew := !w.seen[f.class]
		w.seen[f.class] = true
		if isNew {
			w.found = append(w.found, f)
		}
		w.value(value, f.path, f.class)
		if isNew {
			w.found[at].last = w.pos
			w.found[at].final = !strings.HasSuffix(w.lines[w.pos], ",")
		}
		w.pos++
	}
}

func (w *walker) value(text, path, class string) {
	switch text {
	case "{":
		w.object(path, class)
	case "[":
		w.pos++
		for i := 0; !strings.HasPrefix(strings.TrimSpace(w.lines[w.pos]), "]"); i++ {
			if strings.TrimSpace(w.lines[w.pos]) == "{" {
				w.object(path+"["+strconv.Itoa(i)+"]", class+"[]")
			}
			w.pos++
		}
	}
}

func dot(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func parentOf(path string) string {
	return path[:max(0, strings.LastIndexByte(path, '.'))]
}

// mutations breaks one field in every way that fits it.
func (f field) mutations() []Case {
	cases := []Case{f.wrongType(), f.misspelt(), f.twice()}
	if required(f.class) {
		cases = append(cases, f.missing())
	}
	for _, b := range slices.Concat(badValues, mailValues) {
		if b.key == f.key && !strings.Contains(f.class, "(mail.") || b.key == f.class {
			c := f.with("bad value "+abbreviate(b.value), b.value, b.id, b.schema)
			if strings.HasPrefix(b.value, `["`) && b.id != "exactly" {
				c.Path += "[0]" // it is the entry that is wrong, not the list
			}
			cases = append(cases, c)
		}
	}
	return cases
}

func abbreviate(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// with puts another value in the field's place.
func (f field) with(what, value, id string, schema bool) Case {
	l := lines()
	indent := l[f.first][:strings.IndexByte(l[f.first], '"')]
	comma := ","
	if f.final {
		comma = ""
	}
	text := splice(l, f.first, f.last+1, indent+`"`+f.key+`": `+value+comma)
	return f.expect(what, text, f.first, f.path, id, schema)
}

func (f field) expect(what, text string, line int, path, id string, schema bool) Case {
	return Case{Name: f.class + ": " + what, Text: text, Member: "lab.json", Line: line + 1, Path: path, ID: id, Schema: schema}
}

func (f field) wrongType() Case {
	opener := lines()[f.first]
	value, id := "true", "wrong-type"
	switch {
	case strings.HasSuffix(opener, ": true,"), strings.HasSuffix(opener, ": true"), strings.HasSuffix(opener, ": false"):
		value = `"yes"`
	case (withExample[f.key] || withExample[f.class]) && !strings.HasSuffix(opener, "["):
		id = "wrong-type-example"
	}
	return f.with("wrong type", value, id, true)
}

// misspelt adds a letter to the field's name.
func (f field) misspelt() Case {
	l := lines()
	text := splice(l, f.first, f.first+1, strings.Replace(l[f.first], f.key+`"`, f.key+`q"`, 1))
	return f.expect("misspelt", text, f.first, f.path+"q", "unknown-field-near", true)
}

// twice repeats the field behind itself.
func (f field) twice() Case {
	l := lines()
	again := append([]string{}, l[f.first:f.last+1]...)
	if f.final {
		again[len(again)-1] += ","
	}
	text := splice(l, f.first, f.first, again...)
	return f.expect("twice", text, f.last+1, f.path, "duplicate-field", false)
}

func (f field) missing() Case {
	l := lines()
	if f.final && f.first > f.owner+1 {
		l[f.first-1] = strings.TrimSuffix(l[f.first-1], ",")
	}
	return f.expect("missing", splice(l, f.first, f.last+1), f.owner, f.path, "missing-field", true)
}

// splice returns the text with the lines from, …, to-1 replaced.
func splice(l []string, from, to int, by ...string) string {
	out := append([]string{}, l[:from]...)
	out = append(out, by...)
	return strings.Join(append(out, l[to:]...), "\n")
}

// objectCases puts a field that nobody knows into each kind of object.
func objectCases() []Case {
	var cases []Case
	seen := map[string]bool{}
	for _, f := range fields() {
		class := parentOf(f.class)
		if seen[class] {
			continue
		}
		seen[class] = true
		path := dot(parentOf(f.path), "zzzzzzzzzz")
		cases = append(cases, Case{
			Name: class + ": unknown field", Member: "lab.json", Line: f.owner + 2, Path: path, ID: "unknown-field", Schema: true,
			Text: splice(lines(), f.owner+1, f.owner+1, `"zzzzzzzzzz": null,`),
		})
	}
	return cases
}
