package app

// Welcome greets somebody who has come for the first time: what this is, and what to press.
// It goes when it is closed, and when a lab is opened.
func (a *App) Welcome() {
	a.welcome = true
	a.touch()
}

// Welcoming reports whether somebody new is greeted.
func (a *App) Welcoming() bool { return a.welcome && !a.look.Embed && !a.Comparing() }

// EndWelcome takes the greeting away.
func (a *App) EndWelcome() {
	if a.welcome {
		a.welcome = false
		a.touch()
	}
}
