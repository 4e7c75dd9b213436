package vnet

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
)

// anycastWorld has a client in the west and one in the east, and two machines that share
// 10.9.9.9: one near each.
func anycastWorld(t *testing.T) (w *world, west, east *Machine, ask func(from *Machine) string) {
	w = newWorld(t, 1)
	for _, name := range []string{"west", "east"} {
		w.site(name, LinkConfig{Delay: 2 * time.Millisecond})
	}
	far := 40 * time.Millisecond
	if err := w.n.SetPair("west", "east", PairConfig{Delay: &far}); err != nil {
		t.Fatal(err)
	}
	shared := func(name, addr, site string) *Machine {
		m, err := w.n.AddHost(HostConfig{Name: name, Addrs: []netip.Addr{netip.MustParseAddr(addr)},
			Anycast: []netip.Addr{netip.MustParseAddr("10.9.9.9")}, Site: site})
		if err != nil {
			t.Fatal(err)
		}
		w.exec(m, func(h host.Host) {
			c := w.listen(h, "10.9.9.9:7")
			buf := make([]byte, 100)
			for {
				_, from, err := c.ReadFromUDPAddrPort(buf)
				if err != nil {
					return
				}
				_, _ = c.WriteToUDPAddrPort([]byte(h.Name()), from)
			}
		})
		return m
	}
	shared("copy.west", "10.1.0.1", "west")
	shared("copy.east", "10.2.0.1", "east")
	west, east = w.host("pc.west", "10.1.0.2", "west", LinkConfig{}), w.host("pc.east", "10.2.0.2", "east", LinkConfig{})
	return w, west, east, func(from *Machine) (answer string) {
		w.exec(from, func(h host.Host) {
			c := w.dial(h, "10.9.9.9:7")
			if _, err := c.Write([]byte("who?")); err != nil {
				t.Error(err)
			}
			_ = c.SetReadDeadline(h.Now().Add(time.Second))
			b := make([]byte, 100)
			n, err := c.Read(b)
			answer = string(b[:n])
			if err != nil {
				answer = "nobody"
			}
		})
		w.run()
		return answer
	}
}

// A shared address leads to the machine that is nearest to the sender, whose answer comes
// from that address; when it is gone, to the next one, and back when it has come again.
func TestAnycastReachesTheNearest(t *testing.T) {
	w, west, east, ask := anycastWorld(t)
	expect := func(when, inWest, inEast string) {
		t.Helper()
		if a, b := ask(west), ask(east); a != inWest || b != inEast {
			t.Errorf("%s: the west hears of %s and the east of %s, want %s and %s", when, a, b, inWest, inEast)
		}
	}
	copyEast, _ := w.n.Machine("copy.east")
	expect("both are up", "copy.west", "copy.east")
	if err := w.n.Cut("east"); err != nil {
		t.Fatal(err)
	}
	expect("the east is cut off", "copy.west", "copy.east") // inside the site nothing is cut
	if err := w.n.Restore("east"); err != nil {
		t.Fatal(err)
	}
	copyEast.Cut()
	expect("the eastern copy is cut off", "copy.west", "copy.west")
	copyEast.Restore()
	expect("its link is mended", "copy.west", "copy.east")
	copyWest, _ := w.n.Machine("copy.west")
	copyWest.Stop()
	expect("the western copy is down", "copy.east", "copy.east")
	copyEast.Stop()
	expect("both are down", "nobody", "nobody")
}

// What was sent to the nearest goes on to it, also when another becomes the nearest while
// it is under way and links change.
func TestAnycastKeepsWhatIsUnderWay(t *testing.T) {
	w, _, east, ask := anycastWorld(t)
	copyEast, _ := w.n.Machine("copy.east")
	copyEast.Stop()
	answered := ""
	w.n.k.After(20*time.Millisecond, func() { // on the way to the west, 40 ms
		d := 3 * time.Millisecond
		if err := w.n.SetLink("west", LinkChange{Delay: &d}); err != nil {
			t.Error(err)
		}
		copyEast.Start()
	})
	answered = ask(east)
	if answered != "copy.west" {
		t.Errorf("the answer came from %q, want the west's copy", answered)
	}
}

// A machine's own address can't be one that others share.
func TestAnOwnAddressIsNotShared(t *testing.T) {
	w, _, _, _ := anycastWorld(t)
	_, err := w.n.AddHost(HostConfig{Name: "third", Addrs: []netip.Addr{netip.MustParseAddr("10.9.9.9")}})
	if err == nil || !strings.Contains(err.Error(), "10.9.9.9") {
		t.Errorf("an address that is shared was given as an own one: %v", err)
	}
}
