package tracker

import (
	"net/netip"
	"net/url"
	"slices"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/torrent/metainfo"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

var somebody = netip.MustParseAddrPort("198.51.100.9:40000")

// served runs f with a tracker that has begun.
func served(t testing.TB, f func(s *Server)) {
	k := sim.New(1)
	n := vnet.New(k, trace.New(trace.Options{Off: true}), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	defer n.Stop()
	m, err := n.AddHost(vnet.HostConfig{Name: "tracker", Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.1")}})
	if err != nil {
		t.Fatal(err)
	}
	s := NewServer(Config{})
	m.Install(ServerKind, func() host.Program { return s })
	k.Step()
	m.Run(probe(func() { f(s) }))
	for k.Alive() {
		k.Step()
	}
	if crashes := n.Crashes(); len(crashes) > 0 {
		t.Fatalf("%s\n%s", crashes[0].What, crashes[0].Stack)
	}
}

type probe func()

func (probe) Kind() string            { return "probe" }
func (p probe) Run(h host.Host) error { p(); return nil }
func (probe) View() (v view.Program)  { return v }

// FuzzRequests: whatever a stranger sends, the tracker lives; by UDP no stranger gets more than
// it has sent.
func FuzzRequests(f *testing.F) {
	r := Request{Hash: metainfo.Hash{1}, PeerID: [20]byte{2}, Port: 6881, Left: 3, Event: Started, NumWant: 4}
	f.Add(true, []byte(r.query()))
	f.Add(true, []byte("info_hash=%zz&numwant=-1&left=99999999999999999999"))
	for _, d := range []datagram{
		{connection: magicProtocol, action: actionConnect, transaction: 7},
		{connection: 1, action: actionAnnounce, transaction: 7, rest: r.appendAnnounce(nil)},
		{connection: 1, action: actionScrape, transaction: 7, rest: r.Hash[:]},
		{connection: 1, action: 9, transaction: 7},
	} {
		f.Add(false, d.append(nil))
	}
	f.Fuzz(func(t *testing.T, http bool, b []byte) {
		served(t, func(s *Server) {
			if http {
				q, err := url.ParseQuery(string(b))
				if err != nil {
					return
				}
				if req, why := parseQuery(q); why == "" {
					if again, why := parseQuery(mustQuery(t, req.query())); why != "" || again != req {
						t.Errorf("%+v is written so that it is read as %+v, %s", req, again, why)
					}
					s.announce(somebody.Addr(), &req, "http")
				}
				s.scrapeHTTP(q["info_hash"])
				return
			}
			if out := s.answer(somebody, b); len(out) > len(b) {
				t.Errorf("a stranger gets %d bytes for %d", len(out), len(b))
			}
			if len(b) >= 16 { // the same from who is known
				d, _ := parseDatagram(b)
				d.connection = s.connectionID(somebody, s.minute())
				s.answer(somebody, d.append(nil))
			}
		})
	})
}

func mustQuery(t *testing.T, text string) url.Values {
	q, err := url.ParseQuery(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// FuzzAnswers: whatever a tracker answers is understood or refused; what is understood is
// bounded, and means the same when it is written again.
func FuzzAnswers(f *testing.F) {
	a := Answer{Interval: time.Minute, Seeds: 1, Leechers: 2, Peers: []netip.AddrPort{somebody}, Warning: "mind the gap"}
	f.Add(a.encode(true))
	f.Add(a.encode(false))
	f.Add(a.appendTo(reply(actionAnnounce, 7)))
	f.Add(failure("no"))
	f.Add(append(reply(actionError, 7), "no"...))
	f.Add(scraped([]metainfo.Hash{{1}}, []Counts{{1, 2, 3}}))
	f.Add([]byte("d8:intervali-5e5:peersld2:ip3:::14:porti70000eeee"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if counts, err := parseScrape(b, []metainfo.Hash{{1}, {}}); err == nil && (len(counts) != 2 || counts[0].Seeds < 0) {
			t.Errorf("scraped %+v", counts)
		}
		got, err := parseAnswer(b)
		check(t, got, err)
		if err == nil {
			for _, compact := range []bool{true, false} {
				again, err := parseAnswer(got.encode(compact))
				if err != nil || !slices.Equal(again.Peers, got.Peers) || again.Seeds != got.Seeds {
					t.Errorf("%+v is written so that it is read as %+v, %v", got, again, err)
				}
			}
		}
		if rest, ours, err := parseReply(b, actionAnnounce, 7); ours && err == nil {
			got, err := parseAnnounceReply(rest)
			check(t, got, err)
			_, _ = parseScrapeReply(rest, 3)
		}
	})
}

func check(t *testing.T, a Answer, err error) {
	if err != nil {
		return
	}
	if a.Interval < minInterval || a.Interval > maxInterval || len(a.Peers) > maxPeers || len(a.Warning) > longestWords || a.Seeds < 0 {
		t.Errorf("no bounds: %+v", a)
	}
	for _, p := range a.Peers {
		if !callable(p) {
			t.Errorf("%v can't be called", p)
		}
	}
}
