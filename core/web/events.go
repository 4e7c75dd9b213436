package web

import (
	"strconv"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindState trace.Kind = 0x0E01 + iota
	KindRequest
	KindResponse
	KindReused
	KindCookie
	KindRedirected
	KindDownloading
	KindDownloaded
)

// EventState: a server's connection comes into another state.
type EventState struct {
	Peer string `json:"peer"` // address and port
	From string `json:"from"`
	To   string `json:"to"`
}

// EventRequest: a server has read a request.
type EventRequest struct {
	Method string `json:"method"`
	Site   string `json:"site"` // the Host field's
	Target string `json:"target"`
	Bytes  int64  `json:"bytes"` // on the wire
}

// EventResponse: a client has read a response.
type EventResponse struct {
	Status int    `json:"status"`
	Method string `json:"method"`
	URL    string `json:"url"`
	Bytes  int64  `json:"bytes"` // on the wire
}

// EventReused: a client sends a request on a connection that stands already.
type EventReused struct {
	Server   string `json:"server"`   // name and port
	Requests int64  `json:"requests"` // on this connection before
}

// EventCookie: a client keeps a cookie.
type EventCookie struct {
	Name    string `json:"name"`
	Domain  string `json:"domain"`
	Path    string `json:"path"`
	Expired bool   `json:"expired"` // it is taken away
}

// EventRedirected: a client is sent on.
type EventRedirected struct {
	Status int    `json:"status"`
	To     string `json:"to"`
}

// Kind implements trace.Body.
func (EventState) Kind() trace.Kind { return KindState }

// Kind implements trace.Body.
func (EventRequest) Kind() trace.Kind { return KindRequest }

// Kind implements trace.Body.
func (EventResponse) Kind() trace.Kind { return KindResponse }

// Kind implements trace.Body.
func (EventReused) Kind() trace.Kind { return KindReused }

// Kind implements trace.Body.
func (EventCookie) Kind() trace.Kind { return KindCookie }

// Kind implements trace.Body.
func (EventRedirected) Kind() trace.Kind { return KindRedirected }

// Text implements trace.Body.
func (e EventState) Text() string { return "HTTP with " + e.Peer + ": " + e.From + " → " + e.To }

// Text implements trace.Body.
func (e EventRequest) Text() string { return e.Method + " " + e.Site + e.Target }

// Text implements trace.Body.
func (e EventResponse) Text() string {
	return Status(e.Status).String() + " for " + e.Method + " " + e.URL + ", " + strconv.FormatInt(e.Bytes, 10) + " bytes"
}

// Text implements trace.Body.
func (e EventReused) Text() string {
	return "the connection to " + e.Server + " is used again, after " + strconv.FormatInt(e.Requests, 10) + " requests"
}

// Text implements trace.Body.
func (e EventCookie) Text() string {
	if e.Expired {
		return "cookie " + e.Name + " of " + e.Domain + e.Path + " dropped"
	}
	return "cookie " + e.Name + " of " + e.Domain + e.Path + " kept"
}

// Text implements trace.Body.
func (e EventRedirected) Text() string { return Status(e.Status).String() + ": on to " + e.To }

// Encode implements trace.Body.
func (e EventState) Encode(to *trace.Encoder) {
	to.String(e.Peer)
	to.String(e.From)
	to.String(e.To)
}

// Encode implements trace.Body.
func (e EventRequest) Encode(to *trace.Encoder) {
	to.String(e.Method)
	to.String(e.Site)
	to.String(e.Target)
	to.Int(e.Bytes)
}

// Encode implements trace.Body.
func (e EventResponse) Encode(to *trace.Encoder) {
	to.Int(int64(e.Status))
	to.String(e.Method)
	to.String(e.URL)
	to.Int(e.Bytes)
}

// Encode implements trace.Body.
func (e EventReused) Encode(to *trace.Encoder) {
	to.String(e.Server)
	to.Int(e.Requests)
}

// Encode implements trace.Body.
func (e EventCookie) Encode(to *trace.Encoder) {
	to.String(e.Name)
	to.String(e.Domain)
	to.String(e.Path)
	to.Bool(e.Expired)
}

// Encode implements trace.Body.
func (e EventRedirected) Encode(to *trace.Encoder) {
	to.Int(int64(e.Status))
	to.String(e.To)
}

func init() {
	for _, s := range []trace.Spec{
		{Kind: KindState, Name: "web.state", Decode: func(d *trace.Decoder) trace.Body { return EventState{d.String(), d.String(), d.String()} }},
		{Kind: KindRequest, Name: "web.request", Decode: func(d *trace.Decoder) trace.Body {
			return EventRequest{d.String(), d.String(), d.String(), d.Int()}
		}},
		{Kind: KindResponse, Name: "web.response", Decode: func(d *trace.Decoder) trace.Body {
			return EventResponse{int(d.Int()), d.String(), d.String(), d.Int()}
		}},
		{Kind: KindReused, Name: "web.reused", Decode: func(d *trace.Decoder) trace.Body { return EventReused{d.String(), d.Int()} }},
		{Kind: KindCookie, Name: "web.cookie", Decode: func(d *trace.Decoder) trace.Body {
			return EventCookie{d.String(), d.String(), d.String(), d.Bool()}
		}},
		{Kind: KindRedirected, Name: "web.redirected", Decode: func(d *trace.Decoder) trace.Body {
			return EventRedirected{int(d.Int()), d.String()}
		}},
	} {
		trace.Register(s)
	}
}
