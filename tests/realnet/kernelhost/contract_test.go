//go:build linux

package kernelhost_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
	"playnet/tests/realnet/kernelhost"
)

// trial is a program that writes down what its host does.
type trial struct {
	run   func(h host.Host, say func(format string, args ...any))
	lines []string
	done  func()
}

func (*trial) Kind() string       { return "trial" }
func (*trial) View() view.Program { return view.Program{} }

func (p *trial) Run(h host.Host) error {
	p.run(h, func(format string, args ...any) { p.lines = append(p.lines, fmt.Sprintf(format, args...)) })
	p.done()
	return h.NewSignal().Wait() // as a server does: until the host stops
}

// meaning names an error by what a program finds in it.
func meaning(err error) string {
	for name, target := range map[string]error{
		"refused": syscall.ECONNREFUSED, "deadline": os.ErrDeadlineExceeded, "closed": net.ErrClosed,
		"in use": syscall.EADDRINUSE, "not local": syscall.EADDRNOTAVAIL, "connected": net.ErrWriteToConnected,
		"too long": syscall.EMSGSIZE, "reset": syscall.ECONNRESET, "broken pipe": syscall.EPIPE,
	} {
		if errors.Is(err, target) {
			return name
		}
	}
	if errors.As(err, new(net.UnknownNetworkError)) {
		return "unknown network"
	}
	return fmt.Sprint(err)
}

// onKernel runs a trial on the machine's own sockets.
func onKernel(t *testing.T, p *trial) {
	t.Helper()
	w := kernelhost.New(kernelhost.Options{Seed: 1, Crashed: func(e *kernelhost.CrashError) { t.Errorf("%v\n%s", e, e.Stack) }})
	done := make(chan struct{})
	p.done = func() { close(done) }
	w.Start("a", []netip.Addr{netip.MustParseAddr("127.0.77.1")}, p)
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Error("the trial does not end")
	}
	if err := w.Stop(time.Minute); err != nil {
		t.Error(err)
	}
}

// inWorld runs a trial in a virtual world.
func inWorld(t *testing.T, p *trial) {
	t.Helper()
	k := sim.New(1)
	n := vnet.New(k, trace.New(trace.Options{}), time.Unix(0, 0))
	m, err := n.AddHost(vnet.HostConfig{Name: "a", Addrs: []netip.Addr{netip.MustParseAddr("10.0.77.1")}})
	if err != nil {
		t.Fatal(err)
	}
	p.done = func() {}
	m.Install("trial", func() host.Program { return p })
	for k.Alive() && k.Step() {
	}
	for _, c := range n.Crashes() {
		t.Errorf("%s crashed: %s", c.What, c.Stack)
	}
	n.Stop()
}

// clause is something that programs may rely on.
type clause struct {
	run  func(h host.Host, say func(format string, args ...any))
	want []string
}

