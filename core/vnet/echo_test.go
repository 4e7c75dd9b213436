package vnet

import (
	"testing"

	"playnet/core/host"
)

func TestEcho(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 1e6})
	w.echo(b, 7)
	got := ""
	w.exec(a, func(h host.Host) {
		c := w.dial(h, "10.0.0.2:7")
		if _, err := c.Write([]byte("hello")); err != nil {
			t.Error(err)
		}
		buf := make([]byte, 100)
		n, err := c.Read(buf)
		if err != nil {
			t.Error(err)
		}
		got = string(buf[:n])
		if d := h.Now().Sub(testEpoch); d != 4e6 {
			t.Errorf("the echo came after %v, want 4 ms", d)
		}
	})
	w.run()
	if got != "hello" {
		t.Errorf("got %q", got)
	}
}
