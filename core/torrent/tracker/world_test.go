package tracker_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/torrent/bencode"
	"playnet/core/torrent/metainfo"
	"playnet/core/torrent/tracker"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
	"playnet/core/web"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

type program func(h host.Host) error

func (program) Kind() string            { return "test" }
func (p program) Run(h host.Host) error { return p(h) }
func (program) View() (v view.Program)  { return v }

// world is a network with a tracker at 192.0.2.1 and 192.0.2.2, and peers at 198.51.100.1 and so on.
type world struct {
	testing.TB
	k       *sim.Kernel
	n       *vnet.Network
	tracker *vnet.Machine
	server  *tracker.Server
	peers   []*vnet.Machine
}

func newWorld(t testing.TB, peers int, c tracker.Config) *world {
	w := &world{TB: t, k: sim.New(1)}
	w.n = vnet.New(w.k, trace.New(trace.Options{}), epoch)
	add := func(name string, addrs ...string) *vnet.Machine {
		var at []netip.Addr
		for _, a := range addrs {
			at = append(at, netip.MustParseAddr(a))
		}
		m, err := w.n.AddHost(vnet.HostConfig{Name: name, Addrs: at, Link: vnet.LinkConfig{Delay: 10 * time.Millisecond}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	w.tracker = add("tracker", "192.0.2.1", "192.0.2.2")
	w.server = tracker.NewServer(c)
	w.tracker.Install(tracker.ServerKind, func() host.Program { return w.server })
	for i := range peers {
		w.peers = append(w.peers, add(fmt.Sprint("peer", i+1), fmt.Sprint("198.51.100.", i+1)))
	}
	t.Cleanup(func() {
		for _, c := range w.n.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		w.n.Stop()
	})
	return w
}

// at runs a peer's code, and the world until it rests.
func (w *world) at(peer int, f func(c *tracker.Client)) {
	w.Helper()
	done := false
	w.peers[peer].Run(program(func(h host.Host) error { f(tracker.NewClient(h, nil)); done = true; return nil }))
	for range 1_000_000 {
		if !w.k.Alive() {
			break
		}
		w.k.Step()
	}
	if !done {
		w.Fatal("the peer waits for ever")
	}
}

// wait lets time go by.
func (w *world) wait(d time.Duration) {
	w.peers[0].Run(program(func(h host.Host) error { return h.Sleep(d) }))
	for w.k.Alive() {
		w.k.Step()
	}
}

const (
	httpURL = "http://192.0.2.1:6969/announce"
	udpURL  = "udp://192.0.2.1:6969/announce"
)

var hash = metainfo.Hash{1, 2, ' ', '+', '%', '&', 0xff, 0}

func request(port uint16, left int64, e tracker.Event) tracker.Request {
	return tracker.Request{Hash: hash, PeerID: [20]byte{'-', 'P', 'N'}, Port: port, Left: left, Event: e}
}

// announce announces a peer and returns the ports that it is told of.
func (w *world) announce(peer int, url string, r tracker.Request) (a tracker.Answer, err error) {
	w.Helper()
	w.at(peer, func(c *tracker.Client) { a, err = c.Announce(url, r) })
	return a, err
}

// A tracker is reached at each of its addresses, also if it speaks one protocol only.
func TestEachAddress(t *testing.T) {
	for scheme, c := range map[string]tracker.Config{"http": {}, "udp": {}, "udp:": {NoHTTP: true}} {
		w := newWorld(t, 2, c)
		scheme, _, _ = strings.Cut(scheme, ":")
		for i, at := range []string{"192.0.2.1", "192.0.2.2"} {
			if a, err := w.announce(i, scheme+"://"+at+":6969/announce", request(7001, 9, tracker.Started)); err != nil || len(a.Peers) != i {
				t.Errorf("%s at %s: %+v, %v", scheme, at, a, err)
			}
		}
	}
}

// By both protocols a peer is told of the others and not of itself, and counted.
func TestAnnounce(t *testing.T) {
	for _, url := range []string{httpURL, udpURL} {
		w := newWorld(t, 3, tracker.Config{Interval: 20 * time.Minute})
		if a, err := w.announce(0, url, request(7001, 0, tracker.Started)); err != nil || len(a.Peers) != 0 || a.Seeds != 1 || a.Interval != 20*time.Minute {
			t.Errorf("%s: the first is told %+v, %v", url, a, err)
		}
		if a, err := w.announce(1, url, request(7002, 9, tracker.Started)); err != nil || fmt.Sprint(a.Peers) != "[198.51.100.1:7001]" || a.Leechers != 1 {
			t.Errorf("%s: the second is told %+v, %v", url, a, err)
		}
		if a, err := w.announce(2, url, request(7003, 0, tracker.Started)); err != nil || fmt.Sprint(a.Peers) != "[198.51.100.2:7002]" || a.Seeds != 2 {
			t.Errorf("%s: a seed is told %+v, %v; it has nothing for the other seed", url, a, err)
		}
		if _, err := w.announce(1, url, request(7002, 0, tracker.Completed)); err != nil {
			t.Error(err)
		}
		if _, err := w.announce(0, url, request(7001, 0, tracker.Stopped)); err != nil {
			t.Error(err)
		}
		w.at(0, func(c *tracker.Client) {
			counts, err := c.Scrape(url, metainfo.Hash{}, hash)
			if want := (tracker.Counts{Seeds: 2, Completed: 1}); err != nil || counts[1] != want || counts[0] != (tracker.Counts{}) {
				t.Errorf("%s: scraped %+v, %v, want %+v", url, counts, err, want)
			}
		})
	}
}

// As many are told as were asked for, and drawn anew each time.
func TestNumWant(t *testing.T) {
	w := newWorld(t, 21, tracker.Config{NumWant: 10})
	for i := range 20 {
		if _, err := w.announce(i, udpURL, request(7000, 9, tracker.Started)); err != nil {
			t.Fatal(err)
		}
	}
	sets := map[string]bool{}
	for _, want := range []int{4, 4, 100, 0} {
		r := request(7000, 9, tracker.Regular)
		r.NumWant = want
		a, err := w.announce(20, httpURL, r)
		if wanted := min(want, 10); err != nil || want > 0 && len(a.Peers) != wanted || want == 0 && len(a.Peers) != 10 {
			t.Errorf("who wants %d is told of %d: %v", want, len(a.Peers), err)
		}
		seen := map[netip.AddrPort]bool{}
		for _, p := range a.Peers {
			if seen[p] || p.Addr().String() == "198.51.100.21" {
				t.Errorf("%v is told twice, or is the asker", p)
			}
			seen[p] = true
		}
		sets[fmt.Sprint(a.Peers)] = true
	}
	if len(sets) < 3 {
		t.Error("the same peers are told each time")
	}
}

// With a site for each address, most come from the asker's own and some from elsewhere.
func TestBySite(t *testing.T) {
	site := func(a netip.Addr) string { return string(rune('a' + a.As4()[3]%2)) }
	w := newWorld(t, 21, tracker.Config{NumWant: 5, SiteOf: site})
	for i := range 20 {
		if _, err := w.announce(i, udpURL, request(7000, 9, tracker.Started)); err != nil {
			t.Fatal(err)
		}
	}
	a, err := w.announce(20, udpURL, request(7000, 9, tracker.Started))
	near := 0
	for _, p := range a.Peers {
		if site(p.Addr()) == site(netip.MustParseAddr("198.51.100.21")) {
			near++
		}
	}
	if err != nil || len(a.Peers) != 5 || near != 4 {
		t.Errorf("%d of %d from the own site: %v", near, len(a.Peers), err)
	}
}

// A tracker that is dead is not waited for for ever; one that refuses says why.
func TestNoAnswer(t *testing.T) {
	w := newWorld(t, 1, tracker.Config{Only: []*metainfo.Torrent{metainfo.Build("x", []byte("x"), 16384)}})
	for _, url := range []string{httpURL, udpURL} {
		var failure *tracker.Failure
		if _, err := w.announce(0, url, request(7000, 9, tracker.Started)); !errors.As(err, &failure) || !strings.Contains(failure.Reason, "not served") {
			t.Errorf("%s: an unknown torrent: %v", url, err)
		}
		if _, err := w.announce(0, url, tracker.Request{Hash: hash}); !errors.As(err, &failure) || !strings.Contains(failure.Reason, "port 0") {
			t.Errorf("%s: no port: %v", url, err)
		}
	}
	w.tracker.Stop()
	for _, url := range []string{httpURL, udpURL, "udp://192.0.2.77:1/", "ftp://192.0.2.1/announce", "udp://192.0.2.1/"} {
		if _, err := w.announce(0, url, request(7000, 9, tracker.Started)); err == nil {
			t.Errorf("%s answers", url)
		}
	}
	if passed := time.Duration(w.k.Now()); passed < 3*time.Minute || passed > 10*time.Minute {
		t.Errorf("the dead trackers were waited for for %v", passed)
	}
}

// A datagram lost on the way is sent again, and a connection id is asked for again after a
// minute.
func TestUDPAgain(t *testing.T) {
	w := newWorld(t, 1, tracker.Config{})
	w.at(0, func(c *tracker.Client) {
		w.tracker.Stop()
		w.k.After(20*time.Second, w.tracker.Start)
		if _, err := c.Announce(udpURL, request(7000, 9, tracker.Started)); err != nil {
			t.Errorf("a tracker that was away for 20 s: %v", err)
		}
	})
	for _, minutes := range []int{0, 1, 5} {
		w.wait(time.Duration(minutes) * time.Minute)
		if _, err := w.announce(0, udpURL, request(7000, 9, tracker.Regular)); err != nil {
			t.Errorf("%d minutes later: %v", minutes, err)
		}
	}
}

// Who crashes is struck off after two intervals.
func TestExpiry(t *testing.T) {
	w := newWorld(t, 2, tracker.Config{Interval: time.Minute})
	if _, err := w.announce(0, httpURL, request(7000, 9, tracker.Started)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		minutes, told int
	}{{1, 1}, {2, 0}} {
		w.wait(time.Duration(c.minutes) * time.Minute)
		a, err := w.announce(1, httpURL, request(7000, 9, tracker.Regular))
		if err != nil || len(a.Peers) != c.told {
			t.Errorf("after %d more minutes: told of %v, %v", c.minutes, a.Peers, err)
		}
	}
}

// What other clients send is understood: the old form of the answer, files, scrapes of all.
func TestHTTPForms(t *testing.T) {
	w := newWorld(t, 1, tracker.Config{Files: web.Files{{Path: "/x.torrent", Data: []byte("d4:infoe"), Modified: epoch}}})
	if _, err := w.announce(0, udpURL, request(7000, 9, tracker.Started)); err != nil {
		t.Fatal(err)
	}
	get := func(path string) (body string) {
		w.peers[0].Run(program(func(h host.Host) error {
			a, err := web.NewClient(h, web.ClientConfig{Alone: true}).Do(web.Ask{URL: "http://192.0.2.1:6969" + path})
			if err != nil {
				return err
			}
			body = string(a.Body)
			return nil
		}))
		for w.k.Alive() {
			w.k.Step()
		}
		return body
	}
	const id = "info_hash=%01%02%20%2b%25%26%ff%00%00%00%00%00%00%00%00%00%00%00%00%00&peer_id=aaaaaaaaaaaaaaaaaaaa&port=7001"
	if got := get("/announce?compact=0&left=5&" + id); !strings.Contains(got, "5:peersld2:ip12:198.51.100.17:peer id20:-PN"+strings.Repeat("\x00", 17)+"4:porti7000eee") {
		t.Errorf("the old form is %q", got)
	}
	if got := get("/x.torrent"); got != "d4:infoe" {
		t.Errorf("the file is %q", got)
	}
	if got := get("/announce?" + strings.Replace(id, "aaaa", "aaa", 1)); !strings.Contains(got, "failure reason") {
		t.Errorf("a short peer id is answered %q", got)
	}
	v, err := bencode.Decode([]byte(get("/scrape")))
	d, _ := v.(bencode.Dict)
	files, _ := d.Dict("files")
	if err != nil || len(files) != 1 {
		t.Errorf("a scrape of all has %v, %v", v, err)
	}
}
