package vnet

import (
	"fmt"
	"io"
	"slices"

	"playnet/core/pcapng"
	"playnet/core/trace"
)

// Capture turns a network's events into a capture that Wireshark reads. Time stamps
// are the machines' wall clock.
//
// Without a host each frame stands in it once, at the interface of its sender and
// when it was sent. (Recorded at both ends, every frame would be taken for
// retransmitted at the second.) With a host it is what that host saw: the frames
// that it sent, and those that arrived, when they arrived; a frame to itself once.
type Capture struct {
	out        *pcapng.Writer
	epoch      uint64 // the wall clock at instant zero, in nanoseconds since 1970
	host       string // whose view it is; "": everybody's
	interfaces map[string]uint32
	// Frames on their way to host. A duplicate shares its original's bytes.
	coming map[trace.ID][]byte
}

// CaptureKinds are the events that a [Capture] takes.
var CaptureKinds = []trace.Kind{KindFrameSent, KindFrameDuplicated, KindFrameChanged, KindFrameDelivered, KindFrameLost}

// NewCapture begins a capture of what the machines that there are now send, or of
// what one of them sees.
func (n *Network) NewCapture(out io.Writer, host string) (*Capture, error) {
	c := &Capture{
		out: pcapng.NewWriter(out), host: host, epoch: uint64(n.epoch.UnixNano()),
		interfaces: map[string]uint32{}, coming: map[trace.ID][]byte{},
	}
	for _, m := range n.machines {
		if host == "" || host == m.name {
			c.interfaces[m.name] = c.out.Interface(m.name)
		}
	}
	if host != "" && len(c.interfaces) == 0 {
		return nil, fmt.Errorf("there is no host %s", host)
	}
	return c, nil
}

// Err returns the first error of the output.
func (c *Capture) Err() error { return c.out.Err() }

// Take takes the next event of the world. payload is what its payload reference
// stands for.
func (c *Capture) Take(e trace.Event, payload []byte) {
	switch b := e.Body.(type) {
	case *FrameSent:
		mine := c.host == "" || c.host == e.Host
		if !mine && c.host != b.To {
			return
		}
		frame := FrameBytes(b, payload)
		if mine {
			c.packet(e, e.Host, frame)
		} else {
			c.coming[e.ID] = frame
		}
	case *FrameDuplicated:
		if frame, ok := c.coming[b.Frame]; ok {
			c.coming[e.ID] = frame
		}
	case *FrameChanged:
		if _, ok := c.coming[b.Frame]; ok {
			c.coming[b.Frame] = slices.Clone(payload) // it arrives so
		}
	case *FrameDelivered:
		c.arrive(e, b.Frame)
	case *FrameLost:
		if b.Reason.AtHost() {
			c.arrive(e, b.Frame)
		}
		delete(c.coming, b.Frame)
	}
}

// arrive records a frame at the host that it reached, if that is the one.
func (c *Capture) arrive(e trace.Event, frame trace.ID) {
	if b, ok := c.coming[frame]; ok {
		c.packet(e, c.host, b)
		delete(c.coming, frame)
	}
}

func (c *Capture) packet(e trace.Event, at string, frame []byte) {
	c.out.Packet(c.interfaces[at], c.epoch+uint64(e.At), frame)
}
