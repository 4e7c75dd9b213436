package pop3

// Fetching is how a user agent gets what is new.
type Fetching struct {
	// Keep leaves the messages on the server ("download and keep"). Else they are marked
	// as deleted when they have been taken ("download and delete").
	Keep bool
	// Has reports whether the user agent has the message with a unique id already.
	Has func(id string) bool
	// Take takes a message. It is safe with the user agent when Take returns nil: only
	// then is it marked.
	Take func(id string, source []byte) error
}

// Fetch gets the messages that are new to the user agent, in the order of their numbers.
// What it has marked is deleted by [Client.Quit], which is for the caller: if the
// connection breaks before, the messages are there again, and the user agent has them.
// It returns how many were taken.
func (c *Client) Fetch(f Fetching) (taken int, err error) {
	ids, err := c.UIDL()
	if err != nil {
		return 0, err
	}
	for _, m := range ids {
		if !f.Has(m.ID) {
			source, err := c.Retr(m.N)
			if err != nil {
				return taken, err
			}
			if err := f.Take(m.ID, source); err != nil {
				return taken, err
			}
			taken++
		}
		if f.Keep {
			continue
		}
		if err := c.Dele(m.N); err != nil {
			return taken, err
		}
	}
	return taken, nil
}
