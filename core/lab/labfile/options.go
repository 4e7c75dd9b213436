package labfile

import (
	"slices"
	"strings"

	"playnet/core/filter"
	"playnet/core/lab/strict"
)

// Option is a statement that the learner can choose.
type Option struct {
	// What it says: one line of Markdown.
	Text string `json:"text" strict:"required,min=1,max=200"`
	// When it is right: an expression that is true or false, computed like an answer.
	That Expression `json:"that" strict:"required,max=1000"`
}

// ChoiceValue is one of the values a learner can choose from: as it stands, or, behind a
// "=", an expression over the run. So wrong answers can lie as near to the right one as
// the run's own numbers do.
type ChoiceValue string

// Expression returns the expression behind the "="; ok is false for a value.
func (v ChoiceValue) Expression() (x Expression, ok bool) {
	text, ok := strings.CutPrefix(string(v), "=")
	return Expression(strings.TrimSpace(text)), ok
}

// Validate implements strict.Validator.
func (v ChoiceValue) Validate() error {
	if x, ok := v.Expression(); ok {
		return x.Validate()
	}
	return nil
}

// Template is a line of Markdown with expressions in braces: "It took {count(dns)} messages."
type Template string

// Piece is a stretch of a template: words, or an expression.
type Piece struct {
	Words string
	Value Expression // "" for words
}

// Pieces takes a template apart. A brace within an expression (a set) needs its partner;
// one without a partner, or in quotes, is a character like others.
func (t Template) Pieces() []Piece {
	var list []Piece
	text := string(t)
	for {
		begin := strings.IndexByte(text, '{')
		end := -1
		if begin >= 0 {
			end = closing(text[begin:])
		}
		if end < 0 {
			break
		}
		if begin > 0 {
			list = append(list, Piece{Words: text[:begin]})
		}
		list = append(list, Piece{Value: Expression(strings.TrimSpace(text[begin+1 : begin+end]))})
		text = text[begin+end+1:]
	}
	if text != "" {
		list = append(list, Piece{Words: text})
	}
	return list
}

// closing returns where the brace ends with which a text begins; -1: nowhere.
func closing(text string) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// Validate implements strict.Validator.
func (t Template) Validate() error {
	for _, p := range t.Pieces() {
		if p.Value != "" {
			if err := p.Value.Validate(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Expressions lists all that has to be computed for a question, each once.
func (q *Question) Expressions() []Expression {
	var list []Expression
	add := func(x Expression) {
		if x != "" && !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	add(q.Answer)
	for _, o := range q.Options {
		add(o.That)
	}
	for _, c := range q.Choices {
		if x, ok := c.Expression(); ok {
			add(x)
		}
	}
	for _, p := range q.Explain.Pieces() {
		add(p.Value)
	}
	return list
}

// choices checks what a question offers.
func (c *checker) choices(q *Question, kind QuestionKind, at *strict.Node) {
	offered := len(q.Choices) + len(q.Options)
	switch {
	case kind == AskChoice && offered < 2:
		c.fail(at, needsChoices.With())
	case kind != AskChoice && len(q.Choices) > 0:
		c.fail(at.Get("choices"), noChoices.With("kind", string(kind)))
	case kind != AskChoice && len(q.Options) > 0:
		c.fail(at.Get("options"), noChoices.With("kind", string(kind)))
	case len(q.Options) > 0 && len(q.Choices) > 0:
		c.fail(at.Get("choices"), answerTwice.With("field", "choices"))
	case len(q.Options) > 0 && q.Answer != "":
		c.fail(at.Get("answer"), answerTwice.With("field", "answer"))
	case len(q.Options) == 0 && q.Answer == "":
		c.fail(at, needsAnswer.With())
	}
	for k, choice := range q.Choices {
		for _, before := range q.Choices[:k] {
			if choice == before {
				c.fail(at.Get("choices").At(k), askedTwice.With("value", string(choice)))
			}
		}
	}
	for k, o := range q.Options {
		if x, err := filter.ParseExpression(string(o.That)); err == nil && x.Type() != filter.Bool {
			c.fail(at.Get("options").At(k).Get("that"), noVerdict.With("type", x.Type().String()))
		}
		for _, before := range q.Options[:k] {
			if o.Text == before.Text {
				c.fail(at.Get("options").At(k), askedTwice.With("value", o.Text))
			}
		}
	}
}

// measure checks what is said of a number's size.
func (c *checker) measure(q *Question, kind QuestionKind, at *strict.Node) {
	measured := kind == AskNumber || kind == AskTime
	if q.Unit != "" && !measured {
		c.fail(at.Get("unit"), noUnit.With("field", "unit"))
	}
	if q.Tolerance != nil && !measured {
		c.fail(at.Get("tolerance"), noUnit.With("field", "tolerance"))
	}
	if kind == AskTime && q.Unit != "" && !TimeUnit(q.Unit) {
		c.fail(at.Get("unit"), badTimeUnit.With("unit", q.Unit))
	}
}

// TimeUnit reports whether times can be measured in a unit.
func TimeUnit(unit string) bool {
	switch unit {
	case "ns", "us", "ms", "s", "min", "h":
		return true
	}
	return false
}
