package panels

import (
	"strconv"

	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// meddleLinks shows the links that belong to a host, its site's and what holds between
// either and another place included, with fields for their values.
func meddleLinks(a *app.App, s view.Snapshot, h view.Host) []*scene.Node {
	out := []*scene.Node{meddleLink(a, h.Name, text.T("link.title"), h.Link, false)}
	for _, site := range s.Sites {
		if site.Name == h.Site {
			title := site.Title
			if title == "" {
				title = site.Name
			}
			out = append(out, meddleLink(a, site.Name, text.T("meddle.site.link", "site", title), site.Link, true))
		}
	}
	for _, p := range s.Pairs {
		if mine := func(place string) bool { return place == h.Name || place == h.Site }; mine(p.Between[0]) || mine(p.Between[1]) {
			out = append(out, meddlePair(a, p))
		}
	}
	return out
}

// linkID is the id of the part of the inspector that shows the link of a host or a site.
func linkID(place string) string { return "link-of-" + place }

// goToLink shows a host's link, ready to be changed.
func (s *State) goToLink(a *app.App, host string) {
	a.HideTerminal()
	a.SelectHost(host)
	s.wish = wish{Island: "inspector", Focus: "meddle:draft:" + app.LinkFields[0] + "|" + app.LinkGroup(host, ""), Reveal: linkID(host)}
}

// meddleLink shows a link; its title, and whether it can be cut here.
func meddleLink(a *app.App, place, title string, l view.Link, cut bool) *scene.Node {
	group := app.LinkGroup(place, "")
	part := scene.New("section", "link "+place).Class("part meddle-link").Set("id", linkID(place)).Add(el("h3", "", title))
	if cut {
		row := box("div", "state-row")
		mend := button("cut:"+place, "small", text.T("link.cut"))
		if l.Cut {
			row.Add(keyed("cut", el("span", "pill bad", text.T("link.iscut"))))
			mend = button("mend:"+place, "small", text.T("link.mend"))
		}
		part.Add(row.Add(box("span", "spring"), mend))
	}
	for _, f := range app.LinkFields {
		present := linkValue(l, f)
		value, ok := a.Draft(f + "|" + group)
		if !ok {
			value = present
		}
		part.Add(row1(f+"|"+group, value, text.T("link."+f), text.T("rate.unlimited")))
	}
	return part.Add(settle1(a, group), linkCounters(l))
}

// linkValue writes a value of a link as its field takes it.
func linkValue(l view.Link, field string) string {
	switch field {
	case "up":
		return rateText(l.Up)
	case "down":
		return rateText(l.Down)
	case "delay":
		return labfile.Duration(l.Delay).String()
	case "loss":
		return chanceText(l.Loss)
	case "duplicate":
		return chanceText(l.Duplicate)
	case "reorder":
		return chanceText(l.Reorder)
	case "queue":
		if l.Queue > 0 {
			return labfile.Size(l.Queue).String()
		}
	}
	return ""
}

func rateText(bits int64) string {
	if bits == 0 {
		return "" // unlimited, which the placeholder says
	}
	return labfile.Rate(bits).String()
}

func chanceText(p float64) string { return strconv.FormatFloat(p*100, 'g', 6, 64) + " %" }

// meddlePair shows what holds between two places instead of what their links say.
func meddlePair(a *app.App, p view.Pair) *scene.Node {
	group := app.LinkGroup(p.Between[0], p.Between[1])
	part := scene.New("section", "pair "+p.Between[0]+" "+p.Between[1]).Class("part meddle-link").
		Add(el("h3", "", text.T("meddle.pair", "a", p.Between[0], "b", p.Between[1])))
	add := func(field, present string) {
		value, ok := a.Draft(field + "|" + group)
		if !ok {
			value = present
		}
		part.Add(row1(field+"|"+group, value, text.T("link."+field), text.T("meddle.links.own")))
	}
	delay := ""
	if p.Delay != nil {
		delay = labfile.Duration(*p.Delay).String()
	}
	add("delay", delay)
	for _, c := range []struct {
		field string
		p     *float64
	}{{"loss", p.Loss}, {"duplicate", p.Duplicate}, {"reorder", p.Reorder}} {
		if c.p != nil {
			add(c.field, chanceText(*c.p))
		} else {
			add(c.field, "")
		}
	}
	return part.Add(settle1(a, group))
}

// linkCounters shows what a link has seen.
func linkCounters(l view.Link) *scene.Node {
	list := box("dl", "fields")
	add := func(id, value string) {
		list.Add(box("div", "", el("dt", "", text.T(id)), el("dd", "", value)))
	}
	if l.QueuedUp > 0 || l.QueuedDn > 0 {
		add("link.queued", text.T("link.queued.value", "up", text.Number(int(l.QueuedUp)), "down", text.Number(int(l.QueuedDn))))
	}
	if l.Dropped > 0 {
		add("link.dropped", text.Number(int(l.Dropped)))
	}
	return list
}
