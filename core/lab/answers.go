package lab

import (
	"net/netip"
	"slices"
	"strings"

	"playnet/core/filter"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
)

// Asked is a question to which a run comes, and its right answer in this run.
type Asked struct {
	Question *labfile.Question
	// Stop is the position just before the decisive event, which is Event.
	Stop  uint64
	Event trace.ID
	// Answer is what the expression is in this run; several where a field stands several
	// times, or several options are right; none where it asks for what does not happen.
	Answer []filter.Value
	// Choices are what the learner can choose from in this run.
	Choices []string
	// Explain is the question's explanation with the numbers of this run.
	Explain []Said
	// Deciding is the event that made the answer what it is: until it has happened,
	// nobody can know.
	Deciding trace.ID

	parsed map[labfile.Expression]*filter.Expression
}

// Said is a stretch of an explanation: words, or the values of an expression.
type Said struct {
	Words  string
	Values []filter.Value
}

// ask adds a question's expressions to an inquiry, from the event on before which it stopped.
func (a *Asked) ask(i *Inquiry) {
	a.parsed = map[labfile.Expression]*filter.Expression{}
	for _, text := range a.Question.Expressions() {
		x, err := filter.ParseExpression(string(text))
		if err != nil {
			panic("lab: a checked expression does not parse: " + err.Error())
		}
		a.parsed[text] = x
		i.add(a.Event, x)
	}
}

// conclude makes of the expressions' values what is asked, offered and told.
func (a *Asked) conclude() {
	q := a.Question
	a.Deciding = a.Event
	if q.Answer != "" {
		x := a.parsed[q.Answer]
		a.Answer, a.Deciding = x.Values(), max(x.Deciding(), a.Event)
	}
	for _, o := range q.Options {
		x := a.parsed[o.That]
		a.Choices, a.Deciding = append(a.Choices, o.Text), max(a.Deciding, x.Deciding())
		if values := x.Values(); len(values) > 0 && values[0].Truth() {
			a.Answer = append(a.Answer, filter.StringOf(o.Text))
		}
	}
	for _, c := range q.Choices {
		offered := []string{string(c)}
		if x, ok := c.Expression(); ok {
			offered = wordsOf(a.parsed[x].Values())
		}
		for _, o := range offered {
			if !slices.Contains(a.Choices, o) { // a near miss can be the answer itself in some runs
				a.Choices = append(a.Choices, o)
			}
		}
	}
	inOrder(a.Choices)
	for _, p := range q.Explain.Pieces() {
		said := Said{Words: p.Words}
		if p.Value != "" {
			said.Values = a.parsed[p.Value].Values()
		}
		a.Explain = append(a.Explain, said)
	}
}

// nameHosts puts the lab's hosts in the place of their addresses, where a host is asked for:
// events of programs tell addresses, and the learner names hosts.
func (a *Asked) nameHosts(names map[netip.Addr]string) {
	if a.Question.KindOf() != labfile.AskHost {
		return
	}
	for i, v := range a.Answer {
		if v.Type != filter.IPv4 {
			continue
		}
		if addr, err := netip.ParseAddr(v.String()); err == nil && names[addr] != "" {
			a.Answer[i] = filter.StringOf(names[addr])
		}
	}
}

// inOrder sorts choices that are all numbers, so that their order tells nothing.
func inOrder(choices []string) {
	numbers := make(map[string]filter.Value, len(choices))
	for _, c := range choices {
		v, ok := filter.ParseValue(c, filter.Number)
		if !ok {
			if v, ok = filter.ParseValue(c, filter.Float); !ok {
				return
			}
		}
		numbers[c] = v
	}
	slices.SortFunc(choices, func(a, b string) int {
		order, _ := filter.Compare(numbers[a], numbers[b])
		return order
	})
}

// flaw says what is wrong with a question in this run; "" if nothing is.
func (a *Asked) flaw() string {
	switch {
	case len(a.Answer) == 0 && len(a.Question.Options) > 0:
		return "none of its options is right"
	case len(a.Answer) == 0:
		return "its answer can't be computed"
	case len(a.Choices) > 0 && !slices.ContainsFunc(a.Choices, a.Right):
		return "the answer, " + Words(a.Answer) + ", is not among its choices"
	case len(a.Choices) > 0 && !slices.ContainsFunc(a.Choices, func(c string) bool { return !a.Right(c) }):
		return "all of its choices are right"
	}
	for _, s := range a.Explain {
		if s.Words == "" && len(s.Values) == 0 {
			return "an expression of its explanation has no value"
		}
	}
	return ""
}

// Right reports whether what a learner writes is the answer.
func (a *Asked) Right(prediction string) bool {
	text := strings.TrimSpace(prediction)
	kind := a.Question.KindOf()
	if kind == labfile.AskNumber || kind == labfile.AskTime {
		text = plainNumber(text, a.Question.Unit)
	}
	for _, v := range a.Answer {
		given, ok := filter.ParseValue(text, v.Type)
		if !ok {
			continue
		}
		if v.Type == filter.String && strings.EqualFold(strings.TrimSuffix(given.Text, "."), strings.TrimSuffix(v.Text, ".")) {
			return true
		}
		if order, ok := filter.Compare(given, v); ok && order == 0 || a.near(given, v) {
			return true
		}
	}
	return false
}

// plainNumber makes of what people write what the language reads: "2,5 ms", "1 200" and
// "8 messages" are 2.5ms, 1200 and 8. What has no unit is in the question's.
func plainNumber(text, unit string) string {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "µ", "u", "μ", "u").Replace(text)
	if whole, part, ok := strings.Cut(text, ","); ok && !strings.ContainsAny(part, ",.") {
		// Behind a comma with three digits stand thousands, as the page writes them.
		if digits := strings.TrimRight(part, "abcdefghijklmnopqrstuvwxyz"); len(digits) == 3 {
			text = whole + part
		} else {
			text = whole + "." + part
		}
	}
	if !labfile.TimeUnit(unit) {
		return strings.TrimSuffix(text, strings.ReplaceAll(unit, " ", ""))
	}
	text = strings.TrimSuffix(text, "in") // min is m in the language
	if strings.Trim(text, "0123456789.") == "" {
		return text + strings.TrimSuffix(unit, "in")
	}
	return text
}

// near lets a number be right that is off by no more than the question's tolerance: where it
// states none, that of a quotient or a length of time that was rounded.
func (a *Asked) near(given, v filter.Value) bool {
	tolerance := 0.01
	if t := a.Question.Tolerance; t != nil {
		tolerance = float64(*t)
	} else if v.Type == filter.Number {
		return false
	}
	size, ok := sizeOf(v)
	got, read := sizeOf(given)
	off := tolerance * max(size, -size)
	return ok && read && got >= size-off && got <= size+off
}

// sizeOf returns how much a value is; durations in nanoseconds.
func sizeOf(v filter.Value) (float64, bool) {
	switch v.Type {
	case filter.Float:
		return v.Float, true
	case filter.Number, filter.Duration:
		return float64(v.Int), true
	}
	return 0, false
}

// Words writes values one behind the other.
func Words(values []filter.Value) string { return strings.Join(wordsOf(values), ", ") }

func wordsOf(values []filter.Value) []string {
	var all []string
	for _, v := range values {
		all = append(all, v.String())
	}
	return all
}
