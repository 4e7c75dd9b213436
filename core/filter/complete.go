package filter

import (
	"strconv"
	"strings"
)

// Completion is a word that can stand at a place of a text.
type Completion struct {
	Text     string // what is to be written
	From, To int    // instead of these runes, counted from 0
	Kind     string // "field", "protocol", "event", "function", "operator", "value"
	Note     string // the message catalogue's id of a one-line explanation; "" if none
}

// maxCompletions bounds the list: nobody reads more.
const maxCompletions = 200

// Complete returns what can stand at a place of a filter, counted in runes from 0, in
// terms of the [Default] schema: first what begins with the letters before it, then
// what holds them.
func Complete(text string, cursor int) []Completion { return Default.Complete(text, cursor) }

// Complete returns what can stand at a place of a filter.
func (s *Schema) Complete(text string, cursor int) []Completion {
	c := completer{schema: s, text: []rune(text)}
	cursor = min(max(cursor, 0), len(c.text))
	c.from, c.to = cursor, cursor
	for c.from > 0 && isNamePart(c.text[c.from-1]) {
		c.from--
	}
	for c.to < len(c.text) && isNamePart(c.text[c.to]) {
		c.to++
	}
	c.word = strings.ToLower(string(c.text[c.from:cursor]))
	c.before()
	switch {
	case c.inString:
		return nil
	case c.field != nil && c.wantsValue:
		c.values()
	case c.complete:
		c.connectives()
	case c.field != nil:
		c.operators()
	default:
		c.operands()
	}
	all := append(c.begins, c.holds...)
	return all[:min(len(all), maxCompletions)]
}

func isNamePart(c rune) bool { return isWord(c) || c == '.' }

// completer finds out what stands before a place, and what can follow.
type completer struct {
	schema   *Schema
	text     []rune
	from, to int
	word     string

	field      *Field // the one that is being compared, or could be
	wantsValue bool   // its value is to be written
	complete   bool   // what stands before is a whole test
	inString   bool

	begins, holds []Completion
}

// before reads the tokens up to the word.
func (c *completer) before() {
	l := lexer{text: c.text[:c.from]}
	for {
		t, err := l.next()
		if err != nil {
			c.inString = err.ID == "filter.error.string"
			return
		}
		if t.kind == tokenEnd {
			return
		}
		c.take(t)
	}
}

// take follows one token.
func (c *completer) take(t token) {
	_, relates := relations[t.text]
	isMark := t.kind != tokenString
	switch {
	case isMark && (relates || t.text == "in") && c.field != nil, isMark && (t.text == "{" || t.text == "," || t.text == "..") && c.field != nil:
		c.wantsValue, c.complete = true, false
	case isMark && t.text == "}":
		c.wantsValue, c.complete = false, true
	case isMark && t.text == ")":
		c.complete, c.wantsValue = true, false
	case c.wantsValue:
		c.wantsValue, c.complete = false, true
		if !c.openSet(t.at) {
			c.field = nil
		}
	case t.kind == tokenWord && c.schema.Field(t.text) != nil:
		c.field, c.complete = c.schema.Field(t.text), false
	case isMark && (t.text == "not" || t.text == "any" || t.text == "all") && c.field != nil:
		// "n not" can only go on with "in".
	default:
		c.field, c.complete = nil, t.kind == tokenString
	}
}

// openSet reports whether a set is open before a place.
func (c *completer) openSet(at int) bool {
	before := string(c.text[:at])
	return strings.LastIndexByte(before, '{') > strings.LastIndexByte(before, '}')
}

// offer enters a word if it fits what was typed.
func (c *completer) offer(text, kind, note string) {
	low := strings.ToLower(text)
	item := Completion{text, c.from, c.to, kind, note}
	switch {
	case strings.HasPrefix(strings.TrimPrefix(low, `"`), c.word):
		c.begins = append(c.begins, item)
	case len(c.word) > 1 && strings.Contains(low, c.word):
		c.holds = append(c.holds, item)
	}
}

// operands can begin a test.
func (c *completer) operands() {
	for _, f := range c.schema.Fields() {
		kind := "field"
		switch {
		case f.Event:
			kind = "event"
		case f.Type == Protocol:
			kind = "protocol"
		}
		c.offer(f.Name, kind, f.Note)
	}
	for _, f := range functions {
		if !f.run {
			c.offer(f.name+"(", "function", "filter.note."+f.name)
		}
	}
	c.offer("not", "operator", "filter.note.not")
}

// operators can follow a field; which of them make sense goes by its type.
func (c *completer) operators() {
	list := []string{"==", "!=", "<", "<=", ">", ">=", "in"}
	switch c.field.Type {
	case None:
		list = nil
	case Protocol, Bytes:
		list = []string{"==", "contains", "matches"}
	case String:
		list = []string{"==", "!=", "contains", "matches", "in"}
	case Bool:
		list = []string{"==", "!="}
	}
	for _, o := range list {
		c.offer(o, "operator", "filter.note."+noteNames[o])
	}
	if c.field.Type == None || c.field.Type == Protocol {
		c.connectives()
	}
}

// noteNames are the operators' names in message ids.
var noteNames = map[string]string{"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "in": "in",
	"contains": "contains", "matches": "matches"}

// connectives can follow a whole test.
func (c *completer) connectives() {
	c.offer("&&", "operator", "filter.note.and")
	c.offer("||", "operator", "filter.note.or")
}

// values are the known ones of the field.
func (c *completer) values() {
	if c.field.Type == Bool {
		c.offer("1", "value", "filter.note.true")
		c.offer("0", "value", "filter.note.false")
	}
	for _, n := range c.field.Names {
		text := n.Name
		if !isPlain(text) {
			text = strconv.Quote(text)
		}
		c.offer(text, "value", "")
	}
}

// isPlain reports whether a word needs no quotes.
func isPlain(s string) bool {
	for _, r := range s {
		if !isNamePart(r) {
			return false
		}
	}
	return s != ""
}
