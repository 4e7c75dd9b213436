package lab_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/lab/strict"
	"playnet/core/sim"
	"playnet/core/view"
)

const swarmLab = `-- lab.json --
{"playnet": 1, "id": "x", "title": "x", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z",
 "parameters": [{"id": "peers", "title": "Peers", "min": 1, "max": 100, "default": 5}],
 "torrents": [{"id": "film", "size": "1MiB", "pieceLength": "64KiB", "trackers": ["udp://192.0.2.99:6969", "http://tracker:6969/announce"]}],
 "hosts": [{"name": "tracker", "address": "192.0.2.1"}, {"name": "seed", "address": "192.0.2.2", "link": {"up": "4Mbit/s", "delay": "10ms"}}],
 "groups": [{"name": "peer", "count": {"parameter": "peers"}, "address": "198.51.100.1", "link": {"up": "2Mbit/s", "down": "10Mbit/s", "delay": "10ms"}}],
 "services": [{"kind": "torrent.tracker", "host": "tracker"}, {"kind": "torrent.peer", "host": "seed", "torrent": "film", "seed": true, "dht": true},
  {"kind": "torrent.peer", "host": "peer", "torrent": "film", "join": "1s", "apart": "200ms"}]}
`

// A swarm of a lab ends with everybody having everything, past a tracker that is dead; its
// picture says so, and how it came to it.
func TestSwarm(t *testing.T) {
	w := openText(t, swarmLab)
	w.RunUntil(sim.Instant(140*time.Second), nil) // three tries of a dead tracker take 105 s
	w.RunIdle(nil)
	s, ok := w.Swarm()
	if !ok || s.Pieces != 16 || len(s.Peers) != 6 || s.Size != 1<<20 {
		t.Fatalf("the picture is %+v, %v", s, ok)
	}
	var sent, received int64
	for _, p := range s.Peers {
		if p.State != "seeding" || p.Count != 16 || p.Since <= 0 || p.Host != "seed" && p.Done <= p.Since {
			t.Errorf("in the end %s is %s with %d pieces, since %d, done %d", p.Host, p.State, p.Count, p.Since, p.Done)
		}
		sent, received = sent+p.Sent, received+p.Received
	}
	if received < 5<<20 || received > sent || slices.Min(s.Copies) != 6 {
		t.Errorf("%d bytes sent, %d received, copies %v", sent, received, s.Copies)
	}
	last := view.SwarmPoint{Have: make([]int32, 6)}
	for _, p := range s.Samples {
		for i := range p.Have {
			if p.Have[i] < last.Have[i] || p.At <= last.At && last.At > 0 {
				t.Fatalf("the samples go back: %+v after %+v", p, last)
			}
		}
		last = p
	}
	if slices.Min(last.Have) != 16 || len(s.Samples) < 8 {
		t.Errorf("%d samples, the last %+v", len(s.Samples), last)
	}
	for _, kind := range []view.MarkKind{view.MarkPiece, view.MarkRound, view.MarkQuery, view.MarkAnswer} {
		if _, found := w.MarkBefore(w.Now()+1, kind); !found {
			t.Errorf("no mark of the kind %s", kind)
		}
	}
}

// In the middle there are links, and the view of a peer names hosts and instants of the world.
func TestSwarmMidway(t *testing.T) {
	w := openText(t, swarmLab)
	w.RunUntil(sim.Instant(110*time.Second), nil)
	s, _ := w.Swarm()
	if len(s.Links) == 0 {
		t.Fatal("no links")
	}
	served := 0
	for _, l := range s.Links {
		if l.From == l.To {
			t.Errorf("%s is linked to itself", s.Peers[l.From].Host)
		}
		if l.Unchoked {
			served++
		}
	}
	if served == 0 {
		t.Error("nobody is served")
	}
	named := 0
	for _, h := range w.Snapshot().Hosts {
		for _, p := range h.Programs {
			if p.Torrent == nil {
				continue
			}
			if p.Torrent.NextRound > int64(w.Now())+int64(time.Minute) {
				t.Errorf("%s: the next round is at %d", h.Name, p.Torrent.NextRound)
			}
			for _, n := range p.Torrent.Neighbors {
				if n.Host == "" {
					t.Errorf("%s: nobody has the address %s", h.Name, n.Addr)
				}
				named++
			}
		}
	}
	if named == 0 {
		t.Error("no neighbours in the snapshot")
	}
	hash := w.Hash()
	at, picture := w.Now(), len(s.Samples)
	w.SeekTime(at / 2)
	w.SeekTime(at)
	if again, _ := w.Swarm(); w.Hash() != hash || len(again.Samples) != picture {
		t.Errorf("after going back and forth there are %d samples, before %d", len(again.Samples), picture)
	}
}

// refusal returns the id of the reason why an action is refused; "" if it is not.
func refusal(t *testing.T, w *lab.World, text string) string {
	t.Helper()
	_, err := try(t, w, "%s", text)
	var why *strict.Reason
	var list labfile.Errors
	switch {
	case errors.As(err, &why):
		return why.ID
	case errors.As(err, &list):
		return list[0].ID
	}
	return ""
}

