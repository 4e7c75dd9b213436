//go:build linux

package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/tests/peers"
)

// dhtLab is a swarm without a tracker: its peers find each other by the distributed hash
// table alone.
const dhtLab = `-- lab.json --
{
  "playnet": 1, "id": "trackerless", "title": "No tracker", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [{"name": "client", "address": "192.0.2.99"}, {"name": "router", "address": "192.0.2.1"}, {"name": "peer", "address": "192.0.2.7"}],
  "groups": [{"name": "node", "count": 6, "address": "198.51.100.1"}],
  "torrents": [{"id": "film", "name": "film.bin", "size": "200 KiB", "pieceLength": "32 KiB"}],
  "services": [
    {"kind": "dht.node", "host": "router"},
    {"kind": "dht.node", "host": "node", "bootstrap": ["router"], "apart": "50ms"},
    {"kind": "torrent.peer", "host": "peer", "torrent": "film", PEER, "dht": true, "bootstrap": ["router"]}]
}
`

// withoutTracker runs a script beside the lab's nodes and its peer, and returns what it
// prints, and the programs' events.
func withoutTracker(t *testing.T, peer, script string) (stdout, events string) {
	t.Helper()
	text := strings.Replace(dhtLab, "PEER", peer, 1)
	f, err := labfile.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	torrent, content, _ := lab.TorrentOf(f, "film")
	r := newRunner(t, users(t)[0])
	r.write("tmp/film.bin", bytes.NewReader(content), 0o644)
	r.write("tmp/film.torrent", bytes.NewReader(torrent.Bytes()), 0o644)
	got := r.shell(r.write("dht.lab", strings.NewReader(text), 0o644), []string{"-as", "client", "-v"},
		"cd "+r.temp()+"\nexport HASH="+torrent.Hash.String()+"\n"+script)
	return got.stdout, got.stderr
}

// session is a libtorrent client that knows no more than one node of ours.
const session = `
import libtorrent as lt, os, sys, time
ses = lt.session({'listen_interfaces': '192.0.2.99:6881', 'enable_dht': True, 'enable_lsd': False, 'enable_upnp': False, 'enable_natpmp': False,
  'dht_bootstrap_nodes': '192.0.2.1:6881', 'dht_restrict_routing_ips': False, 'dht_restrict_search_ips': False, 'dht_ignore_dark_internet': False,
  'dht_enforce_node_id': False, 'dht_prefer_verified_node_ids': False, 'allow_multiple_connections_per_ip': True, 'alert_mask': 0x7fffffff})
def until(what, seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        r = what()
        if r: return r
        time.sleep(0.1)
    sys.exit('it did not come to that')
until(lambda: any(isinstance(a, lt.dht_bootstrap_alert) for a in ses.pop_alerts()))
hash = os.environ['HASH']
magnet = 'magnet:?xt=urn:btih:' + hash
`

// A libtorrent client that has nothing but a magnet link and the address of one of our nodes
// finds our seed through our DHT, gets the metadata from it, and the file.
func TestLibtorrentFindsASeedThroughOurDHT(t *testing.T) {
	needRasterbar(t)
	t.Parallel() // most of the time it waits
	got, events := withoutTracker(t, `"seed": true`, `cat > get.py <<'END'
`+session+`
p = lt.parse_magnet_uri(magnet)
p.save_path = 'got'
h = ses.add_torrent(p)
until(lambda: h.status().is_seeding)
END
mkdir -p got; /usr/bin/python3 get.py && cmp got/film.bin film.bin && echo same`)
	served := regexp.MustCompile(`peer torrent\.\S+ .*192\.0\.2\.99:`).MatchString(events) // and the lab has no other peer
	if !strings.Contains(got, "same") || !served || !strings.Contains(events, "dht.stored") {
		t.Errorf("it prints %q; the events end with\n%s", got, tail(events))
	}
}

