package app

import (
	"strconv"
	"strings"
	"unicode"

	"playnet/core/lab/share"
	"playnet/core/sim"
)

// Link is what a URL's fragment (or query) says about the page to be opened:
// "lab=dns-iterated&seed=9&t=142ms&embed=1" (or p=62, a position, in place of t), or
// "p1.…&embed=1", a whole run (see package share).
type Link struct {
	Shared  string // a whole run; what else the link says of lab and place does not count
	Lab     string
	Seed    uint64
	HasSeed bool
	At      sim.Instant
	HasAt   bool
	// Position is a place to go to; HasAt is false then.
	Position    uint64
	HasPosition bool
	Embed       bool
	Theme       string
}

// ParseLink reads a fragment or a query, without its "#" or "?". What it doesn't know, or
// can't read, it leaves out: an old link still opens.
func ParseLink(s string) Link {
	var l Link
	for _, part := range strings.Split(s, "&") {
		if share.Is(part) {
			l.Shared = part
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "lab":
			l.Lab = value
		case "seed":
			l.Seed, l.HasSeed = ParseSeed(value)
		case "t":
			l.At, l.HasAt = instant(linkInstant(value))
		case "p":
			if p, err := strconv.ParseUint(value, 10, 63); err == nil {
				l.Position, l.HasPosition = p, true
			}
		case "embed":
			l.Embed = value != "0"
		case "theme":
			l.Theme = value
		}
	}
	return l
}

// linkInstant turns what a link holds into what the calls take: a number, or a duration.
func linkInstant(value string) []byte {
	if _, err := strconv.ParseFloat(value, 64); err == nil {
		return []byte(value)
	}
	return []byte(quote(value))
}

// Merge returns l with what more says on top of it.
func (l Link) Merge(more Link) Link {
	if more.Shared != "" {
		l.Shared = more.Shared
	}
	if more.Lab != "" {
		l.Lab = more.Lab
	}
	if more.HasSeed {
		l.Seed, l.HasSeed = more.Seed, true
	}
	if more.HasAt {
		l.At, l.HasAt = more.At, true
	}
	if more.HasPosition {
		l.Position, l.HasPosition = more.Position, true
	}
	if more.Theme != "" {
		l.Theme = more.Theme
	}
	l.Embed = l.Embed || more.Embed
	return l
}

// LinkIn finds the link in what somebody pasted: a whole URL, a fragment or a code, perhaps
// broken into lines on its way. It reports false for anything else, such as a lab.
func LinkIn(pasted string) (Link, bool) {
	pasted = strings.TrimSpace(pasted)
	if strings.HasPrefix(pasted, "-- ") || strings.Contains(pasted, "\n-- ") {
		return Link{}, false
	}
	if before, fragment, ok := strings.Cut(pasted, "#"); ok {
		scheme, _, isURL := strings.Cut(before, ":")
		if before != "" && (!isURL || scheme != "http" && scheme != "https" && scheme != "file") {
			return Link{}, false
		}
		pasted = fragment
	}
	pasted = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, pasted)
	l := ParseLink(pasted)
	return l, l.Shared != "" || l.Lab != "" && strings.HasPrefix(pasted, "lab=")
}

// Fragment returns the fragment that opens the present lab with its seed; "" for a lab
// that was brought along, which a link cannot hold.
func (a *App) Fragment() string {
	if a.labID == "" {
		return ""
	}
	f := "lab=" + a.labID
	if a.Seed() != DefaultSeed {
		f += "&seed=" + strconv.FormatUint(a.Seed(), 10)
	}
	if a.look.Embed {
		f += "&embed=1"
	}
	return f
}

// Follow opens what a link says. Without a lab in it the first of the library is opened.
// It plays unless the link names a place, or calm says that the visitor wants no motion.
func (a *App) Follow(l Link, calm bool) error {
	if l.Theme != "" {
		a.SetTheme(l.Theme)
	}
	if l.Shared != "" {
		a.followShared(l)
		return nil
	}
	id := l.Lab
	if id == "" && len(a.labs) > 0 {
		id = a.labs[0].ID
	}
	seed := uint64(DefaultSeed)
	if l.HasSeed {
		seed = l.Seed
	}
	a.SetEmbed(l.Embed)
	if err := a.OpenLab(id, seed); err != nil {
		return err
	}
	switch {
	case l.HasPosition:
		a.seekPosition(l.Position, nil)
	case l.HasAt:
		a.SeekTime(l.At)
	case !calm:
		a.Play()
	}
	return nil
}

// Go follows a link of a story: "lab=ID" opens that lab and plays it, "compare=ID" shows it
// beside the run.
func (a *App) Go(target string) {
	kind, id, _ := strings.Cut(target, "=")
	switch kind {
	case "compare":
		a.Compare(Against{Lab: id})
	case "lab":
		if err := a.OpenLab(id, DefaultSeed); err != nil {
			a.Note(err.Error(), true)
			return
		}
		a.Play()
	}
}
