package app

// swarm is the call of that name.
func (c *call) swarm() (work, *APIError) {
	return c.ask(func() any {
		if w, ok := c.app.Swarm(); ok {
			return w
		}
		return nil
	}), nil
}
