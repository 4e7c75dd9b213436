//go:build js && wasm

package main

import (
	"fmt"

	"github.com/hack-pad/safejs"
)

// eventWaiter is the part of vugu's renderer that says when something has changed.
type eventWaiter interface {
	// EventWait blocks until the page has to be drawn again; false means never again.
	EventWait() bool
}

// drawLoop draws once, calls started, and then draws again after each change, at most
// once per animation frame: vugu asks for a render per event and sends the whole tree
// each time, so a burst of events would otherwise cost a render each.
func drawLoop(changes eventWaiter, draw func() error, started func()) error {
	if err := draw(); err != nil {
		return fmt.Errorf("first drawing of the page: %w", err)
	}
	started()

	// One slot: a change that comes while a drawing is already owed adds nothing.
	owed := make(chan struct{}, 1)
	go func() {
		defer close(owed)
		for changes.EventWait() {
			select {
			case owed <- struct{}{}:
			default:
			}
		}
	}()
	frames, err := newFrameClock()
	if err != nil {
		return err
	}
	defer frames.release()
	for range owed {
		if err := frames.wait(); err != nil {
			return err
		}
		// What changed while we waited for the frame is drawn in this frame.
		select {
		case <-owed:
		default:
		}
		if err := draw(); err != nil {
			return fmt.Errorf("drawing the page: %w", err)
		}
	}
	return nil
}

// frameClock waits for the browser's animation frames.
type frameClock struct {
	frame    chan struct{}
	callback safejs.Func
}

func newFrameClock() (*frameClock, error) {
	c := &frameClock{frame: make(chan struct{}, 1)}
	callback, err := safejs.FuncOf(func(safejs.Value, []safejs.Value) any {
		c.frame <- struct{}{}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("animation frames: %w", err)
	}
	c.callback = callback
	return c, nil
}

// wait blocks until the next animation frame. In a hidden tab there is none, and
// nothing to draw either.
func (c *frameClock) wait() error {
	if _, err := safejs.Global().Call("requestAnimationFrame", c.callback.Value()); err != nil {
		return fmt.Errorf("animation frames: %w", err)
	}
	<-c.frame
	return nil
}

func (c *frameClock) release() { c.callback.Release() }
