package app

import (
	"slices"

	"playnet/core/lab/labfile"
)

// PingTarget is the host that a host would ping: the one that was chosen, or else the
// first other one; "" if there is none.
func (a *App) PingTarget(from string) string {
	names := a.HostNames()
	if a.pingTarget != from && slices.Contains(names, a.pingTarget) {
		return a.pingTarget
	}
	for _, name := range names {
		if name != from {
			return name
		}
	}
	return ""
}

// SetPingTarget takes the learner's choice.
func (a *App) SetPingTarget(name string) {
	a.pingTarget = name
	a.touch()
}

// Ping lets a host ping its target, and lets time run so that one sees it.
func (a *App) Ping(from string) {
	if a.Do(labfile.Ping{Host: labfile.Name(from), To: labfile.HostRef(a.PingTarget(from))}) {
		a.Pause()
		a.Play()
	}
}
