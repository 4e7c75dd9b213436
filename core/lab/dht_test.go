package lab_test

import (
	"testing"
	"time"

	"playnet/core/sim"
)

const bootstrapLab = `-- lab.json --
{"playnet": 1, "id": "bootstrap", "title": "Ways in", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z",
 "torrents": [{"id": "film", "size": "64KiB", "pieceLength": "16KiB"}],
 "hosts": [{"name": "seed", "address": "192.0.2.1"}, {"name": "node", "address": "192.0.2.2"}, {"name": "leecher", "address": "192.0.2.3"}],
 "services": [{"kind": "torrent.peer", "host": "seed", "torrent": "film", "seed": true, "port": 7001, "dht": true},
  {"kind": "dht.node", "host": "node", "port": 7002, "bootstrap": ["node", "192.0.2.1"]},
  {"kind": "torrent.peer", "host": "leecher", "torrent": "film", "dht": true, "bootstrap": ["192.0.2.2"], "join": "1s"}]}
`

// Nodes find each other whatever their ports, those of peers too, and whether the lab names
// hosts or addresses; a node that names itself does not begin with itself.
func TestBootstrapNodes(t *testing.T) {
	w := openText(t, bootstrapLab)
	w.RunUntil(sim.Instant(20*time.Second), nil)
	nodes := 0
	for _, h := range w.Snapshot().Hosts {
		for _, p := range h.Programs {
			if p.DHT == nil {
				continue
			}
			if nodes++; p.DHT.Nodes != 2 || h.Name == "node" && p.DHT.State != "ready" {
				t.Errorf("the node of %s is %s and knows %d others", h.Name, p.DHT.State, p.DHT.Nodes)
			}
		}
	}
	if nodes != 3 {
		t.Errorf("%d nodes", nodes)
	}
}
