package filter

import "strings"

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
// terms of the [Default] schema: first what begins with the letters before it.
func Complete(text string, cursor int) []Completion { return Default.Complete(text, cursor) }

// Complete returns what can stand at a place of a filter.
func (s *Schema) Complete(text string, cursor int) []Completion {
	runes := []rune(text)
	cursor = min(max(cursor, 0), len(runes))
	from := cursor
	for from > 0 && (isWord(runes[from-1]) || runes[from-1] == '.') {
		from--
	}
	to := cursor
	for to < len(runes) && (isWord(runes[to]) || runes[to] == '.') {
		to++
	}
	word := strings.ToLower(string(runes[from:cursor]))
	var begins, holds []Completion
	for _, f := range s.Fields() {
		kind := "field"
		switch {
		case f.Event:
			kind = "event"
		case f.Type == Protocol:
			kind = "protocol"
		}
		c := Completion{f.Name, from, to, kind, f.Note}
		if strings.HasPrefix(f.Name, word) {
			begins = append(begins, c)
		} else if len(word) > 1 && strings.Contains(f.Name, word) {
			holds = append(holds, c)
		}
	}
	all := append(begins, holds...)
	return all[:min(len(all), maxCompletions)]
}
