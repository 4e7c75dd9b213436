package app

import (
	"bytes"
	"errors"

	"playnet/core/lab"
	"playnet/core/lab/share"
)

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
		if err := c.app.world.WritePcapng(&out, o.Host, nil); err != nil {
			return nil, &APIError{Code: Refused, Message: err.Error()}
		}
		return out.Bytes(), nil
	}), nil
}

// link is the call of that name.
func (c *call) link() (work, *APIError) {
	return c.hashed(func() (any, *APIError) {
		l, err := c.app.Link()
		if err != nil {
			return nil, &APIError{Code: Refused, Message: err.Error()}
		}
		return l, nil
	}), nil
}

// openShared is the call open with a link, or the code of one.
func (c *call) openShared(fragment string) (work, *APIError) {
	s, err := share.Decode(fragment)
	if err != nil {
		return nil, &APIError{Code: BadLab, Message: reasonText(err), Faults: []Fault{{Reason: reasonText(err)}}}
	}
	a, step := c.app, (func(more func() bool) bool)(nil)
	return func(more func() bool) (bool, any, *APIError) {
		if step == nil {
			if err := a.openState(s); err != nil {
				return true, nil, c.badLab(err)
			}
			step = a.towards(lab.AtPlace(placeOf(s)))
		}
		if !step(more) {
			return false, nil, nil
		}
		a.arriveShared(s)
		return true, map[string]any{"lab": string(a.world.File().Lab.ID), "title": a.Title(), "seed": a.Seed(),
			"now": int64(a.Now()), "position": a.Position()}, nil
	}, nil
}

// badLab says why a lab could not be opened.
func (c *call) badLab(err error) *APIError {
	failure := &APIError{Code: BadLab, Message: err.Error()}
	var faults *OpenError
	if errors.As(err, &faults) {
		failure.Faults = faults.Faults
	}
	c.app.opening = Opening{} // the caller has been told; nobody pressed anything
	return failure
}

// export is the call of that name: {name, type, data}, and base64: true where data is not
// the text itself.
func (c *call) export() (work, *APIError) {
	var o struct {
		Kind     string `json:"kind"`
		Host     string `json:"host"`
		Filtered bool   `json:"filtered"`
	}
	if err := strictly(c.arg(0), &o); err != nil {
		return nil, badParams("export: " + err.Error())
	}
	asked, answered := false, false
	var file File
	var failure error
	return func(func() bool) (bool, any, *APIError) {
		if c.app.world == nil {
			return true, nil, noLab()
		}
		if !asked {
			asked = true
			c.app.MakeExport(o.Kind, ExportOptions{Host: o.Host, Filtered: o.Filtered}, func(f File, err error) {
				answered, file, failure = true, f, err
			})
		}
		switch {
		case !answered:
			return false, nil, nil
		case failure != nil:
			return true, nil, &APIError{Code: Refused, Message: failure.Error()}
		}
		return true, file.message(), nil
	}, nil
}

// message is a file as the calls and the messages to an embedding page hold it.
func (f File) message() map[string]any {
	m := map[string]any{"name": f.Name, "type": f.Type}
	if f.Binary {
		m["data"], m["base64"] = f.Content, true // JSON writes bytes in base64
	} else {
		m["data"] = string(f.Content)
	}
	return m
}
