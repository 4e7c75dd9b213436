package vnet

import (
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/nettest"

	"playnet/core/host"
	"playnet/core/sim"
)

// driver runs a world in real time for goroutines that call into it: each call
// becomes a fiber. (nettest's deadlines are of the machine's clock.)
type driver struct {
	w     *world
	began time.Time
	mu    sync.Mutex
	calls []func()
	wake  chan struct{}
	end   chan struct{}
}

func (d *driver) run() {
	for {
		d.mu.Lock()
		calls := d.calls
		d.calls = nil
		d.mu.Unlock()
		for _, f := range calls {
			f()
		}
		now := sim.Instant(time.Since(d.began))
		next, ok := d.w.k.Next()
		for ; ok && next <= now; next, ok = d.w.k.Next() {
			d.w.k.Step()
		}
		d.w.k.AdvanceTo(now)
		wait := time.Millisecond
		if ok {
			wait = min(wait, next.Sub(now))
		}
		select {
		case <-d.wake:
		case <-d.end:
			close(d.end)
			return
		case <-time.After(wait):
		}
	}
}

// do runs a call in a fiber of a program and waits for it to return.
func (d *driver) do(h host.Host, f func()) {
	done := make(chan struct{})
	d.mu.Lock()
	d.calls = append(d.calls, func() { h.Go("call", func() { f(); close(done) }) })
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
	}
	<-done
}

// outside is a virtual connection as goroutines see it.
type outside struct {
	d *driver
	h host.Host
	c net.Conn
}

func (o *outside) Read(b []byte) (n int, err error) {
	o.d.do(o.h, func() { n, err = o.c.Read(b) })
	return n, err
}

func (o *outside) Write(b []byte) (n int, err error) {
	o.d.do(o.h, func() { n, err = o.c.Write(b) })
	return n, err
}

func (o *outside) call(f func() error) (err error) {
	o.d.do(o.h, func() { err = f() })
	return err
}

func (o *outside) Close() error         { return o.call(o.c.Close) }
func (o *outside) LocalAddr() net.Addr  { return o.c.LocalAddr() }
func (o *outside) RemoteAddr() net.Addr { return o.c.RemoteAddr() }
func (o *outside) SetDeadline(t time.Time) error {
	return o.call(func() error { return o.c.SetDeadline(t) })
}
func (o *outside) SetReadDeadline(t time.Time) error {
	return o.call(func() error { return o.c.SetReadDeadline(t) })
}
func (o *outside) SetWriteDeadline(t time.Time) error {
	return o.call(func() error { return o.c.SetWriteDeadline(t) })
}

// Virtual connections behave as package net promises.
func TestNettest(t *testing.T) {
	nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
		w := newWorld(t, 1)
		a, b := w.pair(LinkConfig{Delay: 50 * us})
		d := &driver{w: w, began: time.Now(), wake: make(chan struct{}, 1), end: make(chan struct{})}
		w.n.epoch = d.began.Round(0)
		ends := make(chan *outside, 2)
		hold := func(h host.Host, c net.Conn) {
			ends <- &outside{d, h, c}
			h.NewSignal().Wait() // the program lives as long as its machine
		}
		w.exec(b, func(h host.Host) {
			l, _ := h.Listen("tcp", netip.MustParseAddrPort("0.0.0.0:7"))
			c, _ := l.Accept()
			hold(h, c)
		})
		w.exec(a, func(h host.Host) { hold(h, w.connect(h, "10.0.0.2:7")) })
		go d.run()
		c1, c2 = <-ends, <-ends
		return c1, c2, func() {
			c1.Close()
			c2.Close()
			d.end <- struct{}{}
			<-d.end
		}, nil
	})
}
