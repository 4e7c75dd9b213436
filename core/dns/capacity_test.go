package dns_test

import (
	"fmt"
	"testing"
	"time"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/view"
	"playnet/core/vnet"
)

// busy is a world with one server of a capacity and a client that asks it.
func busy(t *testing.T, c dns.Capacity) *world {
	w := newWorld(t, 7)
	w.host("server", "192.0.2.53").Install(dns.AuthorityKind, func() host.Program {
		a := dns.NewAuthorityOf(dns.AuthorityConfig{Capacity: c, Zones: []*dns.Zone{
			zone(t, "example.", "@ 60 SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\nwww A 192.0.2.80\n")}})
		w.servers["server"] = a
		return a
	})
	w.stub(w.host("client", "192.0.2.1"), at53("192.0.2.53"))
	w.after(time.Millisecond)
	return w
}

// burst has the client ask n times, a millisecond apart, and returns how long each look-up that was
// answered took, in milliseconds, in the order of the answers.
func (w *world) burst(n int) (took []int64) {
	before := w.t.Len()
	for range n {
		w.stubs["client"].Start("www.example.", 1)
		w.after(time.Millisecond)
	}
	w.run()
	for _, a := range events[dns.EventAnswer](w, before) {
		if a.Rcode != "" {
			took = append(took, a.Took.Milliseconds())
		}
	}
	return took
}

// Each query takes its time, and those behind it wait: 20 ms for the way there and back,
// and 10 ms for each that is served, while each has set out 1 ms later than the one before.
func TestQueriesWaitForAServerOfACapacity(t *testing.T) {
	w := busy(t, dns.Capacity{Rate: 100})
	same(t, "a burst of five", fmt.Sprint(w.burst(5)), "[30 39 48 57 66]")
	same(t, "one alone", fmt.Sprint(w.burst(1)), "[30]")
	same(t, "without a capacity", fmt.Sprint(busy(t, dns.Capacity{}).burst(5)), "[20 20 20 20 20]")
}

// What finds the queue full is lost at the server; the stub asks again after 5 s.
func TestAFullQueueLosesQueries(t *testing.T) {
	w := busy(t, dns.Capacity{Rate: 100, Queue: 2})
	before := w.t.Len()
	took := w.burst(5)
	// One is worked on, two wait, two are lost and come again 5 s later.
	same(t, "waits", fmt.Sprint(took), "[30 39 48 5030 5039]")
	lost := 0
	for _, e := range events[*vnet.FrameLost](w, before) {
		if e.Reason == vnet.SocketBuffer {
			lost++
		}
	}
	if lost != 2 {
		t.Errorf("%d queries were lost, want 2", lost)
	}
	if got := field(w.servers["server"].View().Fields, "dns.dropped"); got != "2" {
		t.Errorf("the server says that %q were dropped, want 2", got)
	}
}

// The queue can be seen while it is there.
func TestTheQueueIsSeen(t *testing.T) {
	w := busy(t, dns.Capacity{Rate: 100, Queue: 50})
	for range 8 {
		w.stubs["client"].Start("www.example.", 1)
	}
	w.after(35 * time.Millisecond) // they have come after 10 ms, and two and a half are served
	if got := field(w.servers["server"].View().Fields, "dns.waiting"); got != "5" {
		t.Errorf("%q wait, want 5", got)
	}
	w.servers["server"].Configure(dns.AuthorityConfig{Capacity: dns.Capacity{Rate: 1000}})
	w.after(10 * time.Millisecond)
	if got := field(w.servers["server"].View().Fields, "dns.waiting"); got != "0" {
		t.Errorf("%q wait for a server that has become ten times as fast, want 0", got)
	}
}

// field returns a value of a program's view; "" if it is not there.
func field(fields []view.Field, id string) string {
	for _, f := range fields {
		if f.ID == id {
			return f.Value
		}
	}
	return ""
}
