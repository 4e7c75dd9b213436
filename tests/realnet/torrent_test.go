//go:build linux

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/torrent/metainfo"
	"playnet/tests/peers"
)

// swarmLab is a swarm of our own: a tracker, a seed and two leechers. % is the tracker's URL.
const swarmLab = `-- lab.json --
{
  "playnet": 1, "id": "swarm", "title": "A swarm", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z",
  "torrents": [{"id": "song", "size": "3MiB", "pieceLength": "64KiB", "trackers": ["%"]}],
  "hosts": [{"name": "client", "address": "192.0.2.9"}, {"name": "tracker", "address": "192.0.2.1"}, {"name": "seed", "address": "192.0.2.2"},
    {"name": "ann", "address": "192.0.2.3"}, {"name": "bob", "address": "192.0.2.4"}],
  "services": [{"kind": "torrent.tracker", "host": "tracker", "interval": "30s"},
    {"kind": "torrent.peer", "host": "seed", "torrent": "song", "seed": true, "fast": true, "join": "300ms"},
    {"kind": "torrent.peer", "host": "ann", "torrent": "song", "join": "300ms"}, {"kind": "torrent.peer", "host": "bob", "torrent": "song", "join": "300ms", "fast": true}]
}
`

// strangersLab is two leechers of our own in a swarm of others: all that they get comes from
// these. Opentracker listens at "theirs", aria2 and libtorrent have the file.
const strangersLab = `-- lab.json --
{
  "playnet": 1, "id": "strangers", "title": "A swarm of others", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z",
  "torrents": [{"id": "song", "size": "3MiB", "pieceLength": "64KiB", "trackers": ["%"]}],
  "hosts": [{"name": "theirs", "address": "192.0.2.50"}, {"name": "aria", "address": "192.0.2.51"}, {"name": "rasterbar", "address": "192.0.2.52"},
    {"name": "ann", "address": "192.0.2.3"}, {"name": "bob", "address": "192.0.2.4"}],
  "services": [{"kind": "torrent.peer", "host": "ann", "torrent": "song", "join": "4s"},
    {"kind": "torrent.peer", "host": "bob", "torrent": "song", "join": "4s", "fast": true}]
}
`

// rasterbar is a client of libtorrent: it downloads a torrent, or seeds it until it is ended.
const rasterbar = `
import libtorrent as lt, sys, time
torrent, folder, address, seeds = sys.argv[1:5]
s = lt.session({'listen_interfaces': address + ':7002', 'outgoing_interfaces': address, 'enable_dht': False, 'enable_lsd': False,
  'enable_upnp': False, 'enable_natpmp': False, 'enable_outgoing_utp': False, 'enable_incoming_utp': False,
  'allow_multiple_connections_per_ip': True, 'upload_rate_limit': 400000 if seeds == 'seed' else 0})
h = s.add_torrent({'ti': lt.torrent_info(torrent), 'save_path': folder})
for i in range(600):
    if seeds != 'seed' and h.status().is_seeding:
        print('complete', h.status().total_payload_download)
        break
    time.sleep(0.1)
`

// inSwarm runs a script beside a lab whose torrent has a tracker, and returns the folder in
// which the script left its files, what our programs have told, and the torrent's content.
func inSwarm(t *testing.T, text, tracker, script string, flags ...string) (folder, events string, content []byte) {
	t.Helper()
	text = strings.Replace(text, "%", tracker, 1)
	f, err := labfile.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	torrent, content, _ := lab.TorrentOf(f, "song")
	r := newRunner(t, users(t)[0])
	r.write("song.torrent", bytes.NewReader(torrent.Bytes()), 0o644)
	r.write("song", bytes.NewReader(content), 0o644)
	r.write("hash", strings.NewReader(torrent.Hash.String()+"\n"), 0o644)
	r.write("client.py", strings.NewReader(rasterbar), 0o644)
	got := r.shell(r.write("swarm.lab", strings.NewReader(text), 0o644), append([]string{"-v"}, flags...), "cd "+r.temp()+"\n"+script)
	return r.temp(), got.stdout + got.stderr, content
}

// needRasterbar skips a test where the system's Python has no libtorrent.
func needRasterbar(t *testing.T) {
	t.Helper()
	if err := exec.Command("/usr/bin/python3", "-c", "import libtorrent").Run(); err != nil {
		peers.Skip(t, "there is no libtorrent for Python")
	}
}

// ariaFlags let aria2 find peers by trackers alone. What asks trackers by UDP is a part of its
// node of the DHT (--enable-dht), which knows no other node here.
const ariaFlags = " --enable-dht=true --dht-listen-port=7003 --dht-file-path=dht.dat --enable-dht6=false --bt-enable-lpd=false --enable-peer-exchange=false --allow-overwrite=true --file-allocation=none --console-log-level=warn --summary-interval=0 "

