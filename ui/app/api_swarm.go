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

// parameters is the method parameters(): the lab's parameters with their values. They are set
// by do({op: "lab.parameter"}) before anything has happened.
func (c *call) parameters() any {
	list := c.app.Parameters()
	if list == nil {
		list = []Parameter{}
	}
	return list
}
