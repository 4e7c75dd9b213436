package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// asking draws "Why?" and "What came of this?" for what is selected: two buttons, and under
// them the stories that are open.
func asking(a *app.App) *scene.Node {
	toggle := func(key, id string, open bool) *scene.Node {
		return button(key, "small ask", text.T(id)).Set("aria-expanded", strconv.FormatBool(open)).Set("aria-controls", key+"-story")
	}
	part := scene.New("section", "asking").Class("asking").Set("aria-label", text.T("asking.label")).Add(
		box("div", "ask-row", toggle("why", "asking.why", a.WhyShown()), toggle("aftermath", "asking.aftermath", a.AftermathShown())))
	if a.WhyShown() {
		part.Add(story(a, "why", "up", a.Why()))
	}
	if a.AftermathShown() {
		after := a.Aftermath()
		list := story(a, "aftermath", "down", after.Steps)
		switch {
		case after.Partial:
			list.Add(keyed("note", el("li", "muted", text.T("asking.looking"))))
		case after.More > 0:
			list.Add(keyed("note", el("li", "muted", text.Count("asking.more", after.More))))
		case len(after.Steps) == 0:
			list.Add(keyed("note", el("li", "muted", text.T("asking.nothing"))))
		}
		part.Add(list)
	}
	return part
}

// story draws steps: from what is asked about up to where it began, or down to what came.
func story(a *app.App, name, way string, steps []view.Step) *scene.Node {
	list := scene.New("ol", name+"-story").Class("why-story "+way).Set("id", name+"-story")
	for i, s := range steps {
		id := strconv.FormatUint(s.Event, 10)
		press := button("event:"+id, "why-step", "")
		if i == 0 && way == "up" {
			press.Set("aria-current", "step")
		} else {
			press.Add(el("span", "why-arrow", map[string]string{"up": "↑ ", "down": "↓ "}[way]).Set("aria-hidden", "true"))
		}
		for _, p := range app.StepParts(s) {
			tag := "span"
			if p.Mark != text.Normal {
				tag = string(p.Mark)
			}
			press.Add(el(tag, "", p.Text))
		}
		when := text.Seconds(s.At)
		jump := button("goto:"+id, "why-time", when).Set("aria-label", text.T("asking.goto", "t", when)).Set("title", text.T("asking.goto", "t", when))
		list.Add(keyed(name+id, box("li", "", press, jump)))
	}
	return list
}

// event tells of an event that is no message.
func event(a *app.App, id uint64) []*scene.Node {
	steps := a.Why()
	if len(steps) == 0 {
		return []*scene.Node{el("p", "hint", text.T("event.gone"))}
	}
	s := steps[0]
	what := box("div", "what", el("h2", "", app.StepText(s)), el("p", "where", whereAndWhen(s)), el("p", "mono event-text", a.EventText(id)))
	if s.Frame != 0 {
		what.Add(box("div", "state-row", button("frame:"+strconv.FormatUint(s.Frame, 10), "small", text.T("event.message"))))
	}
	return []*scene.Node{what, asking(a)}
}

func whereAndWhen(s view.Step) string {
	if s.Host == "" {
		return text.Seconds(s.At)
	}
	return s.Host + " · " + text.Seconds(s.At)
}