// The contract's table: what programs may rely on, in both kinds of world.
var contract = map[string]clause{
	"datagrams": {func(h host.Host, say func(string, ...any)) {
		server, err := h.ListenPacket("udp", netip.AddrPortFrom(h.Addrs()[0], 4053))
		say("listen: %v", err)
		client, err := h.Dial("udp", netip.AddrPortFrom(h.Addrs()[0], 4053))
		say("dial: %v", err)
		client.Write([]byte("hello"))
		b := make([]byte, 3)
		n, from, err := server.ReadFromUDPAddrPort(b)
		say("read %q, %v, from the client %v", b[:n], err, from.String() == client.LocalAddr().String())
		_, err = server.WriteToUDPAddrPort([]byte("answer"), from)
		say("write: %v", err)
		b = make([]byte, 100)
		n, err = client.Read(b)
		say("read %q, %v", b[:n], err)
		n, err = client.Write(nil)
		say("wrote %d, %v", n, err)
		n, _, err = server.ReadFrom(b)
		say("read %d, %v", n, err)
		_, udp := client.LocalAddr().(*net.UDPAddr)
		_, remote := client.RemoteAddr().(*net.UDPAddr)
		say("addresses of package net: %v %v", udp, remote)
		port := client.LocalAddr().(*net.UDPAddr).AddrPort()
		say("from its own address: %v", port.Addr() == h.Addrs()[0])
	}, []string{"listen: <nil>", "dial: <nil>", `read "hel", <nil>, from the client true`, "write: <nil>",
		`read "answer", <nil>`, "wrote 0, <nil>", "read 0, <nil>", "addresses of package net: true true", "from its own address: true"}},

	"errors": {func(h host.Host, say func(string, ...any)) {
		own := netip.AddrPortFrom(h.Addrs()[0], 4054)
		c, _ := h.Dial("udp", own)
		c.Write([]byte("x"))
		_, err := c.Read(make([]byte, 1))
		say("closed port: %s", meaning(err))
		server, _ := h.ListenPacket("udp", own)
		_, err = h.ListenPacket("udp", own)
		say("second on a port: %s", meaning(err))
		_, err = h.ListenPacket("udp", netip.MustParseAddrPort("192.0.2.1:5"))
		say("another's address: %s", meaning(err))
		_, err = h.ListenPacket("sctp", own)
		say("sctp: %s", meaning(err))
		_, err = h.Dial("ip", own)
		say("ip: %s", meaning(err))
		server.SetReadDeadline(h.Now().Add(20 * time.Millisecond))
		before := h.Now()
		_, _, err = server.ReadFromUDPAddrPort(make([]byte, 1))
		say("deadline: %s, not before: %v", meaning(err), h.Now().Sub(before) >= 20*time.Millisecond)
		_, err = c.Write(make([]byte, 65508))
		say("too long: %s", meaning(err))
		say("close: %v", server.Close())
		_, _, err = server.ReadFrom(make([]byte, 1))
		say("read: %s", meaning(err))
		_, err = server.WriteToUDPAddrPort([]byte("x"), own)
		say("write: %s", meaning(err))
		say("close again: %s", meaning(server.Close()))
		again, err := h.ListenPacket("udp", own)
		say("the port is free again: %v", err)
		again.Close()
	}, []string{"closed port: refused", "second on a port: in use", "another's address: not local", "sctp: unknown network",
		"ip: unknown network", "deadline: deadline, not before: true", "too long: too long", "close: <nil>", "read: closed",
		"write: closed", "close again: closed", "the port is free again: <nil>"}},

	"waiting": {func(h host.Host, say func(string, ...any)) {
		s, ready := h.NewSignal(), false
		h.Go("other", func() {
			h.Sleep(10 * time.Millisecond)
			ready = true
			s.Broadcast()
		})
		say("nobody has run yet: %v", !ready)
		err := s.Wait()
		say("signal: %v %v", err, ready)
		say("late: %s", meaning(s.WaitUntil(h.Now().Add(time.Millisecond))))
		fired := 0
		stopped := h.After(5*time.Millisecond, func() { fired += 10 })
		kept := h.After(5*time.Millisecond, func() { fired++; s.Broadcast() })
		say("stop: %v, again: %v", stopped.Stop(), stopped.Stop())
		s.Wait()
		h.Sleep(10 * time.Millisecond)
		say("fired: %d, stop: %v", fired, kept.Stop())
		a, b := h.Rand("dice"), h.Rand("dice")
		say("same name, same dice: %v", a.Uint64() == b.Uint64())
		say("other name, other dice: %v", h.Rand("dice").Uint64() != h.Rand("cards").Uint64())
	}, []string{"nobody has run yet: true", "signal: <nil> true", "late: deadline", "stop: true, again: false", "fired: 1, stop: false",
		"same name, same dice: true", "other name, other dice: true"}},

	"disk": {func(h host.Host, say func(string, ...any)) {
		d := host.DiskOf(h)
		_, ok := d.Read("mail/a")
		say("at first: %v %q", ok, d.Names(""))
		d.Append("mail/a", []byte("one"))
		d.Write("zone", []byte("two"))
		h.Go("other", func() { host.DiskOf(h).Append("mail/a", []byte(" more")) })
		h.Sleep(time.Millisecond)
		b, ok := d.Read("mail/a")
		say("shared: %q %v, names %q", b, ok, d.Names("mail/"))
		d.Remove("mail/a")
		say("at last: %q", d.Names(""))
	}, []string{"at first: false []", `shared: "one more" true, names ["mail/a"]`, `at last: ["zone"]`}},

	"contexts": {func(h host.Host, say func(string, ...any)) {
		op := h.Emit(note{})
		say("served before: %v", h.Serve(op) == 0)
		s := h.NewSignal()
		h.Go("other", func() {
			say("a fiber inherits: %v", h.Serve(0) == op)
			s.Broadcast()
		})
		s.Wait()
		say("and changes only its own: %v", h.Serve(op) == op)
		h.After(time.Millisecond, func() {
			say("a timer inherits: %v", h.Serve(0) == op)
			s.Broadcast()
		})
		s.Wait()
	}, []string{"served before: true", "a fiber inherits: true", "and changes only its own: true", "a timer inherits: true"}},
}

// note is an event of the test's own, that no trace reads back.
type note struct{}

func (note) Kind() trace.Kind      { return vnet.KindHostUp }
func (note) Text() string          { return "noted" }
func (note) Encode(*trace.Encoder) {}

// Programs cannot tell which of the two they run on.
func TestContract(t *testing.T) {
	for name, c := range contract {
		for world, run := range map[string]func(*testing.T, *trial){"kernel": onKernel, "world": inWorld} {
			t.Run(name+"/"+world, func(t *testing.T) {
				p := &trial{run: c.run}
				run(t, p)
				for i := range max(len(p.lines), len(c.want)) {
					got, want := "", ""
					if i < len(p.lines) {
						got = p.lines[i]
					}
					if i < len(c.want) {
						want = c.want[i]
					}
					if got != want {
						t.Errorf("line %d: %q, want %q", i+1, got, want)
					}
				}
			})
		}
	}
}

