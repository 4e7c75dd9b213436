package app

import (
	"playnet/core/lab/labfile"
	"playnet/ui/text"
)

// ZoneGroup names the field in which a zone is written anew.
func ZoneGroup(host, zone string) string { return "zone|" + host + "|" + zone }

// ZoneText returns the text of a zone file on a name server's disk; ok is false where the
// server has the zone from another one.
func (a *App) ZoneText(host, zone string) (words string, ok bool) {
	if a.world == nil {
		return "", false
	}
	return a.world.ZoneText(host, zone)
}

// Problem is something that is wrong with a text.
type Problem struct {
	Line   int // from 1
	Reason string
}

// checkedZone is the zone text that was checked last, with what is wrong with it.
type checkedZone struct {
	zone, words string
	problems    []Problem
}

// ZoneProblems tells what is wrong with the text of a zone, in the reader's language.
func (a *App) ZoneProblems(zone, words string) []Problem {
	c := &a.meddling.checked
	if c.zone == zone && c.words == words {
		return c.problems
	}
	*c = checkedZone{zone: zone, words: words}
	_, wrong := labfile.ReadZone(labfile.DomainName(zone).FQDN(), words)
	for _, e := range wrong {
		c.problems = append(c.problems, Problem{e.Line, sentence(e)})
	}
	return c.problems
}

// sentence says in the reader's language what is wrong.
func sentence(e *labfile.Error) string {
	if id := "reason." + e.ID; text.Has(id) {
		return text.With(id, e.Args)
	}
	return e.Reason
}

// ApplyZone puts what was written into the place of a zone.
func (a *App) ApplyZone(host, zone string) {
	group := ZoneGroup(host, zone)
	words, ok := a.Draft("text|" + group)
	if !ok || len(a.ZoneProblems(zone, words)) > 0 {
		return // what is wrong stands below the field
	}
	if a.doWritten(map[string]any{"op": "dns.zone.set", "host": host, "zone": zone, "text": words}) {
		a.DropDrafts(group)
	}
}
