package web

import (
	"strconv"
	"time"

	"playnet/core/trace"
)

// EventDownloading: a user begins to download a file.
type EventDownloading struct {
	URL string `json:"url"`
}

// EventDownloaded: a user has the file, or it could not be got.
type EventDownloaded struct {
	URL    string        `json:"url"`
	Bytes  int64         `json:"bytes"` // of the file
	Took   time.Duration `json:"tookNS"`
	Failed string        `json:"failed,omitempty"` // why, in package net's words; "": it is there
}

// Kind implements trace.Body.
func (EventDownloading) Kind() trace.Kind { return KindDownloading }

// Kind implements trace.Body.
func (EventDownloaded) Kind() trace.Kind { return KindDownloaded }

// Text implements trace.Body.
func (e EventDownloading) Text() string { return "downloading " + e.URL }

// Text implements trace.Body.
func (e EventDownloaded) Text() string {
	if e.Failed != "" {
		return e.URL + " could not be downloaded: " + e.Failed
	}
	return e.URL + " downloaded, " + strconv.FormatInt(e.Bytes, 10) + " bytes in " + e.Took.String()
}

// Encode implements trace.Body.
func (e EventDownloading) Encode(to *trace.Encoder) { to.String(e.URL) }

// Encode implements trace.Body.
func (e EventDownloaded) Encode(to *trace.Encoder) {
	to.String(e.URL)
	to.Int(e.Bytes)
	to.Int(int64(e.Took))
	to.String(e.Failed)
}

func init() {
	trace.Register(trace.Spec{Kind: KindDownloading, Name: "web.downloading", Decode: func(d *trace.Decoder) trace.Body {
		return EventDownloading{d.String()}
	}})
	trace.Register(trace.Spec{Kind: KindDownloaded, Name: "web.downloaded", Decode: func(d *trace.Decoder) trace.Body {
		return EventDownloaded{d.String(), d.Int(), time.Duration(d.Int()), d.String()}
	}})
}