// Peers leave and join when they are told to, change their settings, and what does not fit is
// refused.
func TestSwarmActions(t *testing.T) {
	w := openText(t, swarmLab)
	w.RunUntil(sim.Instant(110*time.Second), nil)
	state := func(i int) string { s, _ := w.Swarm(); return s.Peers[i].State }
	before := state(1)
	do(t, w, `{"op": "torrent.leave", "host": "peer-1"}`)
	if before != "leeching" || state(1) != "left" {
		t.Errorf("peer-1 is %s, then %s", before, state(1))
	}
	do(t, w, `{"op": "service.set", "host": "peer-2", "service": "torrent.peer", "setting": "freeRider", "value": "true"}`)
	if s, _ := w.Swarm(); s.Peers[2].Rider != "free-rider" {
		t.Errorf("peer-2 rides as %q", s.Peers[2].Rider)
	}
	do(t, w, `{"op": "dht.find", "host": "seed", "target": "0123456789abcdef0123456789abcdef01234567"}`)
	do(t, w, `{"op": "dht.peers", "host": "seed", "infoHash": "0123456789abcdef0123456789abcdef01234567"}`)
	for text, id := range map[string]string{
		`{"op": "torrent.leave", "host": "peer-1"}`: "peer-out", `{"op": "torrent.join", "host": "peer-2"}`: "peer-in",
		`{"op": "torrent.join", "host": "tracker"}`: "no-peer", `{"op": "dht.peers", "host": "peer-1", "infoHash": "0123456789abcdef0123456789abcdef01234567"}`: "no-dht-node",
	} {
		if got := refusal(t, w, text); got != id {
			t.Errorf("%s is refused for %q, want %s", text, got, id)
		}
	}
	do(t, w, `{"op": "torrent.join", "host": "peer-1"}`)
	chokeByHand(t, w)
	w.RunIdle(nil)
	if state(1) != "seeding" {
		t.Errorf("in the end peer-1 is %s", state(1))
	}
	do(t, w, `{"op": "host.stop", "host": "peer-1"}`)
	if state(1) != "down" || refusal(t, w, `{"op": "torrent.join", "host": "peer-1"}`) != "host-is-down" {
		t.Errorf("a host that is down is %s", state(1))
	}
}

// A peer serves nobody whom it is told to choke, also when the two meet only later, gives the
// slot to others, and decides by itself again when that is taken back.
func chokeByHand(t *testing.T, w *lab.World) {
	t.Helper()
	serves := func(from, to int) bool {
		s, _ := w.Swarm()
		return slices.ContainsFunc(s.Links, func(l view.SwarmLink) bool { return l.From == from && l.To == to && l.Unchoked })
	}
	do(t, w, `{"op": "torrent.choke", "host": "seed", "of": "peer-1", "on": true}`)
	do(t, w, `{"op": "torrent.choke", "host": "peer-3", "on": true}`)
	do(t, w, `{"op": "torrent.choke", "host": "peer-3", "of": "peer-4", "on": false}`)
	for text, id := range map[string]string{
		`{"op": "torrent.choke", "host": "seed", "of": "peer-1", "on": true}`:    "choke-is-so",
		`{"op": "torrent.choke", "host": "seed", "of": "peer-2", "on": false}`:   "choke-is-so",
		`{"op": "torrent.choke", "host": "seed", "on": false, "torrent": "x"}`:   "unknown-torrent",
		`{"op": "torrent.choke", "host": "seed", "of": "tracker", "on": true}`:   "no-peer",
		`{"op": "torrent.choke", "host": "seed", "of": "seed", "on": true}`:      "choke-self",
		`{"op": "torrent.choke", "host": "tracker", "of": "seed", "on": true}`:   "no-peer",
		`{"op": "torrent.choke", "host": "peer-3", "of": "peer-4", "on": false}`: "choke-is-so",
	} {
		if got := refusal(t, w, text); got != id {
			t.Errorf("%s is refused for %q, want %s", text, got, id)
		}
	}
	others := false
	for end := w.Now() + sim.Instant(25*time.Second); w.Now() < end; {
		w.RunUntil(w.Now()+sim.Instant(time.Second/2), nil)
		if serves(0, 1) || serves(3, 1) || serves(3, 2) {
			t.Fatal("somebody who is choked by hand is served")
		}
		others = others || serves(0, 2)
	}
	if !others {
		t.Error("the seed serves nobody instead")
	}
}

// Who gets a torrent's file from a web server is in the picture, with as much as has come.
func TestDownloadsOfASwarm(t *testing.T) {
	w := openText(t, strings.Replace(swarmLab, `"services": [`, `"services": [{"kind": "web.server", "host": "tracker", "torrents": ["film"]},
  {"kind": "web.download", "host": "seed", "server": "tracker", "path": "/film"}, {"kind": "web.download", "host": "peer", "server": "tracker", "path": "/song"}, `, 1))
	w.RunUntil(sim.Instant(time.Second/20), nil)
	s, _ := w.Swarm()
	if len(s.Downloads) != 1 || s.Downloads[0].Host != "seed" || s.Downloads[0].State != "downloading" || s.Downloads[0].Got <= 0 || s.Downloads[0].Got >= s.Size {
		t.Errorf("in between it shows %+v", s.Downloads)
	}
	w.RunIdle(nil)
	if s, _ = w.Swarm(); len(s.Downloads) != 1 || s.Downloads[0] != (view.SwarmDownload{Host: "seed", State: "done", Got: s.Size}) {
		t.Errorf("in the end it shows %+v", s.Downloads)
	}
}
