package app

// drawn() → null: the calls before it are done, and what they changed stands on the screen. A
// page that nobody sees draws nothing: there it waits until it is seen again.

// whenDrawn is a job that is over at once; what waits for it then waits for the page.
func (c *call) whenDrawn(done func(result []byte, err *APIError)) {
	a := c.app
	a.begin(&job{call: true, step: func(func() bool) bool { return true }, then: func() {
		a.undrawn = append(a.undrawn, func() { done([]byte("null"), nil) })
	}})
}

// Drawn says that the screen shows the world and the controller as they are.
func (a *App) Drawn() {
	waiting := a.undrawn
	a.undrawn = nil
	for _, told := range waiting {
		told()
	}
}

// Undrawn reports whether somebody waits for [App.Drawn].
func (a *App) Undrawn() bool { return len(a.undrawn) > 0 }
