package lab_test

import (
	"strings"
	"testing"
	"time"

	"playnet/core/lab"
	"playnet/core/sim"
	"playnet/core/view"
)

// lineLab is a swarm whose peers know what their lines carry while a switch is on.
const lineLab = `-- lab.json --
{"playnet": 1, "id": "x", "title": "x", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z",
 "parameters": [{"id": "up", "title": "Upload rate", "min": 50, "max": 100000, "default": 2000, "unit": "kbit/s"}],
 "torrents": [{"id": "film", "size": "1MiB", "pieceLength": "64KiB", "trackers": ["udp://tracker:6969"]}],
 "hosts": [{"name": "tracker", "address": "192.0.2.1"},
  {"name": "seed", "address": "192.0.2.2", "link": {"up": {"parameter": "up"}, "delay": "10ms"}},
  {"name": "modest", "address": "192.0.2.3", "link": {"up": {"parameter": "up"}, "delay": "10ms"}},
  {"name": "usual", "address": "192.0.2.4"}],
 "groups": [{"name": "peer", "count": 20, "address": "198.51.100.1", "link": {"up": "400kbit/s", "down": "10Mbit/s", "delay": "10ms"}}],
 "services": [{"kind": "torrent.tracker", "host": "tracker"},
  {"kind": "torrent.peer", "host": "seed", "torrent": "film", "seed": true, "knowsLine": true},
  {"kind": "torrent.peer", "host": "modest", "torrent": "film", "knowsLine": true, "maxUp": "200kbit/s"},
  {"kind": "torrent.peer", "host": "usual", "torrent": "film", "knowsLine": true, "slots": 6},
  {"kind": "torrent.peer", "host": "peer", "torrent": "film"}],
 "switches": [{"id": "told", "title": "x", "while": [{"op": "service.set", "host": "peer", "service": "torrent.peer", "setting": "knowsLine", "value": "true"}]}]}
`

// peerOf returns what the peer of a host knows.
func peerOf(t *testing.T, w *lab.World, host string) *view.Torrent {
	t.Helper()
	for _, h := range w.Snapshot().Hosts {
		for _, p := range h.Programs {
			if h.Name == host && p.Torrent != nil {
				return p.Torrent
			}
		}
	}
	t.Fatalf("no peer on %s", host)
	return nil
}

// A peer that knows its line has the slots that suit it, whether the lab states the rate, leaves
// it out, or has it from a parameter, unless it is to send less or is told how many slots it has.
func TestKnowsLine(t *testing.T) {
	for _, c := range []struct {
		up    int // kbit/s
		host  string
		line  int64 // bytes a second
		slots int
	}{
		{2000, "seed", 250_000, 11}, {300, "seed", 37_500, 3}, {50_000, "seed", 6_250_000, 59},
		{2000, "modest", 25_000, 3}, {100, "modest", 12_500, 2},
		{2000, "usual", 12_500_000, 6},
		{2000, "peer-1", 0, 4},
	} {
		w := openText(t, lineLab)
		if c.up != 2000 {
			do(t, w, `{"op": "lab.parameter", "parameter": "up", "value": %d}`, c.up)
		}
		w.RunUntil(sim.Instant(100*time.Millisecond), nil)
		if p := peerOf(t, w, c.host); p.Line != c.line || p.Slots-p.Spare != c.slots {
			t.Errorf("with %d kbit/s %s knows of %d bytes/s and has %d slots, want %d, %d", c.up, c.host, p.Line, p.Slots-p.Spare, c.line, c.slots)
		}
	}
}

// The seed serves as many as suit its line, and not the usual four and one on trial.
func TestKnowsLineServes(t *testing.T) {
	serves := func(text string) (most int) {
		w := openText(t, text)
		for at := time.Duration(0); at < 25*time.Second; at += 250 * time.Millisecond {
			w.RunUntil(sim.Instant(at), nil)
			s, _ := w.Swarm()
			n := 0
			for _, l := range s.Links {
				if l.Unchoked && s.Peers[l.From].Host == "seed" {
					n++
				}
			}
			most = max(most, n)
		}
		return most
	}
	if usual := serves(strings.Replace(lineLab, `, "knowsLine": true},`, `},`, 1)); usual != 5 {
		t.Errorf("without knowing its line the seed serves %d", usual)
	}
	if told := serves(lineLab); told != 12 {
		t.Errorf("with a line of 2 Mbit/s the seed serves %d", told)
	}
}

// Peers are told of their lines, and that nobody knows them any more, while they run, stopped
// hosts included; of a link that is set to another rate they hear nothing.
func TestLineSettings(t *testing.T) {
	w := openText(t, lineLab)
	knows := func(host string, line int64) {
		t.Helper()
		if p := peerOf(t, w, host); p.Line != line {
			t.Errorf("%s knows of %d bytes/s, want %d", host, p.Line, line)
		}
	}
	w.RunUntil(sim.Instant(3*time.Second), nil)
	do(t, w, `{"op": "link.set", "place": "peer-1", "up": "1Mbit/s"}`)
	do(t, w, `{"op": "host.stop", "host": "peer-2"}`)
	knows("peer-1", 0)
	do(t, w, `{"op": "lab.switch", "switch": "told", "on": true}`)
	knows("peer-1", 50_000)
	do(t, w, `{"op": "host.start", "host": "peer-2"}`)
	w.RunUntil(sim.Instant(6*time.Second), nil)
	knows("peer-2", 50_000)
	do(t, w, `{"op": "service.set", "host": "peer-3", "service": "torrent.peer", "setting": "maxUp", "value": "80kbit/s"}`)
	knows("peer-3", 10_000)
	do(t, w, `{"op": "lab.switch", "switch": "told", "on": false}`)
	knows("peer-1", 0)
	if p := peerOf(t, w, "peer-1"); p.Slots != 4 || p.Spare != 0 {
		t.Errorf("peer-1 has %d slots", p.Slots)
	}
	w.RunIdle(nil)
	s, _ := w.Swarm()
	for _, p := range s.Peers {
		if p.State != "seeding" {
			t.Errorf("in the end %s is %s", p.Host, p.State)
		}
	}
	hash, at := w.Hash(), w.Now()
	w.SeekTime(at / 3)
	w.SeekTime(at)
	if w.Hash() != hash {
		t.Error("after going back and forth the run is another one")
	}
}
