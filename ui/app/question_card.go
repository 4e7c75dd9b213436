package app

import (
	"strconv"
	"strings"

	"playnet/core/filter"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/ui/text"
)

// Choice is what a learner can choose: a value, and how it reads.
type Choice struct {
	Value string
	Text  text.HTML
}

// Card is the question that the page shows.
type Card struct {
	ID    string
	State QuestionState
	Kind  labfile.QuestionKind
	Ask   text.HTML
	// Number and Of say which question of how many it is, in the order of the run.
	Number, Of int
	Unit       string   // behind the field; "" for none
	Choices    []Choice // nil: something is typed
	Prediction string   // as it reads
	Right      bool
	Verdict    string
	Explain    text.HTML
	Deciding   uint64 // event that decided
	Last       bool   // nothing more is asked in this run
	More       bool   // another question stands behind the verdict
}

// Card returns the question to show; ok is false if there is none.
func (a *App) Card() (c Card, ok bool) {
	q := a.question(a.questions.present())
	if q == nil || a.QuestionsRest() {
		return Card{}, false
	}
	s := a.answer(q.ID)
	c = Card{
		ID: string(q.ID), State: s.state, Kind: q.KindOf(), Ask: text.Marked(q.Ask), Of: len(a.questions.known), Unit: unitOf(q),
		Choices: a.choices(q), Prediction: given(q, s.prediction), Right: s.right,
	}
	for i, k := range a.questions.known {
		if k.Question == q {
			c.Number = i + 1
		}
	}
	switch s.state {
	case Asks:
		// Whoever has gone elsewhere in the run is not asked there.
		return c, a.standsBefore(q.ID)
	case Told:
		c.Verdict, c.Deciding, c.Explain, c.Last = verdict(s), s.deciding, a.explanation(q), a.allSettled() && len(a.questions.unread) == 1
		c.More = a.questions.asked != "" && a.standsBefore(a.questions.asked)
	}
	return c, s.state == Predicted || s.state == Told && len(a.questions.unread) > 0
}

func (a *App) standsBefore(id labfile.ID) bool {
	k := a.asked(id)
	return k != nil && k.Stop == a.Position()
}

// asked returns what is known of a question to which the run comes; nil if nothing is.
func (a *App) asked(id labfile.ID) *lab.Asked {
	for i := range a.questions.known {
		if k := &a.questions.known[i]; k.Question.ID == id {
			return k
		}
	}
	return nil
}

// question returns the open lab's question of an id, nil if there is none.
func (a *App) question(id labfile.ID) *labfile.Question {
	if a.world == nil || id == "" {
		return nil
	}
	list := a.world.File().Lab.Questions
	for i := range list {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return nil
}

// choices lists what can be chosen. What is computed from the run is known once the run's
// future is.
func (a *App) choices(q *labfile.Question) []Choice {
	var list []Choice
	switch q.KindOf() {
	case labfile.AskHost:
		for _, h := range a.world.File().Lab.Hosts {
			list = append(list, Choice{string(h.Name), text.HTML(text.Escape(string(h.Name)))})
		}
	case labfile.AskYesNo:
		return []Choice{{"true", text.HTML(text.T("question.yes"))}, {"false", text.HTML(text.T("question.no"))}}
	case labfile.AskChoice:
		if k := a.asked(q.ID); k != nil {
			for _, c := range k.Choices {
				list = append(list, Choice{c, text.Marked(c)})
			}
		}
	}
	return list
}

// unitOf is what stands behind the field of a number.
func unitOf(q *labfile.Question) string {
	switch {
	case q.Unit == "us":
		return "µs"
	case q.Unit == "" && q.KindOf() == labfile.AskTime:
		return "s"
	}
	return q.Unit
}

// given writes what the learner has typed or chosen as it reads in a sentence.
func given(q *labfile.Question, prediction string) string {
	switch prediction {
	case "true":
		return text.T("question.yes")
	case "false":
		return text.T("question.no")
	case "":
		return ""
	}
	if q.KindOf() == labfile.AskChoice {
		return strings.TrimSuffix(prediction, ".") // a statement, within a sentence
	}
	if unit := unitOf(q); unit != "" && strings.Trim(prediction, "0123456789., ") == "" {
		return prediction + " " + unit
	}
	return prediction
}

// rightAnswer writes the right answer as it reads in a sentence.
func rightAnswer(k *lab.Asked) string {
	var all []string
	for _, v := range k.Answer {
		all = append(all, text.Unmarked(valueText(v, k.Question)))
	}
	return strings.Join(all, text.T("question.or"))
}

// valueText writes a value of a run in the unit of a question; q is nil where there is none.
func valueText(v filter.Value, q *labfile.Question) string {
	switch v.Type {
	case filter.Duration:
		return text.Span(v.Int)
	case filter.Float:
		return withUnit(strconv.FormatFloat(v.Float, 'g', 4, 64), q)
	case filter.Number:
		return withUnit(text.Number(int(v.Int)), q)
	}
	if q != nil {
		return given(q, v.String())
	}
	return v.String()
}

func withUnit(number string, q *labfile.Question) string {
	if q == nil || q.Unit == "" {
		return number
	}
	return number + " " + q.Unit
}

// explanation is a question's explanation with the numbers of this run; without them, where
// the run doesn't come to the question.
func (a *App) explanation(q *labfile.Question) text.HTML {
	k := a.asked(q.ID)
	if k == nil {
		return ""
	}
	// The marks are read first: an asterisk in a value is no mark, and a mark can enclose one.
	line, values := "", map[string]string{}
	for i, s := range k.Explain {
		if s.Values == nil {
			line += s.Words
			continue
		}
		var all []string
		for _, v := range s.Values {
			all = append(all, valueText(v, nil))
		}
		name := "v" + strconv.Itoa(i)
		values[name] = strings.Join(all, ", ")
		line += "{" + name + "}"
	}
	return text.Filled(line, values)
}

func verdict(s *answered) string {
	switch {
	case s.answer == "":
		return text.T("question.unknowable")
	case s.right:
		return text.T("question.right", "answer", s.answer)
	}
	return text.T("question.wrong", "answer", s.answer, "prediction", s.given)
}
