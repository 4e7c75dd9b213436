package lab

import (
	"bufio"
	"fmt"
	"io"

	"playnet/core/pcapng"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// WritePcapng writes what has happened so far as a capture that Wireshark reads.
// Time stamps are the world's wall clock.
//
// Without a host each frame stands in it once, at the interface of its sender and
// when it was sent. (Recorded at both ends, every frame would be taken for
// retransmitted at the second.) With a host it is what that host saw: the frames
// that it sent, and those that arrived, when they arrived; a frame to itself once.
//
// Where the trace no longer keeps all bytes, the world is replayed for them. An
// untraced world can't be captured.
func (w *World) WritePcapng(out io.Writer, host string) error {
	if !w.run.trace.Recording() {
		return fmt.Errorf("the world is not recorded")
	}
	buffered := bufio.NewWriter(out)
	c := w.newCapture(buffered, host)
	if host != "" && len(c.interfaces) == 0 {
		return fmt.Errorf("the lab has no host %s", host)
	}
	if w.keepsAll() {
		w.run.trace.Scan(1, func(e trace.Event) bool {
			payload := []byte(nil)
			if sent, ok := e.Body.(*vnet.FrameSent); ok {
				payload, _ = w.run.trace.Payload(sent.Payload)
			}
			c.take(e, payload)
			return c.out.Err() == nil
		})
	} else if err := w.replay(c); err != nil {
		return err
	}
	if err := c.out.Err(); err != nil {
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

// replay runs another world, unrecorded, up to where this one stands, and lets
// the capture listen.
func (w *World) replay(c *capture) error {
	other, err := New(w.file, w.seed, Options{Untraced: true})
	if err != nil {
		return err
	}
	defer other.Close()
	cancel := other.run.trace.Subscribe(func(e trace.Event) {
		payload := []byte(nil)
		if sent, ok := e.Body.(*vnet.FrameSent); ok {
			payload = sent.Data
		}
		c.take(e, payload)
	}, vnet.KindFrameSent, vnet.KindFrameDuplicated, vnet.KindFrameDelivered, vnet.KindFrameLost)
	defer cancel()
	other.goTo(w)
	return nil
}

// capture turns events into packets.
type capture struct {
	out        *pcapng.Writer
	epoch      uint64 // the wall clock at instant zero, in nanoseconds since 1970
	host       string // whose view it is; "": everybody's
	interfaces map[string]uint32
	// Frames on their way to host. A duplicate shares its original's bytes.
	coming map[trace.ID][]byte
}

func (w *World) newCapture(out io.Writer, host string) *capture {
	c := &capture{
		out: pcapng.NewWriter(out), host: host, epoch: uint64(w.run.net.Epoch().UnixNano()),
		interfaces: map[string]uint32{}, coming: map[trace.ID][]byte{},
	}
	for _, m := range w.run.net.Machines() {
		if host == "" || host == m.Name() {
			c.interfaces[m.Name()] = c.out.Interface(m.Name())
		}
	}
	return c
}

func (c *capture) take(e trace.Event, payload []byte) {
	switch b := e.Body.(type) {
	case *vnet.FrameSent:
		mine := c.host == "" || c.host == e.Host
		if !mine && c.host != b.To {
			return
		}
		frame := vnet.FrameBytes(b, payload)
		if mine {
			c.packet(e, e.Host, frame)
		} else {
			c.coming[e.ID] = frame
		}
	case *vnet.FrameDuplicated:
		if frame, ok := c.coming[b.Frame]; ok {
			c.coming[e.ID] = frame
		}
	case *vnet.FrameDelivered:
		c.arrive(e, b.Frame)
	case *vnet.FrameLost:
		if b.Reason == vnet.SocketBuffer { // it came as far as the host
			c.arrive(e, b.Frame)
		}
		delete(c.coming, b.Frame)
	}
}

// arrive records a frame at the host that it reached, if that is the one.
func (c *capture) arrive(e trace.Event, frame trace.ID) {
	if b, ok := c.coming[frame]; ok {
		c.packet(e, c.host, b)
		delete(c.coming, frame)
	}
}

func (c *capture) packet(e trace.Event, at string, frame []byte) {
	c.out.Packet(c.interfaces[at], c.epoch+uint64(e.At), frame)
}
