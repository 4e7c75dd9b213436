package app

import (
	"strconv"
	"strings"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/ui/text"
)

// Do does an action of the learner now, in the open world. Its refusal is shown as a notice.
func (a *App) Do(action labfile.Action) bool {
	if a.world == nil || a.Busy() {
		return false
	}
	if err := a.do(action); err != nil {
		a.Note(reasonOf(err), true)
		return false
	}
	a.touch()
	return true
}

// do is Do for whoever reports the refusal. What the scout saw does not come any more.
func (a *App) do(action labfile.Action) error {
	if p, ok := action.(labfile.LabParameter); ok {
		return a.chooseParameter(p)
	}
	entry, done, name := lab.Entry{Position: a.Position(), At: a.Now(), Do: action}, a.world.Done(), a.branchName(action)
	if _, err := a.world.Do(action); err != nil {
		return err
	}
	a.noted(entry, done, name)
	a.scoutOff()
	a.forgetOdds()
	a.forgetFuture()
	a.furthest = a.world.Now()
	a.facts.messageOf = 0
	a.player.onward = false
	a.stir()
	return nil
}

func reasonOf(err error) string {
	var said []string
	for _, f := range faultsOf(err) {
		said = append(said, f.Reason)
	}
	return strings.Join(said, " ")
}

// LookUp is what the form for a look-up of one's own holds.
type LookUp struct {
	Host string
	Name string
	Type string
}

// LookUpTypes are the record types that the form offers.
var LookUpTypes = []string{"A", "NS", "CNAME", "MX", "TXT", "SOA", "PTR", "AAAA"}

// CanLookUp reports whether the open lab has a host that can look a name up.
func (a *App) CanLookUp() bool { return len(a.Askers()) > 0 }

// Askers lists the hosts that have a resolver to ask.
func (a *App) Askers() []string {
	if a.world == nil {
		return nil
	}
	var names []string
	hosts := a.world.File().Lab.Hosts
	for i := range hosts {
		if len(hosts[i].Resolvers) > 0 {
			names = append(names, string(hosts[i].Name))
		}
	}
	return names
}

// FirstLookUp returns the look-up that the lab's timeline does first, or one that starts
// from the first host that can ask.
func (a *App) FirstLookUp() LookUp {
	if a.world == nil {
		return LookUp{}
	}
	for _, e := range a.world.File().Lab.Timeline {
		if q, ok := e.Do.(labfile.DNSQuery); ok {
			kind := string(q.Type)
			if kind == "" {
				kind = "A"
			}
			return LookUp{Host: string(q.Host), Name: string(q.Name), Type: kind}
		}
	}
	if hosts := a.Askers(); len(hosts) > 0 {
		return LookUp{Host: hosts[0], Type: "A"}
	}
	return LookUp{}
}

// DoLookUp looks a name up, and lets time run so that one sees it.
func (a *App) DoLookUp(l LookUp) bool {
	name := strings.TrimSpace(l.Name)
	if name == "" {
		a.Note(text.T("lookup.empty"), true)
		return false
	}
	q := labfile.DNSQuery{Host: labfile.Name(l.Host), Name: labfile.DomainName(name), Type: labfile.RRType(l.Type)}
	if !a.Do(q) {
		return false
	}
	a.Pause()
	a.Play()
	return true
}

// StopHost takes a host down or brings it up again.
func (a *App) StopHost(name string, up bool) {
	if up {
		a.Do(labfile.HostStart{Host: labfile.Name(name)})
	} else {
		a.Do(labfile.HostStop{Host: labfile.Name(name)})
	}
}

// CutLink cuts the link of a host or a site, or mends it.
func (a *App) CutLink(place string, whole bool) {
	if whole {
		a.Do(labfile.LinkRestore{Place: labfile.Name(place)})
	} else {
		a.Do(labfile.LinkCut{Place: labfile.Name(place)})
	}
}

// DropFrame loses a frame that is in flight.
func (a *App) DropFrame(frame uint64) {
	a.Do(labfile.FrameDrop{Frame: labfile.FrameNumber(frame)})
}

// ParseSeed reads a seed as a person writes it.
func ParseSeed(s string) (uint64, bool) {
	seed, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
	return seed, err == nil
}
