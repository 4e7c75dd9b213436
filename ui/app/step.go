package app

import "playnet/ui/text"

// job is work on the world that may take longer than a frame. It is done in slices; what
// comes after it waits for it.
type job struct {
	// step goes on until it is done or more says no, and reports whether it is done.
	step func(more func() bool) bool
	then func() // may be nil
	// seek marks a job that a later seek makes needless, as while the learner drags.
	seek bool
	// call marks a job of the embedding page: it stays when another lab is opened.
	call bool
	// calledOff marks a job that the learner ended: this is then said of it.
	calledOff bool
}

// Work goes on with what was begun, and reports whether something of it is left.
func (a *App) Work(more func() bool) (busy bool) {
	for len(a.jobs) > 0 {
		j := a.jobs[0]
		if !j.step(more) {
			if a.travel == nil {
				a.stir() // a replica travels: the world stands where it stood
			}
			a.worked++
			return true
		}
		a.drop(func(other *job) bool { return other == j })
		if j.then != nil {
			j.then()
		}
		if j.calledOff {
			a.say(text.T("seek.cancelled"))
		}
		if len(a.jobs) > 0 && !more() {
			return true
		}
	}
	return false
}

// drop takes jobs out of the queue.
func (a *App) drop(which func(*job) bool) {
	var left []*job
	for _, j := range a.jobs {
		if !which(j) {
			left = append(left, j)
		}
	}
	a.jobs = left
}

// Busy reports whether work on the world is under way.
func (a *App) Busy() bool { return len(a.jobs) > 0 }

// begin enters a job.
func (a *App) begin(j *job) { a.jobs = append(a.jobs, j) }

// command pauses, and enters a job of the learner's hand.
func (a *App) command(seek bool, step func(more func() bool) bool, then func()) {
	if a.world == nil {
		return
	}
	a.Pause()
	if n := len(a.jobs); seek && n > 0 && a.jobs[n-1].seek {
		a.jobs = a.jobs[:n-1]
		if n == 1 {
			a.abandon()
		}
	}
	a.begin(&job{seek: seek, step: step, then: func() {
		a.stir()
		a.dropSelection()
		a.touch()
		if then != nil {
			then()
		}
	}})
}
