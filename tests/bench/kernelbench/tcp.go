package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime"
	"time"

	"playnet/core/host"
)

var echoServer = netip.MustParseAddrPort("10.1.0.1:7")

// serve accepts connections and gives each a fiber of its own.
func serve(h host.Host, each func(net.Conn)) error {
	l, err := h.Listen("tcp", echoServer)
	if err != nil {
		return err
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		h.Go("connection", func() { each(c) })
	}
}

// newTCPEchoWorld is [newEchoWorld] over connections.
func newTCPEchoWorld(traced bool) *world {
	w := newWorld(traced)
	w.run(w.host("server", "10.1.0.1"), func(h host.Host) error {
		return serve(h, func(c net.Conn) { copyBack(c, make([]byte, echoBytes)) })
	})
	for i := range echoClients {
		m := w.host(fmt.Sprintf("client%d", i), fmt.Sprintf("10.0.0.%d", i+1))
		w.run(m, func(h host.Host) error {
			c, err := h.Dial("tcp", echoServer)
			if err != nil {
				return err
			}
			b := make([]byte, echoBytes)
			for {
				if _, err := c.Write(b); err != nil {
					return err
				}
				if _, err := io.ReadFull(c, b); err != nil {
					return err
				}
			}
		})
	}
	return w
}

func copyBack(c net.Conn, b []byte) {
	for {
		n, err := c.Read(b)
		if err != nil {
			return
		}
		if _, err := c.Write(b[:n]); err != nil {
			return
		}
	}
}

func tcpEchoUntraced(scale float64) (int, time.Duration) { return runTCPEcho(scale, false) }
func tcpEchoTraced(scale float64) (int, time.Duration)   { return runTCPEcho(scale, true) }

func runTCPEcho(scale float64, traced bool) (int, time.Duration) {
	w := newTCPEchoWorld(traced)
	defer w.stop()
	steps(w.k, int(20_000*scale)+2_000) // the handshakes
	return steps(w.k, int(1e6*scale))
}

// newBulkWorld sends without end over so many connections between two hosts.
func newBulkWorld(connections int) (w *world, received *int) {
	w, received = newWorld(false), new(int)
	w.run(w.host("sink", "10.1.0.1"), func(h host.Host) error {
		return serve(h, func(c net.Conn) {
			b := make([]byte, 64<<10)
			for {
				n, err := c.Read(b)
				if err != nil {
					return
				}
				*received += n
			}
		})
	})
	w.run(w.host("source", "10.0.0.1"), func(h host.Host) error {
		for range connections {
			h.Go("sender", func() { pour(h) })
		}
		return h.NewSignal().Wait() // until the world ends
	})
	return w, received
}

func pour(h host.Host) {
	c, err := h.Dial("tcp", echoServer)
	if err != nil {
		return
	}
	b := make([]byte, 64<<10)
	for {
		if _, err := c.Write(b); err != nil {
			return
		}
	}
}

func bulkOne(scale float64) (int, time.Duration)     { return runBulk(scale, 1) }
func bulkHundred(scale float64) (int, time.Duration) { return runBulk(scale, 100) }

// runBulk returns the bytes of payload that arrived.
func runBulk(scale float64, connections int) (int, time.Duration) {
	w, received := newBulkWorld(connections)
	defer w.stop()
	steps(w.k, 20_000)
	before := *received
	_, took := steps(w.k, int(4e5*scale))
	return *received - before, took
}

// segmentAllocations returns how often memory is allocated for a million events
// of a bulk transfer that is under way.
func segmentAllocations(scale float64) (int, time.Duration) {
	return runAllocations(scale, func(m *runtime.MemStats) uint64 { return m.Mallocs })
}

// segmentBytes returns how many bytes are allocated for them.
func segmentBytes(scale float64) (int, time.Duration) {
	return runAllocations(scale, func(m *runtime.MemStats) uint64 { return m.TotalAlloc })
}

func runAllocations(scale float64, count func(*runtime.MemStats) uint64) (int, time.Duration) {
	w, _ := newBulkWorld(1)
	defer w.stop()
	steps(w.k, 20_000)
	var before, after runtime.MemStats
	n := int(4e5 * scale)
	runtime.ReadMemStats(&before)
	steps(w.k, n)
	runtime.ReadMemStats(&after)
	return int(float64(count(&after)-count(&before)) * 1e6 / float64(n)), time.Second
}

// newStarWorld is a thousand clients around one server, each of which sends a
// datagram as soon as the one before has come back.
func newStarWorld() *world {
	w := newWorld(false)
	w.run(w.host("server", "10.1.0.1"), func(h host.Host) error { return echo(h, echoServer) })
	for i := range 1000 {
		m := w.host(fmt.Sprintf("client%d", i), fmt.Sprintf("10.2.%d.%d", i/250, i%250+1))
		w.run(m, func(h host.Host) error { return chatter(h, echoServer) })
	}
	return w
}

func star(scale float64) (int, time.Duration) {
	w := newStarWorld()
	defer w.stop()
	return steps(w.k, int(1e6*scale))
}
