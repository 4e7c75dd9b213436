package interop

import (
	"encoding/hex"
	"strings"
	"testing"

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
	case len(f.Children) > 0 || show == "" || shown == own || f.Value == show:
	case plainValue(f.Value) != plainValue(show):
		t.Errorf("frame %d: %s is %q, tshark says %q", number, f.Name, f.Value, show)
	}
	seen[f.Name]++
}
