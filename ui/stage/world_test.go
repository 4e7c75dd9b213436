package stage

import (
	"fmt"
	"math/rand"
	"os"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/internal/gallery"
)

func TestMain(m *testing.M) {
	gallery.Texts()
	os.Exit(m.Run())
}

const ms = 1_000_000 // nanoseconds

// server is a host that serves zones.
func server(name, address string, zones ...string) view.Host {
	return view.Host{Name: name, Address: address, Up: true, Programs: []view.Program{
		{Kind: kindAuthority, State: "serving", Fields: []view.Field{{ID: "dns.zones", Value: strings.Join(zones, " ")}}},
	}}
}

func resolver(name, address, site string) view.Host {
	return view.Host{Name: name, Address: address, Site: site, Role: "resolver", Up: true,
		Programs: []view.Program{{Kind: kindResolver, State: "idle"}}}
}

func client(name, address, site string) view.Host {
	return view.Host{Name: name, Address: address, Site: site, Role: "client", Up: true}
}

// textbook is the hierarchy of the drawing.
func textbook() *view.Snapshot {
	return &view.Snapshot{Lab: "dns-iterated", Hosts: []view.Host{
		server("a.root", "198.41.0.4", "."),
		server("a.edu-servers", "192.5.6.30", "edu."),
		server("a.com-servers", "192.5.6.31", "com."),
		server("dns.umass.edu", "128.119.10.27", "umass.edu."),
		server("dns.cs.umass.edu", "128.119.240.1", "cs.umass.edu."),
		resolver("dns.nyu.edu", "128.122.0.53", "nyu"),
		client("engineering", "128.122.81.9", "nyu"),
	}}
}

// lookUp is the ten messages of the look-up, each 20 ms under way.
func lookUp() []view.Transfer {
	way := []struct{ from, to, what string }{
		{"engineering", "dns.nyu.edu", "A? gaia.cs.umass.edu"},
		{"dns.nyu.edu", "a.root", "A? gaia.cs.umass.edu"},
		{"a.root", "dns.nyu.edu", "NS edu, with glue"},
		{"dns.nyu.edu", "a.edu-servers", "A? gaia.cs.umass.edu"},
		{"a.edu-servers", "dns.nyu.edu", "NS umass.edu, with glue"},
		{"dns.nyu.edu", "dns.umass.edu", "A? gaia.cs.umass.edu"},
		{"dns.umass.edu", "dns.nyu.edu", "NS cs.umass.edu, with glue"},
		{"dns.nyu.edu", "dns.cs.umass.edu", "A? gaia.cs.umass.edu"},
		{"dns.cs.umass.edu", "dns.nyu.edu", "A 128.119.245.12"},
		{"dns.nyu.edu", "engineering", "A 128.119.245.12"},
	}
	var list []view.Transfer
	for i, w := range way {
		list = append(list, view.Transfer{Frame: uint64(10 * (i + 1)), From: w.from, To: w.to, Protocol: "dns", Summary: w.what,
			Number: i + 1, Size: 80, Reply: strings.HasPrefix(w.what, "NS ") || strings.HasPrefix(w.what, "A 1"),
			SentAt: int64(i) * 20 * ms, EndAt: int64(i+1) * 20 * ms, Fate: view.Delivered})
	}
	return list
}

// at cuts the run at an instant: the transfers so far, and those in flight as the
// snapshot's frames.
func at(snap *view.Snapshot, all []view.Transfer, now int64) In {
	s := *snap
	s.Now, s.Frames = now, nil
	s.Position = uint64(now)
	var list, flying []view.Transfer
	var talks []view.Talk
	for _, t := range all {
		if t.SentAt > now {
			continue
		}
		talks = talked(talks, t)
		if t.EndAt > now {
			f := view.Frame{ID: t.Frame, From: t.From, To: t.To, Protocol: "udp", SentAt: t.SentAt, ArrivesAt: t.EndAt,
				Leg: "host-up", LegStart: t.SentAt, LegEnd: t.EndAt, LegFrom: 0, LegTo: 1, Dst: "192.0.2.1:53"}
			s.Frames = append(s.Frames, f)
			t.EndAt, t.Fate = 0, view.InFlight
			flying = append(flying, t)
		}
		list = append(list, t)
	}
	return In{Snapshot: &s, Transfers: list, Flying: flying, Talks: talks, Now: now}
}

// talked counts a transfer among the talks.
func talked(talks []view.Talk, t view.Transfer) []view.Talk {
	p := flight.PairOf(t.From, t.To)
	if t.To == "" || t.From == t.To {
		return talks
	}
	for i := range talks {
		if talks[i].A == p.A && talks[i].B == p.B {
			talks[i].Frames++
			return talks
		}
	}
	return append(talks, view.Talk{A: p.A, B: p.B, Frames: 1})
}

// hierarchy makes a world of so many levels, branches at each zone, and servers for
// each zone, with resolvers and clients.
func hierarchy(levels, branches, servers, resolvers, clients int) *view.Snapshot {
	s := &view.Snapshot{}
	n := 0
	var grow func(zone string, level int)
	grow = func(zone string, level int) {
		for k := range servers {
			n++
			name := fmt.Sprintf("ns%d.%s", k+1, strings.TrimSuffix(zone, "."))
			if zone == "." {
				name = fmt.Sprintf("%c.root", 'a'+k%26)
			}
			if k >= 26 {
				name += fmt.Sprint(k)
			}
			s.Hosts = append(s.Hosts, server(name, fmt.Sprintf("10.0.%d.%d", n/250, n%250+1), zone))
		}
		if level+1 == levels {
			return
		}
		for b := range branches {
			child := fmt.Sprintf("z%d%c.%s", level, 'a'+b%26, zone)
			if b >= 26 {
				child = fmt.Sprintf("y%d%s", b, child)
			}
			if zone == "." {
				child = strings.TrimSuffix(child, ".")
			}
			grow(child, level+1)
		}
	}
	grow(".", 0)
	for i := range resolvers {
		site := fmt.Sprintf("campus%d", i)
		s.Hosts = append(s.Hosts, resolver(fmt.Sprintf("resolver%d", i), fmt.Sprintf("172.16.%d.53", i), site))
		for c := range clients {
			s.Hosts = append(s.Hosts, client(fmt.Sprintf("client%d-%d", i, c), fmt.Sprintf("172.16.%d.%d", i, c+100), site))
		}
	}
	return s
}

// chatter is n random messages between the hosts, some lost, with overlapping times.
func chatter(s *view.Snapshot, n int, seed int64) []view.Transfer {
	r := rand.New(rand.NewSource(seed))
	var list []view.Transfer
	now := int64(0)
	for i := range n {
		a, b := r.Intn(len(s.Hosts)), r.Intn(len(s.Hosts))
		now += int64(r.Intn(8 * ms))
		t := view.Transfer{Frame: uint64(i*3 + 1), From: s.Hosts[a].Name, To: s.Hosts[b].Name, Protocol: "dns",
			Summary: "A? a-rather-long-name.cs.example.no", Number: i + 1, Reply: r.Intn(2) == 0,
			SentAt: now, EndAt: now + int64(r.Intn(30*ms)) + ms, Fate: view.Delivered}
		switch r.Intn(10) {
		case 0:
			t.Fate, t.Reason, t.Where = view.Lost, "chance", t.From+"/up"
		case 1:
			t.Protocol, t.Number, t.Summary = "icmp", 0, "Port unreachable"
		}
		list = append(list, t)
	}
	return list
}
