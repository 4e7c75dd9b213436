package app

import (
	"time"

	"playnet/core/view"
	"playnet/ui/text"
)

// Happening returns what the story tells at the present instant: the last thing that
// happened. It reports false before the first.
func (s *Side) Happening() (view.Happening, bool) {
	if s.world == nil {
		return view.Happening{}, false
	}
	if s.HasSwarm() {
		return s.swarmTale()
	}
	return s.lastTold()
}

// lastTold returns the last thing that has happened.
func (s *Side) lastTold() (view.Happening, bool) {
	list, now := s.Happenings(), int64(s.world.Now())
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].At <= now {
			return list[i], true
		}
	}
	return view.Happening{}, false
}

// CountText says at which message of how many the run is; "" before the first. Of a swarm it says
// how many have the file.
func (a *App) CountText() string {
	if a.HasSwarm() {
		return a.swarmCount()
	}
	c := a.Count()
	switch {
	case c.Number == 0:
		return ""
	case c.Total > 0:
		return text.T("story.count.of", "n", text.Number(c.Number), "total", text.Number(c.Total))
	default:
		return text.T("story.count", "n", text.Number(c.Number))
	}
}

// Tale returns the story's sentence, as markup.
func (a *App) Tale() text.HTML {
	if a.world == nil {
		return ""
	}
	h, ok := a.Happening()
	if !ok {
		return text.Rich("story.before", map[string]string{"summary": a.world.File().Lab.Summary})
	}
	return text.Rich(h.Key, spans(h.Args))
}

// spans returns the arguments of a sentence as people write them.
func spans(args map[string]string) map[string]string {
	out := make(map[string]string, len(args))
	for name, value := range args {
		if d, err := time.ParseDuration(value); err == nil && (name == "took" || name == "waited") {
			value = text.Span(int64(d))
		}
		if name == "zone" && value == "." {
			value = text.T("zone.root") // a dot alone is overlooked in a sentence
		}
		out[name] = elided(value)
	}
	return out
}

// longestSpan is how many characters of a value fit into a sentence: more than any host's
// name, fewer than a signature. The whole stands in the packets and the inspector.
const longestSpan = 72

// elided cuts off what makes a sentence unreadable.
func elided(value string) string {
	if r := []rune(value); len(r) > longestSpan {
		return string(r[:longestSpan]) + "…"
	}
	return value
}

// sayStep says aloud what the step has shown: the last thing that happened, when it is
// news, or else where time stands.
func (a *App) sayStep() {
	if h, ok := a.Happening(); ok && h.At == int64(a.Now()) {
		a.say(text.T("say.at", "t", text.Seconds(int64(a.Now()))) + " " + text.Plain(h.Key, spans(h.Args)))
		return
	}
	_, list := a.Recent()
	for i := len(list) - 1; i >= 0; i-- {
		if t := list[i]; t.SentAt == int64(a.Now()) || t.EndAt == int64(a.Now()) {
			a.say(text.T("say.at", "t", text.Seconds(int64(a.Now()))) + " " + TransferText(t, int64(a.Now())))
			return
		}
	}
	a.sayWhere()
}

// sayWhere says aloud where time stands.
func (a *App) sayWhere() {
	id := "say.paused"
	if a.Ended() {
		id = "say.ended"
	}
	a.say(text.T(id, "t", text.Seconds(int64(a.Now()))))
}

// TransferText says what a message is doing at an instant.
func TransferText(t view.Transfer, now int64) string {
	id := "transfer.flying"
	switch {
	case t.Fate == view.Delivered && t.EndAt <= now:
		id = "transfer.delivered"
	case t.Fate == view.Lost && t.EndAt <= now:
		id = "transfer.lost"
	}
	to := t.To
	if to == "" {
		to = text.T("transfer.nobody")
	}
	return text.T(id, "from", t.From, "to", to, "summary", t.Summary)
}

func (a *App) say(sentence string) {
	a.speeches = append(a.speeches, sentence)
	a.touch()
}

// Speech returns the sentences that are to be said aloud since the last call. Who steps
// faster than a voice speaks hears the last one.
func (a *App) Speech() string {
	if len(a.speeches) == 0 {
		return ""
	}
	last := a.speeches[len(a.speeches)-1]
	a.speeches = nil
	return last
}
