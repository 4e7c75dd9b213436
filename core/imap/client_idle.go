package imap

import (
	"net"
	"time"
)

// Idle lets the server tell of changes as they happen (RFC 2177), to OnUpdate, until
// another fiber calls [Client.Done]. It returns when the server has ended it.
func (c *Client) Idle() error {
	c.idling = true
	_, err := c.do(c.request("IDLE"))
	c.idling, c.doneSaid = false, false
	return err
}

// IdleFor is Idle that ends by itself after a time, as RFC 2177 wants it at least every 29
// minutes, lest the server take the client for gone. A world does not go on for its sake.
func (c *Client) IdleFor(d time.Duration) error {
	t := c.h.AfterWeak(d, func() {
		c.h.Go("done", func() { _ = c.Done() }) // if the connection is gone, Idle knows
	})
	defer t.Stop()
	return c.Idle()
}

// Idling reports whether Idle is under way.
func (c *Client) Idling() bool { return c.idling }

// Done ends [Client.Idle]; it is called from another fiber. It does nothing when nothing is
// to be ended.
func (c *Client) Done() error {
	switch {
	case c.state == Logout:
		return net.ErrClosed
	case !c.idling || c.doneSaid:
		return nil
	}
	c.doneSaid = true
	if !c.goOn {
		return nil // said when the server asks for it
	}
	return c.write([]byte("DONE\r\n"))
}
