package lab

import (
	"slices"

	"playnet/core/dns"
	"playnet/core/dns/attack"
	"playnet/core/lab/labfile"
)

// OddsPools are the numbers of source ports for which [Odds] measures.
var OddsPools = []int{1, 2, 4, 8, 16, 32, 64}

const (
	// oddsBits is of how many bits the ids are at most while the odds are measured: with
	// more, hardly a race would be won in the time that anybody waits.
	oddsBits = 6
	// oddsRaces is how many races are run in one world, from one seed.
	oddsRaces = 50
	// oddsWorlds is how many seeds are tried for each number of ports.
	oddsWorlds = 8
)

// Odds measures how often a forged answer wins the race against the true one, with a
// lab's own hosts, links, defences and attacker, for different numbers of source ports:
// in worlds of its own, many races from several seeds each. Nothing that it does touches
// the world that it was made from.
type Odds struct {
	file     *labfile.File
	start    labfile.AttackStart
	resolver labfile.DNSResolver
	bits     int
	seed     uint64
	points   []OddsPoint
	world    *World
	pool, of int // the pool that is measured, and its world, from 0
}

// OddsPoint is what was measured for one number of source ports.
type OddsPoint struct {
	Ports      int
	Races, Won int
	Low, High  float64 // between which the true share lies with a certainty of 99 %
}

// Odds prepares a measurement; ok is false where the lab has no attacker who guesses.
func (w *World) Odds() (o *Odds, ok bool) {
	start, resolver, ok := w.guesser()
	if !ok {
		return nil, false
	}
	forge := w.file.Lab
	forge.Switches, forge.Questions, forge.Checks, forge.End = nil, nil, nil, nil
	forge.Sites = slices.Clone(forge.Sites)
	for i := range forge.Sites {
		s := &forge.Sites[i]
		s.Filters = nil
		for _, f := range siteFilters {
			if w.filters(s.Name, f.net.String()) {
				s.Filters = append(s.Filters, f.lab)
			}
		}
	}
	bits := oddsBits
	if resolver.IDBits != nil {
		bits = min(bits, int(*resolver.IDBits))
	}
	start.Kind, start.All, start.Races = labfile.AttackKaminsky, true, pointerTo(labfile.Entries(oddsRaces))
	forge.Timeline = []labfile.TimelineEntry{{Do: start}}
	file := *w.file
	file.Lab = forge
	return &Odds{file: &file, start: start, resolver: resolver, bits: bits, seed: w.seed}, true
}

// guesser returns the lab's attacker who guesses, and the resolver whose cache he is
// after, with its settings of this moment.
func (w *World) guesser() (start labfile.AttackStart, resolver labfile.DNSResolver, ok bool) {
	for _, e := range w.file.Lab.Timeline {
		a, is := e.Do.(labfile.AttackStart)
		if !is || a.Kind != labfile.AttackKaminsky {
			continue
		}
		target, _ := w.file.Resolve(a.Target) // checked with the lab
		for _, s := range w.run.services {
			r, is := s.lab.(labfile.DNSResolver)
			if is && w.file.Host(r.Host).Address.Addr == target {
				return a, r, true
			}
		}
	}
	return start, resolver, false
}

// HasOdds reports whether there is something to measure.
func (w *World) HasOdds() bool {
	_, _, ok := w.guesser()
	return ok
}

// filters reports whether a site's border filters something now.
func (w *World) filters(site labfile.Name, what string) bool {
	for _, s := range w.run.net.Sites() {
		if s.Name() == string(site) {
			return slices.Contains(s.Filters(), what)
		}
	}
	return false
}

func pointerTo[T any](v T) *T { return &v }

// Run measures on until more says that the time is over, and reports whether all is
// measured.
func (o *Odds) Run(more func() bool) (done bool) {
	for o.pool < len(OddsPools) {
		if o.world == nil && !o.open() {
			return true // the lab opens, so this does, too
		}
		if !o.world.RunIdle(more) {
			return false
		}
		o.take()
		if !more() {
			return o.pool == len(OddsPools)
		}
	}
	return true
}

// open makes the next world.
func (o *Odds) open() bool {
	r := o.resolver
	r.SourcePorts, r.IDBits = pointerTo(labfile.SourcePorts(OddsPools[o.pool])), pointerTo(labfile.IDBits(o.bits))
	services := slices.Clone(o.file.Lab.Services)
	for i, s := range services {
		if s.Kind() == dns.ResolverKind && s.On() == r.Host {
			services[i] = r
		}
	}
	o.file.Lab.Services = services
	w, err := New(o.file, o.seed+uint64(o.of), Options{Untraced: true})
	if err != nil {
		return false
	}
	o.world = w
	return true
}

// take notes what a world has come to, and ends it.
func (o *Odds) take() {
	if o.of == 0 {
		o.points = append(o.points, OddsPoint{Ports: OddsPools[o.pool]})
	}
	p := &o.points[len(o.points)-1]
	for _, a := range o.world.run.attacks[o.start.Host] {
		p.Races += int(a.Done().Races)
		p.Won += int(a.Done().Won)
	}
	p.Low, p.High = attack.Interval(p.Won, p.Races, attack.Z99)
	o.Close()
	if o.of++; o.of == oddsWorlds {
		o.pool, o.of = o.pool+1, 0
	}
}

// Close ends the measurement. What was measured stays.
func (o *Odds) Close() {
	if o.world != nil {
		o.world.Close()
		o.world = nil
	}
}

// Points returns what was measured so far.
func (o *Odds) Points() []OddsPoint { return o.points }

// Progress returns how much of the measurement is done, 0 to 1.
func (o *Odds) Progress() float64 {
	return float64(o.pool*oddsWorlds+o.of) / float64(len(OddsPools)*oddsWorlds)
}

// Bits returns of how many bits the ids are that the measured races are about.
func (o *Odds) Bits() int { return o.bits }

// Chance returns the chance, 0 to 1, that a race is won where the resolver has so many
// source ports and ids of so many bits: see [attack.Guessing].
func (o *Odds) Chance(ports, bits int) float64 {
	g := attack.Guessing{IDBits: bits, Ports: ports}
	if o.resolver.MixCase {
		g.Letters = attack.Letters(string(o.start.Name))
	}
	return g.Race(o.Forgeries())
}

// Forgeries returns how many forged answers are sent in each race.
func (o *Odds) Forgeries() int { return attackConfig(o.file, o.start).Forgeries }
