package app

import (
	"strconv"
	"strings"

	"playnet/core/sim"
)

// Link is what a URL's fragment (or query) says about the page to be opened:
// "lab=dns-iterated&seed=9&t=142ms&embed=1".
type Link struct {
	Lab     string
	Seed    uint64
	HasSeed bool
	At      sim.Instant
	HasAt   bool
	Embed   bool
	Theme   string
}

// ParseLink reads a fragment or a query, without its "#" or "?". What it doesn't know, or
// can't read, it leaves out: an old link still opens.
func ParseLink(s string) Link {
	var l Link
	for _, part := range strings.Split(s, "&") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "lab":
			l.Lab = value
		case "seed":
			l.Seed, l.HasSeed = ParseSeed(value)
		case "t":
			l.At, l.HasAt = instant(linkInstant(value))
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
	if more.Lab != "" {
		l.Lab = more.Lab
	}
	if more.HasSeed {
		l.Seed, l.HasSeed = more.Seed, true
	}
	if more.HasAt {
		l.At, l.HasAt = more.At, true
	}
	if more.Theme != "" {
		l.Theme = more.Theme
	}
	l.Embed = l.Embed || more.Embed
	return l
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
// It plays unless the link names an instant, or calm says that the visitor wants no motion.
func (a *App) Follow(l Link, calm bool) error {
	id := l.Lab
	if id == "" && len(a.labs) > 0 {
		id = a.labs[0].ID
	}
	seed := uint64(DefaultSeed)
	if l.HasSeed {
		seed = l.Seed
	}
	a.SetEmbed(l.Embed)
	if l.Theme != "" {
		a.SetTheme(l.Theme)
	}
	if err := a.OpenLab(id, seed); err != nil {
		return err
	}
	switch {
	case l.HasAt:
		a.SeekTime(l.At)
	case !calm:
		a.Play()
	}
	return nil
}