// Real clients download from a swarm of ours, whose tracker they ask by HTTP or by UDP. Nobody
// else has the file.
func TestClientsDownload(t *testing.T) {
	for _, c := range []struct{ name, tracker, script string }{
		{"aria2", "http://192.0.2.1:6969/announce", `
			curl -sS -o own.torrent http://192.0.2.1:6969/song.torrent; cmp own.torrent ../song.torrent
			timeout 60 aria2c` + ariaFlags + `--listen-port=7001 --seed-time=0 --dir=. own.torrent`},
		{"aria2 by UDP", "udp://192.0.2.1:6969", `
			timeout 60 aria2c` + ariaFlags + `--listen-port=7001 --seed-time=0 --dir=. ../song.torrent`},
		{"libtorrent", "http://192.0.2.1:6969/announce", `/usr/bin/python3 ../client.py ../song.torrent . 192.0.2.9 leech`},
		{"libtorrent by UDP", "udp://192.0.2.1:6969", `/usr/bin/python3 ../client.py ../song.torrent . 192.0.2.9 leech`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if strings.HasPrefix(c.name, "aria2") {
				peers.Need(t, "aria2c")
				peers.Need(t, "curl")
			} else {
				needRasterbar(t)
			}
			folder, events, content := inSwarm(t, swarmLab, c.tracker, c.script, "-as", "client")
			if got, err := os.ReadFile(filepath.Join(folder, "song")); err != nil || !bytes.Equal(got, content) {
				t.Errorf("the file has %d bytes of %d, or others: %v", len(got), len(content), err)
			}
			if !regexp.MustCompile(`192\.0\.2\.9:\d+ has started`).MatchString(events) {
				t.Errorf("our tracker has not heard of the client:\n%s", events)
			}
		})
	}
}

// Our leechers join a swarm of real clients by opentracker, and verify pieces that come from
// each of them.
func TestStrangersSeed(t *testing.T) {
	for _, tracker := range []string{"http://192.0.2.50:6970/announce", "udp://192.0.2.50:6970"} {
		t.Run(tracker[:4], func(t *testing.T) {
			t.Parallel()
			peers.Need(t, "aria2c")
			peers.Need(t, "curl")
			peers.Need(t, "opentracker")
			peers.Need(t, "unshare")
			needRasterbar(t)
			_, events, _ := inSwarm(t, strangersLab, tracker, `
				mkdir a b; cp ../song a/; cp ../song b/
				# It serves the torrents of a list alone. Where it sees itself as root it becomes somebody
				# else, whom the namespace of an ordinary user doesn't have: in one more it is nobody.
				unshare --user opentracker -i 192.0.2.50 -p 6970 -P 6970 -w $(realpath ../hash) >tracker.log 2>&1 &
				sleep 0.5
				timeout 60 aria2c`+ariaFlags+`--listen-port=7001 --interface=192.0.2.51 --check-integrity=true --seed-ratio=0.0 --max-upload-limit=400K --dir=a ../song.torrent >aria.log 2>&1 &
				/usr/bin/python3 ../client.py ../song.torrent b 192.0.2.52 seed >rasterbar.log 2>&1 &
				for i in $(seq 150); do
					if curl -s http://192.0.2.50:6970/scrape | grep -aq '8:completei4e'; then break; fi
					sleep 0.2
				done
				grep -v SCRAPE tracker.log || true; grep -v SEED aria.log || true; cat rasterbar.log
				curl -s http://192.0.2.50:6970/scrape | grep -ao '8:completei[0-9]*e'`, "-as", "theirs")
			for who, address := range map[string]string{"aria2": `192\.0\.2\.51`, "libtorrent": `192\.0\.2\.52`} {
				if n := len(regexp.MustCompile(`piece \d+[^\n]*`+address).FindAllString(events, -1)); n == 0 {
					t.Errorf("no piece has come from %s", who)
				}
			}
			if !strings.Contains(events, "8:completei4e") {
				t.Errorf("not all four have the file in the end:\n%s", events)
			}
		})
	}
}

// A torrent that mktorrent makes of a file has the info-hash of ours.
func TestSameInfoHash(t *testing.T) {
	peers.Need(t, "mktorrent")
	f, err := labfile.Parse([]byte(strings.Replace(swarmLab, "%", "http://192.0.2.1:6969/announce", 1)))
	if err != nil {
		t.Fatal(err)
	}
	ours, content, _ := lab.TorrentOf(f, "song")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "song"), content, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("mktorrent", "-l", "16", "-a", "http://192.0.2.1:6969/announce", "-o", "theirs.torrent", "song")
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(folder, "theirs.torrent"))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := metainfo.Parse(text)
	if err != nil || theirs.Hash != ours.Hash {
		t.Errorf("mktorrent makes %v, we %v: %v", theirs.Hash, ours.Hash, err)
	}
}
