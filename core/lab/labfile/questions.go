package labfile

import (
	"strconv"

	"playnet/core/filter"
	_ "playnet/core/lab/fields" // what filters can name
	"playnet/core/lab/strict"
)

var (
	badFilter     = strict.Define("bad-filter", `the filter is wrong at its column {column}: {why}`)
	badExpression = strict.Define("bad-expression", `the expression is wrong at its column {column}: {why}`)
	questionTwice = strict.Define("duplicate-question", `the question "{name}" stands here a second time; the first is in line {line}`)
	needsChoices  = strict.Define("needs-choices", `a question of kind "choice" needs at least two choices`)
	answerTwice   = strict.Define("answer-twice", `the options' expressions say which are right: leave out "{field}"`)
	needsAnswer   = strict.Define("needs-answer", `a question needs an "answer", or "options" that say when each is right`)
	noUnit        = strict.Define("no-unit", `only a question of kind "number" or "time" has a {field}`)
	badTimeUnit   = strict.Define("bad-time-unit", `"{unit}" is no unit of time: ns, us, ms, s, min or h`)
	noChoices     = strict.Define("no-choices", `a question of kind "{kind}" brings its own choices: leave them out`)
	wrongKind     = strict.Define("wrong-kind", `the answer is a {type}; a question of kind "{kind}" can't ask for that`)
)

// Question asks the learner for a prediction. The world stops just before the
// decisive event, the learner answers, the world goes on, and the answer is held
// against what has happened.
type Question struct {
	// The question's identity, unique in the lab.
	ID ID `json:"id" strict:"required"`
	// The world stops just before the first frame or event that this filter chooses.
	StopBefore Filter `json:"stopBefore" strict:"required,max=1000"`
	// What the learner is asked: one line of Markdown.
	Ask string `json:"ask" strict:"required,min=1,max=400"`
	// The right answer, as an expression: it is computed from what happens in the run, from the event on before which it stopped. Not with options.
	Answer Expression `json:"answer,omitempty" strict:"max=1000"`
	// How the learner answers; without it, the answer's type decides.
	Kind QuestionKind `json:"kind,omitempty"`
	// What the learner can choose from, for the kind choice: values as the answer's is written, or, behind a "=", expressions over the same run.
	Choices []ChoiceValue `json:"choices,omitempty" strict:"max=12"`
	// Statements to choose from, for the kind choice, each with what makes it the right one.
	Options []Option `json:"options,omitempty" strict:"max=12"`
	// What a number counts or a time is measured in, such as "messages" or "ms"; shown beside the field.
	Unit string `json:"unit,omitempty" strict:"max=24"`
	// How far off a number or a time may be, as a share of it; without it, 0.01, but whole numbers must be exact.
	Tolerance *Probability `json:"tolerance,omitempty"`
	// What the learner reads when the answer is out: one line of Markdown, in which expressions in braces stand for their values in this run.
	Explain Template `json:"explain,omitempty" strict:"max=900"`
}

// QuestionKind is how a learner answers.
type QuestionKind string

// The kinds of questions.
const (
	AskNumber QuestionKind = "number" // a number
	AskTime   QuestionKind = "time"   // a length of time, or an instant since the run began
	AskText   QuestionKind = "text"   // a word: a name, an address
	AskHost   QuestionKind = "host"   // one of the lab's hosts
	AskYesNo  QuestionKind = "yes-no" // whether something holds
	AskChoice QuestionKind = "choice" // one of the question's choices
)

// Enum lists the kinds.
func (QuestionKind) Enum() []string {
	return []string{"number", "time", "text", "host", "yes-no", "choice"}
}

// Filter is a display filter: see package filter.
type Filter string

// Validate implements strict.Validator.
func (f Filter) Validate() error {
	_, err := filter.Parse(string(f))
	return languageError(badFilter, err)
}

// Expression is an expression over a run: see package filter.
type Expression string

// Validate implements strict.Validator.
func (x Expression) Validate() error {
	_, err := filter.ParseExpression(string(x))
	return languageError(badExpression, err)
}

// languageError turns an error of the filter language into a reason.
func languageError(as *strict.Template, err error) error {
	if err == nil {
		return nil
	}
	e := err.(*filter.Error)
	return as.With("column", strconv.Itoa(e.Column), "why", e.Reason())
}

// KindOf returns how the learner answers: the question's own word, or what follows
// from the answer's type.
func (q *Question) KindOf() QuestionKind {
	x, err := filter.ParseExpression(string(q.Answer))
	switch {
	case q.Kind != "":
		return q.Kind
	case len(q.Choices) > 0 || len(q.Options) > 0:
		return AskChoice
	case err != nil:
		return AskText
	}
	switch x.Type() {
	case filter.Bool:
		return AskYesNo
	case filter.Number, filter.Float:
		return AskNumber
	case filter.Duration:
		return AskTime
	}
	return AskText
}

// questions checks what the types alone don't promise.
func (c *checker) questions(list []Question) {
	seen := make(map[ID]*strict.Node)
	for i := range list {
		q, at := &list[i], c.root.Get("questions").At(i)
		if first, twice := seen[q.ID]; twice {
			c.fail(at.Get("id"), questionTwice.With("name", string(q.ID), "line", c.line(first)))
		}
		seen[q.ID] = at.Get("id")
		kind := q.KindOf()
		c.choices(q, kind, at)
		c.measure(q, kind, at)
		c.questionType(q, kind, at)
	}
}

// questionType holds the kind against the answer's type.
func (c *checker) questionType(q *Question, kind QuestionKind, at *strict.Node) {
	x, err := filter.ParseExpression(string(q.Answer))
	if err != nil || q.Answer == "" {
		return // told already
	}
	ok := true
	switch kind {
	case AskNumber:
		ok = x.Type() == filter.Number || x.Type() == filter.Float || x.Type() == filter.Duration
	case AskTime:
		ok = x.Type() == filter.Duration
	case AskYesNo:
		ok = x.Type() == filter.Bool
	case AskHost:
		ok = x.Type() == filter.String || x.Type() == filter.IPv4 // the address of a host is as good as its name
	default:
		ok = x.Type() != filter.Found && x.Type() != filter.None
	}
	if !ok {
		c.fail(at.Get("answer"), wrongKind.With("type", x.Type().String(), "kind", string(kind)))
	}
}
