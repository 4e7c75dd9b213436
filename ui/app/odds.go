package app

import (
	"playnet/core/lab"
	"playnet/ui/text"
)

// odds is the measurement of how often a forged answer wins: it runs in the time that
// frames leave over, as a scout does, and when the learner asks for it.
type odds struct {
	run     *lab.Odds
	running bool
}

// hasOdds reports whether the lab has an attacker who guesses.
func (a *App) hasOdds() bool { return a.world.HasOdds() }

// MeasureOdds begins to measure with the lab's settings of this moment, or goes on with
// what was stopped.
func (a *App) MeasureOdds() {
	if a.world == nil || a.odds.running {
		return
	}
	if a.odds.run == nil || a.odds.run.Progress() == 1 {
		run, ok := a.world.Odds()
		if !ok {
			return
		}
		a.odds.run = run
	}
	a.odds.running = true
	a.touch()
}

// StopOdds stops the measurement; what was measured stays.
func (a *App) StopOdds() {
	if a.odds.running {
		a.odds.running = false
		a.touch()
	}
}

// Odds returns what was measured so far, or nil, and whether it goes on.
func (a *App) Odds() (o *lab.Odds, running bool) { return a.odds.run, a.odds.running }

// OddsPools lists the numbers of ports for which the odds are measured.
func OddsPools() []int { return lab.OddsPools }

// oddsOn measures on for what is left of a frame.
func (a *App) oddsOn(more func() bool) {
	if !a.odds.running {
		return
	}
	if a.odds.run.Run(more) {
		a.odds.running = false
		a.say(text.T("odds.said"))
		a.touch()
	}
	a.moved++
}

// forgetOdds throws the measurement away: the lab or its settings are others now.
func (a *App) forgetOdds() {
	if a.odds.run != nil {
		a.odds.run.Close()
	}
	a.odds = odds{}
}
