package panels

import (
	"strconv"
	"strings"

	"playnet/ui/app"
)

// meddle does what a field or a button does that changes something. It returns whether a
// key that was pressed in a field meant something.
func (s *State) meddle(a *app.App, e Event, id string) (meant bool) {
	what, group, _ := strings.Cut(id, ":")
	switch {
	case what == "draft" && e.Type == "input":
		a.SetDraft(group, e.Value)
	case what == "draft" && e.Type == "key":
		_, group, _ = strings.Cut(group, "|")
		if e.Value == "Enter" {
			s.apply(a, group)
		} else {
			s.undo(a, group)
		}
		return true
	case what == "sums" && e.Type == "change":
		a.EditChecksums(group == "fix")
	case e.Type == "click":
		s.pressMeddle(a, what, group)
	}
	return false
}

func (s *State) pressMeddle(a *app.App, what, group string) {
	switch what {
	case "apply":
		s.apply(a, group)
	case "undo":
		s.undo(a, group)
	case "duplicate":
		a.DuplicateFrame(number(group))
	case "bytes":
		a.EditBytes(number(group))
		s.wish = wish{Island: "bytes", Focus: "meddle:draft:hex|bytes"}
	case "back":
		a.GoUnderWay(number(group))
	case "show":
		a.ShowArrived(group == "arrived")
	case "follow":
		host, to, _ := strings.Cut(group, "|")
		a.BrowseTo(host, to)
	case "flush":
		a.FlushCache(group)
	case "flag":
		if _, host, service, setting := parts4(group); setting != "" {
			a.ApplySetting(host, service, setting, strconv.FormatBool(!s.flag(a, host, service, setting)))
		}
	case "more":
		_, host, _, _ := parts4(group)
		a.MoreServers(host)
	case "open":
		kind, host, zone, words := parts4(group)
		if kind == "zone" {
			words, _ = a.ZoneText(host, zone)
		}
		a.SetDraft("text|"+group, words)
		s.wish = wish{Focus: "meddle:draft:text|" + group}
	case "remove":
		_, host, zone, record := parts4(group)
		a.RemoveRecord(host, zone, record)
	}
}

// apply does what stands in the fields of a group.
func (s *State) apply(a *app.App, group string) {
	kind, first, second, third := parts4(group)
	switch kind {
	case "bytes":
		a.ApplyBytes()
	case "delay":
		by, ok := a.Draft("by|" + group)
		if !ok {
			by = "50ms"
		}
		a.DelayFrame(number(first), by)
	case "link":
		a.ApplyLink(first, second)
	case "setting":
		if value, ok := a.Draft("value|" + group); ok {
			a.ApplySetting(first, second, third, value)
		}
	case "zone":
		a.ApplyZone(first, second)
	case "browse":
		a.Browse(first)
	case "form":
		a.SendForm(first, int(number(second)))
	case "register":
		a.ApplyRegistration(first)
	case "record":
		a.ApplyRecord(first, second, third)
	}
}

func (s *State) undo(a *app.App, group string) {
	if group == "bytes" {
		a.EditBytes(0)
		return
	}
	a.DropDrafts(group)
}

// editFrom puts new bytes from another one on, where bytes are being changed.
func (s *State) editFrom(a *app.App, offset int) {
	if a.Editing() != 0 {
		a.EditAt(offset)
		s.wish = wish{Island: "bytes", Focus: "meddle:draft:hex|bytes"}
	}
}

// flag returns how a setting that is on or off stands.
func (s *State) flag(a *app.App, host, service, setting string) bool {
	for _, h := range a.Snapshot().Hosts {
		for _, p := range h.Programs {
			for _, have := range p.Settings {
				if h.Name == host && p.Kind == service && have.ID == setting {
					return have.Value == "true"
				}
			}
		}
	}
	return false
}

// parts4 takes a group's name apart; the last part may hold anything.
func parts4(group string) (a, b, c, d string) {
	parts := append(strings.SplitN(group, "|", 4), "", "", "", "")
	return parts[0], parts[1], parts[2], parts[3]
}