// Our peer, which has nothing but a magnet link, gets the file from a libtorrent client that
// knows it through our DHT alone.
func TestOurMagnetLinkIsServedByLibtorrent(t *testing.T) {
	needRasterbar(t)
	t.Parallel() // most of the time it waits
	got, events := withoutTracker(t, `"magnet": true`, `cat > seed.py <<'END'
`+session+`
fs = lt.file_storage()
fs.add_file('film.bin', os.path.getsize('film.bin'))
c = lt.create_torrent(fs, 32768, 64) # of version 1 alone
lt.set_piece_hashes(c, '.')
info = lt.torrent_info(c.generate())
print('hash', str(info.info_hash()) == hash)
p = lt.add_torrent_params()
p.ti, p.save_path = info, '.'
h = ses.add_torrent(p)
until(lambda: h.status().is_seeding)
until(lambda: h.status().total_payload_upload >= os.path.getsize('film.bin'))
time.sleep(1)
print('sent', h.status().total_payload_upload >= os.path.getsize('film.bin'))
END
/usr/bin/python3 seed.py`)
	if !strings.Contains(got, "hash True") || !strings.Contains(got, "sent True") || !strings.Contains(events, "torrent.complete") {
		t.Errorf("it prints %q; the events end with\n%s", got, tail(events))
	}
}

// libtorrent's own look-ups through our nodes find what a client of its has announced there,
// and nodes that ask it are answered.
func TestLibtorrentAnnouncesToOurNodes(t *testing.T) {
	needRasterbar(t)
	t.Parallel() // most of the time it waits
	got, events := withoutTracker(t, `"seed": true`, `cat > dht.py <<'END'
`+session+`
other = lt.sha1_hash(bytes.fromhex('00112233445566778899aabbccddeeff00112233'))
ses.add_torrent({'url': 'magnet:?xt=urn:btih:' + str(other), 'save_path': '.'}) # it announces itself
def reply():
    ses.dht_get_peers(other)
    time.sleep(0.5)
    for a in ses.pop_alerts():
        if isinstance(a, lt.dht_get_peers_reply_alert) and a.num_peers() > 0:
            return a.peers()
print('found', until(reply))
END
/usr/bin/python3 dht.py`)
	if !strings.Contains(got, "('192.0.2.99', 6881)") || !strings.Contains(events, "dht.stored") {
		t.Errorf("it prints %q; the events end with\n%s", got, tail(events))
	}
}

// ariaNode is aria2 with a node of the DHT, which knows no more than one of ours, and no other
// way to find peers.
const ariaNode = `timeout 60 aria2c --enable-dht=true --dht-listen-port=6881 --dht-entry-point=192.0.2.1:6881 --dht-file-path=dht.dat \
	--enable-dht6=false --bt-enable-lpd=false --enable-peer-exchange=false --interface=192.0.2.99 --listen-port=7001 \
	--file-allocation=none --console-log-level=warn --summary-interval=0 `

// aria2, which has nothing but a magnet link and the address of one of our nodes, finds our seed
// through our DHT, gets the metadata from it, and the file.
func TestAria2FindsASeedThroughOurDHT(t *testing.T) {
	peers.Need(t, "aria2c")
	t.Parallel() // most of the time it waits
	got, events := withoutTracker(t, `"seed": true`, ariaNode+`--seed-time=0 --dir=got "magnet:?xt=urn:btih:$HASH" && cmp got/film.bin film.bin && echo same`)
	served := regexp.MustCompile(`peer torrent\.connected: connected from 192\.0\.2\.99:`).MatchString(events) // and the lab has no other peer
	stored := regexp.MustCompile(`dht\.stored: .* 192\.0\.2\.99:7001,`).MatchString(events)                    // it has announced itself, too
	if !strings.Contains(got, "same") || !served || !stored {
		t.Errorf("served %v, announced %v; it prints %q; the events end with\n%s", served, stored, got, tail(events))
	}
}

// Our peer, which has nothing but a magnet link, finds aria2 through our DHT, where that has
// announced itself, and gets the metadata and each piece from it.
func TestOurMagnetLinkIsServedByAria2(t *testing.T) {
	peers.Need(t, "aria2c")
	t.Parallel() // most of the time it waits
	// aria2 seeds until it has sent the file once.
	got, events := withoutTracker(t, `"magnet": true`, ariaNode+`--check-integrity=true --seed-ratio=1.0 film.torrent; sleep 1`)
	const pieces = 7 // 200 KiB in pieces of 32 KiB
	if n := len(regexp.MustCompile(`peer torrent\.piece: [^\n]* 192\.0\.2\.99:`).FindAllString(events, -1)); n != pieces || !strings.Contains(events, "torrent.complete") {
		t.Errorf("%d pieces; it prints %q; the events end with\n%s", n, got, tail(events))
	}
}

// tail is the end of what programs have said.
func tail(events string) string { return events[max(0, len(events)-3000):] }
