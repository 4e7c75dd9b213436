package dht

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// world is a network of nodes under test.
type world struct {
	testing.TB
	k     *sim.Kernel
	t     *trace.Trace
	n     *vnet.Network
	nodes []*Node
	ms    []*vnet.Machine
}

func newWorld(t testing.TB, seed uint64, off bool) *world {
	w := &world{TB: t, k: sim.New(seed), t: trace.New(trace.Options{Off: off})}
	w.n = vnet.New(w.k, w.t, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	t.Cleanup(func() {
		for _, c := range w.n.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	return w
}

func addrOf(i int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
}

// add adds a machine with a node, 10.x.x.x:6881 by its number, which counts from 1.
func (w *world) add(c Config) *Node {
	w.Helper()
	i := len(w.nodes) + 1
	m, err := w.n.AddHost(vnet.HostConfig{Name: fmt.Sprintf("node-%d", i), Addrs: []netip.Addr{addrOf(i)},
		Link: vnet.LinkConfig{Delay: time.Duration(5+i%23) * time.Millisecond}})
	if err != nil {
		w.Fatal(err)
	}
	at := len(w.nodes)
	w.nodes, w.ms = append(w.nodes, nil), append(w.ms, m)
	m.Install(Kind, func() host.Program {
		p := New(c)
		w.nodes[at] = p.Node
		return p
	})
	m.Start()
	return w.nodes[at]
}

func at(i int) netip.AddrPort { return netip.AddrPortFrom(addrOf(i), DefaultPort) }

// grow adds n nodes, each of which joins by look-ups of its own, through a node that was there
// before it, whichever the dice say. Beside so many that are there a sixteenth joins at once: were
// it always one, thousands of nodes would take hours, in which all those that are there keep house.
func (w *world) grow(n int) {
	dice := rand.New(rand.NewPCG(1, uint64(n)))
	for n > 0 {
		there := len(w.nodes)
		wave := min(1+there/16, n)
		n -= wave
		for range wave {
			var c Config
			if there > 0 {
				c.Bootstrap = []netip.AddrPort{at(1 + dice.IntN(there))}
			}
			w.add(c)
		}
		w.run()
	}
}

// run pops events until only weak timers are left.
func (w *world) run() {
	w.Helper()
	for w.k.Alive() {
		w.k.Step()
	}
}

// runFor pops the events of a span, weak timers too.
func (w *world) runFor(d time.Duration) {
	end := w.k.Now().Add(d)
	for {
		next, ok := w.k.Next()
		if !ok || next > end {
			break
		}
		w.k.Step()
	}
	w.k.AdvanceTo(end)
}

// count returns how many events of a kind there are.
func (w *world) count(kind trace.Kind) (n int) {
	w.t.Scan(1, func(e trace.Event) bool {
		if e.Body.Kind() == kind {
			n++
		}
		return true
	})
	return n
}

// find runs a look-up from a node to its end.
func (w *world) find(from *Node, target ID) (done *Lookup) {
	w.Helper()
	from.Find(target, func(l *Lookup) { done = l })
	w.run()
	if done == nil {
		w.Fatal("the look-up did not end")
	}
	return done
}

// nearest returns the identifier of the node nearest to a target, of all there are.
func (w *world) nearest(target ID, but *Node) (best ID) {
	for _, n := range w.nodes {
		if n != but && (best == ID{} || target.Nearer(n.id, best) < 0) {
			best = n.id
		}
	}
	return best
}

// machine adds a machine without a node, with the i-th address.
func (w *world) machine(i int) *vnet.Machine {
	m, err := w.n.AddHost(vnet.HostConfig{Name: fmt.Sprintf("machine-%d", i), Addrs: []netip.Addr{addrOf(i)}})
	if err != nil {
		w.Fatal(err)
	}
	return m
}