// Exactly one program runs at any time: counting without a lock loses nothing,
// and the race detector has nothing to say.
func TestOneAtATime(t *testing.T) {
	w := kernelhost.New(kernelhost.Options{})
	count, inside := 0, 0
	const programs, fibers, rounds = 4, 8, 50
	var all []chan struct{}
	for i := range programs {
		done := make(chan struct{})
		all = append(all, done)
		left := fibers
		p := &trial{done: func() {}, run: func(h host.Host, _ func(string, ...any)) {
			for range fibers {
				h.Go("counter", func() {
					for range rounds {
						if inside++; inside != 1 {
							t.Error("two run at once")
						}
						was := count
						count = was + 1
						inside--
						h.Sleep(time.Microsecond)
					}
					if left--; left == 0 {
						close(done)
					}
				})
			}
		}}
		w.Start(fmt.Sprint("h", i), []netip.Addr{netip.MustParseAddr("127.0.77.2")}, p)
	}
	for _, done := range all {
		<-done
	}
	if err := w.Stop(time.Minute); err != nil {
		t.Error(err)
	}
	if count != programs*fibers*rounds {
		t.Errorf("counted %d, not %d", count, programs*fibers*rounds)
	}
}

// Stopping makes every blocking call return net.ErrClosed.
func TestStop(t *testing.T) {
	w := kernelhost.New(kernelhost.Options{})
	var errs []string
	ready := make(chan struct{})
	w.Start("a", []netip.Addr{netip.MustParseAddr("127.0.77.3")}, &trial{done: func() { close(ready) }, run: func(h host.Host, _ func(string, ...any)) {
		c, err := h.ListenPacket("udp", netip.AddrPort{})
		if err != nil {
			t.Error(err)
			return
		}
		h.Go("read", func() { _, _, err := c.ReadFrom(nil); errs = append(errs, "read: "+meaning(err)) })
		h.Go("sleep", func() { errs = append(errs, "sleep: "+meaning(h.Sleep(time.Hour))) })
		h.Go("wait", func() { errs = append(errs, "wait: "+meaning(h.NewSignal().Wait())) })
		h.After(0, func() {})
		h.Sleep(time.Millisecond) // the others come to wait
		h.Go("late", func() {
			h.Sleep(time.Hour)
			_, err := h.Dial("udp", netip.MustParseAddrPort("127.0.77.3:9"))
			errs = append(errs, "dial: "+meaning(err))
		})
		h.Sleep(time.Millisecond)
	}})
	<-ready
	if err := w.Stop(time.Minute); err != nil {
		t.Fatal(err)
	}
	slices.Sort(errs)
	if want := []string{"dial: closed", "read: closed", "sleep: closed", "wait: closed"}; !slices.Equal(errs, want) {
		t.Errorf("%q, want %q", errs, want)
	}
}

// A panic is the crash of its program: the others go on.
func TestCrash(t *testing.T) {
	var crash *kernelhost.CrashError
	w := kernelhost.New(kernelhost.Options{Crashed: func(e *kernelhost.CrashError) { crash = e }})
	own := []netip.Addr{netip.MustParseAddr("127.0.77.4")}
	other := make(chan struct{})
	w.Start("b", own, &trial{done: func() { close(other) }, run: func(h host.Host, _ func(string, ...any)) {
		h.Sleep(20 * time.Millisecond)
	}})
	w.Start("a", own, &trial{done: func() {}, run: func(h host.Host, _ func(string, ...any)) {
		if _, err := h.ListenPacket("udp", netip.MustParseAddrPort("127.0.77.4:4055")); err != nil {
			t.Error(err)
		}
		panic("on purpose")
	}})
	<-other
	if err := w.Await("udp", []netip.AddrPort{netip.MustParseAddrPort("127.0.77.4:4055")}, time.Minute); err != error(crash) || crash == nil {
		t.Errorf("waiting for a crashed program's socket gives %v", err)
	}
	if err := w.Stop(time.Minute); err != nil {
		t.Error(err)
	}
}

func TestAwaitNamesWhatIsMissing(t *testing.T) {
	w := kernelhost.New(kernelhost.Options{})
	there := netip.MustParseAddrPort("127.0.77.5:4056")
	w.Start("a", []netip.Addr{there.Addr()}, &trial{done: func() {}, run: func(h host.Host, _ func(string, ...any)) {
		h.Sleep(time.Millisecond)
		if _, err := h.ListenPacket("udp", there); err != nil {
			t.Error(err)
		}
	}})
	if err := w.Await("udp", []netip.AddrPort{there}, time.Minute); err != nil {
		t.Error(err)
	}
	missing := netip.MustParseAddrPort("127.0.77.5:4057")
	if err := w.Await("udp", []netip.AddrPort{there, missing}, time.Millisecond); err == nil || err.Error() != "nobody listens on udp 127.0.77.5:4057" {
		t.Errorf("the error is %v", err)
	}
	w.Stop(time.Minute)
}
