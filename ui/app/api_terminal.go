package app

import "playnet/core/lab/labfile"

// terminal is the method terminal({host}): what a host's terminal shows.
func (c *call) terminal() (work, *APIError) {
	var o struct {
		Host string `json:"host"`
	}
	if err := strictly(c.arg(0), &o); err != nil || o.Host == "" {
		return nil, badParams("terminal: the argument is {host}")
	}
	return atOnce(func() (any, *APIError) {
		if c.app.world == nil {
			return nil, noLab()
		}
		shows, err := c.app.world.Terminal(labfile.Name(o.Host))
		if err != nil {
			return nil, &APIError{Code: Refused, Message: err.Error()}
		}
		return shows, nil
	}), nil
}
