package app

import (
	"playnet/core/lab/labfile"
	"playnet/core/view"
)

// Chart is something of a lab's run that the page can plot.
type Chart string

// The charts.
const (
	LoadChart Chart = "load" // the work of the name servers over time
	OddsChart Chart = "odds" // how often a forged answer wins
	// SpokenChart is what each protocol costs, where there is mail.
	SpokenChart Chart = "spoken"
	// CompletionChart is how the peers of a swarm get on.
	CompletionChart Chart = "completion"
)

// chartRules say of which labs there are charts, in the order in which they are shown.
var chartRules = []struct {
	chart Chart
	of    func(*App) bool
}{
	{CompletionChart, func(a *App) bool { return a.HasSwarm() }},
	{LoadChart, (*App).hasLoad},
	{SpokenChart, (*App).hasMailServer},
	{SweepChart, (*App).hasSweep},
	{OddsChart, (*App).hasOdds},
	{SweepsChart, (*App).hasLabSweeps},
}

// Charts lists what can be plotted of the open lab: its services decide.
func (a *App) Charts() []Chart {
	if a.world == nil {
		return nil
	}
	var list []Chart
	for _, r := range chartRules {
		if r.of(a) {
			list = append(list, r.chart)
		}
	}
	return list
}

// hasLoad reports whether name servers can be overloaded, or users look names up at a
// rate.
func (a *App) hasLoad() bool {
	for _, s := range a.world.File().Lab.Services {
		switch s := s.(type) {
		case labfile.DNSLoad:
			return true
		case labfile.DNSAuthority:
			if s.Capacity != nil {
				return true
			}
		case labfile.DNSResolver:
			if s.Capacity != nil {
				return true
			}
		}
	}
	return false
}

// hasMailServer reports whether a mail server is in the lab: then several protocols bring the
// same mail, at different costs.
func (a *App) hasMailServer() bool {
	for _, s := range a.world.File().Lab.Services {
		if _, ok := s.(labfile.MailServer); ok {
			return true
		}
	}
	return false
}

// Loads tells how the work of the name servers has gone.
func (a *App) Loads() view.Loads { return a.world.Loads() }
