package app

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
)

// SweepChart is how often a cache answers, for several TTLs: see [Sweep].
const SweepChart Chart = "sweep"

// Sweep measures how often a resolver answers out of its cache, TTL by TTL: each in a world
// of its own, made of the open lab without its timeline, in which one client looks one name
// up at random times. Every record is kept for that TTL, whatever its zone says.
type Sweep struct {
	Resolver, Client, Name string
	Rate                   float64 // look-ups a second, on average
	Points                 []SweepPoint
	Done, Total            int // look-ups, of all TTLs
	Running                bool
}

// SweepPoint is what was measured at one TTL, in seconds.
type SweepPoint struct {
	TTL         int
	Asked, Hits int
}

const (
	// A look-up each 100 s: at a TTL of 60 s, 0.6 / 1.6 of them find the name in the cache.
	sweepRate = 0.01
	sweepEach = 400 // look-ups at each TTL
	// How long a look-up may take until its outcome is read.
	sweepWait = 2 * sim.Instant(1e9)
)

var sweepTTLs = []int{3, 10, 30, 60, 120, 300, 1000, 3600}

// cacheSweep is a measurement on its way.
type cacheSweep struct {
	Sweep
	file  labfile.File
	seed  uint64
	world *lab.World // of the last point; nil between two
	dice  *rand.Rand
}

// sweepSubject returns who asks whom for what: the name that the lab's own clients look up
// several times, half a minute apart or more. Where there is none, the lab is not about
// caches.
func (a *App) sweepSubject() subject {
	f := a.world.File()
	if a.subject.of != f {
		a.subject = findSubject(f)
	}
	return a.subject
}

// subject is who asks whom for what; ok is false where nobody does.
type subject struct {
	of                     *labfile.File
	client, resolver, name string
	ok                     bool
}

func findSubject(f *labfile.File) subject {
	first := map[labfile.DomainName]labfile.Duration{}
	for _, entry := range f.Lab.Timeline {
		q, asks := entry.Do.(labfile.DNSQuery)
		if !asks || q.Server != "" {
			continue
		}
		at, seen := first[q.Name]
		if !seen {
			first[q.Name] = entry.At
			continue
		}
		h := f.Host(q.Host)
		if h == nil || len(h.Resolvers) == 0 || entry.At-at < labfile.Duration(30*time.Second) {
			continue
		}
		for _, s := range f.Lab.Services {
			if r, is := s.(labfile.DNSResolver); is && string(r.Host) == string(h.Resolvers[0]) {
				return subject{f, string(q.Host), string(r.Host), string(q.Name), true}
			}
		}
	}
	return subject{of: f}
}

func (a *App) hasSweep() bool { return a.sweepSubject().ok }

// Sweep returns the measurement as far as it has come; before the first, what would be
// measured.
func (a *App) Sweep() Sweep {
	if a.sweep != nil {
		return a.sweep.Sweep
	}
	of := a.sweepSubject()
	return Sweep{Client: of.client, Resolver: of.resolver, Name: of.name, Rate: sweepRate, Total: sweepEach * len(sweepTTLs)}
}

// StartSweep begins a measurement anew. It goes on in what is left of each frame.
func (a *App) StartSweep() {
	a.sweepOff()
	s := &cacheSweep{Sweep: a.Sweep(), file: *a.world.File(), seed: a.world.Seed()}
	s.Running, s.Points, s.Done = true, nil, 0
	s.file.Lab.Timeline, s.file.Lab.Questions = nil, nil
	a.sweep = s
	a.touch()
}

// StopSweep calls the measurement off; what was measured stays.
func (a *App) StopSweep() {
	if a.sweep != nil {
		a.sweep.end()
		a.touch()
	}
}

// sweepOff forgets the measurement.
func (a *App) sweepOff() {
	if a.sweep != nil {
		a.sweep.end()
		a.sweep = nil
	}
}

func (s *cacheSweep) end() {
	if s.world != nil {
		s.world.Close()
		s.world = nil
	}
	s.Running = false
}

// sweepOn goes on measuring while more lets it.
func (a *App) sweepOn(more func() bool) {
	s := a.sweep
	if s == nil || !s.Running {
		return
	}
	for more() {
		if !s.step() {
			s.end()
			break
		}
	}
	a.moved++
	a.touch()
}

// step does one look-up; false: all is measured.
func (s *cacheSweep) step() bool {
	if s.world == nil && !s.open() {
		return false
	}
	p := &s.Points[len(s.Points)-1]
	wait := -math.Log(1-s.dice.Float64()) / s.Rate
	s.world.RunUntil(s.world.Now()+sim.Instant(wait*1e9), nil)
	before := s.hits()
	if _, err := s.world.Do(labfile.DNSQuery{Host: labfile.Name(s.Client), Name: labfile.DomainName(s.Name)}); err != nil {
		return false
	}
	s.world.RunUntil(s.world.Now()+sweepWait, nil)
	if p.Asked++; s.hits() > before {
		p.Hits++
	}
	s.Done++
	if p.Asked == sweepEach {
		s.world.Close()
		s.world = nil
	}
	return true
}

// open makes the world of the next TTL; false if there is none left.
func (s *cacheSweep) open() bool {
	if len(s.Points) == len(sweepTTLs) {
		return false
	}
	ttl := sweepTTLs[len(s.Points)]
	w, err := lab.New(&s.file, s.seed, lab.Options{})
	if err != nil {
		return false // the lab itself is open: it does open
	}
	for _, setting := range []string{"maxCacheTTL", "minCacheTTL"} {
		if _, err := w.Do(labfile.ServiceSet{Host: labfile.Name(s.Resolver), Service: "dns.resolver", Setting: setting, Value: strconv.Itoa(ttl) + "s"}); err != nil {
			w.Close()
			return false
		}
	}
	s.world, s.dice = w, rand.New(rand.NewPCG(s.seed, uint64(ttl)))
	s.Points = append(s.Points, SweepPoint{TTL: ttl})
	return true
}

// hits is how many look-ups the resolver has answered out of its cache so far.
func (s *cacheSweep) hits() int {
	snapshot := s.world.Snapshot()
	for _, h := range snapshot.Hosts {
		if h.Name != s.Resolver {
			continue
		}
		for _, p := range h.Programs {
			for _, f := range p.Fields {
				if f.ID == "dns.fromCache" {
					n, _ := strconv.Atoi(f.Value) // the resolver's own counter
					return n
				}
			}
		}
	}
	return 0
}
