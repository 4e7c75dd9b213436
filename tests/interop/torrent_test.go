package interop

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"playnet/core/sim"
	"playnet/core/view"
)

// torrentFields are how often at least the labs show fields of BitTorrent that tshark knows.
var torrentFields = map[string]int{
	"bt-dht.bencoded.dict_entry": 100, "bt-dht.bencoded.string": 100, "bt-dht.id": 100, "bt-dht.ip": 100, "bt-dht.port": 100,
	"bittorrent.info_hash": 10, "bittorrent.peer_id": 10, "bittorrent.msg.type": 50, "bittorrent.msg.length": 50, "bittorrent.msg.bitfield": 2,
	"bittorrent.piece.index": 20, "bittorrent.piece.begin": 10, "bittorrent.piece.length": 10, "bittorrent.piece.data": 1,
}

// isTorrent reports whether a field is one of BitTorrent's that tshark 4.0 knows, too.
func isTorrent(name string) bool {
	for _, p := range []string{"bittorrent.", "bencode.", "bt-dht."} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// compareTorrent looks a field up among tshark's: the same name at the same bytes, with the same
// value where it has one of its own. tshark writes bytes in hex, ours shows the first of long
// ones; for what has parts it shows nothing.
func compareTorrent(t *testing.T, number int, bytes []byte, f view.MessageField, theirs shownFrame, seen map[string]int) {
	t.Helper()
	if f.Name == "bt-dht.bencoded.dict" && f.Label == "Message" {
		return // tshark has no field of its own for the whole
	}
	show, ok := theirs.at(place{f.Name, f.Offset, f.Len})
	if !ok && (f.Name == "bt-dht.error" || f.Name == "bt-dht.peers") {
		show, ok = theirs.at(place{f.Name, f.Offset, 0}) // tshark gives lists no length
	}
	if f.Name == "bencode.dict" && !ok {
		for at := range theirs.fields { // tshark 4.0 counts a dictionary in another one up to that one's end
			ok = ok || at.name == f.Name && at.pos == f.Offset && at.size > f.Len
		}
	}
	own := hex.EncodeToString(bytes[f.Offset : f.Offset+f.Len])
	switch shown := strings.ReplaceAll(show, ":", ""); {
	case !ok:
		t.Errorf("frame %d: tshark has no %s at %d, %d bytes long (ours: %q)", number, f.Name, f.Offset, f.Len, f.Value)
	case len(f.Children) > 0 && f.Name != "bittorrent.extended" || show == "" || shown == own || f.Value == show:
	case plainValue(f.Value) != plainValue(show):
		t.Errorf("frame %d: %s is %q, tshark says %q", number, f.Name, f.Value, show)
	}
	seen[f.Name]++
	if f.Name == "bittorrent.msg.type" || f.Name == "bt-dht.bencoded.string" {
		seen[f.Name+" "+f.Value]++
	}
}

// messagesLab is a swarm so small that all its messages are looked at: peers that speak the fast
// extension and some that don't, who tell each other of their nodes, one that has nothing but a
// magnet link, and an end game between two seeds.
const messagesLab = `-- lab.json --
{
  "playnet": 1, "id": "messages", "title": "Every message", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z",
  "torrents": [{"id": "song", "size": "256KiB", "pieceLength": "32KiB", "trackers": ["http://tracker:6969/announce"]}],
  "hosts": [{"name": "router", "address": "192.0.2.8"}, {"name": "tracker", "address": "192.0.2.1"},
    {"name": "seed", "address": "192.0.2.2", "link": {"up": "160kbit/s", "down": "50Mbit/s", "delay": "5ms"}},
    {"name": "other", "address": "192.0.2.3", "link": {"up": "80kbit/s", "down": "50Mbit/s", "delay": "15ms"}},
    {"name": "ann", "address": "192.0.2.4"}, {"name": "bob", "address": "192.0.2.5"}, {"name": "cy", "address": "192.0.2.6"}],
  "services": [{"kind": "torrent.tracker", "host": "tracker"}, {"kind": "dht.node", "host": "router"},
    {"kind": "torrent.peer", "host": "seed", "torrent": "song", "seed": true, "fast": true, "slots": 1, "dht": true, "bootstrap": ["router"], "join": "100ms"},
    {"kind": "torrent.peer", "host": "other", "torrent": "song", "seed": true, "join": "100ms"},
    {"kind": "torrent.peer", "host": "ann", "torrent": "song", "fast": true, "dht": true, "bootstrap": ["router"], "join": "400ms"},
    {"kind": "torrent.peer", "host": "bob", "torrent": "song", "fast": true, "join": "500ms"},
    {"kind": "torrent.peer", "host": "cy", "torrent": "song", "magnet": true, "fast": true, "dht": true, "bootstrap": ["router"], "join": "1s"}]
}
`

// torrentMessages are the messages that a swarm of few says, as far as tshark knows them.
var torrentMessages = []string{
	"bittorrent.msg.type 0 (Choke)", "bittorrent.msg.type 1 (Unchoke)", "bittorrent.msg.type 2 (Interested)", "bittorrent.msg.type 3 (Not Interested)",
	"bittorrent.msg.type 4 (Have)", "bittorrent.msg.type 5 (Bitfield)", "bittorrent.msg.type 6 (Request)", "bittorrent.msg.type 7 (Piece)",
	"bittorrent.msg.type 8 (Cancel)", "bittorrent.msg.type 9 (Port)", "bittorrent.msg.type 14 (Have All)", "bittorrent.msg.type 15 (Have None)",
	"bittorrent.msg.type 16 (Reject Request)", "bittorrent.msg.type 17 (Allowed Fast)", "bittorrent.msg.type 20 (Extended)",
	"bt-dht.bencoded.string find_node", "bt-dht.bencoded.string get_peers", "bt-dht.bencoded.string announce_peer", "bt-dht.bencoded.string ping",
}

// tshark takes every kind of message apart as we do.
func TestTorrentMessages(t *testing.T) {
	w := open(t, messagesLab, 3)
	w.RunUntil(sim.Instant(0).Add(60*time.Second), nil)
	seen := map[string]int{}
	dissectBoth(t, w, seen)
	for _, m := range torrentMessages {
		if seen[m] == 0 {
			t.Errorf("no %s was compared", m)
		}
	}
	if t.Failed() {
		t.Logf("compared: %v", seen)
	}
}
