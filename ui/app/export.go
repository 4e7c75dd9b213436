package app

import (
	"bytes"
	"io"
)

// WriteTrace writes the whole trace so far as JSON Lines.
func (a *App) WriteTrace(out io.Writer) error {
	if a.world == nil {
		return nil
	}
	return a.world.WriteTrace(out)
}

// WritePcapng writes what has happened so far as a capture that Wireshark reads: of all
// frames, each once, or with a host of what that host saw.
func (a *App) WritePcapng(out io.Writer, host string) error {
	if a.world == nil {
		return nil
	}
	return a.world.WritePcapng(out, host)
}

// HostNames lists the open lab's hosts, in its order.
func (a *App) HostNames() []string {
	var names []string
	for _, h := range a.Snapshot().Hosts {
		names = append(names, h.Name)
	}
	return names
}

// pcapng is the call of that name. Its result is base64, as bytes always are in JSON.
func (c *call) pcapng() (work, *APIError) {
	var o struct {
		Host string `json:"host"`
	}
	if err := strictly(c.arg(0), &o); err != nil {
		return nil, badParams("pcapng: " + err.Error())
	}
	return atOnce(func() (any, *APIError) {
		if c.app.world == nil {
			return nil, noLab()
		}
		var out bytes.Buffer
		if err := c.app.WritePcapng(&out, o.Host); err != nil {
			return nil, &APIError{Code: Refused, Message: err.Error()}
		}
		return out.Bytes(), nil
	}), nil
}
