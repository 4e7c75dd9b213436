package lab

import (
	"bufio"
	"fmt"
	"io"

	"playnet/core/trace"
	"playnet/core/vnet"
)

// WritePcapng writes what has happened so far as a capture that Wireshark reads: of
// all frames or, with a host, of what that host saw (see [vnet.Capture]). only, where it is
// not nil, selects the frames by the events of their sending.
//
// Where the trace no longer keeps all bytes, the world is replayed for them. An
// untraced world can't be captured.
func (w *World) WritePcapng(out io.Writer, host string, only func(trace.ID) bool) error {
	if !w.run.trace.Recording() {
		return fmt.Errorf("the world is not recorded")
	}
	buffered := bufio.NewWriter(out)
	c, err := w.run.net.NewCapture(buffered, host)
	if err != nil {
		return err
	}
	if w.keepsAll() {
		w.run.trace.Scan(1, func(e trace.Event) bool {
			payload := []byte(nil)
			if b, ok := e.Body.(trace.Carrier); ok {
				payload, _ = w.run.trace.Payload(b.PayloadRef())
			}
			if chosen(e, only) {
				c.Take(e, payload)
			}
			return c.Err() == nil
		})
	} else {
		w.replay(c, only)
	}
	if err := c.Err(); err != nil {
		return err
	}
	return buffered.Flush()
}

// keepsAll reports whether no payload has been dropped. The oldest go first, so
// the first one that there is tells.
func (w *World) keepsAll() bool {
	kept := true
	w.run.trace.Scan(1, func(e trace.Event) bool {
		sent, ok := e.Body.(*vnet.FrameSent)
		if !ok || sent.Payload.Len == 0 {
			return true
		}
		_, kept = w.run.trace.Payload(sent.Payload)
		return false
	})
	return kept
}

// chosen leaves frames out that are not wanted. What becomes of them later is not heard of
// then: a capture knows only the frames of which it took the sending.
func chosen(e trace.Event, only func(trace.ID) bool) bool {
	return only == nil || e.Body.Kind() != vnet.KindFrameSent || only(e.ID)
}

// replay runs another world, unrecorded, up to where this one stands, and lets
// the capture listen.
func (w *World) replay(c *vnet.Capture, only func(trace.ID) bool) {
	other := w.newReplica()
	other.log = w.log[:w.applied:w.applied]
	defer other.Close()
	cancel := other.run.trace.Subscribe(func(e trace.Event) {
		payload := []byte(nil)
		switch b := e.Body.(type) {
		case *vnet.FrameSent:
			payload = b.Data
		case *vnet.FrameChanged:
			payload = b.Data
		}
		if chosen(e, only) {
			c.Take(e, payload)
		}
	}, vnet.CaptureKinds...)
	defer cancel()
	other.RunToPlace(w.Place(), nil)
}
