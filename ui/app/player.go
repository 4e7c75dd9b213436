package app

import (
	"math"
	"time"

	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/ui/text"
)

// player is how the world's time runs.
type player struct {
	playing bool
	onward  bool // play was pressed although nothing but weak timers was left
	speed   int  // place in speeds
	skip    bool // jump over what is quiet
	usual   int  // place in speeds that a lab with a speed of its own has taken over from, and one more; 0: none has
	// behind is the real time that the last frame had no time for: the next ones make up for it.
	behind time.Duration
}

// speeds are the world's seconds per second: steps of 1, 2, 5, and at the end as fast as
// the machine can.
var speeds = [...]float64{
	1. / 1000, 1. / 500, 1. / 200, 1. / 100, 1. / 50, 1. / 20, 1. / 10, 1. / 5, 1. / 2,
	1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, math.Inf(1),
}

const (
	// speedAtStart is 1/50: a look-up of 200 ms takes ten seconds to watch.
	speedAtStart = 4
	// longestFrame bounds how much real time one frame may make up for, and how much of it may be
	// left to the next: a tab that was away does not jump when it comes back.
	longestFrame = 100 * time.Millisecond
	// quietFor is how long, in real time, nothing may move before skipping sets in.
	quietFor = 150 * time.Millisecond
	// busyFrame is how many queue events of the open world make a frame a busy one, which
	// leaves what can be done later to frames after the run.
	busyFrame = 500
)

// Speeds returns how many speeds there are; they are chosen by number from 0.
func Speeds() int { return len(speeds) }

// Speed returns the number of the present speed.
func (a *App) Speed() int { return a.player.speed }

// SetSpeed chooses a speed by its number.
func (a *App) SetSpeed(n int) {
	n = min(max(n, 0), len(speeds)-1)
	if n != a.player.speed {
		a.player.speed, a.player.behind = n, 0
		a.touch()
	}
}

// labSpeed takes over the speed that a lab wants to be played at, or goes back to the one
// before where it wants none.
func (p *player) labSpeed(want *labfile.Speed) {
	if want == nil {
		if p.usual > 0 {
			p.speed, p.usual = p.usual-1, 0
		}
		return
	}
	if p.usual == 0 {
		p.usual = p.speed + 1
	}
	p.speed = 0
	for p.speed < len(speeds)-2 && speeds[p.speed+1] <= float64(*want) {
		p.speed++
	}
}

// SpeedText returns the present speed as a person reads it.
func (a *App) SpeedText() string {
	x := speeds[a.player.speed]
	switch {
	case math.IsInf(x, 1):
		return text.T("speed.fastest")
	case x < 1:
		return text.T("speed.slower", "n", text.Number(int(math.Round(1/x))))
	default:
		return text.T("speed.faster", "n", text.Number(int(x)))
	}
}

// Playing reports whether time runs.
func (a *App) Playing() bool { return a.player.playing }

// Ended reports whether nothing is left to happen.
func (a *App) Ended() bool {
	if a.world == nil {
		return false
	}
	if end, ok := a.world.End(); ok {
		return a.world.Now() >= end
	}
	return a.world.Idle() && !a.otherGoesOn()
}

// Play lets time run. When nothing is left to happen it runs on, for what ages: caches and
// their times to live.
func (a *App) Play() {
	if a.world == nil || a.player.playing {
		return
	}
	if end, ok := a.world.End(); ok && a.world.Now() >= end {
		return
	}
	if a.uncoverQuestion() {
		return
	}
	a.passQuestion()
	a.player.playing, a.player.onward, a.player.behind = true, a.Ended(), 0
	a.touch()
}

// Pause stops time.
func (a *App) Pause() {
	a.showing = false
	if a.player.playing {
		a.player.playing = false
		a.touch()
	}
}

// Toggle plays or pauses.
func (a *App) Toggle() {
	if a.player.playing {
		a.Pause()
		a.sayWhere()
	} else {
		a.Play()
	}
}

// Skipping reports whether what is quiet is jumped over.
func (a *App) Skipping() bool { return a.player.skip }

// SetSkipping chooses whether what is quiet is jumped over.
func (a *App) SetSkipping(on bool) {
	a.player.skip = on
	a.touch()
}

// Frame does what is due in one animation frame: jobs that were begun, and time if it
// runs. real is the time since the last frame. more is asked every now and then whether
// the frame's budget still lasts.
func (a *App) Frame(real time.Duration, more func() bool) {
	if a.Work(more) || a.world == nil {
		return
	}
	a.showing = a.showing && a.player.playing
	if a.passed += real; !a.player.playing {
		a.passed = 0
	}
	busy := false
	if a.player.playing && !a.lags() {
		before := a.world.Position()
		a.play(min(real, longestFrame), more)
		busy = a.world.Position()-before > busyFrame
	}
	if a.compare != nil {
		a.compareOn(more)
	}
	a.rest()
	a.judge()
	if !a.player.playing && !a.facts.filled {
		a.fill(more)
	}
	a.sift(more)
	a.listen(more)
	a.sweepOn(more)
	a.worldsOn(more)
	a.quiet += min(real, longestFrame)
	if more() {
		a.oddsOn(more)
	}
	if busy {
		a.scoutLate()
		return
	}
	if a.isQuiet() && more() {
		a.scoutOn(more)
	}
	if a.isQuiet() && more() {
		a.foresee(more)
	}
	if a.isQuiet() && a.scout.done && !a.tended && more() {
		a.tended = a.world.TendReplicas(more) && a.world.HashOn(more) // a link has it
	}
}

func (a *App) play(real time.Duration, more func() bool) {
	if !a.foresee(more) {
		return // until it is known where to stop
	}
	w := a.world
	before := w.Position()
	target := a.target(real + a.player.behind)
	a.player.behind = 0
	if target == sim.Never {
		w.RunIdle(more) // who is in such a hurry is not asked
	} else if !w.RunUntilPosition(target, a.nextStop(), more) {
		a.player.behind = min(time.Duration(float64(target.Sub(w.Now()))/speeds[a.player.speed]), longestFrame)
	} else if a.meetQuestion() {
		a.stir()
		return
	}
	if w.Position() != before {
		a.stir()
	} else {
		a.moved++
	}
	if a.Ended() && !a.player.onward || a.atEnd() {
		a.player.playing = false
		a.touch()
	}
}

// atEnd reports whether the lab's own end has come.
func (a *App) atEnd() bool {
	end, ok := a.world.End()
	return ok && a.world.Now() >= end
}

// target returns the instant up to which the world runs in this frame; sim.Never is as
// far as it gets.
func (a *App) target(real time.Duration) sim.Instant {
	w, speed := a.world, speeds[a.player.speed]
	now := w.Now()
	if math.IsInf(speed, 1) {
		if a.player.onward {
			// Nothing but ageing is left: an hour a second.
			return a.within(now.Add(3600 * real))
		}
		if a.compare != nil && a.compare.end > now {
			return a.within(a.compare.end)
		}
		return sim.Never
	}
	target := now.Add(time.Duration(float64(real) * speed))
	if next, ok := a.next(); ok && a.player.skip && !a.player.onward {
		quiet := time.Duration(float64(quietFor) * speed)
		if next > now.Add(quiet) && len(a.Frames()) == 0 && !a.otherMoves() {
			target = next
		}
	}
	return a.withinBoth(target)
}

// within bounds an instant by the lab's own end.
func (a *App) within(t sim.Instant) sim.Instant {
	if end, ok := a.world.End(); ok && t > end {
		return end
	}
	return t
}
